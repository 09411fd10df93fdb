"""Softprompt Studio: train, compare and export soft prompts. Knows nothing of Qt."""

import os

__version__ = "0.1.0"

# Nobody is told what is used here: huggingface_hub, which reads this once, would tell its hub with each request.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

# oneDNN and torch keep a compiled kernel for each shape of a matrix product, 1024 of them each, and no two batches have
# as many tokens: the starter grew from 0.9 to 1.6 GB in 280 steps. What one step uses again and again are far fewer.
for _kernels_kept in ("ONEDNN_PRIMITIVE_CACHE_CAPACITY", "LRU_CACHE_CAPACITY"):
    os.environ.setdefault(_kernels_kept, "128")

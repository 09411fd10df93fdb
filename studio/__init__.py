"""Softprompt Studio: train, compare and export soft prompts. Knows nothing of Qt."""

import os

__version__ = "0.1.0"

# Nobody is told what is used here: huggingface_hub, which reads this once, would tell its hub with each request.
os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")

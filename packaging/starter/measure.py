"""The held-out loss of a trained starter model, in all and source by source."""

import argparse
import json
import math
from pathlib import Path

from corpus import is_held_out, read_documents
from pretrain import held_out_loss, packed
from transformers import AutoModelForCausalLM, AutoTokenizer


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--model", type=Path, required=True)
    parser.add_argument("--corpus", type=Path, required=True, help="a .jsonl.xz corpus")
    args = parser.parse_args()
    tokenizer = AutoTokenizer.from_pretrained(args.model)
    model = AutoModelForCausalLM.from_pretrained(args.model, dtype="float32")
    by_source: dict[str, list[str]] = {"all": []}
    for document in read_documents(args.corpus):
        if is_held_out(document.text):
            by_source["all"].append(document.text)
            by_source.setdefault(document.source, []).append(document.text)
    for source, texts in by_source.items():
        rows = packed(texts, tokenizer, tokenizer.model_max_length + 1)
        if not len(rows):
            continue
        loss = held_out_loss(model, rows)
        record = {
            "source": source,
            "documents": len(texts),
            "tokens": rows[:, 1:].numel(),
            "loss": round(loss, 4),
            "perplexity": round(math.exp(loss), 1),
        }
        print(json.dumps(record), flush=True)


if __name__ == "__main__":
    main()

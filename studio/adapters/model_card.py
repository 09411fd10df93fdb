"""An adapter's README: what it is, what it scored, and a snippet that runs."""

from __future__ import annotations

import json

from studio.adapters.card import OWN_FOLDER, WEIGHTS_FILE, AdapterCard
from studio.data.template import Template
from studio.methods.registry import method_settings

_LOADERS = {
    "decoder": "AutoModelForCausalLM",
    "encoder": "AutoModelForMaskedLM",
    "encoder_decoder": "AutoModelForSeq2SeqLM",
}


def readme(card: AdapterCard) -> str:
    """The README.md of an adapter's folder."""
    parts = [
        f"# {card.name}",
        f"{_what_it_is(card)}, made with Softprompt Studio.",
        _task(card),
        _scores(card),
        _with_peft(card) if not card.not_in_peft else f"PEFT cannot load this adapter: {card.not_in_peft}",
        _with_transformers(card) if card.model.name == OWN_FOLDER else "",
        "## With Softprompt Studio\n\n"
        "    softprompt-studio import THIS_FOLDER --project MY_PROJECT\n"
        "    softprompt-studio predict --adapter THIS_FOLDER --data table.csv --out answers.csv",
    ]
    return "\n\n".join(part for part in parts if part) + "\n"


def _what_it_is(card: AdapterCard) -> str:
    method = method_settings(card.method)
    match method.result:
        case "hard_prompt":
            examples = f", {card.shown_examples} of the training rows as examples" if card.shown_examples else ""
            what = f"A hard prompt ({method.title}{examples})"
        case "base_model":
            model = card.section("model").get("name", "another model")
            return f"A base model of its own: all weights of `{model}`, trained on one task"
        case _ if method.product == "none":
            what = f"A classification head ({method.title}, no virtual tokens)"
        case _:
            head = " with a classification head" if card.has_head else ""
            what = f"A soft prompt ({method.title}, {card.num_virtual_tokens} virtual tokens){head}"
    bits = "" if card.quantization == "none" else f" (trained on its weights in {card.quantization[0]} bits)"
    return f"{what} for the frozen base model `{card.model.name}`{bits}"


def _with_transformers(card: AdapterCard) -> str:
    loader = _LOADERS[card.kind]
    lines = [
        "## As a base model",
        "",
        "A run.toml takes this folder as its base model, and so does transformers:",
        "",
        "    [model]",
        '    name = "THIS_FOLDER"',
        "",
        "```python",
        f"from transformers import {loader}, AutoTokenizer",
        "",
        f'model = {loader}.from_pretrained("THIS_FOLDER")',
        'tokenizer = AutoTokenizer.from_pretrained("THIS_FOLDER")',
        "```",
    ]
    if card.has_head:
        lines += ["", f"The classification head lies beside, in {WEIGHTS_FILE}; Softprompt Studio reads both."]
    return "\n".join(lines)


def _task(card: AdapterCard) -> str:
    lines = [
        "## What it reads",
        "",
        "Template (virtual tokens as `{soft}`, columns in braces):",
        "",
        f"    {card.template!r}",
    ]
    if card.task == "tagging":
        lines += ["", f"It tells each word's tag, which is read off the word's first token: {', '.join(card.labels)}."]
    if card.label_words:
        words = ", ".join(f"{word!r} for {label}" for label, word in card.label_words.items())
        lines += ["", f"It answers with one of these label words: {words}."]
    return "\n".join(lines)


def _scores(card: AdapterCard) -> str:
    rows = [("this adapter", split, scores) for split, scores in card.metrics.items()]
    rows += [
        (who.replace("_", " "), split, scores)
        for who, splits in card.baselines.items()
        for split, scores in splits.items()
    ]
    if not rows:
        return ""
    names = sorted({name for _, _, scores in rows for name in scores})
    table = ["## Scores", "", "| | split | " + " | ".join(names) + " |", "| --- " * (len(names) + 2) + "|"]
    for who, split, scores in rows:
        cells = [f"{scores[name]:.4f}" if name in scores else "" for name in names]
        table.append(f"| {who} | {split} | " + " | ".join(cells) + " |")
    return "\n".join(table)


def _inputs(card: AdapterCard) -> str:
    """What the model is called with; the answer of an encoder-decoder begins with a token of its own.

    A multitask prompt is asked for one of its tasks.
    """
    given = "input_ids=inputs.input_ids, attention_mask=inputs.attention_mask"
    if card.method == "multitask_prompt_tuning":
        given += f", task_ids=torch.tensor([{card.task_number}])"
    if card.kind != "encoder_decoder":
        return given
    return given + ", decoder_input_ids=torch.tensor([[model.config.decoder_start_token_id]])"


def _with_peft(card: AdapterCard) -> str:
    text = Template.parse(card.template).without_slots()
    row = {name: f"<{name}>" for name in text.columns}
    model = card.model.name
    name = json.dumps(model, ensure_ascii=False)  # so that no name of a stranger's is more than a text in the snippet
    base = name if "/" in model else f"find_model({name})"
    loader = _LOADERS[card.kind]
    said = "print(tokenizer.decode(logits[-1].argmax()))"
    if card.task == "tagging":
        loader = "AutoModelForTokenClassification"
        said = f"print([{card.labels!r}[tag] for tag in logits[-inputs.input_ids.shape[1] :].argmax(-1)])"
    elif card.pooling:
        loader = "AutoModelForSequenceClassification"
        said = f"print({card.labels!r}[logits.argmax()])"
    sizes = f"num_labels={len(card.labels)}, " if card.has_head else ""
    lines = ["## With PEFT", "", "```python", "from pathlib import Path", "", "import torch"]
    lines += ["from peft import PeftModel", f"from transformers import {loader}, AutoTokenizer"]
    if "/" not in model:
        lines += ["", "from studio.models.catalog import find_model  # this base model comes with Softprompt Studio"]
    lines += [
        "",
        f"base = {base}",
        "tokenizer = AutoTokenizer.from_pretrained(base)",
        f"model = {loader}.from_pretrained(base, {sizes}dtype=torch.float32)",
        "model = PeftModel.from_pretrained(model, Path.cwd()).eval()",
        f"text = {text.render(row)!r}",
        'inputs = tokenizer(text, return_tensors="pt")',
        "with torch.no_grad():",
        f"    logits = model({_inputs(card)}).logits[0]",
        said,
        "```",
        "",
        "Run it in this folder.",
    ]
    return "\n".join(lines)

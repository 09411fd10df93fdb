"""Hard prompts: a template with training rows and their answers written in front. No torch."""

from __future__ import annotations

from studio.data.demonstrations import joined
from studio.data.run_tables import Tables, showing_of
from studio.data.template import Template
from studio.data.tokenizer import TextTokenizer
from studio.spec import RunSpec


def with_examples(
    spec: RunSpec, tables: Tables, tokenizer: TextTokenizer, template: Template, *, max_tokens: int
) -> tuple[Template, int]:
    """(the template with the run's examples in front, how many they are).

    template: without virtual tokens    max_tokens: that a row may have with them; they take half of it at most
    The rows are chosen as `Showing.sampled` says, by the run's seed. Raises TableError where not even one fits.
    """
    showing = showing_of(spec.data, tables, tokenizer, template)
    shown = showing.sampled(spec.method.shown_examples, seed=spec.training.seed, budget=max_tokens // 2)
    return template.behind(joined(shown)), len(shown)

"""P-tuning v2: deep prompts in every layer of an encoder, and a classification head."""

from __future__ import annotations

from studio.methods.base import PromptContext, make_head
from studio.methods.initializers import start_key_values
from studio.methods.p_tuning_v2.settings import PTuningV2Settings
from studio.methods.prefix_tuning.prompt import PrefixTuning


class PTuningV2(PrefixTuning):
    """K = [P_K; K], V = [P_V; V] in every layer, and p(y) = softmax(W pool(h)) (Liu et al. 2022, "P-Tuning v2").

    key_values: [2, L, K, P, D] by part, with dropout as in the authors' code; the head is trained beside them.
    Differs from the paper: prompts start from the keys and values of real words, the head from zero, and it may read
    the mean of the text instead of the first token.
    """


def build(settings: PTuningV2Settings, context: PromptContext) -> PTuningV2:
    prompt = PTuningV2(start_key_values(settings, context), dropout=settings.dropout)
    prompt.head = make_head(settings, context)
    return prompt

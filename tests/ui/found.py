"""What might be found of a soft prompt: small, made up, and of every kind of prompt."""

from __future__ import annotations

from studio.interpretation.findings import (
    Ablation,
    Between,
    Drift,
    Explanation,
    FirstTokens,
    Layer,
    MapWord,
    MemberReport,
    NearWord,
    NearWords,
    Place,
    PromptMap,
    Size,
    Spread,
    TokenWords,
    WithoutToken,
    Yardstick,
)

STEPS = (0, 5, 10)
_SPREAD = Spread(0.1, 0.3, 0.6)
NO_WORDS = "A prefix stands among keys and values inside the layers, where there are no words to be near."


def explanation(
    kind: str = "words", *, tokens: int = 4, members: int = 1, kept: bool = True, step: int | None = None
) -> Explanation:
    """kind: "words", "layers" or "gates"    kept: whether its steps were    step: as it stood then"""
    steps = STEPS if kept and step is None else ()
    names = [f"films {number}" for number in range(1, members + 1)]
    return Explanation(
        adapter="films",
        method={"words": "prompt_tuning", "layers": "prefix_tuning"}.get(kind, "llama_adapter"),
        product={"words": "input", "layers": "key_value"}.get(kind, "gated"),
        base_model="tiny",
        num_virtual_tokens=tokens,
        why_no_words="" if kind == "words" else NO_WORDS,
        steps=steps,
        members=tuple(_member(kind, tokens, number, steps, step) for number in range(members)),
        between=tuple(
            Between(one, other, [[0.25] * tokens] * tokens, (0.3, 0.2), 0.1)
            for number, one in enumerate(names)
            for other in names[number + 1 :]
        ),
        ablation=None,
    )


def _member(kind: str, tokens: int, member: int, steps: tuple[int, ...], step: int | None) -> MemberReport:
    words = "now" if step is None else f"step{step}"
    near = NearWords(400, 1.0, 0.2, _yardstick(), _yardstick(), tuple(_token(t, member, words) for t in range(tokens)))
    size = Size(2.0, 0.5, 1.5, 0.1, 0.4)
    has_gates = kind == "gates"
    layers = tuple(
        Layer(
            "decoder",
            number,
            {"vectors": Size(1.0, 0.1, None, None, 0.2)} if has_gates else {"keys": size, "values": size},
            (0.5, -0.25) if has_gates else None,
        )
        for number in (1, 2)
    )
    places = tuple((float(token), float(token % 2)) for token in range(tokens))
    trail = tuple(_moved(places, number - len(steps)) for number in range(len(steps)))
    on_map = (MapWord(" good", (0.5, 0.5), near=True), MapWord(" the", (1.5, -0.5), near=False))
    kinds = ("distance", "direction") if kind == "words" else ("direction",)
    rows = tuple(tuple(float(step * (token + 1)) for token in range(tokens)) for step in steps)
    return MemberReport(
        words=near if kind == "words" else None,
        similarity=[[1.0 if one == other else 0.5 for other in range(tokens)] for one in range(tokens)],
        likeness=0.5 if tokens > 1 else None,
        layers=() if kind == "words" else layers,
        maps=tuple(PromptMap(by, places, on_map if kind == "words" else (), trail, 0.42, 0.07) for by in kinds),
        drift=Drift(rows, rows, rows, rows) if steps else None,
    )


def _yardstick() -> Yardstick:
    return Yardstick(_SPREAD, _SPREAD)


def _token(token: int, member: int, words: str) -> TokenWords:
    near = (NearWord(f" {words}{member}", 7, 0.9), NearWord("other", 8, 0.4))
    return TokenWords(token + 1, 1.0 + token, float(token), near, near[::-1], nearer_than_chance=token == 0)


def _moved(places: tuple[Place, ...], by: int) -> tuple[Place, ...]:
    return tuple((x + by, y + by) for x, y in places)


def ablation(tokens: int = 4, *, rows: int = 20) -> Ablation:
    whole = {"loss": 0.5, "accuracy": 0.9}
    return Ablation(
        data="films.csv, test rows",
        rows=rows,
        of_rows=2 * rows,
        seed=0,
        left_out="removed",
        whole=whole,
        without=tuple(
            WithoutToken(
                token + 1, {"loss": 0.5 + token / 10, "accuracy": 0.9}, {"loss": token / 10, "accuracy": 0.0}, token
            )
            for token in range(tokens)
        ),
        first=tuple(FirstTokens(kept, whole, 0) for kept in (0, 1, 2, 4)),
    )

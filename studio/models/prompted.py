"""The one place that puts a prompt into the frozen model.

Shapes: B batch, T positions of text (virtual tokens of an input prompt among them), S positions that can be read,
P virtual tokens, H hidden, V vocabulary.
"""

from __future__ import annotations

import inspect
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor, nn
from transformers import DynamicCache, EncoderDecoderCache

from studio.errors import MethodError, ModelError
from studio.methods.base import GatedPrompt, InputPrompt, KeyValuePrompt, KeyValues, Part, Prompt
from studio.methods.settings import Pooling
from studio.models import deberta
from studio.models.attention import Gated, Reading, View, capture
from studio.models.base_model import BaseModel, VocabularyHead
from studio.models.packed import Front, Rows, laid_out, virtual_tokens


@dataclass
class Memory:
    """What the model has read of some rows and need not read again; it changes as more is read, and serves one use.

    positions: [B, S] of what the cache holds    states: an encoder's output [B, S', H]
    """

    cache: Any
    positions: Tensor | None = None
    states: Tensor | None = None


@dataclass
class _Pass:
    """What one pass puts in."""

    prompt: Prompt | None
    index: Tensor  # [B]
    shift: int = 0  # how far a prefix moves the text's positions
    prefixes: dict[Part, KeyValues] = field(default_factory=dict)
    gated: dict[int, Gated] = field(default_factory=dict)


class PromptedModel:
    """A frozen base model that reads prompts. Rows of one batch may take different prompts."""

    def __init__(self, base: BaseModel) -> None:
        self.base = base
        self._body = base.network.base_model
        self._head = VocabularyHead(base.network) if base.writes_words else None
        self._embed = base.network.get_input_embeddings()
        if base.kind == "encoder_decoder":
            self._encoder, self._body = base.network.get_encoder(), base.network.get_decoder()
        accepted = inspect.signature(self._body.forward).parameters
        self._takes_positions = "position_ids" in accepted
        self._takes_cache = "past_key_values" in accepted
        # GPT-2 takes them too, as words that it adds.
        self._takes_segments = base.kind == "encoder" and "token_type_ids" in accepted
        alone = base.kind in ("decoder", "encoder") and bool(base.sites.shapes) and self._takes_positions
        self.packable = alone and base.architecture.family != deberta.FAMILY
        # A decoder behind an encoder keeps its own places: its prefix belongs to no text that it writes.
        self._shifts = base.kind != "encoder_decoder"

    def hidden_states(
        self,
        prompt: Prompt | None,
        *,
        input_ids: Tensor,
        prompt_mask: Tensor,
        position_ids: Tensor,
        attends: Tensor,
        prompt_index: Tensor,
        lengths: Tensor | None = None,
        front: int = 0,
        read: Front | None = None,
        asked: Tensor | None = None,
        source_ids: Tensor | None = None,
        source_prompt_mask: Tensor | None = None,
        source_readable: Tensor | None = None,
        memory: Memory | None = None,
    ) -> Tensor:
        """What the last layer says of every position: [B, T, H].

        input_ids: [B, T]    prompt_mask: [B, T], True where an input prompt's vectors go
        position_ids: [B, T], counted without the prefix    prompt_index: [B]
        attends: [B, T, S], S the positions that `memory` holds of the rows' own text (without the prefix and without
            what was read before), then T
        source_ids, source_prompt_mask, source_readable: [B, S'], what an encoder reads before; readable: no padding
        lengths: [B], what is not padding, which stands behind    front: how many positions all rows have in common
        read: what of the front has been read before; its states are 0
        asked: [B, T], True where states are asked for, which need be right nowhere else; None: everywhere
        memory: filled with what is read
        """
        if lengths is not None and memory is None and self._packs(prompt, prompt_index):
            rows = Rows(prompt, input_ids, prompt_mask, position_ids, attends, lengths, front, read, asked)
            return self.hidden_states_together([rows])[0]
        this = self._pass(prompt, prompt_index)
        source = source_readable
        states = memory.states if memory else None
        if source_ids is not None and states is None:
            assert source_prompt_mask is not None
            assert source is not None
            states = self._encode(this, source_ids, source_prompt_mask, source)
            if memory:
                memory.states = states
        before = memory.positions if memory else None
        vectors = self._vectors(this, input_ids, prompt_mask)
        skipped = 0
        if read is not None:
            own = read.key_values
            this.prefixes["decoder"] = KeyValues(*(_each_row(one, prompt_index) for one in (own.keys, own.values)))
            skipped = 0 if before is not None else read.size
            vectors, position_ids = vectors[:, skipped:], position_ids[:, skipped:]
            attends = attends[:, skipped:, skipped:]
        places = position_ids + this.shift + self.base.architecture.position_offset
        key_places = places if before is None else torch.cat([before, places], dim=1)  # [B, S]
        if memory:
            memory.positions = key_places
        if not self.base.sites.shapes:
            return self._with_cached_prefix(this, vectors, attends, key_places, memory)
        views: dict[Part, View] = {self._own_part: View(attends, places, key_places)}
        inputs: dict[str, Any] = {}
        if states is not None:
            assert source is not None
            readable = source.unsqueeze(1).expand(-1, input_ids.shape[1], -1)  # [B, T, S']
            views["cross"] = View(readable, places, source.cumsum(1) - 1)
            inputs["encoder_hidden_states"] = states
        if self._takes_positions:
            inputs["position_ids"] = places
        if self._takes_cache:
            inputs |= {"past_key_values": memory.cache if memory else None, "use_cache": memory is not None}
        with self.base.sites.read(Reading(views, this.prefixes, this.gated)):
            hidden: Tensor = self._body(inputs_embeds=vectors, **inputs).last_hidden_state
        return nn.functional.pad(hidden, (0, 0, skipped, 0)) if skipped else hidden

    def _packs(self, prompt: Prompt | None, prompt_index: Tensor) -> bool:
        """Whether rows can lie side by side: their attention is ours, positions are data, and prompts come in turn."""
        if not self.packable:
            return False
        prompts = prompt.num_prompts if prompt is not None else 1
        if prompts == 1:
            return True
        in_turn = torch.arange(prompts, device=prompt_index.device).repeat_interleave(len(prompt_index) // prompts)
        return not isinstance(prompt, GatedPrompt) and torch.equal(prompt_index, in_turn)

    def can_read_ahead(self, prompt: Prompt | None) -> bool:
        """Whether what stands in front of all rows can be read once, and kept."""
        return self.packable and self.base.kind == "decoder" and not isinstance(prompt, GatedPrompt)

    @torch.no_grad()
    def read_front(self, prompt: Prompt | None, input_ids: Tensor, prompt_mask: Tensor) -> Front:
        """Read what stands in front of every row, for each prompt. input_ids, prompt_mask: [F]"""
        prompts, size = prompt.num_prompts if prompt is not None else 1, len(input_ids)
        places = torch.arange(size, device=input_ids.device)
        causal = (places.unsqueeze(1) >= places).expand(prompts, -1, -1)
        ids, mask, positions = (one.expand(prompts, -1) for one in (input_ids, prompt_mask, places))
        recorded: dict[tuple[Part, int], KeyValues] = {}
        lengths = torch.full((prompts,), size, device=input_ids.device)
        self.hidden_states_together([Rows(prompt, ids, mask, positions, causal, lengths)], recorded=recorded)
        layers = [recorded["decoder", layer] for layer in range(self.base.num_layers)]
        keys, values = (
            torch.stack([getattr(one, name)[0].unflatten(1, (prompts, size)).transpose(0, 1) for one in layers], dim=1)
            for name in ("keys", "values")
        )  # [N, L, K, F, D]
        before = self._pass(prompt, torch.arange(prompts, device=input_ids.device)).prefixes.get("decoder")
        if before is None:
            return Front(KeyValues(keys, values), 0, size)
        both = KeyValues(torch.cat([before.keys, keys], dim=3), torch.cat([before.values, values], dim=3))
        return Front(both, before.keys.shape[3], size)

    def hidden_states_together(
        self, parts: Sequence[Rows], *, recorded: dict[tuple[Part, int], KeyValues] | None = None
    ) -> list[Tensor]:
        """`hidden_states` of several prompts' rows, equally many of each, in one pass: [B, F + T, H] each.

        More than one part: all of what their prompts put in front of the rows has been read.
        """
        passes = [self._pass(one.prompt, torch.arange(one.prompts, device=one.lengths.device)) for one in parts]
        before = [
            one.read.key_values if one.read else this.prefixes.get(self._own_part)
            for one, this in zip(parts, passes, strict=True)
        ]
        pack, prefix = laid_out(parts, [this.shift for this in passes], before)
        vectors: Tensor = self._embed(pack.beside(one.unread(one.input_ids) for one in parts)).unsqueeze(0)
        virtual = pack.beside(one.unread(one.prompt_mask) for one in parts)  # [n]
        if virtual.any():
            vectors = vectors.clone()
            vectors[0, virtual] = virtual_tokens(parts, pack, virtual).to(vectors.dtype)
        offset = self.base.architecture.position_offset
        inputs: dict[str, Any] = {"position_ids": (pack.places + offset).unsqueeze(0)}
        if self._takes_cache:
            inputs["use_cache"] = False
        if self._takes_segments:
            inputs["token_type_ids"] = torch.zeros_like(inputs["position_ids"])  # its own are as many as its positions
        prefixes = {self._own_part: prefix} if prefix else {}
        asked = [one.unread(one.asked) for one in parts if one.asked is not None]
        places = pack.beside(asked).nonzero().squeeze(1) if len(asked) == len(parts) else None
        with self.base.sites.read(Reading({}, prefixes, passes[0].gated, pack, places, recorded)):
            hidden: Tensor = self._body(inputs_embeds=vectors, **inputs).last_hidden_state
        return pack.apart(hidden[0], parts)

    def memory_for(self, prompt: Prompt | None, prompt_index: Tensor) -> Memory:
        """An empty memory for rows that take these prompts."""
        if self.base.kind == "encoder_decoder":
            return Memory(EncoderDecoderCache(DynamicCache(), DynamicCache()))
        cache = DynamicCache()
        if isinstance(prompt, KeyValuePrompt) and not self.base.sites.shapes:
            prefix = self._pass(prompt, prompt_index).prefixes["decoder"]
            for layer in range(prefix.keys.shape[1]):
                cache.update(prefix.keys[:, layer], prefix.values[:, layer], layer)
        return Memory(cache)

    def logits(self, hidden: Tensor) -> Tensor:
        """Hidden states [..., H] to logits [..., V], float32. Give it only the positions that count."""
        if self._head is None:
            raise ModelError(
                f"{self.base.name}: has no head that says words, so label words cannot be scored. "
                "Choose a method with a classification head, such as P-tuning v2."
            )
        logits = self._head(hidden.reshape(-1, hidden.shape[-1]))
        return logits.view(*hidden.shape[:-1], -1).float()

    def pooled(self, hidden: Tensor, text_mask: Tensor, pooling: Pooling) -> Tensor:
        """One vector a row, float32: [B, H].

        hidden: [B, T, H]    text_mask: [B, T], True at what may be read: no padding; virtual
        tokens only where they stand behind the text, for "last"
        """
        rows = torch.arange(len(hidden), device=hidden.device)
        first = hidden[rows, text_mask.int().argmax(1)]  # [B, H]
        match pooling:
            case "first":
                return first.float()
            case "last":
                places = torch.arange(hidden.shape[1], device=hidden.device) * text_mask
                return hidden[rows, places.argmax(1)].float()
            case "mean":
                weights = text_mask.unsqueeze(2).float()  # [B, T, 1]
                return (hidden.float() * weights).sum(1) / weights.sum(1)
            case "pooler":
                pooler = getattr(self._body, "pooler", None)
                if pooler is None:
                    raise MethodError(
                        f'pooling = "pooler": {self.base.name} has no pooler. Choose "first" or "mean".', name="pooling"
                    )
                pooled: Tensor = pooler(first.unsqueeze(1))
                return pooled.float()

    @property
    def _own_part(self) -> Part:
        return "encoder" if self.base.kind == "encoder" else "decoder"

    def _pass(self, prompt: Prompt | None, index: Tensor) -> _Pass:
        this = _Pass(prompt, index)
        match prompt:
            case KeyValuePrompt(parts):
                for part, own in parts.items():
                    keys, values = own.keys.to(self.base.dtype), own.values.to(self.base.dtype)
                    this.prefixes[part] = KeyValues(_each_row(keys, index), _each_row(values, index))
                this.shift = prompt.num_virtual_tokens if self._shifts else 0
            case GatedPrompt():
                this.gated = self._gated(prompt, index)
        return this

    def _vectors(self, this: _Pass, ids: Tensor, prompt_mask: Tensor) -> Tensor:
        """Input embeddings [B, T, H] with an input prompt's vectors in their places."""
        vectors: Tensor = self._embed(ids)
        if isinstance(this.prompt, InputPrompt) and prompt_mask.any():
            chosen = _each_row(this.prompt.vectors.to(vectors.dtype), this.index)  # [B, P, H]
            vectors = vectors.clone()
            vectors[prompt_mask] = chosen.flatten(0, 1)
        return vectors

    def _encode(self, this: _Pass, ids: Tensor, prompt_mask: Tensor, readable: Tensor) -> Tensor:
        """The encoder's output [B, S', H]."""
        vectors = self._vectors(this, ids, prompt_mask)
        places = torch.arange(ids.shape[1], device=ids.device).expand_as(ids)
        view = View(readable.unsqueeze(1).expand(-1, ids.shape[1], -1), places, places)
        with self.base.sites.read(Reading({"encoder": view}, this.prefixes)):
            states: Tensor = self._encoder(inputs_embeds=vectors).last_hidden_state
        return states

    def _with_cached_prefix(
        self, this: _Pass, vectors: Tensor, attends: Tensor, key_places: Tensor, memory: Memory | None
    ) -> Tensor:
        """For a family whose attention is its own (BLOOM): prefixes stand in its cache, positions in its bias."""
        memory = memory or self.memory_for(this.prompt, this.index)
        prefix = this.shift
        if prefix:
            attends = torch.cat([attends.new_ones(*attends.shape[:2], prefix), attends], dim=2)
            before = torch.arange(prefix, device=attends.device).expand(len(key_places), prefix)
            key_places = torch.cat([before, key_places], dim=1)
        mask = torch.zeros(attends.shape, dtype=vectors.dtype, device=attends.device)
        mask = mask.masked_fill(~attends, torch.finfo(vectors.dtype).min).unsqueeze(1)  # [B, 1, T, P + S]
        build = type(self._body).build_alibi_tensor
        heads = self.base.num_heads

        def alibi(_mask: Tensor, _heads: int, dtype: torch.dtype) -> Tensor:
            one = build(self._body, torch.ones(1, 2, device=mask.device), heads, torch.float32)  # [A, 1, 2]
            slopes = (one[:, 0, 1] - one[:, 0, 0]).view(1, heads, 1)
            bias: Tensor = slopes * key_places.unsqueeze(1)  # [B, A, S]
            return bias.reshape(-1, 1, key_places.shape[1]).to(dtype)

        self._body.build_alibi_tensor = alibi  # its own counts places from a mask without trees
        hidden: Tensor = self._body(
            inputs_embeds=vectors, attention_mask=mask, past_key_values=memory.cache, use_cache=True
        ).last_hidden_state
        return hidden

    def _gated(self, prompt: GatedPrompt, index: Tensor) -> dict[int, Gated]:
        """The prompt's keys and values by each of the top layers' own frozen weights, not rotated."""
        modules = self.base.sites.modules.get("decoder", [])
        first = len(modules) - prompt.vectors.shape[1]
        gated = {}
        for number, module in enumerate(modules[first:]):
            vectors = prompt.vectors[:, number].to(self.base.dtype)  # [N, P, H]
            inputs: dict[str, Any] = {"hidden_states": vectors, "attention_mask": None}
            if self.base.sites.rotary_size:
                unturned = vectors.new_ones(1, vectors.shape[1], self.base.sites.rotary_size)
                inputs["position_embeddings"] = (unturned, torch.zeros_like(unturned))
            own = capture(module, **inputs)
            gate = _each_row(prompt.gates[:, number], index).view(len(index), -1, 1, 1)
            gated[first + number] = Gated(_each_row(own.keys, index), _each_row(own.values, index), gate)
        return gated


def _each_row(prompts: Tensor, prompt_index: Tensor) -> Tensor:
    """[N, ...] to [B, ...], each row's own.

    One prompt for all is a view: nothing is copied, and its gradient is a plain sum.
    """
    if prompts.shape[0] == 1:
        return prompts.expand(len(prompt_index), *prompts.shape[1:])
    return prompts[prompt_index]

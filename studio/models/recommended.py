"""Base models to begin with, by size and language, as resources/recommended_models.toml lists them. No torch."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass

from studio.architecture import Architecture
from studio.paths import resources_dir


@dataclass(frozen=True, slots=True)
class RecommendedModel:
    """size_bytes: of its weights    why: a sentence or two    gated: whether its owner asks for consent"""

    name: str
    architecture: Architecture
    parameters: int
    size_bytes: int
    languages: str
    licence: str
    gated: bool
    why: str


def recommended_models() -> list[RecommendedModel]:
    """Encoders, decoders and encoder-decoders, the smallest of each first."""
    listed = tomllib.loads((resources_dir() / "recommended_models.toml").read_text(encoding="utf-8"))["model"]
    return [
        RecommendedModel(
            name=one["name"],
            architecture=Architecture.of(one["config"]),
            parameters=one["parameters"],
            size_bytes=one["parameters"] * one["bytes_per_weight"],
            languages=one["languages"],
            licence=one["licence"],
            gated=one.get("gated", False),
            why=one["why"],
        )
        for one in listed
    ]

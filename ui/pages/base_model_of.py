"""Which base model adapters are to be opened on."""

from __future__ import annotations

from collections.abc import Sequence

from studio.adapters.card import AdapterCard
from studio.engine.protocol import OpenModel
from studio.store.project import Project
from studio.store.store import AdapterRow


def base_model_of(
    rows: Sequence[AdapterRow], cards: Sequence[AdapterCard], project: Project | None
) -> OpenModel | None:
    """As a run of this project named it, which may be a folder: an adapter alone knows only the folder's name.

    In as few bits as the first adapter was trained on.
    cards: of those of the rows that can be read. None without rows. Raises RunError, ProjectError.
    """
    bits = cards[0].quantization if cards else "none"
    run = next((row.run for row in rows if row.run), None)
    if run is not None and project is not None:
        found = project.store.run(run)
        revision = (found.settings.get("model") or {}).get("revision")
        return OpenModel(request=0, model=found.model, revision=revision, quantization=bits)
    if not rows:
        return None
    revision = next((it for card in cards if (it := card.model.revision)), None)
    return OpenModel(request=0, model=rows[0].model, revision=revision, quantization=bits)

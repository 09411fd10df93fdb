"""Data sets of the Hugging Face hub: their configurations, splits and files, before anything of them is on this disk.

Files alone are taken, of kinds that are read here; no code of a data set is ever run. What its README.md says of
configurations holds; without, names of files and folders tell, by the rules of the `datasets` library.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fnmatch import fnmatchcase
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from studio.errors import TableError
from studio.hub.client import (
    SECONDS,
    HubFile,
    api,
    asking,
    files_of,
    licence_of,
    names_a_commit,
    refuse_without_checksums,
    streaming,
    understanding,
)
from studio.wording import phrase, some_of

if TYPE_CHECKING:
    from huggingface_hub.hf_api import DatasetInfo

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*(/[A-Za-z0-9][\w.-]*)?")
_ADDRESS = re.compile(r"https?://[^/]+/datasets/([^/?#\s]+/[^/?#\s]+|[^/?#\s]+)")
_CONVERTED = "refs/convert/parquet"  # where the hub keeps Parquet files that it made of a data set
_DEFAULT = "default"
_KINDS = ((".parquet",), (".csv", ".tsv"), (".jsonl", ".ndjson"), (".json",), (".xlsx",))  # the best first
_DESCRIPTIONS = ("dataset_info.json", "dataset_infos.json", "dataset_dict.json", "state.json", "config.json")
_CARD = "README.md"
_LARGEST_CARD = 5_000_000  # bytes
_DEEPEST_CARD = 100  # things in things; YAML's own reader of many thousands ends the program
_MOST_IN_CARD = 1_000_000  # things, those that are named and come again counted each time
_OF_HUB = re.compile(r"([^/]+)/([^/]+)/\d+\.parquet")  # a file that the hub made: configuration/split/0000.parquet
_SHARD = re.compile(r"(?:.*/)?([\w.]+)-\d{5}-of-\d{5}[^/]*")
_SPLITS = {
    "train": ("train", "training"),
    "validation": ("validation", "valid", "val", "dev"),
    "test": ("test", "testing", "eval", "evaluation"),
}


@dataclass(frozen=True, slots=True)
class HubSplit:
    """One split of one configuration: files that are one table. commit: where they stand

    rows: None where the hub does not say
    features: of its columns, as the README.md has them
    """

    config: str
    split: str
    commit: str
    files: tuple[HubFile, ...]
    rows: int | None = None
    features: Any = field(default=None, compare=False)

    @property
    def size_bytes(self) -> int:
        return sum(file.size for file in self.files)


@dataclass(frozen=True, slots=True)
class HubDataSet:
    """A data set on the hub. commit: of the revision that was asked for    config: the one to begin with

    licence: "" where the hub does not say    gated: whether its owner asks for consent
    obstacle: why there is no table in it, in a sentence; "" where there is
    """

    name: str
    commit: str
    licence: str
    gated: bool
    splits: tuple[HubSplit, ...]
    config: str
    obstacle: str

    @property
    def configs(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(split.config for split in self.splits))

    def splits_of(self, config: str) -> dict[str, HubSplit]:
        """By name, in the order of training, validation, test, and others."""
        order = list(_SPLITS)
        found = [split for split in self.splits if split.config == config]
        found.sort(key=lambda split: order.index(split.split) if split.split in order else len(order))
        return {split.split: split for split in found}

    def chosen(self, config: str | None = None, split: str | None = None) -> HubSplit:
        """A split by its name, or the first, which is the training one where there is one.

        Raises TableError where there is none of this name, or nothing that can be read.
        """
        if self.obstacle:
            raise TableError(self.obstacle, name=self.name)
        config = self.config if config is None else config
        if config not in self.configs:
            known = some_of(self.configs)
            raise TableError(f'{self.name} has no configuration "{config}". It has: {known}.', name=self.name)
        splits = self.splits_of(config)
        if split is not None and split not in splits:
            known = some_of(list(splits))
            raise TableError(f'{self.name} has no split "{split}". It has: {known}.', name=self.name)
        return splits[split] if split is not None else next(iter(splits.values()))


def data_set_name(text: str) -> str:
    """The name in what a person wrote or pasted: owner/name, a name alone, or a page's address.

    Raises TableError for what is none.
    """
    text = text.strip()
    address = _ADDRESS.match(text)
    name = address[1] if address else text
    if not _NAME.fullmatch(name):
        raise TableError(f'"{text}" is no data set of the hub. They are owner/name, such as fancyzhx/ag_news.')
    return name


def look_up_data_set(name: str, revision: str | None = None) -> HubDataSet:
    """All that is to be known of a data set before something of it is fetched.

    revision: a branch, a tag or a commit; None for the newest. Raises TableError where the hub has it not, keeps it, or
    cannot be asked.
    """
    name = data_set_name(name)
    with asking(name, revision, kind="dataset"):
        info = _asked(name, revision)
        is_hub = names_a_commit(info)
        card = _card(info) if is_hub else {}
        splits = tuple(_splits(info, card))
        if revision is None and is_hub and not all(_is_parquet(split) for split in splits or [None]):
            splits = _converted(info.id, card) or splits
    files = tuple(file for split in splits for file in split.files)
    refuse_without_checksums("dataset", name, files, has_commit=is_hub)
    return HubDataSet(
        name=info.id,
        commit=info.sha or "",
        licence=licence_of(info),
        gated=bool(info.gated),
        splits=splits,
        config=_first_config(splits, card),
        obstacle="" if splits else _obstacle(info),
    )


def _asked(name: str, revision: str | None) -> DatasetInfo:
    with understanding():
        return api().dataset_info(name, revision=revision, files_metadata=True, timeout=SECONDS)


# --- what a repository holds ----------------------------------------------------------------------------------------


def _splits(info: DatasetInfo, card: Mapping[str, Any]) -> Iterator[HubSplit]:
    files = [file for file in files_of(info) if _is_plain(file.path)]
    described = {str(one.get("config_name", _DEFAULT)): one for one in _list_of_objects(card.get("dataset_info"))}
    configs = _said_configs(card, files) or _found_configs(files)
    only = next(iter(described.values())) if len(described) == len(configs) == 1 else {}
    for config, by_split in configs.items():
        about = described.get(config) or only
        rows = {str(one.get("name")): one.get("num_examples") for one in _list_of_objects(about.get("splits"))}
        for split, found in by_split.items():
            count = rows.get(split)
            yield HubSplit(
                config=config,
                split=split,
                commit=info.sha or "",
                files=tuple(found),
                rows=count if isinstance(count, int) else None,
                features=about.get("features"),
            )


def _converted(name: str, card: Mapping[str, Any]) -> tuple[HubSplit, ...]:
    """What the hub itself made of a data set; nothing where it did not, or only of a part."""
    from huggingface_hub import errors as hub

    try:
        info = _asked(name, _CONVERTED)
    except (hub.RevisionNotFoundError, hub.RepositoryNotFoundError):
        return ()
    return tuple(_splits(info, {"dataset_info": card.get("dataset_info")}))


def _said_configs(card: Mapping[str, Any], files: Sequence[HubFile]) -> dict[str, dict[str, list[HubFile]]]:
    """Configurations that README.md has, with those of their files that can be read."""
    found: dict[str, dict[str, list[HubFile]]] = {}
    for config in _list_of_objects(card.get("configs")):
        folder = str(config.get("data_dir") or "").strip("./")
        inside = [file for file in files if not folder or file.path.startswith(f"{folder}/")]
        if config.get("data_files") is None:
            by_split = _by_name(inside)
        else:
            by_split = {
                split: _of_one_kind(
                    file for file in inside if any(_matches(file.path, folder, pattern) for pattern in patterns)
                )
                for split, patterns in _patterns(config["data_files"]).items()
            }
        by_split = {split: chosen for split, chosen in by_split.items() if chosen}
        if by_split:
            found[str(config.get("config_name", _DEFAULT))] = by_split
    return found


def _found_configs(files: Sequence[HubFile]) -> dict[str, dict[str, list[HubFile]]]:
    """Configurations as the names of files tell them."""
    made = [(match, file) for file in files if (match := _OF_HUB.fullmatch(file.path))]
    if made and len(made) == sum(file.path.endswith(".parquet") for file in files):
        found: dict[str, dict[str, list[HubFile]]] = {}
        for match, file in made:
            if not match[2].startswith("partial-"):
                found.setdefault(match[1], {}).setdefault(match[2], []).append(file)
        return found
    by_split = _by_name(files)
    return {_DEFAULT: by_split} if by_split else {}


def _by_name(files: Sequence[HubFile]) -> dict[str, list[HubFile]]:
    """Splits as names of files and folders tell them; all files are for training where none does."""
    readable = _of_one_kind(files)
    found: dict[str, list[HubFile]] = {}
    for file in readable:
        split = _split_in(file.path)
        if split:
            found.setdefault(split, []).append(file)
    return found or ({"train": readable} if readable else {})


def _split_in(path: str) -> str:
    shard = _SHARD.fullmatch(path)
    if shard:
        return shard[1]
    for part in reversed(PurePosixPath(path).with_suffix("").parts):
        words = re.split(r"[^a-z]+", part.casefold())
        for split, names in _SPLITS.items():
            if not set(words).isdisjoint(names):
                return split
    return ""


def _of_one_kind(files: Iterable[HubFile]) -> list[HubFile]:
    """Those of the best kind that is among them."""
    tables = [file for file in files if PurePosixPath(file.path).name not in _DESCRIPTIONS]
    for kind in _KINDS:
        chosen = [file for file in tables if file.path.lower().endswith(kind)]
        if chosen:
            return chosen
    return []


def _patterns(data_files: object) -> dict[str, list[str]]:
    """data_files of a configuration: split to patterns of paths."""
    match data_files:
        case str():
            return {"train": [data_files]}
        case Mapping():
            return {str(split): _texts(paths) for split, paths in data_files.items()}
        case list() if _list_of_objects(data_files):
            return {str(one.get("split")): _texts(one.get("path")) for one in _list_of_objects(data_files)}
        case list():
            return {"train": _texts(data_files)}
    return {}


def _matches(path: str, folder: str, pattern: str) -> bool:
    """Whether a pattern of paths holds: * stays in its folder, ** goes through folders."""
    parts, places = path.split("/"), {0}  # where what is matched so far may end
    for piece in f"{folder}/{pattern.removeprefix('./')}".strip("/").split("/"):
        if piece == "**":
            places = set(range(min(places), len(parts) + 1))
        else:
            places = {at + 1 for at in places if at < len(parts) and fnmatchcase(parts[at], piece)}
        if not places:
            return False
    return len(parts) in places


def _first_config(splits: Sequence[HubSplit], card: Mapping[str, Any]) -> str:
    names = [split.config for split in splits]
    marked = [str(one.get("config_name")) for one in _list_of_objects(card.get("configs")) if one.get("default")]
    return next((name for name in (*marked, _DEFAULT, *names) if name in names), "")


def _card(info: DatasetInfo) -> Mapping[str, Any]:
    """What stands at the head of README.md; what the hub tells everybody of it where the owner asks for consent."""
    from huggingface_hub import errors as hub
    from huggingface_hub.repocard import REGEX_YAML_BLOCK

    if _CARD not in {file.path for file in files_of(info)}:
        return {}
    try:
        with streaming(info.id, info.sha or "", _CARD, kind="dataset") as response:
            data = b""
            for block in response.iter_bytes():
                data += block
                if len(data) > _LARGEST_CARD:
                    return {}
    except hub.GatedRepoError:
        return vars(info.card_data) if info.card_data else {}
    head = REGEX_YAML_BLOCK.search(data.decode("utf-8-sig", "replace"))
    said = _yaml(head[2]) if head else {}
    return said if isinstance(said, dict) else {}


def _yaml(text: str) -> object:
    """What it says; None where that is no YAML, or is made to choke its reader."""
    import yaml

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    sizes: dict[str, int] = {}  # of what has a name
    around: list[tuple[str | None, int]] = [(None, 0)]  # what is being read: its name, and how much is in it so far
    try:
        for event in yaml.parse(text, loader):
            if len(around) > _DEEPEST_CARD or around[-1][1] > _MOST_IN_CARD:
                return None
            name, size = getattr(event, "anchor", None), 1
            if isinstance(event, yaml.CollectionStartEvent):
                around.append((name, size))
                continue
            if isinstance(event, yaml.CollectionEndEvent):
                name, size = around.pop()
            elif isinstance(event, yaml.AliasEvent):
                name, size = None, sizes[event.anchor]  # not there while it holds itself
            if name is not None:
                sizes[name] = size
            outer, before = around[-1]
            around[-1] = outer, before + size
        return yaml.load(text, loader)
    except (yaml.YAMLError, ValueError, KeyError, RecursionError):  # ValueError: a date that there is not
        return None


def _obstacle(info: DatasetInfo) -> str:
    """Why nothing of it can be read."""
    names = [file.path for file in files_of(info)]
    way_on = phrase("Make its table with what its page says, and import the file")
    script = f"{info.id.rpartition('/')[2]}.py"
    if script in names:
        return (
            f"{info.id} makes its rows by a program of its own ({script}), and no program of a data set is run here. "
            f"{way_on}."
        )
    endings = sorted({PurePosixPath(name).suffix for name in names if not _is_small(name)} - {""})
    if endings:
        return f"{info.id} has no table that is read here, only files that end in {some_of(endings)}. {way_on}."
    return f"{info.id} has no files with rows in them. Choose another data set."


def _is_small(name: str) -> bool:
    return name.startswith(".") or name in _DESCRIPTIONS or name.upper().startswith(("README", "LICEN"))


def _is_parquet(split: HubSplit | None) -> bool:
    return split is not None and all(file.path.lower().endswith(".parquet") for file in split.files)


def _is_plain(path: str) -> bool:
    return not any(part in ("", ".", "..") or part.startswith((".", "_")) for part in path.split("/"))


def _list_of_objects(value: object) -> list[Mapping[str, Any]]:
    """A mapping alone is a list of one."""
    several = [value] if isinstance(value, Mapping) else value if isinstance(value, list) else []
    return [one for one in several if isinstance(one, Mapping)]


def _texts(value: object) -> list[str]:
    return [str(one) for one in (value if isinstance(value, list) else [value])]

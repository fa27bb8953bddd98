"""Under which names records hold what: the table `records.toml`, and a user's own names before it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, lru_cache
from importlib.resources import files
from typing import Final

import tomli

from pipeline.settings import Settings

Names = Mapping[str, Sequence[str]]
"""Field → the names under which records hold it, in the order in which they count."""


@dataclass(frozen=True, slots=True)
class RecordNames:
    """The table `records.toml`, names folded. `known` are top-level names of which it is known what they hold.

    `beginnings` are what `beginning_of` gives for the names of `fields`, `fields_with` the fields by these.
    """

    fields: Names
    beginnings: Names
    fields_with: Mapping[str, frozenset[str]]
    nestings: tuple[str, ...]
    crawl_markers: tuple[str, ...]
    month_first_markers: tuple[str, ...]
    crawl_dates: frozenset[str]
    crawl_sources: frozenset[str]
    paragraphs: tuple[str, ...]
    answers: frozenset[str]
    known: frozenset[str]


@dataclass(frozen=True, slots=True)
class OwnNames:
    """A user's own names: those for all files, and those for the files under a folder, by its path."""

    everywhere: Names = field(default_factory=dict)
    folders: Mapping[str, Names] = field(default_factory=dict)

    def of(self, path: str) -> Names:
        """Return the names for the seed at `path`: inner folders have priority over outer ones."""
        inner = [name for name in self.folders if path.startswith((f"{name}/", f"{name}!/"))]
        levels = [self.folders[name] for name in sorted(inner, key=len, reverse=True)]
        found: dict[str, list[str]] = {}
        for names in (*levels, self.everywhere):
            for target, own in names.items():
                found.setdefault(target, []).extend(own)
        return found


NO_OWN_NAMES: Final = OwnNames()


def own_names_of(settings: Settings) -> OwnNames:
    """Return the names of records' keys in the settings."""
    return OwnNames(dict(settings.fields), {name: dict(folder.fields) for name, folder in settings.folders})


@cache
def record_names() -> RecordNames:
    """Return the table, from the package's data."""
    tables = tomli.loads(files(__package__).joinpath("records.toml").read_text("utf-8"))
    fields = {target: _folded(names) for target, names in tables["fields"].items()}
    beginnings = {target: tuple(map(beginning_of, names)) for target, names in fields.items()}
    tops = {beginning for some in beginnings.values() for beginning in some}
    return RecordNames(
        fields=fields,
        beginnings=beginnings,
        fields_with={top: frozenset(target for target, some in beginnings.items() if top in some) for top in tops},
        nestings=_folded(tables["nestings"]["names"]),
        crawl_markers=_folded(tables["crawl"]["markers"]),
        month_first_markers=_folded(tables["month_first"]["markers"]),
        crawl_dates=frozenset(_folded(tables["crawl"]["dates"])),
        crawl_sources=frozenset(_folded(tables["crawl"]["sources"])),
        answers=frozenset(_folded(tables["answers"]["names"])),
        paragraphs=_folded(tables["paragraphs"]["names"]),
        known=frozenset(tops.union(*fields.values(), _folded(tables["known"]["names"]))),
    )


def beginning_of(name: str) -> str:
    """Return what stands before the first dot: the name of the record on the outside, or of a table's column."""
    return name.partition(".")[0]


@lru_cache(maxsize=4_096)
def fold_name(name: str) -> str:
    """Normalise `name` for comparison: lower case, without hyphens, spaces, and underscores except a leading one."""
    name = name.strip().casefold()
    bare = name.replace("_", "").replace("-", "").replace(" ", "")
    return f"_{bare}" if name.startswith("_") else bare


def _folded(names: Sequence[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(map(fold_name, names)))

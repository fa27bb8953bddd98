"""Names of actors that may be redistributed: those of the lexicons, and those in open texts."""

import re
from collections.abc import Callable

import pyarrow as pa
import pyarrow.compute as pc

from pipeline.release.comparison import one_array
from pipeline.release.quoting import Shown

# Ids of actors that the lexicons do not know end in a hash of what the text calls them.
_FROM_TEXT = r"_[0-9a-f]{16}$"
_NAMES = pa.schema([("actor_id", pa.string()), ("name", pa.string())])


def is_listed(actor_ids: pa.ChunkedArray) -> pa.ChunkedArray:
    """Mark the ids of actors that the lexicons know; null stays null."""
    return pc.invert(pc.match_substring_regex(actor_ids, _FROM_TEXT))


class OpenNames:
    """Collects, month by month, the names in open texts of the actors of restricted documents."""

    def __init__(self, is_long: Callable[[pa.ChunkedArray], pa.ChunkedArray]) -> None:
        """Take `is_long`, which returns the texts with too many words for a document at `quotes`."""
        self._is_long = is_long
        self._concerned = pa.array([], pa.string())
        self._names = _NAMES.empty_table()
        self._aliases = _NAMES.empty_table()

    @property
    def has_any(self) -> bool:
        """True if any actor is concerned."""
        return len(self._concerned) > 0

    def concern(self, appearances: pa.Table, quotes: pa.Array, metadata: pa.Array) -> None:
        """Note the actors of restricted documents; `appearances` has document_id and actor_id."""
        ids = appearances["document_id"]
        is_restricted = pc.or_(pc.is_in(ids, value_set=quotes), pc.is_in(ids, value_set=metadata))
        found = appearances["actor_id"].filter(is_restricted).combine_chunks()
        self._concerned = pc.unique(pa.concat_arrays([self._concerned, found]))

    def collect_quoted(self, appearances: pa.Table, quotes: pa.Array, shown: Shown) -> None:
        """Add the names and aliases of documents at `quotes` that are in what is shown of them."""
        rows = appearances.filter(pc.is_in(appearances["document_id"], value_set=quotes))
        names, aliases = _named(rows)
        self._names = _distinct(self._names, self._shown(names, shown))
        self._aliases = _distinct(self._aliases, self._shown(aliases, shown))

    def collect_open(self, appearances: pa.Table, open_ids: pa.Array) -> None:
        """Add the names and aliases of actors of restricted documents in those that are open."""
        wanted = pc.and_(
            pc.is_in(appearances["actor_id"], value_set=self._concerned),
            pc.is_in(appearances["document_id"], value_set=open_ids),
        )
        names, aliases = _named(appearances.filter(wanted))
        self._names = _distinct(self._names, names)
        self._aliases = _distinct(self._aliases, aliases)

    def _shown(self, rows: pa.Table, shown: Shown) -> pa.Table:
        is_shown = pc.and_not(shown.names(rows["document_id"], rows["name"]), self._is_long(rows["name"]))
        return rows.filter(is_shown)

    def apply(self, actors: pa.Table) -> pa.Table | None:
        """Return `actors` with open names and aliases only, named by the fullest; None if nothing changes."""
        names: dict[str, str] = {}
        for actor_id, name in zip(*(self._names[c].to_pylist() for c in _NAMES.names), strict=True):
            best = names.get(actor_id)
            if best is None or (len(name), name) > (len(best), best):
                names[actor_id] = name
        aliases: dict[str, list[str]] = {}
        for actor_id, alias in zip(*(self._aliases[c].to_pylist() for c in _NAMES.names), strict=True):
            aliases.setdefault(actor_id, []).append(alias)
        concerned = set(self._concerned.to_pylist())
        new_names, new_aliases = [], []
        columns = (actors[name].to_pylist() for name in ("actor_id", "name", "aliases"))
        for actor_id, name, known in zip(*columns, strict=True):
            is_concerned = actor_id in concerned
            is_from_text = re.search(_FROM_TEXT, actor_id) is not None
            new_names.append(names.get(actor_id) if is_concerned and is_from_text else name)
            new_aliases.append(sorted(aliases.get(actor_id, [])) if is_concerned else known)
        result = actors
        for column, values in (("name", new_names), ("aliases", new_aliases)):
            field = actors.schema.field(column)
            result = result.set_column(actors.column_names.index(column), field, pa.array(values, field.type))
        return None if result.equals(actors) else result


def _named(appearances: pa.Table) -> tuple[pa.Table, pa.Table]:
    """Return the names of the actors and their aliases, each with document and actor."""
    listed = one_array(appearances["aliases"])
    parents = pc.list_parent_indices(listed)
    owners = appearances.select(["document_id", "actor_id"])
    names = owners.append_column("name", appearances["name"])
    return names, owners.take(parents).append_column("name", pc.list_flatten(listed))


def _distinct(*tables: pa.Table) -> pa.Table:
    found = (
        pa.concat_tables([table.select(_NAMES.names).cast(_NAMES) for table in tables])
        .group_by(_NAMES.names)
        .aggregate([])
    )
    return found.select(_NAMES.names)

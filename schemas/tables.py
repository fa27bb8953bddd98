"""The registry of tables: model, key and scope of each. All code that loops over tables uses it."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType

from schemas.about import About
from schemas.actors import Actors, Appearances, Merges
from schemas.changes import Changes
from schemas.columns import Table
from schemas.corrections import Corrections, Judged
from schemas.coverage import Coverage
from schemas.dates import Dates
from schemas.documents import Documents
from schemas.mentions import Mentions
from schemas.quality import Quality, Sampled
from schemas.redirects import Redirects
from schemas.rejected import Rejected
from schemas.release import Release
from schemas.statements import Statements
from schemas.stories import Stories


@dataclass(frozen=True, slots=True)
class TableSpec:
    """One table of the contract.

    `key` names the columns that identify a row, `references` maps a column to the table whose key it holds,
    `is_partitioned` says whether it is stored by month, `is_released` whether it becomes a dataset config.
    """

    name: str
    model: type[Table]
    key: tuple[str, ...]
    references: Mapping[str, str]
    is_partitioned: bool
    is_released: bool = True
    id_rule: int = 1
    """Counts the rules by which the table's ids were made, one after another; another one makes a major version."""

    @property
    def summary(self) -> str:
        """Describe one row: the first line of the model's docstring."""
        return (self.model.__doc__ or "").strip().splitlines()[0]


def _spec(
    name: str,
    model: type[Table],
    key: tuple[str, ...],
    references: Mapping[str, str] | None = None,
    *,
    is_partitioned: bool,
    is_released: bool = True,
    id_rule: int = 1,
) -> TableSpec:
    return TableSpec(name, model, key, MappingProxyType(dict(references or {})), is_partitioned, is_released, id_rule)


_STATEMENT_REFERENCES = {
    "document_id": "documents",
    "parent_statement_id": "statements",
    "root_statement_id": "statements",
    "speaker_actor_id": "actors",
    "addressee_actor_id": "actors",
    "source_actor_id": "actors",
}

# By the text of a document whose text is not released: `pipeline.release.keyed_ids`.
_KEYED = 2

TABLES: Mapping[str, TableSpec] = MappingProxyType(
    {
        spec.name: spec
        for spec in (
            _spec(
                "statements", Statements, ("statement_id",), _STATEMENT_REFERENCES, is_partitioned=True, id_rule=_KEYED
            ),
            _spec(
                "documents",
                Documents,
                ("document_id",),
                {"duplicate_of": "documents", "near_duplicate_of": "documents"},
                is_partitioned=True,
                id_rule=2,  # by the key of the address: `pipeline.parse.address_key`
            ),
            _spec("dates", Dates, ("date_id",), {"document_id": "documents"}, is_partitioned=True, id_rule=_KEYED),
            _spec(
                "mentions",
                Mentions,
                ("mention_id",),
                {"document_id": "documents", "actor_id": "actors"},
                is_partitioned=True,
                id_rule=_KEYED,
            ),
            _spec(
                "about",
                About,
                ("statement_id", "mention_id"),
                {
                    "statement_id": "statements",
                    "mention_id": "mentions",
                    "actor_id": "actors",
                    "document_id": "documents",
                },
                is_partitioned=True,
            ),
            _spec("rejected", Rejected, ("rejection_id",), is_partitioned=True),
            _spec(
                "redirects",
                Redirects,
                ("table", "old_id", "new_id"),
                {"document_id": "documents"},
                is_partitioned=True,
            ),
            _spec(
                "appearances",
                Appearances,
                ("document_id", "actor_id"),
                {"document_id": "documents"},
                is_partitioned=True,
                is_released=False,
            ),
            _spec(
                "judged",
                Judged,
                ("correction_id",),
                {"document_id": "documents"},
                is_partitioned=True,
                is_released=False,
            ),
            _spec("actors", Actors, ("actor_id",), is_partitioned=False, id_rule=_KEYED),
            _spec("merges", Merges, ("actor_id",), is_partitioned=False, is_released=False),
            _spec("stories", Stories, ("document_id",), {"document_id": "documents"}, is_partitioned=False),
            _spec("coverage", Coverage, ("month", "publisher", "language"), is_partitioned=False),
            _spec(
                "corrections",
                Corrections,
                ("correction_id",),
                {"document_id": "documents"},
                is_partitioned=False,
            ),
            _spec("quality", Quality, ("sample", "measure", "part", "group", "value"), is_partitioned=False),
            _spec("sampled", Sampled, ("sampled_id",), {"document_id": "documents"}, is_partitioned=False),
            _spec("changes", Changes, ("table", "row_id"), is_partitioned=False),
            _spec("release", Release, ("version",), is_partitioned=False),
        )
    }
)

DERIVED_TABLES = ("redirects", "judged")
"""Monthly tables that are made when a month's other ones are complete."""

MONTHLY_TABLES: tuple[str, ...] = tuple(name for name, spec in TABLES.items() if spec.is_partitioned)
RELEASED_TABLES: tuple[str, ...] = tuple(name for name, spec in TABLES.items() if spec.is_released)

"""Facts about one release for its card, citation and Croissant metadata: gathered once, so that they agree."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from pipeline.counted import counted
from pipeline.dataset import UNDESCRIBED, Dataset
from pipeline.release.coverage import Coverage
from pipeline.release.manifest import TableEntry
from schemas.tables import RELEASED_TABLES

if TYPE_CHECKING:
    from pipeline.parse.sources import Publisher
    from pipeline.release.measured import Measured

# What stands where the owner has not named the dataset, or themselves.
UNNAMED = "Who said what in the news: attributed statements"
UNKNOWN_CREATOR = "Creators not stated"

TOOL = "onrecord"
TOOL_AUTHORS = "The onrecord authors"
"""The software has a citation of its own; it is never the author of what somebody made with it."""

KEYWORDS = (
    "news",
    "quotation-attribution",
    "speaker-attribution",
    "temporal-expressions",
    "named-entities",
    "onrecord",
)

# Creative Commons licences as the Hub names them, by the name that publishers give them in words
# (docs/hub/repositories-licenses); the value is part of the licence's address.
_CREATIVE_COMMONS = {
    f"cc-{kind}-{version}": f"https://creativecommons.org/licenses/{kind}/{version}/"
    for kind in ("by", "by-sa", "by-nc", "by-nc-sa", "by-nd", "by-nc-nd")
    for version in ("2.0", "2.5", "3.0", "4.0")
} | {"cc0-1.0": "https://creativecommons.org/publicdomain/zero/1.0/"}
OTHER_LICENCE = "other"

_LICENCES = _CREATIVE_COMMONS | {
    "odc-by-1.0": "https://opendatacommons.org/licenses/by/1-0/",
    "odbl-1.0": "https://opendatacommons.org/licenses/odbl/1-0/",
    "pddl-1.0": "https://opendatacommons.org/licenses/pddl/1-0/",
}


@dataclass(frozen=True, slots=True)
class SourceFacts:
    """A publisher of documents in the release, and what may be redistributed of them."""

    key: str
    name: str
    url: str | None
    licence: str
    redistribution: str
    n_documents: int


@dataclass(frozen=True, slots=True)
class ReleaseFacts:
    """One release. `date` is its day in ISO form; `repository` the dataset's name on the Hub, None for a folder.

    `dataset` is what its owner says of it; it `is_calibrated` if the steps of confidence are those of its own samples.
    `measured` are the samples of it that people judged.
    """

    version: str
    previous: str | None
    date: str
    code_version: str
    tables: Mapping[str, TableEntry]
    coverage: Coverage
    publishers: "Mapping[str, Publisher]" = field(default_factory=dict)
    repository: str | None = None
    dataset: Dataset = UNDESCRIBED
    is_calibrated: bool = False
    measured: "Sequence[Measured]" = ()

    @property
    def title(self) -> str:
        """Return the owner's title, else neutral words."""
        return self.dataset.title or UNNAMED

    @property
    def keywords(self) -> tuple[str, ...]:
        """Return the owner's keywords, then those of every such dataset."""
        return tuple(dict.fromkeys([*self.dataset.keywords, *KEYWORDS]))

    @property
    def filled(self) -> tuple[str, ...]:
        """Return the tables with rows, in the contract's order; the first is the default config."""
        return tuple(table for table in RELEASED_TABLES if self.tables[table].n_rows)

    @property
    def url(self) -> str | None:
        """Return the URL of the dataset's page on the Hub."""
        return f"https://huggingface.co/datasets/{self.repository}" if self.repository else None

    @property
    def landing_page(self) -> str | None:
        """Return where a person finds the dataset: by its DOI, its homepage, or on the Hub."""
        doi = f"https://doi.org/{self.dataset.doi}" if self.dataset.doi else None
        return doi or self.dataset.homepage or self.url

    @property
    def description(self) -> str:
        """Describe the release in the owner's words, and in two or three sentences."""
        words = self.dataset.description
        return f"{words} {self._summary}" if words else self._summary

    @property
    def _summary(self) -> str:
        if not self.coverage.n_documents:
            return "This release holds no documents."
        return (
            f"{self.extent}: what was said, by whom, to whom, according to whom and when, each with its place in the "
            "text. Found by rules and a tagger of names, without a person looking at single rows."
        )

    @property
    def extent(self) -> str:
        """Describe how many statements of how many documents it has, and of which days."""
        coverage = self.coverage
        first, last = coverage.first_day, coverage.last_day
        days = (
            "" if first is None else f" published on {first}" if first == last else f" published from {first} to {last}"
        )
        statements = counted(self.tables["statements"].n_rows, "attributed statement")
        return f"{statements} from {counted(coverage.n_documents, 'news document')}{days}"

    @property
    def licence(self) -> str:
        """Return the licence that all sources share, by its Hub name; `other` if they differ or state none."""
        named = {_hub_name(self._licence_of(source)) for source in self.coverage.sources}
        return named.pop() if len(named) == 1 and named <= _CREATIVE_COMMONS.keys() else OTHER_LICENCE

    @property
    def licence_url(self) -> str | None:
        """Return the address of the licence that all sources share, if there is one."""
        shared = {_licence_address(self._licence_of(source)) for source in self.coverage.sources}
        return shared.pop() if len(shared) == 1 else None

    @property
    def stated_terms(self) -> str:
        """Say how many documents state terms of use for machines, and what that means."""
        found = self.coverage
        if not (found.n_reserved or found.n_not_reserved or found.n_with_terms):
            return "No document states terms of use for machines (`tdm_reserved`, `terms_url`)."
        return (
            f"Of {counted(found.n_documents, 'document')}, {found.n_reserved} reserve text and data mining, "
            f"{found.n_not_reserved} say that they do not (`documents.tdm_reserved`), and {found.n_with_terms} name "
            "the address of their terms (`documents.terms_url`), by TDMRep, RSL or directives for robots in the "
            "document. Whoever mines the texts has to heed a reservation, whatever else may be passed on."
        )

    @property
    def layer_licence_url(self) -> str | None:
        """Return the address of the licence of the annotations, if it is one or the licence is known by name."""
        return _licence_address(self.dataset.licence)

    def sources(self) -> Iterator[SourceFacts]:
        """Return the publishers of its documents, sorted by key."""
        for source, n_documents in self.coverage.sources.items():
            publisher = self.publishers.get(source)
            allowed = {right for (key, right) in self.coverage.redistribution if key == source}
            yield SourceFacts(
                key=source,
                name=publisher.name if publisher else source,
                url=publisher.url if publisher else None,
                licence=self._licence_of(source) or "not stated",
                redistribution=", ".join(sorted(allowed)),
                n_documents=n_documents,
            )

    def _licence_of(self, source: str) -> str | None:
        publisher = self.publishers.get(source)
        return publisher.licence if publisher else None


def _licence_address(licence: str | None) -> str | None:
    if licence and licence.startswith(("https://", "http://")) and " " not in licence:
        return licence
    return _LICENCES.get(_hub_name(licence))


def _hub_name(licence: str | None) -> str:
    return "-".join((licence or "").lower().split())

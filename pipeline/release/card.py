"""`README.md` of a release: a dataset card that readers of the Hub and `datasets.load_dataset` understand."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

import jinja2
import pyarrow as pa
import yaml

from pipeline.release.coverage import Coverage
from pipeline.release.manifest import TableEntry
from schemas.export import arrow_schema, columns
from schemas.tables import RELEASED_TABLES, TABLES

if TYPE_CHECKING:
    from pipeline.parse.sources import Publisher

CARD = "README.md"

_TITLE = "onrecord: who said what, when, and according to whom"
_TAGS = ["news", "quotation-attribution", "speaker-attribution", "temporal-expressions", "named-entities", "onrecord"]
# The Hub's vocabulary of sizes, each with the number of rows it ends at.
_SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7))
_LARGEST = "10M<n<100M"
# Licences that publishers name in words and the Hub by id (docs/hub/repositories-licenses, the Creative Commons part).
_LICENCES = {
    f"{name}-{version}"
    for name in ("cc-by", "cc-by-sa", "cc-by-nc", "cc-by-nc-sa", "cc-by-nd", "cc-by-nc-nd")
    for version in ("2.0", "2.5", "3.0", "4.0")
} | {"cc0-1.0"}


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card says. `repository` is the Hub's name of the dataset; None for a folder."""

    version: str
    previous: str | None
    date: str
    code_version: str
    tables: Mapping[str, TableEntry]
    coverage: Coverage
    publishers: "Mapping[str, Publisher]"
    repository: str | None = None


def write_card(facts: CardFacts) -> str:
    """The card: YAML that declares configs and features, then the text. Tables without rows have no config."""
    filled = [table for table in RELEASED_TABLES if facts.tables[table].n_rows]
    header = yaml.safe_dump(_header(facts, filled), sort_keys=False, allow_unicode=True, width=120)
    text = _template().render(
        title=_TITLE,
        facts=facts,
        tables=[TABLES[table] for table in RELEASED_TABLES],
        columns={table: columns(table) for table in RELEASED_TABLES},
        n_rows={table: facts.tables[table].n_rows for table in RELEASED_TABLES},
        layout={table: data_files(table) for table in RELEASED_TABLES},
        filled=filled,
        sources=list(_sources(facts)),
        place=facts.repository or f"path/to/{facts.version}",
    )
    return f"---\n{header}---\n\n{text}"


def data_files(table: str) -> str:
    """The files of a table, as a pattern in the release's folder."""
    return f"{table}/*.parquet" if TABLES[table].is_partitioned else f"{table}/{table}.parquet"


def _header(facts: CardFacts, filled: Sequence[str]) -> dict[str, Any]:
    header: dict[str, Any] = {"pretty_name": _TITLE, "license": _licence(facts)}
    languages = [code for code in facts.coverage.languages if code != "und"]
    if languages:
        header["language"] = languages
    header["task_categories"] = ["token-classification"]
    header["tags"] = _TAGS
    header["size_categories"] = [_size(facts.tables[filled[0]].n_rows)]
    header["configs"] = []
    for table in filled:
        # `datasets` hands this on as `dataset.version`, so that readers can tell which release they were given.
        config: dict[str, Any] = {"config_name": table, "version": facts.version}
        if table == filled[0]:
            config["default"] = True
        header["configs"].append(config | {"data_files": [{"split": "train", "path": data_files(table)}]})
    # Features only: numbers of rows and bytes, were they here, would be held against every load.
    header["dataset_info"] = [{"config_name": table, "features": yaml_features(table)} for table in filled]
    return header


def yaml_features(table: str) -> list[dict[str, Any]]:
    """The features of `table` as the card's YAML has them: what `schemas.export.features` gives, without `datasets`."""
    return [{"name": field.name} | _feature(field.type) for field in arrow_schema(table)]


def _feature(dtype: pa.DataType) -> dict[str, Any]:
    if not pa.types.is_list(dtype):
        return {"dtype": str(_HUB_NAMES.get(dtype, dtype))}
    if not pa.types.is_struct(dtype.value_type):
        return {"list": _feature(dtype.value_type)["dtype"]}
    return {"list": [{"name": field.name} | _feature(field.type) for field in dtype.value_type]}


_HUB_NAMES = {pa.date32(): "date32", pa.float64(): "float64", pa.float32(): "float32"}


def _size(n_rows: int) -> str:
    return next((name for name, end in _SIZES if n_rows < end), _LARGEST)


def _licence(facts: CardFacts) -> str:
    """The licence that all sources share, as the Hub names it; `other` where they differ or do not say."""
    named = set()
    for source in facts.coverage.sources:
        publisher = facts.publishers.get(source)
        named.add("-".join((publisher.licence or "").lower().split()) if publisher else "")
    return named.pop() if len(named) == 1 and named <= _LICENCES else "other"


def _sources(facts: CardFacts) -> Iterable[dict[str, Any]]:
    """One row a source for the card's table."""
    for source, n_documents in facts.coverage.sources.items():
        publisher = facts.publishers.get(source)
        allowed = [right for (key, right) in facts.coverage.redistribution if key == source]
        yield {
            "key": source,
            "name": publisher.name if publisher else source,
            "url": publisher.url if publisher else None,
            "licence": (publisher.licence if publisher else None) or "not stated",
            "redistribution": ", ".join(sorted(set(allowed))),
            "n_documents": n_documents,
        }


def _cell(value: object) -> str:
    """A value in a cell of a Markdown table."""
    return " ".join(str(value).replace("|", "\\|").split())


@cache
def _template() -> jinja2.Template:
    # The output is Markdown, not HTML; nothing in it is served as a page by us.
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("pipeline.release", "."),
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
        autoescape=False,
    )
    environment.filters["cell"] = _cell
    return environment.get_template("card.md.j2")

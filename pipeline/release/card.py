"""`README.md` of a release: a dataset card that readers of the Hub and `datasets.load_dataset` understand."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

import jinja2
import pyarrow as pa
import yaml

from pipeline.extract.confidence import measured_steps
from pipeline.literal import literal
from pipeline.parse.document import UNDATED
from pipeline.release.changelog import VersionNote
from pipeline.release.citation import write_bibtex, write_tool_bibtex
from pipeline.release.datasheet import load_datasheet
from pipeline.release.examples import Example
from pipeline.release.facts import ReleaseFacts
from pipeline.release.measured_words import figures_of, tell_drawn
from pipeline.release.quality import load_quality, tell_quality
from pipeline.release.viewer import load_viewer_queries
from schemas.export import arrow_schema, columns, vocabularies
from schemas.tables import RELEASED_TABLES, TABLES

CARD = "README.md"

# The Hub's vocabulary of sizes, each with the number of rows it ends at.
_SIZES = (("n<1K", 10**3), ("1K<n<10K", 10**4), ("10K<n<100K", 10**5), ("100K<n<1M", 10**6), ("1M<n<10M", 10**7))
_LARGEST = "10M<n<100M"
_MAX_VERSIONS = 20


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot in the release: its path there, and what it shows in words."""

    path: str
    alt: str


@dataclass(frozen=True, slots=True)
class CardFacts:
    """What the card needs besides the facts of the release.

    `versions` are all versions of the line, newest first, `examples` a few of its statements, `months` those that have
    a file of statements, in any order.
    """

    release: ReleaseFacts
    versions: Sequence[VersionNote] = ()
    pictures: Sequence[Picture] = ()
    examples: Sequence[Example] = ()
    months: Sequence[str] = ()


def write_card(facts: CardFacts) -> str:
    """Write the card: YAML that declares configs and features, then the text. Tables without rows have no config."""
    release = facts.release
    header = yaml.safe_dump(_header(release, facts.months), sort_keys=False, allow_unicode=True, width=120)
    text = _template().render(
        title=release.title,
        dataset=release.dataset,
        facts=release,
        tables=[TABLES[table] for table in RELEASED_TABLES],
        vocabularies={names: vocabulary.meanings() for names, vocabulary in vocabularies().items()},
        columns={table: columns(table) for table in RELEASED_TABLES},
        n_rows={table: release.tables[table].n_rows for table in RELEASED_TABLES},
        layout={table: data_files(table) for table in RELEASED_TABLES},
        filled=release.filled,
        sources=list(release.sources()),
        place=release.repository or _folder(release),
        files=f"hf://datasets/{release.repository}@v{release.version}" if release.repository else _folder(release),
        queries=load_viewer_queries(),
        datasheet=load_datasheet(),
        pictures=facts.pictures,
        examples=facts.examples,
        quality=load_quality(),
        told=tell_quality(load_quality(), list(release.coverage.languages)),
        drawn=[tell_drawn(measured) for measured in release.measured],
        figures=figures_of(release.measured),
        steps=measured_steps(),
        is_calibrated=release.is_calibrated,
        versions=facts.versions[:_MAX_VERSIONS],
        n_older=max(0, len(facts.versions) - _MAX_VERSIONS),
        bibtex=write_bibtex(release),
        tool_bibtex=write_tool_bibtex(release),
    )
    return f"---\n{header}---\n\n{text}"


def data_files(table: str) -> str:
    """Return the files of a table as a pattern in the release's folder."""
    return f"{table}/*.parquet" if TABLES[table].is_partitioned else f"{table}/{table}.parquet"


def _folder(facts: ReleaseFacts) -> str:
    """Where a project has its releases, unless a setting says otherwise; a release knows no place of its own."""
    return f"data/releases/{facts.version}"


def _newest_first(months: Sequence[str]) -> list[str]:
    """The files of statements in this order: the Hub's viewer filters the first 5 GB of a config alone."""
    order = sorted(months, key=lambda month: (month != UNDATED, month), reverse=True)
    return [f"statements/{month}.parquet" for month in order]


def _header(facts: ReleaseFacts, months: Sequence[str]) -> dict[str, Any]:
    filled = facts.filled
    header: dict[str, Any] = {"pretty_name": facts.title, "license": facts.licence}
    languages = [code for code in facts.coverage.languages if code != "und"]
    if languages:
        header["language"] = languages
    header["task_categories"] = ["token-classification"]
    header["tags"] = list(facts.keywords)
    header["size_categories"] = [_size(facts.tables[filled[0]].n_rows)]
    header["configs"] = []
    for table in filled:
        # `datasets` keeps this as `dataset.version`, so that readers can check which release they have.
        config: dict[str, Any] = {"config_name": table, "version": facts.version}
        if table == filled[0]:
            config["default"] = True
        path = _newest_first(months) if table == "statements" and months else data_files(table)
        header["configs"].append(config | {"data_files": [{"split": "train", "path": path}]})
    # Features only: `datasets` would compare numbers of rows and bytes with every load.
    header["dataset_info"] = [{"config_name": table, "features": yaml_features(table)} for table in filled]
    return header


def yaml_features(table: str) -> list[dict[str, Any]]:
    """Return the features of `table` for the card's YAML, like `schemas.export.features` but without `datasets`."""
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


def _cell(value: object) -> str:
    """Return a value in a cell of a Markdown table."""
    return " ".join(str(value).replace("|", "\\|").split())


def _literal(value: object) -> str:
    """Escape a value from outside for a cell, so that it is not markup."""
    return _cell(_alt(literal(" ".join(str(value).split()))))


def _alt(words: str) -> str:
    """Escape words for the brackets of a Markdown image, so that they are plain text."""
    escaped = re.sub(r"([\\`*_\[\]])", r"\\\1", words)
    return " ".join(escaped.replace("&", "&amp;").replace("<", "&lt;").split())


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
    environment.filters["literal"] = _literal
    environment.filters["alt"] = _alt
    return environment.get_template("card.md.j2")

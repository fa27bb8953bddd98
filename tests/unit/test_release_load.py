"""A release as its readers meet it: datasets, pandas, polars, DuckDB."""

import datetime

import datasets
import duckdb
import pandas as pd
import polars as pl
import pytest
import yaml

from pipeline.parse.sources import Publisher
from pipeline.publish.folder import make_release
from pipeline.release.card import CardFacts, write_card, yaml_features
from pipeline.release.coverage import Coverage
from pipeline.release.facts import ReleaseFacts
from pipeline.release.manifest import describe_tables
from pipeline.release.request import ReleaseRequest
from schemas.export import features
from schemas.tables import RELEASED_TABLES, TABLES
from tests.release_corpus import DAY, SETTINGS, Doc, correction_row, full_snapshot_of, judged_sample, rejected_row

A = Doc("a")
B = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."), ("Anna Beispiel", "Doch.")))
# These documents quote nobody who speaks of somebody: `about` is read in test_about.py. None had another id.
FILLED = [table for table in RELEASED_TABLES if table not in ("about", "redirects")]
N_ROWS = {
    "statements": 4,
    "documents": 3,
    "dates": 2,
    "mentions": 4,
    "rejected": 1,
    "actors": 2,
    "changes": 4,
    "stories": 2,
    "coverage": 4,
    "corrections": 2,
    "quality": 26,
    "sampled": 3,
}


@pytest.fixture(scope="module")
def release(tmp_path_factory):
    """The second release of a folder, in which every table has rows."""
    root = tmp_path_factory.mktemp("load")
    for docs in ([A, B], [A, B, Doc("c", None, near_duplicate_of=A.document_id)]):
        corrections = [correction_row(A), correction_row(A, state="invalid", verdict=None, document_id=None)]
        snapshot = full_snapshot_of(root / "lake", docs, [rejected_row("x.txt", "0" * 64)], corrections)
        outcome = make_release(
            snapshot,
            str(root / "out"),
            ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1", reviewed=[judged_sample([A])]),
        )
    assert outcome.version == "1.1.0"
    return root


@pytest.mark.parametrize("table", FILLED)
def test_datasets_reads_every_config_with_the_declared_features(release, table):
    folder = str(release / "out" / "1.1.0")
    loaded = datasets.load_dataset(folder, table, split="train", cache_dir=str(release / "cache"))
    assert loaded.features == features(table)
    assert loaded.num_rows == {**N_ROWS, "changes": loaded.num_rows, "release": 1}[table]
    streamed = datasets.load_dataset(folder, table, split="train", streaming=True)
    assert streamed.features == features(table)
    assert list(streamed) == list(loaded)


def test_statements_are_the_default_config(release):
    folder = str(release / "out" / "1.1.0")
    assert datasets.get_dataset_default_config_name(folder) == "statements"
    assert sorted(datasets.get_dataset_config_names(folder)) == sorted(FILLED)


def test_a_table_without_rows_has_neither_file_nor_config(release):
    first = release / "out" / "1.0.0"
    assert "changes" not in datasets.get_dataset_config_names(str(first))
    assert not (first / "changes").exists()


def test_other_readers_see_the_same_rows(release):
    pattern = str(release / "out" / "1.1.0" / "statements" / "*.parquet")
    expected = datasets.load_dataset(
        str(release / "out" / "1.1.0"), split="train", cache_dir=str(release / "cache")
    ).to_list()
    ids = sorted(row["statement_id"] for row in expected)
    assert sorted(pl.read_parquet(pattern)["statement_id"]) == ids
    assert sorted(pd.read_parquet(release / "out" / "1.1.0" / "statements")["statement_id"]) == ids
    found = duckdb.sql(f"select statement_id, spans[1].start from '{pattern}'").fetchall()
    assert sorted(found) == sorted((row["statement_id"], row["spans"][0]["start"]) for row in expected)


def test_the_loaded_release_says_which_version_it_is(release):
    folder = str(release / "out" / "1.1.0")
    (row,) = datasets.load_dataset(folder, "release", split="train", streaming=True)
    assert (row["version"], row["previous"], row["date"]) == ("1.1.0", "1.0.0", DAY)


@pytest.mark.parametrize("table", sorted(TABLES))
def test_the_cards_features_are_those_of_datasets(table):
    assert yaml_features(table) == features(table)._to_yaml_list()


def _card(sources, publishers, **n_rows):
    coverage = Coverage(
        n_documents=sum(sources.values()),
        languages={"de": 3, "und": 1},
        sources=sources,
        redistribution={(source, "full_text"): n for source, n in sources.items()},
        first_day=DAY,
        last_day=DAY,
    )
    tables = describe_tables({"release": 1, **n_rows})
    facts = ReleaseFacts("1.0.0", None, DAY.isoformat(), "0.1.0+abc", tables, coverage, publishers)
    text = write_card(CardFacts(facts))
    return yaml.safe_load(text.split("---\n")[1]), text


@pytest.mark.parametrize(
    ("licences", "expected"),
    [(["CC BY 4.0", "cc-by-4.0"], "cc-by-4.0"), (["CC BY 4.0", None], "other"), (["mine"], "other")],
)
def test_the_licence_is_named_only_when_all_sources_share_it(licences, expected):
    publishers = {
        str(i): Publisher(key=str(i), name="x", redistribution="full_text", licence=licence)
        for i, licence in enumerate(licences)
    }
    header, _ = _card(dict.fromkeys(publishers, 1), publishers, statements=2)
    assert header["license"] == expected


def test_a_source_nobody_describes_is_named_and_its_licence_not_guessed():
    header, text = _card({"tagblatt": 3}, {}, statements=20_000)
    assert header["license"] == "other"
    assert header["language"] == ["de"]
    assert header["size_categories"] == ["10K<n<100K"]
    assert "| `tagblatt` | tagblatt | 3 | not stated | full_text |" in text


def test_a_publishers_name_cannot_break_the_cards_table():
    publisher = Publisher(key="x", name="A | B\n## C", redistribution="quotes", url="https://x.example")
    _, text = _card({"x": 1}, {"x": publisher}, statements=1)
    assert "| `x` | A \\| B ## C (https://x.example) | 1 | not stated | full_text |\n" in text


def test_a_publishers_name_is_no_markup_in_the_card():
    publisher = Publisher(key="x", name="[A](http://b.example) <b>*c*</b>\x1b[2J", redistribution="quotes")
    _, text = _card({"x": 1}, {"x": publisher}, statements=1)
    assert r"| \[A\](http://b.example) &lt;b>\*c\*&lt;/b>\\x1b\[2J |" in text


def test_without_statements_another_table_is_the_default():
    header, _ = _card({}, {}, rejected=1)
    assert [config["config_name"] for config in header["configs"]] == ["rejected", "release"]
    assert header["configs"][0]["default"] is True

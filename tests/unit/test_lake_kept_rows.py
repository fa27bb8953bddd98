"""A month is put together from what its documents gave before: what is annotated again, and that it never shows."""

from dataclasses import fields, replace
from datetime import date
from pathlib import Path

import pytest

from pipeline.extract.engine import EMBEDDED_ENGINE
from pipeline.lake import tasks
from pipeline.lake.months import read_month
from pipeline.lake.storage import Storage
from pipeline.lake.unchanged import ANNOTATED_FROM
from pipeline.parse.document import Document
from pipeline.parse.parser import Limits, parse_seed
from tests.corpora import ARTICLES, build_lake, contents, rows_of, settings_in, write_seed


@pytest.fixture
def annotated(monkeypatch):
    """The texts that were annotated, in order."""
    texts = []
    annotate = tasks.annotate

    def noting(text, **arguments):
        texts.append(text)
        return annotate(text, **arguments)

    monkeypatch.setattr(tasks, "annotate", noting)
    return texts


@pytest.fixture
def month(tmp_path, annotated):
    """A month of five documents, built."""
    settings = settings_in(tmp_path)
    for number, text in enumerate(ARTICLES):
        write_seed(Path(settings.seeds), f"{number}.txt", text, "2025-08-27", title=f"Nummer {number}")
    build_lake(settings)
    assert len(annotated) == 5
    annotated.clear()
    return settings


def assert_as_from_nothing(settings):
    afresh = settings.model_copy(update={"data": f"{settings.data}-afresh"})
    build_lake(afresh)
    assert contents(settings) == contents(afresh)


def test_a_new_document_is_the_only_one_that_is_annotated(month, annotated):
    write_seed(Path(month.seeds), "new.txt", f"{ARTICLES[0]} Und weiter.", "2025-08-28")
    (outcome,) = build_lake(month)
    assert annotated == [f"{ARTICLES[0]} Und weiter."]
    assert outcome.n_annotated == 1
    assert_as_from_nothing(month)


def test_a_document_that_goes_takes_its_rows_along_and_nothing_is_annotated(month, annotated):
    (Path(month.seeds) / "3.txt").unlink()
    build_lake(month)
    assert annotated == []
    assert {row["seed"] for row in rows_of(month, "documents")} == {"0.txt", "1.txt", "2.txt", "4.txt"}
    assert_as_from_nothing(month)


def test_edits_of_metadata_and_rights_annotate_nothing(month, annotated):
    seeds = Path(month.seeds)
    write_seed(seeds, "0.txt", ARTICLES[0], "2025-08-27", title="Anders", author="A. Muster")
    (seeds / "sources.toml").write_text('[unknown]\nname = "Jemand"\nredistribution = "metadata"\n')
    build_lake(month)
    assert annotated == []
    rows = {row["seed"]: row for row in rows_of(month, "documents")}
    assert (rows["0.txt"]["title"], rows["0.txt"]["author"]) == ("Anders", "A. Muster")
    assert {row["redistribution"] for row in rows.values()} == {"metadata"}
    assert_as_from_nothing(month)


def test_a_document_under_another_id_gets_the_rows_that_its_text_had(month, annotated):
    seeds = Path(month.seeds)
    (seeds / "0.txt").rename(seeds / "moved.txt")
    write_seed(seeds, "00.txt", ARTICLES[4], "2025-08-27")  # the first path, so that it is the one that is kept
    before = {row["statement_id"] for row in rows_of(month, "statements")}
    build_lake(month)
    assert annotated == []
    rows = {row["seed"]: row for row in rows_of(month, "documents")}
    assert rows["4.txt"]["duplicate_of"] == rows["00.txt"]["document_id"]
    moved = {
        row["statement_id"]
        for row in rows_of(month, "statements")
        if row["document_id"] == rows["moved.txt"]["document_id"]
    }
    assert moved
    assert not moved & before
    assert_as_from_nothing(month)


def test_another_day_or_language_annotates_the_document_again(month, annotated):
    write_seed(Path(month.seeds), "0.txt", ARTICLES[0], "2025-08-26")
    write_seed(Path(month.seeds), "1.txt", ARTICLES[1], "2025-08-27", language="en")
    build_lake(month)
    assert annotated == [ARTICLES[0], ARTICLES[1]]
    assert_as_from_nothing(month)


def test_a_duplicate_that_comes_or_goes_annotates_only_what_has_no_rows(month, annotated):
    seeds = Path(month.seeds)
    write_seed(seeds, "0a.txt", ARTICLES[0], "2025-08-28")
    build_lake(month)
    assert annotated == []
    (seeds / "0.txt").unlink()
    build_lake(month)
    assert annotated == [ARTICLES[0]]  # it is of another day
    assert_as_from_nothing(month)


def test_what_cannot_be_annotated_is_rejected_once_and_again_after_a_change(month, annotated):
    seeds = Path(month.seeds)
    write_seed(seeds, "fr.txt", "Le ministre a dit que tout allait bien.", "2025-08-27", language="fr")
    build_lake(month)
    write_seed(seeds, "new.txt", f"{ARTICLES[0]} Und weiter.", "2025-08-28")
    build_lake(month)
    assert_as_from_nothing(month)
    write_seed(seeds, "fr.txt", "Le ministre a dit que tout allait bien.", "2025-08-27", language="fr", title="T")
    build_lake(month)
    assert [row["reason"] for row in rows_of(month, "rejected")] == ["unsupported_language"]
    assert_as_from_nothing(month)


def test_what_failed_is_tried_again_when_its_month_is_built(month, annotated, monkeypatch):
    seeds = Path(month.seeds)
    noting = tasks.annotate

    def fail(text, **arguments):
        if text == "Das ist schlecht.":
            raise ZeroDivisionError("of a rule")
        return noting(text, **arguments)

    with monkeypatch.context() as patched:
        patched.setattr(tasks, "annotate", fail)
        write_seed(seeds, "bad.txt", "Das ist schlecht.", "2025-08-27")
        build_lake(month)
    assert [row["reason"] for row in rows_of(month, "rejected")] == ["extraction_failed"]
    (seeds / "4.txt").unlink()
    build_lake(month)
    assert annotated == ["Das ist schlecht."]
    assert rows_of(month, "rejected") == []
    assert_as_from_nothing(month)


def test_other_settings_annotate_everything_again(month, annotated):
    build_lake(month.model_copy(update={"max_document_bytes": 4_000_000}))
    assert len(annotated) == 5


@pytest.mark.parametrize("table", ["documents", "mentions"])
def test_a_damaged_file_is_reported_and_its_month_annotated_again(month, annotated, caplog, table):
    storage = Storage(month.lake)
    path = Path(storage.path(read_month(storage, "2025-08").files[table].name))
    path.write_bytes(path.read_bytes()[:-9] + bytes(9))
    write_seed(Path(month.seeds), "new.txt", f"{ARTICLES[0]} Und weiter.", "2025-08-28")
    (outcome,) = build_lake(month)
    assert (outcome.is_promoted, outcome.n_annotated, len(set(annotated))) == (True, 6, 6)
    (message,) = [record.getMessage() for record in caplog.records]
    assert message == f"onrecord: {path}: damaged; all documents of 2025-08 are annotated again"
    assert_as_from_nothing(month)


def test_annotations_depend_on_nothing_else_of_a_document(tmp_path):
    """A field that extraction begins to read belongs into `ANNOTATED_FROM`."""
    path = write_seed(tmp_path, "a.txt", ARTICLES[0], "2025-08-27", title="Nummer 1")
    (document,) = parse_seed("a.txt", lambda: path.open("rb"), Limits(10_000, 10_000))
    others = {"line": 7, "published_on": date(2025, 8, 27), "captured_on": date(2020, 1, 1)}
    free = {field.name for field in fields(Document)} - {"document_id", "text", *ANNOTATED_FROM}
    changed = {name: others.get(name, ("x",) if name == "repairs" else "x") for name in free}

    def rows_for(given):
        rows = {table: [] for table in tasks.STAGED_TABLES}
        rejections = []
        tasks._annotate(given, EMBEDDED_ENGINE, rows, rejections)
        assert rejections == []
        return rows

    assert rows_for(replace(document, **changed)) == rows_for(document)

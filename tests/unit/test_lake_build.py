"""The lake: what a build makes of seeds, what it leaves alone, and what it does with bad ones."""

import os

import pyarrow as pa
import pytest

from pipeline.errors import LakeError
from pipeline.lake.build import build_months
from pipeline.lake.cleanup import clean_lake
from pipeline.lake.months import list_months, read_month
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.lake.tasks import run_task
from tests.corpora import ARTICLES, build_lake, contents, rows_of, settings_in, write_seed


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def seeds(tmp_path):
    return tmp_path / "seeds"


def test_a_build_puts_each_document_into_its_month(settings, seeds):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "deep/er/b.txt", ARTICLES[1], "2024-01-31")
    write_seed(seeds, "c.txt", ARTICLES[2])
    build_lake(settings)
    assert list_months(Storage(settings.lake)) == ["2024-01", "2025-08", "undated"]
    assert sorted(row["seed"] for row in rows_of(settings, "documents")) == ["a.txt", "c.txt", "deep/er/b.txt"]
    assert {row["text"] for row in rows_of(settings, "documents")} == set(ARTICLES[:3])


def test_a_second_build_finds_nothing_stale(settings, seeds):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    assert [outcome.month for outcome in build_lake(settings)] == ["2025-08"]
    assert build_lake(settings) == []


def test_only_the_months_of_changed_seeds_are_built(settings, seeds):
    for month in range(1, 6):
        write_seed(seeds, f"{month}.txt", ARTICLES[month - 1], f"2025-{month:02}-10")
    build_lake(settings)
    write_seed(seeds, "2.txt", "Der Minister sagte, alles sei anders.", "2025-02-10")
    write_seed(seeds, "new.txt", "Die Ministerin sagte nichts.", "2025-04-01")
    (seeds / "5.txt").unlink()
    outcomes = build_lake(settings)
    assert [(o.month, o.is_removed) for o in outcomes] == [("2025-02", False), ("2025-04", False), ("2025-05", True)]
    assert list_months(Storage(settings.lake)) == ["2025-01", "2025-02", "2025-03", "2025-04"]


def test_a_touched_but_unchanged_seed_makes_nothing_stale(settings, seeds):
    path = write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    build_lake(settings)
    os.utime(path, ns=(1, 1))
    assert refresh_seed_index(Storage(settings.lake), settings).n_parsed == 0
    assert build_lake(settings) == []


def test_equal_texts_are_kept_once(settings, seeds):
    write_seed(seeds, "later.txt", ARTICLES[0], "2025-09-01")
    write_seed(seeds, "b.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "undated.txt", ARTICLES[0])
    build_lake(settings)
    documents = {row["seed"]: row for row in rows_of(settings, "documents")}
    kept = documents["a.txt"]
    assert kept["duplicate_of"] is None
    assert {name for name, row in documents.items() if row["duplicate_of"] == kept["document_id"]} == {
        "b.txt",
        "later.txt",
        "undated.txt",
    }
    assert {row["document_id"] for row in rows_of(settings, "statements")} == {kept["document_id"]}


def test_when_the_kept_one_goes_the_duplicate_takes_its_place(settings, seeds):
    kept = write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "b.txt", ARTICLES[0], "2025-09-27")
    build_lake(settings)
    kept.unlink()
    assert [outcome.month for outcome in build_lake(settings)] == ["2025-08", "2025-09"]
    (document,) = rows_of(settings, "documents")
    assert (document["duplicate_of"], document["text"]) == (None, ARTICLES[0])
    assert rows_of(settings, "statements")


def test_two_documents_with_one_id_keep_the_first_and_reject_the_second(settings, seeds):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27", id="same")
    write_seed(seeds, "b.txt", ARTICLES[1], "2025-08-28", id="same")
    build_lake(settings)
    assert [row["seed"] for row in rows_of(settings, "documents")] == ["a.txt"]
    (rejected,) = rows_of(settings, "rejected")
    assert (rejected["seed"], rejected["reason"]) == ("b.txt", "duplicate_document_id")
    assert "a.txt" in rejected["detail"]


def test_bad_seeds_are_rejected_with_a_reason_and_stop_nothing(settings, seeds, tmp_path):
    write_seed(seeds, "good.txt", ARTICLES[0], "2025-08-27")
    (seeds / "empty.txt").touch()
    (seeds / "binary.txt").write_bytes(bytes(range(256)) * 20)
    (seeds / "lines.jsonl").write_text(
        '{"id": "1", "text": "Die Partei kündigte an, zu klagen.", "date": "2025-08-01"}\n{"id": \n', encoding="utf-8"
    )
    write_seed(seeds, "date.txt", ARTICLES[1], "2025-02-30")
    (tmp_path / "outside.txt").write_text("geheim")
    (seeds / "link.txt").symlink_to(tmp_path / "outside.txt")
    (seeds / "large.txt").write_text("Wort " * 2_000_000)
    build_lake(settings)
    rejected = {(row["seed"], row["line"]): (row["stage"], row["reason"]) for row in rows_of(settings, "rejected")}
    assert {key: reason for key, (_, reason) in rejected.items()} == {
        ("empty.txt", None): "empty_file",
        ("binary.txt", None): "binary_file",
        ("lines.jsonl", 2): "broken_json",
        ("date.txt", None): "impossible_date",
        ("link.txt", None): "link_outside_seeds",
        ("large.txt", None): "too_large",
    }
    assert all(row["detail"] for row in rows_of(settings, "rejected"))
    assert len(rows_of(settings, "documents")) == 2


def test_an_unreadable_seed_is_rejected_and_read_again_when_it_can_be(settings, seeds, monkeypatch):
    write_seed(seeds, "good.txt", ARTICLES[0], "2025-08-27")
    path = write_seed(seeds, "locked.txt", ARTICLES[1], "2025-08-28")
    import pipeline.parse.seeds as module

    opened = module.open_seed

    def refuse(url, name):
        if name == "locked.txt":
            raise PermissionError(13, "Permission denied", name)
        return opened(url, name)

    for owner in (module, __import__("pipeline.lake.reading", fromlist=["open_seed"])):
        monkeypatch.setattr(owner, "open_seed", refuse)
    build_lake(settings)
    assert [(row["seed"], row["reason"]) for row in rows_of(settings, "rejected")] == [("locked.txt", "unreadable")]
    monkeypatch.undo()
    assert path.exists()
    build_lake(settings)
    assert rows_of(settings, "rejected") == []
    assert len(rows_of(settings, "documents")) == 2


def test_a_document_in_an_unknown_language_keeps_its_row(settings, seeds):
    write_seed(seeds, "fr.txt", "Le ministre a dit que tout allait bien.", "2025-08-27", language="fr")
    build_lake(settings)
    assert [row["language"] for row in rows_of(settings, "documents")] == ["fr"]
    assert [(r["reason"], r["stage"]) for r in rows_of(settings, "rejected")] == [("unsupported_language", "annotate")]


def test_an_extractor_that_raises_costs_only_its_document(settings, seeds, monkeypatch):
    write_seed(seeds, "good.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "bad.txt", ARTICLES[1], "2025-08-27")
    import pipeline.lake.tasks as module

    annotate = module.annotate

    def fail(text, **arguments):
        if text == ARTICLES[1]:
            raise ZeroDivisionError("of a rule")
        return annotate(text, **arguments)

    monkeypatch.setattr(module, "annotate", fail)
    build_lake(settings)
    (rejected,) = rows_of(settings, "rejected")
    assert (rejected["seed"], rejected["reason"]) == ("bad.txt", "extraction_failed")
    assert len(rows_of(settings, "documents")) == 2
    assert rows_of(settings, "statements")


def retyped(task):
    """As `run_task`, with a column of the wrong type."""
    staged = run_task(task)
    dates = staged.tables["dates"]
    position = dates.schema.get_field_index("start")
    staged.tables["dates"] = dates.set_column(position, "start", dates["start"].cast(pa.string()))
    return staged


def test_a_bad_month_is_not_promoted_and_its_last_index_stays(settings, seeds):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    write_seed(seeds, "b.txt", ARTICLES[1], "2025-09-27")
    build_lake(settings)
    before = contents(settings)
    write_seed(seeds, "a.txt", ARTICLES[3], "2025-08-27")
    storage = Storage(settings.lake)
    plans = plan_months(refresh_seed_index(storage, settings), settings)
    stale = stale_months(storage, plans)
    (outcome,) = build_months(storage, plans, stale, settings, map, run_one=retyped)
    assert not outcome.is_promoted
    assert list(outcome.verdict.problems) == ["dates"]
    assert contents(settings) == before
    assert stale_months(storage, plans) == ["2025-08"]


def test_a_seed_that_changes_while_it_is_read_leaves_its_month_as_it_was(settings, seeds):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    storage = Storage(settings.lake)
    plans = plan_months(refresh_seed_index(storage, settings), settings)
    write_seed(seeds, "a.txt", ARTICLES[1], "2025-08-27")
    with pytest.raises(LakeError, match=r"a\.txt: changed while"):
        list(build_months(storage, plans, ["2025-08"], settings, map))
    assert list_months(storage) == []


def test_a_broken_month_index_is_built_again(settings, seeds, tmp_path):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    build_lake(settings)
    before = contents(settings)
    (tmp_path / "data/lake/months/2025-08.json").write_text("{")
    with pytest.raises(LakeError, match=r"2025-08.json: damaged; run `onrecord build`"):
        read_month(Storage(settings.lake), "2025-08")
    build_lake(settings)
    assert contents(settings) == before


def test_clean_up_deletes_only_what_nothing_names_and_is_old(settings, seeds):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    build_lake(settings)
    contents(settings)
    write_seed(seeds, "a.txt", ARTICLES[1], "2025-08-27")
    build_lake(settings)
    after = contents(settings)
    storage = Storage(settings.lake)
    newest = max(
        time for f in storage.folders("files") for _, time in storage.names_with_times(f"files/{f}") if time is not None
    )
    assert clean_lake(storage, now=newest + 10, grace=60) == []
    deleted = clean_lake(storage, now=newest + 100, grace=60)
    assert deleted
    assert contents(settings) == after
    assert len(rows_of(settings, "documents")) == 1


def test_the_file_is_not_half_written_when_the_disk_fails(settings, seeds, monkeypatch):
    write_seed(seeds, "a.txt", ARTICLES[0], "2025-08-27")
    build_lake(settings)
    before = contents(settings)
    write_seed(seeds, "a.txt", ARTICLES[1], "2025-08-27")

    def full(_):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("pipeline.lake.storage.os.fsync", full)
    with pytest.raises(LakeError, match="No space left"):
        build_lake(settings)
    monkeypatch.undo()
    assert contents(settings) == before
    assert stale_months(Storage(settings.lake), {}) == ["2025-08"]

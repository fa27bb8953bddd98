"""What people answered to drawn samples, in releases: the tables, card and metadata, versions, causes, and rights."""

import json
import re
from dataclasses import replace
from pathlib import Path

import pyarrow.parquet as pq
import pytest

from pipeline.defs.measured_check import measured_check_result
from pipeline.lake.storage import Storage
from pipeline.parse.sources import Publisher
from pipeline.publish.folder import make_release
from pipeline.publish.places import open_release
from pipeline.release.keyed_ids import key_of, keyed
from pipeline.release.measured import Measured
from pipeline.release.measured_words import tell_drawn
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from pipeline.review.estimates import estimates_of
from tests.pictures import draw_nothing
from tests.release_corpus import DAY, SETTINGS, Doc, full_snapshot_of, judged_sample

A = Doc("a", quotes=(("Anna Beispiel", "Wir beginnen am Dienstag."), ("Anna Beispiel", "Das reicht nicht.")))
B = Doc("b", quotes=(("Bodo Muster", "Nein, das geht zu weit."),))
WRONG = ("Das reicht nicht.",)


@pytest.fixture
def release(tmp_path, monkeypatch):
    """Makes a release of documents and judged samples, without pictures; its outcome."""
    draw_nothing(monkeypatch)

    def make(docs, *reviewed, **options):
        snapshot = full_snapshot_of(tmp_path / "lake", docs)
        request = {"date": DAY, "settings": SETTINGS, "code_version": "1", "reviewed": reviewed} | options
        return make_release(snapshot, str(tmp_path / "out"), ReleaseRequest(**request))

    return make


def rows(outcome, table):
    path = Path(outcome.url, table, f"{table}.parquet")
    return pq.read_table(path).to_pylist() if path.exists() else []


def shares(outcome):
    """The shares of all rows, by measure and part."""
    return {
        (row["measure"], row["part"]): (row["n_right"], row["n_judged"], row["n_unchanged"])
        for row in rows(outcome, "quality")
        if row["group"] == "all"
    }


def causes(outcome, table):
    return {row["cause"] for row in rows(outcome, "changes") if row["table"] == table}


def test_a_release_has_the_shares_with_the_sample_and_who_answered_it(release):
    reviewed = judged_sample([A, B], wrong=WRONG)
    outcome = release([A, B], reviewed)
    assert shares(outcome)["precision", "row"] == (2, 3, 3)
    assert shares(outcome)["recall", "found"] == (3, 3, 3)
    found = rows(outcome, "quality")
    assert [(row["estimate"], row["low"], row["high"]) for row in found] == [
        (one.estimate, one.low, one.high) for one in estimates_of(reviewed)
    ]
    assert {(row["version"], row["seed"], row["n_sampled"], *row["answered_by"]) for row in found} == {
        ("1.0.0", 7, 3, "ab")
    }
    sampled = rows(outcome, "sampled")
    assert {row["row_id"] for row in sampled if row["unit"] == "row"} == {
        row["statement_id"] for row in pq.read_table(Path(outcome.url, "statements")).to_pylist()
    }
    assert [(row["unit"], row["answer"], row["wrong"]) for row in sampled if row["answer"] == "wrong"] == [
        ("row", "wrong", ["speaker"])
    ] * 2
    assert sum(row["unit"] == "paragraph" for row in sampled) == 2
    assert verify_release(Storage(outcome.url)) == []


def test_card_and_metadata_say_how_it_was_drawn_who_answered_and_what_came_out(release):
    url = Path(release([A, B], judged_sample([A, B], wrong=WRONG, by="a|b <i>")).url)
    card = (url / "README.md").read_text("utf-8")
    assert "- s: from version 1.0.0, 3 of 3 statements were drawn by chance" in card
    assert "and 2 of 2 paragraphs with all in them. Answered by a\\|b &lt;i>. 3 of 3 rows say the same" in card
    assert "| s | precision | `row` | 66.7 % | 20.8 to 93.8 % | 2 | 3 |" in card
    analysis = json.loads((url / "croissant.json").read_text("utf-8"))["rai:dataAnnotationAnalysis"]
    assert analysis[0].endswith("Answered by a|b <i>. 3 of 3 rows say the same in this version.")
    assert "s, precision of row: 66.7 % (20.8 to 93.8 %), 2 of 3." in analysis


def test_without_answers_there_is_neither_table_and_the_card_says_so(release):
    url = Path(release([A]).url)
    assert not (url / "quality").exists()
    assert not (url / "sampled").exists()
    assert "Nobody has judged a sample of this dataset" in (url / "README.md").read_text("utf-8")
    assert "rai:dataAnnotationAnalysis" not in (url / "croissant.json").read_text("utf-8")


def test_new_answers_alone_are_a_patch_by_correction_and_the_same_ones_no_release(release):
    release([A, B])
    first = release([A, B], judged_sample([A, B]))
    assert (first.version, set(dict(first.causes))) == ("1.0.1", {"correction"})
    assert not release([A, B], judged_sample([A, B])).is_new
    second = release([A, B], judged_sample([A, B], wrong=WRONG))
    assert (second.version, set(dict(second.causes))) == ("1.0.2", {"correction"})
    changed = {row["table"] for row in rows(second, "changes")}
    assert changed == {"quality", "sampled"}


def test_rows_that_say_something_else_since_are_counted_and_their_cause_is_that_of_the_rows(release):
    reviewed = judged_sample([A, B], wrong=WRONG)
    release([A, B], reviewed)
    other = B.revised(quotes=(("Bodo Muster", "Ja."),))
    outcome = release([A, other], reviewed)
    assert shares(outcome)["precision", "row"] == (2, 3, 2)
    assert causes(outcome, "quality") == causes(outcome, "sampled") == {"source"}
    states = {row["row_id"]: row["state"] for row in rows(outcome, "sampled") if row["document_id"] == B.document_id}
    assert sorted(filter(None, states.values())) == ["gone"]
    code = release([A, other.revised(rule="de.other", salt="2")], reviewed, code_version="2")
    assert shares(code)["precision", "row"][2] == 2


@pytest.mark.parametrize("level", ["quotes", "metadata"])
def test_rows_of_a_document_that_is_restricted_since_are_named_by_the_ids_they_have_now(release, level):
    reviewed = judged_sample([A, B], wrong=WRONG)
    before = rows(release([A, B], reviewed), "sampled")
    former = {row["row_id"] for row in before if row["document_id"] == A.document_id} - {None}
    assert len(former) == 2
    publisher = Publisher(key="tagblatt", name="Tagblatt", redistribution=level)
    outcome = release([A.revised(redistribution=level), B], reviewed, publishers={"tagblatt": publisher})
    present = {row["statement_id"] for row in pq.read_table(Path(outcome.url, "statements")).to_pylist()}
    sampled = [row for row in rows(outcome, "sampled") if row["document_id"] == A.document_id]
    assert {row["row_id"] for row in sampled if row["unit"] == "row"} <= present - former
    assert {row["state"] for row in sampled if row["unit"] == "row"} == {"changed"}
    assert shares(outcome)["precision", "row"] == (2, 3, 1)
    assert causes(outcome, "sampled") == causes(outcome, "quality") == {"rights"}
    text = b"".join(path.read_bytes() for path in Path(outcome.url).rglob("*") if path.is_file())
    assert not [row_id for row_id in former if row_id.encode() in text]
    assert verify_release(Storage(outcome.url)) == []


def test_rows_of_a_document_that_was_restricted_when_they_were_drawn_are_found_again(release):
    reviewed = judged_sample([A, B], wrong=WRONG)
    names = {row.row_id: keyed(row.row_id, key_of(A.text)) for row in reviewed.sample.rows}
    of_a = {row.row_id for row in reviewed.sample.rows if row.document_id == A.document_id}
    drawn = [
        row.model_copy(update={"row_id": names[row.row_id]}) if row.row_id in of_a else row
        for row in reviewed.sample.rows
    ]
    outcome = release([A, B], replace(reviewed, sample=reviewed.sample.model_copy(update={"rows": drawn})))
    sampled = [row for row in rows(outcome, "sampled") if row["document_id"] == A.document_id and row["unit"] == "row"]
    assert {row["row_id"] for row in sampled} == of_a
    assert {row["state"] for row in sampled} == {"unchanged"}


def test_a_row_that_is_gone_is_named_only_where_the_document_may_be_passed_on_whole(release):
    reviewed = judged_sample([A, B])
    gone = [replace(doc, quotes=doc.quotes[:1]) for doc in (A, B.revised(redistribution="metadata"))]
    outcome = release([gone[0], gone[1].revised(quotes=())], reviewed)
    found = {(row["document_id"], row["state"]): row["row_id"] for row in rows(outcome, "sampled") if row["state"]}
    assert re.fullmatch("statement_[0-9a-f]{16}", found[A.document_id, "gone"])
    assert found[B.document_id, "gone"] is None


@pytest.mark.parametrize("status", ["withdrawn", "redacted"])
def test_of_what_was_taken_down_only_the_shares_are_left(release, status):
    reviewed = judged_sample([A, B], wrong=WRONG)
    release([A, B], reviewed)
    withdrawn = B.revised(status=status, quotes=())
    outcome = release([A, withdrawn], reviewed)
    assert {row["document_id"] for row in rows(outcome, "sampled")} == {A.document_id}
    assert shares(outcome)["precision", "row"] == (2, 3, 2)
    assert causes(outcome, "sampled") == {"takedown"}


def test_the_check_of_the_ui_warns_when_most_of_the_sample_is_others_by_now(release):
    def checked(outcome):
        with open_release(outcome.url) as placed:
            return measured_check_result("release", placed.contents())

    assert checked(release([A, B])).description.startswith("No sample of this dataset was judged")
    reviewed = judged_sample([A, B], wrong=WRONG)
    fresh = checked(release([A, B], reviewed))
    assert (fresh.passed, fresh.severity.value) == (True, "WARN")
    assert fresh.description.startswith("statements, precision of row: 66.7%; statements, precision of found: 100.0%;")
    assert len(fresh.metadata["shares"].records) == 4
    aged = checked(release([A.revised(salt="2"), B], reviewed))
    assert not aged.passed
    assert aged.description == "More than half of the sampled rows are others by now: s. Draw a new sample."


def test_the_sentence_names_what_is_open(release):
    reviewed = judged_sample([A, B])
    left = replace(reviewed, answers=dict(list(reviewed.answers.items())[:-1]))
    told = tell_drawn(Measured(left, (), 3, 1))
    assert "Answered by ab (1 open). 1 of 3 rows say the same in this version." in told

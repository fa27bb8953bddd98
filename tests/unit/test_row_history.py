"""`onrecord show ID@VERSION`: what a row was in each version, why it changed, which id replaced it."""

import datetime
import json
import shutil

import pytest

from pipeline.publish.amendments import make_amendment
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.release.request import ReleaseRequest
from tests.release_corpus import SETTINGS, Doc, full_snapshot_of, rows_of, store

DAY = datetime.date(2025, 9, 1)
FIRST = Doc("a")
OTHER = Doc("b", quotes=(("Bodo Muster", "Nein."),))
RENAMED = "statement_00000000000000aa"


def statement_of(rows, doc):
    return next(row for row in rows["statements", doc.month] if row["document_id"] == doc.document_id)


def corrected(rows, doc, **values):
    """The same rows with another value and id in the statement of a document, as a person's correction leaves them."""
    statement = statement_of(rows, doc)
    old_id = statement["statement_id"]
    statement |= values
    if statement["statement_id"] != old_id:
        statement["root_statement_id"] = statement["statement_id"]
        redirect = {"table": "statements", "old_id": old_id, "new_id": statement["statement_id"]}
        rows["redirects", doc.month] = [redirect | {"document_id": doc.document_id}]
    return rows


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """Five versions: as found, a changed value, another document, another id, and the document gone."""
    folder = tmp_path_factory.mktemp("line")
    changed = {"rule": "de.verb.after"}
    start = statement_of(rows_of([FIRST]), FIRST)["spans"][0]["start"]
    words = "Wir beginnen"
    spans = [{"start": start, "end": start + len(words)}]
    renamed = changed | {"statement_id": RENAMED, "text": words, "spans": spans}
    states = [
        rows_of([FIRST]),
        corrected(rows_of([FIRST]), FIRST, **changed),
        corrected(rows_of([FIRST, OTHER]), FIRST, **changed),
        corrected(rows_of([FIRST, OTHER]), FIRST, **renamed),
        rows_of([OTHER]),
    ]
    versions = []
    for number, rows in enumerate(states):
        request = ReleaseRequest(
            date=DAY + datetime.timedelta(number), settings=SETTINGS, code_version="1", accept=["documents"]
        )
        snapshot = store(folder / "lake", rows)
        versions.append(make_release(snapshot, str(folder / "data/releases"), request).version)
    shutil.rmtree(folder / "lake")
    FolderTarget(str(folder / "data/releases")).amend(make_amendment("Yank", versions[1], "wrong", DAY))
    return folder / "data", versions


@pytest.fixture
def show(onrecord, line):
    def run(cited, *options):
        return onrecord("show", cited, "--data", line[0], *options)

    return run


def test_each_version_says_what_became_of_the_row(show, line):
    statement_id = statement_of(rows_of([FIRST]), FIRST)["statement_id"]
    status, out, _ = show(f"{statement_id}@{line[1][2]}", "--json")
    told = json.loads(out)
    assert status == 0
    assert (told["row"]["rule"], told["since"]) == ("de.verb.after", line[1][1])
    assert [(one["is_there"], one["change"], one["cause"], one["superseded_by"]) for one in told["versions"]] == [
        (True, None, None, None),
        (True, "changed", "code", None),
        (True, None, None, None),
        (True, "changed", "code", RENAMED),
        (False, "removed", "source", None),
    ]
    assert told["versions"][1]["columns"] == {"rule": ["de.verb.before", "de.verb.after"]}
    assert told["versions"][3]["columns"]["text"] == ["Wir beginnen am Dienstag.", "Wir beginnen"]
    assert (told["superseded_by"], told["is_in_newest"], told["withdrawn_in"]) == (RENAMED, False, None)
    assert [one["yanked"] for one in told["versions"]] == [None, "wrong", None, None, None]


def test_the_history_in_words_marks_the_version(show, line):
    status, out, _ = show(f"{statement_of(rows_of([FIRST]), FIRST)['statement_id']}@v{line[1][1]}")
    lines = out.splitlines()
    assert status == 0
    assert "    rule: de.verb.after" in lines
    (marked,) = [told for told in lines if told.startswith(">")]
    assert marked.split() == [">", line[1][1], "2025-09-02", "changed", "(code);", "yanked:", "wrong"]
    assert "            rule: de.verb.before → de.verb.after" in lines
    assert any(f"its id is now {RENAMED}" in told for told in lines)


def test_an_id_that_replaced_another_names_it(show, line):
    old_id = statement_of(rows_of([FIRST]), FIRST)["statement_id"]
    status, out, _ = show(f"{RENAMED}@{line[1][3]}", "--json")
    told = json.loads(out)
    assert (status, told["earlier_ids"]) == (0, [old_id])
    assert [one["is_there"] for one in told["versions"]] == [False, False, False, True, False]


@pytest.mark.parametrize(
    ("cited", "ended", "told"),
    [
        ("statement_00000000000000ff@{0}", 1, "in no version"),
        ("statement_00000000000000ff@9.9.9", 2, "has no version 9.9.9"),
        ("{id}@{4}", 1, ""),
    ],
)
def test_what_is_not_there_is_said(show, line, cited, ended, told):
    statement_id = statement_of(rows_of([FIRST]), FIRST)["statement_id"]
    status, out, err = show(cited.format(*line[1], id=statement_id))
    assert status == ended
    assert told in err
    assert (f"{statement_id}: not in {line[1][4]}" in out) == (not told)


def test_a_taken_down_document_is_withdrawn(tmp_path, onrecord):
    for number, doc in enumerate((FIRST, FIRST.revised(status="withdrawn", quotes=()))):
        request = ReleaseRequest(
            date=DAY + datetime.timedelta(number), settings=SETTINGS, code_version="1", accept=["documents"]
        )
        make_release(full_snapshot_of(tmp_path / "lake", [doc, OTHER]), str(tmp_path / "releases"), request)
    statement_id = statement_of(rows_of([FIRST]), FIRST)["statement_id"]
    for wanted in (FIRST.document_id, statement_id):
        status, out, _ = onrecord("show", f"{wanted}@1.0.0", "--release", tmp_path / "releases")
        assert status == 0
        assert [told for told in out.splitlines() if told.endswith("  taken down")], out

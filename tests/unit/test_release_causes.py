"""Why rows differ, as `changes` says it."""

import datetime
import hashlib
import io

import pyarrow.parquet as pq
import pytest

from pipeline.lake.snapshot import StoredFile
from pipeline.release.contents import Contents, contents_of
from pipeline.release.differences import find_differences
from pipeline.release.manifest import TableEntry
from tests.release_corpus import (
    SETTINGS,
    Doc,
    actor_id,
    correction_row,
    full_snapshot_of,
    rejected_row,
    rows_of,
    snapshot_of,
    store,
)

AUGUST = Doc("a")
SEPTEMBER = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."),))


@pytest.fixture
def compare(tmp_path):
    """Changes between two corpora as {(table, row id): (change, columns, cause)}."""

    def run(old, new, *, old_rejected=None, new_rejected=None, settings=SETTINGS):
        previous = contents_of(snapshot_of(tmp_path, old, old_rejected), SETTINGS)
        current = contents_of(snapshot_of(tmp_path, new, new_rejected), settings)
        return _told(find_differences(previous, current))

    return run


def _told(differences):
    rows = differences.changes().to_pylist()
    return {(row["table"], row["row_id"]): (row["change"], row["columns"], row["cause"]) for row in rows}


def _causes(told):
    return {cause for _, _, cause in told.values()}


def test_equal_corpora_have_no_changes(compare):
    assert compare([AUGUST, SEPTEMBER], [AUGUST, SEPTEMBER]) == {}


def test_a_new_document_and_all_its_rows_come_from_the_source(compare):
    told = compare([AUGUST], [AUGUST, SEPTEMBER])
    assert told["documents", SEPTEMBER.document_id] == ("added", [], "source")
    assert {table for table, _ in told} == {"documents", "mentions", "statements", "actors"}
    assert _causes(told) == {"source"}


def test_a_corrected_text_is_a_changed_document_of_the_source(compare):
    revised = AUGUST.revised(quotes=(("Anna Beispiel", "Wir beginnen am Dienstag nicht."),))
    change, columns, cause = compare([AUGUST], [revised])["documents", AUGUST.document_id]
    assert (change, cause) == ("changed", "source")
    assert columns == ["text", "n_words", "n_characters", "text_sha256", "seed_sha256"]


@pytest.mark.parametrize("is_other_code", [False, True])
def test_beside_other_code_only_rows_that_a_correction_concerns_are_its(tmp_path, is_other_code):
    quotes = (("Anna Beispiel", "Wir beginnen am Dienstag."), ("Bodo Muster", "Nein."))
    old = [AUGUST.revised(quotes=quotes), SEPTEMBER]
    new = [doc.revised(rule="de.verb.after") for doc in old] if is_other_code else old
    rows = rows_of(new)
    judged, other = rows["statements", AUGUST.month]
    judged |= {"type": "indirect", "reviewed": "changed", "correction_id": "correction_0000000000000001"}
    other |= {"depth": 0, "cue_lemma": "meinen"}  # follows from the other one, or from the code
    rows["corrections", None] = [correction_row(old[0], verdict="change", field="type")]
    told = _told(
        find_differences(
            contents_of(store(tmp_path, rows_of(old)), SETTINGS), contents_of(store(tmp_path, rows), SETTINGS)
        )
    )
    assert told["statements", judged["statement_id"]][2] == "correction"
    assert told["statements", other["statement_id"]][2] == ("code" if is_other_code else "correction")
    assert {told[key][2] for key in told if key[0] == "corrections"} == {"correction"}


def test_a_document_moved_to_another_month_changes_its_date_alone(compare):
    moved = AUGUST.revised(published_on=datetime.date(2025, 9, 9))
    told = compare([AUGUST, SEPTEMBER], [moved, SEPTEMBER])
    statements = {row: change for row, change in told.items() if row[0] == "statements"}
    assert set(map(str, statements.values())) == {str(("changed", ["published_on"], "source"))}
    assert {row: change for row, change in told.items() if row not in statements} == {
        ("documents", AUGUST.document_id): ("changed", ["published_on", "seed_sha256"], "source"),
        ("actors", actor_id("Anna Beispiel")): ("changed", ["first_seen_on", "last_seen_on"], "source"),
    }


def test_a_date_corrected_within_the_month_is_the_actors_cause_too(compare):
    told = compare([AUGUST], [AUGUST.revised(published_on=datetime.date(2025, 8, 1))])
    assert told["actors", actor_id("Anna Beispiel")] == ("changed", ["first_seen_on", "last_seen_on"], "source")


def test_rows_moved_while_other_code_changed_them_are_changed_not_removed_and_added(compare):
    moved = AUGUST.revised(published_on=datetime.date(2025, 9, 9), rule="de.verb.after")
    told = compare([AUGUST], [moved])
    changes = {(table, change, tuple(columns)) for (table, _), (change, columns, _) in told.items()}
    assert ("statements", "changed", ("published_on", "rule")) in changes
    assert {change for _, change, _ in changes} == {"changed"}


def test_other_code_on_the_same_seeds_is_code(compare):
    told = compare([AUGUST, SEPTEMBER], [AUGUST.revised(rule="de.verb.after"), SEPTEMBER])
    assert {(table, tuple(columns)) for (table, _), (_, columns, _) in told.items()} == {
        ("statements", ("rule",)),
        ("mentions", ("rule",)),
    }
    assert _causes(told) == {"code"}


def test_other_settings_on_the_same_seeds_are_settings(compare):
    told = compare([AUGUST], [AUGUST.revised(rule="de.verb.after")], settings=SETTINGS | {"max_seed_bytes": 1_000})
    assert _causes(told) == {"settings"}


def test_source_and_code_are_told_apart_in_one_release(compare):
    told = compare([AUGUST, SEPTEMBER], [AUGUST.revised(edition="2"), SEPTEMBER.revised(rule="de.verb.after")])
    assert told["documents", AUGUST.document_id][2] == "source"
    assert {cause for (table, _), (_, _, cause) in told.items() if table == "statements"} == {"code"}


def test_a_text_read_otherwise_from_the_same_bytes_is_code(tmp_path):
    before, after = rows_of([AUGUST]), rows_of([AUGUST])
    after["documents", "2025-08"][0] |= {"text_sha256": "0" * 64}
    told = _told(
        find_differences(contents_of(store(tmp_path, before), SETTINGS), contents_of(store(tmp_path, after), SETTINGS))
    )
    assert told == {("documents", AUGUST.document_id): ("changed", ["text_sha256"], "code")}


def test_a_document_that_takes_over_from_a_withdrawn_one_changes_because_of_the_source(compare):
    copy = AUGUST.revised(name="copy", duplicate_of=AUGUST.document_id)
    told = compare([AUGUST, copy], [copy.revised(duplicate_of=None)])
    assert told["documents", copy.document_id] == ("changed", ["text", "duplicate_of"], "source")
    assert _causes(told) == {"source"}


def test_a_link_that_leads_elsewhere_changes_its_own_row_alone_because_of_the_source(compare):
    report = SEPTEMBER.revised(name="report", near_duplicate_of=AUGUST.document_id)
    earlier = AUGUST.revised(name="earlier", published_on=datetime.date(2025, 8, 1))
    told = compare([AUGUST, report], [AUGUST, earlier, report.revised(near_duplicate_of=earlier.document_id)])
    assert told["documents", report.document_id] == ("changed", ["near_duplicate_of"], "source")
    assert ("statements", report.document_id) not in told
    assert _causes(told) == {"source"}
    # Where the one it led to has a copy kept instead of it, that copy is the cause.
    told = compare(
        [AUGUST, report],
        [
            AUGUST.revised(duplicate_of=earlier.document_id),
            earlier,
            report.revised(near_duplicate_of=earlier.document_id),
        ],
    )
    assert told["documents", report.document_id] == ("changed", ["near_duplicate_of"], "source")


def test_a_story_that_loses_its_first_document_and_the_coverage_change_because_of_the_source(tmp_path):
    def told(old, new):
        contents = [contents_of(full_snapshot_of(tmp_path, docs), SETTINGS) for docs in (old, new)]
        return {key: found for key, found in _told(find_differences(*contents)).items() if key[0] in _COUNTED}

    middle = SEPTEMBER.revised(near_duplicate_of=AUGUST.document_id)
    last = SEPTEMBER.revised(name="last", near_duplicate_of=middle.document_id)
    found = told([AUGUST, middle, last], [SEPTEMBER, last])
    assert found["stories", AUGUST.document_id] == ("removed", [], "source")
    for doc in (middle, last):
        assert found["stories", doc.document_id] == ("changed", ["story_id"], "source")
    assert found["coverage", "2025-08/unknown/de"] == ("removed", [], "source")
    assert found["coverage", "2025-09/unknown/de"] == ("changed", ["n_near_duplicates"], "source")
    found = told([AUGUST, SEPTEMBER], [AUGUST, SEPTEMBER.revised(status="withdrawn")])
    assert found == {("coverage", "2025-09/unknown/de"): ("changed", _NONE_LEFT, "takedown")}


_COUNTED = ("stories", "coverage")
_NONE_LEFT = ["n_documents", "n_words"]


def test_a_link_to_what_was_taken_down_goes_with_it(compare):
    report = SEPTEMBER.revised(name="report", near_duplicate_of=AUGUST.document_id)
    told = compare([AUGUST, report], [AUGUST.revised(status="withdrawn"), report.revised(near_duplicate_of=None)])
    assert told["documents", report.document_id] == ("changed", ["near_duplicate_of"], "takedown")


def test_a_document_rejected_by_other_settings_is_no_withdrawal(compare):
    rejection = rejected_row("b.txt", SEPTEMBER.seed_sha256, "too_large")
    told = compare(
        [AUGUST, SEPTEMBER], [AUGUST], new_rejected=[rejection], settings=SETTINGS | {"max_document_bytes": 1_000}
    )
    assert told["documents", SEPTEMBER.document_id] == ("removed", [], "settings")
    assert told["rejected", rejection["rejection_id"]] == ("added", [], "settings")
    assert _causes(told) == {"settings"}


def test_a_new_seed_that_is_rejected_comes_from_the_source(compare):
    rejection = rejected_row("broken.txt", "1" * 64)
    told = compare([AUGUST], [AUGUST], new_rejected=[rejection])
    assert told == {("rejected", rejection["rejection_id"]): ("added", [], "source")}


def test_a_row_rejected_by_other_code_is_code_though_its_documents_file_did_not_change(compare):
    rejection = rejected_row("a.txt", AUGUST.seed_sha256, "contract_violation")
    told = compare([AUGUST], [AUGUST], new_rejected=[rejection])
    assert told == {("rejected", rejection["rejection_id"]): ("added", [], "code")}


def test_an_actor_relabelled_by_the_gazetteer_is_code_though_its_documents_changed(tmp_path):
    before, after = rows_of([AUGUST]), rows_of([AUGUST, SEPTEMBER, AUGUST.revised(name="n")])
    for rows, name in ((before, "A. Beispiel"), (after, "Anna Beispiel")):
        for row in rows["actors", None]:
            if row["actor_id"] == actor_id("Anna Beispiel"):
                row |= {"name": name, "wikidata_id": "Q1"}
    told = _told(
        find_differences(contents_of(store(tmp_path, before), SETTINGS), contents_of(store(tmp_path, after), SETTINGS))
    )
    assert told["actors", actor_id("Anna Beispiel")][2] == "code"
    assert told["actors", actor_id("Bodo Muster")] == ("added", [], "source")


def test_with_another_contract_rows_of_untouched_documents_differ_by_schema(tmp_path):
    """The release before had no column `rule` in `statements`: it was written with it dropped."""
    current = contents_of(snapshot_of(tmp_path, [AUGUST]), SETTINGS)
    (file,) = current.of("statements")
    sink = io.BytesIO()
    pq.write_table(current.read(file).drop_columns("rule"), sink)
    current.storage.write("old.parquet", sink.getvalue())
    digest = hashlib.sha256(sink.getvalue()).hexdigest()
    old_file = StoredFile("statements", file.month, "old.parquet", digest, len(sink.getvalue()), file.n_rows)
    entry = current.tables["statements"]
    old_entry = TableEntry(schema_fingerprint="0" * 64, key=entry.key, n_rows=entry.n_rows, columns=entry.columns[:-1])
    others = tuple(other for other in current.files if other.table != "statements")
    previous = Contents(
        current.storage, (*others, old_file), {**current.tables, "statements": old_entry}, current.settings
    )
    told = _told(find_differences(previous, current))
    assert list(told.values()) == [("changed", ["rule"], "schema")]


def test_an_older_capture_that_gives_way_to_a_newer_one_is_rejected_because_of_the_source(compare):
    newer = AUGUST.revised(edition="2", quotes=(("Anna Beispiel", "Wir beginnen am Dienstag nicht."),))
    older = rejected_row("a.txt", AUGUST.seed_sha256, "superseded_capture") | {"document_id": AUGUST.document_id}
    told = compare([AUGUST], [newer], new_rejected=[older])
    assert told["documents", AUGUST.document_id][::2] == ("changed", "source")
    assert told["rejected", older["rejection_id"]] == ("added", [], "source")
    told = compare([newer], [AUGUST], old_rejected=[older])  # the newer one was removed
    assert told["rejected", older["rejection_id"]] == ("removed", [], "source")

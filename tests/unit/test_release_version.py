"""The next version, by what differs."""

import datetime
import hashlib

import pytest

from pipeline.release.contents import Contents, contents_of
from pipeline.release.differences import find_differences
from pipeline.release.manifest import ColumnEntry, TableEntry
from pipeline.release.version import next_version
from tests.release_corpus import SETTINGS, Doc, rejected_row, rows_of, snapshot_of, store

A = Doc("a")
B = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."),))


def _step(tmp_path, old, new, settings=SETTINGS, rejected=None):
    previous = contents_of(snapshot_of(tmp_path, old), SETTINGS)
    current = contents_of(snapshot_of(tmp_path, new, rejected), settings)
    return next_version("1.4.2", previous.tables, current.tables, find_differences(previous, current))


@pytest.mark.parametrize(
    ("old", "new", "version", "reason"),
    [
        ([A], [A, B], "1.5.0", "new documents: 1"),
        ([A, B], [A.revised(rule="de.verb.after"), B], "1.5.0", "rows changed by code: 2"),
        ([A, B], [A], "1.4.3", "rows changed by source: 4"),
        ([A, B], [A.revised(edition="2"), B], "1.4.3", "rows changed by source: 1"),
        ([A, B], [A.revised(edition="2"), B.revised(rule="x")], "1.5.0", "rows changed by code: 2"),
        ([A, B], [A.revised(salt="new rule"), B], "2.0.0", "ids of `documents` are made by another rule"),
    ],
)
def test_version_by_documents(tmp_path, old, new, version, reason):
    step = _step(tmp_path, old, new)
    assert step.version == version
    assert reason in step.reasons


def test_equal_rows_need_no_release(tmp_path):
    assert _step(tmp_path, [A, B], [A, B]) is None


def test_equal_rows_under_other_settings_need_no_release(tmp_path):
    assert _step(tmp_path, [A], [A], settings=SETTINGS | {"max_seed_bytes": 5}) is None


def test_settings_that_change_rows_are_minor(tmp_path):
    step = _step(tmp_path, [A], [A.revised(rule="x")], settings=SETTINGS | {"max_seed_bytes": 5})
    assert (step.version, step.level) == ("1.5.0", "minor")


def test_a_seed_that_is_rejected_from_now_on_is_no_change_of_the_contract(tmp_path):
    step = _step(tmp_path, [A], [A], rejected=[rejected_row("x.txt", "0" * 64)])
    assert (step.version, step.level) == ("1.4.3", "patch")


def test_first_release_is_1_0_0():
    assert next_version(None, {}, {}, None).version == "1.0.0"


def test_a_statement_under_another_id_in_an_untouched_document_is_major(tmp_path):
    """The documents keep their ids; those of their rows are made from something else."""
    before, after = rows_of([A, B]), rows_of([A, B])
    for row in after["statements", "2025-08"]:
        row["statement_id"] = "statement_" + hashlib.sha256(row["statement_id"].encode()).hexdigest()[:16]
    previous, current = (contents_of(store(tmp_path, rows), SETTINGS) for rows in (before, after))
    step = next_version("1.4.2", previous.tables, current.tables, find_differences(previous, current))
    assert step.reasons[0] == "ids of `statements` are made by another rule"
    assert step.version == "2.0.0"


def test_a_statement_found_with_another_extent_is_no_change_of_the_id_rule(tmp_path):
    longer = A.revised(quotes=(("Anna Beispiel", "Wir beginnen am Dienstag."), ("Anna Beispiel", "Doch.")))

    before, after = rows_of([longer]), rows_of([longer])
    second = after["statements", "2025-08"][1]
    second |= {"statement_id": "statement_0", "text": "Doch", "spans": [{**second["spans"][0]}]}
    second["spans"][0]["end"] -= 1
    previous, current = (contents_of(store(tmp_path, rows), SETTINGS) for rows in (before, after))
    step = next_version("1.4.2", previous.tables, current.tables, find_differences(previous, current))
    assert step.version == "1.5.0"


# ── the contract ────────────────────────────────────────────────────────────────────────────────────────────────────


def _entry(*names, key=("id",), fingerprint="0", **types):
    columns = [ColumnEntry(name=name, type="string", is_nullable=False) for name in names]
    columns += [ColumnEntry(name=n, type=t.rstrip("?"), is_nullable=t.endswith("?")) for n, t in types.items()]
    return TableEntry(schema_fingerprint=fingerprint * 64, key=key, n_rows=0, columns=tuple(columns))


@pytest.mark.parametrize(
    ("old", "new", "version", "reason"),
    [
        ({"t": _entry("id")}, {}, "2.0.0", "table `t` is gone"),
        ({}, {"t": _entry("id")}, "1.5.0", "new table `t`"),
        ({"t": _entry("id", "a")}, {"t": _entry("id")}, "2.0.0", "column `t.a` is gone"),
        ({"t": _entry("id")}, {"t": _entry("id", "a")}, "1.5.0", "new column `t.a`"),
        ({"t": _entry("id", a="int32")}, {"t": _entry("id", a="int64")}, "2.0.0", "column `t.a` was int32, is int64"),
        ({"t": _entry("id", a="int32")}, {"t": _entry("id", a="int32?")}, "2.0.0", "column `t.a` may be null now"),
        (
            {"t": _entry("id", a="int32?")},
            {"t": _entry("id", a="int32", fingerprint="1")},
            "1.5.0",
            "columns of `t` are declared otherwise",
        ),
        ({"t": _entry("id")}, {"t": _entry("id", key=("id", "n"))}, "2.0.0", "key of `t` was id, is id, n"),
    ],
)
def test_version_by_contract(tmp_path, old, new, version, reason):
    snapshot = contents_of(snapshot_of(tmp_path, [A]), SETTINGS)
    same = Contents(snapshot.storage, snapshot.files, snapshot.tables, SETTINGS)
    step = next_version("1.4.2", old, new, find_differences(same, same))
    assert (step.version, step.reasons[0]) == (version, reason)

"""`changes` is exact: applied to the release before, it gives this release, and nothing else differs."""

import datetime
import tempfile
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.release.contents import contents_of
from pipeline.release.differences import find_differences
from schemas.export import arrow_schema
from schemas.tables import TABLES
from tests.release_corpus import SETTINGS, Doc, rejected_row, rows_of, store

_DAYS = [None, datetime.date(2025, 7, 31), datetime.date(2025, 8, 1), datetime.date(2025, 8, 2)]
_QUOTES = [("Anna Beispiel", "Nein."), ("Bodo Muster", "Am Dienstag, vielleicht."), ("Anna Beispiel", "Doch.")]

_documents = st.lists(
    st.builds(
        Doc,
        name=st.sampled_from("abcd"),
        published_on=st.sampled_from(_DAYS),
        quotes=st.lists(st.sampled_from(_QUOTES), min_size=1, max_size=3).map(tuple),
        rule=st.sampled_from(["de.verb.before", "de.verb.after"]),
        salt=st.sampled_from(["", "", "", "other"]),
    ),
    max_size=4,
    unique_by=lambda doc: doc.document_id,
)
_rejected = st.lists(
    st.builds(rejected_row, st.sampled_from(["x.txt", "y.txt"]), st.sampled_from(["0" * 64, "1" * 64])),
    max_size=2,
    unique_by=lambda row: row["rejection_id"],
)


def _by_key(rows):
    """Rows by table and key, whatever their month, with every column of the contract."""
    found = {}
    for (table, _), part in rows.items():
        (key,) = TABLES[table].key
        for row in part:
            found[table, row[key]] = {name: row.get(name) for name in arrow_schema(table).names}
    return found


@settings(max_examples=30, deadline=None)
@given(_documents, _rejected, _documents, _rejected)
def test_changes_turn_the_old_rows_into_the_new_ones(old_docs, old_rejected, new_docs, new_rejected):
    before, after = rows_of(old_docs, old_rejected), rows_of(new_docs, new_rejected)
    with tempfile.TemporaryDirectory() as folder:
        previous = contents_of(store(Path(folder), before), SETTINGS)
        current = contents_of(store(Path(folder), after), SETTINGS)
        changes = find_differences(previous, current).changes().to_pylist()

    old, new = _by_key(before), _by_key(after)
    rebuilt = dict(old)
    for change in changes:
        place = change["table"], change["row_id"]
        if change["change"] == "added":
            assert place not in old
            assert change["columns"] == []
            rebuilt[place] = new[place]
        elif change["change"] == "removed":
            assert change["columns"] == []
            del rebuilt[place]
        else:
            differ = [name for name in old[place] if old[place][name] != new[place][name]]
            assert change["columns"] == differ
            assert differ
            rebuilt[place] = new[place]
    assert rebuilt == new
    assert len({(change["table"], change["row_id"]) for change in changes}) == len(changes)

"""The lake that `bench.rows` writes without annotating: real tables whose ids fit together, and a release of it."""

import datetime

import pytest

from bench.rows import RowFigures, Step, growth
from bench.synthetic_lake import make_template, with_another_month, write_lake
from pipeline.lake.corpus import recount
from pipeline.lake.storage import Storage
from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests.release_corpus import SETTINGS

N_DOCUMENTS = 12


@pytest.fixture(scope="module")
def template(tmp_path_factory):
    return make_template(tmp_path_factory.mktemp("template"), N_DOCUMENTS)


def released(snapshot, folder):
    request = ReleaseRequest(date=datetime.date(2026, 1, 1), settings=SETTINGS, code_version="test")
    return make_release(recount(snapshot), str(folder / "releases"), request)


def distinct(snapshot, table, column):
    return {value for file in snapshot.of(table) for value in snapshot.table(file)[column].to_pylist()}


def test_its_release_is_valid_and_so_is_the_next_with_a_month_changed(template, tmp_path):
    n_rows = 3 * template.n_released
    snapshot = write_lake(str(tmp_path / "lake"), template, n_rows, 2)
    first = released(snapshot, tmp_path)
    assert verify_release(Storage(first.url)) == []
    assert first.n_rows["documents"] == 3 * N_DOCUMENTS
    months = {file.month for file in snapshot.files}
    assert len(months) == 2
    changed = with_another_month(snapshot, template, 3, level="full_text")
    assert len(set(changed.files) - set(snapshot.files)) == len(template.tables)
    second = released(changed, tmp_path)
    assert verify_release(Storage(second.url)) == []
    assert second.changes["documents"] == {"added": N_DOCUMENTS, "removed": 0, "changed": 0}


def test_no_row_is_there_twice_and_the_actors_grow_with_the_corpus(template, tmp_path):
    one, four = (write_lake(str(tmp_path / str(n)), template, n * template.n_released, 2) for n in (1, 4))
    for table, column in (("documents", "text_sha256"), ("documents", "text"), ("statements", "statement_id")):
        n_rows = sum(file.n_rows for file in four.of(table))
        assert len(distinct(four, table, column)) == n_rows == 4 * template.tables[table].num_rows
    n_actors = [len(distinct(snapshot, "mentions", "actor_id")) for snapshot in (one, four)]
    assert n_actors[0] < n_actors[1] < 4 * n_actors[0]


def test_the_same_rows_are_the_same_lake(template, tmp_path):
    lakes = [write_lake(str(tmp_path / name), template, 2 * template.n_released, 2) for name in ("a", "b")]
    assert lakes[0].fingerprint == lakes[1].fingerprint


def test_growth_tells_time_and_memory_of_a_row():
    facts = {"code": "", "months": 1, "is_restricted": False, "lake_bytes": 1, "release_bytes": 1}
    facts |= {"manifest_bytes": 1, "card_bytes": 1, "files": 1, "actors": 1}
    small = RowFigures(rows=1_000_000, documents=1, steps={"plan": Step(1, 1.0, 100.0)}, **facts)
    large = RowFigures(rows=3_000_000, documents=3, steps={"plan": Step(1, 6.0, 120.0)}, **facts)
    (line,) = growth(small, large)
    assert "2.00 times the processor time" in line
    assert "10 bytes of memory more" in line

"""`bench.scale` on tiny corpora, also on a cluster, and what `bench.extrapolation` computes from its figures."""

import json
import os
from dataclasses import asdict, replace

import psutil
import pytest

from bench.extrapolation import FIGURES, LENGTHS, Assumptions, extrapolate, table_of
from bench.rows import RowFigures, Step
from bench.scale import Figures, Wanted, measure, read_figures, write_corpus
from tests import PROJECT_ROOT


def figures(n_documents, **values):
    """A build that takes a second at its start, and then a hundredth of a second and 2 kB of memory a document."""
    linear = {"build_cpu_s": 1 + n_documents / 100, "planning_cpu_s": 1 + n_documents / 1000}
    linear |= {"parent_mb": 100 + n_documents * 0.002, "characters": 900 * n_documents}
    names = set(Figures.__dataclass_fields__) - {"code", "documents", "is_cluster"} - set(linear)
    rest = dict.fromkeys(names, 1.0)
    return Figures(**{"code": "c", "documents": n_documents, "is_cluster": True, **linear, **rest, **values})


def row_figures(n_documents):
    """A release of ten rows a document, in which each step takes a microsecond and ten bytes a row."""
    n_rows = 10 * n_documents
    steps = {name: Step(1.0, n_rows / 1e6, n_rows / 1e5) for name in ("count", "plan", "write and verify")}
    facts = dict.fromkeys(("months", "actors", "lake_bytes", "manifest_bytes", "card_bytes", "files"), 1)
    facts |= {"code": "c", "is_restricted": False, "release_bytes": 100 * n_documents}
    return RowFigures(rows=n_rows, documents=n_documents, steps=steps, **facts)


def test_seeds_are_one_file_each_or_many_lines_in_one(tmp_path):
    for n_a_file in (1, 4):
        (tmp_path / str(n_a_file)).mkdir()
        write_corpus(tmp_path / str(n_a_file), 10, 2, n_a_file)
    assert len(list((tmp_path / "1" / "seeds").rglob("*.txt"))) == 10
    files = list((tmp_path / "4" / "seeds").rglob("*.jsonl"))
    found = [[json.loads(line)["id"] for line in path.read_text().splitlines()] for path in files]
    assert sorted(name for part in found for name in part) == sorted(f"variation-{number}" for number in range(10))
    assert max(map(len, found)) == 4


def test_what_was_measured_is_known_again_by_all_that_was_asked_for(tmp_path):
    path = tmp_path / "figures.jsonl"
    measured = figures(10, months=2, jobs=1, documents_a_file=4)
    path.write_text(json.dumps({"of": "an older script"}) + "\n" + json.dumps(asdict(measured)) + "\n")
    (found,) = read_figures(path)
    wanted = Wanted("c", 10, 2, 1, True, 4)
    assert wanted.is_of(found)
    for other in ({"code": "d"}, {"is_cluster": False}, {"documents_a_file": 1}, {"jobs": 2}):
        assert not replace(wanted, **other).is_of(found)
    assert "110.0 ms a document" in found.line()


def test_an_archive_takes_what_one_more_document_takes_times_their_number():
    scale, rows = [figures(n) for n in (10_000, 1_000, 100_000)], [row_figures(n) for n in (1_000, 2_000)]
    found = extrapolate(scale, rows, Assumptions(documents=36_000_000))
    assert (found.characters, found.rows) == (900, 360_000_000)
    assert found.build_core_hours == pytest.approx(100)
    assert found.serial_hours == pytest.approx(10)
    assert found.build_memory_gb == pytest.approx(72)
    assert found.release_core_hours == pytest.approx(0.3)
    assert (found.release_gb, found.release_memory_gb) == (pytest.approx(3.6), pytest.approx(3.6))
    longer = extrapolate(scale, rows, Assumptions(documents=36_000_000, characters=1_800))
    assert longer.build_core_hours == pytest.approx(200)


def test_the_docs_have_the_table_that_the_measured_figures_give():
    page = (PROJECT_ROOT / "docs" / "scaling.md").read_text(encoding="utf-8")
    assert "\n".join(table_of(FIGURES, [Assumptions(characters=length) for length in LENGTHS])) in page


@pytest.mark.long
def test_a_cluster_builds_from_and_to_a_store_and_all_of_it_ends(monkeypatch):
    monkeypatch.delenv("AWS_ENDPOINT_URL", raising=False)
    before = set(psutil.Process().children())  # what tests before this one, in the same process, have left
    found = measure(Wanted("c", 12, 2, 1, is_cluster=True, documents_a_file=4))
    assert (found.documents, found.annotate_per_s) == (12, None)
    assert min(found.build_cpu_s, found.store_cpu_s, found.planning_cpu_s, found.bytes_per_document) > 0
    assert found.planning_cpu_s < found.build_cpu_s
    assert set(psutil.Process().children()) <= before
    assert "AWS_ENDPOINT_URL" not in os.environ

"""Documents whose seed cannot be read any more are told as gone, with the cause, and never as withdrawn."""

import json
from pathlib import Path

import pytest

pytest.importorskip("dagster")

from pipeline.defs.quality import quality_check_passed
from pipeline.defs.seeds_check import seeds_check_result
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import indexed_rejections, refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.publish.folder import FolderTarget
from pipeline.publish.releasing import release_lake, request_of
from tests.corpora import ARTICLES, build_lake, full_snapshot, settings_in, write_seed
from tests.release_corpus import DAY


def release(settings):
    build_lake(settings)
    return release_lake(
        FolderTarget(settings.releases), settings, full_snapshot(settings), request_of(settings, DAY), str
    )


def test_what_became_unreadable_is_told_apart_from_what_was_removed(tmp_path):
    settings = settings_in(tmp_path)
    seeds = Path(settings.seeds)
    records = [{"text": text, "date": "2025-01-05", "language": "de"} for text in ARTICLES[:2]]
    (seeds / "feed.jsonl").write_text("".join(json.dumps(record) + "\n" for record in records))
    for number, text in enumerate(ARTICLES[2:]):
        write_seed(seeds, f"{number}.txt", text, "2025-01-06")
    assert release(settings).warnings == ()
    (seeds / "feed.jsonl").write_text('{"text": broken}\n{"text"')
    (seeds / "0.txt").unlink()
    storage = Storage(settings.lake)
    known = list(indexed_rejections(storage))
    index = refresh_seed_index(storage, settings)
    found = seeds_check_result("seed_index", plan_months(index, settings), index, known)
    assert (found.passed, found.severity.value) == (False, "WARN")
    assert found.description == "2 rejected: broken_json 2; 2 of them new: broken_json 2."
    again = seeds_check_result("seed_index", plan_months(index, settings), index, index.rejections())
    assert again.description == "2 rejected: broken_json 2."
    outcome = release(settings)
    assert "documents gone: unreadable: 2" in outcome.reasons
    text = (Path(outcome.url) / "CHANGELOG.md").read_text()
    entry = text.split("\n## ")[1]
    unreadable, gone = (line for line in entry.splitlines() if line.startswith("Documents gone"))
    assert unreadable.startswith("Documents gone: unreadable, as `rejected` says of their seeds: `doc_")
    assert (unreadable.count("`doc_"), gone.count("`doc_")) == (2, 1)
    assert "ithdrawn" not in entry
    check = quality_check_passed("release", outcome)
    assert (check.passed, check.severity.value) == (False, "WARN")
    assert check.description == "2 documents are gone: unreadable (the table rejected names the seeds)."

"""Data quality over time: what blocks a release, what warns, and how a known change gets through."""

import json

import pytest

from pipeline.defs.quality import quality_check_passed
from pipeline.errors import EXIT_FOUND_WRONG, ReleaseError
from pipeline.publish.folder import make_release
from pipeline.publish.target import ReleaseOutcome
from pipeline.release.bounds import BlockedReleaseError, Bound, Comparison, compare_counts, load_bounds, measures
from pipeline.release.manifest import MANIFEST, ReleaseCounts
from pipeline.release.request import ReleaseRequest
from tests.release_corpus import DAY, SETTINGS, Doc, rejected_row, rows_of, snapshot_of, store

MANY = [Doc(f"doc{number:03}") for number in range(60)]


def _release(root, snapshot, **changes):
    arguments = {"date": DAY, "settings": SETTINGS, "code_version": "0.1.0+abc"} | changes
    return make_release(snapshot, str(root / "out"), ReleaseRequest(**arguments))


def _manifest(root, version):
    return json.loads((root / "out" / version / MANIFEST).read_text())


def _without_speakers(docs, n):
    """The corpus with the speaker's actor lost in the first `n` statements."""
    rows = rows_of(docs)
    left = n
    for (table, _), found in rows.items():
        for row in found if table == "statements" else ():
            if left:
                row["speaker_actor_id"] = None
                left -= 1
    return rows


def test_every_measure_has_bounds_and_every_bound_a_measure():
    counts = ReleaseCounts(**dict.fromkeys(ReleaseCounts.model_fields, 100))
    assert sorted(measures(counts)) == sorted(load_bounds().bounds)


def test_counts_stand_in_the_manifest(tmp_path):
    duplicate = Doc("copy", duplicate_of=MANY[0].document_id)
    _release(tmp_path, snapshot_of(tmp_path / "lake", [*MANY[:3], duplicate], [rejected_row("bad.txt", "0" * 64)]))
    assert _manifest(tmp_path, "1.0.0")["counts"] == {
        "n_documents": 3,
        "n_dates": 3,
        "n_dates_resolved": 0,
        "n_mentions": 3,
        "n_statements": 3,
        "n_statements_with_speaker": 3,
        "n_rejected": 1,
    }
    assert _manifest(tmp_path, "1.0.0")["accepted"] == []


def test_lost_speakers_block_the_release_until_they_are_accepted(tmp_path):
    _release(tmp_path, snapshot_of(tmp_path / "lake", MANY))
    worse = store(tmp_path / "lake", _without_speakers(MANY, 30))
    with pytest.raises(BlockedReleaseError) as blocked:
        _release(tmp_path, worse)
    assert blocked.value.exit_status == EXIT_FOUND_WRONG
    message = str(blocked.value)
    assert "share_with_speaker" in message
    assert "1 before, 0.5 now, at least 0.9 expected" in message
    assert message.endswith("--accept share_with_speaker")
    assert not (tmp_path / "out" / "1.1.0").exists()
    outcome = _release(tmp_path, worse, accept=["share_with_speaker"])
    assert outcome.version == "1.1.0"
    assert _manifest(tmp_path, "1.1.0")["accepted"] == [{"measure": "share_with_speaker", "before": 1.0, "now": 0.5}]
    # From then on the accepted level is what the next release is held against.
    after = _release(tmp_path, store(tmp_path / "lake", _without_speakers([*MANY, Doc("new")], 30)))
    assert after.version == "1.2.0"
    assert _manifest(tmp_path, "1.2.0")["accepted"] == []


def test_a_fall_within_the_bounds_passes(tmp_path):
    _release(tmp_path, snapshot_of(tmp_path / "lake", MANY))
    assert _release(tmp_path, store(tmp_path / "lake", _without_speakers(MANY, 5))).is_new


def test_documents_that_vanish_block_the_release(tmp_path):
    _release(tmp_path, snapshot_of(tmp_path / "lake", MANY))
    with pytest.raises(BlockedReleaseError, match="--accept documents"):
        _release(tmp_path, snapshot_of(tmp_path / "lake", MANY[:3]))


def test_a_rise_warns_and_the_release_is_made(tmp_path):
    _release(tmp_path, snapshot_of(tmp_path / "lake", MANY))
    talkative = [doc.revised(quotes=doc.quotes * 2) for doc in MANY]
    outcome = _release(tmp_path, snapshot_of(tmp_path / "lake", talkative))
    assert outcome.is_new
    assert [warning.split(" ")[0] for warning in outcome.warnings] == ["rows_per_document"]
    assert "at most" in outcome.warnings[0]


def test_a_small_release_is_not_compared(tmp_path):
    _release(tmp_path, snapshot_of(tmp_path / "lake", MANY[:40]))
    outcome = _release(tmp_path, snapshot_of(tmp_path / "lake", MANY[:1]))
    assert outcome.is_new
    assert outcome.comparisons == ()


def test_a_name_that_is_no_measure_is_refused(tmp_path):
    with pytest.raises(
        ReleaseError, match="--accept speakers: is not a measure; choose from documents, rights, rows_per_document"
    ):
        _release(tmp_path, snapshot_of(tmp_path / "lake", MANY[:1]), accept=["speakers"])


def test_a_release_before_the_counts_is_no_obstacle():
    assert compare_counts(None, ReleaseCounts(**dict.fromkeys(ReleaseCounts.model_fields, 100))) == ()


def test_the_bounds_themselves_are_allowed():
    bound = Bound(sentence="rows", min=0.5, max=2.0)
    edges = [Comparison("rows", 10.0, now, bound) for now in (5.0, 20.0)]
    assert not any(edge.is_low or edge.is_high for edge in edges)
    assert Comparison("rows", 10.0, 4.9, bound).is_low
    assert Comparison("rows", 10.0, 20.1, bound).is_high


def test_a_rise_and_an_accepted_fall_are_both_told():
    known = load_bounds().bounds
    high = Comparison("rows_per_document", 10.0, 20.0, known["rows_per_document"])
    low = Comparison("documents", 100.0, 10.0, known["documents"])
    check = quality_check_passed("release", ReleaseOutcome("1.1.0", "", True, (), {}, {}, {}, (low, high)))
    assert not check.passed
    assert check.description.startswith("More than expected: rows_per_document")
    assert "A known change was accepted: documents" in check.description


def test_without_documents_the_check_says_so():
    check = quality_check_passed("release", ReleaseOutcome("", "", False, ("there are no documents",), {}, {}, {}))
    assert (check.passed, check.description) == (True, "Nothing to compare: there are no documents.")

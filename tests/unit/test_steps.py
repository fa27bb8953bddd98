"""The budget of steps: what is beyond it is one rejected document with a reason, whichever way it comes in."""

import json
from pathlib import Path

import pytest

import onrecord
import pipeline.extract.steps as steps
from onrecord.annotation import AnnotationError
from pipeline.extract.engine import annotate
from pipeline.extract.steps import TooCostlyError
from pipeline.file_service import annotate_found, read_files
from pipeline.service import annotate_lines
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, build_lake, rows_of, settings_in, write_seed

# Statements in one another: each mention is in all those around it.
NESTED = "Olaf Scholz sagte, dass " * 300
SENTENCE = f"more than {steps.STEPS_A_CHARACTER * len(NESTED.strip()):,} steps for {len(NESTED.strip()):,} characters"


@pytest.fixture
def strict(monkeypatch):
    """No steps but those of the length, so that a short text is enough to show what a long one does."""
    monkeypatch.setattr(steps, "STEPS_OF_ANY", 0)


def test_a_short_text_may_consist_of_anything():
    assert annotate(NESTED, language="de", published_on=None, document_id="d").statements


def test_prose_stays_far_below_whatever_its_length(strict):
    for n in (1, 30):
        assert annotate("\n\n".join(ARTICLES * n), language="de", published_on=None, document_id="d").statements


def test_a_build_rejects_it_and_keeps_its_row(strict, tmp_path):
    settings = settings_in(tmp_path)
    write_seed(Path(settings.seeds), "a.txt", NESTED, "2025-08-27")
    write_seed(Path(settings.seeds), "b.txt", ARTICLES[0], "2025-08-27")
    build_lake(settings)
    (rejected,) = rows_of(settings, "rejected")
    assert (rejected["seed"], rejected["stage"], rejected["reason"]) == ("a.txt", "annotate", "too_costly")
    assert rejected["detail"].startswith(SENTENCE)
    assert {row["seed"] for row in rows_of(settings, "documents")} == {"a.txt", "b.txt"}
    assert {row["document_id"] for row in rows_of(settings, "statements")} == {
        row["document_id"] for row in rows_of(settings, "documents") if row["seed"] == "b.txt"
    }


def test_annotate_says_it_in_one_line(strict, tmp_path):
    line = json.dumps({"id": "1", "text": NESTED.strip(), "language": "de"}).encode()
    (tmp_path / "a.txt").write_text(f"language: de\n\n{NESTED}")
    settings = make_settings()
    found = [
        *annotate_lines([(1, line)], settings=settings),
        *annotate_found(list(read_files([tmp_path / "a.txt"], settings)), settings=settings),
    ]
    for answer, is_document in found:
        assert json.loads(answer)["error"].startswith(f"too_costly: {SENTENCE}")
        assert ("\n" in answer, "report this" in answer, is_document) == (False, False, False)
    with pytest.raises(AnnotationError, match="too_costly: more than"):
        onrecord.annotate(NESTED.strip(), language="de")


def test_work_that_grows_faster_than_the_text_is_beyond_it_at_some_length(strict, monkeypatch):
    """One person described by ever more nouns: each is compared with all before it."""
    monkeypatch.setattr(steps, "STEPS_A_CHARACTER", 0.3)

    def described(n):
        offices = [f"{'bdfg'[i % 4]}{'aeiou'[i // 4 % 5]}{i // 20 * 'n'}ministerin".capitalize() for i in range(n)]
        return " ".join(f"{office} Anna Beispiel kam. Die {office} ging." for office in offices)

    assert annotate(described(100), language="de", published_on=None, document_id="d").mentions
    with pytest.raises(TooCostlyError):
        annotate(described(500), language="de", published_on=None, document_id="d")

"""What answers say: intervals that hold the truth, and which rows count for what."""

import random

import pytest

from pipeline.review.answers import Answer
from pipeline.review.estimates import Reviewed, estimates_of, reviewed_samples
from pipeline.review.intervals import by_document, wilson
from pipeline.review.sample import Sample, SampledParagraph, SampledRow

OF = {"month": "2025-08", "publisher": "Tagblatt", "language": "de"}


def row(row_id, stratum="random", confidence="likely", start=0, kind="direct", document_id="doc_a"):
    return SampledRow(
        stratum=stratum,
        row_id=row_id,
        document_id=document_id,
        **OF,
        type=kind,
        confidence=confidence,
        rule="de.verb.that",
        start=start,
        digest="",
    )


def answer(answer, row_id="", span=(-1, -1), wrong="", document_id="doc_a", kind=""):
    of = {"sample": "s", "table": "statements", "document_id": document_id, "by": "ab", "at": "2025-10-02"}
    return Answer(**of, row_id=row_id, start=span[0], end=span[1], answer=answer, wrong=tuple(wrong.split()), type=kind)


def reviewed(rows, answers, paragraphs=()) -> Reviewed:
    sample = Sample(
        version="1.0.0",
        content_fingerprint="",
        table="statements",
        n=10,
        seed=7,
        n_rows=100,
        n_paragraphs=9,
        n_withheld=0,
        n_reviewed=0,
        strata=(),
        rows=tuple(rows),
        paragraphs=tuple(SampledParagraph(document_id=d, start=a, end=b, **OF) for d, a, b in paragraphs),
    )
    (found,) = reviewed_samples({"s": sample}, answers)
    return found


def counts(found, measure, part, group="all", value="all"):
    for one in estimates_of(found):
        if (one.measure, one.part, one.group, one.value) == (measure, part, group, value):
            return one.n_right, one.n
    return None


def test_wilson_is_that_of_the_tables():
    assert wilson(8, 10) == pytest.approx((0.4902, 0.9433), abs=5e-4)
    assert wilson(0, 10) == pytest.approx((0.0, 0.2775), abs=5e-4)
    assert wilson(100, 100)[1] == 1.0


def test_documents_that_differ_make_the_interval_wider_and_never_narrower():
    unlike, alike = [(10, 10), (0, 10)] * 5, [(5, 10)] * 10
    assert by_document(alike, 1) == wilson(50, 100)
    low, high = by_document(unlike, 1)
    assert low < wilson(50, 100)[0]
    assert high > wilson(50, 100)[1]
    assert by_document(unlike, 1) == (low, high)


@pytest.mark.parametrize("share", [0.6, 0.85, 0.97])
def test_intervals_hold_the_truth_in_ninety_of_a_hundred_samples(share):
    chance = random.Random(3)
    held = 0
    for _ in range(100):
        low, high = wilson(sum(chance.random() < share for _ in range(60)), 60)
        held += low <= share <= high
    assert held >= 90


def test_precision_counts_rows_drawn_by_chance_and_of_the_doubtful_step_the_doubtful_ones_too():
    rows = [
        row("a"),
        row("b"),
        row("c", confidence="doubtful"),
        row("d", "doubtful", "doubtful"),
        row("e", "paragraph"),
    ]
    found = reviewed(rows, [answer("right", i) for i in "abd"] + [answer("wrong", i, wrong="row") for i in "ce"])
    assert counts(found, "precision", "row") == (2, 3)
    assert counts(found, "precision", "row", "confidence", "likely") == (2, 2)
    assert counts(found, "precision", "row", "confidence", "doubtful") == (1, 2)


def test_a_wrong_field_is_a_row_that_was_found():
    rows = [row("a"), row("b"), row("c")]
    found = reviewed(
        rows, [answer("right", "a"), answer("wrong", "b", wrong="speaker"), answer("wrong", "c", wrong="row")]
    )
    assert counts(found, "precision", "row") == (1, 3)
    assert counts(found, "precision", "found") == (2, 3)
    assert counts(found, "precision", "speaker") == (1, 2)
    assert counts(found, "precision", "type") == (2, 2)


def test_recall_counts_paragraphs_that_somebody_looked_through():
    rows = [row("a", "paragraph", start=5), row("b", "paragraph", start=9), row("c", "paragraph", start=70)]
    answers = [
        answer("right", "a"),
        answer("wrong", "b", wrong="row"),
        answer("right", "c"),
        answer("missed", span=(20, 30), kind="indirect"),
        answer("missed", span=(65, 69), kind="indirect"),
        answer("right", span=(0, 50)),
    ]
    found = reviewed(rows, answers, [("doc_a", 0, 50), ("doc_a", 60, 90)])
    assert counts(found, "recall", "row") == (1, 2)  # the second paragraph is open
    assert counts(found, "recall", "found", "type", "indirect") == (0, 1)
    assert found.n_open == 1


def test_unsure_counts_in_neither_and_the_last_answer_holds():
    found = reviewed([row("a"), row("b")], [answer("right", "a"), answer("unsure", "b"), answer("unsure", "a")])
    assert estimates_of(found) == []
    assert found.n_unsure == 2

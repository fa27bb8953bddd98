"""The column `confidence`: a step of a rule, of its language, or none; and what `make calibrate` counts as right."""

import datetime

import pytest

from bench import calibrate
from pipeline.extract.confidence import confidence_of, load_steps, measured_steps
from pipeline.extract.engine import annotate
from pipeline.extract.rows import annotation_rows
from pipeline.rules import load_rules
from schemas.vocabulary import Confidence


def test_a_rule_has_its_own_step_a_rare_one_that_of_its_language_and_a_foreign_one_none():
    assert confidence_of("dates", "en.date.month_year") == "certain"
    assert confidence_of("statements", "de.verb.nothing_like_it") == load_steps()["statements"]["de"]["step"]
    assert confidence_of("statements", "another.backend") is None


@pytest.mark.parametrize("table", ["dates", "statements"])
def test_what_was_measured_are_rules_and_the_steps_are_those_of_the_shares(table):
    for rule, measured in load_steps()[table].items():
        assert "." not in rule or rule in load_rules()
        share = measured["right"] / measured["rows"]
        if measured["rows"] >= calibrate.FEWEST:
            least = {"certain": 0.9, "likely": 0.7, "doubtful": 0.0}[measured["step"]]
            most = {"certain": 1.0, "likely": 0.9, "doubtful": 0.7}[measured["step"]]
            assert least <= share <= most
        assert measured["step"] in Confidence.values()
    assert sum(step.n_rows for step in measured_steps() if step.table == table) == sum(
        measured["rows"] for rule, measured in load_steps()[table].items() if "." not in rule
    )


def test_rows_bear_it():
    text = "Am Dienstag sagte Anna Kern, das Wehr halte."
    found = annotate(text, language="de", published_on=datetime.date(2025, 8, 27), document_id="doc")
    rows = annotation_rows(text, found, document_id="doc", published_on=datetime.date(2025, 8, 27))
    for table in ("dates", "statements"):
        (row,) = rows[table]
        assert row["confidence"] == confidence_of(table, row["rule"])


def test_a_row_is_right_if_extent_and_speaker_are():
    text = "Anna Kern sagte, das Wehr halte. Das Rohr sei dicht, sagte Jo Marsch."
    anna = [(0, 9)]
    gold = [calibrate.gold_of(text, [(17, 31)], anna), calibrate.gold_of(text, [(33, 51)], anna)]
    assert [is_right for _, _, is_right in calibrate.judge("de", text, gold)] == [True, False]


def test_the_step_is_that_of_the_share_from_thirty_rows_on():
    judged = [("de", "de.x", True)] * 27 + [("de", "de.x", False)] * 3 + [("de", "de.y", False)] * 10
    assert list(calibrate.lines(judged)) == [
        '"de" = { step = "doubtful", right = 27, rows = 40 }',
        '"de.x" = { step = "certain", right = 27, rows = 30 }',
        '"de.y" = { step = "doubtful", right = 0, rows = 10 }',
    ]

"""Steps of confidence from a project's own reviewed samples: what is written, what rows say then, what goes stale."""

from dataclasses import replace

import pytest

from pipeline.calibration_file import CALIBRATION_FILE, read_calibration
from pipeline.errors import SettingsError
from pipeline.extract.confidence import confidence_of
from pipeline.review.calibrating import count_judged, write_calibration
from pipeline.review.sample import write_sample
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, build_lake, full_snapshot, write_seed
from tests.unit.test_review_estimates import answer, reviewed, row

RARE, OFTEN = "de.quotation.lone", "de.verb.that"


def judged(n_right, n_wrong, rule=OFTEN):
    """A sample of rows of one rule, of which so many are right."""
    rows = [row(f"{rule}{number}").model_copy(update={"rule": rule}) for number in range(n_right + n_wrong)]
    right, wrong = rows[:n_right], rows[n_right:]
    answers = [answer("right", one.row_id) for one in right]
    return rows, answers + [answer("wrong", one.row_id, wrong="row") for one in wrong]


@pytest.mark.parametrize(("n_right", "step"), [(38, "certain"), (30, "likely"), (20, "doubtful")])
def test_a_rule_of_enough_judged_rows_has_its_own_step(tmp_path, n_right, step):
    content = write_calibration(count_judged([reviewed(*judged(n_right, 40 - n_right))]))
    (tmp_path / CALIBRATION_FILE).write_text(content, encoding="utf-8")
    own = read_calibration(tmp_path / CALIBRATION_FILE)
    assert confidence_of("statements", OFTEN, own) == step
    assert confidence_of("statements", RARE, own) == step  # too rare: that of the language
    assert confidence_of("statements", "en.cue.clause", own) == confidence_of("statements", "en.cue.clause")
    assert confidence_of("dates", "de.date.weekday", own) == confidence_of("dates", "de.date.weekday")
    assert f'"{OFTEN}" = {{ step = "{step}", right = {n_right}, rows = 40 }}' in content


def test_few_rows_say_nothing_and_a_row_of_two_samples_counts_once():
    found = reviewed(*judged(29, 0))
    assert write_calibration(count_judged([found, replace(found, name="s")])) == ""


def test_rows_drawn_as_doubtful_count_for_their_rule_and_not_for_their_language():
    rows, answers = judged(40, 0)
    wrong, others = judged(0, 30, rule=RARE)
    doubtful = [one.model_copy(update={"stratum": "doubtful"}) for one in wrong]
    counts = count_judged([reviewed(rows + doubtful, answers + others)])
    assert counts == {("statements", "de"): (40, 40), ("statements", OFTEN): (40, 40), ("statements", RARE): (0, 30)}


def test_the_next_build_follows_it(tmp_path, onrecord, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    write_seed(tmp_path / "seeds", "a.txt", ARTICLES[0], "2025-08-05")
    build_lake(make_settings(jobs=1))
    assert steps_in(make_settings()) == {"doubtful"}
    rows, answers = judged(40, 0)
    (tmp_path / "quality").mkdir()
    (tmp_path / "quality" / "s.json").write_text(write_sample(reviewed(rows, answers).sample), encoding="utf-8")
    lines = [f"s,statements,{one.row_id},,,,{one.answer},,,ab,2025-10-02" for one in answers]
    header = "sample,table,row_id,document_id,start,end,answer,wrong,type,by,at"
    (tmp_path / "quality" / "answers.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    assert onrecord("quality", "--calibrate")[0] == 0
    settings = make_settings(jobs=1)
    assert settings.shaping()["calibration"] == settings.calibration.sha256
    assert [outcome.month for outcome in build_lake(settings)] == ["2025-08"]
    assert steps_in(settings) == {"certain"}
    assert build_lake(settings) == []


def steps_in(settings):
    """The steps of confidence of all statements in the lake."""
    snapshot = full_snapshot(settings)
    return {step for file in snapshot.of("statements") for step in snapshot.table(file)["confidence"].to_pylist()}


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("[statements]\nde = 5", "statements.de: step None is not one of"),
        ("[actors]\n", "[actors] is not one of statements, dates"),
        ('[dates]\n"de.x" = { step = "likely" }', "dates.de.x: its language de has no step"),
        ("[dates", "calibration.toml: "),
    ],
)
def test_a_malformed_file_is_named(tmp_path, content, told):
    (tmp_path / CALIBRATION_FILE).write_text(content, encoding="utf-8")
    with pytest.raises(SettingsError, match="onrecord quality --calibrate") as raised:
        read_calibration(tmp_path / CALIBRATION_FILE)
    assert told in str(raised.value)

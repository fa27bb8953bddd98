"""Drawing a sample: each unit has the same chance, the file is the same each time, and nothing is judged twice."""

import json
from collections import Counter

import pytest

from pipeline.look.sampling import paragraphs_of
from pipeline.review.drawing import Draw, allot
from tests.press import ARTICLES

COUNTS = {("a",): 1, ("b",): 3, ("c",): 7}


@pytest.fixture
def draw(onrecord, press, tmp_path):
    """Runs `onrecord sample` on the press release; its exit status, errors and the file that it wrote."""

    def run(*options):
        options = (*options, "--data", press.parents[1], "--quality", tmp_path / "quality")
        status, out, err = onrecord("sample", *options)
        files = sorted((tmp_path / "quality").glob("*.json"), key=lambda path: path.stat().st_mtime_ns)
        return status, out + err, json.loads(files[-1].read_text("utf-8")) if files else None

    return run


def test_each_unit_has_the_same_chance():
    drawn = Counter()
    for seed in range(800):
        allotted = allot(COUNTS, 4, seed, "random")
        assert sum(allotted.values()) == 4
        assert all(abs(allotted.get(key, 0) - 4 * n / 11) < 1 for key, n in COUNTS.items())
        taken = Draw(allotted, seed, "random")
        for key, n in COUNTS.items():
            for number in range(n):
                taken.offer(key, f"{key[0]}{number}", f"{key[0]}{number}")
        drawn.update(taken.drawn())
    assert len(drawn) == 11
    assert all(abs(n / 800 - 4 / 11) < 0.06 for n in drawn.values())


def test_more_than_there_is_are_all():
    assert allot(COUNTS, 50, 1, "random") == COUNTS


def test_paragraphs_of_three_words_are_found():
    text = "Erster Absatz hier.\n \n\tKurz.\n\nUnd noch\nein Absatz."
    assert [text[start:end] for start, end in paragraphs_of(text)] == [
        "Erster Absatz hier.",
        "Und noch\nein Absatz.",
    ]


def test_a_sample_is_a_file_without_text(draw, press):
    status, told, sample = draw("--n", "6")
    assert status == 0
    assert f"release 1.0.0, {6 - told.count('1 doubtful ones')} of {sample['n_rows']} statements by chance" in told
    assert (sample["version"], sample["table"], sample["seed"]) == ("1.0.0", "statements", 7)
    by_stratum = Counter(row["stratum"] for row in sample["rows"])
    assert by_stratum["random"] + by_stratum["doubtful"] == 6
    assert len(sample["paragraphs"]) == 1
    assert sum(s["n_drawn"] for s in sample["strata"] if s["stratum"] == "random") == by_stratum["random"]
    assert sum(s["n_all"] for s in sample["strata"] if s["stratum"] == "random") == sample["n_rows"]
    assert sample["n_withheld"] > 0  # the outlet at `metadata`
    words = {word for _, _, title, text in ARTICLES.values() for word in f"{title} {text}".split() if len(word) > 6}
    assert not [word for word in words if word in json.dumps(sample, ensure_ascii=False)]


def test_the_same_is_drawn_again_and_another_seed_draws_others(draw):
    first = draw("--n", "5")[2]
    assert draw("--n", "5")[2] == first
    other = draw("--n", "5", "--seed", "8")[2]
    assert {row["row_id"] for row in other["rows"]} != {row["row_id"] for row in first["rows"]}


def test_what_was_judged_is_not_drawn_again(draw, tmp_path):
    sample = draw("--n", "5")[2]
    judged = {row["row_id"] for row in sample["rows"]}
    header = "sample,table,row_id,document_id,start,end,answer,wrong,type,by,at"
    lines = [f"statements-1.0.0-5-7,statements,{row_id},,,,right,,,ab,2025-10-02" for row_id in sorted(judged)]
    (tmp_path / "quality" / "answers.csv").write_text("\n".join([header, *lines]) + "\n", encoding="utf-8")
    assert draw("--n", "5")[2] == sample  # it is the same as before its answers
    status, told, later = draw("--n", "100", "--seed", "8")
    assert status == 0
    assert f"{len(judged)} that were judged before" in told
    assert not judged & {row["row_id"] for row in later["rows"] if row["stratum"] != "paragraph"}
    assert later["n_reviewed"] == len(judged)


def test_a_file_with_other_rows_is_not_overwritten(draw, tmp_path):
    draw("--n", "5")
    path = tmp_path / "quality" / "statements-1.0.0-5-7.json"
    path.write_text(path.read_text("utf-8").replace('"seed": 7', '"seed": 6'), encoding="utf-8")
    status, told, _ = draw("--n", "5")
    assert status == 2
    assert "draw others with --seed 8" in told


@pytest.mark.parametrize(
    ("line", "told"),
    [
        ("s,statements,statement_1,,,,perhaps,,,,", "answers.csv:2: answer 'perhaps' is not one of right, wrong"),
        ("s,statements,statement_1,,,,wrong,,,,", "answers.csv:2: wrong ''"),
        ("s,statements,,doc_1,5,,right,,,,", "answers.csv:2: gives neither row_id nor"),
        ("s,statements,,doc_1,5,5,missed,,,,", "answers.csv:2: end 5 is not after start 5"),
        ("s,actors,a,,,,right,,,,", "answers.csv:2: table 'actors'"),
        ("s,statements,a,,,,right", "answers.csv:2: has 7 cells, not 11"),
    ],
)
def test_a_wrong_line_of_answers_is_named(draw, tmp_path, line, told):
    (tmp_path / "quality").mkdir()
    header = "sample,table,row_id,document_id,start,end,answer,wrong,type,by,at"
    (tmp_path / "quality" / "answers.csv").write_text(f"{header}\n{line}\n", encoding="utf-8")
    status, err, _ = draw("--n", "5")
    assert status == 2
    assert told in err

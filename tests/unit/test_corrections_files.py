"""Files of corrections: what is read, which lines are invalid and why, and what stops."""

import pytest

from pipeline.corrections.judgement import COLUMNS
from pipeline.corrections.reading import CorrectionsError, check_corrections, read_corrections
from schemas.vocabulary import CorrectionState, Verdict

DOC = "doc_0123456789abcdef"
HEADER = ",".join(COLUMNS)


def line_of(**cells):
    given = {"document": DOC, "table": "statements", "quote": "die Lage sei ernst", **cells}
    return ",".join('"' + given.get(name, "").replace('"', '""') + '"' for name in COLUMNS)


def read(folder, *lines, name="a.csv", encoding="utf-8"):
    folder.mkdir(exist_ok=True)
    (folder / name).write_text("\r\n".join([HEADER, *lines, ""]), encoding=encoding, newline="")
    return read_corrections(str(folder))


def problem_of(folder, **cells):
    (judgement,) = read(folder, line_of(**cells)).judgements
    return judgement.problem


def test_files_are_read_by_name_and_lines_have_ids_of_their_cells(tmp_path):
    said = {"verdict": "change", "field": "type", "old_value": "direct", "new_value": "indirect"}
    read(tmp_path, line_of(**said, by="ab", at="2026-11-29"), name="b.csv", encoding="utf-8-sig")
    both = read(tmp_path, line_of(verdict="confirm", reason='a "sure"\nthing'), name="a.csv").judgements
    assert [(j.place, j.verdict) for j in both] == [("a.csv:2", "confirm"), ("b.csv:2", "change")]
    assert both[0].reason == 'a "sure"\nthing'
    again = read(tmp_path, line_of(**said, by="cd"), name="b.csv").judgements[1]
    assert again.correction_id == both[1].correction_id != both[0].correction_id
    (tmp_path / "a.csv").unlink()
    (tmp_path / "notes.txt").write_text("no corrections")
    assert len(read_corrections(str(tmp_path)).judgements) == 1
    assert read_corrections(str(tmp_path / "nothing")).judgements == ()


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"table": "quotes", "verdict": "confirm"}, "table 'quotes' is not one of"),
        ({"verdict": "maybe"}, "verdict 'maybe' is not one of"),
        ({"verdict": "change", "field": "outlet", "new_value": "x"}, "field 'outlet' of statements is not one of"),
        ({"verdict": "change", "new_value": "x"}, "field is empty"),
        ({"verdict": "change", "field": "type", "new_value": "shouted"}, "new_value 'shouted' is not one of"),
        ({"verdict": "change", "field": "stated_from", "new_value": "27.8.2025"}, "is no day"),
        ({"verdict": "change", "field": "stated_from", "new_value": "2025-02-30"}, "is no day"),
        ({"verdict": "same_as", "new_value": "x"}, "of statements only"),
        ({"verdict": "confirm", "document": "seeds/a.txt"}, "neither a document_id"),
        ({"verdict": "confirm", "document": ""}, "document is empty"),
        ({"verdict": "confirm", "quote": " "}, "quote is empty"),
        ({"verdict": "add"}, "new_value is empty"),
        ({"verdict": "confirm", "reason": "=HYPERLINK(A1)"}, "formula"),
        ({"verdict": "change", "field": "speaker", "new_value": "@SUM(A1)"}, "formula"),
        ({"verdict": "confirm", "quote": "x" * 20_001}, "20,001 characters"),
        ({"table": "dates", "verdict": "change", "field": "value", "new_value": "next week"}, "no TIMEX3 value"),
        ({"table": "dates", "verdict": "add", "new_value": "2025-13-01"}, "no TIMEX3 value"),
        ({"table": "documents", "verdict": "confirm"}, "quote, prefix and suffix are empty"),
        ({"table": "documents", "quote": "", "verdict": "reject"}, "of documents only"),
        ({"table": "actors", "verdict": "change", "field": "wikidata_id", "new_value": "42"}, "no item of Wikidata"),
    ],
)
def test_a_line_that_cannot_be_used_is_invalid_and_says_why(cells, words, tmp_path):
    assert words in problem_of(tmp_path, **cells)


def test_words_of_a_text_may_begin_with_any_sign(tmp_path):
    assert problem_of(tmp_path, verdict="confirm", quote="- so sagte er", prefix="=", suffix="+") == ""
    assert problem_of(tmp_path, verdict="change", field="text", new_value="-nein, sagte er") == ""


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"document;table;quote\n", "a.csv:1: cells are not divided by commas"),
        (b"document,table,quote\n", "a.csv:1: no column correction_id, prefix"),
        ((HEADER + ",note\n").encode(), "a.csv:1: column note is unknown"),
        ((HEADER + "\nfür".encode("latin-1").decode("latin-1")).encode("latin-1"), "a.csv:2: not UTF-8"),
        ((HEADER + '\n,doc,"open,\n').encode(), "a.csv:2: a cell that begins here has no closing"),
        (b"", "a.csv:1: no column"),
    ],
)
def test_a_file_that_is_no_such_csv_stops_with_its_line(data, words, tmp_path):
    (tmp_path / "a.csv").write_bytes(data)
    with pytest.raises(CorrectionsError, match=words):
        read_corrections(str(tmp_path))
    assert [words in problem for problem in check_corrections(str(tmp_path))[1]] == [True]


def test_a_line_with_too_many_cells_is_named_and_the_others_are_read(tmp_path):
    found = read(tmp_path, line_of(verdict="confirm") + ",more", line_of(verdict="reject", quote="etwas anderes"))
    assert [bool(j.problem) for j in found.judgements] == [True, False]
    assert "14 cells, not 13" in found.judgements[0].problem


def test_a_later_line_may_go_on_from_an_earlier_one_and_not_contradict_it(tmp_path):
    change = {"verdict": "change", "field": "speaker"}
    found = read(
        tmp_path,
        line_of(**change, old_value="A", new_value="B"),
        line_of(**change, old_value="B", new_value="C"),
        line_of(**change, old_value="A", new_value="D"),
        line_of(verdict="reject"),
        line_of(**change, old_value="A", new_value="B"),
    )
    problems = [judgement.problem for judgement in found.judgements]
    assert problems[:2] == ["", ""]
    assert "contradicts a.csv:3" in problems[2]
    assert "contradicts a.csv:2" in problems[3]
    assert "says the same as a.csv:2" in problems[4]
    assert len({judgement.correction_id for judgement in found.judgements}) == 5


def test_actors_that_are_and_are_not_the_same_and_cycles_are_named(tmp_path):
    def pair(one, other, verdict="same_as"):
        return line_of(document="", table="actors", quote=one, new_value=other, verdict=verdict)

    found = read(tmp_path, pair("A", "B"), pair("B", "C"), pair("C", "A"), pair("b", "A", "not_same_as"))
    problems = [judgement.problem for judgement in found.judgements]
    assert problems[:2] == ["", ""]
    assert "closes a cycle" in problems[2]
    assert "contradicts a.csv:2" in problems[3]


def test_the_check_of_a_pull_request_names_file_and_line(onrecord, tmp_path):
    read(tmp_path / "corrections", line_of(verdict="confirm"), line_of(verdict="maybe"))
    status, _, err = onrecord("corrections", "check", "--corrections", str(tmp_path / "corrections"))
    assert status == 1
    assert "a.csv:3: verdict 'maybe' is not one of" in err
    read(tmp_path / "corrections", line_of(verdict="confirm"))
    status, out, _ = onrecord("corrections", "check", "--corrections", str(tmp_path / "corrections"))
    assert (status, out) == (0, "1 corrections, nothing wrong\n")


def test_the_page_tells_every_verdict_and_state():
    from tests import PROJECT_ROOT

    page = (PROJECT_ROOT / "docs/corrections.md").read_text(encoding="utf-8")
    assert [word for word in (*Verdict.values(), *CorrectionState.values()) if f"`{word}`" not in page] == []
    assert HEADER in page

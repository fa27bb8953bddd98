"""Corrections of one document: what they do to its rows, and what became of each."""

from datetime import date

import pytest

from pipeline.corrections.applying import apply_judgements
from pipeline.corrections.judgement import COLUMNS
from pipeline.corrections.merging import merge_actors
from pipeline.corrections.placing import FoldedText, find_places, overlap
from pipeline.corrections.reading import read_file, with_contradictions
from pipeline.corrections.timex import is_timex, meaning_of
from pipeline.extract.engine import annotate
from pipeline.extract.rows import annotation_rows

DOC = "doc_0123456789abcdef"
DAY = date(2025, 8, 27)
TEXT = (
    "Berlin. Außenministerin Annalena Beispiel sagte am Dienstag, die Lage sei ernst. „Wir müssen handeln“, sagte "
    "Bundeskanzler Olaf Muster der Zeitung Kurier. Nach Angaben von Reuters will Polen folgen. Die Opposition lehnte "
    "den Plan ab."
)


def rows_of(text=TEXT):
    found = annotate(text, language="de", published_on=DAY, document_id=DOC)
    return annotation_rows(text, found, document_id=DOC, published_on=DAY)


@pytest.fixture(scope="module")
def rows():
    return rows_of()


def judge(rows, *lines, text=TEXT):
    cells = [",".join(line.get(name, {"document": DOC}.get(name, "")) for name in COLUMNS) for line in lines]
    read = list(with_contradictions(read_file("a.csv", "\n".join([",".join(COLUMNS), *cells]).encode())))
    assert [line.problem for line in read] == [""] * len(read)
    return apply_judgements(read, rows, text, document_id=DOC, language="de", published_on=DAY)


def states(corrected):
    return [str(outcome.state) for outcome in corrected.outcomes]


def row(corrected, table, text):
    (found,) = [row for row in corrected.rows[table] if row["text"] == text]
    return found


SERIOUS = {"table": "statements", "quote": "die Lage sei ernst"}


def test_without_judgements_rows_are_what_extraction_made(rows):
    corrected = judge(rows)
    assert {table: list(found) for table, found in rows.items()} == corrected.rows


def test_a_change_is_applied_true_already_or_in_conflict(rows):
    change = SERIOUS | {"verdict": "change", "field": "speaker"}
    applied = judge(rows, change | {"old_value": "Annalena Beispiel", "new_value": "Olaf Muster"})
    found = row(applied, "statements", "die Lage sei ernst")
    assert states(applied) == ["applied"]
    assert (found["speaker"], found["speaker_text"], found["reviewed"]) == ("Olaf Muster", "Olaf Muster", "changed")
    assert found["correction_id"] == applied.outcomes[0].judgement.correction_id
    true = judge(rows, change | {"old_value": "Kurier", "new_value": "annalena  beispiel"})
    assert (states(true), row(true, "statements", "die Lage sei ernst")["reviewed"]) == (["already_true"], "confirmed")
    conflict = judge(rows, change | {"old_value": "Kurier", "new_value": "Olaf Muster"})
    assert (states(conflict), conflict.outcomes[0].detail) == (["conflict"], "found: Annalena Beispiel")
    assert row(conflict, "statements", "die Lage sei ernst")["speaker"] == "Olaf Muster"
    n_statements = {actor["name"]: actor["n_statements"] for actor in applied.rows["appearances"]}
    assert (n_statements["Annalena Beispiel"], n_statements["Olaf Muster"]) == (0, 2)


def test_only_rows_concerned_change(rows):
    corrected = judge(
        rows,
        {"table": "dates", "quote": "Dienstag", "verdict": "change", "field": "value", "old_value": "2025-08-26"}
        | {"new_value": "2025-W35"},
    )
    assert corrected.rows["statements"] == rows["statements"]
    assert corrected.rows["mentions"] == rows["mentions"]
    found = row(corrected, "dates", "Dienstag")
    assert (found["begins_on"], found["ends_on"], found["granularity"]) == (
        date(2025, 8, 25),
        date(2025, 8, 31),
        "week",
    )


def test_a_rejected_row_and_its_near_variants_go_with_what_they_were_counted_in(rows):
    corrected = judge(rows, {"table": "mentions", "quote": "Polen", "verdict": "reject"})
    assert states(corrected) == ["applied"]
    assert "Polen" not in [mention["text"] for mention in corrected.rows["mentions"]]
    assert "Poland" not in [actor["name"] for actor in corrected.rows["appearances"]]
    assert "Poland" not in [about["actor"] for about in corrected.rows["about"]]
    variant = judge(rows, {"table": "statements", "quote": "Lage sei ernst", "verdict": "reject"})
    assert "die Lage sei ernst" not in [statement["text"] for statement in variant.rows["statements"]]
    gone = judge(rows, {"table": "mentions", "quote": "Plan", "verdict": "reject"})
    assert states(gone) == ["already_true"]


def test_a_row_that_a_person_vouches_for_is_no_near_variant(rows):
    kept = judge(
        rows, SERIOUS | {"verdict": "confirm"}, {"table": "statements", "quote": "Lage sei ernst", "verdict": "reject"}
    )
    assert row(kept, "statements", "die Lage sei ernst")["reviewed"] == "confirmed"
    assert states(kept) == ["applied", "already_true"]


def test_an_added_row_is_filled_by_further_lines(rows):
    added = {"table": "statements", "quote": "lehnte den Plan ab"}
    corrected = judge(
        rows,
        added | {"verdict": "change", "field": "speaker", "new_value": "Vera Neu"},
        added | {"verdict": "add", "new_value": "reported"},
    )
    found = row(corrected, "statements", "lehnte den Plan ab")
    assert states(corrected) == ["applied", "applied"]
    assert (found["speaker"], found["speaker_kind"], found["reviewed"]) == ("Vera Neu", "person", "added")
    assert (found["stated_from"], found["rule"]) == (DAY, "correction.added")
    again = judge(rows, SERIOUS | {"verdict": "add", "new_value": "indirect"})
    assert states(again) == ["already_true"]
    assert len(again.rows["statements"]) == len(rows["statements"])
    other = judge(rows, {"table": "mentions", "quote": "Opposition", "verdict": "add", "new_value": "Kurier"})
    assert states(other) == ["conflict"]
    assert "Die Opposition" not in [mention["text"] for mention in other.rows["mentions"]]


def test_other_words_give_another_id_and_lead_from_the_old_one(rows):
    corrected = judge(
        rows, SERIOUS | {"verdict": "change", "field": "text", "old_value": SERIOUS["quote"], "new_value": "sei ernst"}
    )
    old = next(statement for statement in rows["statements"] if statement["text"] == "die Lage sei ernst")
    new = row(corrected, "statements", "sei ernst")
    assert new["statement_id"] != old["statement_id"]
    assert corrected.renamed == (("statements", old["statement_id"], new["statement_id"]),)
    assert corrected.outcomes[0].row_id == new["statement_id"]
    others = {statement["statement_id"] for statement in rows["statements"]} - {old["statement_id"]}
    assert {statement["statement_id"] for statement in corrected.rows["statements"]} == {*others, new["statement_id"]}


def test_a_parent_is_set_and_never_makes_a_circle(rows):
    inner = {"table": "statements", "quote": "will Polen folgen", "verdict": "change", "field": "parent"}
    corrected = judge(
        rows,
        inner | {"new_value": "die Lage sei ernst"},
        SERIOUS | {"verdict": "change", "field": "parent", "new_value": "will Polen folgen"},
    )
    assert states(corrected) == ["applied", "orphaned"]
    found = row(corrected, "statements", "will Polen folgen")
    assert (found["depth"], found["root_statement_id"]) == (
        1,
        row(corrected, "statements", "die Lage sei ernst")["statement_id"],
    )


def test_lines_whose_words_row_or_actor_are_gone_are_orphaned(rows):
    corrected = judge(
        rows,
        {"table": "statements", "quote": "nicht gesagt", "verdict": "confirm"},
        {"table": "statements", "quote": "sagte", "verdict": "confirm"},
        {"table": "statements", "quote": "Annalena Beispiel", "verdict": "confirm"},
        {"table": "actors", "quote": "Vera Neu", "verdict": "confirm"},
        SERIOUS | {"verdict": "change", "field": "text", "new_value": "nirgends"},
        SERIOUS | {"verdict": "change", "field": "speaker", "new_value": "actor_person_0000000000000000"},
    )
    assert states(corrected) == ["orphaned"] * 6
    assert "2 places" in corrected.outcomes[1].detail
    assert corrected.rows["statements"] == rows["statements"]


def test_the_words_of_a_changed_speaker_are_the_nearest_mention_outside_the_statement(rows):
    change = SERIOUS | {"verdict": "change", "field": "speaker", "old_value": "Annalena Beispiel"}
    reuters = row(judge(rows, change | {"new_value": "Reuters"}), "statements", SERIOUS["quote"])
    (span,) = reuters["speaker_spans"]
    assert (reuters["speaker"], reuters["speaker_text"]) == ("Reuters", TEXT[span["start"] : span["end"]])
    nobody = row(judge(rows, change | {"new_value": "Vera Neu"}), "statements", SERIOUS["quote"])
    assert (nobody["speaker"], nobody["speaker_text"], nobody["speaker_spans"]) == ("Vera Neu", None, [])
    text = TEXT.replace(" „Wir", "\n\n„Wir")
    apart = judge(rows_of(text), change | {"new_value": "Olaf Muster"}, text=text)
    assert row(apart, "statements", SERIOUS["quote"])["speaker_text"] is None  # named in another paragraph


def test_a_judged_row_that_extraction_finds_no_more_is_brought_back_if_lines_say_what_it_is(rows):
    without = {table: [found for found in of if found.get("text") != SERIOUS["quote"]] for table, of in rows.items()}
    of_type = SERIOUS | {"verdict": "confirm", "field": "type", "old_value": "indirect"}
    of_speaker = SERIOUS | {"verdict": "change", "field": "speaker", "new_value": "Olaf Muster"}
    day = {"table": "dates", "quote": "Dienstag", "verdict": "confirm", "field": "value", "old_value": "2025-08-26"}
    without["dates"] = []
    back = judge(without, of_type, of_speaker, SERIOUS | {"verdict": "confirm"}, day)
    assert states(back) == ["conflict"] * 4
    assert {outcome.detail for outcome in back.outcomes} == {"found: nothing"}
    found = row(back, "statements", SERIOUS["quote"])
    assert (found["type"], found["speaker"], found["reviewed"]) == ("indirect", "Olaf Muster", "added")
    assert row(back, "dates", "Dienstag")["begins_on"] == date(2025, 8, 26)
    gone = judge(without, of_speaker, SERIOUS | {"verdict": "confirm"})
    assert states(gone) == ["orphaned"] * 2
    assert "add it" in gone.outcomes[0].detail


def test_a_changed_text_takes_a_line_along_if_one_place_fits():
    text = (
        TEXT.replace("am Dienstag, die Lage", "gestern\nabermals, die  Lage") + " Er sagte, die Lage sei ernst genug."
    )
    line = SERIOUS | {"verdict": "change", "field": "type", "old_value": "indirect", "new_value": "reported"}
    assert states(judge(rows_of(text), line, text=text)) == ["orphaned"]
    line |= {"prefix": '"sagte am Dienstag, "', "suffix": '". „Wir"'}
    corrected = judge(rows_of(text), line, text=text)
    assert states(corrected) == ["applied"]
    (found,) = [row for row in corrected.rows["statements"] if row["type"] == "reported" and "Lage" in row["text"]]
    assert found["spans"][0]["start"] < 110


def test_words_are_found_by_context_and_not_by_a_mention_of_the_same_name():
    text = FoldedText("Müller kam. Müllers Hund. Herr  Müller\nging.")
    assert find_places(text, "Müller", "Herr ", " ging") == [((32, 38),)]
    assert len(find_places(text, "Müller")) == 2
    assert find_places(text, "Müller", "Frau ", " schwieg") == []
    assert find_places(text, "Herr Müller ging") == [((26, 43),)]
    assert find_places(text, "Müller kam […] Hund") == [((0, 10), (20, 24))]
    assert find_places(text, "Müller […] ging") == []
    assert find_places(text, "Müller […] ging", "Herr ") == [((32, 38), (39, 43))]
    assert overlap([(0, 10)], [(5, 15)]) == 0.5


@pytest.mark.parametrize(
    ("value", "first", "last", "kind"),
    [
        ("2025-08-26", date(2025, 8, 26), date(2025, 8, 26), "DATE"),
        ("2025-08", date(2025, 8, 1), date(2025, 8, 31), "DATE"),
        ("2025-Q3", date(2025, 7, 1), date(2025, 9, 30), "DATE"),
        ("2025-W35-WE", date(2025, 8, 30), date(2025, 8, 31), "DATE"),
        ("2025-08-26T15:30", date(2025, 8, 26), date(2025, 8, 26), "TIME"),
        ("P2Y3M", None, None, "DURATION"),
        ("PRESENT_REF", None, None, "DATE"),
    ],
)
def test_values_of_dates_say_their_days(value, first, last, kind):
    meaning = meaning_of(value)
    assert is_timex(value)
    assert (meaning.begins_on, meaning.ends_on, meaning.timex_type) == (first, last, kind)


def test_not_the_same_beats_the_same_by_way_of_others():
    cells = [
        ",,actors,A,,,,,B,same_as,,,",
        ",,actors,B,,,,,C,same_as,,,",
        ",,actors,A,,,,,C,not_same_as,,,",
        ",,actors,D,,,,,E,same_as,,,",
        ",,actors,D,,,,,X,same_as,,,",
    ]
    lines = read_file("a.csv", "\n".join([",".join(COLUMNS), *cells]).encode())
    merged = merge_actors(lines, {name: [name.lower()] for name in "ABCDE"})
    assert dict(merged.into) == {"a": "b", "d": "e"}
    assert [str(outcome.state) for outcome in merged.outcomes] == [
        "applied",
        "invalid",
        "applied",
        "applied",
        "orphaned",
    ]
    assert "a.csv:4 says not_same_as" in merged.outcomes[1].detail

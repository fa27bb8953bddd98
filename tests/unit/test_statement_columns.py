"""Statements stand alone: names, days, outlet and headline beside the words, nesting, and what to count."""

from datetime import date
from pathlib import Path

import pytest

import onrecord
from pipeline.extract.annotation import Statement
from pipeline.extract.nesting import Nesting, counts_once, nesting_of
from pipeline.lake.storage import Storage
from pipeline.release.verify import verify_release
from schemas.export import arrow_schema
from tests.corpora import build_lake, rows_of, settings_in, write_seed
from tests.unit.test_release_rights import SOURCES, release, tables_of

TEXT = (
    "„Wir warten nicht länger“, sagte die Ministerin Anna Beispiel am Montag gegenüber der Nachrichtenagentur Reuters. "
    "Sie erklärte unter Berufung auf die NATO, der Plan sei „eine Zumutung für die ganze Stadt“. "
    "Ein Anwohner rief: „Das glaubt doch keiner!“"
)
FIRST = (
    "text speaker speaker_kind according_to addressee type medium stated_from stated_to published_on publisher".split()
)
PLACE = {"title": "Streit um den Plan", "url": "https://blatt.example/plan"}


def test_a_reader_finds_words_names_days_and_outlet_first_and_spans_last():
    names = arrow_schema("statements").names
    assert names[: len(FIRST) + 3] == [*FIRST, "language", "title", "url"]
    assert [name for name in names if name.endswith("spans")] == names[-6:]


@pytest.fixture(scope="module")
def settings(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("statements"))
    seeds = Path(settings.seeds)
    seeds.mkdir(parents=True, exist_ok=True)
    (seeds / "sources.toml").write_text(SOURCES, encoding="utf-8")
    for folder in ("offen", "zitat", "nur-daten"):
        write_seed(seeds, f"{folder}/a.txt", f"{TEXT} Aus {folder}.", "2025-08-27", **PLACE, id=folder)
    build_lake(settings)
    return settings


def statements_of(rows, document_id):
    return [row for row in rows if row["document_id"] == document_id]


def test_a_pronoun_is_a_name_and_nobody_is_null(settings):
    rows = rows_of(settings, "statements")
    for document in rows_of(settings, "documents"):
        own = statements_of(rows, document["document_id"])
        said = {row["speaker_text"]: row for row in own if row["depth"] == 0}
        assert said["Sie"]["speaker"] == said["die Ministerin Anna Beispiel"]["speaker"] == "Anna Beispiel"
        assert said["Sie"]["speaker_kind"] == "person"
        assert said["Sie"]["according_to"] == "NATO"
        assert said["die Ministerin Anna Beispiel"]["addressee"] == "Reuters"
        assert said["Ein Anwohner"]["speaker_kind"] == "unnamed_source"
        assert said["Ein Anwohner"]["according_to"] is None
        for row in own:
            assert {name: row[name] for name in PLACE} == PLACE
            assert (row["published_on"], row["language"], row["publisher"]) == (
                date(2025, 8, 27),
                "de",
                document["publisher"],
            )


def test_a_quotation_within_an_indirect_statement_of_its_speaker_does_not_count_again(settings):
    rows = rows_of(settings, "statements")
    (document_id, *_) = {row["document_id"] for row in rows}
    own = statements_of(rows, document_id)
    (inner,) = [row for row in own if row["depth"] == 1]
    (outer,) = [row for row in own if row["statement_id"] == inner["parent_statement_id"]]
    assert (inner["type"], outer["type"], inner["speaker"], outer["speaker"]) == (
        "direct",
        "indirect",
        *2 * ["Anna Beispiel"],
    )
    assert inner["root_statement_id"] == outer["root_statement_id"] == outer["statement_id"]
    assert [row["statement_id"] for row in own if not row["counts_once"]] == [inner["statement_id"]]


def statement(kind, start, end, **changes):
    return Statement(kind, "speech", ((start, end),), "test", **changes)


@pytest.mark.parametrize(
    ("inner", "outer", "is_counted"),
    [
        ({"speaker_actor": 0, "cue_spans": ((1, 2),)}, {"speaker_actor": 0, "cue_spans": ((1, 2),)}, False),
        ({"speaker_actor": 0}, {"speaker_actor": 0, "cue_spans": ((1, 2),)}, False),
        ({"speaker_spans": ((0, 1),)}, {"speaker_spans": ((0, 1),), "cue_spans": ((1, 2),)}, False),
        # A cue of its own is another saying; so are the words of somebody else.
        ({"speaker_actor": 0, "cue_spans": ((5, 6),)}, {"speaker_actor": 0, "cue_spans": ((1, 2),)}, True),
        ({"speaker_actor": 1}, {"speaker_actor": 0}, True),
        ({"speaker_spans": ((7, 8),)}, {"speaker_spans": ((0, 1),)}, True),
    ],
)
def test_the_same_saying_is_that_of_one_speaker_and_cue(inner, outer, is_counted):
    around = statement("indirect", 3, 30, **outer)
    within = statement("direct", 10, 20, parent=0, **inner)
    assert counts_once(within, [around, within]) is is_counted
    assert counts_once(around, [around, within])
    quoted = statement("direct", 3, 30, **outer)
    assert counts_once(within, [quoted, within])


def test_depth_and_root_are_found_in_any_order():
    found = [statement("direct", 3, 4, parent=2), statement("direct", 9, 10), statement("indirect", 1, 5, parent=3)]
    found.append(statement("indirect", 0, 8))
    assert nesting_of(found) == [Nesting(2, 3), Nesting(0, 1), Nesting(1, 3), Nesting(0, 3)]


def test_names_at_each_level_of_rights(settings):
    outcome = release(settings)
    tables = tables_of(outcome)
    assert verify_release(Storage(outcome.url)) == []
    for document in tables["documents"]:
        names = {
            name: {row[name] for row in statements_of(tables["statements"], document["document_id"])}
            for name in ("speaker", "according_to", "addressee", "title", "url")
        }
        # At `quotes` the statements took the whole share, and no lexicon has her.
        assert ("Anna Beispiel" in names["speaker"]) is (document["source"] == "offen")
        assert names["according_to"] == {"NATO", None}
        assert "Reuters" in names["addressee"]
        assert names["title"] == ({PLACE["title"]} if document["source"] == "offen" else {None})
        assert names["url"] == {PLACE["url"]}


def test_another_headline_reaches_the_statements_and_changes_nothing_else(settings):
    before = {row["statement_id"]: row for row in rows_of(settings, "statements")}
    write_seed(
        Path(settings.seeds), "offen/a.txt", f"{TEXT} Aus offen.", "2025-08-27", **PLACE | {"title": "Neu"}, id="offen"
    )
    build_lake(settings)
    after = {row["statement_id"]: row for row in rows_of(settings, "statements")}
    assert after.keys() == before.keys()
    changed = [row_id for row_id, row in after.items() if row != before[row_id]]
    assert changed
    assert all(after[row_id] == before[row_id] | {"title": "Neu"} for row_id in changed)


def test_annotate_gives_names_and_nesting_and_nothing_of_the_document():
    found = onrecord.annotate(TEXT, date="2025-08-27")
    assert {s.speaker for s in found.statements} >= {"Anna Beispiel"}
    line = found.as_dict()["statements"][0]
    assert not {"document_id", "published_on", "publisher", "language", "title", "url"} & line.keys()
    assert line["spans"] == [[0, 25]]

"""Whom a statement is about: each mention within its words, in nested statements and those around them."""

from datetime import date
from pathlib import Path

import datasets
import mlcroissant
import pyarrow as pa
import pytest

import onrecord
from pipeline.extract.about import about_rows
from pipeline.lake.storage import Storage
from pipeline.release.persons import Redaction, redact_tables
from pipeline.release.verify import verify_release
from schemas.export import arrow_schema
from tests.corpora import settings_in, write_seed
from tests.unit.test_release_rights import SOURCES, build_lake, release, tables_of

DAY = date(2025, 8, 27)
NESTED = (
    "Die Ministerin Anna Beispiel sagte am Dienstag, Donald Trump habe ihr erklärt, dass Carla Muster den Vertrag "
    "mit der NATO unterzeichne. Bodo Muster schwieg."
)


def test_a_mention_counts_for_the_nested_statement_and_for_those_around_it():
    found = onrecord.annotate(NESTED, date=DAY)
    statements = {statement.statement_id: statement for statement in found.statements}
    inner = next(s for s in found.statements if s.text.startswith("dass Carla Muster"))
    outer = statements[inner.parent_statement_id]
    told = {(row.statement_id, row.actor): row for row in found.about}
    for name, kind in (("Carla Muster", "person"), ("NATO", "igo")):
        assert told[inner.statement_id, name].is_innermost
        assert told[inner.statement_id, name].actor_kind == kind
        assert not told[outer.statement_id, name].is_innermost
    assert told[outer.statement_id, "Donald Trump"].is_innermost
    assert (inner.statement_id, "Donald Trump") not in told
    # Who stands outside of all words is not talked about.
    assert not any(row.actor == "Bodo Muster" for row in found.about)
    mentions = {mention.mention_id: mention for actor in found.actors for mention in actor.mentions}
    for row in found.about:
        mention = mentions[row.mention_id]
        assert mention.actor_id == row.actor_id
        assert any(a <= mention.start and mention.end <= b for a, b in statements[row.statement_id].spans)


def spans(*pairs):
    return [{"start": start, "end": end} for start, end in pairs]


def test_every_pair_is_found_also_where_words_are_interrupted_or_nested_several_times():
    places = ((0, 4), (5, 9), (12, 15), (18, 22), (30, 33), (40, 44))
    mentions = [{"mention_id": f"m{i}", "actor_id": "a", "start": a, "end": b} for i, (a, b) in enumerate(places)]
    statements = [
        {"statement_id": "whole", "parent_statement_id": None, "spans": spans((5, 20), (25, 44))},
        {"statement_id": "inner", "parent_statement_id": "whole", "spans": spans((12, 15), (30, 44))},
        {"statement_id": "inmost", "parent_statement_id": "inner", "spans": spans((40, 43))},
        {"statement_id": "other", "parent_statement_id": None, "spans": spans((40, 44))},
    ]
    appearances = [{"actor_id": "a", "name": "Anna", "kind": "person"}]
    rows = about_rows(mentions, statements, appearances, document_id="d", published_on=DAY)
    expected = [
        (s["statement_id"], m["mention_id"])
        for s in statements
        for m in mentions
        if any(p["start"] <= m["start"] and m["end"] <= p["end"] for p in s["spans"])
    ]
    assert [(row["statement_id"], row["mention_id"]) for row in rows] == expected
    assert [pair for pair, row in zip(expected, rows, strict=True) if not row["is_innermost"]] == [
        ("whole", "m2"),
        ("whole", "m4"),
        ("whole", "m5"),
    ]


@pytest.fixture(scope="module")
def outcome(tmp_path_factory):
    settings = settings_in(tmp_path_factory.mktemp("about"))
    seeds = Path(settings.seeds)
    (seeds).mkdir(parents=True, exist_ok=True)
    (seeds / "sources.toml").write_text(SOURCES, encoding="utf-8")
    for folder in ("offen", "zitat", "nur-daten"):
        write_seed(seeds, f"{folder}/a.txt", f"{NESTED} Aus {folder}.", "2025-08-27")
    build_lake(settings)
    return release(settings)


@pytest.fixture(scope="module")
def released(outcome):
    return tables_of(outcome)


def test_a_release_with_it_is_whole_and_read_by_others(outcome, released):
    assert verify_release(Storage(outcome.url)) == []
    (loaded,) = datasets.load_dataset(outcome.url, "about").values()
    assert list(loaded) == released["about"]
    records = mlcroissant.Dataset(jsonld=Path(outcome.url, "croissant.json")).records(record_set="about")
    assert {record["about/mention_id"].decode() for record in records} == {r["mention_id"] for r in released["about"]}


def test_names_at_each_level_of_rights(released):
    source_of = {row["document_id"]: row["source"] for row in released["documents"]}
    named = {}
    for row in released["about"]:
        assert row["published_on"] == DAY
        named.setdefault(source_of[row["document_id"]], set()).add((row["actor"], row["actor_kind"]))
    people = {(name, "person") for name in ("Anna Beispiel", "Carla Muster", "Donald Trump")}  # „ihr“ is Anna Beispiel
    assert named["offen"] == {*people, ("NATO", "igo")}
    # Only she is named in the statements that the share is spent on.
    assert named["zitat"] == {("Carla Muster", "person"), (None, "person"), ("NATO", "igo")}
    assert named["nur-daten"] == {(None, "person"), ("NATO", "igo")}


def test_one_join_answers_what_was_said_about_somebody(released):
    import duckdb

    statements, about = (
        pa.Table.from_pylist(released[table], schema=arrow_schema(table)) for table in ("statements", "about")
    )
    with duckdb.connect() as connection:
        connection.register("statements", statements)
        connection.register("about", about)
        found = connection.sql(
            "select distinct s.text from statements s join about a using (statement_id) "
            "where a.actor = 'Carla Muster' and a.is_innermost and s.text is not null"
        ).fetchall()
    assert found == [("dass Carla Muster den Vertrag mit der NATO unterzeichne",)]


def test_a_person_who_was_taken_down_is_not_in_it(released):
    tables = {
        table: pa.Table.from_pylist(released[table], schema=arrow_schema(table)) for table in ("statements", "about")
    }
    (muster,) = {row["actor_id"] for row in released["about"] if row["actor"] == "Carla Muster"}
    speaker_of = {row["statement_id"]: row["speaker_text"] for row in released["statements"]}
    (trump,) = {row["speaker_actor_id"] for row in released["statements"] if row["speaker_text"] == "Donald Trump"}
    documents = {row["document_id"]: [] for row in released["documents"]}
    left = redact_tables(tables, Redaction(frozenset({muster}), {"Carla Muster"}, documents))
    assert {row["actor"] for row in left["about"].to_pylist()} == {"Anna Beispiel", "Donald Trump", "NATO", None}
    assert muster not in {row["actor_id"] for row in left["about"].to_pylist()}
    # What somebody said goes with all that it is about.
    left = redact_tables(tables, Redaction(frozenset({trump}), {"Donald Trump"}, documents))
    assert {speaker_of[row["statement_id"]] for row in left["about"].to_pylist()} == {
        "Die Ministerin Anna Beispiel",
        None,
    }

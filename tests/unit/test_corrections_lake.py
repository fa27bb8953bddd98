"""Corrections in the lake: only rows concerned change, nothing is annotated again, a rebuild gives the same bytes."""

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.corrections.judgement import COLUMNS
from pipeline.lake.cleanup import clean_lake
from pipeline.lake.storage import Storage
from pipeline.publish.holdings import find_correction_lines, find_correction_lines_of_person
from pipeline.release.verify import verify_release
from pipeline.service import annotate_lines
from tests import PROJECT_ROOT
from tests.corpora import ARTICLES, build_lake, contents, full_snapshot, rows_of, settings_in, write_seed
from tests.unit.test_release_rights import release, tables_of

DAYS = ("2025-08-26", "2025-08-28", "2025-09-01", "2025-09-03", None)


@pytest.fixture
def settings(tmp_path):
    for number, (text, day) in enumerate(zip(ARTICLES, DAYS, strict=True)):
        write_seed(tmp_path / "seeds", f"{number}.txt", text, day, id=f"d{number}")
    return settings_in(tmp_path, corrections=str(tmp_path / "corrections"))


def documents(settings):
    return {row["text"][:6]: row["document_id"] for row in rows_of(settings, "documents")}


def correct(tmp_path, *lines):
    (tmp_path / "corrections").mkdir(exist_ok=True)
    rows = [",".join(line.get(name, "") for name in COLUMNS) for line in lines]
    (tmp_path / "corrections/a.csv").write_text("\n".join([",".join(COLUMNS), *rows, ""]), encoding="utf-8")


def states(settings):
    snapshot = full_snapshot(settings)
    return {
        row["line"]: row["state"] for file in snapshot.of("corrections") for row in snapshot.table(file).to_pylist()
    }


def corpus_rows(settings, table):
    snapshot = full_snapshot(settings)
    return [row for file in snapshot.of(table) for row in snapshot.table(file).to_pylist()]


def test_a_correction_rewrites_its_month_and_annotates_nothing(settings, tmp_path):
    build_lake(settings)
    before = contents(settings)
    speaker = {"document": documents(settings)["Am Mon"], "table": "statements", "quote": "die Lage sei ernst"}
    speaker |= {"verdict": "change", "field": "speaker", "old_value": "Olaf Beispiel", "new_value": "Erika Muster"}
    correct(tmp_path, speaker)
    assert [(o.month, o.n_annotated) for o in build_lake(settings)] == [("2025-08", 0)]
    assert states(settings) == {2: "applied"}
    after = contents(settings)
    of_month = {"about", "appearances", "judged", "statements"}
    assert {key for key in {*before, *after} if before.get(key) != after.get(key)} <= {
        *((table, "2025-08") for table in of_month),
        ("actors", None),
        ("corrections", None),
    }
    clean_lake(Storage(settings.lake), now=1e12)  # what was extracted is kept with what people made of it
    write_seed(tmp_path / "seeds", "new.txt", "„Nein“, sagte sie.", "2025-08-30", id="new")
    assert [(o.month, o.n_annotated) for o in build_lake(settings)] == [("2025-08", 1)]
    grown = contents(settings)
    shutil.rmtree(settings.data)
    build_lake(settings)
    assert contents(settings) == grown
    (tmp_path / "seeds/new.txt").unlink()
    shutil.rmtree(tmp_path / "corrections")
    assert [(o.month, o.n_annotated) for o in build_lake(settings)] == [("2025-08", 0)]
    assert contents(settings) == before


def test_a_day_or_language_counts_as_if_the_document_said_it(settings, tmp_path):
    build_lake(settings)
    nato = documents(settings)["Die NA"]
    whole = {"document": nato, "table": "documents", "verdict": "change"}
    correct(
        tmp_path,
        whole | {"field": "published_on", "old_value": "2025-09-01", "new_value": "2025-08-31"},
        whole | {"field": "title", "new_value": "Warnung"},
    )
    assert {o.month: o.n_annotated for o in build_lake(settings)} == {"2025-08": 1, "2025-09": 0}
    (row,) = [row for row in rows_of(settings, "documents") if row["document_id"] == nato]
    assert (str(row["published_on"]), row["title"], row["reviewed"]) == ("2025-08-31", "Warnung", "changed")
    assert {s["title"] for s in rows_of(settings, "statements") if s["document_id"] == nato} == {"Warnung"}
    assert states(settings) == {2: "applied", 3: "applied"}


def test_actors_are_one_where_they_are_counted_and_months_keep_their_ids(settings, tmp_path):
    build_lake(settings)
    was = {row["name"]: row["actor_id"] for row in corpus_rows(settings, "actors")}
    actor = {"table": "actors"}
    correct(
        tmp_path,
        actor | {"quote": "Olaf Beispiel", "new_value": "Erika Muster", "verdict": "same_as"},
        actor
        | {"quote": "NATO", "field": "name", "old_value": "NATO", "new_value": "Nordatlantikpakt"}
        | {"verdict": "change"},
        actor | {"quote": "Niemand", "new_value": "NATO", "verdict": "same_as"},
        {"document": "doc_0000000000000000", "table": "documents", "verdict": "confirm"},
        {"document": "doc_0000000000000000", "table": "nothing", "verdict": "confirm"},
    )
    assert [(o.month, o.n_annotated) for o in build_lake(settings)] == [("undated", 0)]
    assert states(settings) == {2: "applied", 3: "applied", 4: "orphaned", 5: "orphaned", 6: "invalid"}
    now = {row["name"]: row for row in corpus_rows(settings, "actors")}
    assert "Olaf Beispiel" not in now
    assert (now["Erika Muster"]["n_statements"], now["Erika Muster"]["reviewed"]) == (3, "changed")
    assert now["Nordatlantikpakt"]["actor_id"] == was["NATO"]
    said = {row["text"]: row["speaker"] for row in corpus_rows(settings, "statements")}
    assert said["die Lage sei ernst"] == "Erika Muster"
    assert {row["speaker"] for row in rows_of(settings, "statements")} >= {"Olaf Beispiel", "NATO"}
    assert [(row["old_id"], row["new_id"]) for row in corpus_rows(settings, "redirects")] == [
        (was["Olaf Beispiel"], was["Erika Muster"])
    ]


def test_a_hash_means_this_text_only_and_an_id_follows_the_document(settings, tmp_path):
    build_lake(settings)
    (row,) = [row for row in rows_of(settings, "documents") if row["text"].startswith("Am Mon")]
    line = {"table": "statements", "quote": "die Lage sei ernst", "verdict": "confirm"}
    correct(
        tmp_path, line | {"document": row["document_id"]}, line | {"document": row["text_sha256"], "reason": "same"}
    )
    build_lake(settings)
    assert states(settings) == {2: "applied", 3: "applied"}
    write_seed(tmp_path / "seeds", "0.txt", f"Berlin. {ARTICLES[0]}", "2025-08-26", id="d0")
    build_lake(settings)
    assert states(settings) == {2: "applied", 3: "orphaned"}


def test_a_release_says_that_people_corrected_it(settings, tmp_path):
    build_lake(settings)
    assert release(settings).version == "1.0.0"
    was = {row["name"]: row["actor_id"] for row in corpus_rows(settings, "actors")}
    line = {"document": documents(settings)["Am Mon"], "table": "statements", "quote": "die Lage sei ernst"}
    line |= {"verdict": "change", "field": "speaker", "old_value": "Olaf Beispiel", "new_value": "Erika Muster"}
    correct(
        tmp_path,
        line,
        {
            "table": "actors",
            "quote": "NATO",
            "field": "name",
            "old_value": "NATO",
            "new_value": "Nato",
            "verdict": "change",
        },
    )
    build_lake(settings)
    after = release(settings)
    tables = tables_of(after)
    assert after.version == "1.0.1"
    assert verify_release(Storage(after.url)) == []
    assert {row["cause"] for row in tables["changes"]} == {"correction"}
    (changed,) = [row for row in tables["changes"] if row["table"] == "statements" and row["row_id"] in said(tables)]
    assert {"speaker", "speaker_actor_id", "reviewed", "correction_id"} <= set(changed["columns"])
    assert {(row["table"], row["row_id"]) for row in tables["changes"]} >= {("actors", was["NATO"])}
    assert [(row["state"], row["quote"]) for row in tables["corrections"]] == [
        ("applied", "die Lage sei ernst"),
        ("applied", "NATO"),
    ]
    assert "correction" in (Path(after.url) / "CHANGELOG.md").read_text(encoding="utf-8")
    (Path(settings.seeds) / "sources.toml").write_text(
        '[unknown]\nname = "Unknown"\nredistribution = "metadata"\n', encoding="utf-8"
    )
    build_lake(settings)
    withheld = tables_of(release(settings))
    assert [row["quote"] for row in withheld["corrections"]] == [None, None]
    assert {row["correction_id"] for row in withheld["corrections"]}.isdisjoint(
        row["correction_id"] for row in tables["corrections"]
    )


def said(tables):
    """The ids of statements that were corrected."""
    return {row["statement_id"] for row in tables["statements"] if row["reviewed"] != "no"}


def test_a_takedown_names_the_lines_about_the_document(settings, tmp_path, onrecord):
    build_lake(settings)
    document_id = documents(settings)["Am Mon"]
    correct(tmp_path, {"document": document_id, "table": "documents", "verdict": "confirm"})
    where = ("--seeds", settings.seeds, "--data", settings.data)
    status, out, _ = onrecord("takedown", document_id, "--dry-run", *where)
    assert status == 0
    assert "a.csv:2" not in out  # of another folder
    lines = find_correction_lines(settings, document_id, ())
    assert lines == ["a.csv:2"]
    correct(tmp_path, {"table": "actors", "quote": "Olaf Beispiel", "new_value": "Erika Muster", "verdict": "same_as"})
    actors = {row["name"]: row["actor_id"] for row in corpus_rows(settings, "actors")}
    assert find_correction_lines_of_person(settings, {actors["Erika Muster"]}) == ["a.csv:2"]
    assert find_correction_lines_of_person(settings, {actors["NATO"]}) == []


def test_corrections_that_hold_become_cases(settings, tmp_path, onrecord):
    build_lake(settings)
    first = documents(settings)["Am Mon"]
    line = {"document": first, "table": "statements", "quote": "die Lage sei ernst"}
    line |= {"verdict": "change", "field": "speaker", "old_value": "Olaf Beispiel", "new_value": "Erika Muster"}
    correct(
        tmp_path,
        line,
        {"document": first, "table": "dates", "quote": "Montag", "verdict": "reject"},
        line | {"quote": "x"},
    )
    build_lake(settings)
    folder = ("--corrections", settings.corrections)
    status, out, _ = onrecord("corrections", "export-cases", "--data", settings.data, *folder)
    cases = [json.loads(case) for case in out.splitlines()]
    assert status == 0
    assert [(case["kind"], case["expect"]) for case in cases] == [
        (
            "corrections.statements.speaker",
            {"statements": [{"text": "die Lage sei ernst", "speaker_name": "Erika Muster"}]},
        ),
        ("corrections.dates.reject", {"dates": [{"text": "Montag", "absent": True}]}),
    ]
    assert {(case["date"], case["language"], case["text"]) for case in cases} == {("2025-08-26", "de", ARTICLES[0])}
    (tmp_path / "one.jsonl").write_text(
        json.dumps({"id": first, "text": ARTICLES[0], "date": "2025-08-26", "language": "de"}) + "\n", encoding="utf-8"
    )
    lines = [(1, (tmp_path / "one.jsonl").read_bytes())]
    ((answer, _),) = annotate_lines(lines, settings=settings, corrections=settings.corrections)
    answer = json.loads(answer)
    assert [outcome["state"] for outcome in answer["corrections"]] == ["applied", "applied", "orphaned"]
    assert "Erika Muster" in {statement["speaker"] for statement in answer["statements"]}
    assert "Montag" not in {date["text"] for date in answer["dates"]}


def test_a_case_expects_the_names_of_an_actor_that_a_line_calls_by_id(settings, tmp_path, onrecord):
    build_lake(settings)
    first = documents(settings)["Am Mon"]
    (actor_id,) = {row["actor_id"] for row in rows_of(settings, "appearances") if row["name"] == "Olaf Beispiel"}
    called = {"document": first, "verdict": "confirm", "old_value": actor_id}
    mention = called | {"table": "mentions", "quote": "Olaf Beispiel", "field": "actor"}
    correct(
        tmp_path,
        called | {"table": "statements", "quote": "die Lage sei ernst", "field": "speaker"},
        mention,
    )
    build_lake(settings)
    where = ("--data", settings.data, "--corrections", settings.corrections)
    cases = [json.loads(case) for case in onrecord("corrections", "export-cases", *where)[1].splitlines()]
    assert [case["expect"] for case in cases] == [
        {"statements": [{"text": "die Lage sei ernst", "speaker_name": "Olaf Beispiel"}]},
        {"actors": [{"name": "Olaf Beispiel", "mentions": ["Olaf Beispiel"]}]},
    ]


RUN_CASES = PROJECT_ROOT.parent / "shared/cases/run_cases.py"


@pytest.mark.skipif(not RUN_CASES.exists(), reason="the cases are not beside the repository")
def test_exported_cases_are_read_by_what_holds_the_software_against_cases(tmp_path, onrecord):
    settings = settings_in(tmp_path, corrections=str(tmp_path / "corrections"))
    write_seed(tmp_path / "seeds", "a.txt", ARTICLES[0], "2025-08-26", id="d0")
    build_lake(settings)
    (document,) = rows_of(settings, "documents")
    line = {"document": document["document_id"], "table": "statements", "quote": "die Lage sei ernst"}
    speaker = {"field": "speaker", "old_value": "Olaf Beispiel"}
    day = {"table": "dates", "quote": "Montag", "verdict": "confirm", "field": "value", "old_value": "2025-08-25"}
    correct(
        tmp_path,
        line | {"verdict": "confirm", "field": "type", "old_value": "indirect"},
        line | speaker | {"verdict": "change", "new_value": "Erika Muster"},
        line | day,
    )
    build_lake(settings)
    where = ("--data", settings.data, "--corrections", settings.corrections)
    (tmp_path / "cases").mkdir()
    (tmp_path / "cases/annotate.jsonl").write_text(onrecord("corrections", "export-cases", *where)[1], encoding="utf-8")
    command = [sys.executable, str(RUN_CASES), str(tmp_path / "cases"), "--json"]
    ours = ["--onrecord", str(Path(sys.executable).with_name("onrecord"))]
    done = subprocess.run([*command, *ours], capture_output=True, encoding="utf-8", timeout=300, check=False)
    assert done.returncode == 1, done.stderr  # the software still finds the speaker that a person corrected
    assert json.loads(done.stdout)["kinds"] == {
        "corrections.dates.value": [1, 1],
        "corrections.statements.speaker": [0, 1],
        "corrections.statements.type": [1, 1],
    }

"""`onrecord actors --doubtful`: what is likely one actor, what is likely two, as lines that a build takes."""

import csv
import io
import json

import pytest

from pipeline.corrections.reading import check_corrections
from pipeline.lake.alike_names import Named, find_resembling, is_one_letter
from pipeline.lake.doubtful_actors import in_order
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed


def told(*actors):
    """The reasons of the pairs among actors given as name, kind and, if it matters, other columns."""
    named = [
        Named(f"actor_{number}", name, kind, **dict(rest[0] if rest else {}))
        for number, (name, kind, *rest) in enumerate(actors)
    ]
    return [({found.one.name, found.other.name}, found.reason) for found in find_resembling(named)]


@pytest.mark.parametrize(
    ("one", "other", "kind", "reason"),
    [
        ("Jürgen Müller", "Juergen Mueller", "person", "one spelling"),
        ("Karl-Heinz Probe", "Karlheinz Probe", "person", "one spelling"),
        ("O. Beispiel", "Olaf Beispiel", "person", "an initial"),
        ("Anna Beispiel", "Anna Maria Beispiel", "person", "a second given name"),
        ("Erika Mustermann", "Erika Mustermannn", "person", "one letter"),
        ("WHO", "Welthilfs Handels Organisation", "organization", "the initials"),
    ],
)
def test_names_that_are_likely_one(one, other, kind, reason):
    assert told((one, kind), (other, kind)) == [({one, other}, reason)]


@pytest.mark.parametrize(
    "actors",
    [
        [("Anna Beispiel", "person"), ("Anna Probe", "person")],
        [("Anna Beispiel", "person"), ("Hanna Beispiel", "person")],
        [("O. Beispiel", "person"), ("Olaf Beispiel", "person"), ("Otto Beispiel", "person")],
        [("Uwe Koch", "person"), ("Uwe Kohl", "person")],
        [("Bote", "media", {"wikidata_id": "Q1"}), ("Bote", "media", {"wikidata_id": "Q2"})],
    ],
)
def test_names_that_are_likely_not(actors):
    assert told(*actors) == []


def test_of_hundreds_of_one_surname_only_the_same_spelling_counts():
    many = [(f"{chr(97 + n % 26).upper()}{chr(97 + n // 26)}na Schmidt", "person") for n in range(200)]
    assert told(*many, ("A. Schmidt", "person"), ("Aana-Schmidt", "person")) == [
        ({"Aana Schmidt", "Aana-Schmidt"}, "one spelling")
    ]


@pytest.mark.parametrize(
    ("one", "other", "is_one"),
    [
        ("maier", "mayer", True),
        ("probe", "proben", True),
        ("form", "from", True),
        ("a", "abc", False),
        ("a", "a", False),
    ],
)
def test_one_letter(one, other, is_one):
    assert is_one_letter(one, other) == is_letter_back(one, other) == is_one


def is_letter_back(one, other):
    return is_one_letter(other, one)


def test_the_fuller_name_stays_also_where_the_initial_is_as_frequent():
    short, full = Named("actor_1", "O. Beispiel", "person"), Named("actor_0", "Olaf Beispiel", "person")
    (found,) = find_resembling([short, full])
    assert in_order(found) == (short, full)


TEXTS = (
    "Bürgermeister Karl Probe sagte: „Wir bauen das Bad.“ Stadträtin Anna Beispiel widersprach ihm.",
    "Stürmer Karl Probe traf zweimal. „Ein schöner Abend“, sagte Karl Probe nach dem Spiel gegen Trainer Uwe Kleinert.",
    "Anna Beispiel lobte Bürgermeister Karl Probe. „Das Bad kommt“, sagte Anna Beispiel.",
    "„Das Bad ist teuer“, sagte A. Beispiel am Montag. Das erklärte auch Karlheinz Müller.",
    "„Nein“, sagte Karl-Heinz Müller.",
)


def test_lines_of_a_corpus_are_taken_by_a_build_and_not_proposed_again(tmp_path, onrecord):
    settings = settings_in(tmp_path, corrections=str(tmp_path / "corrections"))
    for number, text in enumerate(TEXTS):
        write_seed(tmp_path / "seeds", f"{number}.txt", text, "2025-08-26", id=f"d{number}")
    build_lake(settings)
    where = ("--data", settings.data, "--corrections", settings.corrections)
    (tmp_path / "corrections").mkdir()
    status, out, err = onrecord("actors", "--doubtful", *where)
    lines = list(csv.DictReader(io.StringIO(out)))
    assert (status, err) == (0, f"{len(lines)} lines to look at\n")
    pairs = {(line["quote"], line["new_value"], line["verdict"]) for line in lines if line["table"] == "actors"}
    assert pairs == {("A. Beispiel", "Anna Beispiel", "same_as"), ("Karlheinz Müller", "Karl-Heinz Müller", "same_as")}
    apart = [line for line in lines if line["table"] != "actors"]
    assert {(line["table"], line["field"], line["new_value"]) for line in apart} == {
        ("mentions", "actor", "Karl Probe (Stürmer)"),
        ("statements", "speaker", "Karl Probe (Stürmer)"),
    }
    (tmp_path / "corrections/doubtful.csv").write_text(out, encoding="utf-8")
    assert check_corrections(settings.corrections) == (len(lines), [])
    build_lake(settings)
    snapshot = full_snapshot(settings)
    states = [row["state"] for file in snapshot.of("corrections") for row in snapshot.table(file).to_pylist()]
    assert set(states) == {"applied"}
    status, out, _ = onrecord("actors", "probe", "--json", *where[:2])
    names = {row["name"]: row["n_statements"] for row in map(json.loads, out.splitlines())}
    assert names == {"Karl Probe": 1, "Karl Probe (Stürmer)": 1}
    assert len(onrecord("actors", "--doubtful", *where)[1].splitlines()) == 1

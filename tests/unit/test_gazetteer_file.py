"""A user's own gazetteer: what the file may hold, what texts are found to name by it, and what an edit rebuilds."""

import json
from datetime import date

import pytest
from typer.testing import CliRunner

import onrecord
from pipeline.cli.app import app
from pipeline.errors import SettingsError
from pipeline.extract.actors import own_names
from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import annotate
from pipeline.gazetteer_file import GAZETTEER_FILE, make_gazetteer, read_actors
from pipeline.settings import make_settings
from tests.corpora import build_lake, rows_of, settings_in, write_seed

FILE = """\
name,kind,aliases,wikidata_id,country
Jana Kolb-Reimann,person,Jana Kolb|J. Kolb,Q990001,DE
Werk Nordhagen,organization,Nordwerk|NWN,http://www.wikidata.org/entity/Q990002,de
Deutsche Bundesbank,organization,Buba,Q161524,
Olpenau,place,,,
"""


def engine_of(text=FILE):
    return load_engine(make_settings(gazetteer=make_gazetteer(read_actors(text))))


def actors_in(text, language="de", engine=None):
    found = annotate(
        text, language=language, published_on=date(2025, 8, 4), document_id="doc_1", engine=engine or engine_of()
    )
    mentioned = {}
    for mention in found.mentions:
        mentioned.setdefault(found.actors[mention.actor].name, []).append(text[mention.start : mention.end])
    return {actor.name: actor for actor in found.actors}, mentioned


def test_names_and_aliases_are_the_listed_actor_in_either_language():
    german = (
        "Umweltministerin Jana Kolb kam nach Olpenau. Kolb forderte mehr Geld. „Sie irrt“, sagte ein Sprecher des "
        "Nordwerks. Jana Kolbs Plan nannte der NWN-Chef falsch."
    )
    actors, mentioned = actors_in(german)
    kolb, works = actors["Jana Kolb-Reimann"], actors["Werk Nordhagen"]
    assert (kolb.actor_id, kolb.kind, kolb.country, kolb.wikidata_id) == (
        "actor_person_q990001",
        "person",
        "DE",
        "Q990001",
    )
    assert (works.actor_id, works.country) == ("actor_organization_q990002", "DE")
    assert {"Jana Kolb", "Kolb", "Jana Kolbs"} <= set(mentioned["Jana Kolb-Reimann"])
    assert mentioned["Werk Nordhagen"] == ["Nordwerks", "NWN"]
    assert works.aliases == ("NWN", "Nordwerk")
    assert actors["Olpenau"].kind == "place"
    english, mentioned = actors_in("Ms. Kolb left after Jana Kolb said Nordwerk would close. She smiled.", "en")
    assert english["Jana Kolb-Reimann"].actor_id == kolb.actor_id
    assert mentioned["Jana Kolb-Reimann"] == ["Kolb", "Jana Kolb", "She"]
    assert mentioned["Werk Nordhagen"] == ["Nordwerk"]


@pytest.mark.parametrize("written", ["O'Brien Tools", "O’Brien Tools"])
def test_either_apostrophe_is_meant(written):
    engine = engine_of(f"name,kind,wikidata_id\n{written},organization,Q7\n")
    for text in ("The head of O’Brien Tools spoke.", "The head of O'Brien Tools spoke."):
        assert "Q7" in {actor.wikidata_id for actor in actors_in(text, "en", engine)[0].values()}


def test_an_actor_of_the_shipped_lists_keeps_its_id_and_takes_over_the_rest():
    actors, mentioned = actors_in("Die Bundesbank warnt. Die Buba sieht das Problem in Berlin und Hamburg.")
    bank = actors["Deutsche Bundesbank"]
    assert (bank.actor_id, bank.country, bank.wikidata_id) == ("actor_organization_bundesbank", "DE", "Q161524")
    assert mentioned["Deutsche Bundesbank"] == ["Bundesbank", "Buba"]
    listed = engine_of("name;kind;country\nHamburg;organization;XX\nGermania;state;\n")
    actors, _ = actors_in("Hamburg klagt gegen Germania.", engine=listed)
    assert (actors["Hamburg"].kind, actors["Hamburg"].country) == ("organization", "XX")
    germany = engine_of("name,kind,wikidata_id\nGermania,state,Q183\n")
    actors, mentioned = actors_in(
        "Germania schweigt. Deutschland auch. Die deutsche Regierung spricht.", engine=germany
    )
    assert actors["Germania"].actor_id == "actor_state_de"
    assert mentioned["Germania"][:2] == ["Germania", "Deutschland"]


def test_a_town_in_the_list_is_still_a_capital():
    berlin = engine_of("name,kind,wikidata_id\nBerlin,place,Q64\n")
    assert actors_in("Berlin warnt Moskau.", engine=berlin)[0]["Germany"].kind == "state"
    assert actors_in("Er wohnt in Berlin.", engine=berlin)[0]["Berlin"].actor_id == "actor_place_q64"


def test_without_wikidata_an_id_is_that_of_whoever_no_list_has():
    text = "Jana Kolb sagte nichts."
    unlisted, _ = actors_in(text, engine=load_engine(make_settings()))
    listed, _ = actors_in(text, engine=engine_of("name,kind\nJana Kolb,person\n"))
    assert listed["Jana Kolb"].actor_id == unlisted["Jana Kolb"].actor_id


def test_names_of_equal_hash_and_thousands_with_one_first_word_are_told_apart(monkeypatch):
    rows = [f"Jana Kolb{chr(97 + i // 26 % 26)}{chr(97 + i % 26)} {i},person,Q{i + 1}" for i in range(2_000)]
    monkeypatch.setattr(own_names, "hash", lambda words: len(words), raising=False)
    engine = engine_of("\n".join(["name,kind,wikidata_id", *rows]))
    actors, _ = actors_in("Jana Kolbbc 28 kam.", engine=engine)
    assert "Q29" in {actor.wikidata_id for actor in actors.values()}


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", "line 1: a column is missing"),
        ("name,art\n", "line 1: column 'art' is not known: give the columns name, kind, aliases"),
        ("name,aliases\n", "of which name and kind are needed"),
        ("name,kind\nA B,people\n", "line 2, column kind: 'people' is no kind: write one of person, organization"),
        ("name,kind\n ,person\n", "line 2, column name: '' is no name"),
        ("name,kind\n123,person\n", "line 2, column name: '123' is no name"),
        ("name,kind,wikidata_id\nA B,person,42\n", "line 2, column wikidata_id: '42' is no Wikidata id"),
        ("name,kind,country\nA B,person,Germany\n", "line 2, column country: 'GERMANY' is no country"),
        ("name,kind\nA B,person\nC D,person\nA B,place\n", "line 4, column name: 'A B' is in line 2 too"),
        ("name,kind,aliases\nA B,person,C\nD E,person,F|C\n", "line 3, column aliases: 'C' is in line 2 too"),
        ("name,kind,wikidata_id\nA B,person,Q1\nC D,person,Q1\n", "line 3, column wikidata_id: Q1 is in line 2 too"),
        ("name,kind\nA B\n", "line 2: has 1 cells, the first line 2"),
        ('name,kind\n"A B,person\n', "line 2: is not CSV"),
        ('name,kind\n"A\nB",person\n', "line 3, column name: 'A B' has a line break"),
        ("name,kind\nA\x00B,person\n", "has a line break or another control character"),
        ("name,kind\nA\u2028B,person\n", "has a line break or another control character"),
        (f"name,kind\n{'A' * 300},person\n", "is longer than 200 characters"),
        # Whichever is met first: the limit of the csv module, or ours where reading seeds has lifted it.
        (f"name,kind\n{'A' * 200_000},person\n", "line 2"),
        ('name,kind\n"=HYPERLINK(""x"")",person\n', "is a formula"),
        ("name,kind\n@SUM(A1),person\n", "is a formula"),
    ],
)
def test_a_malformed_file_is_one_line_with_its_path(tmp_path, monkeypatch, text, said):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    (tmp_path / GAZETTEER_FILE).write_text(text, encoding="utf-8", newline="")
    with pytest.raises(SettingsError) as caught:
        make_settings()
    assert str(caught.value).startswith(f"{tmp_path}/gazetteer.csv: ")
    assert said in str(caught.value)
    assert "\n" not in str(caught.value)


def test_another_encoding_is_told_with_its_line(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    (tmp_path / GAZETTEER_FILE).write_bytes("name,kind\nA B,person\nJörg Öl,person\n".encode("cp1252"))
    with pytest.raises(SettingsError, match="line 3 is not UTF-8: save the table as CSV in UTF-8"):
        make_settings()
    (tmp_path / "onrecord.toml").write_text('gazetteer = "x.csv"\n', encoding="utf-8")
    with pytest.raises(SettingsError, match="gazetteer has a file of its own beside it"):
        make_settings()


def test_what_the_file_says_shapes_the_rows_and_how_it_is_written_does_not(tmp_path, monkeypatch):
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    file = tmp_path / GAZETTEER_FILE
    assert "gazetteer" not in make_settings().shaping()
    file.write_text("name,kind\nA B,person\n+49 Magazin,media\n", encoding="utf-8")
    before = make_settings().shaping()["gazetteer"]
    assert "gazetteer" not in make_settings().parsing()
    file.write_bytes(b"\xef\xbb\xbfKind;Name;Aliases\r\nmedia;+49 Magazin;\r\nperson;A  B;A B\r\n\r\n;;\r\n")
    assert make_settings().shaping()["gazetteer"] == before
    file.write_text("name,kind\nA B,group\n+49 Magazin,media\n", encoding="utf-8")
    assert make_settings().shaping()["gazetteer"] not in (before, None)
    file.write_text("name,kind\n", encoding="utf-8")
    assert "gazetteer" not in make_settings().shaping()


def test_a_project_s_builds_commands_and_functions_use_it(tmp_path, monkeypatch):
    """Each reads the file anew when it has changed, and a build annotates again."""
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    text = "Die Ministerin sagte, das Nordwerk bleibe offen."
    write_seed(tmp_path / "seeds", "a.txt", text, "2025-08-04")
    build_lake(settings_in(tmp_path))
    assert build_lake(settings_in(tmp_path)) == []
    (tmp_path / GAZETTEER_FILE).write_text(FILE, encoding="utf-8")
    settings = settings_in(tmp_path)
    assert [outcome.n_annotated for outcome in build_lake(settings)] == [1]
    works = "actor_organization_q990002"
    assert works in {row["actor_id"] for row in rows_of(settings, "mentions")}
    assert works in {actor.actor_id for actor in onrecord.annotate(text).actors}
    line = json.dumps({"text": text, "date": "2025-08-04"})
    told = CliRunner().invoke(app, ["annotate", "--jobs", "1"], input=f"{line}\n")
    assert works in {actor["actor_id"] for actor in json.loads(told.stdout)["actors"]}
    (tmp_path / GAZETTEER_FILE).write_text("name,kind\nA B,people\n", encoding="utf-8")
    with pytest.raises(onrecord.OnrecordError, match=r"gazetteer.csv: line 2, column kind"):
        onrecord.annotate(text)

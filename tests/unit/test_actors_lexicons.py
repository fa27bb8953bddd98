"""The lexicons: ids that are right, sorted entries, no entry under two ids."""

import csv
import re
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.extract.actors.descriptions import nominal_words
from pipeline.extract.actors.gazetteer import load_gazetteer
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.actors.spelling import fold
from pipeline.extract.actors.unnamed import unnamed_words
from pipeline.extract.world import load_world
from schemas.vocabulary import ActorKind, UnnamedKind

COUNTRIES = [
    Path(__file__).parents[1] / "golden" / "countries.csv",
    Path(__file__).parents[3] / "shared" / "reference" / "countries.csv",  # the table it was checked against
]
TABLES = [
    path
    for folder in ("world", "lang/de", "lang/en")
    for path in sorted(files("pipeline.extract").joinpath(folder).iterdir(), key=str)
]


def test_every_state_has_its_iso_code_and_at_most_one_wikidata_id() -> None:
    states = load_world("states")
    ids = [fields["wikidata_id"] for fields in states.values() if "wikidata_id" in fields]
    assert len(states) == 249  # ISO 3166-1
    assert all(re.fullmatch(r"[A-Z]{2}", code) for code in states)
    assert len(ids) == len(set(ids))
    assert {code: states[code]["wikidata_id"] for code in ("DE", "FR", "RU", "UA", "US")} == {
        "DE": "Q183",
        "FR": "Q142",
        "RU": "Q159",
        "UA": "Q212",
        "US": "Q30",
    }


def test_states_agree_with_the_tables_of_countries() -> None:
    states = load_world("states")
    for path in filter(Path.is_file, COUNTRIES):
        with path.open(encoding="utf-8") as table:
            wikidata = {row["iso_alpha2"]: row["wikidata_id"] or None for row in csv.DictReader(table)}
        assert {code: fields.get("wikidata_id") for code, fields in states.items()} == wikidata
    assert COUNTRIES[0].is_file()


@pytest.mark.parametrize("language", ["de", "en"])
def test_one_id_is_one_actor(language: str) -> None:
    entries = {}
    for names in load_gazetteer(language).by_first.values():
        for _, form in names:
            for entry in filter(None, (form.entry, form.city)):
                assert entry.kind in ActorKind.values()
                assert re.fullmatch(r"[a-z]+_[0-9a-z_.-]+", entry.actor_id)
                assert entries.setdefault(entry.actor_id, entry) == entry


@pytest.mark.parametrize("language", ["de", "en"])
def test_a_surname_that_is_found_alone_is_no_other_listed_name(language: str) -> None:
    by_first = load_gazetteer(language).by_first
    surnames = load_world("surnames")["surnames"].split()
    assert len(surnames) > 1000
    assert [word for word in surnames if any(not rest for rest, _ in by_first.get(word, ()))] == []


def test_classes_of_listed_bodies_are_those_that_nouns_refer_to() -> None:
    known = {name for code in ("de", "en") for names in nominal_words(code).classes.values() for name in names}
    assert set(load_world("bodies")) <= known


def test_listed_bodies_have_their_class() -> None:
    gazetteer = load_gazetteer("en")
    for name, body_class in (("Aston Villa", "club"), ("University of Bergen", "university"), ("Airbus", "company")):
        words = name.split()
        end, form = gazetteer.longest_at(words, 0) or (0, None)
        assert end == len(words)
        assert form is not None
        assert form.entry.classes == (body_class,)


def test_unnamed_kinds_are_those_of_the_vocabulary_and_their_words_known() -> None:
    world = load_world("unnamed")
    groups, classes, kinds = set[str](), set[str](), set[str]()
    for language in ("de", "en"):
        groups |= {office.group for office in load_grammar(language).office_forms.values()}
        classes |= {name for names in nominal_words(language).classes.values() for name in names}
        words = unnamed_words(language)
        kinds |= {*words.nouns.values(), *words.phrases.values(), *words.offices.values(), *words.bodies.values()}
    assert set(world["offices"]) <= groups
    assert set(world["bodies"]) <= classes
    assert kinds == set(UnnamedKind.values()) - {"other"}


@pytest.mark.parametrize("path", TABLES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_entries_are_sorted(path: Path) -> None:
    if path.suffix != ".toml" or path.name == "date_rules.toml":  # rules have an order of their own
        return
    sections: list[list[str]] = [[]]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            sections.append([])
        elif match := re.match(r'"?([^\s="]+)"? = \{', line):
            sections[-1].append(match.group(1))
    for keys in sections:
        assert keys == sorted(keys)


@pytest.mark.parametrize(
    ("one", "other"), [("Selenskyj", "Zelensky"), ("MÜLLER", "Mueller"), ("Erdoğan", "Erdogan"), ("O'Brien", "O Brien")]
)
def test_spellings_fold_to_one(one: str, other: str) -> None:
    assert fold(one) == fold(other)

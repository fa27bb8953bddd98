"""Ids of what is withheld: nobody finds them with a list of words, and everything still fits together."""

import datetime
import itertools
import json
import re
from pathlib import Path

import pytest

from pipeline.extract.actors.roster import local_actor_id
from pipeline.identity import make_id
from pipeline.lake.storage import Storage
from pipeline.lake.terms import read_terms
from pipeline.publish.folder import make_release
from pipeline.publish.holdings import holds_person, lake_id_of, released_ids_of
from pipeline.publish.withdrawing import decide, document_entry, lifted_entry, person_entry
from pipeline.release.contents import Contents
from pipeline.release.keyed_ids import Keys, key_of, keyed
from pipeline.release.manifest import MANIFEST, read_manifest
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed
from tests.unit.test_release_rights import cells_of, tables_of

TEXTS = {
    "offen": "„Der Haushalt ist solide“, sagte Anna Beispiel am Montag. Bundesminister Reh sagte, er danke Beispiel.",
    "zitat": "Am Freitag trat Minister Vorlage zurück. „Es reicht“, sagte Vorlage in Bonn. Vorlage sagte, dass Probe "
    "gesagt habe, „der Minister hatte keine Wahl“. Am Freitag schwieg Probe.",
    "daten": "Landrat Muster sagte am 3. Mai der NATO, Rat Lager habe behauptet, der Deich halte. „Er hält“, so "
    "Muster.",
}
SOURCES = "".join(
    f'[{name}]\nname = "{name}"\nredistribution = "{level}"\n'
    for name, level in (("offen", "full_text"), ("zitat", "quotes"), ("daten", "metadata"))
)
ID = re.compile(r"\b(?:date|mention|statement|actor_[a-z_]+)_[0-9a-f]{16}\b")


def write_sources(settings, toml=SOURCES):
    Path(settings.seeds, "sources.toml").write_text(toml, encoding="utf-8")


def write_corpus(folder):
    settings = settings_in(folder)
    write_sources(settings)
    for name, text in TEXTS.items():
        address = f"http://www.{name}.example/a/?ref=x"
        write_seed(Path(settings.seeds), f"{name}/{name}-am-deich.txt", text, "2025-09-03", url=address)
    build_lake(settings)
    return settings


def release(settings, **options):
    publishers = read_terms(settings.seeds).publishers.by_key
    options |= {"settings": settings.shaping(), "code_version": "1", "publishers": publishers}
    return make_release(
        full_snapshot(settings), settings.releases, ReleaseRequest(date=datetime.date(2025, 10, 1), **options)
    )


@pytest.fixture
def project(tmp_path):
    """A lake with a document of each level, for tests that change something."""
    return write_corpus(tmp_path)


@pytest.fixture(scope="module")
def released(tmp_path_factory):
    """Settings and release of such a lake, for tests that only look."""
    settings = write_corpus(tmp_path_factory.mktemp("keyed"))
    return settings, release(settings)


def lake_rows(settings, table):
    snapshot = full_snapshot(settings)
    return [row for file in snapshot.of(table) for row in snapshot.table(file).to_pylist()]


def lake_ids(settings, *sources):
    """Return the ids of rows of the documents of these sources in the lake, and of the actors that only they know."""
    documents = {row["document_id"] for row in lake_rows(settings, "documents") if row["source"] in sources}
    found = set()
    for table, key in (("dates", "date_id"), ("mentions", "mention_id"), ("statements", "statement_id")):
        found |= {row[key] for row in lake_rows(settings, table) if row["document_id"] in documents}
    for row in lake_rows(settings, "appearances"):
        if row["document_id"] in documents and row["local_key"] is not None:
            found.add(row["actor_id"])
    return found


def ids_in(outcome):
    """Return every id in any file of a release."""
    cells = list(cells_of(list(tables_of(outcome).values())))
    paths = [
        path for path in Path(outcome.url).rglob("*") if path.is_file() and path.suffix not in (".parquet", ".png")
    ]
    return set(ID.findall(" ".join([*cells, *(path.read_text(encoding="utf-8") for path in paths)])))


def guesses(tables, texts):
    """Return the ids that somebody makes who has all phrases of a document as a list, and a release's offsets."""
    found = set()
    for row in tables["documents"]:
        document_id, text = row["document_id"], texts[row["source"]]
        words = [match.span() for match in re.finditer(r"\w[\w.]*", text)]
        spans = {(a, b) for (a, _), (_, b) in itertools.product(words, words) if a < b <= a + 60}
        phrases = {text[a:b] for a, b in spans} | {text[a - 1 : b + 1] for a, b in spans if a}
        for phrase, number in itertools.product(phrases, range(3)):
            found |= {make_id(kind, document_id, phrase, str(number)) for kind in ("date", "mention", "statement")}
        for phrase, kind in itertools.product(phrases, ("person", "unnamed_source", "group")):
            found |= {local_actor_id(kind, document_id, key) for key in (phrase, phrase.casefold())}
    return found


def test_a_list_of_words_finds_no_id_of_a_document_that_is_withheld(released):
    settings, outcome = released
    tables = tables_of(outcome)
    found = guesses(tables, TEXTS)
    closed = lake_ids(settings, "zitat", "daten")
    assert len(found & closed) > 10, "the list would find the ids of the lake"
    assert any(found_id.startswith("actor_person_") for found_id in found & closed)
    shown = ids_in(outcome)
    assert not shown & closed
    assert found & shown <= lake_ids(settings, "offen")
    assert lake_ids(settings, "offen") <= shown


def test_whoever_has_the_text_can_make_the_ids_and_all_tables_have_them(released):
    settings, outcome = released
    texts = {row["document_id"]: row["text"] for row in lake_rows(settings, "documents") if row["source"] != "offen"}
    tables = tables_of(outcome)
    own = {
        row["actor_id"]: keyed(row["actor_id"], key_of(texts[row["document_id"]]))
        for row in lake_rows(settings, "appearances")
        if row["local_key"] is not None and row["document_id"] in texts
    }
    assert own
    assert set(own.values()) <= {row["actor_id"] for row in tables["actors"]}
    for table, columns in {
        "statements": ("statement_id", "parent_statement_id", "root_statement_id", "speaker_actor_id"),
        "mentions": ("mention_id", "actor_id"),
        "dates": ("date_id", "anchor"),
        "about": ("statement_id", "mention_id", "actor_id"),
    }.items():
        rows = [row for row in tables[table] if row["document_id"] in texts]
        held = [row for row in lake_rows(settings, table) if row["document_id"] in texts]
        assert rows
        for now, was in zip(rows, held, strict=True):
            for name in columns:
                id_, key = was[name], key_of(texts[was["document_id"]])
                is_plain = id_ is None or id_ == "document_date" or name.endswith("actor_id")
                assert now[name] == (own.get(id_, id_) if is_plain else keyed(id_, key)), name
    assert any(row["parent_statement_id"] for row in tables["statements"] if row["document_id"] in texts)
    assert [row["actor_id"] for row in tables["actors"]] == sorted(row["actor_id"] for row in tables["actors"])
    assert verify_release(Storage(outcome.url)) == []


def test_redirects_name_no_document_that_is_withheld(released):
    settings, outcome = released
    tables = tables_of(outcome)
    of_source = {row["document_id"]: row["source"] for row in tables["documents"]}
    assert {of_source[row["document_id"]] for row in lake_rows(settings, "redirects")} == set(TEXTS)
    assert {of_source[row["document_id"]] for row in tables["redirects"]} == {"offen"}


def test_a_withheld_path_is_replaced_by_nothing_that_a_path_gives(released):
    _, outcome = released
    seeds = {row["source"]: row["seed"] for row in tables_of(outcome)["documents"]}
    assert seeds["offen"] == "offen/offen-am-deich.txt"
    for source in ("zitat", "daten"):
        assert re.fullmatch("seed_[0-9a-f]{16}", seeds[source])
        assert seeds[source] != make_id("seed", f"{source}/{source}-am-deich.txt")


def test_another_level_is_a_patch_and_brings_back_no_plain_id(project):
    open_ids = lake_ids(project, "offen")
    assert open_ids <= ids_in(release(project))
    write_sources(project, SOURCES.replace("full_text", "quotes"))
    build_lake(project)
    closed = release(project)
    assert (closed.version, set(dict(closed.causes))) == ("1.0.1", {"rights"})
    assert not ids_in(closed) & open_ids
    changes = [row for row in tables_of(closed)["changes"] if row["table"] in ("statements", "mentions", "dates")]
    assert {row["change"] for row in changes} == {"changed"}
    assert all(f"{row['table'][:-1]}_id" in row["columns"] for row in changes)
    assert verify_release(Storage(closed.url)) == []
    write_sources(project)
    build_lake(project)
    opened = release(project, accept=["rights"])
    assert (opened.version, set(dict(opened.causes))) == ("1.0.2", {"rights"})
    assert open_ids <= ids_in(opened)


def test_a_document_that_was_taken_down_leaves_no_plain_id_in_changes(project):
    open_ids = lake_ids(project, "offen")
    release(project)
    (document_id,) = [row["document_id"] for row in lake_rows(project, "documents") if row["source"] == "offen"]
    decide(project, document_entry(project, document_id, None, "asked for"))
    build_lake(project)
    outcome = release(project)
    assert (outcome.version, set(dict(outcome.causes))) == ("1.0.1", {"takedown"})
    assert len([row for row in tables_of(outcome)["changes"] if row["change"] == "removed"]) > 5
    assert not ids_in(outcome) & open_ids


def test_a_corrected_text_has_other_ids_and_is_a_patch(project):
    before = ids_in(release(project))
    write_seed(
        Path(project.seeds),
        "zitat/zitat-am-deich.txt",
        TEXTS["zitat"] + " Punkt.",
        "2025-09-03",
        url="http://www.zitat.example/a/?ref=x",
    )
    build_lake(project)
    outcome = release(project)
    assert (outcome.version, set(dict(outcome.causes))) == ("1.0.1", {"source"})
    assert len(ids_in(outcome) - before) > 5


def test_a_person_is_taken_down_and_brought_back_by_the_id_of_a_release(project):
    outcome = release(project)
    local = {row["actor_id"] for row in lake_rows(project, "appearances") if row["local_key"] is not None}
    tables = tables_of(outcome)
    documents = {row["document_id"] for row in tables["documents"] if row["source"] == "daten"}
    (given,) = {
        row["speaker_actor_id"]
        for row in tables["statements"]
        if row["document_id"] in documents and row["type"] == "direct"
    }
    assert given not in local
    assert lake_id_of(project, given) in local
    entry = person_entry(project, given, "objection")
    assert entry.actor_id == lake_id_of(project, given)
    assert released_ids_of(project, entry.actor_id) == {entry.actor_id, given}
    manifest = read_manifest(Path(outcome.url, MANIFEST).read_bytes(), "")
    contents = Contents(Storage(outcome.url), manifest.stored_files(), manifest.tables, {})
    assert holds_person(*released_ids_of(project, entry.actor_id))(contents)
    decide(project, entry)
    build_lake(project)
    without = release(project)
    assert (without.version, set(dict(without.causes))) == ("1.0.1", {"takedown"})
    rows = tables_of(without)
    assert given not in {row["actor_id"] for table in ("actors", "mentions") for row in rows[table]}
    assert given not in {row["row_id"] for row in rows["changes"] if row["table"] == "actors"}
    assert lifted_entry(project, given, "a mistake").actor_id == entry.actor_id


def test_the_first_keyed_ids_are_a_major_version_where_a_text_is_withheld(project):
    """The release before has the ids of the lake, as those of earlier versions have."""
    with pytest.MonkeyPatch.context() as patched:
        patched.setattr(Keys, "rows", lambda keys, table, rows, restricted: rows)
        patched.setattr(Keys, "of_actors", lambda keys, actors: actors)
        plain = release(project)
    path = Path(plain.url, MANIFEST)
    manifest = json.loads(path.read_bytes())
    for table in ("statements", "dates", "mentions", "actors"):
        manifest["tables"][table]["id_rule"] = 1
    path.write_text(json.dumps(manifest), encoding="utf-8")
    keyed_ones = release(project)
    assert keyed_ones.version == "2.0.0"
    assert "ids of `statements` are made by another rule" in keyed_ones.reasons
    assert not ids_in(keyed_ones) & lake_ids(project, "zitat", "daten")
    changed = {row["row_id"]: row["columns"] for row in tables_of(keyed_ones)["changes"] if row["table"] == "dates"}
    assert {columns[0] for columns in changed.values()} <= {"text", "date_id"}
    assert all("date_id" in columns for columns in changed.values())

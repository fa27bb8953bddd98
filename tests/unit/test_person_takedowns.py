"""A person who was taken down: no release names them, in no table, and the manifest holds a slow hash alone."""

import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import ReleaseError, SeedsError
from pipeline.lake.storage import Storage
from pipeline.publish.amendments import make_amendment
from pipeline.publish.bringing_back import rights_now
from pipeline.publish.folder import FolderTarget
from pipeline.publish.recalling import recall_takedowns
from pipeline.publish.withdrawing import decide, lifted_entry, person_entry
from pipeline.release.manifest import MANIFEST
from pipeline.release.person_hashes import hash_person
from pipeline.release.verify import verify_release
from tests.corpora import ARTICLES, build_lake, rows_of, settings_in, write_seed
from tests.unit.test_release_rights import strings_of, tables_of
from tests.unit.test_takedown_memory import DAY
from tests.unit.test_takedowns import release

SPOKEN = (
    "Am Montag sagte Bürgermeisterin Petra Quastenflosser, die Lage sei ernst. „Wir handeln jetzt“, betonte sie. "
    "Minister Anton Beispiel erklärte, Quastenflosser habe ihm gesagt, dass der Bau beginne. Die NATO warnte vor Eile."
)
CITED = "Sprecher Bodo Muster teilte Petra Quastenflosser am Freitag mit, das Treffen werde in zwei Wochen stattfinden."
QUIET = "Laut einem Bericht war Petra Quastenflossers Haus gestern leer. Die Polizei sagte, sie wisse davon nichts."


@pytest.fixture
def settings(tmp_path):
    settings = settings_in(tmp_path)
    seeds = Path(settings.seeds)
    where = "https://blatt.example/petra-quastenflosser-spricht"
    write_seed(seeds, "quastenflosser-spricht.txt", SPOKEN, "2025-08-27", title="Quastenflosser spricht", url=where)
    write_seed(seeds, "b.txt", CITED, "2025-09-01", author="P. Quastenflosser")
    write_seed(seeds, "c.txt", QUIET, "2025-10-01")
    write_seed(seeds, "copy-of-petra-quastenflosser.txt", SPOKEN, "2025-10-02")
    write_seed(seeds, "d.txt", ARTICLES[1], "2025-10-03")
    build_lake(settings)
    return settings


def person_id(settings):
    found = {row["actor_id"] for row in rows_of(settings, "appearances") if "Petra Quastenflosser" in row["name"]}
    (actor_id,) = found
    return actor_id


def take_down(settings):
    actor_id = person_id(settings)
    decide(settings, person_entry(settings, actor_id, "objection of 3 May"))
    build_lake(settings)
    return actor_id


def test_no_release_names_the_person_any_more(settings):
    before = release(settings)
    actor_id = take_down(settings)
    outcome = release(settings)
    assert (outcome.version, set(outcome.causes)) == ("1.0.1", {"takedown"})
    everything = "\n".join(strings_of(outcome)).casefold()
    for words in ("quastenflosser", actor_id, "wir handeln jetzt", "objection"):
        assert words not in everything
    assert verify_release(Storage(outcome.url)) == []
    tables, was = tables_of(outcome), tables_of(before)
    status = {row["document_id"]: row["status"] for row in tables["documents"]}
    assert sorted(status.values()) == ["published", *["redacted"] * 4]
    for row in tables["documents"]:
        if row["status"] == "redacted":
            assert [row[name] for name in ("text", "title", "author", "url")] == [None] * 4
    # What others said stays, without the places that name the person.
    spoke, speaks = ({row["speaker_actor_id"] for row in found["statements"]} for found in (was, tables))
    assert spoke - speaks == {actor_id}
    assert {row["name"] for row in tables["actors"]} >= {"Anton Beispiel", "Bodo Muster", "NATO"}
    for row in tables["actors"]:
        own = [s for s in tables["statements"] if s["speaker_actor_id"] == row["actor_id"]]
        assert row["n_statements"] == len(own)
    (told,) = [row for row in tables["statements"] if "Treffen" in (row["text"] or "")]
    assert (told["addressee_actor_id"], told["addressee_text"], told["addressee_spans"]) == (None, None, [])


def test_the_manifest_holds_a_slow_hash_and_never_id_name_or_reason(settings):
    actor_id = take_down(settings)
    first = release(settings)
    manifest = json.loads(Path(first.url, MANIFEST).read_text())
    (hashed,) = manifest["takedowns"]["persons"]
    assert hashed == hash_person(actor_id, manifest["takedowns"]["salt"])
    assert manifest["takedowns"]["documents"] == {}
    write_seed(Path(settings.seeds), "e.txt", ARTICLES[2], "2025-10-04")
    build_lake(settings)
    later = json.loads(Path(release(settings).url, MANIFEST).read_text())
    assert later["takedowns"] == manifest["takedowns"]


def test_the_lake_remembers_the_person_when_the_file_is_lost(settings):
    take_down(settings)
    release(settings)
    Path(settings.seeds, "takedowns.toml").unlink()
    write_seed(Path(settings.seeds), "e.txt", "Petra Quastenflosser sagte, sie gehe jetzt.", "2025-11-04")
    build_lake(settings)
    assert "quastenflosser" not in "\n".join(strings_of(release(settings))).casefold()


def test_a_lake_built_from_nothing_waits_until_the_person_is_named_again(settings):
    actor_id = take_down(settings)
    release(settings)
    Path(settings.seeds, "takedowns.toml").unlink()
    shutil.rmtree(settings.lake)
    with pytest.raises(SeedsError, match=r"a person was taken down .* whom takedowns.toml does not name"):
        recall_takedowns(settings)
    build_lake(settings)
    with pytest.raises(ReleaseError, match="a person was taken down"):
        release(settings)
    shutil.rmtree(settings.lake)
    Path(settings.seeds, "takedowns.toml").write_text(f'[{actor_id}]\nreason = "again"\n')
    recall_takedowns(settings)
    build_lake(settings)
    assert not release(settings).is_new


def test_a_lifted_takedown_brings_the_rows_back_and_a_rollback_does_not(settings):
    assert release(settings).version == "1.0.0"
    actor_id = take_down(settings)
    assert release(settings).version == "1.0.1"
    back = make_amendment("Rollback", "1.0.0", "", DAY)
    with pytest.raises(ReleaseError, match=r"1\.0\.0 holds actor_person_"):
        FolderTarget(settings.releases).amend(back, now=rights_now(settings))
    decide(settings, lifted_entry(settings, actor_id, "withdrew the objection"))
    build_lake(settings)
    outcome = release(settings)
    assert (outcome.version, set(outcome.causes)) == ("1.0.2", {"takedown"})
    assert actor_id in {row["actor_id"] for row in tables_of(outcome)["actors"]}


def test_a_person_nobody_knows_changes_nothing(settings):
    assert release(settings).is_new
    decide(settings, person_entry(settings, "actor_person_0000000000000000", "r"))
    build_lake(settings)
    assert not release(settings).is_new

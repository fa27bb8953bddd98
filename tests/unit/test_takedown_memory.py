"""What was taken down stays so whatever is lost (file, seed, lake); nearly the same text waits for a person."""

import datetime
import json
import shutil
from pathlib import Path

import pytest

from pipeline.errors import LakeError, ReleaseError, SeedsError
from pipeline.identity import make_id
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import RememberedDocument, TakedownMemory, read_memory
from pipeline.parse.takedowns import read_takedowns
from pipeline.parse.takedowns_file import add_takedown
from pipeline.publish.amendments import make_amendment
from pipeline.publish.bringing_back import rights_now
from pipeline.publish.clearance import check_lake
from pipeline.publish.folder import FolderTarget
from pipeline.publish.recalling import recall_takedowns
from pipeline.publish.withdrawing import allowance_entry, decide, document_entry, lifted_entry, person_entry
from pipeline.release.manifest import MANIFEST
from tests.corpora import ARTICLES, build_lake, full_snapshot, rows_of, settings_in, write_seed
from tests.unit.test_takedowns import release

TEXT = (
    "Der Stadtrat von Auerbach hat am Dienstag den Neubau der Brücke beschlossen. Bürgermeisterin Petra Hollmann "
    "sagte, die alte Brücke sei seit Jahren nur noch für Fußgänger offen. Die Opposition kritisierte, dass die "
    "Anwohner zu spät einbezogen worden seien. „Wir können den Pendlern den Umweg nicht zumuten“, erklärte sie vor der "
    "Abstimmung."
)
DAY = datetime.date(2025, 11, 2)


@pytest.fixture
def settings(tmp_path):
    settings = settings_in(tmp_path)
    write_seed(Path(settings.seeds), "a.txt", TEXT, "2025-08-27")
    write_seed(Path(settings.seeds), "b.txt", ARTICLES[1], "2025-09-01")
    build_lake(settings)
    return settings


def document(settings, seed):
    return next((row for row in rows_of(settings, "documents") if row["seed"] == seed), None)


def take_down(settings, seed="a.txt"):
    document_id = document(settings, seed)["document_id"]
    assert decide(settings, document_entry(settings, document_id, None, "asked for"))
    build_lake(settings)
    return document_id


def rejected(settings):
    return {row["seed"]: row for row in rows_of(settings, "rejected") if row["reason"] == "resembles_takedown"}


@pytest.mark.parametrize("loss", ["file", "entry", "seed", "lake", "file and lake", "seed, file and lake"])
def test_no_loss_brings_a_text_back(settings, loss):
    assert release(settings).version == "1.0.0"
    take_down(settings)
    assert release(settings).version == "1.0.1"
    seeds = Path(settings.seeds)
    toml = seeds / "takedowns.toml"
    if "file" in loss:
        toml.unlink()
    if loss == "entry":
        toml.write_text("# nothing\n")
    if "seed" in loss:
        (seeds / "a.txt").unlink()
    if "lake" in loss:
        shutil.rmtree(settings.lake)
    write_seed(seeds, "again.txt", TEXT, "2025-10-01", id="another")
    recall_takedowns(settings)
    build_lake(settings)
    row = document(settings, "again.txt")
    assert (row["status"], row["text"]) == ("withdrawn", None)
    outcome = release(settings)
    everything = b"".join(path.read_bytes() for path in Path(outcome.url).rglob("*") if path.is_file())
    assert b"Auerbach" not in everything
    now = rights_now(settings)
    with pytest.raises(ReleaseError, match=r"1\.0\.0 holds doc_\w+, withdrawn since"):
        FolderTarget(settings.releases).amend(make_amendment("Rollback", "1.0.0", "", DAY), now=now)


def test_the_memory_holds_ids_and_hashes_and_no_text_and_no_reason(settings):
    document_id = take_down(settings)
    outcome = release(settings)
    manifest = json.loads(Path(outcome.url, MANIFEST).read_text())
    memory = json.loads(Path(settings.lake, "takedowns.json").read_text())
    assert list(memory["documents"]) == [document_id]
    assert manifest["takedowns"]["documents"] == memory["documents"]
    assert set(memory["documents"][document_id]) == {"texts", "signatures", "decisions"}
    for told in (json.dumps(manifest), json.dumps(memory)):
        assert "asked for" not in told
        assert "Auerbach" not in told


def test_a_takedown_is_lifted_by_a_person_alone_and_can_be_made_again(settings):
    document_id = take_down(settings)
    toml = Path(settings.seeds, "takedowns.toml")
    before = toml.read_text()
    decide(settings, lifted_entry(settings, document_id, "by mistake"))
    build_lake(settings)
    assert document(settings, "a.txt")["status"] == "published"
    assert 'lifted = "by mistake"' in toml.read_text()
    toml.unlink()
    build_lake(settings)
    assert document(settings, "a.txt")["status"] == "published"
    with pytest.raises(SeedsError, match="is not taken down"):
        lifted_entry(settings, document_id, "again")
    # An older state of the file, put back from a backup, names it in force: then it is.
    toml.write_text(before)
    build_lake(settings)
    assert document(settings, "a.txt")["status"] == "withdrawn"
    assert read_memory(Storage(settings.lake)).documents[document_id].decisions == 3


def test_a_line_that_says_lifted_is_not_enough_without_the_count(settings):
    document_id = take_down(settings)
    toml = Path(settings.seeds, "takedowns.toml")
    toml.write_text(toml.read_text() + 'lifted = "I say so"\n')
    build_lake(settings)
    assert document(settings, "a.txt")["status"] == "withdrawn"
    assert read_takedowns(toml.read_text()).documents[document_id].lifted == "I say so"


def test_a_text_that_came_after_the_takedown_is_known_when_its_seed_is_gone(settings):
    take_down(settings)
    seeds = Path(settings.seeds)
    write_seed(seeds, "a.txt", ARTICLES[4], "2025-08-27")
    build_lake(settings)
    (seeds / "a.txt").unlink()
    write_seed(seeds, "c.txt", ARTICLES[4], "2025-09-03")
    build_lake(settings)
    assert document(settings, "c.txt")["status"] == "withdrawn"


@pytest.mark.parametrize(
    "copy",
    [
        TEXT.rstrip(".“ ") + "“, erklärte sie vor der Abstimmung",
        TEXT.upper(),
        TEXT.replace("Dienstag", "Mittwoch").replace("kritisierte", "rügte"),
        TEXT + " Mehr zum Thema lesen Sie in unserem Dossier über die Brücken der Region.",
        TEXT.partition(". ")[2],
    ],
)
def test_nearly_the_same_text_is_held_back_until_a_person_decides(settings, copy):
    release(settings)
    taken = take_down(settings)
    Path(settings.seeds, "a.txt").unlink()
    write_seed(Path(settings.seeds), "copy.txt", copy, "2025-09-05")
    build_lake(settings)
    assert document(settings, "copy.txt") is None
    (row,) = rejected(settings).values()
    assert (row["stage"], row["table"]) == ("parse", "documents")
    assert taken in row["detail"]
    assert release(settings).n_rows["documents"] == 1
    decide(settings, allowance_entry(settings, row["document_id"], "another report"))
    build_lake(settings)
    assert document(settings, "copy.txt")["status"] == "published"
    assert rejected(settings) == {}
    decide(settings, document_entry(settings, row["document_id"], None, "the same after all"))
    build_lake(settings)
    assert document(settings, "copy.txt")["status"] == "withdrawn"
    with pytest.raises(SeedsError, match="is taken down itself"):
        allowance_entry(settings, row["document_id"], "r")


def test_a_copy_that_was_released_before_goes_as_a_takedown_and_its_path_with_it(settings):
    write_seed(Path(settings.seeds), "auerbach-baut.txt", TEXT + " Ende.", "2025-09-05")
    build_lake(settings)
    release(settings)
    take_down(settings)
    outcome = release(settings)
    assert (outcome.version, set(outcome.causes)) == ("1.0.1", {"takedown"})
    everything = b"".join(path.read_bytes() for path in Path(outcome.url).rglob("*") if path.is_file())
    assert b"auerbach-baut" not in everything


def test_a_release_waits_for_takedowns_that_only_the_target_remembers(settings, tmp_path):
    """Two lakes of the same seeds release to one folder; the second did not know of the takedown."""
    release(settings)
    other = settings.model_copy(update={"data": str(tmp_path / "other")})
    shutil.copytree(settings.data, other.data)
    take_down(settings)
    release(settings)
    Path(settings.seeds, "takedowns.toml").unlink()
    shutil.rmtree(other.releases)
    shutil.copytree(settings.releases, other.releases)
    build_lake(other)
    assert document(other, "a.txt")["status"] == "published"
    with pytest.raises(ReleaseError, match=r"remember takedowns that the lake did not know.*onrecord build"):
        release(other)
    with pytest.raises(ReleaseError, match="takedowns have become known"):
        check_lake(full_snapshot(other), other.seeds)
    build_lake(other)
    assert document(other, "a.txt")["status"] == "withdrawn"
    assert not release(other).is_new


def test_a_rollback_brings_no_looser_rights_back(settings):
    sources = Path(settings.seeds, "sources.toml")
    assert release(settings).version == "1.0.0"
    sources.write_text('[unknown]\nname = "unknown"\nredistribution = "metadata"\n', encoding="utf-8")
    back = make_amendment("Rollback", "1.0.0", "", DAY)
    target = FolderTarget(settings.releases)
    build_lake(settings)
    assert release(settings).version == "1.0.1"
    with pytest.raises(ReleaseError, match=r"1\.0\.0 passes on more of doc_\w+ and 1 more than is allowed now"):
        target.amend(back, now=rights_now(settings))
    # Also by the newest release alone, on a machine without the seeds.
    with pytest.raises(ReleaseError, match="passes on more"):
        target.amend(back)
    for path in Path(settings.seeds).glob("*.txt"):
        path.unlink()
    write_seed(Path(settings.seeds), "c.txt", ARTICLES[2], "2025-08-03")
    build_lake(settings)
    release(settings)
    with pytest.raises(ReleaseError, match="passes on more"):
        target.amend(back, now=rights_now(settings))


def test_a_damaged_memory_stops_the_build_and_says_what_to_do(settings):
    take_down(settings)
    Path(settings.lake, "takedowns.json").write_text("{")
    with pytest.raises(LakeError, match=r"takedowns.json: damaged; see that takedowns.toml"):
        build_lake(settings)


def test_of_two_memories_the_later_decision_holds():
    def memory(decisions, *texts):
        found = RememberedDocument(texts=texts, decisions=decisions)
        return TakedownMemory(documents={"doc_1": found})

    lifted = memory(2, "a" * 64)
    assert lifted.with_documents(memory(1, "b" * 64).documents) == memory(2, "a" * 64, "b" * 64)
    assert lifted.with_documents(memory(3, "a" * 64).documents).adds_to(lifted)
    assert not lifted.with_documents(memory(1, "a" * 64).documents).adds_to(lifted)


def test_an_entry_is_replaced_where_it_stands_and_all_other_lines_stay(settings):
    document_id = take_down(settings)
    toml = "# Ours.\n\n" + Path(settings.seeds, "takedowns.toml").read_text().replace("\n\n[", "\n\n# about it\n[")
    toml = add_takedown(toml, person_entry(settings, "actor_person_7c1e0b9a8d2f3e41", "objection"))
    after = add_takedown(toml, lifted_entry(settings, document_id, "by mistake"))
    assert after.count(f"[{document_id}]") == 1
    assert [line for line in ("# Ours.", "# about it", 'reason = "objection"') if line not in after.splitlines()] == []
    found = read_takedowns(after)
    assert (found.documents[document_id].decisions, found.persons) == (2, {"actor_person_7c1e0b9a8d2f3e41"})


def test_a_takedown_by_the_id_of_an_earlier_rule_holds_and_is_remembered(settings):
    seeds, address = Path(settings.seeds), "http://www.blatt.example/c/?ref=x"
    write_seed(seeds, "c.txt", ARTICLES[2], "2025-09-03", url=address)
    build_lake(settings)
    earlier = make_id("doc", "url", address)
    assert document(settings, "c.txt")["document_id"] != earlier
    assert decide(settings, document_entry(settings, earlier, None, "asked for"))
    build_lake(settings)
    assert document(settings, "c.txt")["status"] == "withdrawn"
    (seeds / "c.txt").unlink()
    write_seed(seeds, "d.txt", ARTICLES[2], "2025-09-04")
    build_lake(settings)
    assert document(settings, "d.txt")["status"] == "withdrawn"

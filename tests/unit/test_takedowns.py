"""Takedowns: what is named in `takedowns.toml` leaves a row without text, and no build brings it back."""

import base64
import datetime
import hashlib
import os
import tomllib
from pathlib import Path

import pytest

from pipeline.cli import main
from pipeline.cli.console import PlainConsole
from pipeline.errors import ReleaseError, SeedsError
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.lake.terms import read_terms
from pipeline.parse.near_equality import signature_of
from pipeline.parse.takedowns import Takedown, load_takedowns, read_takedowns
from pipeline.parse.takedowns_file import add_takedown, store_takedown
from pipeline.publish.amendments import make_amendment
from pipeline.publish.clearance import check_lake
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.publish.withdrawing import decide, lifted_entry
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from tests.corpora import ARTICLES, build_lake, contents, full_snapshot, rows_of, settings_in, write_seed
from tests.unit.test_release_rights import strings_of, tables_of

A, B = "doc_" + "a" * 16, "doc_" + "b" * 16
HASH = "0" * 64


@pytest.fixture(autouse=True)
def _home(tmp_path, monkeypatch):
    """A history of runs of its own, which the command deletes."""
    home = tmp_path / "dagster"
    home.mkdir()
    (home / "dagster.yaml").write_text("telemetry:\n  enabled: false\n")
    monkeypatch.setenv("DAGSTER_HOME", str(home))


@pytest.fixture
def settings(tmp_path):
    """A lake of three months; August's document stands a second time in September."""
    settings = settings_in(tmp_path)
    seeds = Path(settings.seeds)
    write_seed(seeds, "kanzler-spricht.txt", ARTICLES[0], "2025-08-27", title="Kanzler spricht", author="Q. Zeile")
    write_seed(seeds, "copy.txt", ARTICLES[0], "2025-09-01")
    write_seed(seeds, "b.txt", ARTICLES[1], "2025-09-01")
    write_seed(seeds, "c.txt", ARTICLES[2], "2025-10-01")
    build_lake(settings)
    return settings


def release(settings):
    publishers = read_terms(settings.seeds).publishers.by_key
    options = {"settings": settings.shaping(), "code_version": "0.1.0+abc", "publishers": publishers}
    return make_release(
        full_snapshot(settings), settings.releases, ReleaseRequest(date=datetime.date(2025, 11, 1), **options)
    )


def document(settings, seed):
    return next(row for row in rows_of(settings, "documents") if row["seed"] == seed)


def take_down(settings, seed="kanzler-spricht.txt"):
    row = document(settings, seed)
    entry = Takedown(document_id=row["document_id"], text_sha256=(row["text_sha256"],), reason="asked for")
    assert store_takedown(settings.seeds, entry)
    return row


def onrecord(monkeypatch, *arguments):
    monkeypatch.setattr("sys.argv", ["onrecord", *map(str, arguments)])
    with pytest.raises(SystemExit) as ended:
        main()
    return ended.value.code or 0


def test_a_document_taken_down_and_its_copies_leave_one_row_each_without_text(settings):
    taken = take_down(settings)
    assert [outcome.month for outcome in build_lake(settings)] == ["2025-08", "2025-09"]
    for seed in ("kanzler-spricht.txt", "copy.txt"):
        row = document(settings, seed)
        assert row["status"] == "withdrawn"
        withheld = ("publisher", "host", "title", "author", "url", "text", "duplicate_of")
        assert [row[name] for name in withheld] == [None] * len(withheld)
        assert (row["source"], row["language"], row["text_sha256"]) == ("unknown", "de", taken["text_sha256"])
    gone = {row["document_id"] for row in rows_of(settings, "documents") if row["status"] == "withdrawn"}
    for table in ("dates", "mentions", "statements", "appearances", "rejected"):
        assert not gone & {row["document_id"] for row in rows_of(settings, table)}
    assert document(settings, "b.txt")["status"] == "published"


def test_an_equal_text_under_another_name_is_withdrawn_too_when_the_seed_is_gone(settings):
    take_down(settings)
    seeds = Path(settings.seeds)
    (seeds / "kanzler-spricht.txt").unlink()
    (seeds / "copy.txt").unlink()
    write_seed(seeds, "again.txt", ARTICLES[0] + "\r\n\r\n", "2025-10-05", title="Kanzler spricht")
    build_lake(settings)
    row = document(settings, "again.txt")
    assert (row["status"], row["text"], row["title"]) == ("withdrawn", None, None)


def test_a_corrected_text_stays_taken_down_and_takes_its_copies_along(settings):
    take_down(settings)
    write_seed(Path(settings.seeds), "kanzler-spricht.txt", ARTICLES[4], "2025-08-27")
    write_seed(Path(settings.seeds), "other.txt", ARTICLES[4], "2025-07-01")
    build_lake(settings)
    assert document(settings, "kanzler-spricht.txt")["status"] == "withdrawn"
    assert document(settings, "other.txt")["status"] == "withdrawn"


def test_a_takedown_ends_in_a_patch_with_its_own_cause(settings):
    release(settings)
    taken = take_down(settings)
    build_lake(settings)
    outcome = release(settings)
    assert (outcome.version, set(outcome.causes)) == ("1.0.1", {"takedown"})
    changes = {(row["table"], row["row_id"]): row["change"] for row in tables_of(outcome)["changes"]}
    assert changes["documents", taken["document_id"]] == "changed"
    assert {table for table, _ in changes} >= {"documents", "statements", "mentions", "actors"}
    everything = "\n".join(strings_of(outcome))
    for words in ("Wir handeln jetzt", "Kanzler spricht", "Q. Zeile", "kanzler-spricht", "Olaf Beispiel"):
        assert words not in everything
    assert f"Documents taken down: `{min(taken['document_id'], _copy_id(outcome, taken))}`" in everything
    assert verify_release(Storage(outcome.url)) == []
    Path(settings.seeds, "takedowns.toml").unlink()
    build_lake(settings)
    assert not release(settings).is_new
    decide(settings, lifted_entry(settings, taken["document_id"], "by mistake"))
    build_lake(settings)
    lifted = release(settings)
    assert (lifted.version, set(lifted.causes)) == ("1.0.2", {"takedown"})


def _copy_id(outcome, taken):
    withdrawn = [row["document_id"] for row in tables_of(outcome)["documents"] if row["status"] == "withdrawn"]
    return next(document_id for document_id in withdrawn if document_id != taken["document_id"])


def test_a_document_that_was_taken_down_before_it_came_is_no_new_document(settings):
    text = "Die Polizei sagte, sie wisse davon nichts."
    sha256 = hashlib.sha256(text.encode()).hexdigest()
    store_takedown(settings.seeds, Takedown(document_id=A, text_sha256=(sha256,), reason="asked for"))
    build_lake(settings)
    release(settings)
    write_seed(Path(settings.seeds), "new.txt", text, "2025-08-01")
    build_lake(settings)
    outcome = release(settings)
    assert (outcome.version, dict(outcome.causes)) == ("1.0.1", {"takedown": 1})


def test_the_index_changes_with_the_takedowns_but_not_with_their_reasons(settings):
    storage = Storage(settings.lake)
    before = refresh_seed_index(storage, settings).fingerprint
    take_down(settings)
    after = refresh_seed_index(storage, settings)
    assert after.fingerprint != before
    assert after.n_parsed == 0
    path = Path(settings.seeds, "takedowns.toml")
    path.write_text(path.read_text(encoding="utf-8").replace("asked for", "by order"), encoding="utf-8")
    assert refresh_seed_index(storage, settings).fingerprint == after.fingerprint
    assert plan_months(refresh_seed_index(storage, settings), settings) == plan_months(after, settings)


def test_the_lake_is_not_released_before_it_was_built_with_a_takedown(settings):
    take_down(settings)
    with pytest.raises(ReleaseError, match=r"takedowns.toml: not as the lake was built with; run `onrecord build`"):
        check_lake(full_snapshot(settings), settings.seeds)
    build_lake(settings)
    check_lake(full_snapshot(settings), settings.seeds)


def test_nor_before_it_was_built_with_other_rights(settings):
    sources = Path(settings.seeds, "sources.toml")
    sources.write_text('[unknown]\nname = "unknown"\nredistribution = "quotes"\n', encoding="utf-8")
    with pytest.raises(ReleaseError, match=r"sources.toml: not as the lake was built with; run `onrecord build`"):
        check_lake(full_snapshot(settings), settings.seeds)


@pytest.mark.parametrize(
    ("toml", "message"),
    [
        ("[doc_1\n", r"takedowns.toml: .*line 1"),
        ("[doc_1]\n", r"takedowns.toml, line 1: 'doc_1' is neither a document_id"),
        (f'# a\n{A} = "x"\n', rf"takedowns.toml, line 2: '{A}' is not a table"),
        (f'[{A}]\nreason = "r"\n', rf"line 1: \[{A}\] text_sha256: Field required"),
        (f'[{A}]\ntext_sha256 = "12"\nreason = "r"\n', r"text_sha256"),
        (f'[{A}]\ntext_sha256 = []\nreason = "r"\n', r"text_sha256"),
        (f'[{A}]\ntext_sha256 = "{HASH}"\nreason = " "\n', r"reason"),
        (f'[{A}]\ntext_sha256 = "{HASH}"\nreason = "r"\nid = "x"\n', r"id: Extra"),
    ],
)
def test_a_malformed_file_stops_the_build_with_one_line(tmp_path, toml, message):
    settings = settings_in(tmp_path)
    write_seed(Path(settings.seeds), "a.txt", ARTICLES[0], "2025-08-27")
    Path(settings.seeds, "takedowns.toml").write_text(toml, encoding="utf-8")
    with pytest.raises(SeedsError, match=message) as stopped:
        build_lake(settings)
    assert "\n" not in str(stopped.value)
    assert contents(settings) == {}


def test_a_file_that_cannot_be_read_stops_the_build(tmp_path):
    settings = settings_in(tmp_path)
    path = Path(settings.seeds, "takedowns.toml")
    path.write_bytes(b"# K\xf6ln")
    with pytest.raises(SeedsError, match="not UTF-8"):
        build_lake(settings)
    path.unlink()
    path.symlink_to("elsewhere.toml")
    with pytest.raises(SeedsError, match="leads nowhere"):
        build_lake(settings)
    path.unlink()
    path.mkdir()
    with pytest.raises(SeedsError, match=r"takedowns.toml: .*make it readable"):
        build_lake(settings)


def test_entries_are_put_in_by_id_and_everything_else_stays_as_it_was():
    given = f'# Ours.\n\n# about b\n["{B}"]\ntext_sha256 = "{HASH}"   # by hand\nreason = "r"\n# end'
    toml = add_takedown(given, Takedown(document_id=A, text_sha256=("1" * 64, "2" * 64), reason='„so“ "it" is\\'))
    assert toml.index(A) < toml.index("# about b") < toml.index(B)
    assert [line for line in given.splitlines() if line not in toml.splitlines()] == []
    found = read_takedowns(toml).by_id
    assert found[A].text_sha256 == ("1" * 64, "2" * 64)
    assert found[A].reason == '„so“ "it" is\\'
    last = "doc_" + "c" * 16
    assert add_takedown(toml, Takedown(document_id=last, text_sha256=(HASH,), reason="r")).startswith(toml + "\n")


def test_the_command_names_the_document_once_and_tells_where_it_still_is(settings, monkeypatch, capfd):
    release(settings)
    row = document(settings, "kanzler-spricht.txt")
    where = ("--seeds", settings.seeds, "--data", settings.data)
    for told in ("is taken down", "was taken down before"):
        assert onrecord(monkeypatch, "takedown", row["document_id"], "--reason", "asked for", *where) == 0
        out = capfd.readouterr().out
        assert f"{row['document_id']} {told}" in out
        assert f"1.0.0  {settings.releases}/1.0.0" in out
        for words in ("delete_tag", "permanently_delete_lfs_files", "onrecord build"):
            assert words in out
    entry = tomllib.loads(Path(settings.seeds, "takedowns.toml").read_text(encoding="utf-8"))
    (found,) = entry.values()
    assert found.pop("signatures") == base64.b64encode(signature_of(row["text"])).decode()
    assert entry == {row["document_id"]: {"text_sha256": row["text_sha256"], "reason": "asked for"}}
    assert sorted(path.name for path in Path(settings.seeds).glob(".*")) == []
    build_lake(settings)
    release(settings)
    onrecord(monkeypatch, "takedown", row["document_id"], "--reason", "asked for", *where)
    assert "1.0.1" not in capfd.readouterr().out


def test_the_command_knows_a_document_whose_seed_is_gone_and_all_its_texts(settings, monkeypatch, capfd):
    release(settings)
    old = document(settings, "b.txt")
    write_seed(Path(settings.seeds), "b.txt", ARTICLES[3], "2025-09-01")
    build_lake(settings)
    new = document(settings, "b.txt")
    Path(settings.seeds, "b.txt").unlink()
    where = ("--seeds", settings.seeds, "--data", settings.data)
    assert onrecord(monkeypatch, "takedown", old["document_id"], "--reason", "r", *where) == 0
    taken = load_takedowns(settings.seeds).by_id[old["document_id"]]
    assert set(taken.text_sha256) == {old["text_sha256"], new["text_sha256"]}


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ((A, "--reason", "r"), f"{A}: neither seeds nor lake nor releases have it"),
        (("b.txt", "--reason", "r"), "'b.txt' is not a document_id"),
        ((A, "--reason", " "), "--reason"),
        ((A, "--reason", "r", "--text-sha256", "12"), "--text-sha256 '12'"),
    ],
)
def test_what_cannot_be_taken_down_is_one_line_and_status_2(tmp_path, monkeypatch, capfd, arguments, message):
    settings = settings_in(tmp_path)
    Path(settings.data).mkdir()
    where = ("--seeds", settings.seeds, "--data", settings.data)
    assert onrecord(monkeypatch, "takedown", *arguments, *where) == 2
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert message in err
    assert not Path(settings.seeds, "takedowns.toml").exists()
    assert onrecord(monkeypatch, "takedown", A, "--reason", "r", "--text-sha256", HASH, *where) == 0


def test_of_two_takedowns_at_once_the_second_is_told(tmp_path):
    settings = settings_in(tmp_path)
    Path(settings.seeds, ".takedowns.toml.new").touch()
    with pytest.raises(SeedsError, match=r"takedowns.toml.new: another takedown is being written"):
        store_takedown(settings.seeds, Takedown(document_id=A, text_sha256=(HASH,), reason="r"))
    assert not Path(settings.seeds, "takedowns.toml").exists()


def test_a_rollback_does_not_bring_a_withdrawn_text_back(settings):
    assert release(settings).version == "1.0.0"
    take_down(settings)
    build_lake(settings)
    assert release(settings).version == "1.0.1"
    write_seed(Path(settings.seeds), "d.txt", ARTICLES[3], "2025-10-02")
    build_lake(settings)
    assert release(settings).version == "1.1.0"
    target, day = FolderTarget(settings.releases), datetime.date(2025, 11, 2)
    with pytest.raises(ReleaseError, match=r"1\.0\.0 holds doc_\w+ and 1 more, withdrawn since"):
        target.amend(make_amendment("Rollback", "1.0.0", "", day))
    assert target.amend(make_amendment("Rollback", "1.0.1", "", day)).current == "1.0.1"


def test_a_takedown_is_on_disk_with_its_name_before_it_is_reported(settings, monkeypatch, capfd):
    """A power cut after the report must not undo it: the file is synced, renamed, and then its folder is synced."""
    release(settings)
    row = document(settings, "b.txt")
    happened = []
    sync, replace, show = os.fsync, Path.replace, PlainConsole.print
    toml = Path(settings.seeds, "takedowns.toml")

    def synced(handle):
        name = str(Path(f"/proc/self/fd/{handle}").readlink())
        if name.startswith(settings.seeds):
            happened.append(("synced", Path(name).name))
        sync(handle)

    def replaced(path, target):
        if Path(target) == toml:
            happened.append(("renamed", toml.name))
        return replace(path, target)

    def shown(console, *objects, **options):
        happened.append(("told", "is taken down" in objects[0]))
        show(console, *objects, **options)

    monkeypatch.setattr(os, "fsync", synced)
    monkeypatch.setattr(Path, "replace", replaced)
    monkeypatch.setattr(PlainConsole, "print", shown)
    where = ("--seeds", settings.seeds, "--data", settings.data)
    assert onrecord(monkeypatch, "takedown", row["document_id"], "--reason", "asked for", *where) == 0
    assert happened[:4] == [
        ("synced", ".takedowns.toml.new"),
        ("renamed", "takedowns.toml"),
        ("synced", "seeds"),
        ("told", True),
    ]

"""`onrecord status` and `build --dry-run`: what they say of a lake, and that they leave it as it is."""

import json
from pathlib import Path

import pytest

from pipeline.lake.dry_storage import DryStorage
from pipeline.publish.folder import FolderTarget
from pipeline.publish.releasing import release_lake, request_of
from tests.corpora import ARTICLES, build_lake, full_snapshot, settings_in, write_seed
from tests.release_corpus import DAY


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A lake of three months with a release."""
    settings = settings_in(tmp_path_factory.mktemp("status"))
    for number, month in enumerate(("2025-01", "2025-02", "2025-03")):
        write_seed(Path(settings.seeds), f"{month}.txt", ARTICLES[number], f"{month}-05")
    build_lake(settings)
    release_lake(FolderTarget(settings.releases), settings, full_snapshot(settings), request_of(settings, DAY), str)
    return Path(settings.data).parent


@pytest.fixture
def ask(folder, onrecord):
    """Asks a command for JSON, and makes sure that it wrote nothing."""

    def run(*arguments):
        before = files_of(folder / "data")
        status, out, err = onrecord(*arguments, "--json", "--seeds", folder / "seeds", "--data", folder / "data")
        assert (status, err) == (0, "")
        assert files_of(folder / "data") == before
        return json.loads(out)

    return run


def files_of(folder):
    return {path: (path.stat().st_mtime_ns, path.read_bytes()) for path in folder.rglob("*") if path.is_file()}


def test_a_lake_that_is_up_to_date_has_nothing_to_do(ask, folder, onrecord):
    told = ask("status")
    assert told["is_current"]
    assert (told["seeds"]["n_seeds"], told["n_months"], told["months"]) == (3, 3, [])
    assert (told["release"]["previous"], told["release"]["version"]) == ("1.0.0", None)
    assert ask("build", "--dry-run") == {"months": [], "n_current": 3}
    _, out, _ = onrecord("status", "--seeds", folder / "seeds", "--data", folder / "data")
    assert out.splitlines()[-2:] == ["release: nothing to release: 1.0.0 is up to date", "nothing to do"]
    rebuilt = ask("build", "--dry-run", "--rebuild")
    assert [month["cause"] for month in rebuilt["months"]] == ["rebuild"] * 3


def test_what_changed_in_the_seeds_is_told_with_its_months_and_the_version_to_expect(ask, folder, onrecord):
    seeds = folder / "seeds"
    kept = {path: path.read_bytes() for path in seeds.iterdir()}
    try:
        write_seed(seeds, "new.txt", ARTICLES[3], "2025-04-05")
        write_seed(seeds, "2025-02.txt", f"{ARTICLES[1]} Ein Satz mehr.", "2025-02-05")
        (seeds / "2025-03.txt").unlink()
        (seeds / "broken.jsonl").write_text('{"text"\n')
        (seeds / "scan.pdf").write_bytes(b"%PDF")
        told = ask("status")
        found = {what: told["seeds"][what] for what in ("new", "changed", "gone", "unread")}
        assert found == {
            "new": ["broken.jsonl", "new.txt"],
            "changed": ["2025-02.txt"],
            "gone": ["2025-03.txt"],
            "unread": ["scan.pdf"],
        }
        (bad,) = told["seeds"]["unreadable"]
        assert (bad["seed"], bad["reason"]) == ("broken.jsonl", "broken_json")
        causes = {month["month"]: (month["cause"], month["n_new"], month["n_gone"]) for month in told["months"]}
        assert causes == {
            "2025-02": ("documents", 0, 0),
            "2025-03": ("gone", 0, 1),
            "2025-04": ("new", 1, 0),
            "undated": ("new", 0, 0),
        }
        assert (told["release"]["version"], told["release"]["is_certain"]) == ("1.1.0", False)
        assert ask("build", "--dry-run")["months"] == told["months"]
        _, out, _ = onrecord("status", "--seeds", seeds, "--data", folder / "data")
        assert "  2025-03   has no seeds any more; documents: 1 gone\n" in out
        assert "  unreadable  broken.jsonl: broken_json: " in out
        assert out.endswith("`onrecord build` is due\n")
    finally:
        for path in seeds.iterdir():
            path.unlink()
        for path, data in kept.items():
            path.write_bytes(data)


def test_other_settings_and_another_version_of_the_code_are_told_apart(ask, monkeypatch):
    monkeypatch.setenv("ONRECORD_MAX_DOCUMENT_BYTES", "4000000")
    assert {month["cause"] for month in ask("status")["months"]} == {"settings"}
    for module in ("plan", "stale_reasons", "corpus"):
        monkeypatch.setattr(f"pipeline.lake.{module}.code_fingerprint", lambda: "another")
    told = ask("status")
    assert {month["cause"] for month in told["months"]} == {"code"}
    assert told["release"]["reasons"] == ["rows may change by the code: 3 months"]


def test_a_damaged_month_is_stale(ask, folder):
    from pipeline.lake.months import read_month
    from pipeline.lake.storage import Storage

    index = read_month(Storage(str(folder / "data" / "lake")), "2025-01")
    path = folder / "data" / "lake" / index.files["documents"].name
    data = path.read_bytes()
    try:
        path.write_bytes(b"")
        assert [(month["month"], month["cause"]) for month in ask("status")["months"]] == [("2025-01", "damaged")]
    finally:
        path.write_bytes(data)


def test_another_target_is_asked_for_its_own_line(ask, tmp_path):
    told = ask("status", "--to", tmp_path / "elsewhere")
    assert told["release"]["version"] is None
    assert (told["publish"]["version"], told["publish"]["level"]) == ("1.0.0", "first")


def test_the_plan_of_a_publish_and_a_difference_are_printed_as_json(ask, folder, onrecord, tmp_path):
    told = ask("publish", "--dry-run", "--to", tmp_path / "elsewhere", "--date", "2026-01-01")
    assert (told["is_due"], told["version"], told["level"], told["rows"]["documents"]) == (True, "1.0.0", "first", 3)
    assert told["lines"] == ["version 1.0.0 (first): first release"]
    told = ask("publish", "--dry-run", "--to", folder / "data" / "releases")
    assert (told["is_due"], told["previous"], told["version"]) == (False, "1.0.0", None)
    place = folder / "data" / "releases" / "1.0.0"
    status, out, _ = onrecord("diff", place, place, "--json", "-")
    assert (status, json.loads(out)["rows"], json.loads(out)["level"]) == (0, [], None)


def test_a_dry_storage_shows_what_is_written_and_keeps_the_folder_as_it_is(tmp_path):
    (tmp_path / "a").write_bytes(b"old")
    storage = DryStorage(str(tmp_path))
    storage.write("a", b"newer")
    storage.write("files/00/x.parquet", b"x")
    storage.delete("a")
    assert (storage.read("a"), storage.size("a"), storage.open("a").read()) == (b"newer", 5, b"newer")
    assert storage.changed == ["a"]
    assert (tmp_path / "a").read_bytes() == b"old"
    assert [path.name for path in tmp_path.iterdir()] == ["a"]

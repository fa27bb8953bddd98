"""A damaged lake is built again, a cache that is damaged is none, and a store that cannot be reached is one line."""

import json
import logging
import os
import random
import time
from pathlib import Path

import pytest

from pipeline.defs.display import preview
from pipeline.errors import LakeError
from pipeline.lake import cleanup
from pipeline.lake.cleanup import clean_lake
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.lock import locked
from pipeline.lake.months import put_file, read_month
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.parse import parser
from tests.corpora import ARTICLES, build_lake, contents, rows_of, settings_in, write_seed


@pytest.fixture
def settings(tmp_path):
    return settings_in(tmp_path)


@pytest.fixture
def lake(settings):
    """Two months, built."""
    for number in range(4):
        write_seed(Path(settings.seeds), f"{number}.txt", ARTICLES[number], f"2025-0{1 + number % 2}-10")
    build_lake(settings)
    return Storage(settings.lake)


def path_of(lake, month, table):
    return Path(lake.path(read_month(lake, month).files[table].name))


@pytest.mark.parametrize("damage", [Path.unlink, lambda path: path.write_bytes(path.read_bytes()[:-9])])
def test_a_month_whose_file_is_gone_or_cut_off_is_built_again(settings, lake, damage):
    before = contents(settings)
    damage(path_of(lake, "2025-02", "statements"))
    assert [outcome.month for outcome in build_lake(settings)] == ["2025-02"]
    assert contents(settings) == before


def test_a_file_that_is_damaged_within_is_named_with_what_to_do(lake):
    path = path_of(lake, "2025-01", "appearances")
    lake.delete("corpus/tables.json")
    name = path.relative_to(lake.root).as_posix()
    for ask in (lambda: take_full_snapshot(lake), lambda: preview(lake, name, "mentions")):
        path.write_bytes(bytes(100))
        with pytest.raises(LakeError, match=rf"{path.name}: was damaged and is removed; run `onrecord build`"):
            ask()


def test_a_lost_table_of_actors_is_counted_again(settings, lake):
    (file,) = take_full_snapshot(lake).of("actors")
    lake.delete(file.name)
    assert take_full_snapshot(lake).of("actors") == (file,)
    assert lake.size(file.name) == file.n_bytes


def test_however_the_seed_index_is_damaged_it_is_made_again(settings, lake):
    path = Path(lake.path("seeds/index.parquet"))
    whole = path.read_bytes()
    before = refresh_seed_index(lake, settings)
    chance = random.Random(7)
    for _ in range(60):
        broken = bytearray(whole)
        for _ in range(chance.randrange(1, 30)):
            broken[chance.randrange(len(broken))] = chance.randrange(256)
        path.write_bytes(broken[: chance.randrange(1, len(broken) + 1)])
        again = refresh_seed_index(lake, settings)
        if again.n_parsed:  # the damage was seen
            assert again.seeds == before.seeds


def test_a_file_that_is_stored_again_while_it_is_about_to_be_cleaned_up_stays(settings, lake, monkeypatch):
    path = path_of(lake, "2025-01", "statements")
    data = path.read_bytes()
    index = read_month(lake, "2025-01")
    lake.delete("months/2025-01.json")
    lake.delete("head.json")
    os.utime(path, (1, 1))

    def a_build_beside_it(storage):
        put_file(storage, data, index.files["statements"].n_rows)
        return set()

    monkeypatch.setattr(cleanup, "_referenced", a_build_beside_it)
    assert path.relative_to(lake.root).as_posix() not in clean_lake(lake, now=time.time(), grace=60)
    assert path.exists()


def test_with_an_unreadable_head_nothing_is_cleaned_up(lake):
    lake.write("head.json", b"{")
    assert clean_lake(lake, now=1e12) == []


def test_lines_that_move_leave_the_bytes_of_a_build_from_nothing(settings, tmp_path):
    seed = Path(settings.seeds) / "a.jsonl"
    seed.parent.mkdir(exist_ok=True)
    french = {"id": "f", "date": "2025-08-01", "text": "Le ministre a dit qu'il viendrait demain.", "language": "fr"}
    seed.write_text(json.dumps(french) + "\n")
    build_lake(settings)
    german = {"id": "g", "date": "2025-07-01", "text": ARTICLES[0], "language": "de"}
    seed.write_text(json.dumps(german) + "\n" + json.dumps(french) + "\n")
    assert [outcome.month for outcome in build_lake(settings)] == ["2025-07"]
    (rejected,) = rows_of(settings, "rejected")
    assert (rejected["seed"], rejected["reason"]) == ("a.jsonl", "unsupported_language")
    anew = settings.model_copy(update={"data": str(tmp_path / "anew")})
    build_lake(anew)
    assert contents(anew) == contents(settings)


def test_a_file_of_refused_lines_only_has_its_last_ones_counted(settings, monkeypatch):
    monkeypatch.setattr(parser, "MAX_REJECTIONS", 20)
    seed = Path(settings.seeds) / "a.jsonl"
    seed.parent.mkdir(exist_ok=True)
    good = json.dumps({"id": "g", "date": "2025-07-01", "text": ARTICLES[0]})
    seed.write_text("x\n" * 30 + good + "\n" + "x\n" * 5)
    build_lake(settings)
    rejected = rows_of(settings, "rejected")
    assert [row["line"] for row in rejected if row["line"]] == [*range(1, 21), 36]
    (rest,) = (row for row in rejected if row["reason"] == "too_many_rejections")
    assert rest["detail"].startswith("14 more rejections")
    assert len(rows_of(settings, "documents")) == 1


def test_a_store_that_cannot_be_reached_is_one_line(settings, monkeypatch):
    pytest.importorskip("s3fs").S3FileSystem.clear_instance_cache()
    for name, value in {
        "AWS_ENDPOINT_URL": "http://127.0.0.1:9",
        "AWS_ACCESS_KEY_ID": "a",
        "AWS_SECRET_ACCESS_KEY": "b",
        "AWS_MAX_ATTEMPTS": "1",
    }.items():
        monkeypatch.setenv(name, value)
    store = Storage("s3://bucket/lake")
    for ask in (
        lambda: store.read("head.json"),
        lambda: store.write("head.json", b""),
        lambda: store.names("months"),
        lambda: store.sizes("files"),
        lambda: store.delete("head.json"),
    ):
        with pytest.raises(LakeError, match=r"^s3://bucket/lake/\S+: cannot be .*check the connection") as caught:
            ask()
        assert "\n" not in str(caught.value)


def test_whoever_waits_for_the_lake_is_told_whom_for(lake, caplog, monkeypatch):
    monkeypatch.setattr("pipeline.lake.lock._SILENT_SECONDS", 0.0)
    with (
        locked(lake),
        caplog.at_level(logging.WARNING),
        pytest.raises(LakeError, match="has been building"),
        locked(lake, longest_wait=0.5),
    ):
        raise AssertionError
    assert [record.getMessage() for record in caplog.records] == [
        f"onrecord: waiting for process {os.getpid()}, which is building or releasing"
    ]


def test_nothing_is_stale_after_all_this(settings, lake):
    assert stale_months(lake, plan_months(refresh_seed_index(lake, settings), settings)) == []

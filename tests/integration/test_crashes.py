"""Builds that are killed, that run beside each other, that find the disk full: the release is whole or not there."""

import errno
import hashlib
import os
import subprocess
from pathlib import Path

import pytest

from bench.crashes import DATE, build, command, compare, digests, environment, run_trials, write_seeds
from pipeline.definitions import defs
from pipeline.defs.build import build as run_build
from pipeline.defs.resources import silent
from pipeline.errors import OnrecordError
from pipeline.settings import make_settings

pytestmark = pytest.mark.long


def start(folder, data, seeds, **how):
    return subprocess.Popen(
        command(data, seeds),
        env=environment(folder),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        **how,
    )


def test_builds_killed_at_random_end_in_the_undisturbed_release(tmp_path):
    assert run_trials(tmp_path, n_trials=3, n_kills=2, n_documents=48, random_seed=7) == []


def test_builds_at_once_end_in_one_release(tmp_path):
    write_seeds(tmp_path / "seeds", 48)
    build(tmp_path, tmp_path / "alone", tmp_path / "seeds")
    builds = [start(tmp_path, tmp_path / "data", tmp_path / "seeds") for _ in range(3)]
    said = [process.communicate(timeout=240) for process in builds]
    assert [process.returncode for process in builds] == [0, 0, 0], said
    assert sum("nothing changed" in out for out, _ in said) == 2
    assert compare(digests(tmp_path / "alone/releases"), digests(tmp_path / "data/releases")) == []


@pytest.fixture(scope="module")
def undisturbed(tmp_path_factory):
    """A folder with `seeds`, and the release of them in `alone`."""
    folder = tmp_path_factory.mktemp("undisturbed")
    write_seeds(folder / "seeds", 240)
    build(folder, folder / "alone", folder / "seeds")
    return folder


@pytest.mark.parametrize("limit", [2_000, 30_000])
def test_no_file_is_torn_when_the_disk_is_full(undisturbed, tmp_path, monkeypatch, limit):
    """Lake and releases are on a disk on which no file grows over `limit` bytes; Dagster's instance is elsewhere."""
    seeds = undisturbed / "seeds"
    monkeypatch.setenv("DAGSTER_HOME", environment(tmp_path)["DAGSTER_HOME"])
    project = make_settings(seeds=str(seeds), data=str(tmp_path / "data"), jobs=1)
    with monkeypatch.context() as full:
        full.setattr(Path, "open", open_on_full_disk(Path.open, tmp_path / "data", limit))
        with pytest.raises(OnrecordError, match="No space left on device") as caught:
            run_build(defs(), project, date=DATE, advance=silent)
    assert "\n" not in str(caught.value)
    torn = [path for path in (tmp_path / "data/lake/files").rglob("*.parquet") if sha256(path) != path.stem]
    assert (torn, list((tmp_path / "data/lake").glob(".staging/*"))) == ([], [])
    assert list(Path(project.releases).glob("*")) in ([], [Path(project.releases) / ".lock"])
    build(tmp_path, tmp_path / "data", seeds)
    assert compare(digests(undisturbed / "alone/releases"), digests(tmp_path / "data/releases")) == []


def sha256(path):
    return hashlib.sha256(path.read_bytes()).hexdigest()


def open_on_full_disk(really_open, folder, limit):
    """`Path.open` by which a file below `folder` takes `limit` bytes and no more."""

    def opened(path, mode="r", *rest, **named):
        handle = really_open(path, mode, *rest, **named)
        return OnFullDisk(handle, limit) if path.is_relative_to(folder) and "b" in mode and "r" not in mode else handle

    return opened


class OnFullDisk:
    """A file that breaks off as on a full disk, with a part of the bytes written."""

    def __init__(self, handle, room):
        self.handle, self.room = handle, room

    def __enter__(self):
        return self

    def __exit__(self, *error):
        self.handle.close()

    def __getattr__(self, name):
        return getattr(self.handle, name)

    def write(self, data):
        written = self.handle.write(data[: self.room])
        self.room -= written
        if written < len(data):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        return written

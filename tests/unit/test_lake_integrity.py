"""A flipped bit in what is read from the lake or from the last release never passes: it is healed, or told."""

import random
from pathlib import Path

import pytest

from pipeline.errors import LakeError, OnrecordError, ReleaseError
from pipeline.lake.corpus import read_corpus_index, take_full_snapshot
from pipeline.lake.head import HEAD, read_head
from pipeline.lake.intact import read_table_bytes
from pipeline.lake.levels import LEVELS, read_levels, read_levels_index
from pipeline.lake.months import list_months, read_month
from pipeline.lake.seed_index import SEED_INDEX, indexed_documents, known_unread_members
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import MEMORY, RememberedDocument, absorb, read_memory
from pipeline.lake.terms import TERMS, read_stored_terms
from pipeline.publish.folder import FolderTarget
from pipeline.release.changelog import CHANGELOG
from tests.corpora import build_lake, contents
from tests.unit.test_release_rights import release, write_corpus

N_FLIPS = 400
MADE_AGAIN = "counts as missing"


@pytest.fixture(scope="module")
def project(tmp_path_factory):
    """A lake with restricted publishers, and a release of it."""
    settings = write_corpus(tmp_path_factory.mktemp("flips"))
    release(settings)
    absorb(Storage(settings.lake), {"doc_gone": RememberedDocument(texts=("0" * 64,), decisions=1)})
    return settings


def readings(project):
    """Each file that is read again, with what reads it: None or nothing is what a missing one gives."""
    lake, target = Storage(project.lake), FolderTarget(project.releases)
    found = {
        HEAD: lambda: read_head(lake),
        "corpus/tables.json": lambda: read_corpus_index(lake),
        LEVELS: lambda: read_levels_index(lake),
        MEMORY: lambda: read_memory(lake),
        TERMS: lambda: read_stored_terms(lake),
        SEED_INDEX: lambda: (indexed_documents(lake).num_rows or None, known_unread_members(lake))[0],
    }
    for month in list_months(lake):
        found[f"months/{month}.json"] = lambda month=month: read_month(lake, month)
    snapshot = take_full_snapshot(lake)
    for file in snapshot.files:
        found[file.name] = lambda file=file: snapshot.table(file)
    found[read_levels_index(lake).file.name] = lambda: read_levels(lake)
    by_path = {Path(lake.root, name): read for name, read in found.items()}
    previous = target.predecessor()
    folder = Path(previous.storage.root)
    for file in previous.contents().files:
        by_path[folder / file.name] = lambda file=file: previous.contents().read(file)
    by_path[folder / CHANGELOG] = target.predecessor
    return by_path


def test_no_flipped_bit_passes(project):
    chance, read_by = random.Random(7), readings(project)
    paths = sorted(read_by)
    passed = []
    for number in range(N_FLIPS):
        path = paths[number % len(paths)]
        whole = path.read_bytes()
        assert read_by[path]() is not None
        place = chance.randrange(len(whole) * 8)
        flipped = bytearray(whole)
        flipped[place // 8] ^= 1 << place % 8
        path.write_bytes(flipped)
        told = what_is_told(read_by[path])
        if told is None or "\n" in told or not (path.name in told or told == MADE_AGAIN):
            passed.append((path.name, place, told))
        path.write_bytes(whole)
    assert passed == []


def what_is_told(read):
    """The error of reading a file, MADE_AGAIN if it counts as missing, None if it is read."""
    try:
        found = read()
    except OnrecordError as error:
        return str(error)
    return None if found is not None else MADE_AGAIN


@pytest.mark.parametrize("table", ["appearances", "documents", "rejected"])
def test_one_build_mends_a_damaged_table_of_a_month(project, table):
    lake, before = Storage(project.lake), contents(project)
    file = next(file for file in take_full_snapshot(lake).files if file.table == table)
    path = Path(lake.path(file.name))
    flipped = bytearray(path.read_bytes())
    flipped[len(flipped) // 2] ^= 1
    path.write_bytes(flipped)
    with pytest.raises(LakeError, match=rf"{path.name}: was damaged and is removed; run `onrecord build`"):
        read_table_bytes(lake, file.name)
    build_lake(project)
    assert contents(project) == before


def test_a_damaged_index_of_a_month_is_made_again(project):
    lake, before = Storage(project.lake), contents(project)
    path = Path(lake.root, "months", f"{list_months(lake)[0]}.json")
    path.write_bytes(path.read_bytes().replace(b'"n_rows":1', b'"n_rows":2').replace(b'"n_rows": 1', b'"n_rows": 2'))
    with pytest.raises(LakeError, match=r"damaged; run `onrecord build`"):
        read_month(lake, list_months(lake)[0])
    build_lake(project)
    assert contents(project) == before


@pytest.mark.parametrize("table", [None, "actors"])
def test_a_damaged_predecessor_is_named_with_the_command_that_brings_it_back(project, table):
    previous = FolderTarget(project.releases).predecessor()
    file = next((file for file in previous.contents().files if file.table == table), None)
    path = Path(previous.storage.root, file.name if file else CHANGELOG)
    whole = path.read_bytes()
    path.write_bytes(whole[:-1] + bytes([whole[-1] ^ 1]))
    restore = r"hf download NAMESPACE/NAME --repo-type dataset --revision v1\.0\.0 --local-dir .*/1\.0\.0"
    with pytest.raises(ReleaseError, match=rf"{path.name}: damaged: .*{restore}"):
        previous.contents().read(file) if file else FolderTarget(project.releases).predecessor()
    path.write_bytes(whole)


def test_a_file_that_is_not_named_by_its_content_is_never_removed(tmp_path):
    Storage(str(tmp_path)).write("release/release.parquet", b"of a release")
    with pytest.raises(ValueError, match=r"release\.parquet: is not named by its content"):
        read_table_bytes(Storage(str(tmp_path)), "release/release.parquet")
    assert (tmp_path / "release/release.parquet").read_bytes() == b"of a release"

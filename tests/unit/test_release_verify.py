"""Verification finds what is wrong with a release folder, and nothing in a good one."""

import datetime
import hashlib
import json
import shutil

import pyarrow as pa
import pytest

from pipeline.errors import ReleaseError
from pipeline.lake.parquet import decode, encode
from pipeline.lake.storage import Storage
from pipeline.publish.folder import make_release
from pipeline.release.manifest import MANIFEST, content_fingerprint, read_manifest
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_files, verify_release
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of

DOCS = [Doc("a"), Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."), ("Anna Beispiel", "Doch.")))]


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    root = tmp_path_factory.mktemp("release")
    make_release(
        snapshot_of(root / "lake", DOCS),
        str(root / "out"),
        ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1"),
    )
    return root / "out" / "1.0.0"


@pytest.fixture
def folder(made, tmp_path):
    return shutil.copytree(made, tmp_path / "1.0.0")


def _findings(folder):
    return verify_release(Storage(str(folder)))


def _replace_rows(folder, path, change):
    """Rewrite a Parquet file with `change` applied to its rows, and the manifest to fit."""
    table = path.split("/")[0]
    rows = change(decode((folder / path).read_bytes()))
    data = encode(table, rows)
    (folder / path).write_bytes(data)
    manifest = json.loads((folder / MANIFEST).read_text())
    for file in manifest["files"]:
        if file["path"] == path:
            manifest["tables"][table]["n_rows"] += rows.num_rows - file["n_rows"]
            file |= {"sha256": hashlib.sha256(data).hexdigest(), "n_bytes": len(data), "n_rows": rows.num_rows}
    read = read_manifest(json.dumps(manifest).encode(), "x")
    fingerprint = content_fingerprint(read.tables, read.stored_files())
    (folder / MANIFEST).write_bytes(read.model_copy(update={"content_fingerprint": fingerprint}).to_json())


def _with(column, values):
    def change(rows):
        place = rows.schema.get_field_index(column)
        return rows.set_column(place, rows.schema.field(place), [pa.array(values, rows.schema.field(place).type)])

    return change


def test_a_good_release_has_no_findings(folder):
    assert _findings(folder) == []


def test_a_flipped_byte_is_found(folder):
    path = folder / "documents" / "2025-08.parquet"
    data = bytearray(path.read_bytes())
    data[40] ^= 1
    path.write_bytes(data)
    assert _findings(folder) == ["documents/2025-08.parquet: its bytes are not those of the release (SHA-256 differs)"]


def test_missing_cut_and_extra_files_are_found(folder):
    (folder / "README.md").unlink()
    with (folder / "statements" / "2025-09.parquet").open("r+b") as handle:
        handle.truncate(100)
    (folder / "notes.txt").write_text("mine")
    assert [finding.split(":")[0] for finding in _findings(folder)] == [
        "notes.txt",
        "README.md",
        "statements/2025-09.parquet",
    ]


def test_a_key_used_in_two_months_is_found(folder):
    twin = decode((folder / "mentions" / "2025-08.parquet").read_bytes())["mention_id"][0].as_py()
    _replace_rows(folder, "mentions/2025-09.parquet", _with("mention_id", [twin, "mention_x"]))
    assert _findings(folder) == [f"mentions: 1 keys are not unique: {twin}"]


def test_an_actor_that_is_not_there_is_found(folder):
    _replace_rows(folder, "statements/2025-08.parquet", _with("speaker_actor_id", ["actor_person_0"]))
    assert _findings(folder) == ["statements: 1 values of speaker_actor_id are missing from actors: actor_person_0"]


def test_rows_of_a_document_that_is_not_there_are_found(folder):
    _replace_rows(folder, "documents/2025-08.parquet", lambda rows: rows.slice(0, 0))
    found = _findings(folder)
    assert {finding.split(":")[0] for finding in found} == {"dates", "mentions", "statements"}


def test_a_span_beside_its_surface_is_found(folder):
    _replace_rows(folder, "dates/2025-08.parquet", _with("start", [0]))
    (finding,) = _findings(folder)
    assert finding.startswith("dates/2025-08.parquet: 1 rows break their spans: row 0: text[0:")


def test_a_table_with_other_columns_than_declared_is_found(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["tables"]["actors"]["columns"][0]["type"] = "int64"
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert _findings(folder) == [
        "MANIFEST.json: actors: the schema fingerprint is not that of its columns and key",
        "actors/actors.parquet: its columns are not those that the manifest declares for actors",
    ]


def test_wrong_counts_in_the_manifest_are_found(folder):
    manifest = json.loads((folder / MANIFEST).read_text())
    manifest["tables"]["actors"]["n_rows"] = 7
    (folder / MANIFEST).write_text(json.dumps(manifest))
    assert _findings(folder) == ["MANIFEST.json: actors has 7 rows, its files 2"]


def test_months_of_a_trusted_release_are_not_read_again_but_their_keys_count(folder):
    twin = decode((folder / "mentions" / "2025-08.parquet").read_bytes())["mention_id"][0].as_py()
    trusted = read_manifest((folder / MANIFEST).read_bytes(), "x")
    _replace_rows(folder, "mentions/2025-09.parquet", _with("mention_id", [twin, "mention_x"]))
    manifest = read_manifest((folder / MANIFEST).read_bytes(), "x")
    assert verify_files(Storage(str(folder)), manifest, trusted=trusted, is_hashed=True) == [
        f"mentions: 1 keys are not unique: {twin}"
    ]


def test_a_folder_without_manifest_is_no_release(tmp_path):
    with pytest.raises(ReleaseError, match="no MANIFEST"):
        _findings(tmp_path)

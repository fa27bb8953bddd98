"""The manifest: canonical, readable again, refused in one line when broken."""

import datetime
import json

import pytest

from pipeline.errors import ReleaseError
from pipeline.release.manifest import (
    FileEntry,
    Manifest,
    content_fingerprint,
    describe_tables,
    fingerprint_of,
    read_manifest,
)
from schemas.export import schema_fingerprint
from schemas.tables import RELEASED_TABLES

SHA = "0" * 64


@pytest.fixture
def manifest():
    return Manifest(
        version="1.1.0",
        previous="1.0.0",
        date=datetime.date(2025, 9, 1),
        content_fingerprint=SHA,
        code_version="0.1.0+abc",
        settings={"max_document_bytes": 5},
        tables=describe_tables({"statements": 3}),
        files=(
            FileEntry(
                path="statements/2025-08.parquet", table="statements", month="2025-08", sha256=SHA, n_bytes=9, n_rows=3
            ),
        ),
    )


def test_it_is_read_as_it_was_written(manifest):
    assert read_manifest(manifest.to_json(), "x") == manifest
    assert read_manifest(manifest.to_json(), "x").to_json() == manifest.to_json()


def test_its_json_is_canonical(manifest):
    text = manifest.to_json().decode()
    assert text == json.dumps(json.loads(text), sort_keys=True, indent=2, ensure_ascii=False) + "\n"


def test_fingerprints_of_its_tables_are_those_of_the_contract():
    tables = describe_tables({})
    assert {table: fingerprint_of(tables[table]) for table in RELEASED_TABLES} == {
        table: schema_fingerprint(table) for table in RELEASED_TABLES
    }


def test_the_content_fingerprint_leaves_out_what_is_about_the_release(manifest):
    files = manifest.stored_files()
    changes = FileEntry(path="changes/changes.parquet", table="changes", sha256="1" * 64, n_bytes=1, n_rows=1)
    with_changes = manifest.model_copy(update={"files": (*manifest.files, changes)}).stored_files()
    assert content_fingerprint(manifest.tables, files) == content_fingerprint(manifest.tables, with_changes)
    assert content_fingerprint(manifest.tables, files) != content_fingerprint(manifest.tables, ())


def _broken(manifest, **changes):
    return json.dumps(json.loads(manifest.to_json()) | changes).encode()


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"manifest_format": 2}, "update onrecord"),
        ({"version": "one"}, "version: "),
        ({"content_fingerprint": "abc"}, "content_fingerprint: "),
        ({"surprise": 1}, "surprise: "),
        ({"files": [{"path": "../lake/x", "sha256": SHA, "n_bytes": 1}]}, "not a path inside the release"),
        ({"files": [{"path": "/etc/passwd", "sha256": SHA, "n_bytes": 1}]}, "not a path inside the release"),
        ({"files": [{"path": "a", "sha256": SHA, "n_bytes": 1}] * 2}, "named twice"),
        ({"files": [{"path": "a", "sha256": SHA, "n_bytes": -1}]}, "files.0.n_bytes"),
    ],
)
def test_a_broken_one_is_refused_in_one_line(manifest, changes, words):
    with pytest.raises(ReleaseError) as raised:
        read_manifest(_broken(manifest, **changes), "1.1.0/MANIFEST.json")
    assert words in str(raised.value)
    assert str(raised.value).startswith("1.1.0/MANIFEST.json: ")
    assert "\n" not in str(raised.value)


@pytest.mark.parametrize("data", [b"", b"{", b"[]", b"null", b"\xff\xfe", b"[" * 100_000])
def test_what_is_no_manifest_at_all_is_refused(data):
    with pytest.raises(ReleaseError, match=r"^here: "):
        read_manifest(data, "here")

"""`onrecord.load` from folders: which release it finds, and that it gives no bytes but those of the manifest."""

import pyarrow as pa
import pytest

import onrecord
from pipeline.publish.amendments import make_amendment
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.release.request import ReleaseRequest
from schemas.export import arrow_schema
from tests.release_corpus import DAY, SETTINGS, Doc, snapshot_of


@pytest.fixture
def data(tmp_path):
    """A data folder with releases 1.0.0 (one document) and 1.1.0 (two)."""
    for docs in ([Doc("a")], [Doc("a"), Doc("b")]):
        snapshot = snapshot_of(tmp_path / "lake", docs)
        make_release(
            snapshot, str(tmp_path / "releases"), ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1")
        )
    return tmp_path


def n_documents(place, **options):
    return onrecord.load(place, "documents", **options).num_rows


def test_a_release_is_found_in_each_kind_of_folder(data):
    assert n_documents(data) == n_documents(str(data / "releases")) == n_documents(f"{data}/") == 2
    assert n_documents(data, version="1.0.0") == n_documents(data / "releases/1.0.0") == 1
    assert n_documents(f"file://{data}") == 2


def test_a_yanked_release_is_passed_over_unless_it_is_named(data):
    FolderTarget(str(data / "releases")).amend(make_amendment("Yank", "1.1.0", "wrong", DAY))
    assert n_documents(data) == 1
    with pytest.warns(UserWarning, match="1.1.0 was yanked"):
        assert n_documents(data / "releases/1.1.0") == 2


def test_the_schema_is_the_declared_one_also_without_rows(data):
    for table in ("statements", "changes", "rejected"):
        assert onrecord.load(data, table, version="1.0.0").schema.equals(arrow_schema(table))
    assert onrecord.load(data, "rejected").num_rows == 0


def test_months_are_in_order(data):
    found = onrecord.load(data, "statements")
    assert isinstance(found, pa.Table)
    assert found["document_id"].to_pylist() == sorted(found["document_id"].to_pylist())


def test_a_file_that_is_not_the_one_of_the_manifest_is_refused(data):
    (file,) = (data / "releases/1.1.0/documents").iterdir()
    file.write_bytes(file.read_bytes()[:-1] + b"x")
    with pytest.raises(onrecord.OnrecordError, match="its bytes are not those of MANIFEST"):
        onrecord.load(data, "documents")
    file.unlink()
    with pytest.raises(onrecord.OnrecordError, match="is missing; run `onrecord verify`"):
        onrecord.load(data, "documents")


@pytest.mark.parametrize(
    ("place", "options", "message"),
    [
        ("", {"version": "3.0.0"}, "has no version 3.0.0; it has 1.1.0, 1.0.0"),
        ("lake", {}, "holds no release; name a release, a folder of releases or a data folder"),
        ("nowhere", {}, "no such folder, nor NAMESPACE/NAME"),
        ("releases/1.0.0", {"version": "1.1.0"}, "is version 1.0.0, not 1.1.0"),
    ],
)
def test_what_is_not_there_is_said_in_one_line(data, place, options, message):
    with pytest.raises(onrecord.OnrecordError, match=message) as raised:
        onrecord.load(data / place, "statements", **options)
    assert "\n" not in str(raised.value)

"""Metadata of a release for machines: Croissant, CITATION.cff, data package, the tables' schemas."""

import datetime
import hashlib
import json
import shutil

import absl.logging
import frictionless
import mlcroissant
import pytest
import yaml
from jsonschema import Draft202012Validator

from pipeline.dataset import EXAMPLE, UNDESCRIBED, Dataset
from pipeline.lake.parquet import decode, encode, table_from_rows
from pipeline.lake.storage import Storage
from pipeline.parse.sources import Publisher
from pipeline.publish.folder import FolderTarget, make_release
from pipeline.release.citation import write_bibtex, write_citation
from pipeline.release.coverage import Coverage
from pipeline.release.croissant import write_croissant
from pipeline.release.datapackage import write_data_package
from pipeline.release.facts import ReleaseFacts
from pipeline.release.manifest import MANIFEST, describe_tables, read_manifest
from pipeline.release.request import ReleaseRequest
from pipeline.release.verify import verify_release
from schemas.descriptor import table_schema, to_json
from schemas.export import columns
from schemas.tables import RELEASED_TABLES, TABLES
from tests.release_corpus import DAY, SETTINGS, Doc, correction_row, full_snapshot_of, judged_sample, rejected_row

A = Doc("a")
B = Doc("b", datetime.date(2025, 9, 2), (("Bodo Muster", "Nein."), ("Anna Beispiel", "Doch.")))
COPY = Doc("c", None, near_duplicate_of=A.document_id)


@pytest.fixture(scope="module")
def line(tmp_path_factory):
    """Two releases; in the second every table has rows."""
    root = tmp_path_factory.mktemp("metadata")
    for docs, rejected in (([A], []), ([A, B, COPY], [rejected_row("x.txt", "0" * 64)])):
        corrections = [correction_row(B)] if B in docs else []
        snapshot = full_snapshot_of(root / "lake", docs, rejected, corrections)
        reviewed = [judged_sample([A])] if B in docs else []
        request = ReleaseRequest(date=DAY, settings=SETTINGS, code_version="1", reviewed=reviewed)
        make_release(snapshot, str(root / "out"), request)
    return root / "out"


def manifest_of(folder):
    return read_manifest((folder / MANIFEST).read_bytes(), "x")


def facts(manifest, **changes):
    coverage = Coverage(2, {"de": 2, "und": 1}, {"tagblatt": 2}, {("tagblatt", "full_text"): 2}, DAY, DAY)
    given = {"publishers": {}, "repository": None} | changes
    return ReleaseFacts(
        manifest.version, manifest.previous, manifest.date.isoformat(), "1", manifest.tables, coverage, **given
    )


def text(value):
    return value.decode() if isinstance(value, bytes) else value


# ── Croissant ───────────────────────────────────────────────────────────────────────────────────────────────────────


def test_mlcroissant_finds_nothing_wrong_with_it(line):
    for version in ("1.0.0", "1.1.0"):
        dataset = mlcroissant.Dataset(jsonld=line / version / "croissant.json")
        issues = dataset.metadata.ctx.issues
        assert (set(issues.errors), set(issues.warnings)) == (set(), set())
        assert str(dataset.metadata.ctx.conforms_to.value) == "http://mlcommons.org/croissant/1.1"
        assert str(dataset.metadata.version) == version


# None of these documents has rows of the others.
@pytest.mark.parametrize("table", [table for table in RELEASED_TABLES if table not in ("about", "redirects")])
def test_mlcroissant_reads_every_table_as_it_is(line, table):
    folder = line / "1.1.0"
    found = mlcroissant.Dataset(jsonld=folder / "croissant.json").records(record_set=table)
    records = [{name.removeprefix(f"{table}/"): value for name, value in record.items()} for record in found]
    rows = [row for file in sorted((folder / table).iterdir()) for row in decode(file.read_bytes()).to_pylist()]
    key = TABLES[table].key
    assert sorted(tuple(text(record[name]) for name in key) for record in records) == sorted(
        tuple(row[name] for name in key) for row in rows
    )
    by_key = {tuple(row[name] for name in key): row for row in rows}
    for record in records:
        row = by_key[tuple(text(record[name]) for name in key)]
        assert record.keys() == row.keys()
        plain = {name for name, value in row.items() if isinstance(value, str | int)}
        assert {name: text(record[name]) for name in plain} == {name: row[name] for name in plain}


def test_mlcroissant_reads_spans_and_days(line):
    records = mlcroissant.Dataset(jsonld=line / "1.0.0" / "croissant.json").records(record_set="statements")
    (record,) = list(records)
    assert record["statements/spans"] == [{"statements/spans/start": 22, "statements/spans/end": 47}]
    assert record["statements/source_spans"] == []
    (document,) = list(mlcroissant.Dataset(jsonld=line / "1.0.0" / "croissant.json").records(record_set="documents"))
    assert document["documents/published_on"].date() == A.published_on


def test_every_parquet_file_stands_in_it_with_its_hash(line):
    content = json.loads((line / "1.1.0" / "croissant.json").read_text())
    told = {node["contentUrl"]: node["sha256"] for node in content["distribution"] if node["@type"] == "cr:FileObject"}
    folder = line / "1.1.0"
    files = list(folder.rglob("*.parquet"))
    assert told == {str(p.relative_to(folder)): hashlib.sha256(p.read_bytes()).hexdigest() for p in files}


def test_tables_without_rows_are_left_out_with_what_points_to_them(line):
    content = json.loads((line / "1.0.0" / "croissant.json").read_text())
    assert [node["name"] for node in content["recordSet"]] == [
        "statements", "documents", "dates", "mentions", "actors", "coverage", "release",
    ]  # fmt: skip
    targets = {
        field["references"]["field"]["@id"]
        for node in content["recordSet"]
        for field in node["field"]
        if "references" in field
    }
    assert targets == {"documents/document_id", "actors/actor_id"}


def test_on_the_hub_its_files_are_those_of_the_versions_tag(line):
    """A reader who has the repository on disk maps it; else mlcroissant clones the tag."""
    manifest = manifest_of(line / "1.1.0")
    own = facts(manifest, repository="press/statements")
    content = json.loads(write_croissant(own, manifest.files))
    assert content["url"] == "https://huggingface.co/datasets/press/statements"
    repository = content["distribution"][0]
    assert repository["contentUrl"] == f"{content['url']}/tree/refs%2Ftags%2Fv1.1.0"
    assert all(node["containedIn"] == {"@id": repository["@id"]} for node in content["distribution"][1:])
    dataset = mlcroissant.Dataset(jsonld=content, mapping={repository["@id"]: line / "1.1.0"})
    assert set(dataset.metadata.ctx.issues.errors) == set()
    assert len(list(dataset.records(record_set="statements"))) == 4


def test_a_shared_licence_is_named_by_its_address(line):
    manifest = manifest_of(line / "1.0.0")
    publisher = Publisher(key="tagblatt", name="T", redistribution="full_text", licence="CC BY-SA 4.0")
    content = json.loads(write_croissant(facts(manifest, publishers={"tagblatt": publisher}), manifest.files))
    assert content["license"] == "https://creativecommons.org/licenses/by-sa/4.0/"
    assert content["inLanguage"] == ["de"]
    assert content["datePublished"] == DAY.isoformat()


def test_it_answers_what_responsible_use_asks_for(line):
    manifest = manifest_of(line / "1.1.0")
    own = facts(manifest, repository="press/statements", dataset=Dataset.model_validate(EXAMPLE))
    content = json.loads(write_croissant(own, manifest.files))
    assert content["conformsTo"][1] == "http://mlcommons.org/croissant/RAI/1.0"
    metadata = mlcroissant.Dataset(jsonld=content, mapping={"repository": line / "1.1.0"}).metadata
    assert metadata.machine_annotation_tools == ["onrecord 1"]
    assert EXAMPLE["takedown"] in metadata.personal_sensitive_information
    assert "there a patch never changes the data" in metadata.data_release_maintenance_plan
    for answer in (metadata.data_collection, metadata.data_limitations, metadata.data_biases, metadata.data_use_cases):
        assert answer
    assert content["temporalCoverage"] == f"{DAY}/{DAY}"
    licences = content["license"] if isinstance(content["license"], list) else [content["license"]]
    assert all(address.startswith("https://") for address in (*licences, content["url"]))


# ── data package ────────────────────────────────────────────────────────────────────────────────────────────────────


def test_frictionless_finds_every_table_valid_with_its_keys(line):
    package = frictionless.Package(str(line / "1.1.0" / "datapackage.json"))
    report = package.validate()
    assert report.flatten(["name", "type", "message"]) == []
    manifest = manifest_of(line / "1.1.0")
    told = {task.name: task.stats["rows"] for task in report.tasks}
    assert told == {name: table.n_rows for name, table in manifest.tables.items() if table.n_rows}
    assert len(told) > 8
    assert {key["reference"].get("resource") for key in package.get_resource("statements").schema.foreign_keys} == {
        "documents", "actors", "",
    }  # fmt: skip


def test_frictionless_notices_a_row_whose_document_is_missing(line, tmp_path):
    folder = tmp_path / "release"
    shutil.copytree(line / "1.0.0", folder)
    path = folder / "statements" / "2025-08.parquet"
    rows = decode(path.read_bytes()).to_pylist()
    path.write_bytes(encode("statements", table_from_rows("statements", [rows[0] | {"document_id": "doc_0"}])))
    report = frictionless.Package(str(folder / "datapackage.json")).validate()
    assert report.flatten(["type"]) == [["foreign-key"]]


def test_the_package_says_whose_it_is(line):
    publisher = Publisher(key="tagblatt", name="Tagblatt", redistribution="full_text", url="https://tagblatt.example/")
    own = facts(
        manifest_of(line / "1.1.0"), publishers={"tagblatt": publisher}, dataset=Dataset.model_validate(EXAMPLE)
    )
    content = json.loads(write_data_package(own))
    assert list(frictionless.Package.from_descriptor(content, basepath=str(line / "1.1.0")).resource_names) == [
        resource["name"] for resource in content["resources"]
    ]
    assert (content["title"], content["version"]) == (EXAMPLE["title"], "1.1.0")
    assert content["id"] == "https://doi.org/10.5281/zenodo.1234567"
    assert content["licenses"][0]["path"] == "https://creativecommons.org/licenses/by/4.0/"
    assert content["sources"] == [{"title": "Tagblatt", "path": "https://tagblatt.example/"}]
    assert [(person["title"], person["roles"]) for person in content["contributors"]] == [
        ("Anna Beispiel", ["creator"]),
        ("Example University Library", ["publisher"]),
        ("Example Foundation, grant 42", ["funder"]),
        ("Contact", ["contact"]),
    ]


# ── citation ────────────────────────────────────────────────────────────────────────────────────────────────────────

# What of the Citation File Format 1.2.0 concerns a dataset by an entity.
_CFF = {
    "type": "object",
    "required": ["authors", "cff-version", "message", "title"],
    "additionalProperties": False,
    "properties": {
        "abstract": {"type": "string", "minLength": 1},
        "authors": {
            "type": "array",
            "minItems": 1,
            "items": {
                "type": "object",
                "additionalProperties": False,
                "minProperties": 1,
                "properties": {
                    **{part: {"type": "string"} for part in ("name", "family-names", "given-names", "affiliation")},
                    "orcid": {
                        "type": "string",
                        "pattern": r"^https://orcid\.org/[0-9]{4}-[0-9]{4}-[0-9]{4}-[0-9]{3}[0-9X]$",
                    },
                },
            },
        },
        "cff-version": {"const": "1.2.0"},
        "date-released": {"type": "string", "pattern": r"^\d{4}-(0[1-9]|1[012])-(0[1-9]|[12]\d|3[01])$"},
        "doi": {"type": "string", "pattern": r"^10\.\d{4,9}(\.\d+)?/[A-Za-z0-9:/_;\-\.\(\)\[\]\\]+$"},
        "keywords": {"type": "array", "uniqueItems": True, "minItems": 1, "items": {"type": "string"}},
        "license": {"enum": ["CC-BY-4.0", "CC-BY-NC-SA-2.5", "CC0-1.0"]},
        "message": {"type": "string", "minLength": 1},
        "references": {
            "type": "array",
            "items": {
                "type": "object",
                "required": ["authors", "title", "type"],
                "additionalProperties": False,
                "properties": {
                    "authors": {"type": "array", "items": {"type": "object", "required": ["name"]}},
                    "scope": {"type": "string"},
                    "title": {"type": "string"},
                    "type": {"const": "software"},
                    "version": {"type": "string"},
                },
            },
        },
        "title": {"type": "string", "minLength": 1},
        "type": {"enum": ["dataset", "software"]},
        "url": {"type": "string", "pattern": "^https://"},
        "version": {"type": "string"},
    },
}


@pytest.mark.parametrize(
    ("licence", "spdx"),
    [("CC BY 4.0", "CC-BY-4.0"), ("cc-by-nc-sa-2.5", "CC-BY-NC-SA-2.5"), ("CC0 1.0", "CC0-1.0"), (None, None)],
)
def test_the_citation_file_keeps_its_format(line, licence, spdx):
    publisher = Publisher(key="tagblatt", name="T", redistribution="full_text", licence=licence)
    described = {"publishers": {"tagblatt": publisher}, "repository": "press/statements"}
    for dataset in (UNDESCRIBED, Dataset.model_validate(EXAMPLE)):
        own = facts(manifest_of(line / "1.1.0"), **described, dataset=dataset)
        Draft202012Validator(_CFF).validate(yaml.safe_load(write_citation(own)))
    content = yaml.safe_load(write_citation(own))
    assert (content["version"], content["date-released"]) == ("1.1.0", DAY.isoformat())
    assert content.get("license") == spdx
    assert content["url"] == "https://huggingface.co/datasets/press/statements"


def test_card_citation_file_and_croissant_cite_the_same(line):
    folder = line / "1.1.0"
    bibtex = write_bibtex(facts(manifest_of(folder)))
    assert f"```bibtex\n{bibtex}\n```" in (folder / "README.md").read_text()
    assert json.loads((folder / "croissant.json").read_text())["citeAs"] == bibtex
    cited = yaml.safe_load((folder / "CITATION.cff").read_text())
    for value in (cited["title"], cited["version"], cited["date-released"], cited["authors"][0]["name"]):
        assert f"{{{value}}}" in bibtex


# ── schemas ─────────────────────────────────────────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("table", RELEASED_TABLES)
def test_a_schema_tells_the_contract(line, table):
    schema = json.loads((line / "1.1.0" / "schemas" / f"{table}.json").read_text())
    assert schema == table_schema(table)
    assert [
        (f["name"], f["arrowType"], not f["constraints"]["required"], f["description"]) for f in schema["fields"]
    ] == [(c.name, c.dtype, c.is_nullable, c.description) for c in columns(table)]
    assert schema["primaryKey"] == list(TABLES[table].key)
    known = {"string", "integer", "number", "date", "datetime", "any", "boolean"}
    assert {field["type"] for field in schema["fields"]} <= known
    assert all(field["arrowType"].startswith("list") == (field["type"] == "any") for field in schema["fields"])


def test_a_schema_names_vocabularies_patterns_and_references():
    fields = {field["name"]: field["constraints"] for field in table_schema("statements")["fields"]}
    assert fields["type"]["enum"][0] == "direct"
    assert fields["statement_id"] == {"required": True, "unique": True}
    assert {f["name"]: f for f in table_schema("actors")["fields"]}["country"]["constraints"]["pattern"] == "^[A-Z]{2}$"
    references = {key["fields"][0]: key["reference"] for key in table_schema("statements")["foreignKeys"]}
    assert references["document_id"] == {"resource": "documents", "fields": ["document_id"]}
    assert references["parent_statement_id"] == {"fields": ["statement_id"]}
    assert to_json(table_schema("dates")).endswith("}\n")


# ── in the release ──────────────────────────────────────────────────────────────────────────────────────────────────


def test_they_are_files_of_the_release_and_verified(line, tmp_path):
    named = {file.path for file in manifest_of(line / "1.1.0").files}
    assert {"CITATION.cff", "croissant.json", "assets/changes.png", "schemas/statements.json"} <= named
    assert verify_release(Storage(str(line / "1.1.0"))) == []
    for file in ("CITATION.cff", "schemas/dates.json"):
        path = line / "1.1.0" / file
        data = path.read_bytes()
        path.write_bytes(data + b" ")
        assert [finding.split(":")[0] for finding in verify_release(Storage(str(line / "1.1.0")))] == [file]
        path.write_bytes(data)


def test_they_are_no_content_so_that_they_alone_make_no_release(line):
    target = FolderTarget(str(line))
    assert describe_tables({}).keys() == target.predecessor().manifest.tables.keys()
    snapshot = full_snapshot_of(
        line.parent / "lake", [A, B, COPY], [rejected_row("x.txt", "0" * 64)], [correction_row(B)]
    )
    later = make_release(
        snapshot,
        str(line),
        ReleaseRequest(
            date=DAY + datetime.timedelta(days=1),
            settings=SETTINGS,
            code_version="2",
            reviewed=[judged_sample([A])],
            publishers={
                "tagblatt": Publisher(key="tagblatt", name="T", redistribution="full_text", licence="CC BY 4.0")
            },
        ),
    )
    assert (later.version, later.is_new) == ("1.1.0", False)


def test_a_log_set_up_anew_closes_no_stream_of_the_tests(capfd):
    handler = absl.logging.get_absl_handler().python_handler
    handler.close()  # as logging.config does
    assert not handler.stream.closed

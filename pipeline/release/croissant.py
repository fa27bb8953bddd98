"""`croissant.json`: the release as Croissant 1.1 describes a dataset (http://mlcommons.org/croissant/1.1).

Every Parquet file is a FileObject with its SHA-256; the files of a monthly table are a FileSet beside that, which its
RecordSet reads. Addresses are relative to the release's folder. On the Hub files and sets are contained in the
repository at the version's tag, from where a reader gets them. Tables without rows are left out, as in the card.

Not expressed: references within a table (a statement's parent, a duplicate's original), with which mlcroissant 1.1
finds a cycle and reads nothing; and that a column may be null, for which the format has no word. It does not hash what
it reads through a FileSet either: the hashes are for those who fetch single files.

What the vocabulary of responsible AI asks for (http://mlcommons.org/croissant/RAI/1.0) is answered from the datasheet,
with the words of the card. The version is ours: see the last section of the datasheet.
"""

from collections.abc import Iterable, Sequence
from typing import Any

import pyarrow as pa

from pipeline.dataset import Creator, Dataset
from pipeline.release.citation import write_bibtex
from pipeline.release.datasheet import load_datasheet
from pipeline.release.facts import TOOL, ReleaseFacts
from pipeline.release.manifest import FileEntry
from pipeline.release.measured_words import tell_measured
from schemas.descriptor import to_json
from schemas.export import Column, arrow_schema, columns
from schemas.tables import TABLES

CROISSANT = "croissant.json"

Node = dict[str, Any]

_REPOSITORY = "repository"
_PARQUET = "application/x-parquet"
# A repository has no hash of its own. The format wants one, and readers know this address as "none".
_NO_HASH = "https://github.com/mlcommons/croissant/issues/80"

# The context that the specification's 1.1 gives; readers warn when a key of it, or of 1.0, is missing.
_OWN_KEYS = (
    "annotation arrayShape citeAs column containedIn equivalentProperty excludes extract field fileProperty fileObject "
    "fileSet format includes isArray isLiveDataset jsonPath key md5 parentField path readLines recordSet references "
    "regex repeated replace samplingRate sdVersion separator source subField transform unArchive value"
)
_CONTEXT: Node = {
    "@language": "en",
    "@vocab": "https://schema.org/",
    "sc": "https://schema.org/",
    "cr": "http://mlcommons.org/croissant/",
    "rai": "http://mlcommons.org/croissant/RAI/",
    "dct": "http://purl.org/dc/terms/",
    **{key: f"cr:{key}" for key in _OWN_KEYS.split()},
    "conformsTo": "dct:conformsTo",
    "data": {"@id": "cr:data", "@type": "@json"},
    "dataType": {"@id": "cr:dataType", "@type": "@vocab"},
    "description": {"@container": "@language"},
    "name": {"@container": "@language"},
    "examples": {"@id": "cr:examples", "@type": "@json"},
}


def write_croissant(facts: ReleaseFacts, files: Iterable[FileEntry]) -> str:
    """Return the metadata of a release as JSON; it describes the tables among `files`, each with its SHA-256."""
    parquet = sorted((file for file in files if file.table is not None), key=lambda file: file.path)
    filled = [table for table in facts.filled if any(file.table == table for file in parquet)]
    content: Node = {
        "@context": _CONTEXT,
        "@type": "sc:Dataset",
        "conformsTo": ["http://mlcommons.org/croissant/1.1", "http://mlcommons.org/croissant/RAI/1.0"],
        "name": facts.title,
        "description": facts.description,
        **_people(facts.dataset),
        "version": facts.version,
        "datePublished": facts.date,
        "license": _licences(facts),
        "usageInfo": {"@type": "sc:CreativeWork", "text": facts.stated_terms},
        "url": facts.landing_page or "README.md",
        "citeAs": write_bibtex(facts),
        "inLanguage": [code for code in facts.coverage.languages if code != "und"],
        "keywords": list(facts.keywords),
        **_days(facts),
        "isLiveDataset": False,
        **_responsibility(facts),
        "distribution": [*_containers(facts), *_file_objects(facts, parquet), *_file_sets(facts, filled)],
        "recordSet": [_record_set(table, filled) for table in filled],
    }
    return to_json(content)


def _days(facts: ReleaseFacts) -> Node:
    first, last = facts.coverage.first_day, facts.coverage.last_day
    return {} if first is None else {"temporalCoverage": f"{first}/{last}"}


def _responsibility(facts: ReleaseFacts) -> Node:
    """What the vocabulary of responsible AI asks for; sections with several sentences where it allows several."""
    said = {section: list(sentences) for section, sentences in load_datasheet().items()}
    takedown = [facts.dataset.takedown] if facts.dataset.takedown else []
    return {
        "rai:dataCollection": " ".join(said["collection"]),
        "rai:dataCollectionType": ["Document analysis"],
        "rai:dataPreprocessingProtocol": said["preprocessing"],
        "rai:dataAnnotationProtocol": said["annotation"],
        **({"rai:dataAnnotationAnalysis": list(tell_measured(facts.measured))} if facts.measured else {}),
        "rai:machineAnnotationTools": [f"{TOOL} {facts.code_version}"],
        "rai:annotationsPerItem": "1",
        "rai:dataBiases": said["biases"],
        "rai:dataUseCases": [f"Fit: {use}" for use in said["intended"]] + [f"Unfit: {use}" for use in said["unfit"]],
        "rai:dataLimitations": said["faults"],
        "rai:dataSocialImpact": " ".join(said["impact"]),
        "rai:personalSensitiveInformation": [*said["people"], *takedown],
        "rai:dataReleaseMaintenancePlan": " ".join([*said["maintenance"], *said["versions"]]),
    }


def _licences(facts: ReleaseFacts) -> str | list[str]:
    """Addresses of the licences of annotations and texts; where they have none, of the place that lists them."""
    known = [url for url in (facts.layer_licence_url, facts.licence_url) if url is not None]
    if facts.licence_url is None:
        known.append(f"{facts.landing_page or 'README.md'}#sources-and-rights")
    found = list(dict.fromkeys(known))
    return found[0] if len(found) == 1 else found


def _people(dataset: Dataset) -> Node:
    """Who made, publishes and pays for the dataset, as far as the owner says; the software is not among them."""
    found: Node = {}
    if dataset.creators:
        found["creator"] = [_creator(creator) for creator in dataset.creators]
    if dataset.publisher:
        found["publisher"] = {"@type": "sc:Organization", "name": dataset.publisher}
    if dataset.funding:
        found["funding"] = list(dataset.funding)
    return found


def _creator(creator: Creator) -> Node:
    node: Node = {"@type": "sc:Person" if creator.is_person else "sc:Organization", "name": creator.spoken}
    if creator.orcid:
        node["identifier"] = f"https://orcid.org/{creator.orcid}"
    if creator.affiliation:
        node["affiliation"] = {"@type": "sc:Organization", "name": creator.affiliation}
    return node


def _containers(facts: ReleaseFacts) -> Iterable[Node]:
    """The repository at the release's tag, where there is one."""
    if facts.url:
        yield {
            "@type": "cr:FileObject",
            "@id": _REPOSITORY,
            "name": _REPOSITORY,
            "description": "The repository on the Hugging Face Hub, at the tag of this version.",
            "contentUrl": f"{facts.url}/tree/refs%2Ftags%2Fv{facts.version}",
            "encodingFormat": "git+https",
            "sha256": _NO_HASH,
        }


def _contained(facts: ReleaseFacts) -> Node:
    return {"containedIn": {"@id": _REPOSITORY}} if facts.url else {}


def _file_objects(facts: ReleaseFacts, files: Iterable[FileEntry]) -> Iterable[Node]:
    for file in files:
        yield {
            "@type": "cr:FileObject",
            "@id": file.path,
            "name": file.path,
            **_contained(facts),
            "contentUrl": file.path,
            "contentSize": f"{file.n_bytes} B",
            "encodingFormat": _PARQUET,
            "sha256": file.sha256,
        }


def _file_sets(facts: ReleaseFacts, tables: Iterable[str]) -> Iterable[Node]:
    for table in tables:
        scope = "one Parquet file a month" if TABLES[table].is_partitioned else "one Parquet file"
        yield {
            "@type": "cr:FileSet",
            "@id": _file_set(table),
            "name": _file_set(table),
            "description": f"The rows of {table}: {scope}.",
            **_contained(facts),
            "encodingFormat": _PARQUET,
            "includes": f"{table}/*.parquet",
        }


def _file_set(table: str) -> str:
    return f"{table}-files"


def _record_set(table: str, filled: Sequence[str]) -> Node:
    spec = TABLES[table]
    return {
        "@type": "cr:RecordSet",
        "@id": table,
        "name": table,
        "description": spec.summary,
        "key": [{"@id": f"{table}/{name}"} for name in spec.key],
        "field": [
            _field(table, column, described, filled)
            for column, described in zip(arrow_schema(table), columns(table), strict=True)
        ],
    }


def _field(table: str, column: pa.Field, described: Column, filled: Sequence[str]) -> Node:
    """A column. A list is an array of any length, a list of structs has their fields as sub-fields.

    The format has no word for the values of a vocabulary: they are in the description, with their meanings.
    """
    node: Node = {
        "@type": "cr:Field",
        "@id": f"{table}/{column.name}",
        "name": column.name,
        "description": described.full_description,
    }
    dtype = column.type
    if pa.types.is_list(dtype):
        node |= {"isArray": True, "arrayShape": "-1"}
        dtype = dtype.value_type
    if pa.types.is_struct(dtype):
        return node | {"subField": [_sub_field(table, column.name, part) for part in dtype]}
    node |= {"dataType": _DATA_TYPES[dtype], "source": _source(table, column.name)}
    target = TABLES[table].references.get(column.name)
    if target is not None and target in filled and target != table:
        node["references"] = {"field": {"@id": f"{target}/{TABLES[target].key[0]}"}}
    return node


def _sub_field(table: str, column: str, part: pa.Field) -> Node:
    return {
        "@type": "cr:Field",
        "@id": f"{table}/{column}/{part.name}",
        "name": part.name,
        "dataType": _DATA_TYPES[part.type],
        "source": _source(table, column) | {"transform": {"jsonPath": part.name}},
    }


def _source(table: str, column: str) -> Node:
    return {"fileSet": {"@id": _file_set(table)}, "extract": {"column": column}}


_DATA_TYPES = {
    pa.string(): "sc:Text",
    pa.int32(): "sc:Integer",
    pa.int64(): "sc:Integer",
    pa.date32(): "sc:Date",
    pa.timestamp("us", tz="UTC"): "sc:DateTime",
    pa.float32(): "sc:Float",
    pa.float64(): "sc:Float",
    pa.bool_(): "sc:Boolean",
}

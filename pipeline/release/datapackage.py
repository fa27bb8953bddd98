"""`datapackage.json`: the release as a Data Package (datapackage.org, version 2.0) with its tables and foreign keys.

A resource is a table; its schema is the file of that name in `schemas/`. A monthly table is a folder of Parquet files,
which pyarrow, pandas, polars and frictionless read as one: the files of a list, which the standard knows too, would
have to be joined byte by byte. Tables without rows are left out, as in the card.
"""

import re
from typing import Any

from pipeline.dataset import Creator
from pipeline.release.facts import ReleaseFacts
from schemas.descriptor import to_json
from schemas.tables import TABLES

DATA_PACKAGE = "datapackage.json"

_Node = dict[str, Any]


def write_data_package(facts: ReleaseFacts) -> str:
    """Return the descriptor of a release as JSON."""
    content: _Node = {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": _slug(facts.repository or facts.dataset.title or "statements"),
        "title": facts.title,
        "description": facts.description,
        "version": facts.version,
        "created": f"{facts.date}T00:00:00Z",
        "keywords": list(facts.keywords),
    }
    if facts.dataset.doi:
        content["id"] = f"https://doi.org/{facts.dataset.doi}"
    if facts.dataset.homepage or facts.url:
        content["homepage"] = facts.dataset.homepage or facts.url
    listed = {"licenses": _licences(facts), "contributors": _contributors(facts), "sources": _sources(facts)}
    content |= {name: nodes for name, nodes in listed.items() if nodes}  # an empty list is not valid
    content["resources"] = [_resource(table) for table in facts.filled]
    return to_json(content)


def _slug(name: str) -> str:
    return "-".join(re.findall(r"[a-z0-9]+", name.lower())) or "statements"


def _licences(facts: ReleaseFacts) -> list[_Node]:
    """The licences that have an address: of the annotations, and of the texts if they share one."""
    found = []
    for title, path in (
        ("annotations", facts.layer_licence_url),
        ("texts of the documents", facts.licence_url),
    ):
        if path is not None:
            found.append({"title": f"Licence of the {title}", "path": path})
    return found


def _contributors(facts: ReleaseFacts) -> list[_Node]:
    dataset = facts.dataset
    found = [_contributor(creator) for creator in dataset.creators]
    if dataset.publisher:
        found.append({"title": dataset.publisher, "roles": ["publisher"]})
    found += [{"title": funder, "roles": ["funder"]} for funder in dataset.funding]
    if dataset.contact:
        way = "path" if dataset.contact.startswith("http") else "email"
        found.append({"title": "Contact", way: dataset.contact, "roles": ["contact"]})
    return found


def _contributor(creator: Creator) -> _Node:
    node: _Node = {"title": creator.spoken, "roles": ["creator"]}
    if creator.is_person:
        family, given = creator.family_and_given
        node |= {"familyName": family} | ({"givenName": given} if given else {})
    if creator.orcid:
        node["path"] = f"https://orcid.org/{creator.orcid}"
    if creator.affiliation:
        node["organization"] = creator.affiliation
    return node


def _sources(facts: ReleaseFacts) -> list[_Node]:
    """The publishers of the documents."""
    return [{"title": source.name} | ({"path": source.url} if source.url else {}) for source in facts.sources()]


def _resource(table: str) -> _Node:
    spec = TABLES[table]
    return {
        "name": table,
        "type": "table",
        "description": spec.summary,
        "path": table if spec.is_partitioned else f"{table}/{table}.parquet",
        "format": "parquet",
        "mediatype": "application/vnd.apache.parquet",
        "schema": f"schemas/{table}.json",
    }

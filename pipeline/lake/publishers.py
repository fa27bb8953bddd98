"""Whose each document is, by what the index knows of it; and what a person should know of how they fell out."""

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from pipeline.parse.sources import SOURCES_FILE, UNKNOWN_SOURCE, Origin, Publishers

_ORIGIN = ("header_source", "host", "folder", "record_source")
_MAX_NAMED = 3


def with_publishers(documents: pa.Table, publishers: Publishers) -> pa.Table:
    """Add two columns to `documents` of the seed index: `source`, the publisher's key, and `redistribution`.

    The level is the publisher's, or the stricter one that `sources.toml` has for documents that reserve mining.
    `publisher`, the outlet's name, becomes that of `sources.toml` where a table there is the document's.
    """
    origins, places = _origins(documents)
    chosen = [publishers.choose(origin) for origin in origins]
    keys = pa.array([publisher.key for publisher in chosen], pa.string()).take(places)
    levels, reserved = (
        pa.array([publisher.level(is_reserved=is_it) for publisher in chosen], pa.string()).take(places)
        for is_it in (False, True)
    )
    levels = pc.if_else(pc.fill_null(documents["tdm_reserved"], False), reserved, levels)
    documents = documents.append_column("source", keys).append_column("redistribution", levels)
    names = pa.array([None if found.key == UNKNOWN_SOURCE else found.name for found in chosen], pa.string())
    named = pc.coalesce(names.take(places), documents["publisher"])
    return documents.set_column(documents.column_names.index("publisher"), "publisher", named)


def publisher_warnings(documents: pa.Table, publishers: Publishers) -> list[str]:
    """Report likely mistakes in `sources.toml`, one sentence each: names that match nothing, and the reverse.

    Folders, hosts and headers without a publisher are reported only if any publisher is restricted: otherwise a missing
    publisher has no effect.
    """
    origins, places = _origins(documents)
    counts = np.bincount(np.asarray(places), minlength=len(origins)).tolist()
    told = list(_without_documents(origins, publishers))
    if publishers.is_any_restricted:
        told += _without_publisher(origins, counts, publishers)
    return told


def _without_documents(origins: list[Origin], publishers: Publishers) -> Iterator[str]:
    used = {publishers.choose(origin).key for origin in origins}
    unused = sorted(publishers.named - used - {UNKNOWN_SOURCE})
    if unused and origins:
        yield f"{SOURCES_FILE}: no document is of {_named([f'[{key}]' for key in unused])}; is the key written right?"


def _without_publisher(origins: list[Origin], counts: list[int], publishers: Publishers) -> Iterator[str]:
    """Return headers, folders and hosts without a publisher, with their numbers of `unknown` documents."""
    missing: dict[str, dict[str, int]] = {"header": {}, "folder": {}, "host": {}}
    for origin, n in zip(origins, counts, strict=True):
        if publishers.of_header(origin.header) is not None:
            continue
        host = publishers.of_host(origin.host)
        by_folder = origin.folder in publishers.by_key
        _count(missing["header"], origin.header, n)
        if host is None:
            _count(missing["host"], origin.host, n)
            if not by_folder:
                _count(missing["folder"], f"{origin.folder}/" if origin.folder else None, n)
    level = publishers.by_key[UNKNOWN_SOURCE].redistribution
    for what, found in missing.items():
        if found:
            names = _named([f"{name} ({n})" for name, n in sorted(found.items())])
            words = {"header": "`source` of a header", "folder": "folder", "host": "host"}[what]
            yield f"{SOURCES_FILE}: no publisher for the {words} {names}; documents without a publisher are at {level}"


def _count(found: dict[str, int], name: str | None, n: int) -> None:
    if name:
        found[name] = found.get(name, 0) + n


def _named(names: list[str]) -> str:
    """Return the first few of the names, and the number of the others."""
    more = f" and {len(names) - _MAX_NAMED} more" if len(names) > _MAX_NAMED else ""
    return ", ".join(names[:_MAX_NAMED]) + more


# An archive of files counts as the folder that it was made of: `paper.zip!/a.txt` is in `paper`.
_AFTER_FOLDER = r"(?s)(?i:\.(?:zip|tar|tar\.[a-z0-9]+|tgz|tbz2|txz|tzst)!)?/.*"


def _origins(documents: pa.Table) -> tuple[list[Origin], pa.Array]:
    """Return the distinct origins of the documents, and the index of each document's origin."""
    paths = documents["seed"]
    folders = pc.replace_substring_regex(paths, pattern=_AFTER_FOLDER, replacement="")
    folders = pc.if_else(pc.match_substring(paths, "/"), folders, pa.scalar(None, pa.string()))
    columns = {name: folders if name == "folder" else documents[name] for name in _ORIGIN}
    codes = np.zeros(documents.num_rows, dtype=np.int64)
    for column in columns.values():
        encoded = column.combine_chunks().dictionary_encode()
        numbers = np.asarray(pc.fill_null(encoded.indices, -1), dtype=np.int64) + 1
        # Numbered anew after each column, so that four of them cannot overflow.
        _, codes = np.unique(codes * (len(encoded.dictionary) + 1) + numbers, return_inverse=True)
    _, firsts = np.unique(codes, return_index=True)
    rows = pa.table(columns).take(pa.array(firsts, pa.int64())).to_pylist()
    origins = [Origin(row["header_source"], row["host"], row["folder"], row["record_source"]) for row in rows]
    return origins, pa.array(codes, pa.int64())

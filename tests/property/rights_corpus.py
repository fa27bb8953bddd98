"""Eight documents with words of their own, the `sources.toml` about them, and what it allows of each by the docs."""

import csv
import datetime
import hashlib
import json
import tomllib
from pathlib import Path

import pyarrow.parquet as pq

from pipeline.corrections.judgement import COLUMNS
from tests.corpora import write_seed

DAY = datetime.date(2025, 10, 1)
LEVELS = ("metadata", "quotes", "full_text")

# By name: the path, what a header says beside the title, and what the rules go by (header, host, folder, record).
DOCUMENTS = {
    "meta": ("meta/a.txt", {}, (None, None, "meta", None)),
    "zitat": ("zitat/b.txt", {}, (None, None, "zitat", None)),
    "offen": ("offen/c.txt", {}, (None, None, "offen", None)),
    "seite": ("offen/d.txt", {"url": "https://www.meta.example/d"}, (None, "meta.example", "offen", None)),
    "lose": ("e.txt", {}, (None, None, None, None)),
    "kopf": ("offen/f.txt", {"source": "zitat"}, ("zitat", None, "offen", None)),
    "eigen": ("offen/h.txt", {"tdm-reservation": "1"}, (None, None, "offen", None)),
    "zeile": ("offen/g.jsonl", {"source": "meta"}, (None, None, "offen", "meta")),
}


def marks(name):
    """Words that only this document has: of its headline and narration, and of what is quoted."""
    return f"titelmarke{name}", f"textmarke{name}", f"zitatmarke{name}"


def text_of(name):
    _, told, quoted = marks(name)
    return f"Am Ufer wuchs {told} zwischen hohen Steinen. „Das ist {quoted}“, sagte Anna Beispiel am Montag."


def write(seeds, name, *, is_copy=False):
    """The document, or nearly the same text under another name and id beside it."""
    path, header, _ = DOCUMENTS[name]
    if is_copy:
        path, header = path.replace(".", "-again."), header | {"id": f"{name}-again"}
    text = text_of(name).upper() if is_copy else text_of(name)
    if path.endswith(".jsonl"):
        record = {"id": name, "title": marks(name)[0], "date": "2025-08-27", "text": text, **header}
        (seeds / path).parent.mkdir(exist_ok=True)
        (seeds / path).write_text(json.dumps(record) + "\n", encoding="utf-8")
    else:
        write_seed(seeds, path, text, "2025-08-27", title=marks(name)[0], **header)


def write_corrections(folder):
    """Judgements of every document, by its text, with its words in every cell that may hold words."""
    folder.mkdir(parents=True)
    with (folder / "all.csv").open("x", encoding="utf-8", newline="") as file:
        lines = csv.DictWriter(file, COLUMNS, restval="")
        lines.writeheader()
        for name in DOCUMENTS:
            title, told, quoted = marks(name)
            line = {"document": hashlib.sha256(text_of(name).encode()).hexdigest(), "table": "statements"}
            line |= {"quote": f"„Das ist {quoted}“", "prefix": f"{told} zwischen hohen Steinen. ", "verdict": "change"}
            lines.writerow(line | {"field": "text", "new_value": f"Das ist {quoted}", "reason": f"{title} {told}"})
            lines.writerow(line | {"field": "speaker", "old_value": told, "new_value": told})
            lines.writerow(line | {"table": "mentions", "quote": told, "verdict": "add", "new_value": told})
            lines.writerow(line | {"document": "doc_0000000000000000", "verdict": "confirm"})
            lines.writerow(line | {"verdict": told})


def sources_toml(levels, unknown, mistyped, reserved=None):
    """A valid file; `mistyped` is a key that came out wrong, `reserved` the level of what reserves mining."""
    keys = [f"{key}x" if key == mistyped else key for key in ("offen", "zitat", "meta")]
    tables = dict(zip(keys, levels, strict=True))
    lines = ["[terms]", f'tdm_reserved = "{reserved}"'] if reserved else []
    for key, level in [*tables.items(), *([("unknown", unknown)] if unknown else [])]:
        lines += [f"[{key}]", f'name = "{key}"', f'redistribution = "{level}"']
        lines += ['hosts = ["meta.example"]'] if key.startswith("meta") else []
    return "\n".join([*lines, ""])


def level_of(name, toml):
    """What the file allows of a document, by the rules in the docs and nothing of the code."""
    tables = tomllib.loads(toml or "")
    reserved = tables.pop("terms", {}).get("tdm_reserved", "full_text")
    level = _level_of_publisher(name, tables)
    return min(level, reserved, key=LEVELS.index) if "tdm-reservation" in DOCUMENTS[name][1] else level


def _level_of_publisher(name, tables):
    header, host, folder, record = DOCUMENTS[name][2]
    is_any_restricted = any(table["redistribution"] != "full_text" for table in tables.values())
    unknown = tables.get("unknown", {}).get("redistribution", "metadata" if is_any_restricted else "full_text")
    if header in tables:
        return tables[header]["redistribution"]
    keys = [key for key in (folder, record) if key in tables]
    keys += [key for key, table in tables.items() if host in table.get("hosts", ())]
    return min((tables[key]["redistribution"] for key in keys), key=LEVELS.index, default=unknown)


def held_in(folder):
    """Everything that can be read in a release, as one text; and the level that it gives each document by its id."""
    parts, levels = [], {}
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix == ".parquet":
            rows = pq.ParquetFile(path).read(use_threads=False).to_pylist()
            parts.append(str(rows))
            if path.parent.name == "documents":
                levels |= {row["document_id"]: row["redistribution"] for row in rows if row["status"] == "published"}
        elif path.is_file():
            parts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "".join(parts).casefold(), levels


def withheld_marks(name, level):
    """The words of a document that must not be read in a release at this level."""
    return {"metadata": marks(name), "quotes": marks(name)[:2], "full_text": ()}[level]


def marks_in(everything):
    """The words of all documents that can be read in `everything`."""
    return {mark for name in DOCUMENTS for mark in marks(name) if mark in everything}

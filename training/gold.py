"""The gold corpora of names, and the labels of their tokens.

A folder of corpora holds `actors/<name>.gold.jsonl.gz`, one document a line: {"text", "lang", "entities": [{"start",
"end", "type"}]} with types PER, LOC and ORG and offsets in code points.
"""

import gzip
import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pipeline.extract.tokens import Tokens

Document = dict[str, Any]


def read_corpus(folder: Path, name: str, first: int | None = 0, last: int | None = None) -> list[Document]:
    """Return the documents `first` to `last` (half-open) of a corpus."""
    with gzip.open(folder / "actors" / f"{name}.gold.jsonl.gz", "rt", encoding="utf-8") as lines:
        return [json.loads(line) for line in lines][first:last]


def gold_labels(tokens: Tokens, entities: Sequence[dict[str, Any]]) -> list[str]:
    """BIOES labels of the tokens; entities that end within a token are left out, of nested ones the outer is taken."""
    first_at = {start: i for i, start in enumerate(tokens.starts)}
    last_at = {end: i for i, end in enumerate(tokens.ends)}
    labels = ["O"] * len(tokens)
    for entity in sorted(entities, key=lambda e: (e["start"] - e["end"], e["start"])):
        first, last = first_at.get(entity["start"]), last_at.get(entity["end"])
        if first is None or last is None or any(label != "O" for label in labels[first : last + 1]):
            continue
        places = "S" if first == last else "B" + "I" * (last - first - 1) + "E"
        labels[first : last + 1] = [f"{place}-{entity['type']}" for place in places]
    return labels

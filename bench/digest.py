"""Print one digest a corpus over all that `annotate` finds in it: `python -m bench.digest --corpora ../shared`.

A change of the code that is meant to change no row changes no digest. `--without rule` leaves a key out wherever it
stands, for a change that renames rules. A corpus is a file of JSON lines with `text` below `bench` or `cases`, or the
folder `gold`, plain texts beside an annotation of the same name. The same texts, code and lexicons give the same bytes.
A value of the column `rule` that `pipeline/rules` does not register is named at the end, and the exit status is 1.
"""

import argparse
import gzip
import hashlib
import json
import sys
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Any

from pipeline.rules import load_rules
from pipeline.service import annotate_lines
from pipeline.settings import make_settings


def corpora_below(folder: Path) -> Iterator[tuple[str, Iterator[dict[str, str]]]]:
    """Yield the corpora, each with its name and its documents: `text` and, where known, `date` and `language`."""
    for part in ("bench", "cases"):
        for file in sorted((folder / part).rglob("*.jsonl*")):
            if "seeds" not in file.relative_to(folder).parts:
                yield file.relative_to(folder).as_posix(), _records(file)
    if (folder / "gold").is_dir():
        yield "gold", _articles(folder / "gold")


def digest(documents: Iterable[dict[str, str]], without: Collection[str]) -> tuple[int, str, frozenset[str]]:
    """Return how many documents there are, the SHA-256 of what is found in them, and the rules that found it.

    The keys `without` are left out of the hash.
    """
    total, n_documents, settings = hashlib.sha256(), 0, make_settings()
    rules: set[str] = set()
    for n_documents, document in enumerate(documents, 1):
        line = json.dumps({"id": str(n_documents), **document}).encode()
        ((answer, _),) = annotate_lines([(n_documents, line)], settings=settings)
        found = json.loads(answer)
        total.update(json.dumps(_without(found, without), ensure_ascii=False).encode())
        rules.update(_rules_in(found))
    return n_documents, total.hexdigest(), frozenset(rules)


def main() -> None:
    """Print a line each: the digest, how many documents, the corpus."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, default=Path("../shared"), help="folder with bench, cases and gold")
    parser.add_argument("--without", action="append", default=[], metavar="KEY", help="leave this key out")
    given = parser.parse_args()
    unknown: set[str] = set()
    for name, documents in corpora_below(given.corpora):
        n_documents, found, rules = digest(documents, given.without)
        unknown |= rules - load_rules().keys()
        sys.stdout.write(f"{found} {n_documents:>6} {name}\n")
        sys.stdout.flush()
    if unknown:
        sys.exit(f"not registered in pipeline/rules: {', '.join(sorted(unknown))}")


def _records(file: Path) -> Iterator[dict[str, str]]:
    with gzip.open(file, "rt", encoding="utf-8") if file.suffix == ".gz" else file.open(encoding="utf-8") as lines:
        for line in lines:
            record = json.loads(line)
            if isinstance(record.get("text"), str):
                yield _document(record["text"], record)


def _articles(folder: Path) -> Iterator[dict[str, str]]:
    for file in sorted(folder.glob("*.txt")):
        yield _document(file.read_text(encoding="utf-8"), json.loads(file.with_suffix(".json").read_text("utf-8")))


def _document(text: str, record: dict[str, Any]) -> dict[str, str]:
    fields = {"date": record.get("date") or record.get("dct"), "language": record.get("language") or record.get("lang")}
    return {"text": text, **{key: str(value) for key, value in fields.items() if value}}


def _rules_in(value: Any) -> Iterator[str]:
    """Yield the values of all keys `rule`."""
    if isinstance(value, dict):
        yield from (inner for key, inner in value.items() if key == "rule" and isinstance(inner, str))
        value = list(value.values())
    if isinstance(value, list):
        for inner in value:
            yield from _rules_in(inner)


def _without(value: Any, keys: Collection[str]) -> Any:
    if isinstance(value, dict):
        return {key: _without(inner, keys) for key, inner in value.items() if key not in keys}
    return [_without(inner, keys) for inner in value] if isinstance(value, list) else value


if __name__ == "__main__":
    main()

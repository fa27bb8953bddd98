"""All rows over texts of our own, as text that can be read in a diff: `make snapshot` writes it, a test compares it.

A score can stay while rows change; here each row that changes is seen. The texts are the annotated articles and
passages of these tests, the articles of `../shared/gold` and the examples of the rules. A line is a row: what was
found, then what is known of it; the extractor's own keys and offsets are left out, so that a row keeps its line when
something is inserted before it.
"""

import datetime
import json
import re
import sys
from collections.abc import Iterator
from itertools import chain
from pathlib import Path

from pipeline.extract.annotation import Annotation, Span
from pipeline.extract.engine import annotate
from pipeline.rules import load_rules
from tests.golden import english_gold, test_press_styles

FOLDER = Path(__file__).resolve().parent / "snapshot"
GOLD = Path(__file__).resolve().parents[2].parent / "shared" / "gold"
PUBLISHED_ON = datetime.date(2025, 8, 27)

Text = tuple[str, str, datetime.date]
"""A text, its language and its day of publication."""


def texts() -> Iterator[tuple[str, Iterator[Text]]]:
    """Yield each file of the snapshot: its name and its texts; the articles of `../shared/gold` where they exist."""
    rules = load_rules().values()
    yield "rules", ((rule.example.text, rule.example.language, rule.example.date) for rule in rules)
    yield "articles_en", ((text, "en", PUBLISHED_ON) for text, _ in english_gold.articles().values())
    lines = Path(__file__).with_name("press_styles_de.jsonl").read_text(encoding="utf-8").splitlines()
    german = chain((text for text, _ in test_press_styles.GERMAN), (json.loads(line)["text"] for line in lines))
    yield "passages_de", ((text, "de", PUBLISHED_ON) for text in german)
    yield "passages_en", ((text, "en", PUBLISHED_ON) for text, _ in test_press_styles.ENGLISH)
    if GOLD.is_dir():
        yield "gold", (_gold(path) for path in sorted(GOLD.glob("g*.txt")))


def rows_of(text: str, language: str, published_on: datetime.date) -> Iterator[tuple[str, str]]:
    """Yield the rows of a text in its order: the line, and its rule."""
    found = annotate(text, language=language, published_on=published_on, document_id="doc")
    for date in found.dates:
        days = f"{date.begins_on or ''}/{date.ends_on or ''}"
        cells = (date.timex_type, date.value, date.mod, days, date.granularity, date.anchor and "anchored")
        yield _line("date", _cut(text, ((date.start, date.end),)), *cells, date.rule), date.rule
    for mention in found.mentions:
        surface = _cut(text, ((mention.start, mention.end),))
        cells = (mention.mention_kind, _actor(found, mention.actor), mention.role_lemma, mention.rule)
        yield _line("mention", surface, *cells), mention.rule
    for statement in found.statements:
        parent = None if statement.parent is None else _cut(text, found.statements[statement.parent].spans)[:40]
        cells = (
            statement.type,
            statement.medium,
            _cut(text, statement.speaker_spans),
            _actor(found, statement.speaker_actor),
            _cut(text, statement.cue_spans),
            statement.cue_lemma,
            _cut(text, statement.frame_spans),
            _cut(text, statement.addressee_spans),
            _actor(found, statement.addressee_actor),
            _cut(text, statement.source_spans),
            _actor(found, statement.source_actor),
            parent and f"in {parent}",
            f"{statement.stated_from or ''}/{statement.stated_to or ''} {statement.stated_basis or ''}",
            statement.rule,
        )
        yield _line("statement", _cut(text, statement.spans), *cells), statement.rule


def snapshot(sources: Iterator[Text]) -> tuple[str, set[str]]:
    """Return a file of the snapshot, and the rules that made its rows."""
    lines: list[str] = []
    rules: set[str] = set()
    for text, language, published_on in sources:
        lines.append(f"\n# {' '.join(text.split())[:100]}")
        for line, rule in rows_of(text, language, published_on):
            lines.append(line)
            rules.add(rule)
    return "\n".join(lines).lstrip("\n") + "\n", rules


def main() -> None:
    """Write the snapshot."""
    FOLDER.mkdir(exist_ok=True)
    for name, sources in texts():
        (FOLDER / f"{name}.txt").write_text(snapshot(sources)[0], encoding="utf-8")
        sys.stderr.write(f"{name}\n")


def _gold(path: Path) -> Text:
    gold = json.loads(path.with_suffix(".json").read_text(encoding="utf-8"))
    text = re.sub(r"\A date \S+ ", "", path.read_text(encoding="utf-8"))
    return text, gold["language"], datetime.date.fromisoformat(gold["date"])


def _line(table: str, *cells: str | None) -> str:
    return f"{table} " + " | ".join(cell or "-" for cell in cells)


def _cut(text: str, spans: tuple[Span, ...]) -> str:
    return " … ".join(" ".join(text[start:end].split()) for start, end in spans)


def _actor(found: Annotation, index: int | None) -> str | None:
    if index is None:
        return None
    actor = found.actors[index]
    return f"{actor.name} ({actor.kind}{', local' if actor.is_local else ''})"


if __name__ == "__main__":
    main()

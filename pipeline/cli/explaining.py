"""`onrecord explain`: what each stage of extraction saw in a text."""

import json
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Annotated

import typer

from pipeline.cli.app import Project, app, day_of, out, settings_of
from pipeline.errors import OnrecordError
from pipeline.literal import literal

if TYPE_CHECKING:
    from pipeline.extract.explaining import Explanation

_MAX_CHARACTERS = 20_000


@app.command()
def explain(
    text: Annotated[str, typer.Argument(metavar="TEXT|-", help="A sentence or a paragraph; - reads standard input.")],
    date: Annotated[
        str | None, typer.Option(help="Day of publication (YYYY-MM-DD), to resolve relative dates.")
    ] = None,
    language: Annotated[str | None, typer.Option(help="Language of the text (de, en); default: detected.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print an object.")] = False,
    project: Project = None,
) -> None:
    """Show what each stage of extraction saw in a text, and which rule made or dropped each row.

    The stages: tokens with their tags, noun phrases and clauses of each sentence, what rules proposed, and the rows.
    `onrecord rules NAME` says what a rule finds.

    Example: `onrecord explain "Die Ministerin sagte am Dienstag, das Werk bleibe offen." --date 2025-08-27`
    """
    day = day_of(date, "--date")
    from pipeline.extract.backends.registry import load_engine, open_languages
    from pipeline.extract.explaining import explain as explained
    from pipeline.parse.language import detect_language

    settings = settings_of(project)
    known = open_languages(settings)
    given = sys.stdin.read() if text == "-" else text
    if len(given) > _MAX_CHARACTERS:
        raise OnrecordError(f"explain: the text has {len(given):,} characters; give at most {_MAX_CHARACTERS:,}")
    spoken = language or detect_language(given, among=known)
    if spoken not in known:
        raise OnrecordError(f"no rules for language {spoken!r}: --language takes one of {', '.join(known)}")
    found = explained(given, language=spoken, published_on=day, engine=load_engine(settings))
    if as_json:
        out.print_lines(json.dumps(found.as_json(), ensure_ascii=False, indent=1))
    else:
        out.print_lines("\n".join(map(literal, _lines(found))))


def _lines(found: "Explanation") -> Iterator[str]:
    """Yield the stages as text, a section each."""
    for number, sentence in enumerate(found.sentences, 1):
        yield f"sentence {number}"
        tokens = range(sentence.first, sentence.last)
        yield "  tags     " + " ".join(f"{_flat(found.doc.tokens.forms[i])}/{found.tags[i]}" for i in tokens)
        phrases = (f"[{_flat(found.words(phrase.first, phrase.last))}]" for phrase in sentence.phrases)
        yield "  phrases  " + " ".join(phrases)
        for clause in sentence.clauses:
            kind = clause.introducer or ("main" if clause.finite is not None else "fragment")
            verb = f" (verb: {found.words(clause.finite, clause.finite + 1)})" if clause.finite is not None else ""
            yield f"  clause   {kind}: {_flat(found.words(clause.first, clause.last))}{verb}"
    for layer in ("dates", "names", "statements"):
        yield f"candidates for {layer}"
        there = [candidate for candidate in found.candidates if candidate.layer == layer]
        for candidate in there:
            fate = "kept" if candidate.dropped is None else f"dropped: {candidate.dropped}"
            what = f"{candidate.kind or 'nobody'} “{_flat(found.surface(candidate.spans))}”"
            yield f"  {candidate.rule}: {what}: {fate}"
        if not there:
            yield "  none"
    for table, rows in found.as_json()["rows"].items():
        yield f"rows of {table}"
        for row in rows:
            cells = (f"{name}={_flat(str(value))}" for name, value in row.items() if value is not None)
            yield "  " + " | ".join(cells)
        if not rows:
            yield "  none"


def _flat(text: str) -> str:
    """Return text with its line breaks as ¶."""
    return "¶" if not text.strip() else " ".join(text.split())

"""`onrecord rules` and `onrecord words`: what the values of the column `rule` mean, and where a word stands."""

import json
from typing import Annotated

import typer

from pipeline.cli.app import app, out
from pipeline.errors import EXIT_FOUND_WRONG, OnrecordError
from pipeline.rules import load_rules, rules_like


@app.command()
def rules(
    name: Annotated[str | None, typer.Argument(help="A rule, the beginning of its name, or a part of it.")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of objects.")] = False,
) -> None:
    """Print the rules that make rows: what each finds, with an example.

    The column `rule` of the tables `dates`, `mentions` and `statements` holds their names.

    Example: `onrecord rules de.verb`
    """
    found = list(load_rules().values()) if name is None else rules_like(name)
    if not found:
        raise OnrecordError(f"rules: no rule is named {name!r}; `onrecord rules` lists all")
    if as_json:
        out.print_lines(json.dumps([rule.as_json() for rule in found], ensure_ascii=False, indent=2))
        return
    for rule in found:
        out.print(f"{rule.id} ({rule.table}): {rule.description}")
        for line in rule.example.text.split("\n\n"):
            out.print(f"    {line}")


@app.command()
def words(
    word: Annotated[str, typer.Argument(help="A word as it stands in a text.")],
    language: Annotated[list[str] | None, typer.Option(help="Look in this language only (repeatable).")] = None,
    as_json: Annotated[bool, typer.Option("--json", help="Print a list of objects.")] = False,
) -> None:
    """Print which lexicons and lists know a word: its file, its key and what is said of it there.

    Lists that end in .hashes hold hashes and cannot be read; a word that is in none is taken for one of them once in
    some thousand cases. Status 1 if the word is nowhere.

    Example: `onrecord words sagte --language de`
    """
    from pipeline.extract.backends.registry import open_languages
    from pipeline.extract.word_places import places_of
    from pipeline.settings import make_settings

    known = open_languages(make_settings())
    unknown = next((code for code in language or () if code not in known), None)
    if unknown is not None:
        raise OnrecordError(f"words: no language {unknown!r}: --language takes one of {', '.join(known)}")
    found = places_of(word, language or known)
    if as_json:
        out.print_lines(json.dumps([place.as_json() for place in found], ensure_ascii=False, indent=2))
    for place in () if as_json else found:
        out.print(f"{place.language or 'all'}/{place.file}{f' [{place.key}]' if place.key else ''}: {place.entry}")
    if not found:
        if not as_json:
            out.print(f"{word}: in no lexicon and no list")
        raise typer.Exit(EXIT_FOUND_WRONG)

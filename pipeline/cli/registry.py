"""`onrecord rules`: what the values of the column `rule` mean."""

import json
from typing import Annotated

import typer

from pipeline.cli.app import app, out
from pipeline.errors import OnrecordError
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

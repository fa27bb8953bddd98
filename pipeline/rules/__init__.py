"""The registry of rules: each value that a column `rule` can hold, with a sentence on what it finds and an example.

It stands in TOML files beside this module, one a table, for dates one a language. A rule of dates or statements is one
of a language, and its name begins with it; one of mentions holds for every language. Rows of other backends bear rules
of their own, which begin with the backend's name and are not registered here; rows that people added have the rule
`correction.added`.
"""

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import tomli

PUBLISHED_ON = datetime.date(2025, 8, 27)
"""The day of publication of an example that names none."""

_FILES = sorted(file.name for file in files(__name__).iterdir() if file.name.endswith(".toml"))  # TABLE[_LANGUAGE].toml
_LANGUAGES = tuple(name.removesuffix(".toml").partition("_")[2] for name in _FILES if name.startswith("dates_"))


@dataclass(frozen=True, slots=True)
class Example:
    """A text of which a rule makes at least one row, its language (ISO 639-1) and its day of publication."""

    text: str
    language: str
    date: datetime.date = PUBLISHED_ON


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule: `id` is the value of the column `rule` of `table`, `description` one sentence on what it finds."""

    id: str
    table: str
    languages: tuple[str, ...]
    description: str
    example: Example

    def as_json(self) -> dict[str, Any]:
        """Return the rule as JSON values; the date as YYYY-MM-DD."""
        return {
            "id": self.id,
            "table": self.table,
            "languages": list(self.languages),
            "description": self.description,
            "example": {
                "text": self.example.text,
                "date": self.example.date.isoformat(),
                "language": self.example.language,
            },
        }


@cache
def load_rules() -> Mapping[str, Rule]:
    """Return the rules by their ids: by table, then as their files list them."""
    return {rule.id: rule for name in _FILES for rule in _rules_of(name)}


def rules_like(name: str) -> list[Rule]:
    """Return the rule `name`; else those whose ids begin with it and a full stop; else those whose ids hold it."""
    rules = load_rules()
    if name in rules:
        return [rules[name]]
    below = [rule for rule in rules.values() if rule.id.startswith(f"{name.rstrip('.')}.")]
    return below or [rule for rule in rules.values() if name in rule.id]


def rules_page() -> str:
    """Return docs/rules.md: a section a table, in it a line a rule."""
    parts = [_HEAD]
    for table in dict.fromkeys(rule.table for rule in load_rules().values()):
        parts.append(f"\n## {table}\n\n| rule | what it finds | example |\n| --- | --- | --- |")
        parts.extend(
            f"| `{rule.id}` | {_cell(rule.description)} | {_cell(rule.example.text)} |"
            for rule in load_rules().values()
            if rule.table == table
        )
    return "\n".join(parts)


def _rules_of(name: str) -> Iterator[Rule]:
    table = name.removesuffix(".toml").partition("_")[0]
    entries = tomli.loads(files(__name__).joinpath(name).read_text(encoding="utf-8"))
    for identifier, entry in entries.items():
        language = identifier.partition(".")[0]
        languages = (language,) if language in _LANGUAGES else _LANGUAGES
        example = Example(entry["example"], entry.get("language", languages[0]), entry.get("date", PUBLISHED_ON))
        yield Rule(identifier, table, languages, entry["description"], example)


def _cell(text: str) -> str:
    return text.replace("|", "\\|").replace("\n\n", " ¶ ")


_HEAD = f"""# Rules

Generated from `pipeline/rules/` by `make docs`. The column `rule` of `dates`, `mentions` and `statements` names the
rule that made the row; `onrecord rules` prints this list, `onrecord rules NAME` those of a name, and `--json` all of
it. Rows of other backends bear the backend's name before a rule of its own, rows that people added
have `correction.added`. Each example makes a row of its rule; its
day of publication is {PUBLISHED_ON} unless `--json` says otherwise."""

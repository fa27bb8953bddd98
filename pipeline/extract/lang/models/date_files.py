"""The files by which dates are found: words of time with what they mean, and the rules that expressions are made of."""

from typing import Any, Literal

from pydantic import ConfigDict, Field

from pipeline.extract.lang.models.reading import Empty, File, Forms, Table, Words

Meaning = int | float | str | dict[str, int | str]
"""What a word of time means in its category."""


class Compound(Table):
    """Words that are written as one: the categories of both, what is between, and whether the values are joined."""

    category: str
    first: str
    second: str
    joint: str = ""
    unless: str | None = None
    value: Literal["sum", "product"] | None = None


class DateSettings(Table):
    """How words of time are written in a language (docs/dates.md says what each key is for)."""

    endings: Forms = ("",)
    decimal: str
    decade_suffixes: Forms = ()
    ordinal_suffixes: Forms = ()
    adjective_suffixes: Forms = ()
    past_suffixes: Forms = ()
    not_past: str = "(?!)"
    participle: str | None = None
    present: tuple[tuple[str, str, str], ...] = ()
    infinitive: tuple[tuple[str, str, str], ...] = ()
    not_present: Words = frozenset()
    done: str | None = None
    name_months: Forms = ()
    heads: Forms = ()
    capital_heads: bool = False
    no_codes: Words = frozenset()
    tails: dict[str, Forms] = Empty
    hyphen: Words = frozenset()
    compounds: tuple[Compound, ...] = ()
    case: dict[str, Literal["title", "lower"]] = Empty
    numbered: dict[str, str] = Empty


class DateWords(File):
    """`dates.toml`: settings, and a table for each category of words of time."""

    model_config = ConfigDict(extra="allow")

    name = "dates"
    __pydantic_extra__: dict[str, dict[str, Meaning]] = Field(init=False)
    settings: DateSettings

    @property
    def categories(self) -> dict[str, dict[str, Meaning]]:
        """Return the tables of words by category, in the order of the file."""
        return self.__pydantic_extra__


class DateRule(Table):
    """A rule: the meaning it builds, its pattern, and constants of that meaning."""

    model_config = ConfigDict(extra="allow")

    kind: str
    pattern: str

    @property
    def constants(self) -> dict[str, Any]:
        """Return the constants of the meaning, in the order of the file."""
        return dict(self.__pydantic_extra__ or {})


class DateRules(File):
    """`date_rules.toml`: what no rule matches without, patterns with a name, and the rules in their order."""

    name = "date_rules"
    core: Forms
    define: dict[str, str] = Empty
    rules: dict[str, DateRule]

"""The grammar of a language: its rules over the classes of its lexicon, and where they match in a text."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pipeline.extract.dates.lexicon import Lexicon, Senses, load_words
from pipeline.extract.dates.patterns import (
    Pattern,
    PatternError,
    expand,
    literal_category,
    literals_of,
    read_pattern,
)
from pipeline.extract.dates.tense import TENSE_CATEGORIES, Tense
from pipeline.extract.lang.models.date_files import DateRule, DateRules, DateWords
from pipeline.extract.lang.models.reading import LexiconError, read_file
from pipeline.extract.tokens import Tokens, tokenise
from pipeline.extract.value_class import value_class

# How many tokens before a word of time a match may begin ("in den vergangenen rund zwei Jahren").
_REACH = 20
# Pairs of classes that are remembered with the rules that they may open.
_MOST_OPENINGS = 20_000


@value_class
class Rule:
    """A rule: its stable dotted name, the kind of meaning it builds, its constants and its pattern."""

    name: str
    kind: str
    constants: dict[str, Any]
    pattern: Pattern


@value_class
class Match:
    """One expression found: its tokens (half-open) and what was captured, constants included."""

    rule: Rule
    first: int
    last: int
    captured: dict[str, Any]


@dataclass(slots=True)
class Reading:
    """A text as the grammar sees it: tokens (hyphenated words of time split) and their classes, one character each."""

    text: str
    starts: list[int]
    ends: list[int]
    forms: list[str]
    codes: str


class RulesByOpening(dict[str, Sequence[Rule]]):
    """The rules that may begin with the classes of two tokens, or with that of the last one of a text, in order.

    Most rules that may begin with a word do not go on with the next: those are not tried.
    """

    def __init__(self, by_class: Mapping[str, Sequence[Rule]]) -> None:
        super().__init__()
        self.by_class = by_class
        self._followed: dict[str, list[tuple[Rule, frozenset[str] | None]]] = {}

    def __missing__(self, classes: str) -> Sequence[Rule]:
        if len(self) >= _MOST_OPENINGS:
            self.clear()
        first, following = classes[0], classes[1:]
        if first not in self._followed:
            self._followed[first] = [(rule, rule.pattern.after(first)) for rule in self.by_class.get(first, ())]
        found = self[classes] = [rule for rule, after in self._followed[first] if after is None or following in after]
        return found


@value_class
class Grammar:
    """Everything that is known about a language.

    `by_class` gives the rules that may begin with a class, `by_opening` those that may with two.
    """

    lexicon: Lexicon
    rules: tuple[Rule, ...]
    by_class: Mapping[str, Sequence[Rule]]
    by_opening: RulesByOpening
    core: re.Pattern[str]
    tense: Tense

    def read(self, tokens: Tokens) -> Reading:
        """Return the classes of `tokens`."""
        codes_of = self.lexicon.codes
        codes = [codes_of[form] for form in tokens.forms]
        joined = "".join(codes)
        if len(joined) == len(codes):
            return Reading(tokens.text, tokens.starts, tokens.ends, tokens.forms, joined)
        return self._split(tokens, codes, joined)

    def _split(self, tokens: Tokens, codes: list[str], joined: str) -> Reading:
        reading = Reading(tokens.text, [], [], [], joined)
        for start, form, code, end in zip(tokens.starts, tokens.forms, codes, tokens.ends, strict=True):
            if len(code) == 1:
                reading.starts.append(start)
                reading.ends.append(end)
                reading.forms.append(form)
                continue
            for part in self.lexicon.split(form):
                reading.starts.append(start)
                start += len(part)
                reading.ends.append(start)
                reading.forms.append(part)
        return reading

    def matches(self, reading: Reading) -> Iterator[list[Match]]:
        """What is found from left to right: each time the expressions of one rule (several for `1861-1863`)."""
        codes, by_class = reading.codes, self.by_class
        cursor = 0
        for core in self.core.finditer(codes):
            position = max(cursor, core.start() - _REACH)
            while position <= core.start():
                found = self._at(reading, position) if codes[position] in by_class else None
                if found:
                    found = self._or_later(reading, position, found)
                    yield found
                    position = max(found[-1].last, position + 1)
                else:
                    position += 1
            cursor = position

    def _at(self, reading: Reading, position: int) -> list[Match] | None:
        rules = self.by_opening[reading.codes[position : position + 2]]
        return self._best(reading, position, rules) if rules else None

    def _or_later(self, reading: Reading, position: int, found: list[Match]) -> list[Match]:
        """`found`, unless a rule that begins later, on the way to its span, reaches farther."""
        for later in range(position + 1, found[0].first + 1):
            other = self._at(reading, later)
            if other and other[-1].last > found[-1].last:
                return other
        return found

    def _best(self, reading: Reading, position: int, rules: Sequence[Rule]) -> list[Match] | None:
        best: tuple[int, int] = (0, 0)
        chosen: tuple[Rule, re.Match[str]] | None = None
        for rule in rules:
            match = rule.pattern.regex.match(reading.codes, position)
            if match is not None:
                reach = (match.end(rule.pattern.spans[-1]), match.end())
                if reach > best and self._holds(reading, rule, match):
                    best, chosen = reach, (rule, match)
        return self._matches_of(reading, *chosen) if chosen else None

    def _holds(self, reading: Reading, rule: Rule, match: re.Match[str]) -> bool:
        """Whether what is captured is what the rule wants beyond its pattern: `consecutive` years, as 2021-22 are."""
        if not rule.constants.get("consecutive"):
            return True
        captured = self._matches_of(reading, rule, match)[0].captured
        return bool(int(captured["following"]) == (captured["year"] + 1) % 100)

    def _matches_of(self, reading: Reading, rule: Rule, match: re.Match[str]) -> list[Match]:
        per_span: list[dict[str, Any]] = [dict(rule.constants) for _ in rule.pattern.spans]
        for capture in rule.pattern.captures:
            at = match.start(capture.group)
            if at < 0:
                continue
            name, payload = self._payload(reading.forms[at], capture.categories, capture.name)
            for number, captured in enumerate(per_span):
                if capture.span is None or capture.span == number:
                    captured[name] = payload
        return [
            Match(rule, match.start(group), match.end(group), captured)
            for group, captured in zip(rule.pattern.spans, per_span, strict=True)
            if match.start(group) >= 0
        ]

    def _payload(self, form: str, categories: tuple[str, ...], name: str) -> tuple[str, Any]:
        senses: Senses = self.lexicon.senses(form)
        for category in categories:
            if category in senses:
                return name, senses[category]
        return name, form


def _all_literals(sources: Iterable[str]) -> frozenset[str]:
    return frozenset().union(*(literals_of(source) for source in sources))


def _last_words(language: str) -> list[str]:
    """Return the last word of each phrase, which marks the place where one may have ended."""
    holidays = read_file(language, DateWords).categories.get("holiday", {})
    return sorted({tokenise(phrase).lowers[-1] for phrase in holidays if " " in phrase})


def _phrases(language: str) -> Iterator[tuple[str, DateRule]]:
    """Yield a rule for each holiday that is written in several words; all bear one name.

    `HOLIDAY_YEAR`, if the rules define it, is how a year follows a holiday.
    """
    year = "($HOLIDAY_YEAR)" if "HOLIDAY_YEAR" in read_file(language, DateRules).define else '(","? year=YEAR)'
    for phrase, payload in read_file(language, DateWords).categories.get("holiday", {}).items():
        if " " not in phrase:
            continue
        words = " ".join(map(_spelled, tokenise(phrase).forms))
        pattern = f"[ {words} {year}? ] !FIRM"
        yield (
            "date.holiday_words",
            DateRule.model_validate({"kind": "calendar", "holiday": payload, "pattern": pattern}),
        )


def _names(language: str) -> Iterator[tuple[str, DateRule]]:
    """Yield a rule for each name of several words that a word of time stands in, so that it is none there.

    What has a capital in the list wants one in the text.
    """
    for name in read_file(language, DateWords).categories.get("proper_name", {}):
        words = " ".join(f'"{word.lower()}"&CAP' if word[0].isupper() else f'"{word}"' for word in tokenise(name).forms)
        yield "not.proper_name", DateRule.model_validate({"kind": "nothing", "pattern": f"[ {words} ]"})


def _spelled(word: str) -> str:
    """Return the pattern of a word; one with an apostrophe may be written with either."""
    curled = word.replace("'", "’")
    return f'"{word}"' if curled == word else f'"{word}"/"{curled}"'


@cache
def load_grammar(language: str) -> Grammar:
    """Return the grammar of a language.

    Loaded once. Raises LexiconError for a file that is missing or malformed, or a bad rule.
    """
    data = read_file(language, DateRules)
    names = list(_names(language))
    named = [*names, *data.rules.items(), *_phrases(language)]
    sources = [_expanded(language, name, rule, data.define) for name, rule in named]
    literals = _all_literals(sources[len(names) :]) | frozenset(Tense.literals)
    of_names = _all_literals(sources[: len(names)])
    lexicon = load_words(language, literals, of_names)
    used = {literal_category(literal) for literal in literals | of_names}
    for source in sources:
        used.update(re.findall(r"[A-Z][A-Z0-9_]+", source))
    lexicon.close(frozenset(used | set(TENSE_CATEGORIES) | set(data.core)))
    rules = tuple(
        Rule(f"{language}.{name}", rule.kind, rule.constants, _pattern(language, name, source, lexicon))
        for (name, rule), source in zip(named, sources, strict=True)
    )
    by_class: dict[str, list[Rule]] = {}
    for rule in rules:
        for char in rule.pattern.first:
            by_class.setdefault(char, []).append(rule)
    core = re.compile(lexicon.charset((*data.core, *(f"={w}" for w in _last_words(language)))))
    return Grammar(lexicon, rules, by_class, RulesByOpening(by_class), core, Tense.of(lexicon))


def _expanded(language: str, name: str, rule: DateRule, define: Mapping[str, str]) -> str:
    try:
        return expand(rule.pattern, define)
    except PatternError as error:
        raise _bad_rule(language, name, error) from None


def _pattern(language: str, name: str, source: str, lexicon: Lexicon) -> Pattern:
    try:
        return read_pattern(source, lexicon.charset)
    except PatternError as error:
        raise _bad_rule(language, name, error) from None


def _bad_rule(language: str, name: str, error: PatternError) -> LexiconError:
    return LexiconError(f"{language}/{DateRules.name}.toml: rules.{name}.pattern: {error}")

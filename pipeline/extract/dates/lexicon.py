"""The lexicon of a language: which categories a token may have, and what it means in each.

Loaded once from `dates.toml` and CLDR (month and weekday names, through Babel). A section of the file is
a category, a line is a word with its payload; a word that ends in `*` stands for the stem with each of the language's
`endings`. What words and numbers look like (`shapes.py`) adds to that. Categories are written in capitals in rules.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from itertools import combinations, product
from typing import Any

from babel import Locale, UnknownLocaleError

from pipeline.extract.dates.patterns import literal_category
from pipeline.extract.dates.shapes import OF_WORDS, Shapes, shape_samples
from pipeline.extract.dictionary import load_dictionary
from pipeline.extract.lang.models.date_files import Compound, DateSettings, DateWords
from pipeline.extract.lang.models.reading import LexiconError, read_file
from pipeline.extract.name_lists import GIVEN, load_list

Senses = dict[str, Any]

# Forms met so far are remembered with their classes; the memory is emptied when it is this full.
MEMORY = 100_000

# Classes are code points from here on; the first is the class of whatever no rule can use.
_FIRST_CLASS = 0x100
# A form longer than this is no word of time, and is not remembered.
_MAX_FORM = 40
# The last part of a compound that is written in one word has so many letters.
_MIN_HEAD, _MAX_HEAD = 5, 14
# Matches no class: what a category that no word has compiles to.
NEVER = "[\uffff]"
_HYPHENS = ("-", "‐", "‑", "–")


class Codes(dict[str, str]):
    """Form → its class, one character; more than one for a form that is read as several tokens (`May-August`)."""

    def __init__(self, lexicon: "Lexicon") -> None:
        super().__init__()
        self.lexicon = lexicon

    def __missing__(self, form: str) -> str:
        if len(form) > _MAX_FORM:
            return chr(_FIRST_CLASS)
        if len(self) >= MEMORY:
            self.clear()
        parts = self.lexicon.split(form)
        code = "".join(map(self.lexicon.class_of, parts))
        self[form] = code
        return code


@dataclass(slots=True)
class Lexicon:
    """The words of one language. `used` are the categories that its rules name: all others are left out of classes.

    `named` are words that stand in proper names alone: what else they are, their shapes say.
    """

    language: str
    settings: DateSettings
    words: dict[str, Senses]
    shapes: Shapes
    named: frozenset[str] = frozenset()
    used: frozenset[str] = frozenset()
    classes: dict[frozenset[str], str] = field(default_factory=dict)
    having: dict[str, frozenset[str]] = field(default_factory=dict)
    charsets: dict[tuple[tuple[str, ...], bool], str] = field(default_factory=dict)
    codes: Codes = field(init=False)
    # How the words end that make a compound mean what they mean: most forms end otherwise, and are done with.
    head_ends: frozenset[str] = field(init=False)

    def __post_init__(self) -> None:
        self.codes = Codes(self)
        heads = self.settings.heads
        self.head_ends = frozenset(
            word[-_MIN_HEAD:] for word, senses in self.words.items() if not senses.keys().isdisjoint(heads)
        )

    def senses(self, form: str) -> Senses:
        """Category → payload for all that `form` may be; a form's own case counts where the language says so."""
        lower = form.lower()
        known = self.words.get(lower)
        found = {c: payload for c, payload in known.items() if self._has_case(c, form)} if known else {}
        if not found or lower.isdigit() or lower in self.named:
            found.update(self._as_head(form, lower) or self.shapes.senses(form, lower))
        if form[0].isupper():
            if (not found or lower in self.named) and form in load_list(GIVEN):  # Friedrich März
                found["GIVEN"] = form
            found["CAP"] = form
        elif form[0].isalpha():
            found["LOW"] = form
        return found

    def _as_head(self, form: str, lower: str) -> Senses:
        """What a compound is because its last part is: a UN-Resolution is a resolution, a Tagesgast a guest."""
        if not form[0].isalpha() or len(form) > _MAX_FORM:
            return {}
        if "-" in lower:
            tails = [lower.rpartition("-")[2]]
        elif lower[-_MIN_HEAD:] in self.head_ends and (form[0].isupper() or not self.settings.capital_heads):
            tails = [lower[-size:] for size in range(min(len(lower) - 2, _MAX_HEAD), _MIN_HEAD - 1, -1)]
        else:
            return {}
        for tail in tails:
            senses = self.words.get(tail, {})
            if heads := [c for c in self.settings.heads if c in senses and self._has_case(c, form)]:
                return {category: senses[category] for category in heads}
        return {}

    def _has_case(self, category: str, form: str) -> bool:
        case = self.settings.case.get(category)
        if case is None:
            return True
        return form[0].isupper() if case == "title" else form[0].islower()

    def split(self, form: str) -> list[str]:
        """`form` itself, or its parts and hyphens where every part is a word of time (`mid-May`, `winter-spring`)."""
        if len(form) < 5 or form.isalpha():
            return [form]
        for hyphen in _HYPHENS:
            if hyphen not in form or form.lower() in self.words:
                continue
            parts = form.split(hyphen)
            is_time = all(part and not self.settings.hyphen.isdisjoint(self.senses(part)) for part in parts)
            if is_time and not all(part.isdigit() for part in parts):
                return [piece for part in parts for piece in (part, hyphen)][:-1]
        return [form]

    def class_of(self, form: str) -> str:
        """The class of a form: one character. Sets of categories that no known word has get the class of nothing."""
        return self.classes.get(self.used.intersection(self.senses(form)), chr(_FIRST_CLASS))

    def charset(self, categories: tuple[str, ...], needs_all: bool = False) -> str:
        """Return the regular expression of the tokens that have any (or all) of `categories`."""
        asked = (categories, needs_all)
        if asked not in self.charsets:
            having = [self.having.get(category, frozenset()) for category in categories]
            chars = frozenset.intersection(*having) if needs_all else frozenset[str]().union(*having)
            self.charsets[asked] = f"[{''.join(sorted(chars))}]" if chars else NEVER
        return self.charsets[asked]

    def close(self, used: frozenset[str]) -> None:
        """Fix the classes: one for each set of `used` categories that some word or shape of the language has."""
        self.used = used
        keys = {frozenset[str]()}
        keys.add(used.intersection(("GIVEN", "CAP")))
        of_words = (some for n in range(len(OF_WORDS)) for some in combinations(OF_WORDS, n + 1))
        keys.update(used.intersection(("LOW", *some)) for some in of_words)
        known: set[tuple[object, ...]] = set()
        for word in (*self.words, *shape_samples(self.shapes)):
            forms = (word, word.capitalize(), word.upper())
            if categories := self._of_any_case(word, forms):
                alike = (categories, *(form[0].isupper() for form in forms), word[0].isalpha())
                if alike in known:
                    continue
                known.add(alike)
            keys.update(used.intersection(self.senses(form)) for form in dict.fromkeys(forms))
        ordered = sorted(keys, key=sorted)
        self.classes = {key: chr(_FIRST_CLASS + number) for number, key in enumerate(ordered)}
        having: dict[str, set[str]] = {}
        for key, char in self.classes.items():
            for category in key:
                having.setdefault(category, set()).add(char)
        self.having = {category: frozenset(chars) for category, chars in having.items()}
        self.codes.clear()
        self.charsets.clear()

    def _of_any_case(self, word: str, forms: Iterable[str]) -> frozenset[str]:
        """Return the categories that alone say what all `forms` of a word may be; none where more has to be asked."""
        categories = frozenset(self.words.get(word, ()))
        is_whole = all(form.lower() == word for form in forms) and not word.isdigit()
        return categories if is_whole and not categories <= self.settings.case.keys() else frozenset()


def _cldr(language: str) -> dict[str, dict[str, int]]:
    """Month and weekday names of CLDR, lower case and without dots: wide, and abbreviated; none if it lacks them."""
    found: dict[str, dict[str, int]] = {"month": {}, "weekday": {}, "month_short": {}, "weekday_short": {}}
    try:
        locale = Locale(language)
    except UnknownLocaleError:
        return found
    for width, context in product(("wide", "abbreviated"), ("format", "stand-alone")):
        suffix = "" if width == "wide" else "_short"
        for number, name in locale.months[context][width].items():
            word = name.lower().rstrip(".")
            if word not in found["month"]:
                found["month" + suffix][word] = number
        for number, name in locale.days[context][width].items():
            found["weekday" + suffix].setdefault(name.lower().rstrip("."), number + 1)
    return found


def _add(words: dict[str, Senses], category: str, entries: Mapping[str, Any], endings: Iterable[str]) -> None:
    for word, payload in entries.items():
        if " " in word:
            continue  # a phrase: the grammar makes a rule of it
        for form in [word[:-1] + ending for ending in endings] if word.endswith("*") else [word]:
            words.setdefault(form, {}).setdefault(category.upper(), payload)


def load_words(language: str, literals: frozenset[str], of_names: frozenset[str] = frozenset()) -> Lexicon:
    """Return the lexicon of `language`, with the words that its rules name literally, and those of proper names.

    Its classes are not closed yet.
    """
    data = read_file(language, DateWords)
    settings = data.settings
    words: dict[str, Senses] = {}
    tables: list[tuple[str, Mapping[str, Any]]] = [*data.categories.items(), *_cldr(language).items()]
    for category, entries in tables:
        _add(words, category, entries, settings.endings)
    for word in settings.name_months:
        if "MONTH" not in words.get(word, {}):
            raise LexiconError(f"{language}/{DateWords.name}.toml: settings.name_months: {word!r} is no month")
        words[word]["NAME_MONTH"] = words[word].pop("MONTH")
    _add_compounds(words, settings.compounds)
    _add_sizes(words)
    named = frozenset(word for word in of_names - literals if word not in words)
    for literal in sorted(literals | of_names):
        words.setdefault(literal, {})[literal_category(literal)] = literal
    shapes = Shapes.of(settings, words, lambda form: form in load_dictionary(language))
    return Lexicon(language, settings, words, shapes, named)


def _add_compounds(words: dict[str, Senses], compounds: Iterable[Compound]) -> None:
    """Words made of two: `Montag` + `abend`, `ein` + `und` + `zwanzig`.

    The payload is the sum or product of both where the entry says `value`, else holds both by their categories. Second
    words that are in the category `unless` too are left out; a part of one of several categories (`MONTH/NAME_MONTH`)
    is held by the first.
    """
    for spec in compounds:
        firsts = spec.first.split("/")
        first = [(w, s[c]) for w, s in words.items() for c in firsts if c in s]
        second = [(w, s[spec.second]) for w, s in words.items() if spec.second in s and spec.unless not in s]
        for (a, left), (b, right) in product(first, second):
            payload: Any = {firsts[0].lower(): left, spec.second.lower(): right}
            if spec.value is not None:
                payload = left + right if spec.value == "sum" else left * right
            words.setdefault(a + spec.joint + b, {}).setdefault(spec.category, payload)


def _add_sizes(words: dict[str, Senses]) -> None:
    """A category for the words of each unit (`UNIT_YEAR`), so that a rule can ask which of two units is the larger."""
    for senses in words.values():
        for unit in {senses[category] for category in ("UNIT", "UNITS") if category in senses}:
            senses[f"UNIT_{unit.upper()}"] = unit

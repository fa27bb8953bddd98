"""Determine the language of a text: as its header or page declares it, unless the text shows another one.

py3langid scores a sample; scores are logarithms of likelihoods, and compared per 100 code points. Measured on excerpts
of 300, 600 and 1,000 code points, 7,034 of German and English news and encyclopedias, and 5,243 of the Universal
Declaration of Human Rights in 430 languages, of which the model knows 107:

- *A declaration is contradicted* by a lead of 15. That befell none of the right ones as German or English (the largest
  lead of another language was 14.2), and 37 of 1,284 of the right ones as another language (Azerbaijani and Turkmen in
  Cyrillic letters, mostly). Wrong ones as English are found for all but 5 of the 5,288 German excerpts, 13 of the 1,284
  in other languages that the model knows, and 146 of the 3,959 in one that it does not know.
- *A language is one that the model does not know* if the first one leads by less than 20. That is said of 63 % of the
  excerpts in such a language (the others get the name of a relative), and of 3 % of those in one that it knows.
- *In less than 300 code points* German and English have an advantage of 10, as much as one or two words give. Of German
  sentences cut to three words 97 % are known and not 95 %, of Dutch ones 89 % and not 98 %; from five words on it costs
  nothing.

The model, which takes half a second to load, is not asked about a declaration where 15 % of the sample's words are
frequent ones that hardly any other language has (`telling` in `languages.toml`). Of 16,212 excerpts of German and
English news that is so of 95 and 97 % of right declarations and of two wrong ones, both of one text in two languages;
of the examples that spaCy has in other languages, the most is 8 %. Without a declaration 20 % show the language: of
12,570 German and English excerpts that is so of 79 %, and the model says the same of all of them. (With 15 % it would
be so of 93 %, and the model says of one of them that it knows no such language.)
"""

import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

import tomli

if TYPE_CHECKING:
    from py3langid.langid import LanguageIdentifier

UNDETERMINED = "und"

_LONG = 300  # code points from which a text may contradict its declaration
_FEWEST_LETTERS = 150  # in a sample that may
_CONTRADICTING = 15.0
_LEADING = 20.0
_ADVANTAGE = 10.0
_TELLING = 0.15
_SHOWING = 0.2
_HARDLY = 0.04
_WINDOW = 160
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{1,8}){0,4}(?:\.[a-z0-9-]{1,12})?(?:@\w{1,12})?", re.IGNORECASE)
_REGION = re.compile(r"\s*(?:\(.*\)|[,;/|].*)\Z", re.DOTALL)
_NO_LANGUAGES = frozenset({"mis", "mul", "und", "unk", "zxx"})


def language_of_tag(tag: str) -> str | None:
    """Return the language of a tag such as `de`, `de-AT`, `en_US` or `deu`, or None for an unknown tag.

    A three-letter code (ISO 639-2, 639-3) is returned as two letters if possible.
    """
    match = _TAG.fullmatch(tag.strip())
    code = match[1].lower() if match else ""
    if not code or code in _NO_LANGUAGES:
        return None
    short = _short_code(code)
    return short if _is_language(short) else None


def read_language(value: str) -> str | None:
    """Return the language for a tag or a language's name in English, German or itself, or None.

    A region in brackets, and further languages after a comma, are left out.
    """
    value = _REGION.sub("", value.strip()[:100])
    return language_of_tag(value) or _languages_by_name().get(value.casefold()) or _own_names().get(value.casefold())


def language_of_text(text: str, declared: str | None, repairs: Counter[str]) -> str:
    """Return the language of `text`: as declared, else as detected.

    From 300 code points on the text has priority over the declaration where it is plainly in another language; that is
    the repair `language_conflict`. A shorter text has it only where its words alone show that.
    """
    if declared is None:
        return detect_language(text)
    shown = _contradiction(text, declared) if len(text) >= _LONG else _shown_by_words(text, declared)
    if shown is None:
        return declared
    repairs["language_conflict"] += 1
    return shown


def detect_language(text: str, among: Collection[str] | None = None) -> str:
    """Detect the language of `text` as ISO 639 code: the most likely one of `among`, if it is given.

    `und` without letters, and for a text in a language that the model plainly does not know. Time does not grow with
    the text: the sample is three windows of 160 code points, from the beginning (where a dateline or a quote may
    mislead), the middle and the last quarter.
    """
    sample = _sample(text)
    if not any(character.isalpha() for character in sample):
        return UNDETERMINED
    if len(text) >= _LONG and _n_letters(sample) >= _FEWEST_LETTERS:
        shown = [language for language in _words().telling if _tells(sample, language, _SHOWING)]
        if len(shown) == 1 and (among is None or shown[0] in among):
            return shown[0]
        if among is None:
            return _leading(_scores(sample), len(sample))
    scores = _scores(sample)
    wanted = _words().of_news if among is None else among
    best = max(
        ((score + _ADVANTAGE * (name in _words().expected), name) for name, score in scores.items() if name in wanted),
        default=(0.0, UNDETERMINED),
    )
    return best[1]


def _contradiction(text: str, declared: str) -> str | None:
    """Return the language that `text` is in, if that is plainly not the one declared."""
    sample = _sample(text)
    if _n_letters(sample) < _FEWEST_LETTERS or _tells(sample, declared, _TELLING):
        return None
    label = _words().labels.get(declared, declared)
    if label not in _words().never and _identifier().classify(sample)[0] == label:
        return None  # as for nearly all texts: then no other score matters
    scores = _scores(sample)
    first = max(scores, key=lambda name: scores[name])
    if first == label or _are_of_one(first, declared, _words().alike):
        return None
    leading = _leading(scores, len(sample))
    if label not in scores:  # what the model does not know it cannot rule out
        return leading if leading in _words().expected and _lead(scores, first, len(sample)) >= _LEADING else None
    return leading if _per_hundred(scores[first] - scores[label], len(sample)) >= _CONTRADICTING else None


def _shown_by_words(text: str, declared: str) -> str | None:
    """Return the language that a short text's frequent words show, if hardly any is one of the language declared."""
    telling = _words().telling
    if declared not in telling or _n_letters(text) < _FEWEST_LETTERS or _tells(text, declared, _HARDLY):
        return None
    shown = [language for language in telling if _tells(text, language, _SHOWING)]
    return shown[0] if len(shown) == 1 else None


def _tells(sample: str, language: str, share: float) -> bool:
    """Whether the words of `sample` alone show that it is in `language`: this share of them is of no other."""
    telling, words = _words().telling.get(language, frozenset()), sample.lower().split()
    return sum(map(telling.__contains__, words)) >= share * len(words)


def _leading(scores: Mapping[str, float], n_characters: int) -> str:
    first = max(scores, key=lambda name: scores[name])
    if first in _words().expected or _lead(scores, first, n_characters) >= _LEADING:
        return first
    return UNDETERMINED


def _lead(scores: Mapping[str, float], first: str, n_characters: int) -> float:
    """How far `first` leads over the best language that is none of its siblings."""
    others = (score for name, score in scores.items() if name != first and not _are_of_one(name, first, _words().near))
    return _per_hundred(scores[first] - max(others), n_characters)


def _per_hundred(difference: float, n_characters: int) -> float:
    return difference * 100 / n_characters


def _are_of_one(one: str, other: str, families: Sequence[frozenset[str]]) -> bool:
    return any(one in family and other in family for family in families)


@dataclass(frozen=True, slots=True)
class _Words:
    """The lists of `languages.toml`."""

    expected: frozenset[str]
    of_news: tuple[str, ...]
    named: tuple[str, ...]
    never: frozenset[str]
    alike: tuple[frozenset[str], ...]
    near: tuple[frozenset[str], ...]
    telling: Mapping[str, frozenset[str]]
    labels: Mapping[str, str]


@cache
def _words() -> _Words:
    table = tomli.loads(files(__package__).joinpath("languages.toml").read_text("utf-8"))
    alike = tuple(map(frozenset, table["alike"]))
    return _Words(
        expected=frozenset(table["expected"]),
        of_news=tuple(table["of_news"]),
        named=tuple(table["named"]),
        never=frozenset(table["never"]),
        alike=alike,
        near=(*alike, *map(frozenset, table["near"])),
        telling={language: frozenset(words) for language, words in table["telling"].items()},
        labels=table["labels"],
    )


def _sample(text: str) -> str:
    if len(text) <= 3 * _WINDOW:
        return text
    starts = (0, len(text) // 2, len(text) * 3 // 4)
    return "\n".join(text[start : start + _WINDOW] for start in starts)


def _n_letters(sample: str) -> int:
    return sum(map(str.isalpha, sample))


def _scores(sample: str) -> dict[str, float]:
    return {str(name): float(score) for name, score in _identifier().rank(sample) if name not in _words().never}


@cache
def _short_code(code: str) -> str:
    from babel.core import get_global

    short: str = get_global("language_aliases").get(code, code)
    return short.partition("_")[0]


@cache
def _is_language(code: str) -> bool:
    """Whether CLDR knows the language, or it may be one of the 7,000 that have three letters only."""
    from babel.core import get_global

    return len(code) == 3 or code in get_global("likely_subtags")


@cache
def _languages_by_name() -> Mapping[str, str]:
    from babel import Locale

    english, german = Locale("en").languages, Locale("de").languages
    return {
        names[code].casefold(): code for names in (english, german) for code in (*_words().of_news, *_words().named)
    }


@cache
def _own_names() -> Mapping[str, str]:
    """The languages of news by what they call themselves (0.4 s to load)."""
    from babel import Locale

    return {Locale(code).languages[code].casefold(): code for code in _words().of_news}


@cache
def _identifier() -> "LanguageIdentifier":
    """Return a separate identifier, unaffected by restrictions set elsewhere. Loading it takes 0.5 s."""
    from py3langid.langid import MODEL_FILE, LanguageIdentifier

    return LanguageIdentifier.from_model_file(MODEL_FILE)

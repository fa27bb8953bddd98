"""A corpus of any size from our own articles: each document is one of them with other names, numbers and days.

The articles are the first thirty English ones that the tests hold, annotated by hand, and the first seed (German).
Persons and places that the annotation names as speakers get made-up names, every number another value of as many
digits, every weekday another one; so no two documents are equal and the number of actors grows with the corpus, as it
does in news. The same number of documents is always the same corpus.
"""

import json
import random
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
# Articles that the tests gain later are longer, and figures would not compare.
_N_ENGLISH = 30
_FIRST_DAY = date(2004, 1, 1)
_DAYS_A_MONTH = 28

_ONSETS = ("B", "Br", "D", "F", "Gr", "H", "K", "Kr", "L", "M", "N", "P", "R", "S", "St", "T", "Tr", "V", "W", "Z")
_NUCLEI = ("a", "e", "i", "o", "u", "ai", "ei", "au")
_CODAS = ("bach", "den", "ding", "feld", "ger", "lin", "mann", "mer", "nek", "rell", "sen", "ske", "ster", "ton", "vik")
_WEEKDAYS = {
    "en": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
    "de": ("Montag", "Dienstag", "Mittwoch", "Donnerstag", "Freitag", "Samstag", "Sonntag"),
}
_NUMBER = re.compile(r"\d+")
_FULL_NAME = re.compile(r"[A-Z][a-z]+ ([A-Z][a-z]{3,})$")


@dataclass(frozen=True, slots=True)
class Article:
    """A text to vary. `names` are the words in it that stand for persons, and get others."""

    language: str
    text: str
    names: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Variation:
    """One made document; `month` is the partition it falls into."""

    document_id: str
    language: str
    published_on: date
    text: str

    @property
    def month(self) -> str:
        """`YYYY-MM`."""
        return f"{self.published_on:%Y-%m}"

    def as_seed(self) -> str:
        """Return the document as a text file with header lines."""
        return f"id: {self.document_id}\ndate: {self.published_on}\nlanguage: {self.language}\n\n{self.text}\n"

    def as_line(self) -> str:
        """Return the document as a line for `onrecord annotate`."""
        record = {"id": self.document_id, "date": str(self.published_on), "language": self.language, "text": self.text}
        return json.dumps(record, ensure_ascii=False)


@cache
def articles() -> tuple[Article, ...]:
    """Our own articles, in a fixed order."""
    found = []
    for path in sorted((ROOT / "tests" / "golden" / "english").glob("*.json"))[:_N_ENGLISH]:
        gold = json.loads(path.read_text(encoding="utf-8"))
        speakers = [speaker for statement in gold["statements"] for speaker in statement.get("speaker", [])]
        found.append(Article("en", "\n\n".join(gold["text"]), _last_names(speakers)))
    seed = next((ROOT / "seeds").glob("000_*.txt")).read_text(encoding="utf-8").strip()
    found.append(Article("de", seed.split(" ", 2)[2], ("Macron", "Selenskyj", "Trump")))
    return tuple(found)


def _last_names(speakers: Sequence[str]) -> tuple[str, ...]:
    found = (_FULL_NAME.search(speaker.partition(" #")[0]) for speaker in speakers)
    return tuple(sorted({match[1] for match in found if match}))


def variations(n_documents: int, n_months: int) -> Iterator[Variation]:
    """`n_documents` documents spread evenly over `n_months` months, month by month."""
    for number in range(n_documents):
        month = number * n_months // n_documents
        first = date(_FIRST_DAY.year + month // 12, month % 12 + 1, 1)
        yield vary(articles()[number % len(articles())], number, first + timedelta(days=number % _DAYS_A_MONTH))


def vary(article: Article, number: int, published_on: date) -> Variation:
    """Return the article as document `number`."""
    chance = random.Random(number)
    text = article.text
    for name in article.names:
        text = re.sub(rf"\b{name}\b", _made_up_name(chance), text)
    days = _WEEKDAYS[article.language]
    shift = chance.randrange(len(days))
    for day in days:  # by way of a mark, so that no day is shifted twice
        text = text.replace(day, f"\0{days.index(day)}\0")
    text = re.sub("\0(.)\0", lambda match: days[(int(match[1]) + shift) % len(days)], text)
    text = _NUMBER.sub(lambda match: _other_number(match[0], chance), text)
    closing = {"en": "The report has number {} in the register.", "de": "Der Bericht hat im Register die Nummer {}."}
    text = f"{text.strip()}\n\n{closing[article.language].format(number)}"
    return Variation(f"variation-{number}", article.language, published_on, text)


def _made_up_name(chance: random.Random) -> str:
    return chance.choice(_ONSETS) + chance.choice(_NUCLEI) + chance.choice(_CODAS)


def _other_number(digits: str, chance: random.Random) -> str:
    """As many digits; years stay as they are, since a changed one would make a text about another age."""
    if len(digits) == 4 and digits[:2] in ("19", "20"):
        return digits
    return str(chance.randrange(10 ** (len(digits) - 1), 10 ** len(digits)))

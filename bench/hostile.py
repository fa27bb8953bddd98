"""What text that nobody writes but somebody may send costs, against news: `python -m bench.hostile`.

For each kind of text and language the processor time per megabyte as a ratio to that of plain news in the same
language, at two lengths; where the second ratio is not higher than the first, time grows as the text does. A ratio
above `LIMIT` is marked.
"""

import argparse
import gc
import io
import random
import time
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path

from bench.digest import corpora_below
from bench.growth import joined, repeated
from pipeline.extract.backends.registry import load_engine
from pipeline.extract.engine import annotate
from pipeline.extract.rows import annotation_rows
from pipeline.parse.document import Document
from pipeline.parse.parser import Limits, parse_seed
from pipeline.settings import make_settings

LIMIT = 3.0
"""Times what plain news costs per megabyte."""

SIZES = (25_000, 100_000)

# One piece again and again: for both languages, and where words of one matter for that one.
PIECES = {
    "one endless line": "Haus house ",
    "no spaces": "a",
    "very long words": "abcdefghij" * 40 + " ",
    "blank lines": "\n\n",
    "quotation marks": '"',
    "opening and closing marks": "„“",
    "marks never closed": "„a ",
    "marks in marks": "„‚“‘ ",
    "apostrophes": "a' ",
    "brackets nested": "([",
    "brackets never closed": "(Haus house ",
    "brackets closed": "(a) ",
    "capitals alone": "HAUS HOUSE ",
    "one capital and a dot": "A. ",
    "numbers and dots": "3.5.",
    "numbers": "1 22 333 ",
    "ranges of days": "3.5.-4.5. ",
    "days with years": "3.5.2025 ",
    "days in words": "am 3. Mai, on May 3, ",
    "commas": ", ",
    "dashes": "– ",
    "dash and word": "– Haus ",
    "colons": "Haus: house: ",
    "full stops": ". ",
    "questions": "Wer? Who? ",
    "ellipses": "… ",
    "addresses": "https://example.org/a?b=c&d=e ",
    "mail": "a.b@example.org ",
    "tags": "<p><b>Haus</b></p> ",
    "deep tags": "<div>",
    "scripts mixed": "Haus дом 家 بيت ",
    "marks that combine": "e\u0301\u0308\u0323 ",
    "zero width": "a\u200bb\u200d ",
    "right to left": "\u202eHaus\u202c ",
    "emoji": "👩‍👩‍👧 ",
    "tables": "1 | 2 | 3\n",
    "lists": "- Haus\n",
}
OF_LANGUAGE = {
    "de": {
        "article alone": "der ",
        "since": "seit ",
        "verbs of saying": "sagte erklärte betonte ",
        "verbs and commas": "er sagte, ",
        "that after that": "sagte er, dass ",
        "names in words in words": "Olaf Scholz sagte, dass ",
        "pronouns": "er sie ihm ihr ",
        "one name": "Olaf Scholz ",
        "surnames and pronouns": "Olaf Scholz sagte, er komme. Sie lobte ihn. ",
        "titles": "Prof. Dr. h. c. ",
        "title and name": "Bundeskanzler Olaf Scholz (SPD), ",
        "abbreviations": "z. B. d. h. u. a. ",
        "weekdays": "Montag, Dienstag, Mittwoch, ",
        "relative days": "gestern heute morgen ",
        "sources": "laut Polizei ",
        "nouns for words": "die Forderung, ",
        "quotations": "„Nein“, sagte er. ",
        "capitalised words": "Berliner Haus Minister ",
        "acronyms": "Gewerkschaft der Polizei (GdP) ",
        "joined": "und sagte und ",
        "places": "Berlin, Hamburg, Köln, ",
    },
    "en": {
        "article alone": "the ",
        "since": "since ",
        "verbs of saying": "said told claimed ",
        "verbs and commas": "he said, ",
        "that after that": "he said that ",
        "names in words in words": "Barack Obama said that ",
        "pronouns": "he she him her ",
        "one name": "Barack Obama ",
        "surnames and pronouns": "Barack Obama said he would come. She praised him. ",
        "titles": "Prof. Dr. Sir ",
        "title and name": "President Barack Obama (D), ",
        "abbreviations": "e.g. i.e. Mr. St. ",
        "weekdays": "Monday, Tuesday, Wednesday, ",
        "relative days": "yesterday today tomorrow ",
        "sources": "according to police ",
        "nouns for words": "the claim that ",
        "quotations": '"No," he said. ',
        "capitalised words": "London House Minister ",
        "acronyms": "National Health Service (NHS) ",
        "joined": "and said and ",
        "places": "London, Paris, Rome, ",
    },
}
# Insides of pages.
PAGES = {
    "tags never closed": "<div>Haus ",
    "paragraphs of a word": "<p>Haus</p>",
    "links": '<a href="https://example.org/a?b">Haus</a> ',
    "lists": "<ul><li>Haus</li></ul>",
    "tables": "<table><tr><td>Haus</td></tr></table>",
    "quotes in quotes": "<blockquote>Haus ",
    "headings": "<h1>Haus</h1>",
    "attributes": '<p class="a b c" id="x" data-a="1" data-b="2" style="c">Haus</p>',
    "comments": "<!-- Haus --> ",
    "entities": "&amp;&#228;&nbsp;",
    "broken tags": "< <p <b> </ ",
    "scripts": '<script type="application/ld+json">{"@type":"Article","author":{"name":"A"}}</script>',
    "times": '<time datetime="2025-03-04">am 3. Mai</time> ',
    "meta": '<meta name="author" content="Anna Beispiel">',
}

# With another name in the place of {} each time.
_WITH_NAMES = {
    "de": {
        "a pronoun each": "Anna {} kam, er ging. ",
        "pronouns that speak": "Anna {} kam. „Nein“, sagte sie. ",
        "a description each": "Anna {} kam. Der Minister ging. ",
        "short descriptions": "Kai {} ging. Der Chef kam. Der Rat kam. ",
        "descriptions without end": "Kai {}. Der Chef der Chef der Rat der Mann. ",
        "pronouns without end": "Kai {}. Er ihm sein er ihn. ",
        "possessives": "Anna {} kam mit seinem Bruder und ihrer Frau. ",
        "a surname after": "Anna {0} kam. {0} ging. ",
        "offices of one person": "{0}ministerin Anna Beispiel kam. Die {0}ministerin ging. ",
        "appositions of one person": "Anna Beispiel, eine {0}ministerin, kam. Die {0}trainerin ging. ",
        "names of one body": "Der Verband Deutscher {0} tagte. Der {0}verband ging. ",
        "people of one surname": "{0} Müller kam. Müller ging. ",
        "statements": "Anna {} sagte, er komme. ",
        "sources": "laut Anna {}, ",
        "offices": "Minister {} (SPD), ",
        "addressees": "Anna {0} sagte Otto {0}, dass er komme. ",
    },
    "en": {
        "a pronoun each": "Anna {} came, he went. ",
        "pronouns that speak": 'Anna {} came. "No," she said. ',
        "a description each": "Anna {} came. The minister went. ",
        "short descriptions": "Kai {} left. The boss came. The body came. ",
        "descriptions without end": "Kai {}. The boss the boss the body the man. ",
        "pronouns without end": "Kai {}. He him his he him. ",
        "possessives": "Anna {} came with his brother and her wife. ",
        "a surname after": "Anna {0} came. {0} went. ",
        "offices of one person": "{0} minister Anna Example came. The {0} minister went. ",
        "appositions of one person": "Anna Example, a {0} minister, came. The minister of {0} went. ",
        "names of one body": "The {0} Association met. The association of {0} went. ",
        "people of one surname": "{0} Miller came. Miller went. ",
        "statements": "Anna {} said he would come. ",
        "sources": "according to Anna {}, ",
        "offices": "Senator {} (D), ",
        "addressees": "Anna {0} told Otto {0} that he would come. ",
    },
}


def texts_of(language: str) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield the kinds of text: a name, and what makes one of so many characters."""
    for name, piece in {**PIECES, **OF_LANGUAGE[language]}.items():
        yield name, lambda n, piece=piece: repeated(piece, n)
    yield "days by the thousand", _days
    yield "acronyms by the thousand", lambda n: _made(n, _acronym)
    yield "names by the thousand", lambda n: _made(n, lambda i: f"Anna {_word(i)} ")
    yield "every word another", lambda n: _made(n, lambda i: f"{_word(i).lower()} ")
    for kind, piece in _WITH_NAMES[language].items():
        yield f"other names, {kind}", lambda n, piece=piece: _made(n, lambda i: piece.format(_word(i)))
    yield "brackets deep", lambda n: "(" * (n // 2) + ")" * (n - n // 2)
    yield "words of news, shuffled", lambda n: _shuffled(language, n)


@cache
def news(language: str, n: int, corpora: Path = Path("../shared")) -> str:
    """Return `n` characters of plain news: the articles of the language in the gold corpus."""
    gold = dict(corpora_below(corpora))["gold"]
    return joined([article["text"] for article in gold if article["language"] == language], n)


def _days(n: int) -> str:
    first = date(1990, 1, 1)
    return _made(n, lambda i: f"{first + timedelta(days=i):%d.%m.%Y}, ")


def _acronym(number: int) -> str:
    return f"{_word(number)} {_word(7 * number)} ({_word(number)[:3].upper()}) "


def _word(number: int) -> str:
    letters = []
    while True:
        number, rest = divmod(number, 26)
        letters.append(chr(ord("a") + rest))
        if not number:
            break
    return "".join(letters).rjust(4, "q").capitalize()


def _made(n: int, make: Callable[[int], str]) -> str:
    parts: list[str] = []
    size = 0
    while size < n:
        parts.append(make(len(parts)))
        size += len(parts[-1])
    return "".join(parts)[:n]


def _shuffled(language: str, n: int) -> str:
    words = news(language, n).split()
    random.Random(0).shuffle(words)
    return " ".join(words)


def seconds_of(text: str, language: str) -> float:
    """Return the processor time that annotating `text` takes."""
    engine = load_engine(make_settings())
    gc.collect()
    began = time.process_time()
    day = date(2025, 8, 27)
    found = annotate(text, language=language, published_on=day, document_id="doc", engine=engine)
    annotation_rows(text, found, document_id="doc", published_on=day)
    return time.process_time() - began


def pages_of(language: str) -> Iterator[tuple[str, Callable[[int], str]]]:
    """Yield the kinds of page: a name, and what makes the inside of one of so many characters."""
    for name, piece in PAGES.items():
        yield name, lambda n, piece=piece: repeated(piece, n)
    yield "nested deeply", lambda n: "<div>" * (n // 11) + "Haus" + "</div>" * (n // 11)
    yield "news in spans", lambda n: "".join(f"<p><span>{w}</span></p>" for w in news(language, n).split())[:n]


def seconds_of_page(inside: str, language: str) -> float:
    """Return the processor time that a page takes, from its bytes to its rows."""
    page = f"<html lang={language}><head><title>Haus</title></head><body><article>{inside}</article></body></html>"
    gc.collect()
    began = time.process_time()
    found = list(parse_seed("a.html", lambda: io.BytesIO(page.encode()), Limits(10_000_000, 10_000_000)))
    read = time.process_time() - began
    return read + sum(seconds_of(one.text, language) for one in found if isinstance(one, Document))


def _page_of_news(language: str, n: int) -> str:
    return "".join(f"<p>{paragraph}</p>" for paragraph in news(language, n).split("\n") if paragraph)


def main() -> None:
    """Print a line for each kind of text."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--language", choices=sorted(OF_LANGUAGE), action="append", help="this one alone")
    parser.add_argument("--only", metavar="WORDS", help="kinds with these words in their name")
    parser.add_argument("--sizes", type=int, nargs="+", default=SIZES, metavar="N", help="lengths in characters")
    given = parser.parse_args()
    for language in given.language or sorted(OF_LANGUAGE):
        seconds_of(news(language, 10_000), language)  # lexicons and weights are loaded once in a process
        costs = {n: seconds_of(news(language, n), language) / n for n in given.sizes}
        told = ", ".join(f"{cost * 1e6:.2f} s/MB at {n:,}" for n, cost in costs.items())
        print(f"{language} news: {told} characters")
        _print_ratios(language, texts_of(language), partial(seconds_of, language=language), costs, given.only)
        seconds_of_page(_page_of_news(language, 10_000), language)
        costs = {n: seconds_of_page(_page_of_news(language, n), language) / n for n in given.sizes}
        told = ", ".join(f"{cost * 1e6:.2f} s/MB at {n:,}" for n, cost in costs.items())
        print(f"{language} pages of news: {told} characters")
        _print_ratios(language, pages_of(language), partial(seconds_of_page, language=language), costs, given.only)


def _print_ratios(
    language: str,
    kinds: Iterator[tuple[str, Callable[[int], str]]],
    measure: Callable[[str], float],
    costs: dict[int, float],
    only: str | None,
) -> None:
    for name, make in kinds:
        if only and only not in name:
            continue
        ratios = [measure(make(n)) / n / cost for n, cost in costs.items()]
        mark = "  !" if max(ratios) > LIMIT else ""
        print(f"  {language} {name:38}{''.join(f'{ratio:8.2f}' for ratio in ratios)}{mark}", flush=True)


if __name__ == "__main__":
    main()

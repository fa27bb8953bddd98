"""Lines wrapped at any width are read as whole paragraphs; headings and items of lists end where they end."""

import json
import re
import textwrap
from collections import Counter
from pathlib import Path

import pytest

import onrecord
from pipeline.extract.text import read_text
from pipeline.extract.wrapping import wrapped_lines
from tests.corpora import ARTICLES

ENGLISH = Path(__file__).parents[1] / "golden" / "english"
TEXTS = [
    ("de", [line for article in ARTICLES for line in article.split("\n") if line]),
    *(("en", json.loads(path.read_text("utf-8"))["text"]) for path in sorted(ENGLISH.glob("*.json"))),
]


def wrapped(paragraphs, width):
    return "\n\n".join(textwrap.fill(one, width, break_on_hyphens=False, break_long_words=False) for one in paragraphs)


def surfaces(text, language):
    found = onrecord.annotate(text, language=language, date="2025-03-03")
    parts = [
        *((statement.type, statement.text, statement.speaker_text) for statement in found.statements),
        *(("date", date.text, date.value) for date in found.dates),
        *(("mention", mention.text, actor.name) for actor in found.actors for mention in actor.mentions),
    ]
    return Counter(tuple(re.sub(r"\s+", " ", word or "") for word in part) for part in parts)


@pytest.mark.parametrize("width", [30, 38, 45, 60, 72, 100])
def test_rows_do_not_depend_on_the_width_at_which_lines_were_wrapped(width):
    for language, paragraphs in TEXTS:
        assert surfaces(wrapped(paragraphs, width), language) == surfaces("\n\n".join(paragraphs), language)


PROSE = (
    "Mit der Übernahme des amerikanischen Unternehmens hat die Firma aus Muldewerth den Sprung in die erste Liga der "
    "Zulieferer geschafft, und die Zahlen, die der Konzern am Dienstag vorlegte, sind beeindruckend genug."
)


def test_headings_above_wrapped_prose_end_at_their_line():
    text = f"Ein Sprung nach vorn\nMuldewerth\n{wrapped([PROSE], 50)}"
    whole = [text[s.start : s.end] for s in read_text(text, "de").sentences]
    assert whole[:2] == ["Ein Sprung nach vorn", "Muldewerth"]
    assert whole[2:] == [wrapped([PROSE], 50)]


@pytest.mark.parametrize(
    "text",
    [
        "Sonstiges\nAbschnitt: Karlhorst (Muldewerth)\nGültig ab: 28.03.2016\nalle Fahrbahnen geräumt\n",
        "Die Liste der Gewinner\nvor 5 Tagen\nKarla Beispiel\nOlaf Muster\nErika Kunze",
        f"Richtung vorgeben für alle\nvon Karla Beispiel\n{PROSE}\n{PROSE}",
        "Äpfel und Birnen vom Markt\nZucker aus der Dose\nMehl und Butter dazu",
        "",
        "\n\n\n",
    ],
)
def test_lines_that_their_author_ended_are_not_taken_for_wrapped_ones(text):
    assert wrapped_lines(text) == frozenset()

"""A text that is not clean is annotated as the clean one, with offsets into what was given."""

import unicodedata
from collections import Counter

from hypothesis import given, settings
from hypothesis import strategies as st

import onrecord
from pipeline.parse.cleaning import clean_characters
from pipeline.parse.positions import Positions
from tests.corpora import ARTICLES
from tests.work import assert_linear

TEXTS = [
    *ARTICLES,
    "„Wir müssen reden“, sagte Ministerpräsidentin Jülide Özdemir am 3. März.\nDer Präsident lehnte ab.",
    "“We are ready,” Zoë Müller told reporters on Monday. According to the report, nobody knew.",
]
SOFT, ZERO_WIDTH, SELECTORS = "\u00ad", "\u200b", "\ufeff\ufe01\U000e0134"
DIRT = [SOFT, ZERO_WIDTH, SELECTORS, "\ufe0e", "\U000e0141", "\u202a", "\x00"]


@st.composite
def unclean_texts(draw):
    """A text, and the same with invisible characters, letters in parts and line ends of Windows."""
    clean = unicodedata.normalize("NFC", draw(st.sampled_from(TEXTS)))
    in_parts = draw(st.sets(st.integers(0, len(clean))))
    dirt = draw(st.dictionaries(st.integers(0, len(clean)), st.sampled_from(DIRT), max_size=12))
    pieces = []
    for place, letter in enumerate(clean):
        # A soft hyphen before a line end takes that with it.
        soft = dirt.get(place, "") if letter != "\n" else ""
        if soft == "\ufe0e" and clean[place - 1 : place].isdigit():
            soft = ""  # a digit has variants, and keeps its selector
        parts = unicodedata.normalize("NFD", letter) if place in in_parts else letter
        pieces.append(soft + (parts if parts != "\n" else "\r\n"))
    return clean, "".join(pieces)


def spans_of(found):
    """All spans with the words that they cover."""
    for part in [*found.dates, *(mention for actor in found.actors for mention in actor.mentions)]:
        yield ((part.start, part.end),), part.text
    for statement in found.statements:
        yield statement.spans, statement.text
        yield statement.speaker_spans, statement.speaker_text or ""
        yield statement.cue_spans, statement.cue_text or ""
        yield statement.source_spans, statement.source_text or ""
        yield statement.addressee_spans, statement.addressee_text or ""


@settings(max_examples=120, deadline=None)
@given(unclean_texts())
def test_an_unclean_text_is_annotated_as_the_clean_one(texts):
    clean, unclean = texts
    positions = Positions(len(unclean))
    assert clean_characters(unclean, Counter(), positions) == clean_characters(unclean, Counter()) == clean
    language = onrecord.annotate(clean).language
    expected, found = (list(spans_of(onrecord.annotate(text, language=language))) for text in (clean, unclean))
    assert found
    assert len(found) == len(expected)
    for (spans, words), (clean_spans, clean_words) in zip(found, expected, strict=True):
        assert spans == tuple(positions.span(*span) for span in clean_spans)
        assert words == " ".join(unclean[start:end] for start, end in spans)
        assert clean_characters(words, Counter()) == clean_words
        for _, end in spans:
            assert end == len(unclean) or not unicodedata.combining(unclean[end])


@settings(max_examples=300, deadline=None)
@given(st.text(st.characters(categories=["L", "M", "Cf", "Cc", "Zs", "Zl", "So"]), max_size=40))
def test_any_text_is_cleaned_alike_with_positions_and_without(text):
    positions, repairs, others = Positions(len(text)), Counter(), Counter()
    clean = clean_characters(text, repairs, positions)
    assert clean == clean_characters(text, others)
    assert repairs == others
    spans = [positions.span(place, place + 1) for place in range(len(clean))]
    assert all(0 <= start < end <= len(text) for start, end in spans)
    assert spans == sorted(spans)


def test_four_times_the_dirt_is_four_times_the_work():
    for piece in ("e\u0301", "a\u00ad", "\r\n", "x\u200b\ufeff\ufe01", "ko\u0308ln ", "각", "a\u0301\u0323"):
        assert_linear(lambda text: clean_characters(text, Counter(), Positions(len(text))), piece, 2000)

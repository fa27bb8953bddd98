"""Clean text and the repairs that are recorded."""

import re
from collections import Counter
from pathlib import Path

import pytest

from pipeline.parse.cleaning import REPAIRS, clean_characters, list_repairs, tidy_layout


@pytest.mark.parametrize(
    ("stored", "clean", "repair"),
    [
        ("a\r\nb\rc\nd", "a\nb\nc\nd", "line_ends:2"),
        ("a\u2028b\u2029c\x85d\x0ce", "a\nb\nc\nd\ne", "line_ends:4"),
        ("a\x00b\x1b[1mc\x7f", "ab[1mc", "controls:3"),
        ("ä\ufffe\ufdd0\x81", "ä", "controls:3"),
        ("\x84Ja\x93 \x96 sagte er\x85", "„Ja“ – sagte er…", "windows_controls:4"),
        ("Bun\u00addes\u00adtag", "Bundestag", "invisible:2"),
        ("Bundes\u00ad\nregierung", "Bundesregierung", "invisible:1"),
        ("\ufeffMer\u200bkel\u2060 \u202eab\u202c", "Merkel ab", "invisible:5"),
        ("Auf\u200clage", "Auflage", "invisible:1"),
        ("Ja.\ufeff\ufe03\ufe02\U000e0121 Nein.", "Ja. Nein.", "provenance_mark:1"),
        ("Ber\ufe0flin 😀\ufe0f\U000e0111\U000e0112", "Berlin 😀", "provenance_mark:2"),
        ("Er\U000e0041\U000e0042 kam\U000e0101.", "Er kam.", "provenance_mark:2"),
        ("a\ud800b", "a\ufffdb", "surrogates:1"),
        ("u\u0308ber", "über", "nfc"),
        ("a" + "\u0301" * 40, "á" + "\u0301" * 29, "combining_marks:10"),
    ],
)
def test_characters_are_cleaned_and_the_change_is_recorded(stored, clean, repair):
    repairs = Counter()
    assert clean_characters(stored, repairs) == clean
    assert repair in list_repairs(repairs)


@pytest.mark.parametrize(
    "text",
    [
        "„Ja“, sagte sie – 10 000 €, ½ und …\n\tEingerückt.",
        "می\u200cخواهم",  # a non-joiner that carries meaning
        "👩\u200d👧 war da",
        "Ganz normaler Text.",
        "❤\ufe0f, 1\ufe0f\u20e3 und 葛\U000e0100飾",  # selectors of what has variants
        "\U0001f3f4\U000e0067\U000e0062\U000e0073\U000e0063\U000e0074\U000e007f gewann",  # a flag
        "„a“ “b” ‚c‘ ‘d’ »e« «f» ‹g› \"h\" 'i' ″j″ 「k」 `l´",  # quotation marks are never changed
    ],
)
def test_what_is_clean_stays_as_it_is(text):
    repairs = Counter()
    assert clean_characters(text, repairs) == text
    assert list_repairs(repairs) == ()


@pytest.mark.parametrize(
    ("stored", "clean", "repairs"),
    [
        ("\n  a  \n\n\n\nb\t\n\n", "a\n\nb", ("trailing_spaces:1", "blank_lines:2")),
        ("a\n \n\u00a0\nb", "a\n\nb", ("trailing_spaces:2", "blank_lines:1")),
        ("a\n  b\n\nc", "a\n  b\n\nc", ()),
        ("\n", "", ()),
    ],
)
def test_layout_is_tidied(stored, clean, repairs):
    counted = Counter()
    assert tidy_layout(stored, counted) == clean
    assert list_repairs(counted) == repairs


def test_repairs_are_listed_in_their_fixed_order_whatever_came_first():
    counted = Counter(dict.fromkeys(reversed(REPAIRS), 2))
    assert [repair.partition(":")[0] for repair in list_repairs(counted)] == list(REPAIRS)


@pytest.mark.parametrize(
    ("hostile", "left"),
    [
        ("a" + "\u0301\u0323" * 500_000, 30),
        (" " * 1_000_000 + "x", 1),
        ("\u00ad" * 1_000_000, 0),
        ("\n " * 500_000, 0),
    ],
)
def test_a_million_hostile_characters_are_cleaned(hostile, left):
    assert len(tidy_layout(clean_characters(hostile, Counter()), Counter())) == left


def test_the_page_on_archives_lists_every_repair_in_its_order():
    page = (Path(__file__).parents[2] / "docs" / "archives.md").read_text(encoding="utf-8")
    section = page.split("## Repairs\n")[1].split("\n## ")[0]
    listed = re.findall(r"^\| `(\w+)(?::\w+)?` \| ", section, re.MULTILINE)
    assert listed == list(REPAIRS)

"""Headers: which text is one, and what it says."""

from collections import Counter

import pytest

from pipeline.parse.header import split_header
from pipeline.parse.refusal import Refusal


def split(text):
    result = split_header(text, Counter())
    return result.fields, result.body.strip()


@pytest.mark.parametrize(
    ("text", "fields", "body"),
    [
        (" date 2025-08-27 Berlin hat zugesagt.", {"date": "2025-08-27"}, "Berlin hat zugesagt."),
        ("date 2025-08-27\nBerlin hat.", {"date": "2025-08-27"}, "Berlin hat."),
        ("Datum 27. August 2025 Berlin hat.", {"date": "27. August 2025"}, "Berlin hat."),
        ("date: 2025-08-27 Berlin hat.\n\nMehr.", {"date": "2025-08-27"}, "Berlin hat.\n\nMehr."),
        ("lang de date 2025-08-27 Text", {"language": "de", "date": "2025-08-27"}, "Text"),
        ("date: 2025-08-27\nlang: de\nText", {"date": "2025-08-27", "language": "de"}, "Text"),
        ("Titel: Krise: was nun\nDatum: 27.8.2025\n\nText", {"title": "Krise: was nun", "date": "27.8.2025"}, "Text"),
        ("Title: A\nSection: Politics\nTags: a, b\n\nText", {"title": "A"}, "Text"),
        (
            "Title: A\nDate: 2025-08-27\nText follows at once",
            {"title": "A", "date": "2025-08-27"},
            "Text follows at once",
        ),
        ("\n\nTitle: A\n\nText", {"title": "A"}, "Text"),
        ("Title:\nAuthor: B\n\nText", {"author": "B"}, "Text"),
        ("date: 2025-08-27", {"date": "2025-08-27"}, ""),
        ("---\ntitle: A\n---\nText", {"title": "A"}, "Text"),
        ("---\ntitle: A\n...\nText", {"title": "A"}, "Text"),
        ("---\ntitle: 'A: b'\nid: 007\nlang: no\n---\nText", {"title": "A: b", "id": "007", "language": "no"}, "Text"),
        ("---\nauthor: [A, B]\nmore: {a: {b: c}}\nurl: ~\n---\nText", {"author": "A; B"}, "Text"),
        ("---\nPublished-On: 2025-08-27\n---\nText", {"date": "2025-08-27"}, "Text"),
        ("---\nauthors:\n  - name: A\n    mail: x\n  - {mail: y, name: B}\n---\nText", {"author": "A; B"}, "Text"),
        ("---\nauthor:\n  mail: x\n  name: A\ntitle: B\n---\nText", {"author": "A", "title": "B"}, "Text"),
        ("---\ntags: &t [x]\nsection: *t\ntitle: B\n---\nText", {"title": "B"}, "Text"),
        (
            '+++\ntitle = "A"\ndate = 2025-08-27T10:00:00+02:00\ndraft = false\n+++\nText',
            {"title": "A", "date": "2025-08-27T10:00:00+02:00"},
            "Text",
        ),
        (
            '+++\nauthors = ["A", "B"]\nDate = 2025-08-27\n[extra]\ntitle = "no"\n+++\nText',
            {"author": "A; B", "date": "2025-08-27"},
            "Text",
        ),
        (
            '+++\ntitle = "A"\n[[authors]]\nname = "B"\n[[authors]]\nmail = "c"\n+++\nText',
            {"title": "A", "author": "B"},
            "Text",
        ),
        ("---\ndate: 2025-08-27\ndate: 2025-08-28\n---\nText", {"date": "2025-08-27"}, "Text"),
        (
            "Schlagzeile: A\nErschienen am: 27.8.2025\nZeitung: Tagblatt\nVerfasst von: B\nRubrik: Ort\n\nText",
            {"title": "A", "date": "27.8.2025", "source": "Tagblatt", "author": "B"},
            "Text",
        ),
        (
            "**Titel:** A\n**Datum:** 27.8.2025\n__Autor:__ B\n\nText",
            {"title": "A", "date": "27.8.2025", "author": "B"},
            "Text",
        ),
        (
            "Title: A\nPublished: 12 May 2024\nBy: B\n\nText",
            {"title": "A", "date": "12 May 2024", "author": "B"},
            "Text",
        ),
        (
            "From: B\nTo: C\nSubject: A\nDate: Sun, 12 May 2024 10:30:00 +0100\n\nText",
            {"author": "B", "title": "A", "date": "Sun, 12 May 2024 10:30:00 +0100"},
            "Text",
        ),
        (
            "Titel: A\n\nDatum: 27.8.2025\n\nAutor: B\n\nText",
            {"title": "A", "date": "27.8.2025", "author": "B"},
            "Text",
        ),
        ("Titel: A\n  b c\nDatum: 27.8.2025\n\nText", {"title": "A b c", "date": "27.8.2025"}, "Text"),
        (
            "Titel: A\nDatum: 27.8.2025\n\nQuelle: B schweigt.",
            {"title": "A", "date": "27.8.2025"},
            "Quelle: B schweigt.",
        ),
        ("Titel: A\nDatum: 27.8.2025\n  Text", {"title": "A", "date": "27.8.2025"}, "Text"),
        ("- Titel: A\n- **Datum**: 27.8.2025\n\nText", {"title": "A", "date": "27.8.2025"}, "Text"),
        ("Titel: A\nDatum: 27.8.2025\nText: Berlin hat.", {"title": "A", "date": "27.8.2025"}, "Berlin hat."),
        ("Titel: A\nDatum: 27.8.2025\n**Text:** Berlin hat.", {"title": "A", "date": "27.8.2025"}, "Berlin hat."),
        ("Titel: A\nDatum: 27.8.2025\n\n---\nText", {"title": "A", "date": "27.8.2025"}, "Text"),
        ("Titel: A\nDatum: 27.8.2025\n=====\nText", {"title": "A", "date": "27.8.2025"}, "Text"),
        ("Titel: A\nDatum: k. A.\nAutor(en): N.N.\n\nText", {"title": "A"}, "Text"),
        ("Titel: A\nErschienen: 27.8.2025 in Tagblatt\n\nText", {"title": "A", "date": "27.8.2025"}, "Text"),
        ("Titel: A\nDatum: 27.8.2025, Seite 7\n\nText", {"title": "A", "date": "27.8.2025"}, "Text"),
        ("Title: A\nDate: May 12, 2024, p. 3\n\nText", {"title": "A", "date": "May 12, 2024"}, "Text"),
        ("Titel: A\nDatum: So, 12.5.2024\n\nText", {"title": "A", "date": "So, 12.5.2024"}, "Text"),
        (
            '---\ntitle: A\nsource: https://a.example/1\nauthor:\n  - "[[B]]"\n  - "[[x|C]]"\n---\nText',
            {"title": "A", "url": "https://a.example/1", "author": "B; C"},
            "Text",
        ),
        (
            "Heading: A\nDate posted: 2025-08-27\nNewspaper: Tide\nWriter: B\nWord count: 9\n\nText",
            {"title": "A", "date": "2025-08-27", "source": "Tide", "author": "B"},
            "Text",
        ),
    ],
)
def test_forms_of_headers(text, fields, body):
    assert split(text) == (fields, body)


@pytest.mark.parametrize(
    "text",
    [
        "Merkel: „Wir schaffen das“\n\nDas sagte sie.",
        "Berlin hat zugesagt.",
        "Foto: Ein Kran steht am Ufer.\n\nDer Rat tagt.",
        "Text: Lisa Kröger, Musik: Max Ohm.\n\nDer Abend war lang.",
        "- Der Rat: ein Streit\n- Das Theater: ein Verkauf\n\nDer Rat tagt.",
        "---\n\nDer Rat tagt.",
        "Titel: A\nDatum: 27.8.2025 Der Rat tagte lange und vertagte sich.\n\nMehr.",
        "Date night in Berlin is back.",
        "Lang so ging es nicht weiter.",
        "Sprache de facto ist Deutsch.",
        "Reporter: Was sagen Sie dazu?\nRat: Nichts.",
        "Titel: Thesen und Temperamente\nDer Film zeigt viel.",
        "Datum und Ort stehen fest.",
        "Published 27 August 2025 in London, the report warns.",
        "date 2025-08-27Text",
        "---\nDie Kanzlerin sprach: lange.\n---\nDann ging sie.",
        "---\nEin Satz, 'der: [nicht\naufhört\n---\nDann ging sie.",
        "https://example.org: eine Seite\n\nText",
        "+++ 12:30 Uhr: Der Rat tagt +++\n\nText",
        "+++\nDer Rat = tagt\n+++\nText",
        "+++\nEilmeldung ohne Ende",
    ],
)
def test_prose_is_never_eaten(text):
    assert split(text) == ({}, text)


def test_front_matter_that_is_no_toml_is_read_line_by_line_and_recorded():
    repairs = Counter()
    result = split_header("+++\ntitle = Krise: was nun\ndate = 2025-08-27\n+++\nText", repairs)
    assert result.fields == {"title": "Krise: was nun", "date": "2025-08-27"}
    assert repairs == {"front_matter": 1}


def test_front_matter_that_is_no_yaml_is_read_line_by_line_and_recorded():
    repairs = Counter()
    result = split_header("---\ntitle: Krise: was nun\ntags:\n  - a\ndate: 2025-08-27\n---\nText", repairs)
    assert result.fields == {"title": "Krise: was nun", "date": "2025-08-27"}
    assert repairs == {"front_matter": 1}


@pytest.mark.parametrize(
    "text",
    [
        "---\ntitle: [a\nno entry\n---\nText",
        "---\ntitle: A\n\nText without an end",
        "---\ntitle: A\nx: " + "[" * 200 + "\nno entry\n---\nText",
        '+++\ntitle = "A\nno entry\n+++\nText',
        '+++\ntitle = "A"\n\nText without an end',
        '+++\ntitle = "A"\nno entry\nx = ' + "[" * 5_000 + "\n+++\nText",
    ],
)
def test_broken_front_matter_is_refused(text):
    with pytest.raises(Refusal) as caught:
        split(text)
    assert caught.value.reason == "broken_front_matter"


def test_aliases_in_front_matter_multiply_nothing():
    bomb = "a: &a [x, x]\n" + "".join(
        f"{chr(98 + i)}: &{chr(98 + i)} [*{chr(97 + i)}, *{chr(97 + i)}]\n" for i in range(20)
    )
    assert split(f"---\ntitle: A\n{bomb}---\nText") == ({"title": "A"}, "Text")


@pytest.mark.parametrize(
    "text",
    ["kopf: A: b\nLive-on: 2025-08-27\ntitle: C\n\nText", "---\ntitle: C\nkopf: 'A: b'\nlive_on: 2025-08-27\n---\nText",
     "title: C\nkopf: A: b\nlive on: 2025-08-27\n\nText"],
)  # fmt: skip
def test_a_users_own_names_are_keys_and_come_first(text):
    result = split_header(text, Counter(), {"title": ["kopf"], "date": ["live_on"], "text": ["story"]})
    assert (result.fields, result.body.strip()) == ({"title": "A: b", "date": "2025-08-27"}, "Text")


def test_a_users_own_name_of_the_text_is_no_key_of_a_header():
    assert split_header("story: A\n\nText", Counter(), {"text": ["story"]}).fields == {}
    assert split_header("kopf: A\n\nText", Counter()).fields == {}

"""Exports of press databases: one file, several articles."""

import gzip
import io

import pytest

from pipeline.parse.content import Limits
from pipeline.parse.document import Document
from pipeline.parse.exports import split_export
from pipeline.parse.parser import parse_seed
from pipeline.parse.wanted import Places
from tests.work import assert_linear

FIRST = "Die Fähre in Nordhagen bleibt gesperrt, weil ein Gutachten fehlt."
SECOND = "„Das Angebot liegt auf dem Tisch“, erklärte Lene Quast vor\nJournalisten."
TEXT = f"{FIRST}\n\n{SECOND.replace(chr(10), ' ')}"

NEXIS = f"""


                               1 of 2 DOCUMENTS

                              Hafenkurier

                        14. März 2024 Donnerstag

Streit um die Fähre

AUTOR: Lisa Kröger

RUBRIK: LOKALES; S. 4

LÄNGE: 53 Wörter

{FIRST}

{SECOND}

UPDATE: 16. März 2024

SPRACHE: GERMAN; DEUTSCH

GRAFIK: Die Fähre

               Copyright 2024 Hafenkurier GmbH
                         Alle Rechte vorbehalten

                               2 of 2 DOCUMENTS


                           The Tide Post (London)

                    March 15, 2024 Friday 10:15 AM GMT
                              Final Edition

Row over the ferry

BYLINE: Lisa Kröger
SECTION: NEWS; Pg. 3
LENGTH: 20 words
DATELINE: NORDHAGEN

UPDATE: the ferry sails again, and the council that had closed it last autumn now says that all is well: {FIRST * 3}

LOAD-DATE: March 16, 2024

LANGUAGE: ENGLISH
"""

FACTIVA = f"""HD  Streit um
    die Fähre
BY  Lisa Kröger
WC  55 words
PD  14 March 2024
SN  Hafenkurier
LA  German
CY  Copyright 2024

LP  {FIRST}

TD
{SECOND}

PUB Hafenkurier GmbH
AN  Document HAFEN0000020240314

SE  News
HD  Row over the ferry
WC  20 words
PD  15 March 2024
SN  The Tide Post

TD  The ferry sails again.

AN  Document TIDE0000020240315
"""

PLAIN_FACTIVA = f"""Streit um die Fähre

By Lisa Kröger
55 words
14 March 2024
Hafenkurier
HAFEN
German
(c) 2024 Hafenkurier

{FIRST}

{SECOND}

Document HAFEN0000020240314ek3e0000a

Row over the ferry
20 words
15 March 2024
10:15
The Tide Post
TIDE
English

The ferry sails again.

Document TIDE000020240315ek3f0000b
"""

NEW_NEXIS = f"""Streit um die Fähre

Hafenkurier
14. März 2024 Donnerstag

Copyright 2024 Hafenkurier GmbH Alle Rechte vorbehalten

Section: LOKALES; S. 4
Length: 53 words
Byline: Lisa Kröger
Body

{FIRST}

{SECOND}

Load-Date: March 16, 2024

End of Document

Row over the ferry
The Tide Post
March 15, 2024
Length: 20 words
Body

The ferry sails again.

End of Document
"""


@pytest.mark.parametrize("export", [NEXIS, FACTIVA, PLAIN_FACTIVA, NEW_NEXIS])
def test_an_export_is_parted_into_its_articles(export):
    first, second = split_export(export)
    assert first.fields["text"] == TEXT
    assert (first.fields["title"], first.fields["publisher"]) == ("Streit um die Fähre", "Hafenkurier")
    assert first.fields["date"] in ("2024-03-14", "14 March 2024")
    assert first.fields["author"].removeprefix("By ") == "Lisa Kröger"
    assert second.fields["date"] in ("2024-03-15", "15 March 2024")
    assert (second.fields["title"], second.fields["publisher"].partition(" (")[0]) == (
        "Row over the ferry",
        "The Tide Post",
    )
    assert "sails again" in second.fields["text"]


def test_the_newer_layout_of_nexis_has_german_words_and_a_heading_before_the_fields_behind_the_text():
    english = NEW_NEXIS.replace("Load-Date:", "Classification\n\nLanguage: GERMAN\n\nLoad-Date:")
    german = english
    for word, other in (
        ("Body", "Textkörper"),
        ("Classification", "Klassifizierung"),
        ("Length", "Länge"),
        ("Byline", "Autor"),
        ("Load-Date", "Ladedatum"),
        ("End of Document", "Dokumentende"),
    ):
        german = german.replace(word, other)
    for export in (english, german):
        first, second = split_export(export)
        assert (first.fields["text"], first.fields["author"]) == (TEXT, "Lisa Kröger")
        assert second.fields["text"] == "The ferry sails again."
    kept = split_export(NEW_NEXIS.replace(SECOND, "Classification of ferries is hard."))[0].fields["text"]
    assert kept.endswith("Classification of ferries is hard.")


def test_fields_end_a_text_but_words_in_it_that_look_like_one_do_not():
    _, second = split_export(NEXIS)
    assert second.fields["text"].startswith("UPDATE: the ferry sails")
    assert "LOAD-DATE" not in second.fields["text"]


def test_an_article_has_the_number_of_its_database_and_a_part_of_the_file_of_its_own():
    assert [article.fields["id"] for article in split_export(FACTIVA)] == ["HAFEN0000020240314", "TIDE0000020240315"]
    for export in (NEXIS, FACTIVA, PLAIN_FACTIVA, NEW_NEXIS):
        first, second = (article.source for article in split_export(export))
        assert "Tide Post" not in first
        assert "Hafenkurier" not in second
        # Another article behind it changes nothing in those before.
        assert split_export(export + export)[0].source == first


@pytest.mark.parametrize(
    "text",
    [
        "",
        TEXT,
        f"1 of 3\n\n{TEXT}",
        f"SE Asia trembles.\n\n{TEXT}\n\nHD is short for high definition.",
        f"Titel: Streit\nDatum: 14.03.2024\n\n{TEXT}",
        f"{TEXT}\n\nEnd of Document\n",
        f"Document TIDE000020240315ek3f0000b\n\n{TEXT}",
        f"Page 1 of 2 documents seen\n\n{TEXT}",
    ],
)
def test_other_texts_are_none(text):
    assert split_export(text) is None


def test_a_text_without_a_mark_of_exports_is_not_searched_for_days(monkeypatch):
    """Which would read it a second time, and load the words of dates of thirty languages (0.15 s)."""

    def day_in(block):
        raise AssertionError(block)

    for module in ("nexis", "factiva"):
        monkeypatch.setattr(f"pipeline.parse.{module}.day_in", day_in)
    assert split_export(f"Fähre gesperrt\n\nMontag, 3. März 2025\n\n{TEXT}") is None
    with pytest.raises(AssertionError, match="Fähre gesperrt"):
        split_export(f"Fähre gesperrt\n\nMontag, 3. März 2025\n\n{TEXT}\n\nEnd of Document\n")


@pytest.mark.parametrize(
    "piece",
    [" 1 of 9 DOCUMENTS\n\n", "HD  a\nPD  1 March 2024\n", "\n \n", "End of Document\nBody\n", "UPDATE: a\n\n",
     "Document TIDE000020240315ek3f0000b\n", "1 of 3 DOCUMENTS\n\nA\n\n14. März 2024\n\nLENGTH: 3\n\n", "HD "],
)  # fmt: skip
def test_time_is_linear(piece):
    assert_linear(split_export, piece)


def numbered(export, n_copies):
    """An export of many articles, of which no two are equal."""
    return "".join(export.replace("Fähre", f"Fähre {number}") for number in range(n_copies))


def articles_in(path, data, max_document_bytes, wanted=None):
    limits = Limits(max_document_bytes, 10_000_000)
    return list(parse_seed(path, lambda: io.BytesIO(data), limits, wanted))


@pytest.mark.parametrize("export", [NEXIS, FACTIVA, PLAIN_FACTIVA, NEW_NEXIS])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
def test_an_export_longer_than_a_document_gives_the_articles_of_a_short_one(export, encoding):
    data = numbered(export, 20).replace("\n", "\r\n").encode(encoding)
    assert len(data) > 5_000
    whole = articles_in("a.txt", data, 1_000_000)
    assert len([found for found in whole if isinstance(found, Document)]) == 40
    # The encoding of a long one is that of each article; here both are certain.
    assert [(found.line, found.text, found.seed_sha256, found.document_id) for found in whole] == [
        (found.line, found.text, found.seed_sha256, found.document_id) for found in articles_in("a.txt", data, 5_000)
    ]
    # Compressed it is shorter than a document may be, but what it unpacks to is not.
    packed = gzip.compress(data, mtime=0)
    assert [found.document_id for found in articles_in("a.txt.gz", packed, 5_000)] == [
        found.document_id for found in whole
    ]
    assert [found.line for found in articles_in("a.txt", data, 5_000, Places([("a.txt", 3), ("a.txt", 7)]))] == [3, 7]


@pytest.mark.parametrize("export", [NEXIS, FACTIVA, PLAIN_FACTIVA, NEW_NEXIS])
def test_an_article_that_is_too_long_is_rejected_alone(export):
    long = export.replace("Die Fähre in", f"Die Fähre in {'sehr langen Sätzen ' * 300}", 1)
    found = articles_in("a.txt", (export + long + numbered(export, 10)).encode(), 5_000)
    assert [(found.line, getattr(found, "reason", "")) for found in found] == [
        (number, "too_large" if number == 3 else "") for number in range(1, 25)
    ]


def test_a_long_text_that_is_no_export_is_rejected_whole():
    for text in (TEXT * 100, f"{TEXT * 100}\n\nEnd of Document\n" * 3, "1 of 3 DOCUMENTS\n\n" + TEXT * 100):
        (found,) = articles_in("a.txt", text.encode(), 5_000)
        assert (found.reason, found.line) == ("too_large", None)


def test_an_export_that_is_cut_off_gives_its_last_article_or_rejects_it():
    for export in (NEW_NEXIS, PLAIN_FACTIVA):
        whole = numbered(export, 3)
        cut = whole[: whole.rindex("End of Document" if export is NEW_NEXIS else "Document TIDE")] + TEXT * 5
        for limit in (1_000, 1_000_000):
            assert [found.line for found in articles_in("a.txt", cut.encode(), limit)] == [1, 2, 3, 4, 5, 6]

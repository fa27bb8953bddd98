"""Exports of press databases: one file, several articles."""

import pytest

from pipeline.parse.exports import split_export
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


@pytest.mark.parametrize(
    "piece",
    [" 1 of 9 DOCUMENTS\n\n", "HD  a\nPD  1 March 2024\n", "\n \n", "End of Document\nBody\n", "UPDATE: a\n\n",
     "Document TIDE000020240315ek3f0000b\n", "1 of 3 DOCUMENTS\n\nA\n\n14. März 2024\n\nLENGTH: 3\n\n", "HD "],
)  # fmt: skip
def test_time_is_linear(piece):
    assert_linear(split_export, piece)

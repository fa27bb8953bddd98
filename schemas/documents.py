"""The table `documents`: one row for each document."""

from schemas.columns import (
    CORRECTION_ID,
    REVIEWED,
    SHA256_PATTERN,
    Count,
    Date,
    Flag,
    String,
    Strings,
    Table,
    Timestamp,
    column,
)
from schemas.vocabulary import DocumentStatus, PublishedBasis, Redistribution


class Documents(Table):
    """A document as it was read: its origin, its text, and the repairs made to read it."""

    title: String = column("Headline.", "Washington zu Sicherheitsgarantien bereit", nullable=True)
    publisher: String = column(
        "Name of the outlet: from `sources.toml`, else as the header, page or record gives it, else the host.",
        "Tagblatt",
        nullable=True,
    )
    published_on: Date = column(
        "Day of publication, in the time zone of its publisher (`time_zone` in `sources.toml`; for German "
        "Europe/Berlin; else the day as written).",
        "2025-08-27",
        nullable=True,
    )
    language: String = column(
        "ISO 639 code, of two letters if there is one: as declared, unless the text plainly contradicts, else as "
        "detected; `und` if it is unknown.",
        "de",
        str_matches=r"^[a-z]{2,3}$",
    )
    author: String = column("The authors, their names joined by `; `.", "A. Muster; B. Beispiel", nullable=True)
    url: String = column("Canonical address.", "https://example.org/artikel", nullable=True)
    text: String = column(
        "The text that all offsets refer to; paragraphs are separated by blank lines. Null for a duplicate, whose text "
        "is in the row that `duplicate_of` names, and if `redistribution` or `status` withholds it.",
        "Washington ist Berichten zufolge bereit, …",
        nullable=True,
    )
    n_words: Count = column("Number of words of the text (runs of letters and digits).", 370, ge=0)
    n_characters: Count = column("Length of the text in Unicode code points.", 2798, ge=1)
    published_at: Timestamp = column(
        "Moment of publication in UTC; null if the document gives no time of day, or one whose time zone is unknown.",
        "2025-08-27T08:15:00Z",
        nullable=True,
    )
    updated_on: Date = column(
        "Day of the last change, where the document declares one; in the same time zone.", "2025-08-29", nullable=True
    )
    published_on_basis: String = column(
        "Where `published_on` was found.",
        "header",
        nullable=True,
        vocabulary=PublishedBasis,
    )
    entry_days: String = column(
        "Days of a live blog's entries by their first code point in `text`: `START:DAY`, separated by spaces; without "
        "a day where it is not known. Null if the whole document is of `published_on`.",
        "0: 412:2025-08-27 1730:2025-08-26",
        nullable=True,
    )
    captured_on: Date = column(
        "Day on which the document was fetched, where its record or archive says so.", "2025-09-01", nullable=True
    )
    authors: Strings = column(
        "The authors by name, without publishers, e-mail addresses and those who made the pictures.",
        ["A. Muster", "B. Beispiel"],
        nullable=True,
    )
    host: String = column(
        "Host of the address, without `www.`; where there is no address, the one that the record names.",
        "example.org",
        nullable=True,
    )
    source: String = column(
        "Publisher's key in `sources.toml`: of the header, else the strictest of host, folder, record; else `unknown`.",
        "unknown",
    )
    redistribution: String = column(
        "What the publisher allows to be redistributed.", "full_text", vocabulary=Redistribution
    )
    terms_url: String = column(
        "Address of the terms of use that the document itself names for machines: `tdm-policy` of TDMRep, else a "
        "licence link of RSL.",
        "https://example.org/license.xml",
        nullable=True,
    )
    tdm_reserved: Flag = column(
        "Whether the document itself reserves text and data mining (`tdm-reservation`, directives for robots such as "
        "`noai`, an embedded RSL licence); null if it says nothing.",
        True,
        nullable=True,
    )
    status: String = column(
        "Whether it is part of the dataset, or what a takedown left of it.",
        "published",
        vocabulary=DocumentStatus,
    )
    reviewed: String = REVIEWED
    correction_id: String = CORRECTION_ID
    document_id: String = column(
        "Identity of the document: from its header's `id`, else its canonical URL, else its seed's path. "
        "A corrected text keeps it.",
        "doc_0f3a9c5e7b1d2468",
        unique=True,
    )
    duplicate_of: String = column(
        "The document with the same text that was kept instead.", "doc_1f3a9c5e7b1d2468", nullable=True
    )
    near_duplicate_of: String = column(
        "The earliest document that has at least two thirds of this one's runs of five words: this one copies, "
        "shortens or revises its text.",
        "doc_1f3a9c5e7b1d2468",
        nullable=True,
    )
    earlier_id: String = column(
        "The id that releases 1.x gave the document, if it was another one; `redirects` has it and those of its rows.",
        "doc_2c3a9c5e7b1d2468",
        nullable=True,
    )
    syndicated_from: String = column(
        "Address on another website that a page names as the original of its text.",
        "https://example.com/artikel",
        nullable=True,
    )
    seed: String = column(
        "Path of the seed file below the seeds folder. If the headline is withheld, `seed_` and a hash of the path, "
        "because a file name may contain the headline.",
        "000_f472eb6b40813c57.txt",
    )
    repairs: Strings = column(
        "What was changed to make the text clean, and what of a record was not read, in order: `name`, `name:count` or "
        "`name:KEY`.",
        ["line_ends:3"],
    )
    encoding: String = column("Character encoding used to read the seed.", "utf-8")
    text_sha256: String = column(
        "SHA-256 of the text as UTF-8.",
        "60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752",
        str_matches=SHA256_PATTERN,
    )
    seed_sha256: String = column(
        "SHA-256 of the seed's bytes; of the document's own line in a `.jsonl`.",
        "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
        str_matches=SHA256_PATTERN,
    )

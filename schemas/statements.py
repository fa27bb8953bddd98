"""The table `statements`: one row for each attributed statement."""

from schemas.columns import CONFIDENCE, CORRECTION_ID, REVIEWED, Count, Date, Flag, Spans, String, Table, column
from schemas.vocabulary import ActorKind, Medium, StatedBasis, StatementType

_SPANS = "Spans in `documents.text`"


class Statements(Table):
    """What was said, by whom, to whom, according to whom and when."""

    text: String = column(
        "Text of its spans, joined by one space. Null if `documents.redistribution` withholds it.",
        "dass die EU die Führung übernehmen müsse",
        nullable=True,
    )
    speaker: String = column(
        "Name of the actor who speaks: the gazetteer's English label, else the fullest form in this document. Count by "
        "`speaker_actor_id`: names differ between documents. Null if nobody is known, or the name is withheld.",
        "Donald Trump",
        nullable=True,
    )
    speaker_kind: String = column(
        "Kind of the actor who speaks. Null if nobody is known.", "person", nullable=True, vocabulary=ActorKind
    )
    according_to: String = column(
        "Name of the actor whom the speaker cites, as for `speaker`.", "Reuters", nullable=True
    )
    addressee: String = column(
        "Name of the actor who is addressed, as for `speaker`.", "Financial Times", nullable=True
    )
    type: String = column("Type of statement: how the words are rendered.", "indirect", vocabulary=StatementType)
    medium: String = column("Whether it was said, written or thought.", "speech_or_writing", vocabulary=Medium)
    stated_from: Date = column("First day on which it may have been said.", "2025-08-26", nullable=True)
    stated_to: Date = column("Last day on which it may have been said.", "2025-08-26", nullable=True)
    published_on: Date = column("Day of publication of the document.", "2025-08-27", nullable=True)
    publisher: String = column(
        "Name of the outlet, as in `documents`. Null if it is not known or withheld.", "Tagblatt", nullable=True
    )
    language: String = column("Language of the document, ISO 639-1.", "de", str_matches=r"^[a-z]{2,3}$")
    title: String = column(
        "Headline of the document. Null if there is none or it is withheld.",
        "Washington zu Sicherheitsgarantien bereit",
        nullable=True,
    )
    url: String = column("Canonical address of the document.", "https://example.org/artikel", nullable=True)
    cue_text: String = column("Cue, as written.", "fügte hinzu", nullable=True)
    cue_lemma: String = column("Dictionary form of the cue; particle verbs are joined.", "hinzufügen", nullable=True)
    depth: Count = column("Number of statements around it: 0 if it is nested in none.", 0, ge=0)
    root_statement_id: String = column("The outermost statement around it, or itself.", "statement_5a1f0c2b9d3e4f60")
    counts_once: Flag = column(
        "False for words in quotation marks within an indirect statement of the same speaker that reports the same "
        "saying: leave these rows out to count each saying once.",
        True,
    )
    confidence: String = CONFIDENCE
    reviewed: String = REVIEWED
    correction_id: String = CORRECTION_ID
    statement_id: String = column(
        "Identity: document and texts of the spans, numbered where these are equal.",
        "statement_5a1f0c2b9d3e4f60",
        unique=True,
    )
    document_id: String = column("The document that contains it.", "doc_0f3a9c5e7b1d2468")
    parent_statement_id: String = column("The statement it is nested in.", "statement_6b1f0c2b9d3e4f60", nullable=True)
    speaker_actor_id: String = column("The actor who speaks.", "actor_person_7c1e0b9a8d2f3e41", nullable=True)
    source_actor_id: String = column(
        "The actor that the speaker cites.", "actor_unnamed_source_7c1e0b9a8d2f3e41", nullable=True
    )
    addressee_actor_id: String = column("The actor who is addressed.", "actor_media_7c1e0b9a8d2f3e41", nullable=True)
    speaker_text: String = column("Speaker, as written.", "Trump", nullable=True)
    source_text: String = column(
        "Source that the speaker cites, as written.", "ungenannte europäische Beamte", nullable=True
    )
    addressee_text: String = column("Addressee, as written.", "Reportern", nullable=True)
    stated_basis: String = column(
        "Where the days of speaking come from.", "expression", nullable=True, vocabulary=StatedBasis
    )
    rule: String = column("The rule or model that made the row.", "de.verb.clause_before")
    spans: Spans = column(
        "Its spans in `documents.text`: more than one if it is interrupted.", [{"start": 2096, "end": 2148}]
    )
    speaker_spans: Spans = column(f"{_SPANS} of the speaker.", [{"start": 2073, "end": 2078}])
    cue_spans: Spans = column(f"{_SPANS} of the cue.", [{"start": 2083, "end": 2094}])
    frame_spans: Spans = column(
        f"{_SPANS} of the clause that introduces the statement.", [{"start": 2067, "end": 2094}]
    )
    addressee_spans: Spans = column(f"{_SPANS} of the addressee.", [{"start": 1817, "end": 1826}])
    source_spans: Spans = column(f"{_SPANS} of the source that the speaker cites.", [{"start": 385, "end": 414}])

"""The table `statements`: one row for each attributed statement."""

from schemas.columns import Date, Spans, String, Table, column
from schemas.vocabulary import Medium, StatedBasis, StatementType

_SPANS = "Spans in `documents.text`"


class Statements(Table):
    """What was said, by whom, to whom, according to whom and when."""

    statement_id: String = column(
        "Identity: document and texts of the spans, numbered where these are equal.",
        "statement_5a1f0c2b9d3e4f60",
        unique=True,
    )
    document_id: String = column("The document that contains it.", "doc_0f3a9c5e7b1d2468")
    parent_statement_id: String = column("The statement it is nested in.", "statement_6b1f0c2b9d3e4f60", nullable=True)
    type: String = column("Type of statement: how the words are rendered.", "indirect", vocabulary=StatementType)
    medium: String = column("Whether it was said, written or thought.", "speech_or_writing", vocabulary=Medium)
    text: String = column(
        "Text of its spans, joined by one space. Null if `documents.redistribution` withholds it.",
        "dass die EU die Führung übernehmen müsse",
        nullable=True,
    )
    spans: Spans = column(
        "Its spans in `documents.text`: more than one if it is interrupted.", [{"start": 2096, "end": 2148}]
    )
    speaker_text: String = column("Speaker, as written.", "Trump", nullable=True)
    speaker_spans: Spans = column(f"{_SPANS} of the speaker.", [{"start": 2073, "end": 2078}])
    speaker_actor_id: String = column("The actor who speaks.", "actor_person_7c1e0b9a8d2f3e41", nullable=True)
    cue_text: String = column("Cue, as written.", "fügte hinzu", nullable=True)
    cue_lemma: String = column("Dictionary form of the cue; particle verbs are joined.", "hinzufügen", nullable=True)
    cue_spans: Spans = column(f"{_SPANS} of the cue.", [{"start": 2083, "end": 2094}])
    frame_spans: Spans = column(
        f"{_SPANS} of the clause that introduces the statement.", [{"start": 2067, "end": 2094}]
    )
    addressee_text: String = column("Addressee, as written.", "Reportern", nullable=True)
    addressee_spans: Spans = column(f"{_SPANS} of the addressee.", [{"start": 1817, "end": 1826}])
    addressee_actor_id: String = column("The actor who is addressed.", "actor_media_7c1e0b9a8d2f3e41", nullable=True)
    source_text: String = column(
        "Source that the speaker cites, as written.", "ungenannte europäische Beamte", nullable=True
    )
    source_spans: Spans = column(f"{_SPANS} of the source that the speaker cites.", [{"start": 385, "end": 414}])
    source_actor_id: String = column(
        "The actor that the speaker cites.", "actor_unnamed_source_7c1e0b9a8d2f3e41", nullable=True
    )
    stated_from: Date = column("First day on which it may have been said.", "2025-08-26", nullable=True)
    stated_to: Date = column("Last day on which it may have been said.", "2025-08-26", nullable=True)
    stated_basis: String = column(
        "Where the days come from.",
        "expression",
        nullable=True,
        vocabulary=StatedBasis,
    )
    rule: String = column("The rule or model that made the row.", "de.verb.clause_before")

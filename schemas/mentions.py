"""The table `mentions`: one row for each mention of an actor."""

from schemas.columns import CORRECTION_ID, REVIEWED, Integer, String, Table, column
from schemas.vocabulary import MentionKind


class Mentions(Table):
    """A span of a document that refers to an actor."""

    text: String = column(
        "The mention, `text[start:end]`; names exclude the article, nominals include it. "
        "Null if `documents.redistribution` withholds it.",
        "Donald Trump",
        nullable=True,
    )
    mention_kind: String = column("How the actor is mentioned.", "name", vocabulary=MentionKind)
    role: String = column("Title or apposition beside the name, as written.", "russischen Außenminister", nullable=True)
    role_lemma: String = column("The role in its dictionary form.", "russischer Außenminister", nullable=True)
    reviewed: String = REVIEWED
    correction_id: String = CORRECTION_ID
    mention_id: String = column(
        "Identity: document and text, numbered where these are equal.", "mention_5a1f0c2b9d3e4f60", unique=True
    )
    document_id: String = column("The document that contains it.", "doc_0f3a9c5e7b1d2468")
    actor_id: String = column("The actor it refers to.", "actor_person_7c1e0b9a8d2f3e41")
    rule: String = column("The rule or model that made the row.", "actors.gazetteer")
    start: Integer = column("First code point in `documents.text`.", 1790, ge=0)
    end: Integer = column("Code point after the last one.", 1802, ge=1)

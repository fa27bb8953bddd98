"""The table `mentions`: one row a mention of an actor."""

from schemas.columns import Integer, String, Table, column
from schemas.vocabulary import MENTION_KINDS


class Mentions(Table):
    """A place in a document that speaks of an actor."""

    mention_id: String = column(
        "Identity: document and surface, with an ordinal among equals.", "mention_5a1f0c2b9d3e4f60", unique=True
    )
    document_id: String = column("The document it stands in.", "doc_0f3a9c5e7b1d2468")
    actor_id: String = column("The actor meant.", "actor_person_7c1e0b9a8d2f3e41")
    start: Integer = column("First code point in `documents.text`.", 1790, ge=0)
    end: Integer = column("Code point after the last one.", 1802, ge=1)
    text: String = column(
        "The surface, `text[start:end]`; names leave the article out, nominals take it in. "
        "Null where `documents.redistribution` withholds it.",
        "Donald Trump",
        nullable=True,
    )
    mention_kind: String = column("How the actor is mentioned.", "name", isin=list(MENTION_KINDS))
    role: String = column("Title or apposition beside the name, as written.", "russischen Außenminister", nullable=True)
    role_lemma: String = column("The role in its dictionary form.", "russischer Außenminister", nullable=True)
    rule: String = column("The rule or model that made the row.", "gazetteer")

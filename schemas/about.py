"""The table `about`: one row for each statement and each mention of an actor in it."""

from schemas.columns import Date, Flag, String, Table, column
from schemas.vocabulary import ActorKind


class About(Table):
    """A mention of an actor within a statement: whom the statement is about."""

    actor: String = column(
        "Name of the actor: the gazetteer's English label, else the fullest form in this document. "
        "Null if `documents.redistribution` withholds it.",
        "Volodymyr Zelensky",
        nullable=True,
    )
    actor_kind: String = column("Kind of actor.", "person", vocabulary=ActorKind)
    is_innermost: Flag = column(
        "Whether no statement nested in this one contains the mention too: each mention counts once where it is true.",
        True,
    )
    published_on: Date = column("Day of publication of the document.", "2025-08-27", nullable=True)
    statement_id: String = column("The statement.", "statement_5a1f0c2b9d3e4f60")
    mention_id: String = column("The mention, within the statement's spans.", "mention_5a1f0c2b9d3e4f60")
    actor_id: String = column("The actor that is mentioned.", "actor_person_7c1e0b9a8d2f3e41")
    document_id: String = column("The document that contains both.", "doc_0f3a9c5e7b1d2468")

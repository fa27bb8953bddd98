"""The table `redirects`: one row for each id that releases 1.x gave to something that has another id now."""

from schemas.columns import String, Table, column


class Redirects(Table):
    """An id of a 1.x release, and the present id of the same document, row or actor."""

    table: String = column("The table whose key the ids are.", "documents")
    old_id: String = column("The id by the rule of 1.0.0; not every one was released.", "doc_1f3a9c5e7b1d2468")
    new_id: String = column("The present id.", "doc_0f3a9c5e7b1d2468")
    document_id: String = column("The document that it is, or is part of, by its present id.", "doc_0f3a9c5e7b1d2468")

"""The table `stories`: one row for each document whose text, or most of it, is in another document too."""

from schemas.columns import Date, String, Table, column


class Stories(Table):
    """A document of a story: of the equal and nearly equal texts that came from one, as an agency's in many papers."""

    publisher: String = column("Name of the outlet, as in `documents`.", "Tagblatt", nullable=True)
    published_on: Date = column("Day of publication of the document.", "2025-08-27", nullable=True)
    story_id: String = column("The story, named for its earliest document.", "story_5a1f0c2b9d3e4f60")
    document_id: String = column(
        "The document; each is part of one story at most.", "doc_0f3a9c5e7b1d2468", unique=True
    )

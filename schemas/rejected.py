"""The table `rejected`: one row for each seed, line or row that is not in the other tables."""

from schemas.columns import Count, String, Table, column
from schemas.vocabulary import RejectionReason, Stage


class Rejected(Table):
    """A seed, a line of a seed or a row that was left out, and why."""

    reason: String = column("Why it was rejected.", "broken_json", vocabulary=RejectionReason)
    detail: String = column(
        "The reason in words, with what to do. Null if it might contain withheld text.",
        "Expecting ',' delimiter at column 12",
        nullable=True,
    )
    seed: String = column(
        "Path of the seed file below the seeds folder, or its hash as in `documents`.", "2025/08/broken.jsonl"
    )
    line: Count = column("Line of the seed, from 1, if one line is the cause.", 17, nullable=True, ge=1)
    stage: String = column("The step that rejected it.", "parse", vocabulary=Stage)
    table: String = column("The table a row was meant for.", "statements", nullable=True)
    document_id: String = column("The document, if known.", "doc_0f3a9c5e7b1d2468", nullable=True)
    rejection_id: String = column(
        "Identity: seed, line, table, stage, reason and detail.", "rejection_5a1f0c2b9d3e4f60", unique=True
    )
    seed_sha256: String = column("SHA-256 of the seed's bytes, if they could be read.", "9f86d081…", nullable=True)

"""The table `corrections` (people's judgements and what became of them), and `judged`, which it is made of."""

from schemas.columns import Integer, String, Table, column
from schemas.vocabulary import CorrectionState, Verdict

_STATE = "What became of it in this version."
_WITHHELD = " Null if the rights of the document withhold it."


class Corrections(Table):
    """A line of a file of corrections: what a person says of a row, and what became of it."""

    state: String = column(_STATE, "applied", vocabulary=CorrectionState)
    detail: String = column("Why, where the state does not say it." + _WITHHELD, "found: Reuters", nullable=True)
    verdict: String = column(
        "What is said. Null in a line that cannot be read.", "change", nullable=True, vocabulary=Verdict
    )
    table: String = column("The table of the row.", "statements", nullable=True)
    field: String = column("The field that is judged.", "speaker", nullable=True)
    old_value: String = column("Its value when it was judged." + _WITHHELD, "Reuters", nullable=True)
    new_value: String = column("The value that is right." + _WITHHELD, "Donald Trump", nullable=True)
    quote: String = column(
        "The words of the row; of an actor the name." + _WITHHELD,
        "dass die EU die Führung übernehmen müsse",
        nullable=True,
    )
    prefix: String = column("Words before them." + _WITHHELD, "fügte hinzu, ", nullable=True)
    suffix: String = column("Words after them." + _WITHHELD, ". Die", nullable=True)
    reason: String = column("Why, in the person's words." + _WITHHELD, "The agency only reports it.", nullable=True)
    by: String = column("Who judged, as the file says.", "ab", nullable=True)
    at: String = column("When, as the file says.", "2026-11-29", nullable=True)
    correction_id: String = column(
        "Identity: as the file gives it, else a hash of the line without `by` and `at`.",
        "correction_5a1f0c2b9d3e4f60",
        unique=True,
    )
    document_id: String = column(
        "The document, if there is one with this id or text.", "doc_0f3a9c5e7b1d2468", nullable=True
    )
    document: String = column(
        "The document as the file names it: an id, or the SHA-256 of a text.", "doc_0f3a9c5e7b1d2468", nullable=True
    )
    row_id: String = column("The row, by its id in `table`.", "statement_5a1f0c2b9d3e4f60", nullable=True)
    file: String = column("The file of corrections.", "2026-11.csv")
    line: Integer = column("The line in the file, from 1.", 2, ge=1)


class Judged(Table):
    """The same in the lake, by month; the state of what concerns all documents is not known there."""

    state: String = column(
        _STATE + " Null where the corpus decides.", "applied", nullable=True, vocabulary=CorrectionState
    )
    detail: String = Corrections.detail
    verdict: String = Corrections.verdict
    table: String = Corrections.table
    field: String = Corrections.field
    old_value: String = Corrections.old_value
    new_value: String = Corrections.new_value
    quote: String = Corrections.quote
    prefix: String = Corrections.prefix
    suffix: String = Corrections.suffix
    reason: String = Corrections.reason
    by: String = Corrections.by
    at: String = Corrections.at
    correction_id: String = Corrections.correction_id
    document_id: String = Corrections.document_id
    document: String = Corrections.document
    row_id: String = Corrections.row_id
    file: String = Corrections.file
    line: Integer = Corrections.line

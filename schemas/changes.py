"""The table `changes`: one row for each difference from the predecessor in the same target."""

from schemas.columns import String, Strings, Table, column
from schemas.vocabulary import Cause, Change


class Changes(Table):
    """A row that was added, removed or changed since the predecessor, and the cause."""

    table: String = column("The table the row belongs to.", "statements")
    change: String = column("What became of the row.", "changed", vocabulary=Change)
    cause: String = column("What caused the change.", "source", vocabulary=Cause)
    columns: Strings = column("The columns that differ; empty for rows added or removed.", ["speaker_actor_id"])
    row_id: String = column("The row's key in that table.", "statement_5a1f0c2b9d3e4f60")

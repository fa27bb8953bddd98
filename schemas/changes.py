"""The table `changes`: one row a difference from the release before in the same target."""

from schemas.columns import String, Strings, Table, column
from schemas.vocabulary import CAUSES, CHANGES


class Changes(Table):
    """A row that was added, removed or changed since the release before, and what caused it."""

    table: String = column("The table the row belongs to.", "statements")
    row_id: String = column("The row's key in that table.", "statement_5a1f0c2b9d3e4f60")
    change: String = column("What happened to it.", "changed", isin=list(CHANGES))
    columns: Strings = column("The columns that differ; empty for rows added or removed.", ["speaker_actor_id"])
    cause: String = column("Why.", "source", isin=list(CAUSES))

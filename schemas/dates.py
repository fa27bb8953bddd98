"""The table `dates`: one row a temporal expression."""

from schemas.columns import Date, Integer, String, Table, column
from schemas.vocabulary import GRANULARITIES, TIMEX_MODS, TIMEX_TYPES


class Dates(Table):
    """A temporal expression with its TIMEX3 value and the days it stands for."""

    date_id: String = column(
        "Identity: document and surface, with an ordinal among equals.", "date_5a1f0c2b9d3e4f60", unique=True
    )
    document_id: String = column("The document it stands in.", "doc_0f3a9c5e7b1d2468")
    start: Integer = column("First code point in `documents.text`.", 357, ge=0)
    end: Integer = column("Code point after the last one.", 365, ge=1)
    text: String = column(
        "The surface, `text[start:end]`. Null where `documents.redistribution` withholds it.", "Dienstag", nullable=True
    )
    timex_type: String = column("TIMEX3 type.", "DATE", isin=list(TIMEX_TYPES))
    value: String = column("TIMEX3 value; null where the expression has none.", "2025-08-26", nullable=True)
    mod: String = column("TIMEX3 modifier.", "APPROX", nullable=True, isin=list(TIMEX_MODS))
    begins_on: Date = column(
        "First day of the interval meant; null when open or unresolved.", "2025-08-26", nullable=True
    )
    ends_on: Date = column(
        "Last day of the interval meant (included); null when open or unresolved.", "2025-08-26", nullable=True
    )
    granularity: String = column("Finest unit the expression states.", "day", nullable=True, isin=list(GRANULARITIES))
    anchor: String = column(
        "What a relative expression was resolved against: `document_date`, or the `date_id` of another expression.",
        "document_date",
        nullable=True,
    )
    rule: String = column("The rule that made the row.", "de.weekday.past")

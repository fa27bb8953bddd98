"""The table `dates`: one row for each temporal expression."""

from schemas.columns import CONFIDENCE, CORRECTION_ID, REVIEWED, Date, Integer, String, Table, column
from schemas.vocabulary import Granularity, TimexMod, TimexType


class Dates(Table):
    """A temporal expression with its TIMEX3 value and the days it refers to."""

    text: String = column(
        "The expression, `text[start:end]`. Null if `documents.redistribution` withholds it.", "Dienstag", nullable=True
    )
    value: String = column("TIMEX3 value; null if the expression has none.", "2025-08-26", nullable=True)
    begins_on: Date = column("First day of the interval; null if open or unresolved.", "2025-08-26", nullable=True)
    ends_on: Date = column(
        "Last day of the interval (inclusive); null if open or unresolved.", "2025-08-26", nullable=True
    )
    timex_type: String = column("TIMEX3 type.", "DATE", vocabulary=TimexType)
    mod: String = column("TIMEX3 modifier.", "APPROX", nullable=True, vocabulary=TimexMod)
    granularity: String = column("Finest unit that the expression names.", "day", nullable=True, vocabulary=Granularity)
    anchor: String = column(
        "What a relative expression was resolved against: `document_date`, or the `date_id` of another expression.",
        "document_date",
        nullable=True,
    )
    confidence: String = CONFIDENCE
    reviewed: String = REVIEWED
    correction_id: String = CORRECTION_ID
    date_id: String = column(
        "Identity: document and text, numbered where these are equal.", "date_5a1f0c2b9d3e4f60", unique=True
    )
    document_id: String = column("The document that contains it.", "doc_0f3a9c5e7b1d2468")
    rule: String = column("The rule that made the row.", "de.weekday")
    start: Integer = column("First code point in `documents.text`.", 357, ge=0)
    end: Integer = column("Code point after the last one.", 365, ge=1)

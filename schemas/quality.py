"""The tables `quality` (what people's answers to drawn samples say) and `sampled` (what was drawn and answered)."""

from schemas.columns import Count, Integer, Share, String, Strings, Table, column
from schemas.vocabulary import (
    Confidence,
    JudgedPart,
    Measure,
    ReviewAnswer,
    SampledState,
    SampledUnit,
    SampleGroup,
    Stratum,
)

_SAMPLE = column("The sample, by the name of its file.", "statements-1.0.0-200-7")
_VERSION = column("The release that the sample was drawn from.", "1.0.0", str_matches=r"^\d+\.\d+\.\d+")
_TABLE = column("The table whose rows were judged.", "statements")


class Quality(Table):
    """A share that people's answers to a drawn sample say, with its interval of 95 %."""

    table: String = _TABLE
    measure: String = column("What the share is.", "precision", vocabulary=Measure)
    part: String = column("What has to be right.", "row", vocabulary=JudgedPart)
    group: String = column("By which column the rows are chosen.", "language", vocabulary=SampleGroup)
    value: String = column("The value of that column; `all` for all rows.", "de")
    estimate: Share = column("The share in the sample.", 0.8313, ge=0, le=1)
    low: Share = column("The lower end of its interval.", 0.7659, ge=0, le=1)
    high: Share = column("The upper end of its interval.", 0.8814, ge=0, le=1)
    n_right: Count = column("How many are right.", 133, ge=0)
    n_judged: Count = column("Of how many.", 160, ge=1)
    n_documents: Count = column("In how many documents.", 16, ge=1)
    version: String = _VERSION
    n_drawn_from: Count = column(
        "From how many rows it was drawn by chance; for recall, from how many paragraphs.", 265, ge=0
    )
    seed: Count = column("The number that decided which were drawn.", 7)
    n_sampled: Count = column("Rows of the whole sample, whatever the group.", 200, ge=0)
    n_unchanged: Count = column("Of `n_sampled`, those that say the same in this release.", 188, ge=0)
    n_unsure: Count = column("Answers to the sample that say `unsure`; they count in no share.", 4, ge=0)
    n_open: Count = column("Rows and paragraphs of the sample without an answer.", 0, ge=0)
    answered_by: Strings = column("Who answered, as the answers say.", ["ab"])
    sample: String = _SAMPLE


class Sampled(Table):
    """A row or paragraph of a sample that people judged, or what they say is missing in one, with the answer."""

    table: String = _TABLE
    unit: String = column("What was judged.", "row", vocabulary=SampledUnit)
    stratum: String = column("Why it was drawn.", "random", vocabulary=Stratum)
    answer: String = column(
        "What people say of it; null if nobody did.", "wrong", nullable=True, vocabulary=ReviewAnswer
    )
    wrong: Strings = column("What of the row is wrong: its fields; `row` if there is no such row.", ["speaker"])
    state: String = column(
        "What became of the row in this release; null for others.", "unchanged", nullable=True, vocabulary=SampledState
    )
    type: String = column(
        "The type it had when it was drawn, of missing rows the one that people give; null for paragraphs.",
        "direct",
        nullable=True,
    )
    language: String = column("The language of the document.", "de")
    confidence: String = column(
        "The confidence that the row had when it was drawn.", "likely", nullable=True, vocabulary=Confidence
    )
    version: String = _VERSION
    answered_by: String = column("Who answered, as the answer says.", "ab", nullable=True)
    answered_at: String = column("When, as the answer says.", "2026-11-29", nullable=True)
    sample: String = _SAMPLE
    sampled_id: String = column("Identity: by the place in the sample.", "sampled_5a1f0c2b9d3e4f60", unique=True)
    row_id: String = column(
        "The row, by its id in `table`; null if this release has no such row and its rights withhold the former one.",
        "statement_5a1f0c2b9d3e4f60",
        nullable=True,
    )
    document_id: String = column("The document.", "doc_0f3a9c5e7b1d2468")
    rule: String = column("The rule that made the row.", "de.quote.verb", nullable=True)
    start: Integer = column("Where it begins in the text as it was when it was drawn.", 412, ge=0)
    n_characters: Integer = column("How long it is there; 0 for rows, whose places are in `table`.", 243, ge=0)

"""The closed vocabularies of the tables. A value outside them breaks the contract; adding one changes the API."""

TIMEX_TYPES = ("DATE", "TIME", "DURATION", "SET")

# TIMEX3 `mod` (TimeML 1.2.1 annotation guidelines, section 2.2.3.9).
TIMEX_MODS = (
    "BEFORE",
    "AFTER",
    "ON_OR_BEFORE",
    "ON_OR_AFTER",
    "LESS_THAN",
    "MORE_THAN",
    "EQUAL_OR_LESS",
    "EQUAL_OR_MORE",
    "START",
    "MID",
    "END",
    "APPROX",
)

GRANULARITIES = (
    "second",
    "minute",
    "hour",
    "day_part",
    "day",
    "weekend",
    "week",
    "month",
    "season",
    "quarter",
    "half_year",
    "year",
    "decade",
    "century",
    "millennium",
)

MENTION_KINDS = ("name", "metonym", "nominal", "pronoun")

ACTOR_KINDS = (
    "person",
    "organization",
    "state",
    "igo",
    "media",
    "party",
    "group",
    "place",
    "region",
    "unnamed_source",
)

# Petersen-Frey & Biemann, Dataset of Quotation Attribution in German News Articles (LREC-COLING 2024).
STATEMENT_TYPES = ("direct", "indirect", "reported", "free_indirect", "indirect_free_indirect")
MEDIA = ("Speech", "Writing", "Thought", "SW", "ST", "TW", "none")
STATED_BASES = ("expression", "document_date")

# Where the day of publication was found, the most reliable first.
PUBLISHED_BASES = ("header", "record", "metadata", "time_element", "visible", "address")

REDISTRIBUTION = ("full_text", "quotes", "metadata")
DOCUMENT_STATUS = ("published", "redacted", "withdrawn")

STAGES = ("read", "parse", "annotate", "validate")

REJECTION_REASONS = (
    "empty_file",
    "binary_file",
    "too_large",
    "unreadable",
    "link_outside_seeds",
    "undecodable",
    "broken_compression",
    "broken_archive",
    "broken_json",
    "broken_table",
    "broken_warc",
    "duplicate_member",
    "encrypted",
    "link_in_archive",
    "path_outside_archive",
    "too_deep",
    "too_many_members",
    "broken_front_matter",
    "no_text",
    "impossible_date",
    "duplicate_document_id",
    "resembles_takedown",
    "too_many_rejections",
    "unsupported_language",
    "extraction_failed",
    "contract_violation",
    "duplicate_key",
    "unresolved_key",
    "span_mismatch",
)

CHANGES = ("added", "removed", "changed")
CAUSES = ("source", "code", "settings", "schema", "rights", "takedown")

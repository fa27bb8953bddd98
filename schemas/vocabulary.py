"""The closed vocabularies of the tables, each value with its meaning in a sentence.

A value outside them breaks the contract; adding one changes the API. The meanings are shown wherever a reader may meet
a value: data dictionary, card, UI, page of `annotate --html`, Croissant, table schemas, metadata of Parquet columns.
"""

from enum import StrEnum
from functools import cache
from typing import Self


class Vocabulary(StrEnum):
    """The values of a column: plain strings that know their `meaning`."""

    meaning: str

    def __new__(cls, value: str, meaning: str) -> Self:
        """Make the value with its meaning."""
        member = str.__new__(cls, value)
        member._value_ = value
        member.meaning = meaning
        return member

    @classmethod
    @cache
    def values(cls) -> tuple[str, ...]:
        """Return the values in the order of the vocabulary, as plain strings."""
        return tuple(member.value for member in cls)

    @classmethod
    def meanings(cls) -> dict[str, str]:
        """Return the meaning of each value, in the order of the vocabulary."""
        return {member.value: member.meaning for member in cls}


class TimexType(Vocabulary):
    """`dates.timex_type`, as in TIMEX3."""

    DATE = "DATE", "A calendar time of a day or longer: “Tuesday”, “2025”."
    TIME = "TIME", "A time of day: “at 3 p.m.”, “last night”."
    DURATION = "DURATION", "A length of time: “three days”."
    SET = "SET", "Times that recur: “every Monday”."


class TimexMod(Vocabulary):
    """`dates.mod`: TIMEX3 `mod` (TimeML 1.2.1 annotation guidelines, section 2.2.3.9)."""

    BEFORE = "BEFORE", "Earlier than the value."
    AFTER = "AFTER", "Later than the value."
    ON_OR_BEFORE = "ON_OR_BEFORE", "At the value or earlier."
    ON_OR_AFTER = "ON_OR_AFTER", "At the value or later."
    LESS_THAN = "LESS_THAN", "Shorter than the value."
    MORE_THAN = "MORE_THAN", "Longer than the value."
    EQUAL_OR_LESS = "EQUAL_OR_LESS", "As long as the value or shorter."
    EQUAL_OR_MORE = "EQUAL_OR_MORE", "As long as the value or longer."
    START = "START", "The beginning of the value: “early June”."
    MID = "MID", "The middle of the value: “mid-June”."
    END = "END", "The end of the value: “late June”."
    APPROX = "APPROX", "About the value: “around noon”."


class Granularity(Vocabulary):
    """`dates.granularity`: the finest unit that an expression names, from fine to coarse."""

    SECOND = "second", "A second."
    MINUTE = "minute", "A minute."
    HOUR = "hour", "An hour."
    DAY_PART = "day_part", "A part of a day: morning, evening, night."
    DAY = "day", "A day."
    WEEKEND = "weekend", "A weekend."
    WEEK = "week", "A week, Monday to Sunday."
    MONTH = "month", "A month."
    SEASON = "season", "A season of the year."
    QUARTER = "quarter", "A quarter of a year."
    HALF_YEAR = "half_year", "Half a year."
    YEAR = "year", "A year."
    DECADE = "decade", "A decade."
    CENTURY = "century", "A century."
    MILLENNIUM = "millennium", "A millennium."


class MentionKind(Vocabulary):
    """`mentions.mention_kind`."""

    NAME = "name", "By name: “Donald Trump”, “Trump”."
    METONYM = "metonym", "By the name of something else: “Washington” for the state, “the Pentagon” for the ministry."
    NOMINAL = "nominal", "By a description: “the president”, “the newspaper”, also in apposition or as a predicate."
    PRONOUN = "pronoun", "By a pronoun: “he”, “they”, “who”; inside somebody's words also “I”."
    POSSESSIVE = "possessive", "By a possessive: “her”, “its”, “whose”."


class ActorKind(Vocabulary):
    """`actors.kind`, and of those who speak, are addressed, cited or talked about."""

    PERSON = "person", "A human being, by name or by a description that fits one."
    ORGANIZATION = "organization", "A company, authority, ministry, association, club or other body."
    STATE = "state", "A country that acts or is spoken of, also by its capital or government."
    IGO = "igo", "An organization of states: UN, NATO, EU."
    MEDIA = "media", "A newspaper, agency, broadcaster or other outlet."
    PARTY = "party", "A political party."
    GROUP = "group", "A group of people with a name, without the form of an organization."
    PLACE = "place", "A town, building or other place."
    REGION = "region", "A part of a state, or an area of several."
    UNNAMED_SOURCE = "unnamed_source", "Somebody whom the text quotes without a name: “officials”, “a resident”."
    DOCUMENT = "document", "A document that speaks where the text does not say whose it is: “the report”, “a lawsuit”."


class UnnamedKind(Vocabulary):
    """`actors.unnamed_kind`: what those are whom a text describes and never names."""

    OFFICIALS = "officials", "People who work for a state or an authority: “officials”, “a diplomat”, “aides”."
    AUTHORITIES = "authorities", "Bodies of a state or town: “the authorities”, “the government”, “a court”."
    SECURITY_FORCES = "security_forces", "Police, soldiers, firefighters, armed groups, as a body or some of them."
    POLITICIANS = "politicians", "Heads of state or government, ministers, members of parliaments, candidates."
    SPOKESPEOPLE = "spokespeople", "Who speaks for a body or person: “a spokeswoman for the ministry”."
    INSIDERS = "insiders", "Who knows and is not to be known: “sources”, “people familiar with the matter”."
    MEDIA = "media", "Outlets and people who work for them: “local media”, “the paper”, “reporters”."
    EXPERTS = "experts", "Who speaks because of what they have learnt: “analysts”, “scientists”, “a doctor”."
    JUSTICE = "justice", "Who takes part in proceedings: judges, prosecutors, lawyers, defendants, plaintiffs."
    BUSINESS = "business", "Companies and those who run them: “the company”, “investors”, “the shop's owner”."
    ORGANIZATIONS = "organizations", "Other bodies and who speaks for them: “the union”, “volunteers”, “a priest”."
    ACTIVISTS = "activists", "Who is for or against something: “protesters”, “critics”, “supporters”."
    PUBLIC = "public", "People in the street and everybody else: “residents”, “witnesses”, “parents”, “a customer”."
    OTHER = "other", "Whoever the words place nowhere: “the singer”, “both”."


class StatementType(Vocabulary):
    """`statements.type` (Petersen-Frey & Biemann, LREC-COLING 2024)."""

    DIRECT = "direct", "The words themselves, in quotation marks."
    INDIRECT = "indirect", "The content in a clause that a verb or phrase of saying introduces: “she said that …”."
    REPORTED = "reported", "That something was said, without its words: “she rejects the plan”."
    FREE_INDIRECT = "free_indirect", "Hearsay in the indicative: “he is said to have stolen the car”."
    INDIRECT_FREE_INDIRECT = (
        "indirect_free_indirect",
        "Somebody's words continued in sentences of their own, in German in the subjunctive.",
    )


class Medium(Vocabulary):
    """`statements.medium` (Petersen-Frey & Biemann, LREC-COLING 2024, where the mixtures are SW, ST, TW)."""

    SPEECH = "speech", "Spoken, as the verb says: “told”."
    WRITING = "writing", "Written: “tweeted”, “the report says”."
    THOUGHT = "thought", "Thought or felt, and perhaps never said: “believes”."
    SPEECH_OR_WRITING = "speech_or_writing", "Said or written, the text leaves it open: “declared”."
    SPEECH_OR_THOUGHT = "speech_or_thought", "Said or thought, the text leaves it open: “for her, it was …”."
    THOUGHT_OR_WRITING = "thought_or_writing", "Thought or written, the text leaves it open."
    NONE = "none", "None of these applies."


class StatedBasis(Vocabulary):
    """`statements.stated_basis`: where the days of speaking come from."""

    EXPRESSION = "expression", "A temporal expression in the clause that introduces the statement."
    DOCUMENT_DATE = "document_date", "The day of publication, since the text gives no other."


class PublishedBasis(Vocabulary):
    """`documents.published_on_basis`: where the day of publication was found, the most reliable first."""

    HEADER = "header", "The header of the file."
    RECORD = "record", "A field of the record."
    METADATA = "metadata", "The metadata of the page."
    TIME_ELEMENT = "time_element", "A `<time>` element beside the headline, or the only one of the page."
    VISIBLE = "visible", "A labelled date that readers of the page see."
    ADDRESS = "address", "The path of the address."


class Redistribution(Vocabulary):
    """`documents.redistribution`: what the publisher allows to be passed on."""

    FULL_TEXT = "full_text", "Everything."
    QUOTES = "quotes", "The statements up to a share of the document, neither its text nor its headline."
    METADATA = "metadata", "No text: which document it is, and what kind of thing is found where in it."


class DocumentStatus(Vocabulary):
    """`documents.status`."""

    PUBLISHED = "published", "Part of the dataset."
    REDACTED = "redacted", "Mentions a person who was taken down, so that its text is withheld."
    WITHDRAWN = "withdrawn", "Was taken down; only this row is left."


class Stage(Vocabulary):
    """`rejected.stage`: the step that rejected something."""

    READ = "read", "Reading the bytes of the seed."
    PARSE = "parse", "Making a document of them."
    ANNOTATE = "annotate", "Extracting from the document."
    VALIDATE = "validate", "Checking the rows against the contract."


class RejectionReason(Vocabulary):
    """`rejected.reason`."""

    EMPTY_FILE = "empty_file", "The file has no bytes."
    BINARY_FILE = "binary_file", "The file holds no text but something else, such as a picture."
    TOO_LARGE = "too_large", "The file or document is larger than the settings allow."
    UNREADABLE = "unreadable", "The file could not be opened or read to its end."
    LINK_OUTSIDE_SEEDS = "link_outside_seeds", "A symbolic link leads out of the seeds."
    UNDECODABLE = "undecodable", "The bytes are no text in any known encoding."
    BROKEN_COMPRESSION = "broken_compression", "The compressed data are damaged."
    BROKEN_ARCHIVE = "broken_archive", "The archive is damaged."
    BROKEN_JSON = "broken_json", "The JSON is malformed, or a value in it has the wrong type."
    BROKEN_TABLE = "broken_table", "The CSV, TSV or Parquet file is damaged or has no usable columns."
    BROKEN_WARC = "broken_warc", "The WARC file or a record in it is damaged."
    DUPLICATE_MEMBER = "duplicate_member", "The archive has a member of this name already."
    ENCRYPTED = "encrypted", "The archive or its member is encrypted."
    LINK_IN_ARCHIVE = "link_in_archive", "The member of the archive is a link."
    PATH_OUTSIDE_ARCHIVE = "path_outside_archive", "The member's path leads out of the archive."
    TOO_DEEP = "too_deep", "Archives are nested more deeply than is read."
    TOO_MANY_MEMBERS = "too_many_members", "The archive has more members than are read."
    BROKEN_FRONT_MATTER = "broken_front_matter", "The front matter is malformed."
    NO_TEXT = "no_text", "No text is left, or none was found under a known name."
    IMPOSSIBLE_DATE = "impossible_date", "The date of publication does not exist or cannot be read."
    DUPLICATE_DOCUMENT_ID = "duplicate_document_id", "Another document has the same id."
    SUPERSEDED_CAPTURE = "superseded_capture", "There is a newer capture of the same page."
    RESEMBLES_TAKEDOWN = "resembles_takedown", "The text is nearly one that was taken down; a person has to decide."
    TOO_MANY_REJECTIONS = (
        "too_many_rejections",
        "Further rejections of this seed are not listed; the detail counts them.",
    )
    UNSUPPORTED_LANGUAGE = "unsupported_language", "There are no extractors for the language; the document is kept."
    TOO_COSTLY = (
        "too_costly",
        "Extraction takes several times the steps of prose of this length; the document is kept without annotations.",
    )
    EXTRACTION_FAILED = "extraction_failed", "An extractor failed; the document is kept without annotations."
    CONTRACT_VIOLATION = "contract_violation", "A value breaks the contract of its column."
    DUPLICATE_KEY = "duplicate_key", "Another row has the same key."
    UNRESOLVED_KEY = "unresolved_key", "The row refers to one that does not exist."
    SPAN_MISMATCH = "span_mismatch", "The text at the offsets is not the one in the row."


class Change(Vocabulary):
    """`changes.change`."""

    ADDED = "added", "The row is new."
    REMOVED = "removed", "The row is gone."
    CHANGED = "changed", "The row has other values in the columns listed."


class Cause(Vocabulary):
    """`changes.cause`; rows about the whole corpus take the last of the causes below them in this order."""

    SOURCE = "source", "The seed was added, removed or changed."
    CORRECTION = "correction", "A person's correction, or answer to a sample, was added, withdrawn or changed."
    CODE = "code", "Another version of the software."
    SETTINGS = "settings", "Another setting."
    SCHEMA = "schema", "Another contract of the table: a new or changed column."
    RIGHTS = "rights", "The publisher allows more or less to be passed on."
    TAKEDOWN = "takedown", "A document or person was taken down, or is back."


class Confidence(Vocabulary):
    """`statements.confidence` and `dates.confidence`: how often rows of this rule were right when it was measured."""

    CERTAIN = "certain", "Of rows like this at least nine in ten were right."
    LIKELY = "likely", "Of rows like this at least seven in ten were right."
    DOUBTFUL = "doubtful", "Of rows like this fewer than seven in ten were right."


class Verdict(Vocabulary):
    """`corrections.verdict`: what a person says of a row, or of two actors."""

    CONFIRM = "confirm", "The row, or the value of its field, is right."
    CHANGE = "change", "The field has another value."
    REJECT = "reject", "There is no such row."
    ADD = "add", "The words are a row that is missing."
    SAME_AS = "same_as", "Two actors are one."
    NOT_SAME_AS = "not_same_as", "Two actors are not one, whatever follows from other lines."


class CorrectionState(Vocabulary):
    """`corrections.state`: what became of a correction in this build."""

    APPLIED = "applied", "It changed or confirmed what the software found."
    ALREADY_TRUE = "already_true", "The software finds the same by now."
    CONFLICT = "conflict", "The software finds neither the old nor the new value; the correction holds."
    ORPHANED = (
        "orphaned",
        "The document, the words or the row are not there, or the words are in several places.",
    )
    INVALID = "invalid", "It cannot be read, names something unknown, or contradicts another one."


class Reviewed(Vocabulary):
    """`reviewed`: what people's corrections did to a row."""

    NO = "no", "No person has looked at it."
    CONFIRMED = "confirmed", "A person says that it is right."
    CHANGED = "changed", "A person changed a value of it."
    ADDED = "added", "A person added it."


class Measure(Vocabulary):
    """`quality.measure`."""

    PRECISION = "precision", "Of the rows drawn by chance, those that are right."
    RECALL = "recall", "Of what really is in the paragraphs that people looked through, what was found there."


class JudgedPart(Vocabulary):
    """`quality.part`: what has to be right; fields of a row are judged where there is such a row."""

    ROW = "row", "All of the row."
    FOUND = "found", "That there is such a row, whatever else is wrong with it."
    SPEAKER = "speaker", "The speaker."
    TYPE = "type", "The type."
    TEXT = "text", "Which words they are."
    VALUE = "value", "The value of a date."
    ACTOR = "actor", "The actor of a mention."


class SampleGroup(Vocabulary):
    """`quality.group`."""

    ALL = "all", "All rows."
    TYPE = "type", "Rows of one type: `type`, `timex_type` or `mention_kind`."
    LANGUAGE = "language", "Rows of documents in one language."
    CONFIDENCE = "confidence", "Rows of one step of confidence."


class SampledUnit(Vocabulary):
    """`sampled.unit`."""

    ROW = "row", "A row of the table."
    PARAGRAPH = "paragraph", "A paragraph that was looked through; `right` says that nothing more is missing."
    MISSED = "missed", "Words of a paragraph that should have been a row."


class Stratum(Vocabulary):
    """`sampled.stratum`."""

    RANDOM = "random", "By chance from all rows."
    DOUBTFUL = "doubtful", "By chance from the doubtful rows, beside the others."
    PARAGRAPH = "paragraph", "A paragraph drawn by chance, and all that is in it."


class ReviewAnswer(Vocabulary):
    """`sampled.answer`."""

    RIGHT = "right", "It is right."
    WRONG = "wrong", "Something of it is wrong."
    UNSURE = "unsure", "The person cannot say."
    MISSED = "missed", "It was not found."


class SampledState(Vocabulary):
    """`sampled.state`: what became of a row since it was drawn."""

    UNCHANGED = "unchanged", "It says the same."
    CHANGED = "changed", "It says something else, or its words are withheld."
    GONE = "gone", "It is not in this release."

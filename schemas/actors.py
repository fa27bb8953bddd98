"""The tables `actors`, `appearances` (a row for each actor of a document) and `merges` (people's words on actors).

`appearances` and `merges` are internal to the lake: `actors` is counted from them. They are not released.
"""

from schemas.columns import CORRECTION_ID, REVIEWED, Count, Date, String, Strings, Table, column
from schemas.vocabulary import ActorKind, UnnamedKind

_ACTOR_ID = (
    "Identity: the gazetteer's id, else kind and normalised full name; local to the document if neither is known."
)
_NAME = "The gazetteer's English label, else the fullest form seen."
_UNNAMED = "What one without a name is. Null for everybody with a name, and for documents."
_COUNTRY = "ISO 3166-1 alpha-2 code of the country the actor is or belongs to, if the gazetteer has it."
_WIKIDATA = "Wikidata item, if the gazetteer has it."
_ALIASES = "Names it was mentioned by, sorted."


class Actors(Table):
    """Whoever is mentioned, speaks, is spoken to or is cited."""

    name: String = column(_NAME + " Null if only documents with withheld text name it.", "Donald Trump", nullable=True)
    kind: String = column("Kind of actor.", "person", vocabulary=ActorKind)
    unnamed_kind: String = column(_UNNAMED, "officials", nullable=True, vocabulary=UnnamedKind)
    country: String = column(_COUNTRY, "US", nullable=True, str_matches=r"^[A-Z]{2}$")
    aliases: Strings = column(
        _ALIASES[:-1] + ", without those that only withheld text contains.", ["Donald Trump", "Trump"]
    )
    n_statements: Count = column("Statements it is the speaker of.", 9, ge=0)
    n_statements_by_story: Count = column(
        "The same with each story (a group of documents in `stories`) counted once, by its document with most of them.",
        6,
        ge=0,
    )
    n_documents: Count = column("Documents that mention it.", 12, ge=1)
    n_mentions: Count = column(
        "Mentions by name, metonym or description; pronouns and possessives are not counted.", 40, ge=0
    )
    first_seen_on: Date = column("Earliest day of publication among its documents.", "2025-08-27", nullable=True)
    last_seen_on: Date = column("Latest day of publication among its documents.", "2025-09-02", nullable=True)
    reviewed: String = REVIEWED
    correction_id: String = CORRECTION_ID
    wikidata_id: String = column(_WIKIDATA, "Q30", nullable=True, str_matches=r"^Q[1-9][0-9]*$")
    actor_id: String = column(_ACTOR_ID, "actor_person_7c1e0b9a8d2f3e41", unique=True)


class Appearances(Table):
    """An actor in one document; the corpus-wide row is counted from these."""

    name: String = column(_NAME, "Donald Trump")
    kind: String = column("Kind of actor.", "person", vocabulary=ActorKind)
    unnamed_kind: String = column(_UNNAMED, "officials", nullable=True, vocabulary=UnnamedKind)
    country: String = column(_COUNTRY, "US", nullable=True, str_matches=r"^[A-Z]{2}$")
    aliases: Strings = column(_ALIASES, ["Donald Trump", "Trump"])
    n_statements: Count = column("Statements in the document it is the speaker of.", 2, ge=0)
    n_mentions: Count = column("Mentions in the document by name, metonym or description.", 3, ge=0)
    reviewed: String = REVIEWED
    correction_id: String = CORRECTION_ID
    published_on: Date = column("Day of publication of the document.", "2025-08-27", nullable=True)
    wikidata_id: String = column(_WIKIDATA, "Q30", nullable=True, str_matches=r"^Q[1-9][0-9]*$")
    document_id: String = column("The document.", "doc_0f3a9c5e7b1d2468")
    actor_id: String = column(_ACTOR_ID, "actor_person_7c1e0b9a8d2f3e41")
    local_key: String = column(
        "What tells it from others of its kind in the document; null if it may appear in other documents.",
        "schmidt",
        nullable=True,
    )


class Merges(Table):
    """An actor that people say is another one, or has another name, kind or item: what it is in every document."""

    name: String = column(_NAME, "Donald Trump")
    kind: String = column("Kind of actor.", "person", vocabulary=ActorKind)
    unnamed_kind: String = column(_UNNAMED, "officials", nullable=True, vocabulary=UnnamedKind)
    country: String = column(_COUNTRY, "US", nullable=True, str_matches=r"^[A-Z]{2}$")
    reviewed: String = REVIEWED
    wikidata_id: String = column(_WIKIDATA, "Q30", nullable=True, str_matches=r"^Q[1-9][0-9]*$")
    actor_id: String = column("The actor as extraction has it.", "actor_person_7c1e0b9a8d2f3e41", unique=True)
    into_actor_id: String = column(
        "The actor that it is; itself if only its values change.", "actor_person_8c1e0b9a8d2f3e41"
    )
    correction_id: String = CORRECTION_ID
    local_key: String = column("As in `appearances`.", "schmidt", nullable=True)

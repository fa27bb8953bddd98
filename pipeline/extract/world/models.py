"""What the files of `world/` may hold: each has a model, and what is wrong in one is said in a line."""

from typing import Annotated, Any

from pydantic import Field, StringConstraints, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from pipeline.extract.lang.models.reading import Empty, Flag, Forms, LexiconError, Table, WordList, described
from schemas.vocabulary import ActorKind, MentionKind

Label = Annotated[str, StringConstraints(min_length=1)]
Country = Annotated[str, StringConstraints(pattern="^[A-Z]{2}$")]
"""ISO 3166-1 alpha-2."""


class Listed(Table):
    """An actor or region: its English label, and the names that texts have for it; `~` stands for adjective endings.

    `classes` say what nouns may refer back to it; `acronym` are names in capitals; `key` is a second id, by the
    institution that it is of its country; `seat` is where it meets, which stands for it, in the state `seat_country`.
    `kind` is another one than that of its file, `mention` what its names are where that is no name.
    """

    name: Label
    names: Forms
    country: Country | None = None
    classes: Forms = ()
    acronym: Forms = ()
    kind: ActorKind | None = None
    key: str | None = None
    mention: MentionKind | None = None
    metonyms: Forms = ()
    seat: Forms = ()
    seat_country: Country | None = None


class State(Table):
    """A state: its English label, id in Wikidata, names and capitals; whether its label has an article."""

    name: Label
    names: Forms
    wikidata_id: Annotated[str, StringConstraints(pattern="^Q[0-9]+$")] | None = None
    capitals: Forms = ()
    takes_article: Flag = False


class Template(Table):
    """An institution that every state has: its label, with `{name}` for the state's."""

    label: Annotated[str, StringConstraints(pattern=r"\{name\}")]


class GivenNames(Table):
    """Given names by gender, one a line; `weak` ones are ordinary words as well."""

    female: str
    male: str
    either: str
    weak: str


class Surnames(Table):
    """Surnames of people in the news, one a line."""

    surnames: str


class MediaEndings(Table):
    """Words by which names of media are known."""

    tails: WordList
    suffixes: WordList
    leads: WordList
    agencies: WordList
    other: WordList


class Places(Table):
    """Regions and places by country; spellings of one place are joined by a slash."""

    regions: dict[Country, Forms]
    places: dict[Country, Forms]


class Unnamed(Table):
    """The group of sources that an office or a class of bodies is counted to."""

    offices: dict[str, str]
    bodies: dict[str, str]


class Variants(Table):
    """Spellings of one name, folded, the first of which stands for all."""

    spellings: tuple[Annotated[Forms, Field(min_length=2)], ...]


Letter = Annotated[str, StringConstraints(min_length=1, max_length=1)]
Letters = Annotated[tuple[Letter, ...], Field(min_length=1)]


class Spelling(Table):
    """How names are written and inflect: endings, letters, and what letters are written out as."""

    adjective_endings: Forms
    name_endings: Letters
    apostrophe_after: Letters
    letters: dict[Letter, str]


class Ranking(Table):
    """Weights of the ranker by feature, for each kind of mention."""

    pronoun: dict[str, int] = Empty
    relative: dict[str, int] = Empty
    age: dict[str, int] = Empty
    person: dict[str, int] = Empty
    body: dict[str, int] = Empty
    place: dict[str, int] = Empty


MODELS: dict[str, Any] = {
    "bodies": dict[str, dict[Country, Forms]],
    "companies": dict[Country, Forms],
    "first_names": GivenNames,
    "igos": dict[str, Listed],
    "institutions": dict[str, Listed],
    "media": dict[str, Listed],
    "media_endings": MediaEndings,
    "parties": dict[str, Listed],
    "places": Places,
    "ranking": Ranking,
    "regions": dict[str, Listed],
    "spelling": Spelling,
    "states": dict[Country, State],
    "surnames": Surnames,
    "templates": dict[str, Template],
    "unnamed": Unnamed,
    "variants": Variants,
}
"""The model of each file, by its name without ending."""


def check_world(name: str, content: dict[str, Any]) -> None:
    """Raise LexiconError (file, key, what is allowed) if `content` is not as the model of file `name` says."""
    try:
        TypeAdapter(MODELS[name]).validate_python(content)
    except ValidationError as error:
        raise LexiconError(f"world/{name}.toml: {_said(error.errors()[0], MODELS[name])}") from None


def _said(error: ErrorDetails, model: Any) -> str:
    if isinstance(model, type) and issubclass(model, Table):
        return described(error, model)
    entry = model.__args__[1]  # of a table with free keys
    is_table = isinstance(entry, type) and issubclass(entry, Table)
    key, *inner = error["loc"]
    return f"{key}.{described({**error, 'loc': tuple(inner)}, entry if is_table else Table)}"

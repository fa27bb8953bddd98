"""How a file of a language becomes its model, and what is said about a file that is none."""

from difflib import get_close_matches
from functools import cache
from typing import Annotated, Any, ClassVar, TypeVar

from pydantic import BaseModel, ConfigDict, Field, PlainValidator, StrictBool, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import OnrecordError
from pipeline.extract.lang import file_of, load_lexicon
from pipeline.extract.lang.terms import Agreement, Case

_MOST_NAMED = 12  # keys that a message lists whole


class LexiconError(OnrecordError):
    """A file of a language is missing or malformed."""


class Table(BaseModel):
    """A table of TOML with known keys."""

    model_config = ConfigDict(extra="forbid", frozen=True, defer_build=True)


class File(Table):
    """A file of a language. One that `is_optional` may be missing: all its keys have their defaults then."""

    name: ClassVar[str]
    is_optional: ClassVar[bool] = False


def _readings(given: object) -> tuple[Agreement, ...]:
    texts = given.split() if isinstance(given, str) else given
    if not isinstance(texts, list):
        raise ValueError("give readings such as n.s.m in one text or a list")
    return tuple(Agreement.parse(str(text)) for text in texts)


def _cases(given: object) -> tuple[Case, ...]:
    if not isinstance(given, str):
        raise ValueError("give letters of cases in one text, such as ad")
    return tuple(Case(letter) for letter in given)


Words = frozenset[str]
"""A list of words in any order."""

Forms = tuple[str, ...]
"""A list of words or endings."""

Readings = Annotated[tuple[Agreement, ...], PlainValidator(_readings)]
"""Readings in one text with spaces between, or in a list: "n.s.m a.s.n"."""

Cases = Annotated[tuple[Case, ...], PlainValidator(_cases)]
"""Letters of cases in one text: "ad"."""

Flag = StrictBool
"""True or false."""


class WordList(Table):
    """A table with one list of words."""

    words: Forms = ()


class EndingList(Table):
    """A table with one list of endings."""

    endings: Forms = ()


F = TypeVar("F", bound=File)
Empty: Any = Field(default_factory=dict)


def read_file(language: str, model: type[F]) -> F:
    """Return a file of `language` as its model.

    Raises LexiconError for a file that is missing and must not be, or is not as its model says; FileNotFoundError for
    a language that there is not.
    """
    file = _read(language, model)
    assert isinstance(file, model)
    return file


@cache
def _read(language: str, model: type[File]) -> File:
    path = file_of(language, f"{model.name}.toml")
    where = f"{language}/{model.name}.toml"
    if not path.is_file():
        if model.is_optional:
            return model()
        raise LexiconError(f"{where} is missing: a language needs this file ({path})")
    try:
        return model.model_validate(load_lexicon(language, model.name))
    except ValidationError as error:
        raise LexiconError(f"{where}: {described(error.errors()[0], model)}") from None
    except ValueError as error:  # no TOML, or not in UTF-8
        raise LexiconError(f"{where}: {error}") from None


def described(error: ErrorDetails, model: type[BaseModel]) -> str:
    """Describe an error: the key, and what is allowed there."""
    place = ".".join(str(part) for part in error["loc"])
    if error["type"] == "missing":
        return f"{place} is missing"
    if error["type"] == "extra_forbidden":
        return f"{place} is not a key of this file: {_allowed(str(error['loc'][-1]), _table_at(model, error['loc']))}"
    said = _SAID.get(error["type"], error["msg"][:1].lower() + error["msg"][1:])
    return f"{place}: {said}, not {error['input']!r:.60}"


def _allowed(key: str, table: type[BaseModel]) -> str:
    """Name the keys that a table takes: all of them if they are few, else the most similar ones."""
    keys = sorted(table.model_fields)
    if len(keys) <= _MOST_NAMED:
        return f"there are {', '.join(keys)}"
    like = get_close_matches(key, keys, cutoff=0.5)
    return f"there are {', '.join(like) + ' and ' if like else ''}{len(keys) - len(like)} more ({table.__name__})"


def _table_at(model: type[BaseModel], path: tuple[int | str, ...]) -> type[BaseModel]:
    """Return the table in which the key at the end of `path` stands."""
    for part in path[:-1]:
        field: Any = model.model_fields.get(str(part))
        inner = field.annotation if field is not None else None
        if not (isinstance(inner, type) and issubclass(inner, BaseModel)):
            break
        model = inner
    return model


_SAID = {
    "string_type": "give a text",
    "frozen_set_type": "give a list of texts",
    "tuple_type": "give a list of texts",
    "bool_type": "give true or false",
    "dict_type": "give a table",
    "model_type": "give a table",
    "model_attributes_type": "give a table",
    "list_type": "give a list",
}

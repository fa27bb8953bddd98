"""The words of headers, loaded once from `header.toml`."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli

from pipeline.parse.record_names import Names


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """Lower-case words: key → field, key that needs no colon → field, keys of the text, values that say “unknown”.

    Fields are `id`, `date`, `updated`, `as_of`, `title`, `author`, `url`, `source`, `language`, `terms_url`,
    `tdm_reserved` and `ignored`.
    """

    keys: dict[str, str]
    bare_keys: Mapping[str, str]
    text_keys: frozenset[str]
    unknown: frozenset[str]


@dataclass(frozen=True, slots=True)
class HeaderKeys:
    """The keys that a header may have: key → field. Of several keys of one field, one in `own` counts first."""

    fields: Mapping[str, str]
    own: frozenset[str] = frozenset()


def header_keys(own: Names) -> HeaderKeys:
    """Return the keys of the table and a user's own. A header holds no text, and one with a dot leads into a record."""
    mine = {normalise_key(key): field for field, keys in own.items() if field != "text" for key in keys}
    return HeaderKeys(header_words().keys | mine, frozenset(mine)) if mine else HeaderKeys(header_words().keys)


@cache
def header_words() -> HeaderWords:
    """Load the words from the package's data."""
    tables = tomli.loads(files(__package__).joinpath("header.toml").read_text("utf-8"))
    return HeaderWords(
        keys=tables["keys"],
        bare_keys=tables["bare_keys"],
        text_keys=frozenset(tables["text"]["keys"]),
        unknown=frozenset(tables["unknown"]["words"]),
    )


def normalise_key(key: str) -> str:
    """Return `key` as the tables spell it: lower case, `_` for spaces and hyphens."""
    return key.strip().casefold().replace("-", "_").replace(" ", "_")

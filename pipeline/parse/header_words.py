"""The words of headers, loaded once from `header.toml`."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib.resources import files


@dataclass(frozen=True, slots=True)
class HeaderWords:
    """Lower-case words: key → field, key that needs no colon → field.

    Fields are `id`, `date`, `updated`, `as_of`, `title`, `author`, `url`, `source`, `language` and `ignored`.
    """

    keys: Mapping[str, str]
    bare_keys: Mapping[str, str]


@cache
def header_words() -> HeaderWords:
    """Load the words from the package's data."""
    tables = tomllib.loads(files(__package__).joinpath("header.toml").read_text("utf-8"))
    return HeaderWords(
        keys=tables["keys"],
        bare_keys=tables["bare_keys"],
    )


def normalise_key(key: str) -> str:
    """Return `key` as the tables spell it: lower case, `_` for spaces and hyphens."""
    return key.strip().casefold().replace("-", "_").replace(" ", "_")

"""Lexicons of closed classes and abbreviations, a folder a language, and the one way to load any lexicon.

A lexicon is a TOML file `<language>/<name>.toml` in the package that uses it. A language is supported when this
package holds a folder for it.
"""

import tomllib
from functools import cache
from importlib.resources import files
from typing import Any


@cache
def load_lexicon(package: str, language: str, name: str) -> dict[str, Any]:
    """Return the parsed `<language>/<name>.toml` of `package`.

    It is shared: never change it. Raises FileNotFoundError.
    """
    return tomllib.loads(files(package).joinpath(language, f"{name}.toml").read_text(encoding="utf-8"))


@cache
def languages() -> tuple[str, ...]:
    """ISO 639-1 codes of the languages with a lexicon here, sorted."""
    folders = (entry for entry in files(__name__).iterdir() if entry.is_dir())
    return tuple(sorted(entry.name for entry in folders if entry.joinpath("closed_class.toml").is_file()))

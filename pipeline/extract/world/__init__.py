"""What every language shares: the gazetteer, given names and surnames, lists of names and the ranker's weights."""

from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from pipeline.extract.world.models import check_world


def file_of(name: str) -> Traversable:
    """Return the file `name`, which may be missing."""
    return files(__name__) / name


@cache
def load_world(name: str) -> dict[str, Any]:
    """Return the parsed `<name>.toml`. It is shared: never change it.

    Raises FileNotFoundError, and LexiconError if it is not as its model says.
    """
    content = tomli.loads(file_of(f"{name}.toml").read_text(encoding="utf-8"))
    check_world(name, content)
    return content

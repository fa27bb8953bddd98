"""What is true of every dataset that onrecord makes, in sentences for card and Croissant: `datasheet.toml`."""

from collections.abc import Mapping
from functools import cache
from importlib.resources import files

import tomli

DATASHEET = "datasheet.toml"


@cache
def load_datasheet() -> Mapping[str, tuple[str, ...]]:
    """Return the sentences of each section by its name."""
    content = tomli.loads(files("pipeline.release").joinpath(DATASHEET).read_text(encoding="utf-8"))
    return {section: tuple(sentences) for section, sentences in content.items()}

"""Time zones by name, from the tz database that the package `tzdata` holds.

A system's own database would be another one on each machine; the version of the package is in the fingerprint.
"""

from datetime import tzinfo
from functools import cache
from importlib.resources import files
from zoneinfo import ZoneInfo

from pipeline.parse.moment_words import moment_words


@cache
def time_zone(name: str) -> tzinfo:
    """Return the zone `name` of the tz database, such as `Europe/Berlin`. Raises ValueError if there is none."""
    place = files("tzdata").joinpath("zoneinfo")
    parts = name.split("/")
    if not all(part.replace("_", "").replace("-", "").replace("+", "").isalnum() for part in parts):
        raise ValueError(f"{name!r} is no name of a time zone")
    try:
        with place.joinpath(*parts).open("rb") as file:
            return ZoneInfo.from_file(file, key=name)
    except (OSError, ValueError):
        raise ValueError(f"{name!r} is no time zone of the tz database") from None


def time_zone_of_language(language: str) -> tzinfo | None:
    """Return the zone in which publishers of a language count days, or None if days count as they are written."""
    name = moment_words().time_zones.get(language)
    return time_zone(name) if name else None

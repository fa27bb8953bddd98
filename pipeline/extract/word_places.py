"""Where a word stands: which files of a language or of the shared lists hold it, and under which key.

Lists of hashes cannot be read by a person; this says what is in them, word by word, and where their words come from.
"""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from importlib.resources import files
from importlib.resources.abc import Traversable
from typing import Any

import tomli

from pipeline.extract import world
from pipeline.extract.dictionary import FILE, NAMES, decode
from pipeline.extract.lang import file_of
from pipeline.extract.statements.lexicon import load_cues
from pipeline.extract.value_class import value_class
from pipeline.extract.words import load_words

_PUNCTUATION = " |/~*"
_SOURCES = {
    FILE: "word forms of simplemma",
    NAMES: "word forms of simplemma that are inflected as names are",
    "given.hashes": "given names of Faker and the US census",
    "surnames.hashes": "surnames of Faker and the US census",
    "cities.hashes": "cities of GeoNames",
    "towns.hashes": "towns of GeoNames",
    "villages.hashes": "villages of GeoNames",
    "places.hashes": "places of several words of GeoNames, and their first words",
}


@value_class
class Place:
    """A place where a word stands: the language, or None for what all share; the file; the key; what is written there.

    For a list of hashes `key` is None and `entry` says where its words come from. A word that is in no list is taken
    for one of a list of hashes once in some thousand cases.
    """

    word: str
    language: str | None
    file: str
    key: str | None
    entry: str

    def as_json(self) -> dict[str, Any]:
        """Return the place as JSON values."""
        return asdict(self)


def places_of(word: str, languages: Iterable[str]) -> list[Place]:
    """Return where `word` stands in the files of `languages`, then in the shared ones; capitals do not count in TOML.

    A form of a verb is also found under the verb that a file names. Raises FileNotFoundError for a language that there
    is not, LexiconError for one whose files are malformed.
    """
    found: list[Place] = []
    for language in languages:
        for file in _sorted(file_of(language, "")):
            found += _in_file(word, language, file)
        for file_name, forms in (
            ("cue_verbs.toml", load_cues(language).forms),
            ("verbs.toml", load_words(language).verbs),
        ):
            lemmas = dict.fromkeys(reading.lemma for reading in forms.get(word.lower(), ()))
            found += [Place(word, language, file_name, None, f"a form of {lemma}") for lemma in lemmas]
    for file in _sorted(files(world.__name__)):
        found += _in_file(word, None, file)
    return found


def _sorted(folder: Traversable) -> list[Traversable]:
    return sorted((entry for entry in folder.iterdir() if entry.is_file()), key=lambda entry: entry.name)


def _in_file(word: str, language: str | None, file: Traversable) -> Iterator[Place]:
    if file.name.endswith(".hashes"):
        dictionary = decode(file.read_bytes())
        if word in dictionary or (file.name == FILE and dictionary.knows(word)):
            yield Place(word, language, file.name, None, _SOURCES.get(file.name, "hashes"))
    elif file.name.endswith(".toml"):
        content = tomli.loads(file.read_text(encoding="utf-8"))
        for key, entry in _entries(word.lower(), content, ()):
            yield Place(word, language, file.name, ".".join(key), entry)


def _entries(lower: str, value: Any, path: tuple[str, ...]) -> Iterator[tuple[tuple[str, ...], str]]:
    """Yield the keys under which the word stands, as a key or in a value, with what is written there."""
    if isinstance(value, dict):
        for key, inner in value.items():
            if _is_in(lower, key):
                yield (*path, key), str(inner)
            else:
                yield from _entries(lower, inner, (*path, key))
    elif isinstance(value, list):
        for inner in value:
            yield from _entries(lower, inner, path)
    elif isinstance(value, str) and _is_in(lower, value):
        yield path, value if len(value) <= _LONGEST else lower


_LONGEST = 80  # characters of a value that are shown; longer ones are lists of words


def _is_in(lower: str, text: str) -> bool:
    """Whether a text is the word, or has it between spaces and bars."""
    text = text.lower()
    if lower not in text:
        return False
    return text == lower or lower in _parts(text)


def _parts(text: str) -> list[str]:
    for mark in _PUNCTUATION[1:]:
        text = text.replace(mark, " ")
    return text.split()

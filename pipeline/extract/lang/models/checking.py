"""All files of a language at once: what is in a folder is read, and what has no business there is named."""

from functools import cache

from pipeline.extract.lang import file_of
from pipeline.extract.lang.models.date_files import DateRules, DateWords
from pipeline.extract.lang.models.grammar_files import Abbreviations, ClosedClass, Phrases, Verbs, WordClasses
from pipeline.extract.lang.models.name_files import NameLists, Nominals, Offices, PronounFile, StateWords, Unnamed
from pipeline.extract.lang.models.reading import File, LexiconError, read_file
from pipeline.extract.lang.models.statement_files import CueVerbs, Frames

FILES: tuple[type[File], ...] = (
    Abbreviations,
    ClosedClass,
    CueVerbs,
    DateRules,
    DateWords,
    Frames,
    NameLists,
    Nominals,
    Offices,
    Phrases,
    PronounFile,
    StateWords,
    Unnamed,
    Verbs,
    WordClasses,
)
"""The files that a language may have."""


@cache
def check_language(language: str) -> None:
    """Read every file of `language`. Raises LexiconError for the first that is missing, malformed or none of these."""
    known = sorted(f"{model.name}.toml" for model in FILES)
    for entry in sorted(file_of(language, "").iterdir(), key=lambda entry: entry.name):
        if entry.name.endswith(".toml") and entry.name not in known:
            raise LexiconError(f"{language}/{entry.name} is no file of a language: there are {', '.join(known)}")
    for model in FILES:
        read_file(language, model)

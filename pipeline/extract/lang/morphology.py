"""How words inflect: the one part of a language that may be code, a module `morphology.py` in its folder.

A language of the package has such a module with an object `MORPHOLOGY`. One without inflects by the patterns of its own
`verbs.toml`; so do the languages of a folder that the settings name, of which no code is ever run.
"""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from importlib import import_module
from importlib.resources import files
from typing import NamedTuple, Protocol, cast

from pipeline.extract.lang import ADDED
from pipeline.extract.lang.models.grammar_files import Conjugation, Verbs
from pipeline.extract.lang.models.reading import read_file
from pipeline.extract.lang.terms import Inflection, Number
from pipeline.extract.value_class import value_class


class VerbForm(NamedTuple):
    """A form of `lemma`. A finite form of a separable verb stands apart from its `particle`, else that is empty."""

    lemma: str
    kind: Inflection
    number: Number
    particle: str


@value_class
class Office:
    """A word for what a person is: dictionary form of its last part, group, gender (m, f or None), plural or not.

    There is one such person in a body where it `is_unique`: a minister, not a lawyer.
    """

    lemma: str
    stem: str
    group: str
    gender: str | None
    is_plural: bool
    ending: int
    is_unique: bool = False


class Morphology(Protocol):
    """How the verbs and offices of a language inflect."""

    def conjugate(
        self, lemma: str, parts: str | None, particle: str, inseparable: tuple[str, ...]
    ) -> Iterator[tuple[str, VerbForm]]:
        """Yield the forms of the verb `particle` + `lemma`; `parts` are the principal parts of an irregular one."""

    def principal_parts(self, prefix: str, base: str, parts: str) -> str:
        """Return the principal parts of the verb `prefix` + `base` from `parts`, those of `base`."""

    def office_forms(self, heads: Mapping[str, Sequence[str]]) -> dict[str, Office]:
        """Return every form of every office, from the heads of `offices.toml`."""


@cache
def load_morphology(language: str) -> Morphology:
    """Return the morphology of `language`: its module's, else one by the patterns of `verbs.toml`."""
    if language not in ADDED and files(__package__).joinpath(language, "morphology.py").is_file():
        module = import_module(f"{__package__}.{language}.morphology")
        return cast(Morphology, module.MORPHOLOGY)
    return PatternMorphology(read_file(language, Verbs).conjugation)


class PatternMorphology:
    """Forms by patterns in which `~` is the stem, the base form without its ending."""

    def __init__(self, patterns: Conjugation) -> None:
        self.patterns = patterns

    def conjugate(
        self, lemma: str, parts: str | None, particle: str, inseparable: tuple[str, ...]
    ) -> Iterator[tuple[str, VerbForm]]:
        """Yield the forms of a verb. Principal parts are present, past, participle and any other finite forms."""
        patterns = self.patterns
        stem = lemma.removesuffix(patterns.base)
        if parts:
            present, past, participle, *others = parts.split()
        else:
            present, past, participle = (
                form.replace("~", stem) for form in (patterns.present, patterns.past, patterns.participle)
            )
            others = [form.replace("~", stem) for form in patterns.others]
        whole = particle + lemma
        for form in dict.fromkeys((present, past, *others)):
            yield form, VerbForm(whole, Inflection.FINITE, Number.ANY, particle)
        if participle not in (present, past):
            yield particle + participle, VerbForm(whole, Inflection.PARTICIPLE, Number.ANY, "")
        yield whole, VerbForm(whole, Inflection.INFINITIVE, Number.ANY, "")

    def principal_parts(self, prefix: str, base: str, parts: str) -> str:
        """Return the parts with the prefix before each."""
        return " ".join(prefix + form for form in parts.split())

    def office_forms(self, heads: Mapping[str, Sequence[str]]) -> dict[str, Office]:
        """Return the offices as they are listed: [group], or [group, gender], with any plural or other forms behind."""
        forms: dict[str, Office] = {}
        for word, (group, *rest) in heads.items():
            gender = rest[0] if rest and rest[0] in ("m", "f") else None
            for form in (word, *(rest[1:] if gender else rest)):
                forms[form] = Office(word, word, group, gender, form != word, len(form))
        return forms

"""Write the dictionaries of word forms and of names from simplemma's lists: `python -m training.dictionary`.

The same version of simplemma gives the same bytes, in some seconds.
"""

import argparse
from collections import defaultdict
from collections.abc import Mapping, Set
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from pipeline.extract import dictionary, lang
from pipeline.extract.actors.grammar import load_grammar
from pipeline.extract.lang import languages


def known_forms(language: str) -> dict[str, str]:
    """Return the word forms of `language`, each with its lemma: one word each, with a letter first."""
    forms = DefaultDictionaryFactory().get_dictionary(language)
    return {form: lemma for form, lemma in forms.items() if form[0].isalpha() and not any(map(str.isspace, form))}


def name_forms(forms: Mapping[str, str], language: str) -> set[str]:
    """Return those of `forms` that are inflected as names are: capitalised, without a plural, with no ending but -s.

    Nouns without a plural are among them (Obst), those that are compounds of other nouns are not (Polizeichef).
    """
    inflected: dict[str, list[str]] = defaultdict(list)
    for form, lemma in forms.items():
        inflected[lemma].append(form)
    alike = {
        lemma
        for lemma, known in inflected.items()
        if lemma[0].isupper()
        and {form.removeprefix(lemma) for form in known} <= _ENDINGS
        and lemma.lower() not in forms
    }
    nouns = {lemma for lemma in inflected if lemma[0].isupper()} - alike
    endings = tuple(load_grammar(language).words.get("place_suffixes", ()))
    names = {lemma for lemma in alike if lemma.endswith(endings) or not _is_compound(lemma, nouns, forms)}
    return {form for lemma in names for form in inflected[lemma]}


_ENDINGS = frozenset(["", "s", "'"])
_ABSTRACT = ("heit", "ik", "ismus", "ität", "keit", "logie", "schaft", "tum", "ung")


def _is_compound(lemma: str, nouns: Set[str], forms: Mapping[str, str]) -> bool:
    """Whether a noun ends in another one behind something known, or is an abstract one."""
    if lemma.endswith(_ABSTRACT) and len(lemma) > 6:
        return True
    return any(
        lemma[at:].capitalize() in nouns
        and any(lemma[: at - n] in forms or lemma[: at - n].lower() in forms for n in (0, 1, 2))
        for at in range(4, len(lemma) - 3)
    )


def main() -> None:
    """Write each language's dictionary into the package."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, default=Path(lang.__file__).parent)
    given = arguments.parse_args()
    for language in languages():
        folder = given.out / language
        folder.mkdir(parents=True, exist_ok=True)
        forms = known_forms(language)
        (folder / dictionary.FILE).write_bytes(dictionary.encode(forms))
        (folder / dictionary.NAMES).write_bytes(dictionary.encode(name_forms(forms, language)))


if __name__ == "__main__":
    main()

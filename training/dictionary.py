"""Write the dictionaries of word forms from simplemma's lists: `python -m training.dictionary`.

The same version of simplemma gives the same bytes, in some seconds.
"""

import argparse
from pathlib import Path

from simplemma.strategies.dictionaries import DefaultDictionaryFactory

from pipeline.extract.actors import dictionary, lexicon
from pipeline.extract.lexicon import languages


def known_forms(language: str) -> list[str]:
    """The word forms of `language`, sorted: one word each, with a letter first."""
    forms = DefaultDictionaryFactory().get_dictionary(language)
    return sorted(form for form in forms if form[0].isalpha() and not any(map(str.isspace, form)))


def main() -> None:
    """Write each language's dictionary into the package."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--out", type=Path, default=Path(lexicon.__file__).parent)
    given = arguments.parse_args()
    for language in languages():
        file = given.out / language / dictionary.FILE
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(dictionary.encode(known_forms(language)))


if __name__ == "__main__":
    main()

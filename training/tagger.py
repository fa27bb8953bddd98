"""Train the tagger of names and write its weights: `python -m training.tagger --corpora FOLDER [--language de]`.

FOLDER holds the gold corpora (`training/gold.py`). One core, some minutes; the same corpora, rules and lexicons give
the same bytes.
"""

import argparse
import tempfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import pycrfsuite

from pipeline.extract import lang
from pipeline.extract.actors.context import NameContext, read_context
from pipeline.extract.actors.neural.labels import LABELS, may_follow
from pipeline.extract.actors.recognition import find_by_rules
from pipeline.extract.actors.tagger.features import BOUNDARY, context_features, form_features, rule_labels, traits_of
from pipeline.extract.actors.tagger.scoring import sentence_pieces
from pipeline.extract.actors.tagger.weights import FILE, MARKS, encode
from pipeline.extract.text import read_text
from training.gold import Document, gold_labels, read_corpus
from training.thinning import thinned

Sequences = tuple[list[list[str]], list[str]]
_OWN = ("c=", "r=")  # word class; what the rules say


@dataclass(frozen=True, slots=True)
class Recipe:
    """What a language's weights are made of: corpora, each with the half-open range of documents taken from it.

    Corpora of `other_guidelines` teach what names look like; what only they call a name is learnt by features that the
    runtime never sets (`with_own_features`). `c1` and `c2` are the penalties of the CRF, `smallest` the weight below
    which a feature is left out.
    """

    corpora: tuple[tuple[str, int, int | None], ...]
    comment: str
    c1: float
    c2: float
    other_guidelines: tuple[str, ...] = ()
    iterations: int = 100
    smallest: float = 0.02


RECIPES = {
    "de": Recipe(
        # The last 600 sentences of the test part are never seen: `docs/actors.md` reports on them.
        (("germeval2014_dev", 0, None), ("germeval2014_test_first4100", 0, 3500)),
        "Trained on GermEval 2014 and SmartData v1 (both CC BY 4.0); see LICENSE.md",
        0.05,
        0.6,
        other_guidelines=("smartdata_train",),
    ),
    "en": Recipe(
        (("uner_ewt_dev", 0, None), ("crossner_politics_train", 0, None), ("crossner_politics_dev", 0, None)),
        "Trained on Universal NER English-EWT (CC BY-SA 4.0) and CrossNER politics (MIT); see LICENSE.md",
        0.0,
        0.7,
    ),
}


def training_sequences(document: Document) -> Iterator[Sequences]:
    """Features and labels of each sentence of a document."""
    context = thinned(read_context(read_text(document["text"], document["lang"])))
    labels = gold_labels(context.doc.tokens, document["entities"])
    rules = rule_labels(context, find_by_rules(context))
    for first, last in sentence_pieces(context):
        yield sentence_features(context, first, last, rules), labels[first:last]


def with_own_features(sequences: Iterable[Sequences]) -> Iterator[Sequences]:
    """Sequences whose word classes and rules count once more, under names that only this corpus has."""
    for features, labels in sequences:
        yield [[*names, "D", *(f"D{name}" for name in names if name.startswith(_OWN))] for names in features], labels


def sentence_features(context: NameContext, first: int, last: int, rules: Sequence[str]) -> list[list[str]]:
    """Return all features of each token from `first` to `last`, named as the runtime names them."""
    forms = [form_features(context, form) for form in context.forms[first:last]]
    traits = [traits_of(context, form) for form in context.forms[first:last]]
    around = context_features(context, first, last, traits, rules)
    found = []
    for k, form in enumerate(forms):
        features = [*form.itself, *around[k]]
        for mark, offset in MARKS.items():
            other = forms[k + offset] if 0 <= k + offset < len(forms) else BOUNDARY
            features += [mark + name for name in (other.near if abs(offset) == 1 else other.far)]
        found.append(features)
    return found


def train(sequences: Sequence[Sequences], recipe: Recipe) -> bytes:
    """Return the bytes of a weights file: a CRF fitted with L-BFGS to `sequences`."""
    trainer = pycrfsuite.Trainer(algorithm="lbfgs", verbose=False)
    trainer.set_params(
        {
            "c1": recipe.c1,
            "c2": recipe.c2,
            "max_iterations": recipe.iterations,
            "feature.possible_transitions": True,
        }
    )
    for features, labels in sequences:
        trainer.append(features, labels)
    with tempfile.TemporaryDirectory() as folder:
        model = str(Path(folder) / "model")
        trainer.train(model)
        fitted = pycrfsuite.Tagger()
        fitted.open(model)
        info = fitted.info()
        fitted.close()
    transitions = {
        (before, after): info.transitions.get((before, after), 0.0)
        for before in LABELS
        for after in LABELS
        if may_follow(before, after)
    }
    features = {key: weight for key, weight in info.state_features.items() if key[0][0] != "D"}
    return encode(LABELS, transitions, features, recipe.comment, smallest=recipe.smallest)


def main() -> None:
    """Train each language and write its weights into the package."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--language", choices=sorted(RECIPES), action="append")
    arguments.add_argument("--out", type=Path, default=Path(lang.__file__).parent)
    given = arguments.parse_args()
    for language in given.language or sorted(RECIPES):
        recipe = RECIPES[language]
        documents = [document for part in recipe.corpora for document in read_corpus(given.corpora, *part)]
        sequences = [sequence for document in documents for sequence in training_sequences(document)]
        for name in recipe.other_guidelines:
            for document in read_corpus(given.corpora, name):
                sequences += with_own_features(training_sequences(document))
        (given.out / language).mkdir(parents=True, exist_ok=True)
        (given.out / language / FILE).write_bytes(train(sequences, recipe))


if __name__ == "__main__":
    main()

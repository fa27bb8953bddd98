"""The sentences that the neural tagger learns from, and those that are kept out to measure it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from pipeline.extract.actors.neural.labels import LABELS
from pipeline.extract.actors.neural.segmentation import Segmenter
from pipeline.extract.text import read_text
from training.gold import Document, gold_labels, read_corpus

# Corpora call different things a name. Each has a vector of its own beside those of the pieces, so that one encoder
# learns from all and writes as one of them.
GUIDELINES = ("germeval", "smartdata", "crossner")


@dataclass(frozen=True, slots=True)
class Part:
    """The documents `first` to `last` (half-open) of a corpus, and the guidelines that they were labelled by."""

    corpus: str
    guidelines: str
    first: int | None = 0
    last: int | None = None


TRAINED_ON = (
    Part("germeval2014_dev", "germeval"),
    Part("germeval2014_test_first4100", "germeval", 0, 3500),
    Part("smartdata_train", "smartdata", 0, -200),
    Part("crossner_politics_train", "crossner"),
    Part("crossner_politics_dev", "crossner"),
)
# Never learnt from: what docs/neural.md reports on.
KEPT_OUT = (
    Part("germeval2014_test_first4100", "germeval", 3500),
    Part("smartdata_train", "smartdata", -200),
)


@dataclass(frozen=True, slots=True)
class Example:
    """A sentence in pieces: all of them, where each token begins, the tokens' labels, and the guidelines by number."""

    pieces: list[int]
    firsts: list[int]
    labels: list[int]
    guidelines: int


def read_examples(folder: Path, parts: Sequence[Part], segmenter: Segmenter) -> list[Example]:
    """Return the sentences of `parts` of the corpora in `folder`."""
    return [
        example
        for part in parts
        for document in read_corpus(folder, part.corpus, part.first, part.last)
        for example in examples_of(document, GUIDELINES.index(part.guidelines), segmenter)
    ]


def examples_of(document: Document, guidelines: int, segmenter: Segmenter) -> Iterator[Example]:
    """Yield the sentences of a document as the tagger will see them."""
    text = read_text(document["text"], document["lang"])
    labels = gold_labels(text.tokens, document["entities"])
    number_of = {label: i for i, label in enumerate(LABELS)}
    for chunk in segmenter.chunks(text):
        found = [number_of[labels[token]] for token in chunk.tokens]
        yield Example(chunk.pieces, chunk.firsts, found, guidelines)

"""Learn whom pronouns and descriptions refer to: `python -m training.coreference --corpora FOLDER --articles FOLDER`.

The documents of the corpus that are for training teach, but for biographies, and so do the articles and the short texts
beside this module; `training.coreference_gold` says what they look like. Both languages share the weights, hundredths
as integers: the same corpora, rules and lexicons give the same bytes.

`--held-out OUT` writes no weights, but annotates every document of the news and every article with weights that never
saw it (five folds of documents, one article at a time), in the form of `onrecord annotate`.
"""

import argparse
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

from pipeline.extract.actors import find_names
from pipeline.extract.actors.candidates import Features
from pipeline.extract.actors.ranking import Choice, Ranker, Weights
from pipeline.extract.actors.resolution import Reading
from pipeline.extract.actors.spots import Spot
from pipeline.extract.dates import find_dates
from pipeline.extract.engine import annotate
from pipeline.extract.rows import annotation_rows
from pipeline.extract.statements import find_statements
from pipeline.extract.steps import Steps
from pipeline.extract.text import Text, read_text
from pipeline.service import answer_of, to_line
from training.coreference_gold import Document, GoldMention, read_articles, read_corpus, read_texts

GROUPS = ("pronoun", "relative", "age", "person", "body", "place")
_BY_ARTICLES = ("relative", "age")  # what the corpus has no mentions of
_TEXTS = Path("training/coreference_texts.txt")
_RANKING = Path("pipeline/extract/world/ranking.toml")
_FOLDS = 5
_SCALE = 100
_SMALLEST = 3  # of the weights that are kept
_SPEAKS = "speaks True"  # what `resolution` calls a description of a speaker
_KNOWN_SPEAKS = "known speaks"  # and a definite one
Sums = dict[str, dict[str, int]]
Numbers = Any  # an array of numpy


@dataclass(frozen=True, slots=True)
class Example:
    """A spot with its candidates: what speaks for nobody and for each, and whether each is right."""

    group: str
    nobody: Features
    candidates: tuple[tuple[Features, bool], ...]


@dataclass(frozen=True, slots=True)
class Recipe:
    """How weights are learnt: how often articles count, what large weights cost, and how sure a link has to be.

    `doubt` is added to what speaks for nobody, since a wrong link costs twice a missing one; not for the descriptions
    of `as_sure`, where they speak: whoever speaks and is nobody known becomes a new actor, which costs as much. A
    definite one of these is rather somebody known, by `known`: „der Sozialdemokrat“ is told who the text is about.
    """

    times: int = 3
    steps: int = 150
    penalty: Mapping[str, float] = field(
        default_factory=lambda: {"pronoun": 3, "relative": 3, "age": 3, "person": 8, "body": 8, "place": 8}
    )
    doubt: Mapping[str, int] = field(
        default_factory=lambda: {"pronoun": 25, "relative": 0, "age": 0, "person": 65, "body": 20, "place": 10}
    )
    as_sure: tuple[str, ...] = ("person", "body")
    known: int = 50


class _Teacher(Ranker):
    """Chooses what the gold standard says, and notes every choice as an example."""

    def __init__(self, doc: Text, mentions: Sequence[GoldMention]) -> None:
        super().__init__({})
        self.doc, self.gold = doc, mentions
        self.examples: list[Example] = []
        self.reading: Reading | None = None
        self._cluster_of: dict[int, str] = {}
        self._read = 0

    def choose(self, spot: Spot, nobody: Features, candidates: Sequence[tuple[int, Features]]) -> Choice:
        """Return the candidate that the gold standard has, None where it has none."""
        self._catch_up()
        cluster = self._cluster(spot)
        right = [cluster is not None and self._cluster_of.get(entity) == cluster for entity, _ in candidates]
        marked = tuple((features, is_right) for (_, features), is_right in zip(candidates, right, strict=True))
        if candidates:
            self.examples.append(Example(spot.group, nobody, marked))
        return Choice(next((entity for (entity, _), is_right in zip(candidates, right, strict=True) if is_right), None))

    def _catch_up(self) -> None:
        """Learn the clusters of the actors that were mentioned since."""
        log = self.reading.register.history.log if self.reading is not None else []
        for spot, entity in log[self._read :]:
            cluster = self._cluster(spot)
            if cluster is not None:
                self._cluster_of.setdefault(entity, cluster)
        self._read = len(log)

    def _cluster(self, spot: Spot) -> str | None:
        tokens = self.doc.tokens
        start, end = tokens.starts[spot.first], tokens.ends[spot.last - 1]
        head_start, head_end = tokens.starts[spot.head], tokens.ends[spot.head]
        best: tuple[int, str] | None = None
        is_pronoun = spot.mention_kind in ("pronoun", "possessive")
        for mention in self.gold:
            if mention.end <= start or mention.start >= end or mention.is_pronoun != is_pronoun:
                continue
            if (start <= mention.head_start and mention.head_end <= end) or (
                mention.start <= head_start
                and head_end <= mention.end
                and mention.head_start < head_end
                and head_start < mention.head_end
            ):
                size = abs(mention.start - start) + abs(mention.end - end)
                if best is None or (size, mention.cluster) < best:
                    best = (size, mention.cluster)
        return best[1] if best is not None else None


def examples_of(document: Document) -> list[Example]:
    """Return what the spots of a document teach."""
    doc = read_text(document.text, document.language)
    names, statements = _layers(doc)
    teacher = _Teacher(doc, document.mentions)
    reading = Reading(doc, names, statements, teacher, Steps(len(doc.text)))
    teacher.reading = reading
    reading.run()
    return teacher.examples


def _layers(doc: Text) -> tuple[Any, Any]:
    names = find_names(doc)
    dates = find_dates(doc.text, language=doc.language, published_on=None, tokens=doc.tokens)
    return names, find_statements(doc, names, dates, None)


@dataclass(slots=True)
class _Table:
    """The examples of a group as arrays: features of options, options of examples, what is right."""

    names: dict[str, int]
    feature: Numbers
    option_of: Numbers
    starts: Numbers
    example_of: Numbers
    is_right: Numbers
    weight: Numbers


def learn(examples: Sequence[tuple[Example, int]], recipe: Recipe) -> Sums:
    """Return the weights that examples teach, each counted so many times: those of the highest probability.

    A choice is made with the probability that is the exponential of its weights' sum, shared with the other choices;
    the square of the weights counts against them.
    """
    found: Sums = {}
    for group in GROUPS:
        table = _table([(example, times) for example, times in examples if example.group == group])
        weights = _fitted(table, recipe.penalty[group], recipe.steps)
        found[group] = {
            name: weight
            for name, at in table.names.items()
            if abs(weight := round(float(weights[at]) * _SCALE)) >= _SMALLEST
        }
        found[group]["always"] = found[group].get("always", 0) + recipe.doubt[group]
        if group in recipe.as_sure:
            found[group][_SPEAKS] = found[group].get(_SPEAKS, 0) - recipe.doubt[group]
            found[group][_KNOWN_SPEAKS] = found[group].get(_KNOWN_SPEAKS, 0) - recipe.known
    return found


def _table(examples: Sequence[tuple[Example, int]]) -> _Table:
    names: dict[str, int] = {}
    feature: list[int] = []
    option_of: list[int] = []
    example_of: list[int] = []
    is_right: list[bool] = []
    for n, (example, _) in enumerate(examples):
        nobody = not any(right for _, right in example.candidates)
        for features, right in ((example.nobody, nobody), *example.candidates):
            feature += [names.setdefault(name, len(names)) for name in features]
            option_of += [len(example_of)] * len(features)
            example_of.append(n)
            is_right.append(right)
    whose = np.array(example_of)
    return _Table(
        names,
        np.array(feature),
        np.array(option_of),
        np.searchsorted(whose, np.arange(len(examples))),
        whose,
        np.array(is_right, float),
        np.array([times for _, times in examples], float)[whose],
    )


def _fitted(table: _Table, penalty: float, steps: int) -> Numbers:
    """Return the weights after so many steps down the slope, the last third of them small (Adam)."""
    n = len(table.names)
    weights, mean, spread = np.zeros(n), np.zeros(n), np.zeros(n)
    for step in range(1, steps + 1):
        slope = _slope(table, weights) + penalty * weights
        mean = 0.9 * mean + 0.1 * slope
        spread = 0.99 * spread + 0.01 * slope * slope
        rate = 0.1 if step * 3 <= steps * 2 else 0.03
        weights = weights - rate * (mean / (1 - 0.9**step)) / (np.sqrt(spread / (1 - 0.99**step)) + 1e-9)
    return weights


def _slope(table: _Table, weights: Numbers) -> Numbers:
    score = np.bincount(table.option_of, weights[table.feature], minlength=len(table.example_of))
    chance = np.exp(score - np.maximum.reduceat(score, table.starts)[table.example_of])
    chance /= np.add.reduceat(chance, table.starts)[table.example_of]
    right = chance * table.is_right
    right /= np.maximum(np.add.reduceat(right, table.starts)[table.example_of], 1e-12)
    change = (chance - right) * table.weight
    return np.bincount(table.feature, change[table.option_of], minlength=len(table.names))


def weights_for(corpus: Sequence[Example], articles: Sequence[Example], recipe: Recipe) -> Sums:
    """Return the weights from the corpus, in which the articles count several times."""
    return learn([*((example, 1) for example in corpus), *((example, recipe.times) for example in articles)], recipe)


def render(weights: Sums) -> str:
    """Return the weights as TOML, sorted."""
    lines = [
        "# Whom pronouns and descriptions refer to: integer weights of features, by `training.coreference`.",
        "# Trained on GUM (annotations CC BY 4.0, Amir Zeldes and the GUM annotators, gucorpling.org/gum; texts of",
        "# news, interviews CC BY 2.5, of courts CC BY 4.0, of speeches official records) and texts of this project.",
    ]
    for group in GROUPS:
        lines += ["", f"[{group}]"]
        lines += [f'"{feature}" = {weight}' for feature, weight in sorted(weights.get(group, {}).items())]
    return "\n".join(lines) + "\n"


def _held_out(corpus: list[Document], articles: list[Document], taught: dict[str, list[Example]], out: Path) -> None:
    news = [document for document in corpus if document.is_news]
    with out.open("w", encoding="utf-8") as lines:
        for fold in range(_FOLDS):
            left_out = {document.doc_id for document in news[fold::_FOLDS]}
            rest = [d for d in corpus if d.is_for_training and d.doc_id not in left_out]
            weights = weights_for(_of_corpus(taught, rest), _joined(taught, articles), Recipe())
            lines.writelines(_annotated(document, weights) + "\n" for document in news[fold::_FOLDS])
        for document in articles:
            rest = [other for other in articles if other is not document]
            of_corpus = _of_corpus(taught, [d for d in corpus if d.is_for_training])
            weights = weights_for(of_corpus, _joined(taught, rest), Recipe())
            lines.write(_annotated(document, weights) + "\n")


def _of_corpus(taught: dict[str, list[Example]], documents: Iterable[Document]) -> list[Example]:
    """Return what documents of the corpus teach, but for groups whose mentions it leaves out."""
    return [example for example in _joined(taught, documents) if example.group not in _BY_ARTICLES]


def _joined(taught: dict[str, list[Example]], documents: Iterable[Document]) -> list[Example]:
    return [example for document in documents for example in taught[document.doc_id]]


def _annotated(document: Document, weights: Weights) -> str:
    annotation = annotate(
        document.text,
        language=document.language,
        published_on=None,
        document_id=document.doc_id,
        ranker=Ranker(weights),
    )
    rows = annotation_rows(document.text, annotation, document_id=document.doc_id, published_on=None)
    return to_line({"id": document.doc_id, **answer_of(document.language, rows)})


def main() -> None:
    """Write the weights of both languages, or annotations of what they never saw."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--corpora", type=Path, required=True)
    parser.add_argument("--articles", type=Path, required=True)
    parser.add_argument("--held-out", type=Path)
    arguments = parser.parse_args()
    corpus, articles = read_corpus(arguments.corpora), read_articles(arguments.articles) + read_texts(_TEXTS)
    needed = [d for d in corpus if d.is_for_training or (arguments.held_out and d.is_news)]
    taught = {document.doc_id: examples_of(document) for document in [*needed, *articles]}
    if arguments.held_out:
        _held_out(corpus, articles, taught, arguments.held_out)
        return
    of_corpus = _of_corpus(taught, [d for d in corpus if d.is_for_training])
    weights = weights_for(of_corpus, _joined(taught, articles), Recipe())
    _RANKING.write_text(render(weights), encoding="utf-8")


if __name__ == "__main__":
    main()

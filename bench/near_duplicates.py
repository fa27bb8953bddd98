"""Near duplicates in a large corpus with known copies: precision, recall, seconds and memory.

The corpus is made of articles that share sentences of one stock, pages of templates that have two fifths of their words
in common, and copies of articles as papers make them of an agency's text: with a dateline, a line of copyright,
shortened, with words replaced, enlarged. Each copy has one original, and no other pair is known to be near-equal.

    python -m bench.near_duplicates [--documents 100000]
"""

import argparse
import random
import resource
import time
from collections.abc import Iterator

import numpy as np

from pipeline.lake.near_duplicates import SHARE, Sketches, find_links
from pipeline.parse.shingles import SHINGLE, sketch_of

_SEED = 20240314
_LETTERS = "abdefgiklmnoprstuvwz"
_N_WORDS = 40_000
_CHECKED = 2_000  # links whose texts are compared word by word


class _Corpus:
    """Texts by number; `originals` has the number of the article that a copy was made from."""

    def __init__(self, n_documents: int) -> None:
        self._chance = random.Random(_SEED)
        self._words = ["".join(self._chance.choices(_LETTERS, k=self._chance.randint(3, 9))) for _ in range(_N_WORDS)]
        self._stock = [self._sentence() for _ in range(2_000)]
        self._templates = [[self._sentence() for _ in range(8)] for _ in range(20)]
        self.originals: dict[int, int] = {}
        self.texts = list(self._make(n_documents))

    def _make(self, n_documents: int) -> Iterator[str]:
        articles: list[tuple[int, str]] = []
        for number in range(n_documents):
            kind = self._chance.random()
            if kind < 0.2 and articles:
                original, text = self._chance.choice(articles[-5_000:])
                self.originals[number] = original
                yield self._copied(text)
            elif kind < 0.4:
                own = [self._sentence() for _ in range(12)]
                yield " ".join([*self._chance.choice(self._templates), *own])
            else:
                own = [self._sentence() for _ in range(self._chance.randint(5, 25))]
                parts = [*own, *self._chance.sample(self._stock, 3)]
                self._chance.shuffle(parts)
                text = " ".join(parts)
                articles.append((number, text))
                yield text

    def _sentence(self) -> str:
        return " ".join(self._chance.choices(self._words, k=self._chance.randint(8, 20))) + "."

    def _copied(self, text: str) -> str:
        words = text.split()
        kind = self._chance.randrange(5)
        if kind == 0:
            return f"Nordhagen (dpa) – {text} © dpa-infocom"
        if kind == 1:
            return " ".join(words[: max(40, len(words) // 2)])
        if kind == 2:
            return " ".join("anders" if self._chance.random() < 0.04 else word for word in words)
        if kind == 3:
            return f"»{text}« {self._sentence()}"
        return " ".join([*words, *self._chance.choices(self._words, k=len(words) // 4)])


def _share(own: str, other: str) -> float:
    """Return the share of the shingles of `own` that `other` has, counted on the whole texts."""
    mine, theirs = _shingles(own), _shingles(other)
    return len(mine & theirs) / len(mine)


def _shingles(text: str) -> set[tuple[str, ...]]:
    words = "".join(c if c.isalnum() else " " for c in text.casefold()).split()
    return {tuple(words[n : n + SHINGLE]) for n in range(len(words) - SHINGLE + 1)}


def main() -> None:
    """Print the figures."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--documents", type=int, default=100_000)
    n_documents = parser.parse_args().documents
    corpus = _Corpus(n_documents)
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    started = time.process_time()
    found = [sketch_of(text) for text in corpus.texts]
    sketching = time.process_time() - started
    sizes = [len(sketch.hashes) for sketch in found]
    hashes, levels = np.concatenate([sketch.hashes for sketch in found]), np.array([s.level for s in found])
    del found
    sketches = Sketches(hashes, np.append(0, np.cumsum(sizes)), levels)
    started = time.process_time()
    links = find_links(sketches).tolist()
    linking = time.process_time() - started
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before
    linked = [number for number in range(n_documents) if links[number] >= 0]
    checked = random.Random(_SEED).sample(linked, min(_CHECKED, len(linked)))
    n_right = sum(_share(corpus.texts[n], corpus.texts[links[n]]) * SHARE[1] >= SHARE[0] for n in checked)
    near = [
        number
        for number, original in corpus.originals.items()
        if _share(corpus.texts[number], corpus.texts[original]) * SHARE[1] >= SHARE[0]
    ]
    n_found = sum(links[n] >= 0 for n in near)
    print(f"documents {n_documents}, copies {len(corpus.originals)}, of them above the threshold {len(near)}")
    print(f"links {len(linked)}; precision {n_right / len(checked):.4f} (of {len(checked)} compared word by word)")
    print(f"recall {n_found / len(near):.4f}; led to the original {sum(links[n] == corpus.originals[n] for n in near)}")
    print(f"seconds of CPU: sketches {sketching:.1f} (once a text), links {linking:.1f} (each plan)")
    print(f"memory beside the texts {memory / 1024:.0f} MiB; hashes in sketches {sum(sizes)}")


if __name__ == "__main__":
    main()

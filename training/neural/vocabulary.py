"""Which pieces of the encoder are kept: those of German, English and of names. It knows a hundred languages' pieces.

A word with a piece that is left out is split into smaller ones that are kept; no letter of theirs is ever unknown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from pathlib import Path

from pipeline.extract.actors.neural.segmentation import AFTER_SPACE, UNKNOWN, Segmenter
from pipeline.extract.tokens import PARAGRAPH_BREAK, tokenise
from training.dictionary import known_forms
from training.gold import read_corpus
from training.name_lists import people, settlements
from training.neural.encoder import Pretrained
from training.neural.examples import Part

MOST_PIECES = 62_000
_LAST_LATIN = 0x24F
_PUNCTUATION = range(0x2000, 0x2600)
_SHORT = 2  # letters; all such pieces are kept, so that any word has some


def pruned(given: Pretrained, folder: Path, parts: Sequence[Part]) -> Pretrained:
    """Return the encoder with the pieces of our languages: of the corpora first, then of dictionaries and names."""
    segmenter = Segmenter(given.pieces, given.scores.tolist(), given.norm)
    kept = set(range(UNKNOWN + 1)) | {i for i, piece in enumerate(given.pieces) if _is_short(piece)}
    for part in parts:
        for document in read_corpus(folder, part.corpus, part.first, part.last):
            kept |= _pieces_of_text(document["text"], segmenter)
    given_names, surnames = people()
    words = {*known_forms("de"), *known_forms("en"), *given_names, *surnames}
    words |= {form for names in settlements() for name in names for form in name.split()}
    more = _pieces_of_words(words, segmenter) - kept
    frequent = sorted(more, key=lambda i: (-given.scores[i], i))[: MOST_PIECES - len(kept)]
    ids = sorted(kept.union(frequent))
    return replace(given, blocks=given.blocks[ids], pieces=[given.pieces[i] for i in ids], scores=given.scores[ids])


def _is_short(piece: str) -> bool:
    letters = piece.removeprefix(AFTER_SPACE)
    return len(letters) <= _SHORT and all(ord(c) <= _LAST_LATIN or ord(c) in _PUNCTUATION for c in letters)


def _pieces_of_text(text: str, segmenter: Segmenter) -> set[int]:
    tokens = tokenise(text)
    found: set[int] = set()
    for start, form in zip(tokens.starts, tokens.forms, strict=True):
        if form != PARAGRAPH_BREAK:
            is_after_space = start == 0 or text[start - 1].isspace()
            found.update(segmenter.pieces_of(form, is_after_space=is_after_space))
    return found


def _pieces_of_words(words: Iterable[str], segmenter: Segmenter) -> set[int]:
    return {piece for word in words for piece in segmenter.pieces_of(word, is_after_space=True)}

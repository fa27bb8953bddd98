"""Train the neural tagger and write its weights: `python -m training.neural --corpora FOLDER --out FOLDER`.

Needs the versions in `requirements-neural.txt`, no GPU; `make neural` installs them into an environment of their own.
"""

import argparse
import io
import json
import logging
from pathlib import Path

import numpy as np
import torch

from pipeline.extract.actors.neural.files import GRAPH, PIECES
from pipeline.extract.actors.neural.labels import LABELS
from pipeline.extract.actors.neural.segmentation import Segmenter
from training.neural.encoder import Pretrained, read_pretrained
from training.neural.examples import GUIDELINES, TRAINED_ON, read_examples
from training.neural.fitting import Recipe, fit
from training.neural.graph import graph_of
from training.neural.model import NameTagger
from training.neural.vocabulary import pruned


def packed(given: Pretrained) -> bytes:
    """Return the bytes of the file of pieces: their letters, scores and rows, and how characters are read."""
    norm = {str(code): text for code, text in sorted(given.norm.items())}
    content = io.BytesIO()
    np.savez(
        content,
        pieces=np.frombuffer("\n".join(given.pieces).encode(), np.uint8),
        norm=np.frombuffer(json.dumps(norm).encode(), np.uint8),
        scores=given.scores,
        blocks=given.blocks,
    )
    return content.getvalue()


def write_weights(model: NameTagger, given: Pretrained, folder: Path) -> None:
    """Write both files of weights into `folder`."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / GRAPH).write_bytes(graph_of(model, given.heads))
    (folder / PIECES).write_bytes(packed(given))


def main() -> None:
    """Train and write."""
    arguments = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    arguments.add_argument("--corpora", type=Path, required=True)
    arguments.add_argument("--out", type=Path, default=Path("packages/onrecord_names/onrecord_names"))
    arguments.add_argument("--layers", type=int, default=Recipe().layers)
    arguments.add_argument("--passes", type=float, default=Recipe().passes)
    arguments.add_argument(
        "--minutes", type=float, default=float("inf"), help="end after so long, with what was learnt"
    )
    given = arguments.parse_args()
    logging.basicConfig(level=logging.INFO, format="%(message)s")
    pretrained = pruned(read_pretrained(), given.corpora, TRAINED_ON)
    segmenter = Segmenter(pretrained.pieces, pretrained.scores.tolist(), pretrained.norm)
    examples = read_examples(given.corpora, TRAINED_ON, segmenter)
    logging.info("%d sentences, %d pieces", len(examples), len(pretrained.pieces))
    recipe = Recipe(layers=given.layers, passes=given.passes, seconds=60 * given.minutes)
    torch.manual_seed(recipe.seed)
    model = NameTagger(pretrained, recipe.layers, len(LABELS), len(GUIDELINES), recipe.frozen)
    fit(model, examples, recipe, logging.info)
    write_weights(model, pretrained, given.out)


if __name__ == "__main__":
    main()

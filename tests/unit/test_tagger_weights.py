"""The weights: what is written is read back, what is damaged is refused, what ships is small and has its licence."""

import zlib
from importlib.resources import files

import numpy as np
import pytest

from pipeline.extract.actors.tagger.weights import SCALE, decode, encode, load_weights
from pipeline.extract.lang import languages

SHIPPED = files("pipeline.extract").joinpath("lang")


def written(smallest=0.01):
    features = {("w=Rom", "B"): 2.0, ("-l=in", "B"): 1.0, (">l=an", "O"): -1.0, ("w=der", "O"): 0.001}
    return encode(
        ["O", "B"], {("O", "O"): 0.5, ("O", "B"): 0.0, ("B", "O"): 0.25}, features, "a note", smallest=smallest
    )


def test_weights_are_read_back_in_whole_steps():
    weights = decode(written())
    assert weights.labels == ("O", "B")
    assert weights.rows[weights.row_of["w=Rom"]].tolist() == [0, 2 * SCALE]
    assert weights.near[weights.near_of["l=in"]].tolist() == [0, SCALE, 0, 0]  # as the word before
    assert weights.far[weights.far_of["l=an"]].tolist() == [0, 0, -SCALE, 0]  # as the second word after
    assert not weights.rows[0].any()
    assert weights.transitions[0].tolist() == [SCALE // 2, 0]


def test_a_transition_that_was_not_given_is_never_worth_taking():
    assert decode(written()).transitions[1, 1] < -200 * SCALE


def test_weights_near_zero_are_left_out():
    assert "w=der" not in decode(written()).row_of
    assert "w=der" in decode(written(smallest=0.0)).row_of


def test_the_same_weights_are_the_same_bytes():
    assert written() == written()


@pytest.mark.parametrize(
    "content",
    [
        b"no weights",
        written()[:-9],
        zlib.compress(b'{"format": 99, "labels": ["O"], "features": 1, "comment": ""}\n'),
        zlib.compress(zlib.decompress(written()) + b"\nw=extra"),
        zlib.compress(zlib.decompress(written()).replace(b">l=an", b"zl=an")),
    ],
)
def test_what_is_no_weights_file_is_refused(content):
    with pytest.raises((ValueError, zlib.error)):
        decode(content)


@pytest.mark.parametrize("language", languages())
def test_every_language_ships_small_weights(language):
    weights = load_weights(language)
    assert weights is not None
    assert weights.rows.dtype == np.int32
    assert {label[2:] for label in weights.labels if label != "O"} == {"LOC", "ORG", "PER"}
    assert len(SHIPPED.joinpath(language, "tagger.weights").read_bytes()) < 2_500_000
    assert load_weights("xx") is None


def test_the_licence_of_the_weights_lies_beside_them():
    note = SHIPPED.joinpath("LICENSE.md").read_text(encoding="utf-8")
    assert "CC BY-SA 4.0" in note
    assert all(f"{language}/tagger.weights" in note for language in languages())

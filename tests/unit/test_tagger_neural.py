"""The neural tagger, with weights made here that know a few words: where it stands, and what a name may depend on."""

import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from pipeline.errors import SettingsError
from pipeline.extract.actors.context import read_context
from pipeline.extract.actors.neural.files import read_weights, unpacked
from pipeline.extract.actors.neural.labels import LABELS, decode
from pipeline.extract.actors.neural.segmentation import LONGEST, UNKNOWN
from pipeline.extract.actors.neural.tagger import NeuralTagger
from pipeline.extract.backends.registry import backend_versions, load_engine
from pipeline.extract.engine import annotate
from pipeline.extract.text import read_text
from pipeline.lake.fingerprint import shaping_of
from pipeline.settings import make_settings
from tests.tiny_names import WORDS, write_weights

SENTENCES = ("Das Nordwerk Linden in Aurich schließt.", "Gestern kam Grumbach.", "Niemand weiß es.")

SHIPPED = Path(__file__).parents[2] / "packages/onrecord_names/onrecord_names"


@pytest.fixture(scope="module")
def weights(tmp_path_factory):
    pytest.importorskip("onnxruntime", reason="an optional dependency; the development tools have it")
    return write_weights(tmp_path_factory.mktemp("names"))


def settings_of(weights):
    return make_settings(tagger="neural", backend_settings={"neural": {"weights": str(weights)}})


def tagged(tagger, text, language="de"):
    context = read_context(read_text(text, language))
    spans = tagger.tag(context, [])
    return None if spans is None else [(context.surface(s.first, s.last), s.kind) for s in spans]


def test_it_proposes_and_the_rest_of_the_engine_stays(weights):
    text = "Das Nordwerk Linden schließt. Gestern widersprach Ministerin Grumbach."
    engine = load_engine(settings_of(weights))
    found = annotate(text, language="de", published_on=None, document_id="d", engine=engine)
    names = {(text[m.start : m.end], found.actors[m.actor].kind, m.rule) for m in found.mentions}
    assert ("Nordwerk Linden", "organization", "actors.tagger") in names
    assert ("Grumbach", "person", "actors.person.title") in names  # the rule that the tagger agrees with
    assert "Ministerin" in {m.role for m in found.mentions}


@pytest.mark.parametrize(
    ("language", "text", "names"),
    [
        (
            "de",
            "Die Wesselburg AG aus Unterfeld sagte, Jorinde Quasthoff komme nicht.",
            [("Wesselburg AG", "organization"), ("Unterfeld", "place"), ("Jorinde Quasthoff", "person")],
        ),
        (
            "en",
            "Jorina Quasthoff told reporters in Nettlecombe that the mill would close.",
            [("Jorina Quasthoff", "person"), ("Nettlecombe", "place")],
        ),
    ],
)
def test_the_weights_of_the_repository_know_both_languages(language, text, names):
    pytest.importorskip("onnxruntime", reason="an optional dependency; the development tools have it")
    assert tagged(NeuralTagger(str(SHIPPED)), text, language) == names


def test_the_names_of_a_sentence_depend_on_that_sentence_alone(weights):
    tagger = NeuralTagger(str(weights))
    alone = [tagged(tagger, sentence) for sentence in SENTENCES]
    assert alone[0] == [("Nordwerk Linden", "organization"), ("Aurich", "place")]
    assert alone[1:] == [[("Grumbach", "person")], []]
    for order in ((0, 1, 2), (2, 1, 0), (1, 0, 1, 2)):
        text = " ".join(SENTENCES[i] for i in order)
        assert tagged(tagger, text) == [name for i in order for name in alone[i]]


@pytest.mark.parametrize("mark", ["# ", "@radio ", "https://news.example/1 "])
def test_a_sentence_of_a_short_message_is_read_by_other_guidelines_and_no_other_sentence_is(weights, mark):
    tagger = NeuralTagger(str(weights))
    assert tagged(tagger, f"Gestern kam Grumbach aus {mark}Aurich.") == [("Aurich", "place")]
    text = f"Gestern kam Grumbach. Wer kam aus {mark}Aurich? Grumbach."
    assert tagged(tagger, text) == [("Grumbach", "person"), ("Aurich", "place"), ("Grumbach", "person")]


def test_nothing_is_divided_from_a_name_in_a_short_message(weights):
    engine = load_engine(
        settings_of(write_weights(weights / "slash", words={"▁Neuss": "B-LOC", "/": "I-LOC", "Moers": "E-LOC"}))
    )

    def places(text):
        found = annotate(text, language="de", published_on=None, document_id="d", engine=engine)
        return [text[m.start : m.end] for m in found.mentions]

    assert places("Stau am Kreuz Neuss/Moers.") == ["Neuss", "Moers"]
    assert places("Stau am Kreuz Neuss/Moers #stau.") == ["Neuss/Moers"]


def test_sentences_are_read_one_by_one(weights, monkeypatch):
    """Read at once, the scale of the longest would round the others: their scores would change."""
    tagger = NeuralTagger(str(weights))
    calls = []
    run = tagger._session._session.run
    monkeypatch.setattr(
        tagger._session,
        "_session",
        type("Seen", (), {"run": lambda self, *given: calls.append(given[1]) or run(*given)})(),
    )
    tagged(tagger, " ".join(SENTENCES))
    assert [call["rows"].shape[0] for call in calls] == [1, 1, 1]
    assert len({call["rows"].shape[1] for call in calls}) == 3


def test_a_long_sentence_is_read_in_parts_and_an_endless_word_is_cut(weights):
    segmenter = read_weights(weights).segmenter
    chunks = segmenter.chunks(read_text("Wort " * 300 + "x" * 5000, "de"))
    assert len(chunks) > 4
    assert max(len(chunk.pieces) for chunk in chunks) <= LONGEST + 2
    assert [token for chunk in chunks for token in chunk.tokens] == list(range(301))


def test_words_are_split_into_the_best_pieces(weights):
    segmenter = read_weights(weights).segmenter
    assert segmenter.pieces_of("Linden", is_after_space=True) == [4 + list(WORDS).index("▁Linden")]
    assert len(segmenter.pieces_of("Linden", is_after_space=False)) == len("Linden")
    with_hyphen = segmenter.pieces_of("Lin\u00adden", is_after_space=True)
    assert with_hyphen == segmenter.pieces_of("Linden", is_after_space=True)
    assert segmenter.pieces_of("日", is_after_space=False) == [UNKNOWN]


def test_a_name_that_begins_also_ends():
    def scores(*best):
        rows = np.zeros((len(best), len(LABELS)), np.float32)
        for row, label in enumerate(best):
            rows[row, LABELS.index(label)] = 2
        return rows

    assert decode([scores("O", "B-PER", "E-PER"), scores("S-LOC")]) == [["O", "B-PER", "E-PER"], ["S-LOC"]]
    (labels,) = decode([scores("I-ORG", "B-PER", "O", "E-LOC")])
    assert sum(label[0] in "BS" for label in labels) == sum(label[0] in "ES" for label in labels)
    assert labels[0][0] in "OBS"
    assert labels[-1][0] in "OES"
    assert decode([]) == []


def test_rows_are_what_their_blocks_say():
    blocks = np.zeros((1, 18), np.uint8)
    blocks[0, :2] = np.frombuffer(np.float16(0.5).tobytes(), np.uint8)
    blocks[0, 2:] = 0x88
    blocks[0, 2] = 0xF0
    row = unpacked(blocks)[0]
    assert (row[0], row[16], row[1], len(row)) == (-4.0, 3.5, 0.0, 32)


def test_its_version_has_model_and_runtime_and_no_path(weights, tmp_path):
    shaping = shaping_of(settings_of(weights))
    assert shaping["tagger"] == "neural"
    version = shaping["tagger_neural"]
    assert version.startswith("onnxruntime 1.")
    assert "weights sha256:" in version
    assert "floating point" in version
    assert str(weights) not in version
    other = write_weights(tmp_path / "other", words={**WORDS, "▁Meier": "S-PER"})
    assert backend_versions(settings_of(other))["tagger_neural"] != version


def test_a_language_whose_guidelines_it_does_not_know_has_the_rules_alone(weights, tmp_path):
    tagger = NeuralTagger(str(weights))
    assert tagged(tagger, "Grumbach left.", "en") is None
    assert tagger.yielding_rules("en") is None
    without_messages = NeuralTagger(str(write_weights(tmp_path, guidelines=("germeval",))))
    assert tagged(without_messages, "Grumbach ging.") is None


def test_what_is_missing_is_one_line(weights, tmp_path, monkeypatch):
    def said(given):
        with pytest.raises(SettingsError) as raised:
            load_engine(make_settings(tagger="neural", backend_settings={"neural": given}))
        assert "\n" not in str(raised.value)
        return str(raised.value)

    assert "has no names.onnx and pieces.npz; `make neural-setup`" in said({"weights": str(tmp_path)})
    assert "model: give weights = FOLDER" in said({"model": "x"})
    broken = write_weights(tmp_path / "broken")
    (broken / "names.onnx").write_bytes(b"no graph")
    assert "names.onnx cannot be used" in said({"weights": str(broken)})
    old = write_weights(tmp_path / "old", key="onrecord.languages")
    assert "names.onnx cannot be used: it is for another version of onrecord" in said({"weights": str(old)})
    assert "its labels are O, X" in said({"weights": str(write_weights(tmp_path / "labels", labels=("O", "X")))})
    for content in (b"no arrays", (weights / "pieces.npz").read_bytes()[:900]):  # the second is an archive cut off
        (broken / "pieces.npz").write_bytes(content)
        assert "pieces.npz cannot be read" in said({"weights": str(broken)})
    monkeypatch.setattr("pipeline.extract.actors.neural.files.PACKAGE", "onrecord_names_lost")
    assert "its weights are not installed (package onrecord_names_lost)" in said({"weights": ""})
    monkeypatch.setitem(sys.modules, "onnxruntime", None)
    assert "pip install 'onrecord[neural]'" in said({"weights": str(broken)})


def test_without_the_setting_nothing_of_it_is_imported():
    code = (
        "import sys, onrecord; onrecord.annotate('Anna Klein kam nach Aurich.', language='de');"
        "print([m for m in sys.modules if 'onnxruntime' in m or 'actors.neural' in m or m == 'onrecord_names'])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

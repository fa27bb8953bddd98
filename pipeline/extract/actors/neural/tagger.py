"""The neural tagger at the seam: opened by the settings, it labels each sentence for itself."""

from collections.abc import Mapping, Sequence, Set
from functools import cache, lru_cache
from importlib.resources import files
from typing import TYPE_CHECKING

import tomli

from pipeline.errors import SettingsError
from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.neural.files import folder_of_weights, read_weights
from pipeline.extract.actors.neural.labels import LABELS, decode
from pipeline.extract.actors.neural.session import NameSession, check_labels, runtime_version
from pipeline.extract.actors.tagger.decoding import label_spans
from pipeline.extract.actors.tagger.seam import KIND_OF_LABEL, TaggedSpan

if TYPE_CHECKING:
    from pipeline.settings import Settings

_CAVEAT = "floating point: not the same bytes on every processor"


class NeuralTagger:
    """Names by an encoder. Its version has the hash of the weights and the version of onnxruntime."""

    name = "neural"

    def __init__(self, folder: str) -> None:
        """Read the weights of a folder, those of the package if it is empty. Raises SettingsError without any."""
        runtime = runtime_version()
        self._weights = read_weights(folder_of_weights(folder))
        self._session = NameSession(self._weights)
        check_labels(self._session.labels, LABELS)
        self.version = f"{runtime}, weights sha256:{self._weights.sha256[:16]} ({_CAVEAT})"

    def tag(self, context: NameContext, names: Sequence[Name]) -> list[TaggedSpan] | None:
        """Return the names of a text, sorted; None for a language that the weights were not trained for."""
        language = context.grammar.language
        if language not in self._session.languages:
            return None
        chunks = self._weights.segmenter.chunks(context.doc)
        labels = decode([self._session.scores(chunk, language) for chunk in chunks])
        return [
            TaggedSpan(chunk.tokens[first], chunk.tokens[last - 1] + 1, KIND_OF_LABEL[label])
            for chunk, found in zip(chunks, labels, strict=True)
            for first, last, label in label_spans(found)
        ]

    def yielding_rules(self, language: str) -> Set[str] | None:
        """Return the rules whose names are dropped where it finds none, None for a language that it does not know."""
        return _yielding_rules().get(language)


def open_neural(settings: "Settings") -> NeuralTagger:
    """Return the tagger, with the weights of the folder `weights` in its settings, or with those that are installed.

    Raises SettingsError when onnxruntime or the weights are missing, or its settings hold something else.
    """
    given = settings.of_backend(NeuralTagger.name)
    folder = given.pop("weights", "")
    if given or not isinstance(folder, str):
        wrong = ", ".join(sorted(given)) or "weights"
        raise SettingsError(f"setting backend_settings.neural: {wrong}: give weights = FOLDER, or nothing")
    return _opened(folder)


@lru_cache(maxsize=2)
def _opened(folder: str) -> NeuralTagger:
    return NeuralTagger(folder)


@cache
def _yielding_rules() -> Mapping[str, frozenset[str]]:
    text = files("pipeline.extract.actors.neural").joinpath("yielding_rules.toml").read_text(encoding="utf-8")
    return {language: frozenset(rules) for language, rules in tomli.loads(text).items()}

"""The neural tagger at the seam: opened by the settings, it labels each sentence for itself."""

from collections.abc import Sequence, Set
from functools import lru_cache
from typing import TYPE_CHECKING

from pipeline.errors import SettingsError
from pipeline.extract.actors.context import NameContext
from pipeline.extract.actors.names import Name
from pipeline.extract.actors.neural.files import folder_of_weights, read_weights
from pipeline.extract.actors.neural.labels import LABELS, decode
from pipeline.extract.actors.neural.readings import Reading, readings
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
        reading = self._reading(context.grammar.language)
        if reading is None:
            return None
        chunks = self._weights.segmenter.chunks(context.doc)
        forms = context.doc.tokens.forms
        are_messages = [reading.is_message([forms[i] for i in chunk.tokens]) for chunk in chunks]
        guidelines = [reading.message_guidelines if is_message else reading.guidelines for is_message in are_messages]
        labels = decode(list(map(self._session.scores, chunks, guidelines)))
        return [
            TaggedSpan(chunk.tokens[first], chunk.tokens[last - 1] + 1, KIND_OF_LABEL[label], is_whole=is_message)
            for chunk, found, is_message in zip(chunks, labels, are_messages, strict=True)
            for first, last, label in label_spans(found)
        ]

    def yielding_rules(self, language: str) -> Set[str] | None:
        """Return the rules whose names are dropped where it finds none, None for a language that it does not know."""
        reading = self._reading(language)
        return None if reading is None else reading.yielding_rules

    def _reading(self, language: str) -> Reading | None:
        """Return how sentences of a language are read, None if the weights do not know its guidelines."""
        reading = readings().get(language)
        return None if reading is None or not reading.all_guidelines <= {*self._session.guidelines} else reading


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

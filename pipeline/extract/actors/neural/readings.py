"""By whose guidelines a sentence is read: corpora call different things a name."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

import tomli


@dataclass(frozen=True, slots=True)
class Reading:
    """How sentences of a language are read: the guidelines, those of short messages, and the rules that give way."""

    guidelines: str
    message_guidelines: str
    message_marks: frozenset[str]
    yielding_rules: frozenset[str]

    @property
    def all_guidelines(self) -> set[str]:
        """Return all that a sentence may be read by."""
        return {self.guidelines, self.message_guidelines}

    def is_message(self, forms: Sequence[str]) -> bool:
        """Whether a sentence with these tokens is one of a short message that is read by guidelines of its own."""
        return self.guidelines != self.message_guidelines and not self.message_marks.isdisjoint(forms)


@cache
def readings() -> Mapping[str, Reading]:
    """Return how sentences are read, by language (ISO 639-1)."""
    text = files("pipeline.extract.actors.neural").joinpath("readings.toml").read_text(encoding="utf-8")
    given = tomli.loads(text)
    marks = frozenset(given.pop("message_marks"))
    return {
        language: Reading(
            guidelines=own["guidelines"],
            message_guidelines=own.get("message_guidelines", own["guidelines"]),
            message_marks=marks,
            yielding_rules=frozenset(own["yielding_rules"]),
        )
        for language, own in given.items()
    }

"""How parsing says no: an exception inside this package, a `Rejection` outside of it."""

from pipeline.parse.document import Rejection

# Reasons that are about getting at the bytes; all others are about what stands in them.
_OF_READING = frozenset({"broken_compression", "link_outside_seeds", "too_large", "unreadable"})


class Refusal(Exception):
    """A document cannot be made: `reason` is one of `schemas.vocabulary.REJECTION_REASONS`, `detail` a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    def rejection(self, seed: str, *, line: int | None = None, seed_sha256: str | None = None) -> Rejection:
        """The row for the table `rejected`; `line` counts from 1."""
        return Rejection(
            seed=seed,
            stage="read" if self.reason in _OF_READING else "parse",
            reason=self.reason,
            detail=self.detail,
            line=line,
            seed_sha256=seed_sha256,
        )

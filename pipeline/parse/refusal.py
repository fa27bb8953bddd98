"""Refuse what cannot be parsed: by an exception inside this package, a `Rejection` outside of it."""

from pipeline.parse.document import Rejection

# Reasons about access to the bytes; all others are about their content.
_OF_READING = frozenset(
    {
        "broken_archive",
        "broken_compression",
        "duplicate_member",
        "encrypted",
        "link_in_archive",
        "link_outside_seeds",
        "path_outside_archive",
        "too_deep",
        "too_large",
        "too_many_members",
        "unreadable",
    }
)


MAX_REJECTIONS = 10_000
"""How many rejections of one seed are listed one by one; a row each, they are held in memory together."""


class Refusal(Exception):
    """A document cannot be made: `reason` is one of `schemas.vocabulary.RejectionReason`, `detail` a sentence."""

    def __init__(self, reason: str, detail: str) -> None:
        super().__init__(detail)
        self.reason = reason
        self.detail = detail

    def rejection(self, seed: str, *, line: int | None = None, seed_sha256: str | None = None) -> Rejection:
        """Return the row for the table `rejected`; `line` counts from 1."""
        return Rejection(
            seed=seed,
            stage="read" if self.reason in _OF_READING else "parse",
            reason=self.reason,
            detail=self.detail,
            line=line,
            seed_sha256=seed_sha256,
        )


def more_rejections(n: int) -> Refusal:
    """That a seed has `n` rejections more than are listed."""
    detail = f"{n:,} more rejections of this file are not listed: put right what is, and build again."
    return Refusal("too_many_rejections", detail)

"""What validation finds, apart from the libraries that find it: readers of releases have neither pandas nor pandera."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class RowFailure:
    """Row `index` of the table as given breaks the contract: `reason` of the vocabulary, `detail` in words."""

    index: int
    reason: str
    detail: str


@dataclass(frozen=True, slots=True)
class ContractVerdict:
    """The result of validating one table. With `problems` the table must not be used at all."""

    problems: tuple[str, ...]
    failures: tuple[RowFailure, ...]

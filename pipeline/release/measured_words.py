"""What a card and machine-readable metadata say of the samples that people judged: how drawn, who answered, figures."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from pipeline.counted import counted
from pipeline.release.measured import Measured
from pipeline.review.estimates import FOUND, ROW, Estimate
from schemas.vocabulary import SampleGroup, Stratum


@dataclass(frozen=True, slots=True)
class Figure:
    """A share of all rows of a sample in words: its measure and part, the `share` and its `interval` in percent."""

    sample: str
    measure: str
    part: str
    share: str
    interval: str
    n_right: int
    n_judged: int

    @property
    def sentence(self) -> str:
        """Say it in a sentence."""
        counts = f"{self.n_right} of {self.n_judged}"
        return f"{self.sample}, {self.measure} of {self.part}: {self.share} ({self.interval}), {counts}."


def tell_drawn(measured: Measured) -> str:
    """Return how the sample was drawn, who answered it, and how much of it says the same in this release."""
    sample, reviewed = measured.reviewed.sample, measured.reviewed
    drawn = Counter[str](row.stratum for row in sample.rows)
    told = (
        f"{reviewed.name}: from version {sample.version}, {drawn[Stratum.RANDOM]} of {sample.n_rows} "
        f"{sample.table} were drawn by chance, each with the same one, over languages, types, outlets and months"
    )
    if drawn[Stratum.DOUBTFUL]:
        told += f", {drawn[Stratum.DOUBTFUL]} more of the doubtful ones"
    if sample.paragraphs:
        told += f", and {len(sample.paragraphs)} of {counted(sample.n_paragraphs, 'paragraph')} with all in them"
    told += f". Answered by {', '.join(reviewed.people) or 'somebody unnamed'}"
    left = {"open": reviewed.n_open, "unsure": reviewed.n_unsure}
    if any(left.values()):
        told += f" ({', '.join(f'{n} {what}' for what, n in left.items() if n)})"
    return f"{told}. {measured.n_unchanged} of {counted(measured.n_sampled, 'row')} say the same in this version."


def figures_of(samples: Iterable[Measured]) -> list[Figure]:
    """Return the shares of all rows that are completely right, and of those that are there at all."""
    return [
        _figure(found)
        for measured in samples
        for found in measured.estimates
        if found.group == SampleGroup.ALL and found.part in (ROW, FOUND)
    ]


def _figure(found: Estimate) -> Figure:
    share, low, high = (f"{100 * value:.1f}" for value in (found.estimate, found.low, found.high))
    return Figure(found.sample, found.measure, found.part, f"{share} %", f"{low} to {high} %", found.n_right, found.n)


def tell_measured(samples: Iterable[Measured]) -> Iterator[str]:
    """Yield all of it in sentences."""
    samples = tuple(samples)
    yield from map(tell_drawn, samples)
    yield from (figure.sentence for figure in figures_of(samples))

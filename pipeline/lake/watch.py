"""See whether anything may have changed since the lake's head: seeds, which are not opened, and files of people."""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass

from pipeline.corrections.reading import correction_files
from pipeline.parse.seeds import list_seeds, open_seed
from pipeline.review.sample import ANSWERS_SUFFIX, SAMPLE_SUFFIX, quality_files
from pipeline.settings import Settings

# No seeds, but what they say goes into the tables.
_BESIDE_SEEDS = ("sources.toml", "takedowns.toml")


@dataclass(frozen=True, slots=True)
class SeedsSeen:
    """The seeds at one moment. Equal fingerprints mean the same files with the same sizes and stamps.

    Of corrections, samples and their answers, gazetteer and calibration they mean the same content.

    A fingerprint is valid for one location only: it covers modification times, and must never reach an output.
    """

    fingerprint: str
    n_seeds: int


def look_at_seeds(settings: Settings) -> SeedsSeen:
    """List the seeds, and read the files of people. The gazetteer and the calibration are those of `settings`.

    Raises SeedsError if the seeds cannot be listed, CorrectionsError or SampleError if files of people cannot be read.
    """
    listing = list_seeds(settings.seeds)
    lines = [f"{settings.seeds}\n"]
    lines += [f"{seed.path}\t{seed.n_bytes}\t{seed.stamp}\n" for seed in listing.seeds]
    lines += [f"{rejection.seed}\t{rejection.reason}\t{rejection.detail}\n" for rejection in listing.rejections]
    lines += [f"{name}\t{_sha256(settings, name)}\n" for name in _BESIDE_SEEDS]
    lines += [f"{name}\t{hashlib.sha256(data).hexdigest()}\n" for name, data in _files_of_people(settings)]
    own = {"gazetteer": settings.gazetteer.sha256, "calibration": settings.calibration.sha256}
    lines += [f"{name}\t{sha256}\n" for name, sha256 in own.items()]
    fingerprint = hashlib.sha256("".join(lines).encode("utf-8", "surrogatepass")).hexdigest()
    return SeedsSeen(fingerprint, len(listing.seeds))


def _files_of_people(settings: Settings) -> Iterator[tuple[str, bytes]]:
    yield from correction_files(settings.corrections)
    for suffix in (SAMPLE_SUFFIX, ANSWERS_SUFFIX):
        yield from quality_files(settings.quality, suffix)


def _sha256(settings: Settings, name: str) -> str | None:
    try:
        with open_seed(settings.seeds, name) as stream:
            return hashlib.sha256(stream.read()).hexdigest()
    except OSError:  # not there; or not readable, which the build says
        return None

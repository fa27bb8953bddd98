"""Fit the steps of confidence to a project's own, reviewed samples, as `make calibrate` fits them to annotated texts.

A row counts as right if all of it is. For a rule every judged row counts: its rows have one step of confidence, so that
rows drawn as doubtful are no worse than its others. For a language only rows drawn by chance do. Of a language with at
least thirty such rows of a table, each rule takes the step of its own judged rows if these are thirty, else the one
that was measured for the software on as many, else that of the language. Languages with fewer are left as the software
measured them.
"""

from collections import Counter
from collections.abc import Iterable, Iterator

from pipeline.calibration_file import TABLES
from pipeline.extract.confidence import FEWEST, load_steps, step_of_share
from pipeline.review.answers import RIGHT
from pipeline.review.estimates import Reviewed
from schemas.vocabulary import Stratum

_HEAD = (
    "# How often rows of a rule are right in samples of this dataset that people reviewed: written by\n"
    "# `onrecord quality --calibrate`. A rule that is not listed has the step of its language.\n"
)

Counts = dict[tuple[str, str], tuple[int, int]]
"""How many rows are right, and how many were judged, by table and by language or rule."""


def count_judged(samples: Iterable[Reviewed]) -> Counts:
    """Count the judged rows of all samples by table and rule, and those drawn by chance by language; each row once."""
    judged: dict[str, tuple[str, str, bool]] = {}
    by_chance: set[str] = set()
    for reviewed in samples:
        for row in reviewed.sample.rows if reviewed.sample.table in TABLES else ():
            answer = reviewed.of_row(row)
            if answer is not None and row.stratum != Stratum.PARAGRAPH:
                judged[row.row_id] = (reviewed.sample.table, row.rule, answer.answer == RIGHT)
                by_chance |= {row.row_id} if row.stratum == Stratum.RANDOM else set()
    n_rows, n_right = Counter[tuple[str, str]](), Counter[tuple[str, str]]()
    for row_id, (table, rule, is_right) in judged.items():
        for name in {rule, rule.partition(".")[0]} if row_id in by_chance else {rule}:
            n_rows[table, name] += 1
            n_right[table, name] += is_right
    return {key: (n_right[key], n_rows[key]) for key in sorted(n_rows)}


def calibration_lines(counts: Counts) -> Iterator[str]:
    """Yield the lines of `calibration.toml`; none if no language has enough judged rows."""
    for table in TABLES:
        shipped = load_steps()[table]
        enough = [name for of, name in counts if of == table and "." not in name and counts[of, name][1] >= FEWEST]
        if not enough:
            continue
        yield f"\n[{table}]"
        for language in enough:
            rules = {name for of, name in counts if of == table} | set(shipped)
            for name in sorted(rule for rule in rules if rule.partition(".")[0] == language):
                right, n = counts.get((table, name), (0, 0))
                known = shipped.get(name)
                if n < FEWEST and (known is None or known["rows"] < FEWEST or name == language):
                    continue
                step = step_of_share(right / n) if n >= FEWEST else str(known["step"]) if known else ""
                yield f'"{name}" = {{ step = "{step}", right = {right}, rows = {n} }}'


def write_calibration(counts: Counts) -> str:
    """Return the content of `calibration.toml`, "" if no language has enough judged rows."""
    lines = list(calibration_lines(counts))
    return "\n".join([_HEAD.rstrip("\n"), *lines]) + "\n" if lines else ""

"""`onrecord sample`: draw what people judge, to know how often a row is right."""

from typing import TYPE_CHECKING, Annotated, cast

import typer

from pipeline.cli.app import Data, Endpoint, Project, app, out, settings_of
from pipeline.cli.looking import Release, opened_release
from pipeline.errors import OnrecordError

if TYPE_CHECKING:
    from pipeline.look.sampling import Known
    from pipeline.review.sample import Sample, SampledTable

Quality = Annotated[
    str | None, typer.Option(metavar="DIR", help="Folder of samples and answers; default: quality/ in the project.")
]
Table = Annotated[str, typer.Option(metavar="TABLE", help="What to judge: statements, dates or mentions.")]


@app.command()
def sample(
    n: Annotated[int, typer.Option("--n", min=1, max=100_000, metavar="N", help="Number of rows.")] = 200,
    seed: Annotated[int, typer.Option("--seed", metavar="N", help="Another number draws others.")] = 7,
    table: Table = "statements",
    quality: Quality = None,
    release: Release = None,
    data: Data = None,
    project: Project = None,
    endpoint: Endpoint = None,
) -> None:
    """Draw rows and paragraphs of a release by chance, to be judged by people.

    Each row has the same chance, by language, type, outlet and month. One in five is drawn from the doubtful ones,
    apart from the others. One paragraph is drawn for each four rows, to find what was missed. Rows whose words are
    withheld, and what was judged before, are left out. The sample is a file in `quality/`, without any text; the same
    release, numbers and answers give the same file.

    Example: `onrecord sample --n 200 --seed 7`
    """
    from pipeline.lake.storage import Storage
    from pipeline.look.sampling import draw_sample
    from pipeline.review.layers import LAYERS
    from pipeline.review.sample import SAMPLE_SUFFIX, write_sample

    if table not in LAYERS:
        raise OnrecordError(f"--table {table}: give one of {', '.join(LAYERS)}")
    folder = settings_of(project, quality=quality).quality
    with opened_release(release, data, project, endpoint) as opened:
        name = f"{table}-{opened.manifest.version}-{n}-{seed}"
        drawn = draw_sample(
            opened.contents(), opened.manifest, cast("SampledTable", table), n, seed, _known(folder, name)
        )
    content, storage, file = write_sample(drawn).encode(), Storage(folder), f"{drawn.name}{SAMPLE_SUFFIX}"
    if storage.exists(file) and storage.read(file) != content:
        raise OnrecordError(
            f"{folder}/{file} is there already, with other rows: review it, or draw others with --seed {seed + 1}"
        )
    storage.write(file, content)
    _tell(drawn, f"{folder}/{file}")


def _known(folder: str, name: str) -> "Known":
    """Return what was judged in other samples than this one."""
    from pipeline.look.sampling import Known
    from pipeline.review.answers import read_answers

    answers = [answer for answer in read_answers(folder) if answer.sample != name]
    rows = frozenset(answer.row_id for answer in answers if answer.row_id)
    paragraphs = frozenset((a.document_id, a.start, a.end) for a in answers if a.start >= 0 and not a.row_id)
    return Known(rows, paragraphs)


def _tell(drawn: "Sample", path: str) -> None:
    counts = dict.fromkeys(("random", "doubtful", "paragraph"), 0)
    for row in drawn.rows:
        counts[row.stratum] += 1
    out.print(
        f"{path}: release {drawn.version}, {counts['random']:,} of {drawn.n_rows:,} {drawn.table} by chance, "
        f"{counts['doubtful']:,} doubtful ones, {len(drawn.paragraphs):,} of {drawn.n_paragraphs:,} paragraphs with "
        f"{counts['paragraph']:,} more"
    )
    left_out = [f"{drawn.n_withheld:,} whose words are withheld"] * bool(drawn.n_withheld)
    left_out += [f"{drawn.n_reviewed:,} that were judged before"] * bool(drawn.n_reviewed)
    if left_out:
        out.print(f"left out: {', '.join(left_out)}")

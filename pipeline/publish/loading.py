"""Load a release like its readers will: `python -m pipeline.publish.loading`, started by `load_process`.

It imports little, so that it starts fast. In: JSON of a `LoadRequest`, a line each, on standard input. Out: a line for
each with a JSON list of findings, empty when everything loads. If it ends without a line, loading could not be tried;
the last line on standard error says why.
"""

import base64
import json
import sys
import tempfile
from collections.abc import Iterator
from contextlib import redirect_stdout, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

_ROWS_AT_ONCE = 10_000


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """A request to load every table of `tables` from `place`, a repository at `revision` or a folder (None).

    Of each the first row is streamed; those in `whole` are loaded with all their rows. `files` are paths on disk by
    table, which are loaded whole too. The two say how many rows there must be: `whole` of a table, `n_rows` of its
    files together. `schemas` has, for tables whose columns are those of this code's contract, their Arrow schema
    (`written_schema`). `version` is the release's; "" if it is not checked.
    """

    place: str
    revision: str | None
    tables: list[str]
    schemas: dict[str, str]
    version: str
    files: dict[str, list[str]]
    n_rows: dict[str, int]
    whole: dict[str, int]


def written_schema(schema: "pa.Schema") -> str:
    """Encode `schema` as characters for JSON."""
    return base64.b64encode(schema.serialize().to_pybytes()).decode()


def load(request: LoadRequest) -> list[str]:
    """Return the findings on every table and file of `request`.

    Raises what `datasets` raises when the Hub does not answer.
    """
    import datasets

    return [
        *(finding for table in request.tables for finding in _table_findings(datasets, request, table)),
        *(finding for table in sorted(request.files) for finding in _file_findings(datasets, request, table)),
    ]


def _table_findings(datasets: Any, request: LoadRequest, table: str) -> Iterator[str]:
    import pyarrow as pa

    where = {"path": request.place, "name": table, "revision": request.revision, "split": "train"}
    rows = datasets.load_dataset(**where, streaming=True)
    if table in request.schemas:
        schema = pa.ipc.read_schema(pa.py_buffer(base64.b64decode(request.schemas[table])))
        if rows.features != datasets.Features.from_arrow_schema(schema):
            yield f"{table}: loads with other features than those declared"
    if request.version and str(rows.info.version) != request.version:
        yield f"{table}: says that it is version {rows.info.version}, not {request.version}"
    if next(iter(rows), None) is None:
        yield f"{table}: loads without a row"
    if table in request.whole:
        yield from _row_findings(datasets.load_dataset(**where), table, request.whole[table])


def _file_findings(datasets: Any, request: LoadRequest, table: str) -> Iterator[str]:
    whole = datasets.load_dataset("parquet", data_files=request.files[table], split="train")
    return _row_findings(whole, table, request.n_rows[table])


def _row_findings(rows: Any, table: str, n_rows: int) -> Iterator[str]:
    if rows.num_rows != n_rows:
        yield f"{table}: {rows.num_rows} rows load, not {n_rows}"
    if sum(len(batch) for batch in rows.with_format("arrow").iter(batch_size=_ROWS_AT_ONCE)) != rows.num_rows:
        yield f"{table}: its rows cannot be read"


def _warm_up(datasets: Any) -> None:
    """Load a row from disk both ways, so that what `datasets` imports late is there when the request comes."""
    datasets.disable_progress_bars()
    import fsspec.implementations.http  # noqa: F401
    import pyarrow as pa
    import pyarrow.parquet as pq

    with tempfile.TemporaryDirectory(prefix="onrecord-") as folder:
        path = Path(folder) / "row.parquet"
        pq.write_table(pa.table({"a": ["a"]}), path)
        where = {"path": "parquet", "data_files": str(path), "split": "train", "cache_dir": folder}
        next(iter(datasets.load_dataset(**where, streaming=True)))
        _ = list(_row_findings(datasets.load_dataset(**where), "", 1))


def main() -> None:
    """Answer requests until there are no more, possibly none if the publisher ended or did not need any."""
    import datasets

    with suppress(Exception):  # what is wrong with this machine shows in the answer
        _warm_up(datasets)
    # A streamed read of the library tries twenty times, five seconds apart; the publisher has a patience of its own.
    datasets.config.STREAMING_READ_MAX_RETRIES = 2
    datasets.config.STREAMING_READ_RETRY_INTERVAL = 1
    for line in sys.stdin:
        with redirect_stdout(sys.stderr):  # an answer is all that may stand there
            findings = load(LoadRequest(**json.loads(line)))
        sys.stdout.write(json.dumps(findings) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()

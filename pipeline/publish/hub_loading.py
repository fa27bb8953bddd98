"""Loads a commit of a dataset the way its readers will: `python -m pipeline.publish.hub_loading`.

`datasets` takes the Hub's address and its cache from the environment when it is imported, so the publisher starts a new
process with both set. In: the JSON of a `LoadRequest` on standard input. Out: a JSON list of findings, empty when
everything loads; anything else than exit status 0 means that it could not be tried.
"""

import json
import os
import subprocess
import sys
import tempfile
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from pipeline.settings import PROJECT_ROOT

_SECONDS = 900


@dataclass(frozen=True, slots=True)
class LoadRequest:
    """What shall be loaded: every table of `tables` at `revision`, and of `files` (paths on disk) all rows.

    `declared` are the tables whose columns are those of this code's contract, so that their features are known.
    `n_rows` says how many rows the files of a table have together.
    """

    repository: str
    revision: str
    tables: list[str]
    declared: list[str]
    files: dict[str, list[str]]
    n_rows: dict[str, int]


def load_in_process(request: LoadRequest, endpoint: str, token: str | None, scratch: Path) -> list[str] | str:
    """Findings of a new process with an empty cache below `scratch`, or in a string why it came to none."""
    with tempfile.TemporaryDirectory(dir=scratch) as home:
        environment = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
        environment |= {"HF_ENDPOINT": endpoint, "HF_HOME": home, "HF_HUB_DISABLE_XET": "1"}
        environment |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        if token:
            environment["HF_TOKEN"] = token
        try:
            done = subprocess.run(
                [sys.executable, "-m", "pipeline.publish.hub_loading"],
                input=json.dumps(asdict(request)),
                capture_output=True,
                text=True,
                env=environment,
                cwd=PROJECT_ROOT,
                timeout=_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"took longer than {_SECONDS} seconds"
    if done.returncode:
        lines = done.stderr.strip().splitlines()
        return lines[-1] if lines else f"exit status {done.returncode}"
    return [str(finding) for finding in json.loads(done.stdout)]


def load(request: LoadRequest) -> list[str]:
    """Findings on every table and file of `request`. Raises what `datasets` raises when the Hub does not answer."""
    import datasets

    datasets.disable_progress_bars()
    # A streamed read of the library tries twenty times, five seconds apart; the publisher has a patience of its own.
    datasets.config.STREAMING_READ_MAX_RETRIES = 2
    datasets.config.STREAMING_READ_RETRY_INTERVAL = 1
    from schemas.export import features

    findings = []
    for table in request.tables:
        rows = datasets.load_dataset(
            request.repository, table, revision=request.revision, split="train", streaming=True
        )
        if table in request.declared and rows.features != features(table):
            findings.append(f"{table}: loads with other features than those declared")
        if next(iter(rows), None) is None:
            findings.append(f"{table}: loads without a row")
    for table, paths in sorted(request.files.items()):
        whole = datasets.load_dataset("parquet", data_files=paths, split="train")
        if whole.num_rows != request.n_rows[table]:
            findings.append(f"{table}: {whole.num_rows} rows load, not {request.n_rows[table]}")
        if sum(1 for _ in whole.with_format("arrow").iter(batch_size=10_000)) == 0:
            findings.append(f"{table}: its rows cannot be read")
    return findings


def main() -> None:
    """Answer one request."""
    content: dict[str, Any] = json.load(sys.stdin)
    json.dump(load(LoadRequest(**content)), sys.stdout)


if __name__ == "__main__":
    main()

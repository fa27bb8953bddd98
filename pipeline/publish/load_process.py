"""The process in which a release is loaded with `datasets`, with an empty cache of its own.

`datasets` takes the Hub's address and its cache from the environment when it is imported, hence a new process. It takes
longer to start than to load, so that a publisher starts it while it still verifies and uploads.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass, field
from pathlib import Path

from pipeline.publish.loading import LoadRequest, written_schema
from pipeline.release.manifest import Manifest
from pipeline.settings import PROJECT_ROOT
from schemas.export import arrow_schema, schema_fingerprint
from schemas.tables import TABLES

Loader = Callable[[LoadRequest], list[str] | str]
"""Loads a release with `datasets`: findings, or in a string why it could not be tried."""

_SECONDS = 900


@dataclass(frozen=True, slots=True)
class _Started:
    process: subprocess.Popen[str]
    home: Path


@dataclass(slots=True)
class LoadProcess:
    """Loads from the Hub at `endpoint` (None: HF_ENDPOINT, else the public one) with `token`.

    Its caches lie below `scratch` while it runs.
    """

    endpoint: str | None
    token: str | None
    scratch: Path
    _started: _Started | None = field(default=None, init=False)

    def start(self) -> None:
        """Have a process ready for the next request, unless one is."""
        if self._started is None:
            home = Path(tempfile.mkdtemp(dir=self.scratch))
            process = subprocess.Popen(
                [sys.executable, "-m", "pipeline.publish.loading"],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
                env=self._environment(home),
                cwd=PROJECT_ROOT,
            )
            self._started = _Started(process, home)

    def __call__(self, request: LoadRequest) -> list[str] | str:
        """Findings of a process with an empty cache, or in a string why it came to none."""
        self.start()
        assert self._started is not None
        process = self._started.process
        try:
            out, err = process.communicate(json.dumps(asdict(request)) + "\n", timeout=_SECONDS)
        except subprocess.TimeoutExpired:
            return f"took longer than {_SECONDS} seconds"
        finally:
            self.close()
        if process.returncode:
            lines = err.strip().splitlines()
            return lines[-1] if lines else f"exit status {process.returncode}"
        return [str(finding) for finding in json.loads(out)]

    def close(self) -> None:
        """End the process if it still runs, and remove its cache."""
        if self._started is None:
            return
        process, home = self._started.process, self._started.home
        self._started = None
        process.kill()
        process.communicate()
        shutil.rmtree(home, ignore_errors=True)

    def _environment(self, home: Path) -> dict[str, str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("HF_", "HUGGING"))}
        kept |= {"HF_HOME": str(home), "HF_HUB_DISABLE_XET": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}
        kept |= {"HF_HUB_DISABLE_PROGRESS_BARS": "1"}
        endpoint = self.endpoint or os.environ.get("HF_ENDPOINT")
        if endpoint:
            kept["HF_ENDPOINT"] = endpoint
        if self.token:
            kept["HF_TOKEN"] = self.token
        return kept


def load_request(
    place: str,
    revision: str | None,
    manifest: Manifest,
    files: dict[str, list[str]] | None = None,
    n_rows: dict[str, int] | None = None,
    *,
    is_full: bool = False,
) -> LoadRequest:
    """What of the release of `manifest` shall be loaded; `is_full` loads every table with all its rows."""
    filled = {table: entry.n_rows for table, entry in manifest.tables.items() if entry.n_rows}
    schemas = {
        table: written_schema(arrow_schema(table).remove_metadata())
        for table in filled
        if _is_of_this_contract(table, manifest)
    }
    whole = filled if is_full else {}
    # Cards of releases made before they named their version have none.
    return LoadRequest(place, revision, list(filled), schemas, "", files or {}, n_rows or {}, whole)


def _is_of_this_contract(table: str, manifest: Manifest) -> bool:
    """False for a table of a release that other code has left without its tag."""
    return table in TABLES and manifest.tables[table].schema_fingerprint == schema_fingerprint(table)

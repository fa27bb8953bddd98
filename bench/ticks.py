"""One look of the sensor `new_seeds` at many unchanged seeds, with many months in the lake: `make bench` runs it too.

Files are empty: the sensor opens none of them. Ends with status 1 when any look takes longer than `--at-most` seconds.
"""

import argparse
import hashlib
import sys
import tempfile
import time
from pathlib import Path

from dagster import DagsterInstance, SkipReason, build_sensor_context

from pipeline.defs.resources import project_of
from pipeline.defs.sensors import new_seeds_sensor
from pipeline.lake.head import Head
from pipeline.lake.months import IndexedFile, MonthIndex, content_name
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.settings import Settings, make_settings
from schemas.tables import MONTHLY_TABLES

LOOKS = 5


def main() -> int:
    """Measure; the fastest and the slowest of five looks, of which the slowest is judged."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--months", type=int, default=600)
    parser.add_argument("--at-most", type=float, default=5.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-ticks-") as name:
        settings = make_settings(seeds=f"{name}/seeds", data=f"{name}/data")
        for number in range(arguments.files):
            folder = Path(settings.seeds) / f"{number % 300:03}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:06}.txt").touch()
        write_head(settings, arguments.months)
        seconds = [look(settings) for _ in range(LOOKS)]
    seen = f"{arguments.files:,} unchanged files, {arguments.months:,} months"
    print(f"new_seeds, {seen}: {min(seconds):.2f} to {max(seconds):.2f} s a look")
    return 1 if max(seconds) > arguments.at_most else 0


def write_head(settings: Settings, n_months: int) -> None:
    """The head of a lake that was built from the seeds as they are, with every table in each month."""
    months = {}
    for number in range(n_months):
        month = f"{1970 + number // 12}-{number % 12 + 1:02}"
        files = {}
        for table in MONTHLY_TABLES:
            sha256 = hashlib.sha256(f"{month} {table}".encode()).hexdigest()
            files[table] = IndexedFile(name=content_name(sha256), sha256=sha256, n_bytes=100_000, n_rows=1_000)
        months[month] = MonthIndex(month=month, fingerprint=hashlib.sha256(month.encode()).hexdigest(), files=files)
    head = Head(seen=look_at_seeds(settings).fingerprint, months=months)
    Storage(settings.lake).write("head.json", head.model_dump_json(indent=1).encode())


def look(settings: Settings) -> float:
    """Return the seconds that one look takes."""
    sensor = new_seeds_sensor(settings)
    with DagsterInstance.ephemeral() as instance:
        context = build_sensor_context(instance=instance, resources={"project": project_of(settings)})
        began = time.perf_counter()
        result = sensor(context)
        seconds = time.perf_counter() - began
    assert isinstance(result.skip_reason, SkipReason)
    assert "as the lake has them" in result.skip_reason.skip_message
    return seconds


if __name__ == "__main__":
    sys.exit(main())

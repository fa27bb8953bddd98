"""One look of the sensor `new_seeds` at many unchanged seeds: `make bench` runs it too.

Files are empty: the sensor opens none of them. Ends with status 1 when a look takes longer than `--at-most` seconds.
"""

import argparse
import sys
import tempfile
import time
from pathlib import Path

from dagster import DagsterInstance, SkipReason, build_sensor_context

from pipeline.defs.resources import project_of
from pipeline.defs.sensors import new_seeds_sensor
from pipeline.lake.head import advance_head
from pipeline.lake.storage import Storage
from pipeline.lake.watch import look_at_seeds
from pipeline.settings import Settings, make_settings

LOOKS = 5


def main() -> int:
    """Measure; the best and the worst of five looks."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--files", type=int, default=100_000)
    parser.add_argument("--at-most", type=float, default=5.0)
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="onrecord-ticks-") as name:
        settings = make_settings(seeds=f"{name}/seeds", data=f"{name}/data")
        for number in range(arguments.files):
            folder = Path(settings.seeds) / f"{number % 300:03}"
            folder.mkdir(parents=True, exist_ok=True)
            (folder / f"{number:06}.txt").touch()
        advance_head(Storage(settings.lake), {}, look_at_seeds(settings).fingerprint)
        seconds = [look(settings) for _ in range(LOOKS)]
    print(f"new_seeds, {arguments.files:,} unchanged files: {min(seconds):.2f} to {max(seconds):.2f} s a look")
    return 1 if min(seconds) > arguments.at_most else 0


def look(settings: Settings) -> float:
    """Seconds that one look takes."""
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

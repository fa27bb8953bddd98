"""Jobs that people, sensors, schedules and `onrecord build` start.

The UI lists them by name: first those for people, last the two of the daemon. Dagster cannot hide a job that a sensor
shares with others, and asks a person who launches one of these two for months; whichever they choose, all that is stale
is built, as the daemon's runs do without being asked (`pipeline.defs.months`).
"""

from dagster import AssetSelection, define_asset_job

from pipeline.defs.months import MONTH_ASSETS
from pipeline.lake.corpus import CORPUS_TABLES

index_seeds = define_asset_job(
    "index_seeds",
    selection=AssetSelection.assets("seed_index"),
    description="List the seeds folder and register its months. bring_up_to_date and `onrecord build` begin with it.",
)
build_months = define_asset_job(
    "build_months",
    selection=AssetSelection.assets(*MONTH_ASSETS),
    description="Build the months you choose; current ones are skipped unless you set rebuild. "
    "To build all stale months, launch bring_up_to_date, which needs no partitions.",
)
make_release = define_asset_job(
    "make_release",
    selection=AssetSelection.assets(*CORPUS_TABLES, "release"),
    description="Count the corpus-wide tables and make a release if the content changed.",
)
refresh = define_asset_job(
    "refresh",
    selection=AssetSelection.assets("seed_index", *MONTH_ASSETS, *CORPUS_TABLES, "release"),
    description="Started by the sensor new_seeds: list the seeds, build stale months, and make a "
    "release if the content changed. By hand launch bring_up_to_date, which is the same and asks for no months; "
    "whichever are chosen here, all stale ones are built.",
)
refresh_and_publish = define_asset_job(
    "refresh_and_publish",
    selection=AssetSelection.assets("seed_index", *MONTH_ASSETS, *CORPUS_TABLES, "release", "hub_release"),
    description="Started by the schedule nightly_release: refresh, then publish to the Hub if a repository is set. "
    "By hand launch bring_up_to_date, then publish_to_hub, which ask for no months; whichever are chosen here, all "
    "stale ones are built.",
)

BRING_UP_TO_DATE, REBUILD_ALL = "bring_up_to_date", "rebuild_all"
"""The equivalent jobs for people, without partitions; they are in `whole_builds`."""

BUILDING = (refresh.name, refresh_and_publish.name, BRING_UP_TO_DATE, REBUILD_ALL)
"""The jobs that update lake and release: while one of them is running, no other needs to start."""


def launched_by_hand(job: str) -> str:
    """Return the job that a person launches instead of `job`."""
    return BRING_UP_TO_DATE if job in BUILDING else job

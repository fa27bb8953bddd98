"""Jobs: what people, sensors, schedules and `onrecord build` start."""

from dagster import AssetSelection, define_asset_job

from pipeline.defs.months import MONTH_ASSETS

index_seeds = define_asset_job(
    "index_seeds",
    selection=AssetSelection.assets("seed_index"),
    description="Look at the seeds folder and register its months.",
)
build_months = define_asset_job(
    "build_months",
    selection=AssetSelection.assets(*MONTH_ASSETS),
    description="Bring the months you choose up to date; those that are current are left alone unless you set rebuild. "
    "To have all stale months built, launch bring_up_to_date, which needs no partitions.",
)
make_release = define_asset_job(
    "make_release",
    selection=AssetSelection.assets("actors", "release"),
    description="Count the corpus-wide tables and make a release if the content changed.",
)
refresh = define_asset_job(
    "refresh",
    selection=AssetSelection.assets("seed_index", *MONTH_ASSETS, "actors", "release"),
    description="What the sensor new_seeds starts: look at the seeds, build the months that are stale, and make a "
    "release if the content changed. The UI asks for partitions here; launch bring_up_to_date instead.",
)
refresh_and_publish = define_asset_job(
    "refresh_and_publish",
    selection=AssetSelection.assets("seed_index", *MONTH_ASSETS, "actors", "release", "hub_release"),
    description="What the schedule nightly_release starts: as refresh, then publish to the Hub if a repository is set. "
    "The UI asks for partitions here; launch bring_up_to_date, then publish_to_hub instead.",
)

BRING_UP_TO_DATE, REBUILD_ALL = "bring_up_to_date", "rebuild_all"
"""The jobs for people that do the same without partitions; they stand in `whole_builds`."""

BUILDING = (refresh.name, refresh_and_publish.name, BRING_UP_TO_DATE, REBUILD_ALL)
"""The jobs that bring lake and release up to date: beside one of them no other needs to start."""


def launched_by_hand(job: str) -> str:
    """The job that a person launches to have done what `job` does."""
    return BRING_UP_TO_DATE if job in BUILDING else job

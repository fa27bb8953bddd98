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
    description="Bring months up to date; months that are current are left alone. Without partitions: all that are "
    "stale.",
)
make_release = define_asset_job(
    "make_release",
    selection=AssetSelection.assets("actors", "release"),
    description="Count the corpus-wide tables and make a release if the content changed.",
)
refresh = define_asset_job(
    "refresh",
    selection=AssetSelection.assets("seed_index", *MONTH_ASSETS, "actors", "release"),
    description="Look at the seeds, build the months that are stale, and make a release if the content changed. "
    "The sensor new_seeds starts it, without partitions.",
)
refresh_and_publish = define_asset_job(
    "refresh_and_publish",
    selection=AssetSelection.assets("seed_index", *MONTH_ASSETS, "actors", "release", "hub_release"),
    description="As refresh, and publish to the Hub if a repository is set. The schedule nightly_release starts it, "
    "without partitions.",
)

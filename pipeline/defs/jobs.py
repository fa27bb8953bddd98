"""Jobs: what people and `onrecord build` start."""

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
    description="Bring months up to date; months that are current are left alone.",
)
make_release = define_asset_job(
    "make_release",
    selection=AssetSelection.assets("actors", "release"),
    description="Count the corpus-wide tables and make a release if the content changed.",
)

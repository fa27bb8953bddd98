"""Dagster's UI as a data engineer sees it: graph, jobs, months and all assets built by clicking, checks, plots.

With ONRECORD_SCREENSHOTS set to a folder, the pictures that the README shows are kept there as it shows them.
"""

import io
import os
import subprocess
import sys
from pathlib import Path

import pytest
from PIL import Image

from pipeline.definitions import defs
from pipeline.lake.months import list_months, read_month
from pipeline.lake.storage import Storage
from schemas.export import columns
from tests.corpora import ARTICLES, settings_in, write_seed
from tests.integration.daemon import dagster_dev, write_instance

pytestmark = pytest.mark.long

ONRECORD = Path(sys.executable).with_name("onrecord")
MONTHS = ("2025-05", "2025-06", "2025-07", "2025-08")
SHOWN = ("asset-graph", "partition", "check", "plot-statements")  # in the README
FOR_PEOPLE = ("bring_up_to_date", "build_months", "make_release", "publish_to_hub", "rebuild_all")
OF_THE_DAEMON = ("refresh", "refresh_and_publish")
SHOWN_WIDTH = 1400
WAIT = 60_000  # milliseconds; the machine may be busy


@pytest.fixture(scope="module")
def desk(tmp_path_factory):
    """The UI over a small corpus that was built from the command line; nothing runs by itself."""
    folder = tmp_path_factory.mktemp("desk")
    project = settings_in(folder)
    for number, month in enumerate(MONTHS):
        for day, article in enumerate(ARTICLES[: number + 2], start=10):
            write_seed(Path(project.seeds), f"{month}-{day}.txt", f"{article} Fall {month}.", f"{month}-{day}")
    environment = {**os.environ, "DAGSTER_HOME": str(write_instance(folder / "dagster"))}
    command = [ONRECORD, "build", "--seeds", project.seeds, "--data", project.data, "--date", "2025-09-01"]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=300)
    with dagster_dev(project, folder, ONRECORD_SEEDS_INTERVAL="0", ONRECORD_NIGHTLY_CRON="") as opened:
        yield opened


@pytest.fixture
def tab(browser, desk):
    tab = browser.new_page(viewport={"width": 1440, "height": 900}, base_url=f"http://127.0.0.1:{desk.port}")
    tab.set_default_timeout(WAIT)
    yield tab
    tab.close()


@pytest.fixture
def keep(tab, tmp_path):
    """Keeps a picture of what is to be seen."""
    wanted = os.environ.get("ONRECORD_SCREENSHOTS")

    def keep_as(name):
        tab.wait_for_timeout(1_500)  # what moves comes to rest
        folder = Path(wanted) if wanted and name in SHOWN else tmp_path
        with Image.open(io.BytesIO(tab.screenshot())) as taken:
            height = round(taken.height * SHOWN_WIDTH / taken.width)
            small = taken.convert("RGB").resize((SHOWN_WIDTH, height), Image.Resampling.LANCZOS)
        picture = folder / f"{name}.png"
        small.quantize(256).save(picture, optimize=True)
        assert picture.stat().st_size > 10_000

    return keep_as


def test_the_graph_shows_every_asset(tab, keep):
    tab.set_viewport_size({"width": 1900, "height": 1050})
    # Its groups lie side by side then, and fit into the window.
    tab.add_init_script("localStorage.setItem('asset-graph-direction', JSON.stringify('vertical'))")
    tab.goto("/asset-groups")
    tab.get_by_text("seeds", exact=True).first.wait_for()
    tab.wait_for_timeout(3_000)  # the layout is computed by a worker
    tab.keyboard.press("Alt+KeyE")  # expand all groups
    tab.get_by_text("documents", exact=True).first.wait_for()
    tab.reload()  # which fits the window to the graph
    for asset in defs().resolve_asset_graph().get_all_asset_keys():
        tab.get_by_text(asset.to_user_string(), exact=True).first.wait_for()
    keep("asset-graph")


def test_a_partition_is_built_by_clicking(desk, tab, keep):
    before = read_month(Storage(desk.project.lake), "2025-06")
    write_seed(Path(desk.project.seeds), "2025-06-20.txt", "„Wir prüfen das“, sagte die Ministerin.", "2025-06-20")
    tab.goto("/assets/statements?view=partitions")
    tab.get_by_text("2025-06", exact=True).first.wait_for()
    tab.get_by_role("button", name="Materialize…").click()
    tab.get_by_text("Select a partition or create one").click()
    tab.get_by_role("menuitem").filter(has_text="2025-06").click()
    tab.keyboard.press("Escape")
    tab.get_by_role("button", name="Launch 1 run").click()
    tab.get_by_text("View", exact=True).last.click()
    tab.wait_for_url("**/runs/*")
    tab.get_by_text("Success", exact=True).first.wait_for(timeout=3 * WAIT)
    keep("run")
    after = read_month(Storage(desk.project.lake), "2025-06")
    assert after.fingerprint != before.fingerprint
    assert after.n_rows("statements") == before.n_rows("statements") + 1
    tab.goto("/assets/statements?view=partitions&partition=2025-06")
    tab.get_by_text("dagster/partition_row_count").wait_for()
    keep("partition")


def test_a_check_reads_as_a_sentence(tab, keep):
    tab.goto("/assets/statements?view=checks")
    tab.get_by_text("keep the contract", exact=False).last.wait_for()
    assert tab.get_by_text("This is a blocking asset check").is_visible()
    keep("check")
    tab.goto("/assets/release?view=checks")
    tab.get_by_text("within the bounds of", exact=False).wait_for()


@pytest.mark.parametrize(
    ("asset", "plot"), [("statements", "by_month"), ("actors", "most_quoted"), ("release", "most_quoted")]
)
def test_an_asset_has_its_plot(tab, keep, asset, plot):
    tab.goto(f"/assets/{asset}?view=overview")
    row = tab.get_by_role("row").filter(has_text=plot)
    row.get_by_text("[Show Markdown]").first.click()
    image = tab.locator("img[src^='data:image/png']").first
    image.wait_for()
    assert image.evaluate("image => image.complete && image.naturalWidth") == 1000
    keep(f"plot-{asset}")


def test_an_asset_shows_columns_owner_and_rows(tab, keep):
    tab.goto("/assets/statements?view=overview")
    for words in ("Row count", "speaker_actor_id", "Owners", "onrecord", "build_months", "preview"):
        tab.get_by_text(words).first.wait_for(state="attached")
    row = tab.get_by_role("row").filter(has_text="preview")
    row.get_by_text("Show schema").click()
    tab.get_by_role("dialog").get_by_text("statement_id", exact=True).wait_for()


@pytest.mark.parametrize("asset", ["statements", "actors"])
def test_a_preview_begins_with_the_first_columns_of_its_table(tab, keep, asset):
    tab.goto(f"/assets/{asset}?view=overview")
    headers = tab.get_by_role("row").filter(has_text="Show schema").locator("th")
    headers.first.wait_for(state="attached")
    names = [column.name for column in columns(asset)]
    assert headers.all_text_contents() == names
    headers.first.scroll_into_view_if_needed()
    seen = [name for name, header in zip(names, headers.all(), strict=True) if _is_within(tab, header)]
    assert len(seen) >= 4
    assert seen == names[: len(seen)]
    keep(f"preview-{asset}")


def _is_within(tab, part):
    """Whether a part of the page lies in the window, and not beneath the column at the right."""
    box = part.bounding_box()
    return box["x"] + box["width"] <= tab.get_by_text("Definition", exact=True).bounding_box()["x"]


def test_jobs_for_people_stand_first(tab, keep):
    tab.goto("/jobs")
    jobs = {name: tab.get_by_text(name, exact=True) for name in (*FOR_PEOPLE, *OF_THE_DAEMON)}
    for job in jobs.values():
        job.first.wait_for()
    places = {name: job.first.bounding_box()["y"] for name, job in jobs.items()}
    assert max(places[name] for name in FOR_PEOPLE) < min(places[name] for name in OF_THE_DAEMON)
    assert min(places, key=places.__getitem__) == "bring_up_to_date"
    keep("jobs")


def test_materialize_all_builds_what_is_stale_and_makes_a_release(desk, tab, keep):
    before = desk.versions()
    write_seed(Path(desk.project.seeds), "2025-05-21.txt", "„Wir warten ab“, sagte die Ministerin.", "2025-05-21")
    write_seed(Path(desk.project.seeds), "2025-09-20.txt", "„Wir prüfen alles“, sagte die Ministerin.", "2025-09-20")
    tab.goto("/asset-groups")
    tab.get_by_role("button", name="Materialize all").click()
    tab.get_by_text("All", exact=True).first.click()
    keep("materialize-all")
    tab.get_by_role("button", name="Launch backfill").click()
    desk.wait_for("the backfill", lambda: _backfills(desk)[0]["status"] != "REQUESTED", timeout=420)
    assert [backfill["status"] for backfill in _backfills(desk)] == ["COMPLETED_SUCCESS"]
    assert "2025-09" in list_months(Storage(desk.project.lake))
    assert len(desk.versions()) == len(before) + 1
    assert desk.is_settled()
    tab.goto("/runs?view=backfills")
    keep("backfills")


def _backfills(desk):
    asked = "{ partitionBackfillsOrError { ... on PartitionBackfills { results { status } } } }"
    return desk.ask(asked)["partitionBackfillsOrError"]["results"] or [{"status": "REQUESTED"}]

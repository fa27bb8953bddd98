"""Small corpora for tests, and the shortest way from seeds to a lake."""

from pathlib import Path

from pipeline.lake.build import MonthOutcome, build_months, read_table
from pipeline.lake.corpus import take_full_snapshot
from pipeline.lake.head import advance_head
from pipeline.lake.months import list_months, read_month
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.snapshot import Snapshot
from pipeline.lake.staleness import stale_months
from pipeline.lake.storage import Storage
from pipeline.lake.workers import open_workers
from pipeline.settings import Settings, make_settings
from schemas.tables import MONTHLY_TABLES

ARTICLES = (
    "Am Montag sagte Bundeskanzler Olaf Beispiel, die Lage sei ernst. „Wir handeln jetzt“, betonte er.",
    "Nach Angaben der Polizei wurden zwei Menschen verletzt. Die Behörde erklärte, dass sie ermittle.",
    "Die NATO warnte vor einer Eskalation. Moskau wies die Vorwürfe zurück.",
    "Der Sprecher teilte am Freitag mit, das Treffen werde in zwei Wochen stattfinden.",
    "„Das ist ein Anfang“, sagte Außenministerin Erika Muster vor Journalisten in Berlin.",
)


def write_seed(folder: Path, name: str, text: str, date: str | None = None, **header: str) -> Path:
    """One document as a text file with header lines."""
    path = folder / name
    path.parent.mkdir(parents=True, exist_ok=True)
    fields = {"date": date, "language": "de", **header}
    lines = [f"{key}: {value}" for key, value in fields.items() if value is not None]
    path.write_text("\n".join([*lines, "", text, ""]), encoding="utf-8")
    return path


def settings_in(folder: Path, **overrides: object) -> Settings:
    """Settings for seeds and data below `folder`."""
    (folder / "seeds").mkdir(parents=True, exist_ok=True)
    given = {"seeds": str(folder / "seeds"), "data": str(folder / "data"), "jobs": 1, **overrides}
    return make_settings(**given)


def build_lake(settings: Settings) -> list[MonthOutcome]:
    """Bring the lake up to date, without Dagster; what became of each stale month."""
    storage = Storage(settings.lake)
    with open_workers(settings.jobs, settings.dask_scheduler) as workers:
        index = refresh_seed_index(storage, settings, workers.map)
        plans = plan_months(index, settings)
        stale = stale_months(storage, plans)
        outcomes = list(build_months(storage, plans, stale, settings, workers.map))
    advance_head(storage, plans, seen="", terms=index.terms)
    return outcomes


def full_snapshot(settings: Settings) -> Snapshot:
    """The lake's snapshot with the corpus-wide table."""
    return take_full_snapshot(Storage(settings.lake))


def contents(settings: Settings) -> dict[tuple[str, str | None], str]:
    """The sha256 of every file that the lake's indexes name, by table and month."""
    return {(file.table, file.month): file.sha256 for file in full_snapshot(settings).files}


def rows_of(settings: Settings, table: str) -> list[dict[str, object]]:
    """All rows of a monthly table, month by month."""
    storage = Storage(settings.lake)
    assert table in MONTHLY_TABLES
    indexes = [read_month(storage, month) for month in list_months(storage)]
    return [row for index in indexes if index for row in read_table(storage, index, table).to_pylist()]

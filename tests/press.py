"""A small press corpus and its release: five outlets of different rights, known speakers, a story in two papers.

What is said in it is simple on purpose, so that the answers to questions about it can be counted by hand.
"""

import datetime
from pathlib import Path

import pytest

from pipeline.parse.sources import read_publishers
from pipeline.publish.folder import make_release
from pipeline.release.request import ReleaseRequest
from pipeline.settings import Settings
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed
from tests.pictures import draw_nothing

DAY = datetime.date(2025, 10, 1)
SOURCES = "\n".join(
    f'[{key}]\nname = "{name}"\nhosts = ["{key}.example"]\nredistribution = "{level}"\nlicence = "CC BY 4.0"\n'
    for key, name, level in (
        ("tagblatt", "Tagblatt", "full_text"),
        ("kurier", "Kurier", "full_text"),
        ("herald", "Herald", "full_text"),
        ("archiv", "Archiv", "quotes"),
        ("bote", "Bote", "metadata"),
    )
)
AGENCY = (
    "Die Stadt will im kommenden Jahr mehr Wohnungen bauen und dafür alte Lagerhallen am Hafen abreißen lassen. "
    "„Der Umbau beginnt im Frühjahr“, sagte Stadträtin Carla Muster am Dienstag. Die Arbeiten dauern zwei Jahre, und "
    "der Verkehr läuft in dieser Zeit über die Brücke am Markt."
)
# Outlet, day, headline, text. Each sentence in quotation marks has one speaker; who else is named in it, it is about.
ARTICLES = {
    "t1": (
        "tagblatt",
        "2025-08-05",
        "Streit um den Haushalt",
        "„Der Haushalt ist solide“, sagte Anna Beispiel am Montag. „Karl Probe rechnet falsch“, sagte Anna Beispiel. "
        "Anna Beispiel sagte, sie lehne diesen „faulen Kompromiss“ ab.",
    ),
    "t2": ("tagblatt", "2025-08-20", "Umbau am Hafen", AGENCY),
    "t3": (
        "tagblatt",
        "2025-09-03",
        "Antwort im Rat",
        "„Anna Beispiel hat keine Zahlen“, sagte Karl Probe. Ein Beamter, der ungenannt bleiben wollte, sagte, dass "
        "der Minister zurücktreten werde.",
    ),
    "k1": (
        "kurier",
        "2025-08-21",
        "Hafen wird umgebaut",
        AGENCY.replace("alte Lagerhallen", "die alten Lagerhallen"),
    ),
    "k2": (
        "kurier",
        "2025-09-10",
        "Der Bericht",
        "Die Agentur Reuters berichtete, Karl Probe habe gesagt, dass Anna Beispiel zurücktrete. Karl Probe sagte "
        "unter Berufung auf Beamte, dass die Wahl verschoben werde.",
    ),
    "h1": (
        "herald",
        "2025-09-11",
        "Budget row",
        "“The budget is sound,” said Anna Beispiel on Tuesday. Officials said that Karl Probe would resign.",
    ),
    "a1": (
        "archiv",
        "2025-09-12",
        "Aus dem Archiv",
        "Der Saal war bis auf den letzten Platz besetzt, und viele Menschen standen noch vor der Tür. „Der Hafen "
        "bleibt offen“, sagte Bodo Vorlage. Danach gingen alle nach Hause, und es wurde still in der Stadt am Fluss.",
    ),
    "b1": ("bote", "2025-09-13", "Nur im Bote", "„Der Markt wird verlegt“, sagte Dora Vorbild."),
}


def write_press(seeds: Path) -> None:
    """Write the seeds with what their publishers allow."""
    seeds.mkdir(parents=True, exist_ok=True)
    (seeds / "sources.toml").write_text(SOURCES, encoding="utf-8")
    for name, (outlet, day, title, text) in ARTICLES.items():
        url = f"https://{outlet}.example/{name}"
        language = "en" if outlet == "herald" else "de"
        write_seed(seeds, f"{outlet}/{name}.txt", text, day, title=title, url=url, language=language)


def release_press(folder: Path) -> Path:
    """Build the corpus below `folder` without Dagster and release it, without pictures; the folder of the release."""
    settings = settings_in(folder)
    write_press(Path(settings.seeds))
    build_lake(settings)
    with pytest.MonkeyPatch.context() as patched:
        draw_nothing(patched)
        return Path(_release(settings))


def _release(settings: Settings) -> str:
    outcome = make_release(
        full_snapshot(settings),
        settings.releases,
        ReleaseRequest(
            date=DAY, settings=settings.shaping(), code_version="1", publishers=read_publishers(SOURCES).by_key
        ),
    )
    return outcome.url

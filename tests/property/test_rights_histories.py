"""Whatever happens to seeds, `sources.toml`, takedowns, lake and releases: no release loosens rights by itself.

No release ever holds what the last valid `sources.toml` withholds, and none passes on more of a document than the ones
before it, unless a person accepted that. What happens: edits, losses and slips of the file, also for the length of one
read in the middle of a build or a release; seeds that come and go; a lake that is lost; several targets. What was taken
down is in no release, nor brought back by a rollback, until a person lifts that: whatever becomes of its seed, of
copies that are nearly the same, and of `takedowns.toml`.
"""

import datetime
import json
import shutil
import tempfile
import tomllib
from pathlib import Path

import pyarrow.parquet as pq
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

import pipeline.parse.beside_seeds as beside_seeds
import pipeline.release.companions as companions
from pipeline.errors import OnrecordError
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory, effective_takedowns, read_memory
from pipeline.parse.takedowns import load_takedowns
from pipeline.publish.amendments import make_amendment
from pipeline.publish.bringing_back import rights_now
from pipeline.publish.clearance import check_lake, recheck_of
from pipeline.publish.folder import FolderTarget, recall_levels
from pipeline.publish.recalling import recall_takedowns
from pipeline.publish.target import release_to
from pipeline.publish.withdrawing import decide, document_entry, lifted_entry
from tests.corpora import build_lake, full_snapshot, settings_in, write_seed

DAY = datetime.date(2025, 10, 1)
LEVELS = ("metadata", "quotes", "full_text")
TARGETS = ("releases", "elsewhere")

# By name: the path, what a header says beside the title, and what the rules go by (header, host, folder, record).
DOCUMENTS = {
    "meta": ("meta/a.txt", {}, (None, None, "meta", None)),
    "zitat": ("zitat/b.txt", {}, (None, None, "zitat", None)),
    "offen": ("offen/c.txt", {}, (None, None, "offen", None)),
    "seite": ("offen/d.txt", {"url": "https://www.meta.example/d"}, (None, "meta.example", "offen", None)),
    "lose": ("e.txt", {}, (None, None, None, None)),
    "kopf": ("offen/f.txt", {"source": "zitat"}, ("zitat", None, "offen", None)),
    "zeile": ("offen/g.jsonl", {"source": "meta"}, (None, None, "offen", "meta")),
}


def marks(name):
    """Words that only this document has: of its headline and narration, and of what is quoted."""
    return f"titelmarke{name}", f"textmarke{name}", f"zitatmarke{name}"


def text_of(name):
    _, told, quoted = marks(name)
    return f"Am Ufer wuchs {told} zwischen hohen Steinen. „Das ist {quoted}“, sagte Anna Beispiel am Montag."


def write(seeds, name, *, is_copy=False):
    """The document, or nearly the same text under another name and id beside it."""
    path, header, _ = DOCUMENTS[name]
    if is_copy:
        path, header = path.replace(".", "-again."), header | {"id": f"{name}-again"}
    text = text_of(name).upper() if is_copy else text_of(name)
    if path.endswith(".jsonl"):
        record = {"id": name, "title": marks(name)[0], "date": "2025-08-27", "text": text, **header}
        (seeds / path).parent.mkdir(exist_ok=True)
        (seeds / path).write_text(json.dumps(record) + "\n", encoding="utf-8")
    else:
        write_seed(seeds, path, text, "2025-08-27", title=marks(name)[0], **header)


def sources_toml(levels, unknown, mistyped):
    """A valid file; `mistyped` is a key that came out wrong."""
    keys = [f"{key}x" if key == mistyped else key for key in ("offen", "zitat", "meta")]
    tables = dict(zip(keys, levels, strict=True))
    lines = []
    for key, level in [*tables.items(), *([("unknown", unknown)] if unknown else [])]:
        lines += [f"[{key}]", f'name = "{key}"', f'redistribution = "{level}"']
        lines += ['hosts = ["meta.example"]'] if key.startswith("meta") else []
    return "\n".join([*lines, ""])


def level_of(name, toml):
    """What the file allows of a document, by the rules in the docs and nothing of the code."""
    tables = tomllib.loads(toml or "")
    header, host, folder, record = DOCUMENTS[name][2]
    is_any_restricted = any(table["redistribution"] != "full_text" for table in tables.values())
    unknown = tables.get("unknown", {}).get("redistribution", "metadata" if is_any_restricted else "full_text")
    if header in tables:
        return tables[header]["redistribution"]
    keys = [key for key in (folder, record) if key in tables]
    keys += [key for key, table in tables.items() if host in table.get("hosts", ())]
    return min((tables[key]["redistribution"] for key in keys), key=LEVELS.index, default=unknown)


def held_in(folder):
    """Everything that can be read in a release, as one text; and the level that it gives each document by its id."""
    parts, levels = [], {}
    for path in sorted(Path(folder).rglob("*")):
        if path.suffix == ".parquet":
            rows = pq.ParquetFile(path).read(use_threads=False).to_pylist()
            parts.append(str(rows))
            if path.parent.name == "documents":
                levels |= {row["document_id"]: row["redistribution"] for row in rows if row["status"] == "published"}
        elif path.is_file():
            parts.append(path.read_text(encoding="utf-8", errors="replace"))
    return "".join(parts).casefold(), levels


class World:
    """A project with its files, and what must hold of its releases."""

    def __init__(self, folder):
        self.folder = folder
        self.settings = settings_in(folder)
        self.seeds = Path(self.settings.seeds)
        self.valid = None
        self.planned = None
        self.n_reads = 0
        self.last = {}
        self.of_target = {target: {} for target in TARGETS}
        self.n_releases = 0
        self.taken = {}

    @property
    def sources(self):
        return self.seeds / "sources.toml"

    def set_sources(self, toml):
        self.sources.unlink(missing_ok=True)
        self.sources.write_text(toml, encoding="utf-8")
        self.valid = toml

    def lose_sources(self, how):
        self.sources.unlink(missing_ok=True)
        if how == "link":
            self.sources.symlink_to("gone.toml")
        elif how != "missing":
            self.sources.write_text(
                {"empty": "", "blank": " \n\n", "cut": '[offen]\nname = "of'}[how], encoding="utf-8"
            )

    def open_seed(self, url, path):
        """Stands in for the real one: what is planned for a read happens right before it, and ends right after."""
        is_due = path == "sources.toml" and self.planned is not None
        self.n_reads += is_due
        if not is_due or self.n_reads != self.planned[1]:
            return real_open(url, path)
        kind, _, toml = self.planned
        self.planned = None
        if kind == "slip":
            self.set_sources(toml)
            return real_open(url, path)
        before = self.sources.read_bytes() if self.sources.is_file() else None
        self.sources.unlink(missing_ok=True)
        self.sources.write_text(toml, encoding="utf-8")
        stream = real_open(url, path)
        self.sources.unlink()
        if before is not None:
            self.sources.write_bytes(before)
        return stream

    def url(self, target):
        return str(self.folder / "data" / "releases") if target == "releases" else str(self.folder / target)

    def release(self, target, *, is_accepted):
        snapshot = full_snapshot(self.settings)
        publishers = check_lake(snapshot, self.settings.seeds).by_key
        outcome = release_to(
            FolderTarget(self.url(target)),
            snapshot,
            date=DAY,
            settings=self.settings.shaping(),
            code_version="1",
            publishers=publishers,
            accept=["rights"] if is_accepted else [],
            remembered=recall_levels(Storage(self.settings.lake), FolderTarget(self.url("releases"))),
            recheck=recheck_of(snapshot, self.settings.seeds),
        )
        if outcome.is_new:
            self.n_releases += 1
            self.check(target, outcome.url, is_accepted=is_accepted)

    def rollback(self, target):
        versions = [release.version for release in FolderTarget(self.url(target)).releases()]
        if len(versions) > 1:
            asked = make_amendment("Rollback", versions[-1], "", DAY)
            outcome = FolderTarget(self.url(target)).amend(asked, now=rights_now(self.settings))
            if outcome.is_new:
                self.check(target, f"{self.url(target)}/{versions[-1]}", is_accepted=False)

    def check(self, target, url, *, is_accepted):
        """Hold what is current in the target now against the property."""
        everything, levels = held_in(url)
        for name in DOCUMENTS:
            level = level_of(name, self.valid)
            withheld = {"metadata": marks(name), "quotes": marks(name)[:2], "full_text": ()}[level]
            for mark in withheld:
                assert mark not in everything, f"{mark} is in {url}, at {level}"
        for name in self.taken:
            for mark in marks(name):
                assert mark not in everything, f"{mark} is in {url}, and was taken down"
        for document_id, level in levels.items():
            for before in (self.last, self.of_target[target]):
                was = before.get(document_id, level)
                assert is_accepted or LEVELS.index(level) <= LEVELS.index(was), f"{document_id}: {was} → {level}"
        self.last |= levels
        self.of_target[target] |= levels

    def take_down(self, name):
        path = DOCUMENTS[name][0]
        for row in refresh_seed_index(Storage(self.settings.lake), self.settings).documents().to_pylist():
            if row["seed"] == path:
                decide(self.settings, document_entry(self.settings, row["document_id"], None, "r"))
                self.taken[name] = row["document_id"]

    def lift(self, name):
        if name in self.taken:
            decide(self.settings, lifted_entry(self.settings, self.taken[name], "r"))
            del self.taken[name]

    def know_takedowns(self):
        """What was taken down is known while the file, the lake, or for a new lake the newest release says so."""
        lake, file = read_memory(Storage(self.settings.lake)), load_takedowns(self.settings.seeds)
        if lake is None:
            lake = TakedownMemory(documents=FolderTarget(self.url("releases")).takedowns().documents)
        known = effective_takedowns(file, lake.with_file(file)).by_id
        self.taken = {name: key for name, key in self.taken.items() if key in known}

    def lose_lake(self):
        """What a new lake can know is what the folder of releases holds."""
        shutil.rmtree(self.settings.lake, ignore_errors=True)
        self.last = {}
        for release in reversed(FolderTarget(self.url("releases")).releases()):
            self.last |= held_in(release.url)[1]
        self.know_takedowns()

    def do(self, step):
        """One step; that a build or a release is refused is what is wanted of it in many states."""
        what, *given = step
        try:
            if what == "write":
                write(self.seeds, *given)
            elif what == "remove":
                (self.seeds / DOCUMENTS[given[0]][0]).unlink(missing_ok=True)
            elif what == "sources":
                self.set_sources(given[0])
            elif what == "lose":
                self.lose_sources(given[0])
            elif what == "restore" and self.valid is not None:
                self.set_sources(self.valid)
            elif what in ("flicker", "slip"):
                self.planned, self.n_reads = (what, *given), 0
            elif what == "copy":
                write(self.seeds, *given, is_copy=True)
            elif what == "take down":
                self.take_down(*given)
            elif what == "lift":
                self.lift(*given)
            elif what == "lose takedowns":
                (self.seeds / "takedowns.toml").unlink(missing_ok=True)
                self.know_takedowns()
            elif what == "build":
                recall_takedowns(self.settings)
                build_lake(self.settings)
            elif what == "release":
                self.release(given[0], is_accepted=given[1])
            elif what == "rollback":
                self.rollback(given[0])
            elif what == "lose lake":
                self.lose_lake()
        except OnrecordError:
            return


real_open = beside_seeds.open_seed

_levels = st.sampled_from(LEVELS)
_tomls = st.one_of(
    st.builds(
        sources_toml,
        st.one_of(st.just(("full_text", "quotes", "metadata")), st.tuples(_levels, _levels, _levels)),
        st.one_of(st.none(), st.none(), _levels),
        st.sampled_from([None, None, "offen", "zitat", "meta"]),
    ),
    st.just("# nobody yet\n"),
)
_names = st.sampled_from(list(DOCUMENTS))
_targets = st.sampled_from(TARGETS)
_build_and_release = st.sampled_from([("build",), ("release", "releases", False), ("release", "elsewhere", False)])
_steps = st.one_of(
    _build_and_release,
    _build_and_release,
    st.tuples(st.just("write"), _names),
    st.tuples(st.just("remove"), _names),
    st.tuples(st.just("sources"), _tomls),
    st.tuples(st.just("lose"), st.sampled_from(["missing", "link", "empty", "blank", "cut"])),
    st.just(("restore",)),
    st.tuples(
        st.just("flicker"), st.integers(1, 3), st.one_of(_tomls, st.sampled_from(["", "\n", '[offen]\nname = "of']))
    ),
    st.tuples(st.just("slip"), st.integers(1, 3), _tomls),
    st.tuples(st.just("release"), _targets, st.just(True)),
    st.just(("lose lake",)),
    st.tuples(st.just("rollback"), _targets),
    st.tuples(st.sampled_from(["take down", "take down", "copy", "lift"]), _names),
    st.just(("lose takedowns",)),
)
_START = [*(("write", name) for name in DOCUMENTS), ("sources", sources_toml(LEVELS[::-1], None, None)), ("build",)]


def run(steps, monkeypatch):
    """The number of releases that came of these steps. AssertionError when one of them does not keep the property."""
    with tempfile.TemporaryDirectory() as folder, monkeypatch.context() as patched:
        world = World(Path(folder))
        patched.setattr(beside_seeds, "open_seed", world.open_seed)
        # Plots take most of the time of a release, and are drawn of what is in its tables.
        patched.setattr(companions, "draw_pictures", lambda *arguments: {})
        for step in [*_START, ("release", "releases", False), *steps, ("build",), ("release", "releases", False)]:
            world.do(step)
        return world.n_releases


def test_what_is_done_here_makes_releases_and_withholds(monkeypatch):
    """Without it a sequence in which everything is refused would pass."""
    opened = ("sources", "# nobody restricted any more\n")
    assert run([], monkeypatch) == 1
    assert run([opened, ("build",), ("release", "releases", False)], monkeypatch) == 1
    assert run([opened, ("build",), ("release", "releases", True), ("release", "elsewhere", False)], monkeypatch) == 3
    taken = [("take down", "offen"), ("lose takedowns",), ("remove", "offen"), ("copy", "offen")]
    assert run([*taken, ("build",), ("rollback", "releases")], monkeypatch) == 2
    assert run([*taken, ("build",), ("release", "releases", False), ("lift", "offen")], monkeypatch) == 3


_ANY = settings(max_examples=12, deadline=None, suppress_health_check=list(HealthCheck))


@_ANY
@given(st.lists(_steps, min_size=3, max_size=10))
def test_no_release_loosens_rights_by_itself(steps):
    with pytest.MonkeyPatch.context() as monkeypatch:
        run(steps, monkeypatch)


@pytest.mark.long
@settings(_ANY, max_examples=200)
@given(st.lists(_steps, min_size=3, max_size=14))
def test_no_release_loosens_rights_in_many_histories(steps):
    with pytest.MonkeyPatch.context() as monkeypatch:
        run(steps, monkeypatch)

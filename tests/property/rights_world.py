"""A project whose files are edited, lost and put back while it is built and released, and what must hold of it."""

import shutil
from pathlib import Path

import pipeline.parse.beside_seeds as beside_seeds
from pipeline.errors import OnrecordError, SeedsError
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.lake.takedown_memory import TakedownMemory, effective_takedowns, read_memory
from pipeline.parse.takedowns import Takedowns, load_takedowns
from pipeline.publish.folder import FolderTarget
from pipeline.publish.recalling import recall_takedowns
from pipeline.publish.withdrawing import decide, document_entry, lifted_entry
from tests.corpora import build_lake, settings_in
from tests.property.rights_corpus import (
    DOCUMENTS,
    LEVELS,
    held_in,
    level_of,
    marks,
    marks_in,
    withheld_marks,
    write,
    write_corrections,
)
from tests.property.rights_places import Folder, Repository

SOURCES, TAKEDOWNS = "sources.toml", "takedowns.toml"
BROKEN = {
    SOURCES: {
        "empty": "",
        "blank": " \n\n",
        "cut": '[offen]\nname = "of',
        "mistyped": '[offen]\nredistributon = "quotes"\n',
    },
    TAKEDOWNS: {
        "empty": "",
        "blank": " \n\n",
        "cut": '[doc_0123456789abcdef]\nreason = "as',
        "mistyped": '[dok_0123456789abcdef]\ntext_sha256 = []\nreason = "r"\n',
    },
}
"""What is left of a file that was saved at the wrong moment, or with a slip that makes it malformed."""

real_open = beside_seeds.open_seed


class World:
    """A project with its files, and what must hold of its releases.

    `places` are the folder of releases and another folder, or the repository `repository` on `hub`.
    """

    def __init__(self, folder, hub=None, repository=""):
        on_hub = {"repository": repository, "hub_endpoint": hub.endpoint} if hub else {}
        write_corrections(folder / "corrections")
        self.settings = settings_in(folder, corrections=str(folder / "corrections"), **on_hub)
        self.seeds = Path(self.settings.seeds)
        elsewhere = Repository(self.settings, hub) if hub else Folder(self.settings, str(folder / "elsewhere"))
        self.places = {"releases": Folder(self.settings, self.settings.releases), "elsewhere": elsewhere}
        self.valid = {SOURCES: None, TAKEDOWNS: None}
        self.planned = None
        self.n_reads = 0
        self.last = {}
        self.levels_in = {place: {} for place in self.places}
        self.withdrawn_in = {place: {} for place in self.places}
        self.n_releases = self.n_amendments = 0
        self.decided = {}
        self.taken = {}

    def save(self, name, toml):
        """Write one of both files with something that is no slip; None is to delete it."""
        path = self.seeds / name
        path.unlink(missing_ok=True)
        if toml is not None:
            path.write_text(toml, encoding="utf-8")
        if name == TAKEDOWNS:
            self.know_takedowns()
        if toml is not None:
            self.valid[name] = toml

    def lose(self, name, how):
        """Have something happen to one of both files that nobody meant."""
        path = self.seeds / name
        path.unlink(missing_ok=True)
        if how == "link":
            path.symlink_to("gone.toml")
        elif how != "missing":
            path.write_text(BROKEN[name][how], encoding="utf-8")
        if name == TAKEDOWNS:
            self.know_takedowns()

    def put_back(self, name):
        """Undo what happened to it."""
        if self.valid[name] is not None:
            self.save(name, self.valid[name])

    def open_seed(self, url, path):
        """Stands in for the real one: what is planned for a read happens right before it, or for its length."""
        is_due = self.planned is not None and path == self.planned[1]
        self.n_reads += is_due
        if not is_due or self.n_reads != self.planned[2]:
            return real_open(url, path)
        (kind, name, _, what), self.planned = self.planned, None
        if kind == "slip":
            self.save(name, what) if name == SOURCES else self.lose(name, what)
            return real_open(url, path)
        file = self.seeds / name
        before = file.read_bytes() if file.is_file() else None
        file.unlink(missing_ok=True)
        if what is not None:
            file.write_text(what, encoding="utf-8")
        try:
            return real_open(url, path)
        finally:
            file.unlink(missing_ok=True)
            if before is not None:
                file.write_bytes(before)

    def release(self, place, *, is_accepted):
        outcome = self.places[place].release(["rights"] if is_accepted else [])
        if outcome.is_new:
            self.n_releases += 1
            self.check(place, outcome.version, is_accepted=is_accepted)

    def rollback(self, place):
        """Back to the first version."""
        versions = self.places[place].versions()
        if len(versions) > 1 and self.places[place].amend("Rollback", versions[-1]).is_new:
            self.n_amendments += 1
            self.check(place, versions[-1], is_accepted=False)

    def yank(self, place, which):
        """The newest version or the first: what the place shows may not become more by that."""
        versions = self.places[place].versions()
        if versions:
            before = marks_in(self.places[place].current())
            self.n_amendments += self.places[place].amend("Yank", versions[which]).is_new
            assert marks_in(self.places[place].current()) <= before

    def check(self, place, version, *, is_accepted):
        """Hold what is current in the place now against the property."""
        everything, levels = self.places[place].held(version)
        for name in DOCUMENTS:
            level = level_of(name, self.valid[SOURCES])
            for mark in withheld_marks(name, level):
                assert mark not in everything, f"{mark} is in {place} {version}, at {level}"
        for name in {**self.taken, **self.withdrawn_in[place]}:
            for mark in marks(name):
                assert mark not in everything, f"{mark} is in {place} {version}, and was taken down"
        for document_id, level in levels.items():
            for before in (self.last, self.levels_in[place]):
                was = before.get(document_id, level)
                assert is_accepted or LEVELS.index(level) <= LEVELS.index(was), f"{document_id}: {was} → {level}"
        self.last |= levels
        self.levels_in[place] |= levels
        self.withdrawn_in[place] |= self.taken

    def take_down(self, name):
        path = DOCUMENTS[name][0]
        for row in refresh_seed_index(Storage(self.settings.lake), self.settings).documents().to_pylist():
            if row["seed"] == path:
                decide(self.settings, document_entry(self.settings, row["document_id"], None, "r"))
                self.decided[name] = self.taken[name] = row["document_id"]
                self.valid[TAKEDOWNS] = (self.seeds / TAKEDOWNS).read_text(encoding="utf-8")

    def lift(self, name):
        if name in self.taken:
            decide(self.settings, lifted_entry(self.settings, self.taken[name], "r"))
            self.valid[TAKEDOWNS] = (self.seeds / TAKEDOWNS).read_text(encoding="utf-8")
            for known in (self.decided, self.taken, *self.withdrawn_in.values()):
                known.pop(name, None)

    def know_takedowns(self):
        """What was taken down is known while the file, the lake, or for a new lake the newest release says so."""
        lake = read_memory(Storage(self.settings.lake))
        if lake is None:
            lake = TakedownMemory(documents=FolderTarget(self.settings.releases).takedowns().documents)
        try:
            file = load_takedowns(self.settings.seeds)
        except SeedsError:
            file = Takedowns()
        known = effective_takedowns(file, lake.with_file(file)).by_id
        self.taken = {name: key for name, key in self.decided.items() if key in known}

    def lose_lake(self):
        """What a new lake can know is what the folder of releases holds."""
        shutil.rmtree(self.settings.lake, ignore_errors=True)
        self.last = {}
        for release in reversed(FolderTarget(self.settings.releases).releases()):
            self.last |= held_in(release.url)[1]
        self.know_takedowns()

    def build(self):
        recall_takedowns(self.settings)
        build_lake(self.settings)

    def do(self, step):
        """One step; that a build or a release is refused is what is wanted of it in many states."""
        what, *given = step
        actions = {
            "write": lambda name: write(self.seeds, name),
            "copy": lambda name: write(self.seeds, name, is_copy=True),
            "remove": lambda name: (self.seeds / DOCUMENTS[name][0]).unlink(missing_ok=True),
            "save": self.save,
            "lose": self.lose,
            "put back": self.put_back,
            "take down": self.take_down,
            "lift": self.lift,
            "build": self.build,
            "release": lambda place, is_accepted: self.release(place, is_accepted=is_accepted),
            "rollback": self.rollback,
            "yank": self.yank,
            "lose lake": self.lose_lake,
        }
        try:
            if what in ("flicker", "slip"):
                self.planned, self.n_reads = step, 0
            else:
                actions[what](*given)
        except OnrecordError:
            return

"""Engines beside the embedded one: found by entry point, merged with it, and blamed for what they do wrong."""

import importlib
import subprocess
import sys
import textwrap
from datetime import date

import pytest

from pipeline.errors import SettingsError
from pipeline.extract.annotation import Statement, TimeExpression
from pipeline.extract.backend import BackendError, NamedSpan
from pipeline.extract.backends.embedded import EmbeddedBackend
from pipeline.extract.backends.registry import backend_versions, load_engine, read_policies
from pipeline.extract.engine import EMBEDDED_ENGINE, Engine, annotate
from pipeline.extract.rows import annotation_rows
from pipeline.lake.fingerprint import shaping_of
from pipeline.lake.plan import plan_months
from pipeline.lake.seed_index import refresh_seed_index
from pipeline.lake.storage import Storage
from pipeline.settings import make_settings
from tests.corpora import ARTICLES, build_lake, rows_of, settings_in, write_seed

TEXT = (
    "Die Ministerin des Landes sagte in Flunzenbrück, das Gesetz sei fertig. Qorl Vexaria und die wuppnix lobten es. "
    "„Das war nötig“, erklärte Vexaria am Dienstag in Frankreich."
)
PREFER = read_policies("")


def spans_of(text, *surfaces, kind="person", rule="list"):
    return [NamedSpan(text.index(s), text.index(s) + len(s), kind, rule) for s in surfaces]


class Listed:
    """Finds what it is told to find."""

    name, version = "listed", "listed 7"

    def __init__(self, names=(), dates=(), statements=()):
        self.names, self.dates, self.statements = names, dates, statements

    def find_names(self, source):
        return self.names

    def find_dates(self, source):
        return self.dates

    def find_statements(self, source, names, dates):
        return self.statements


class NamesOnly:
    name, version = "listed", ""

    def __init__(self, find):
        self.find_names = lambda source: find(source.doc.text)


def run(engine, text=TEXT, **policies):
    return annotate(text, language="de", published_on=date(2025, 8, 27), document_id="doc_1", engine=engine)


def mentions(annotation, text=TEXT):
    return {(text[m.start : m.end], annotation.actors[m.actor].name, m.rule) for m in annotation.mentions}


def test_names_of_another_backend_become_actors_of_ours():
    vexaria = TEXT.rindex("Vexaria")
    found = [
        *spans_of(TEXT, "Qorl Vexaria"),
        NamedSpan(vexaria, vexaria + 7, "person", "list"),
        *spans_of(TEXT, "wuppnix", kind="organization"),
    ]
    annotation = run(Engine((Listed(found),)))
    assert ("Qorl Vexaria", "Qorl Vexaria", "actors.listed.list") in mentions(annotation)
    assert ("Vexaria", "Qorl Vexaria", "actors.listed.list") in mentions(annotation)
    assert ("wuppnix", "wuppnix", "actors.listed.list") in mentions(annotation)
    alone = run(EMBEDDED_ENGINE, "Qorl Vexaria sagte: „Nein.“")
    (person,) = [actor for actor in annotation.actors if actor.kind == "person"]
    assert person.actor_id in {actor.actor_id for actor in alone.actors}


def test_a_listed_name_is_the_gazetteers_whatever_the_label_says():
    annotation = run(Engine((NamesOnly(lambda text: spans_of(text, "Frankreich", kind="place")),)))
    (mention,) = annotation.mentions
    assert annotation.actors[mention.actor].actor_id == "actor_state_fr"
    assert mention.rule == "actors.listed.list"


def test_who_speaks_in_a_statement_of_ours_may_be_named_by_another():
    text = "„Das Wasser reicht nicht“, sagte die Wuppnix am Montag."
    found = spans_of(text, "Wuppnix", kind="party")
    annotation = run(Engine((EmbeddedBackend(), Listed(found)), {**PREFER, "names": "longest"}), text)
    (statement,) = annotation.statements
    speaker = annotation.actors[statement.speaker_actor]
    assert (speaker.name, speaker.kind) == ("Wuppnix", "party")


@pytest.mark.parametrize(
    ("policy", "expected"),
    [("prefer_first", {"Qorl Vexaria", "Frankreich"}), ("longest", {"und die wuppnix lobten es"})],
)
def test_the_policy_says_which_of_overlapping_names_stands(policy, expected):
    long, short = "und die wuppnix lobten es", "wuppnix"
    policies = {"dates": "first", "names": policy, "statements": "first"}
    first = NamesOnly(lambda text: spans_of(text, short, "Qorl Vexaria", kind="organization"))
    second = NamesOnly(lambda text: spans_of(text, long, "Frankreich", kind="organization"))
    found = {surface for surface, _, _ in mentions(run(Engine((first, second), policies)))}
    assert expected <= found
    assert (short in found, long in found) == ((True, False) if policy == "prefer_first" else (False, True))


def test_a_date_whose_anchor_gave_way_is_anchored_to_what_stands_there():
    at = TEXT.index("Dienstag")
    anchor = TimeExpression(at - 3, at + 8, "DATE", "2025-08-26", "own")
    follower = TimeExpression(0, 3, "DATE", None, "own", anchor=(at - 3, at + 8))
    engine = Engine((EmbeddedBackend(), Listed(dates=[anchor, follower])))
    annotation = run(engine)
    assert [(d.start, d.rule == "own") for d in annotation.dates] == [(0, True), (at, False)]
    assert annotation.dates[0].anchor == (at, at + 8)
    annotation_rows(TEXT, annotation, document_id="doc_1", published_on=None)


def test_statements_of_another_backend_get_actors_ids_and_parents():
    outer, inner = (
        Statement("reported", "speech_or_writing", ((0, 71),), "own"),
        Statement("direct", "speech_or_writing", ((47, 70),), "own", parent=0),
    )
    annotation = run(Engine((Listed(spans_of(TEXT, "Qorl Vexaria"), statements=[inner_first(inner), outer]),)))
    assert [(s.spans, s.parent) for s in annotation.statements] == [(((0, 71),), None), (((47, 70),), 0)]


def inner_first(statement):
    """The same with its parent behind it: only the index counts."""
    return Statement(statement.type, statement.medium, statement.spans, statement.rule, parent=1)


WRONG = {
    "outside": Listed([NamedSpan(0, len(TEXT) + 1, "person", "x")]),
    "empty": Listed([NamedSpan(4, 4, "person", "x")]),
    "kind": Listed([NamedSpan(0, 4, "robot", "x")]),
    "date": Listed(dates=[TimeExpression(-1, 4, "DATE", None, "x")]),
    "anchor": Listed(dates=[TimeExpression(1, 4, "DATE", None, "x", anchor=(7, 9))]),
    "unsorted": Listed(statements=[Statement("direct", "speech_or_writing", ((5, 9), (1, 3)), "x")]),
    "no span": Listed(statements=[Statement("direct", "speech_or_writing", (), "x")]),
    "cue": Listed(statements=[Statement("direct", "speech_or_writing", ((5, 9),), "x", cue_spans=((9, 9),))]),
    "parent": Listed(statements=[Statement("direct", "speech_or_writing", ((5, 9),), "x", parent=1)]),
    "own parent": Listed(statements=[Statement("direct", "speech_or_writing", ((5, 9),), "x", parent=0)]),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_spans_that_are_none_of_the_text_are_refused_and_the_backend_named(wrong):
    with pytest.raises(BackendError, match=r"^backend listed: "):
        run(Engine((EmbeddedBackend(), WRONG[wrong])))


@pytest.fixture
def installed(tmp_path, monkeypatch):
    """A package with two backends as an installer leaves it: `firms` finds "Amt", `breaks` fails on some texts."""
    folder = tmp_path / "site"
    folder.mkdir()
    (folder / "press_backends.py").write_text(
        textwrap.dedent("""
        from pipeline.extract.backend import NamedSpan

        class Firms:
            name, version = "firms", "firms 1.2"
            def find_names(self, source):
                at = source.doc.text.find("Behörde")
                return [] if at < 0 else [NamedSpan(at, at + 7, "organization", "firm")]

        class Breaks:
            name, version = "breaks", "breaks 1"
            def find_names(self, source):
                raise ZeroDivisionError("of a rule") if "NATO" in source.doc.text else KeyError("elsewhere")

        def open_firms(settings):
            return Firms()

        def open_breaks(settings):
            return Breaks()

        def open_nothing(settings):
            return object()
        """)
    )
    metadata = folder / "press_backends-1.2.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: press-backends\nVersion: 1.2\n")
    (metadata / "entry_points.txt").write_text(
        "[onrecord.backends]\nfirms = press_backends:open_firms\nbreaks = press_backends:open_breaks\n"
        "nothing = press_backends:open_nothing\nlost = press_backends_lost:open\n"
    )
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
    yield folder
    sys.modules.pop("press_backends", None)


def test_a_backend_of_another_package_is_found_and_its_version_shapes_the_months(installed, tmp_path):
    settings = settings_in(tmp_path)
    write_seed(tmp_path / "seeds", "a.txt", ARTICLES[1], "2025-08-27")
    plain = plan_months(refresh_seed_index(Storage(settings.lake), settings), settings)["2025-08"].fingerprint
    assert shaping_of(settings).keys() == settings.shaping().keys()
    settings = settings_in(tmp_path, backends="embedded, firms")
    assert shaping_of(settings)["backend_firms"] == "firms 1.2"
    assert plan_months(refresh_seed_index(Storage(settings.lake), settings), settings)["2025-08"].fingerprint != plain
    build_lake(settings)
    assert ("Behörde", "actors.firms.firm") in {(row["text"], row["rule"]) for row in rows_of(settings, "mentions")}


def test_a_backend_that_fails_costs_only_its_document(installed, tmp_path):
    settings = settings_in(tmp_path, backends="embedded,breaks")
    write_seed(tmp_path / "seeds", "a.txt", ARTICLES[2], "2025-08-27")
    build_lake(settings)
    (rejected,) = rows_of(settings, "rejected")
    assert (rejected["stage"], rejected["reason"]) == ("annotate", "extraction_failed")
    assert "backend breaks: ZeroDivisionError: of a rule" in rejected["detail"]
    assert len(rows_of(settings, "documents")) == 1
    assert rows_of(settings, "mentions") == []


@pytest.mark.parametrize(
    ("given", "message"),
    [
        ({"backends": "embedded,nobodys"}, r"'nobodys' \(there are breaks, embedded, firms, lost, nothing, spacy\)"),
        ({"backends": ""}, "names none"),
        ({"backends": "embedded,embedded"}, "twice"),
        ({"backends": "lost"}, "'lost' cannot be loaded"),
        ({"backends": "nothing"}, "gives no such backend"),
        ({"merge": "names=loudest"}, "policies: first, prefer_first, longest"),
        ({"merge": "words=first"}, "layers: dates, names, statements"),
        ({"backends": "spacy"}, "ONRECORD_SPACY_PIPELINE"),
        ({"backends": "spacy", "spacy_pipeline": "no_such_pipeline"}, "'no_such_pipeline' cannot be loaded"),
    ],
)
def test_what_cannot_be_set_up_is_said_in_one_line(installed, given, message):
    with pytest.raises(SettingsError, match=message) as raised:
        load_engine(make_settings(**given))
    assert "\n" not in str(raised.value)


def test_policies_are_named_by_layer():
    assert read_policies(" names = longest ,dates=first") == {
        "dates": "first",
        "names": "longest",
        "statements": "prefer_first",
    }
    assert backend_versions(make_settings()) == {}


def test_spacy_is_imported_only_where_it_is_set():
    code = (
        "import sys; from pipeline.settings import make_settings; from pipeline.lake.fingerprint import shaping_of; "
        "import pipeline.lake.tasks, pipeline.service, pipeline.extract.backends.spacy_names; "
        "shaping_of(make_settings()); print('spacy' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout == "False\n"

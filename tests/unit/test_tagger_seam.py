"""A tagger of names of another package: it takes the place of ours, and all that follows stays."""

import importlib
import json
import sys

import pytest

from pipeline.errors import SettingsError
from pipeline.extract.backend import BackendError
from pipeline.extract.backends.registry import backend_versions, load_engine
from pipeline.extract.engine import annotate
from pipeline.lake.fingerprint import shaping_of
from pipeline.settings import make_settings

TEXT = "Nordwerke Linden schließt. Anna Klein sagte, das Werk bleibe offen. Ministerin Klein widersprach."

PACKAGE = '''
from pipeline.extract.actors.tagger.seam import TaggedSpan


class Pairs:
    """Two capitalised words side by side are an organization."""

    name = "pairs"

    def __init__(self, settings):
        self.version = "pairs " + settings.of_backend("pairs").get("model", "1")

    def tag(self, context, names):
        if context.grammar.language != "de":
            return None
        forms = context.forms
        at = [i for i in range(len(forms) - 1) if forms[i] == "Nordwerke" and forms[i + 1][0].isupper()]
        return [TaggedSpan(i, i + 2, "organization") for i in at]


class Fails:
    name, version = "fails", ""

    def tag(self, context, names):
        return [TaggedSpan(0, len(context.forms) + 1, "place")]


def open_pairs(settings):
    return Pairs(settings)


def open_fails(settings):
    return Fails()


def open_nothing(settings):
    return object()
'''


@pytest.fixture
def installed(tmp_path, monkeypatch):
    folder = tmp_path / "site"
    metadata = folder / "press_taggers-1.dist-info"
    metadata.mkdir(parents=True)
    (folder / "press_taggers.py").write_text(PACKAGE, encoding="utf-8")
    (metadata / "METADATA").write_text("Metadata-Version: 2.1\nName: press-taggers\nVersion: 1\n")
    names = "\n".join(f"{name} = press_taggers:open_{name}" for name in ("pairs", "fails", "nothing"))
    (metadata / "entry_points.txt").write_text(f"[onrecord.taggers]\n{names}\n")
    monkeypatch.syspath_prepend(str(folder))
    importlib.invalidate_caches()
    yield
    sys.modules.pop("press_taggers", None)


def names_in(text, language="de", **settings):
    engine = load_engine(make_settings(**settings))
    found = annotate(text, language=language, published_on=None, document_id="d", engine=engine)
    return {(text[m.start : m.end], found.actors[m.actor].kind, m.rule) for m in found.mentions}, found


def test_a_tagger_of_another_package_proposes_and_the_rest_stays(installed, monkeypatch):
    monkeypatch.setenv("ONRECORD_TAGGER", "pairs")
    names, found = names_in(TEXT)
    assert ("Nordwerke Linden", "organization", "actors.tagger") in names
    people = {found.actors[m.actor].name for m in found.mentions if TEXT[m.start : m.end].endswith("Klein")}
    assert people == {"Anna Klein"}  # rules and coreference are ours
    assert {found.actors[s.speaker_actor].name for s in found.statements} == {"Anna Klein"}
    assert names_in(TEXT, tagger="crf")[0] != names


def test_without_weights_of_a_language_the_rules_stand_alone(installed):
    text = "Anna Klein said the plant would stay open."
    assert ("Anna Klein", "person") in {(name, kind) for name, kind, _ in names_in(text, "en", tagger="pairs")[0]}


def test_a_tagger_shapes_months_by_its_name_and_version(installed):
    assert "tagger" not in shaping_of(make_settings())
    plain = shaping_of(make_settings(tagger="pairs"))
    assert (plain["tagger"], plain["tagger_pairs"]) == ("pairs", "pairs 1")
    told = make_settings(tagger="pairs", backend_settings={"pairs": {"model": "press-2"}})
    assert backend_versions(told) == {"tagger_pairs": "pairs press-2"}


def test_settings_of_a_tagger_are_its_own(installed, monkeypatch, tmp_path):
    monkeypatch.setenv("ONRECORD_BACKEND_SETTINGS", json.dumps({"pairs": {"model": "x"}}))
    assert make_settings().of_backend("pairs") == {"model": "x"}
    assert make_settings().of_backend("spacy") == {}
    monkeypatch.delenv("ONRECORD_BACKEND_SETTINGS")
    monkeypatch.setenv("ONRECORD_PROJECT", str(tmp_path))
    (tmp_path / "onrecord.toml").write_text('tagger = "pairs"\n[backend_settings.pairs]\nmodel = "y"\n')
    assert backend_versions(make_settings()) == {"tagger_pairs": "pairs y"}


def test_a_tagger_that_gives_no_names_of_the_text_is_named(installed):
    with pytest.raises(BackendError, match=r"tagger fails: ValueError: .* outside the"):
        names_in(TEXT, tagger="fails")


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ({"tagger": "lost"}, r"setting tagger: no installed package has a tagger 'lost' \(there are crf, fails, ne"),
        ({"tagger": "nothing"}, "registered as 'nothing', but gives no such tagger"),
        ({"tagger": "pairs", "backends": "spacy"}, "setting tagger: 'pairs' is for the backend embedded"),
        (
            {"backend_settings": {"pairs": {"model": "x"}}},
            "'pairs' is no backend or tagger in use .these are: crf, emb",
        ),
        ({"backend_settings": {"pairs": 3}}, "give a table for each engine"),
    ],
)
def test_a_wrong_tagger_or_table_is_one_line(installed, settings, message):
    with pytest.raises(SettingsError, match=message) as raised:
        load_engine(make_settings(**settings))
    assert "\n" not in str(raised.value)

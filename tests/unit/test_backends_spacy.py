"""Actors from a spaCy pipeline, with tiny ones made here: rules for entities, no weights."""

from datetime import date

import pytest

from pipeline.errors import SettingsError
from pipeline.extract.backends.registry import backend_versions, load_engine
from pipeline.extract.engine import annotate
from pipeline.settings import make_settings
from schemas.vocabulary import ActorKind

TEXT = (
    "Die Vorsitzende Tilda Grumbach sagte am Dienstag, der wuppverein habe in Frankreich gewonnen. "
    "„Das freut uns“, ergänzte Grumbach."
)


@pytest.fixture(scope="module")
def pipelines(tmp_path_factory):
    """A folder with a German and an English pipeline that know a few names."""
    spacy = pytest.importorskip("spacy", reason="an optional dependency; the development tools have it")
    folder = tmp_path_factory.mktemp("spacy")
    patterns = {
        "de": [("PER", "Tilda Grumbach"), ("PER", "Grumbach"), ("ORG", "wuppverein"), ("LOC", "Frankreich")],
        "en": [("GPE", "France"), ("DATE", "Tuesday"), ("PERSON", "Grumbach")],
    }
    for language, names in patterns.items():
        pipeline = spacy.blank(language)
        ruler = pipeline.add_pipe("entity_ruler")
        ruler.add_patterns([{"label": label, "pattern": name} for label, name in names])
        pipeline.meta["name"], pipeline.meta["version"] = "press", "0.3"
        pipeline.to_disk(folder / language)
    return folder


def read(text, language, **given):
    engine = load_engine(make_settings(**given))
    return annotate(text, language=language, published_on=date(2025, 8, 26), document_id="doc_1", engine=engine)


def named(annotation, text):
    return [
        (text[m.start : m.end], annotation.actors[m.actor].actor_id, m.rule)
        for m in annotation.mentions
        if m.mention_kind == "name"
    ]


def test_entities_become_actors_with_our_ids_and_one_person_is_one(pipelines):
    annotation = read(TEXT, "de", backends="spacy", spacy_pipeline=str(pipelines / "de"))
    (full, person, rule), (club, _, club_rule), (_, state, _), (short, same, _) = named(annotation, TEXT)
    assert (full, rule, club, club_rule) == ("Tilda Grumbach", "actors.spacy.PER", "wuppverein", "actors.spacy.ORG")
    assert (short, same, state) == ("Grumbach", person, "actor_state_fr")
    (role,) = [m.role for m in annotation.mentions if m.role]
    assert role == "Vorsitzende"


def test_beside_the_embedded_engine_it_adds_what_that_does_not_know(pipelines):
    settings = {"backends": "embedded,spacy", "spacy_pipeline": f"de={pipelines / 'de'}"}
    alone, both = read(TEXT, "de"), read(TEXT, "de", **settings)
    added = set(named(both, TEXT)) - set(named(alone, TEXT))
    assert {(surface, rule) for surface, _, rule in added} == {("wuppverein", "actors.spacy.ORG")}
    assert set(named(alone, TEXT)) <= set(named(both, TEXT))
    assert both.dates == alone.dates
    club = next(s.speaker_actor for s in both.statements if s.speaker_actor is not None)
    assert both.actors[club].name == "Tilda Grumbach"


def test_each_language_has_its_own_pipeline(pipelines):
    given = {"backends": "spacy", "spacy_pipeline": f"de={pipelines / 'de'}, en={pipelines / 'en'}"}
    english = "Grumbach went to France on Tuesday."
    assert [surface for surface, _, _ in named(read(english, "en", **given), english)] == ["Grumbach", "France"]
    assert named(read(english, "en", backends="spacy", spacy_pipeline=str(pipelines / "de")), english) == []


def test_the_version_tells_pipelines_apart_and_names_no_path(pipelines, tmp_path):
    def version(folder):
        return backend_versions(make_settings(backends="spacy", spacy_pipeline=str(folder)))["backend_spacy"]

    said = version(pipelines / "de")
    assert said.startswith("spacy 3")
    assert "de=press 0.3 sha256:" in said
    assert str(pipelines) not in said
    copy = tmp_path / "copy"
    copy.mkdir()
    for file in (pipelines / "de").rglob("*"):
        target = copy / file.relative_to(pipelines / "de")
        target.mkdir() if file.is_dir() else target.write_bytes(file.read_bytes())
    assert version(copy) == said
    (patterns,) = copy.rglob("patterns.jsonl")
    patterns.write_text(patterns.read_text().replace("wuppverein", "wuppbund"))
    load_engine.cache_clear()
    assert version(copy) != said


def test_every_label_is_a_kind_of_actor():
    from pipeline.extract.backends.spacy_names import load_labels

    assert set(load_labels().values()) <= set(ActorKind.values())


def test_half_a_name_of_a_pipeline_is_refused():
    with pytest.raises(SettingsError, match="no pipeline is named"):
        load_engine(make_settings(backends="spacy", spacy_pipeline="de="))

"""The files that all languages share: what is wrong in one is said in a line, with what is allowed."""

import tomllib
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.extract import world
from pipeline.extract.lang.models.reading import LexiconError
from pipeline.extract.world.models import MODELS, check_world

FOLDER = Path(str(files("pipeline.extract.world")))


def test_every_file_has_a_model_and_is_as_that_says():
    assert {path.stem for path in FOLDER.glob("*.toml")} == set(MODELS)
    for name in MODELS:
        check_world(name, tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8")))


@pytest.mark.parametrize(
    ("name", "right", "wrong", "said"),
    [
        ("media", 'abc_news = { name = "ABC News", ', "abc_news = { ", r"world/media\.toml: abc_news\.name is missing"),
        ("media", "classes = ", "clases = ", r"abc_news\.clases is not a key of this file: there are .*classes"),
        ("bodies", "[agency]\nAT =", "[agency]\nAustria =", r"agency\.Austria"),
        ("parties", 'country = "DE"', 'country = "Germany"', r"afd\.country: .*, not 'Germany'"),
        ("regions", 'names = ["Afrika", "Africa"]', 'names = "Afrika"', r"africa\.names: give a list of texts"),
        ("states", 'wikidata_id = "Q228"', 'wikidata_id = "228"', r"AD\.wikidata_id: .*, not '228'"),
        (
            "states",
            "takes_article = true",
            'takes_article = "yes"',
            r"AE\.takes_article: give true or false, not 'yes'",
        ),
        ("templates", "of {name}", "of it", r"agriculture_ministry\.label: .*not 'Ministry of Agriculture of it'"),
        ("media_endings", "[leads]", "[leeds]", r"leads is missing|leeds is not a key"),
        ("variants", '["abbas", "abbās"]', '["abbas"]', r"spellings\.0: "),
        ("spelling", 'name_endings = ["s"]', 'name_endings = ["es"]', r"name_endings\.0: .*not 'es'"),
        ("spelling", '"ß" = "ss"', '"sz" = "ss"', r"letters\.sz"),
        ("ranking", "[pronoun]", '[pronoun]\nnear = "many"', r"pronoun\.near: .*, not 'many'"),
    ],
)
def test_what_is_wrong_is_one_line_with_file_and_key(name, right, wrong, said, tmp_path, monkeypatch):
    text = (FOLDER / f"{name}.toml").read_text(encoding="utf-8")
    assert right in text
    (tmp_path / f"{name}.toml").write_text(text.replace(right, wrong, 1), encoding="utf-8")
    monkeypatch.setattr(world, "file_of", lambda file: tmp_path / file)
    with pytest.raises(LexiconError, match=said) as raised:
        world.load_world.__wrapped__(name)
    assert str(raised.value).startswith(f"world/{name}.toml: ")
    assert "\n" not in str(raised.value)

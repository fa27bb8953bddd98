"""Languages: folders of data, those of the package and those of a folder that the settings name."""

import re
import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.errors import OnrecordError, SettingsError
from pipeline.extract import lang
from pipeline.extract.backends.registry import load_engine
from pipeline.lake.fingerprint import shaping_of
from pipeline.settings import make_settings


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """A folder of one language, `nl`, with the files of English but for its months, which no later test knows."""
    monkeypatch.setattr(lang, "ADDED", {})
    english = Path(str(files("pipeline.extract.lang"))) / "en"
    shutil.copytree(english, tmp_path / "nl", ignore=lambda *_: ["dictionary.hashes", "tagger.weights"])
    dates = tmp_path / "nl" / "dates.toml"
    dates.write_text(re.sub(r"(?m)^name_months = .*\n", "", dates.read_text(encoding="utf-8")), encoding="utf-8")
    (tmp_path / "notes").mkdir()
    yield tmp_path
    lang.languages.cache_clear()


def test_a_language_is_there_because_its_folder_is(folder):
    assert lang.languages() == ("de", "en")
    load_engine(make_settings(languages=str(folder)))
    assert lang.languages() == ("de", "en", "nl")
    assert lang.load_lexicon("nl", "verbs") == lang.load_lexicon("en", "verbs")
    lang.add_languages(folder)  # changes nothing
    with pytest.raises(FileNotFoundError, match="no language 'fr'"):
        lang.load_lexicon("fr", "dates")


def test_a_month_that_the_language_has_not_is_told_by_file_and_key(folder):
    (folder / "nl").rename(folder / "af")  # the other one is remembered
    text = (folder / "af" / "dates.toml").read_text(encoding="utf-8")
    (folder / "af" / "dates.toml").write_text(
        text.replace("[settings.case]", 'name_months = ["august"]\n[settings.case]')
    )
    with pytest.raises(OnrecordError, match=r"af/dates.toml: settings.name_months: 'august' is no month"):
        load_engine(make_settings(languages=str(folder)))


def test_folders_without_a_language_or_with_a_known_one_are_refused(folder, tmp_path):
    with pytest.raises(SettingsError, match="notes: there is no language in it"):
        load_engine(make_settings(languages=str(folder / "notes")))
    with pytest.raises(SettingsError, match="nowhere: there is no language in it"):
        load_engine(make_settings(languages=str(folder / "nowhere")))
    (folder / "de").mkdir()
    (folder / "de" / "verbs.toml").touch()
    with pytest.raises(SettingsError, match=r"de: language de is there already"):
        load_engine(make_settings(languages=str(folder)))
    assert "nl" not in lang.languages()


def test_what_is_in_the_folder_shapes_the_tables(folder):
    def shaping():
        return shaping_of(make_settings(languages=str(folder)))["languages"]

    assert "languages" not in shaping_of(make_settings())
    before = shaping()
    (folder / "nl" / "NOTES.md").write_text("a note")
    assert shaping() == before
    (folder / "nl" / "dates.toml").write_text("# another one")
    assert shaping() != before

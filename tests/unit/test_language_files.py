"""The files of a language: what is wrong in one is said in a line with the file, the key and what is allowed."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from pipeline.extract import lang
from pipeline.extract.backends.registry import open_languages
from pipeline.extract.dates import find_dates
from pipeline.extract.lang.models.checking import check_language
from pipeline.extract.lang.models.reading import LexiconError
from pipeline.settings import make_settings

ENGLISH = Path(str(files("pipeline.extract.lang"))) / "en"


@pytest.fixture
def language(tmp_path, monkeypatch, request):
    """The folder of a language whose files are those of English, with a code that no other test has."""
    monkeypatch.setattr(lang, "ADDED", {})
    code = f"q{chr(97 + request.param // 26)}{chr(97 + request.param % 26)}"
    folder = tmp_path / code
    folder.mkdir()
    for file in ENGLISH.glob("*.toml"):
        shutil.copyfile(file, folder / file.name)
    yield folder
    lang.languages.cache_clear()


WRONG = [
    ("closed_class", 'order = "fixed"', 'ordr = "fixed"', r"grammar\.order is missing"),
    ("closed_class", 'order = "fixed"', 'order = "free"', "grammar.order: input should be 'verb_second' or 'fixed'"),
    ("closed_class", "capitals = false", 'capitals = "no"', "grammar.has_noun_capitals: give true or false, not 'no'"),
    ("closed_class", '\nabout = "ad"', '\nabout = "az"', r"prepositions\.about: value error, 'z' is not a valid Case"),
    (
        "closed_class",
        '\nhe = "n.s.m"',
        '\nhe = "n.s"',
        r"pronouns\.he: value error, n\.s is no case\.number\.gender, such as ",
    ),
    ("verbs", '\nam = ["be", "F", "s"]', '\nam = ["be", "Q", "s"]', r"auxiliaries\.am\.1: input should be 'F', 'K', "),
    ("frames", "\nreportive = [", "\nreportiv = [", r"words\.reportiv is not a key of this file: there are reportive"),
    ("frames", "\nthat = ", "\nthta = ", r"words\.that is missing"),
    ("cue_verbs", "[verbs]", "[verb]", r"verbs is missing|verb is not a key of this file: there are adjectives, "),
    (
        "cue_verbs",
        '= "noun_phrase gerund"',
        '= "noun_phrase gerundd"',
        "verbs.advocate: gerundd is no preposition of .*that_clause",
    ),
    ("cue_verbs", "| speech_or_thought", "| speech_or_thoughts", "speech_or_thoughts is no medium: there are speech, "),
    ("phrases", "attributive = [", 'attributive = "of" # [', r"attributive: give a list of texts, not 'of'"),
    ("offices", "academic = [", "academic = 3 # [", r"heads\.academic: give a list of texts, not 3"),
    ("dates", 'value = "sum"', 'value = "total"', r"settings\.compounds\.0\.value: .*'sum' or 'product'"),
    ("abbreviations", "inner = [", "inner = [[", r"en.*|.*abbreviations\.toml: "),
    ("pronouns", "[referring]", "[[referring]]", "referring: give a table"),
]


@pytest.mark.parametrize("language", range(len(WRONG)), indirect=True)
def test_what_is_wrong_is_one_line_with_file_and_key(language, request):
    name, right, wrong, said = WRONG[request.node.callspec.params["language"]]
    file = language / f"{name}.toml"
    text = file.read_text(encoding="utf-8")
    assert right in text
    file.write_text(text.replace(right, wrong, 1), encoding="utf-8")
    with pytest.raises(LexiconError, match=said) as caught:
        open_languages(make_settings(languages=str(language.parent)))
    assert str(caught.value).startswith(f"{language.name}/{name}.toml: ")
    assert "\n" not in str(caught.value)
    assert caught.value.exit_status == 2


@pytest.mark.parametrize("language", [50], indirect=True)
def test_files_that_are_missing_or_misnamed_and_bad_rules_are_told(language):
    lang.add_languages(language.parent)
    rules = language / "date_rules.toml"
    rules.write_text('core = ["MONTH"]\n[rules]\n"a.day" = { kind = "calendar", pattern = "[ month=$MON ]" }\n')
    with pytest.raises(LexiconError, match=r"date_rules\.toml: rules\.a\.day\.pattern: \$MON is not defined"):
        find_dates("In May.", language=language.name, published_on=None)
    (language / "verb.toml").touch()
    with pytest.raises(LexiconError, match=r"verb\.toml is no file of a language: there are abbreviations\.toml, "):
        check_language(language.name)
    (language / "verb.toml").unlink()
    (language / "verbs.toml").unlink()
    with pytest.raises(LexiconError, match=r"verbs\.toml is missing: a language needs this file"):
        check_language(language.name)


@pytest.mark.parametrize("language", [60], indirect=True)
def test_a_file_that_a_language_can_do_without_may_be_missing(language):
    lang.add_languages(language.parent)
    for name in ("abbreviations", "nominals", "offices", "phrases", "pronouns", "unnamed", "word_classes"):
        (language / f"{name}.toml").unlink()
    check_language(language.name)

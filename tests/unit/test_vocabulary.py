"""Closed vocabularies: each value has a sentence, which is shown wherever a reader may meet the value."""

import json
import tomllib
from pathlib import Path

import pytest

import onrecord
from pipeline.defs.columns import table_schema
from pipeline.service import show_lines
from pipeline.settings import Settings
from pipeline.show.rendering import page_start
from schemas import descriptor
from schemas.columns import declared_columns
from schemas.export import arrow_schema, columns, data_dictionary, vocabularies
from schemas.tables import TABLES
from schemas.vocabulary import Medium, Vocabulary

VOCABULARIES = Vocabulary.__subclasses__()


@pytest.mark.parametrize("vocabulary", VOCABULARIES)
def test_every_value_has_a_sentence_of_its_own(vocabulary):
    meanings = vocabulary.meanings()
    assert list(meanings) == list(vocabulary.values())
    assert all(meaning.endswith(".") and meaning[0].isupper() for meaning in meanings.values())
    assert len(set(meanings.values())) == len(meanings)


def test_every_vocabulary_is_that_of_a_column_and_no_list_of_values_is_without():
    declared = [c for spec in TABLES.values() for c in declared_columns(spec.model).values()]
    assert {c.vocabulary for c in declared} - {None} == set(VOCABULARIES)
    assert all(c.vocabulary is not None for c in declared if "isin" in c.checks)


def test_the_meanings_are_shown_in_dictionary_schema_parquet_and_ui():
    dictionary = data_dictionary()
    for names, vocabulary in vocabularies().items():
        section = dictionary.split(f"\n### {', '.join(names)}\n")[1].split("\n##")[0]
        for name in names:
            table, column = name.split(".")
            stored = json.loads(arrow_schema(table).field(column).metadata[b"values"])
            assert stored == vocabulary.meanings()
            (field,) = [f for f in descriptor.table_schema(table)["fields"] if f["name"] == column]
            assert {c["value"]: c["label"] for c in field["categories"]} == stored
            assert field["constraints"]["enum"] == list(stored)
            (shown,) = [c for c in table_schema(table).columns if c.name == column]
            assert list(shown.constraints.other) == [f"{value}: {meaning}" for value, meaning in stored.items()]
            (documented,) = [c for c in columns(table) if c.name == column]
            for value, meaning in stored.items():
                assert f"| `{value}` | {meaning} |" in section
                assert f"{value} ({meaning[:-1]})" in documented.full_description


def test_the_page_says_words_and_what_they_mean():
    line = json.dumps({"text": "Die Ministerin erklärte am Dienstag, sie gehe."}).encode()
    ((article, is_document),) = show_lines([(1, line)], settings=Settings())
    assert is_document
    assert f'title="{Medium.SPEECH_OR_WRITING.meaning}">speech or writing</span>' in article
    assert ">indirect</span>" in article
    start = page_start()
    for value in (Medium.SPEECH_OR_THOUGHT, *VOCABULARIES[4]):
        assert f"<dt>{value.lower().replace('_', ' ')}</dt><dd>{value.meaning}</dd>" in start


def test_the_lexicons_name_media_of_the_vocabulary():
    found = set()
    for path in Path(onrecord.__file__).parents[1].glob("pipeline/extract/lang/*/cue_verbs.toml"):
        for section in tomllib.loads(path.read_text(encoding="utf-8")).values():
            entries = section.values() if isinstance(section, dict) else []
            found |= {entry.rpartition("|")[2].strip() for entry in entries if isinstance(entry, str) and "|" in entry}
    media = found & {*Medium.values(), "Speech", "SW"}
    assert {"speech", "writing", "thought", "speech_or_thought"} <= media <= set(Medium.values())


def test_statements_say_their_medium_in_words():
    text = "Die Ministerin sagte, er gehe. Anna Beispiel hofft, dass sie bleibt. Die Polizei erklärte, er lüge."
    found = [statement.medium for statement in onrecord.annotate(text).statements]
    assert found == ["speech", "speech_or_thought", "speech_or_writing"]

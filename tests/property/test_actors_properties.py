"""What holds for names and actors of any text."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from pipeline.extract.actors import find_names, resolve
from pipeline.extract.annotation import Statement
from pipeline.extract.text import read_text
from schemas.vocabulary import ActorKind, MentionKind
from tests.work import assert_linear

PIECES = st.sampled_from(
    [
        "Donald Trump",
        "der US-Präsident",
        "er",
        "sagte",
        "Moskau",
        "in",
        "„",
        "“",
        "NATO-Truppen",
        "das Ministerium",
        ".",
        ",",
        "\n\n",
        "GmbH",
        "Dr.",
        "von der",
        "Institut für",
        "(GdP)",
        "Party of",
        "'s",
        "U.S.",
        "die",
        "Angaben der Polizei",
        "sie",
    ]
)
TEXTS = st.one_of(st.text(max_size=200), st.lists(PIECES, max_size=40).map(" ".join))


@settings(max_examples=150, deadline=None)
@given(TEXTS, st.sampled_from(["de", "en"]), st.lists(st.integers(0, 200), max_size=6))
@example("'\x1b\x1b\x08\x08\x08", "de", [])  # marks alone, of which the tagger makes a name
def test_any_text_gives_valid_actors(text: str, language: str, cuts: list[int]) -> None:
    doc = read_text(text, language)
    names = find_names(doc)
    assert [(n.start, n.end) for n in names] == sorted({(n.start, n.end) for n in names})
    assert all(0 <= n.start < n.end <= len(text) for n in names)
    spans = [(a, a + 9) for a in cuts if a + 9 <= len(text)]
    statements = [
        Statement("direct", "speech", (span,), "t", speaker_spans=(span,), source_spans=(span,)) for span in spans
    ]
    found = resolve(doc, names, statements, document_id="doc_1")
    assert found == resolve(doc, find_names(doc), statements, document_id="doc_1")
    assert len(found.speaker) == len(found.addressee) == len(found.source) == len(statements)
    for index in (*found.speaker, *found.addressee, *found.source):
        assert index is None or 0 <= index < len(found.actors)
    for mention in found.mentions:
        assert 0 <= mention.start < mention.end <= len(text)
        assert 0 <= mention.actor < len(found.actors)
        assert mention.mention_kind in MentionKind.values()
    places = [(mention.start, mention.end) for mention in found.mentions]
    assert places == sorted(set(places))
    assert all(actor.kind in ActorKind.values() and actor.name for actor in found.actors)


STORY = (
    "US-Präsident Donald Trump sprach in Genf. Der US-Präsident lobte Kiew. Er dankte der Financial Times. "
    "Das sagte ein Sprecher der Polizei. Die Zeitung schwieg, sagte Brockdorff."
)


@given(
    st.sampled_from(
        ["Das Wetter war schön. ", "Am Abend fiel Regen, und die Straßen blieben leer.\n\n", "Es wurde kalt. "]
    )
)
@settings(deadline=None)
def test_a_sentence_before_the_text_changes_no_actor(sentence: str) -> None:
    def actors(text: str) -> list[tuple[str, str, str]]:
        doc = read_text(text, "de")
        at = text.index("ein Sprecher")
        statement = Statement("direct", "speech", ((at, at + 4),), "t", speaker_spans=((at, at + 24),))
        found = resolve(doc, find_names(doc), [statement], document_id="doc_1")
        return [(text[m.start : m.end], m.mention_kind, found.actors[m.actor].actor_id) for m in found.mentions]

    assert actors(sentence + STORY) == actors(STORY)


@pytest.mark.parametrize("language", ["de", "en"])
@pytest.mark.parametrize(
    "unit",
    [
        "A ",
        "Donald Trump sagte. ",
        "A. B. ",
        "Party of ",
        "„Koalition der ",
        "von der ",
        "A & B ",
        "der Präsident ",
        "A-",
    ],
)
def test_work_grows_with_the_text_only(unit: str, language: str) -> None:
    def read(text: str) -> None:
        doc = read_text(text, language)
        resolve(doc, find_names(doc), [], document_id="doc_1")

    assert_linear(read, unit, n_characters=4_000)  # more mentions than a description looks back at

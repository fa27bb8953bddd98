"""The first seed against its annotation by hand.

The thresholds are the numbers reached, so that a change which loses one is seen.
"""

import json
from datetime import date
from pathlib import Path

import pytest

from pipeline.extract.engine import annotate

HERE = Path(__file__).resolve().parent
NAME = "000_f472eb6b40813c57"
N_STATEMENTS = 17
N_SPEAKERS = 17


@pytest.fixture(scope="module")
def gold():
    return json.loads((HERE / f"{NAME}.json").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def text(gold):
    seed = (HERE.parents[1] / "seeds" / f"{NAME}.txt").read_text(encoding="utf-8")
    body = seed[seed.index(gold["text_starts_with"]) :]
    assert body[slice(*gold["dates"][0]["span"])] == gold["dates"][0]["text"]
    return body


@pytest.fixture(scope="module")
def annotation(gold, text):
    return annotate(text, language="de", published_on=date.fromisoformat(gold["date"]), document_id="doc_seed")


def letters(text, spans):
    return {i for start, end in spans for i in range(start, end) if not text[i].isspace()}


@pytest.fixture(scope="module")
def matched(gold, text, annotation):
    """The statement of the annotation for each of the gold's, where they share half of their letters."""
    found = {}
    for wanted in gold["statements"]:
        target = letters(text, wanted["quote"])

        def overlap(statement, target=target):
            own = letters(text, statement.spans)
            return len(own & target) / len(own | target)

        best = max(annotation.statements, key=overlap)
        if overlap(best) >= 0.5:
            found[wanted["id"]] = best
    return found


def actor_of(annotation, start, end):
    """The actor of the mention at these code points (names leave the article out, so the ends count)."""
    hits = [m.actor for m in annotation.mentions if m.end == end and m.start >= start]
    return hits[0] if hits else None


def test_dates(gold, text, annotation):
    found = [(d.start, d.end, d.timex_type, d.value, str(d.begins_on), str(d.ends_on)) for d in annotation.dates]
    wanted = [(*d["span"], d["type"], d["value"], d["start"], d["end"]) for d in gold["dates"]]
    assert found == wanted


def test_statements(matched):
    assert len(matched) >= N_STATEMENTS


def test_speakers_are_the_right_actors(gold, text, annotation, matched):
    """Labels are the gold's own: two statements have one actor in the gold exactly when they have one here."""
    label_of: dict[int, str] = {}
    right = 0
    for wanted in gold["statements"]:
        statement = matched.get(wanted["id"])
        if statement is None:
            continue
        actor, label = statement.speaker_actor, wanted["speaker_actor"]
        if actor is None or label is None:
            right += actor is None and label is None
        elif label_of.setdefault(actor, label) == label and list(label_of.values()).count(label) == 1:
            right += 1
    assert right >= N_SPEAKERS


def test_reports_and_unnamed_continuation_have_no_actor(matched):
    assert matched["s1"].speaker_actor is None
    assert matched["s6"].speaker_actor is None
    assert matched["s6"].speaker_spans == ()


def test_nesting(annotation, matched):
    for inner, outer in (("s3", "s2"), ("s5", "s4"), ("s9", "s8")):
        assert annotation.statements[matched[inner].parent] == matched[outer]


def test_cited_source(text, annotation, matched):
    (span,) = matched["s2"].source_spans
    assert text[slice(*span)] == "ungenannte europäische Beamte"
    assert annotation.actors[matched["s2"].source_actor].kind == "unnamed_source"


def test_addressees(gold, text, matched):
    for wanted in gold["statements"]:
        if wanted["addressee"] is not None:
            assert [list(span) for span in matched[wanted["id"]].addressee_spans] == [wanted["addressee"]]


def test_days(matched):
    tuesday = date(2025, 8, 26)
    assert (matched["s2"].stated_from, matched["s2"].stated_to, matched["s2"].stated_basis) == (
        tuesday,
        tuesday,
        "expression",
    )
    assert matched["s14"].stated_basis == "document_date"


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("Washington", "state"),
        ("Financial Times", "media"),
        ("Kiew", "state"),
        ("Moskau", "state"),
        ("EU", "igo"),
        ("Frankreich", "state"),
        ("Großbritannien", "state"),
        ("„Koalition der Willigen“", "group"),
        ("Pentagon", "organization"),
        ("Weiße Haus", "organization"),
        ("Donald Trump", "person"),
        ("Sergej Lawrow", "person"),
        ("Hochrangige US-Beamte", "unnamed_source"),
        ("EU-Beamte", "unnamed_source"),
        ("ungenannte europäische Beamte", "unnamed_source"),
    ],
)
def test_kinds(text, annotation, name, kind):
    mentions = [m for m in annotation.mentions if text[m.start : m.end] == name]
    assert mentions
    assert {annotation.actors[m.actor].kind for m in mentions} == {kind}


def test_roles(gold, text, annotation):
    for wanted in gold["roles"]:
        mention = next(m for m in annotation.mentions if text[m.start : m.end] == wanted["actor"])
        assert (mention.role, mention.role_lemma) == (wanted["role"], wanted["role_lemma"])


@pytest.mark.parametrize(
    ("surface", "name"),
    [
        ("er", "Donald Trump"),
        ("der US-Präsident", "Donald Trump"),
        ("der Spitzendiplomat", "Sergej Lawrow"),
        ("die Zeitung", "Financial Times"),
        ("der Zeitung", "Financial Times"),
        ("Moskau", "Russia"),
    ],
)
def test_coreference(gold, text, annotation, surface, name):
    (start, end) = next(c["mention"] for c in gold["coreference"] if c["text"] == surface)
    actor = actor_of(annotation, start, end)
    assert actor is not None
    assert name in (annotation.actors[actor].name, *annotation.actors[actor].aliases)


def test_quoted_terms_are_no_statements(gold, text, annotation):
    for term in gold["quoted_terms_that_are_no_statement_of_their_own"]:
        assert all(text[a:b].strip("„“") != term for s in annotation.statements for a, b in s.spans)

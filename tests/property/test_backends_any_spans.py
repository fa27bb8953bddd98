"""Whatever spans another backend gives as names, the annotation is sound; one that gives none changes nothing."""

from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.extract.backend import LAYERS, NamedSpan
from pipeline.extract.backends.embedded import EmbeddedBackend
from pipeline.extract.backends.merging import POLICIES
from pipeline.extract.engine import Engine, annotate
from pipeline.extract.rows import annotation_rows
from schemas.vocabulary import ActorKind

WORDS = (
    "Der Die Ministerin Anna Blau Olaf Scholz EU-Beamte NATO sagte am Montag, dass sie komme. „ “ ( ) \n\n : - "
    "Frankreich laut Polizei er erklärte The said officials in Washington's"
).split(" ")


@st.composite
def named(draw):
    """A text and disjoint names in it, cut anywhere."""
    text = " ".join(draw(st.lists(st.sampled_from(WORDS), min_size=1, max_size=25)))
    ends = sorted(draw(st.lists(st.integers(0, len(text)), unique=True, max_size=8)))
    kinds = st.sampled_from(ActorKind.values())
    return text, [NamedSpan(a, b, draw(kinds), "any") for a, b in zip(ends[::2], ends[1::2], strict=False)]


class Given:
    name, version = "given", "1"

    def __init__(self, spans):
        self.spans = spans

    def find_names(self, source):
        return self.spans


def read(text, language, backends, policy):
    engine = Engine(backends, dict.fromkeys(LAYERS, policy))
    return annotate(text, language=language, published_on=date(2025, 8, 27), document_id="doc_1", engine=engine)


@settings(max_examples=150, deadline=None)
@given(named(), st.sampled_from(["de", "en"]), st.sampled_from(POLICIES), st.booleans())
def test_names_anywhere_give_sound_rows(drawn, language, policy, is_first):
    text, spans = drawn
    backends = (Given(spans), EmbeddedBackend())
    annotation = read(text, language, backends if is_first else backends[::-1], policy)
    rows = annotation_rows(text, annotation, document_id="doc_1", published_on=None)
    for row in rows["mentions"]:
        assert text[row["start"] : row["end"]] == row["text"].strip() != ""
    names = [(m.start, m.end) for m in annotation.mentions if m.mention_kind in ("name", "metonym")]
    given_names = {(m.start, m.end) for m in annotation.mentions if m.rule == "actors.given.any"}
    assert all(a[1] <= b[0] for a in names for b in names if a < b and {a, b} & given_names)
    assert {row["actor_id"] for row in rows["mentions"]} <= {row["actor_id"] for row in rows["appearances"]}


@settings(max_examples=60, deadline=None)
@given(named(), st.sampled_from(["de", "en"]), st.sampled_from(["prefer_first", "longest"]))
def test_a_backend_that_finds_nothing_changes_nothing(drawn, language, policy):
    text, _ = drawn
    alone = read(text, language, (EmbeddedBackend(),), "first")
    assert read(text, language, (Given([]), EmbeddedBackend()), policy) == alone

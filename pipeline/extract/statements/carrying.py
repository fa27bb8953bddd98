"""Who goes on speaking where a sentence names nobody: the speaker before, or somebody the sentence before is about."""

from pipeline.extract.statements.predicates import find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import comes_from, is_somebody, is_text
from pipeline.extract.statements.subjects import find_speaker, find_subject

_REACH = 2  # sentences over which a speaker is carried in a paragraph, one beyond it
_RECENT = 10  # drafts that are looked back at


def speaker_before(reading: Reading, index: int, drafts: list[Draft]) -> list[TokenSpan]:
    """The speaker of the nearest statement before sentence `index`, or of its own `drafts`, that is in no other one."""
    near = [d for d in [*reading.drafts[-_RECENT:], *drafts] if d.speaker and _is_near(reading, index, d)]
    nobody = reading.cues.frames["words.nobody"]
    recent = [d for d in near if reading.lowers[d.speaker[0][0]] not in nobody]
    if not recent:
        return []
    nearest = max(d.sentence for d in recent)
    there = [d for d in recent if d.sentence == nearest]
    outer = [d for d in there if not any(_is_within(d, o) for o in there)]
    speaker = list((outer or there)[-1].speaker)
    subject = _subject_of(reading, nearest) if _is_own(reading, speaker) else []
    return subject if is_somebody(reading, subject) else speaker


def _is_near(reading: Reading, index: int, draft: Draft) -> bool:
    """Whether a statement stands in the sentence before, or a little further back in the same paragraph."""
    distance = index - draft.sentence
    paragraph = reading.sentence(index).paragraph
    return distance <= 1 or (distance <= _REACH and reading.sentence(draft.sentence).paragraph == paragraph)


def _is_own(reading: Reading, speaker: list[TokenSpan]) -> bool:
    """Whether the words are those of the sentence's subject: „nach eigenen Angaben“, „ihrer Meinung nach“."""
    first = reading.lowers[speaker[0][0]]
    return first.startswith(tuple(reading.cues.frames["words.own"]))


def _subject_of(reading: Reading, index: int) -> list[TokenSpan]:
    """Return the subject of the first main clause of sentence `index`."""
    clauses = reading.clauses[index]
    main = next((k for k, c in enumerate(clauses) if c.is_main and not c.quotation), None)
    return comes_from(reading, clauses[main]) or find_subject(reading, clauses, main) if main is not None else []


def subject_before(reading: Reading, index: int) -> list[TokenSpan]:
    """Return the subject of the sentence before, in the same paragraph and without statement, where it may speak.

    „Der Dekan ist gelassen. Man habe …“
    """
    if not index or reading.sentence(index).paragraph != reading.sentence(index - 1).paragraph:
        return []
    if any(d.sentence == index - 1 for d in reading.drafts[-_RECENT:]):
        return []
    return _subject_of(reading, index - 1)


def actor_before(reading: Reading, index: int) -> list[TokenSpan]:
    """Return who acts by speaking in the sentence before, in the same paragraph.

    „Der Makler bestreitet alles. Er habe nie Geld erhalten.“
    """
    if not index or reading.sentence(index).paragraph != reading.sentence(index - 1).paragraph:
        return []
    clauses = reading.clauses[index - 1]
    main = next((k for k, c in enumerate(clauses) if c.is_main and not c.quotation), None)
    if main is None:
        return []
    acts = [p for p in find_predicates(reading, clauses[main]) if not p.is_passive and not p.is_modal]
    speaker = find_speaker(reading, clauses, main, acts[0]) if acts else []
    return speaker if is_somebody(reading, speaker) else []


def text_before(reading: Reading, index: int) -> list[TokenSpan]:
    """Return the text that the sentence before, in the same paragraph, is about or tells of the contents of.

    „In dem Bericht stehen nur Zahlen. Kein Wehr sei dicht.“ Of „in seiner Aussage“ it is the
    subject where that may speak.
    """
    if not index or reading.sentence(index).paragraph != reading.sentence(index - 1).paragraph:
        return []
    subject = _subject_of(reading, index - 1)
    before, circle = reading.sentence(index - 1), reading.cues.frames["words.circle"]
    possessives, is_somebodys = tuple(reading.cues.frames["words.possessives"]), is_somebody(reading, subject)
    for phrase in reading.phrases_in(before.first, before.last):
        at = phrase.preposition
        is_inside = at is not None and reading.lowers[at] in circle
        if (is_inside or subject == [(phrase.first, phrase.reach)]) and is_text(reading, phrase):
            is_own = is_inside and is_somebodys and reading.lowers[phrase.first].startswith(possessives)
            return subject if is_own else [(phrase.first, phrase.reach)]
    return []


def _is_within(draft: Draft, other: Draft) -> bool:
    if other.spans != draft.spans and other.first <= draft.first and draft.last <= other.last:
        return True
    return bool(draft.cue) and other is not draft and any(a <= draft.cue[0] < b for a, b in other.spans)

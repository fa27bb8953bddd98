"""The one pass over a text: rules sentence by sentence, then nesting, dates and spans in code points."""

from collections.abc import Mapping, Sequence
from datetime import date
from itertools import groupby
from typing import Any

from pipeline.extract.annotation import Span, Statement, TimeExpression
from pipeline.extract.days import Entries, day_at
from pipeline.extract.lang.terms import Inflection, Order
from pipeline.extract.statements import fixed_order, verb_second
from pipeline.extract.statements.interviews import interview_statements
from pipeline.extract.statements.nesting import parents_of
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.word_order import WordOrder
from pipeline.extract.tags import COORDINATOR, PRONOUN
from pipeline.extract.text import Text
from pipeline.extract.watching import Watch
from pipeline.extract.words import load_words

_FREE = ("free_indirect", "indirect_free_indirect")
_ORDERS: Mapping[Order, WordOrder] = {Order.VERB_SECOND: verb_second, Order.FIXED: fixed_order}


def find_statements(
    doc: Text,
    names: Sequence[Any],
    dates: Sequence[TimeExpression],
    published_on: date | None,
    entries: Entries = (),
    watch: Watch | None = None,
) -> list[Statement]:
    """Return the statements of `doc`, sorted by their spans; their actor fields are None.

    `names` are the names found in the text: a sentence about one of them is gone on with by the subjunctive after it.
    `dates` are its temporal expressions, sorted. A date in a statement's frame says when it was stated, else
    `published_on` does, or in a live blog the day of its entry. Raises nothing.
    """
    order = _ORDERS[load_words(doc.language).order]
    reading = Reading(doc, order, names, watch)
    for index in range(len(doc.sentences)):
        reading.drafts += order.statements_of(reading, index)
    reading.drafts += interview_statements(reading)
    drafts: list[Draft] = []
    reading.drafts.sort(key=lambda d: d.sentence)
    for _, group in groupby(reading.drafts, key=lambda d: d.sentence):
        there = list(group)
        standing = []
        for draft in there:
            if draft.is_silent:
                reading.drop(draft, "announces something without a word of what it is")
            elif _restates_itself(reading, draft, there):
                reading.drop(draft, "continues the voice of the statement around it")
            else:
                standing.append(draft)
        drafts += _without_doubles(reading, standing)
    drafts = sorted(_merge_free(reading, drafts), key=lambda d: (d.spans, d.type, not d.is_cited, d.cue))
    if watch:
        watch.kept_drafts(drafts)
    parents = parents_of(drafts)
    times = _times_of(reading, drafts, dates)
    return [
        _statement(reading, draft, parent, time, published_on, entries)
        for draft, parent, time in zip(drafts, parents, times, strict=True)
    ]


def _restates_itself(reading: Reading, draft: Draft, there: list[Draft]) -> bool:
    """Whether a statement within another merely continues its voice („sie erklärte, sie gehe davon aus, dass …“).

    Its cue is in the subjunctive, and it names a pronoun at most, or nobody („es werde geschätzt, dass …“).
    """
    if draft.type != "indirect" or not draft.cue or not any(_is_subjunctive(reading, t) for t in draft.cue):
        return False
    cue = draft.cue[0]
    around = [o for o in there if o is not draft and o.type != "reported" and any(a <= cue < b for a, b in o.spans)]
    if not around or len(draft.speaker) != 1:
        return bool(around) and not draft.speaker
    if any(o.speaker == draft.speaker for o in around):
        return True
    first, last = draft.speaker[0]
    if last - first > 1 or reading.tags[first] is not PRONOUN:
        return False
    return first == 0 or reading.tags[first - 1] is not COORDINATOR  # somebody else: „…, doch er habe gesagt, …“


def _is_subjunctive(reading: Reading, token: int) -> bool:
    lower = reading.lowers[token]
    auxiliary = reading.words.auxiliaries.get(lower)
    forms = [auxiliary] if auxiliary is not None else reading.cues.forms.get(lower, [])
    return any(form.kind == Inflection.SUBJUNCTIVE for form in forms)


def _without_doubles(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Of statements with the same words, or the same cue and ends, the first of the surest rule stays."""
    kept: list[Draft] = []
    for draft in drafts:
        double = next((i for i, other in enumerate(kept) if _is_double(other, draft)), None)
        if double is None:
            kept.append(draft)
        else:
            better, worse = (draft, kept[double]) if draft.priority > kept[double].priority else (kept[double], draft)
            kept[double] = better
            reading.drop(worse, f"says the same as what {better.rule} found")
    return kept


def _is_double(one: Draft, other: Draft) -> bool:
    if one.is_cited != other.is_cited:
        return False
    if one.spans == other.spans:
        return True
    return one.type == other.type and (one.first, one.last, one.cue) == (other.first, other.last, other.cue)


def _merge_free(reading: Reading, drafts: list[Draft]) -> list[Draft]:
    """Free indirect statements in neighbouring sentences of one paragraph and speaker become one, as in the scheme."""
    merged: list[Draft] = []
    for draft in drafts:
        previous = merged[-1] if merged else None
        if (
            previous is not None
            and draft.type == previous.type
            and draft.type in _FREE
            and draft.sentence == previous.sentence + 1
            and draft.speaker == previous.speaker
            and reading.sentence(draft.sentence).paragraph == reading.sentence(previous.sentence).paragraph
            and len(draft.spans) == len(previous.spans) == 1
            and draft.first == reading.sentence(draft.sentence).first
        ):
            reading.drop(draft, "continues the statement of the sentence before, which takes it in")
            previous.spans = [(previous.first, draft.last)]
            previous.sentence = draft.sentence
        else:
            merged.append(draft)
    return merged


def _times_of(reading: Reading, drafts: list[Draft], dates: Sequence[TimeExpression]) -> list[TimeExpression | None]:
    """For each draft the first resolved date in its frame, outside its own words."""
    firsts = {reading.doc.tokens.first_from(d.start): d for d in dates if d.begins_on is not None}
    found: list[TimeExpression | None] = []
    for draft in drafts:
        tokens = (t for a, b in draft.frame for t in range(a, b) if t in firsts)
        found.append(next((firsts[t] for t in tokens if not any(a <= t < b for a, b in draft.spans)), None))
    return found


def _statement(
    reading: Reading,
    draft: Draft,
    parent: int | None,
    time: TimeExpression | None,
    published_on: date | None,
    entries: Entries,
) -> Statement:
    spans = _spans(reading, draft.spans)
    day = day_at(spans[0][0], published_on, entries) if spans else published_on
    begins, ends, basis = day, day, None if day is None else "document_date"
    if time is not None:
        begins, ends, basis = time.begins_on, time.ends_on, "expression"
    return Statement(
        type=draft.type,
        medium=draft.medium,
        spans=spans,
        rule=draft.rule,
        speaker_spans=_spans(reading, draft.speaker),
        cue_spans=_spans(reading, _runs(draft.cue)),
        cue_lemma=draft.lemma,
        frame_spans=_spans(reading, draft.frame),
        addressee_spans=_spans(reading, draft.addressee),
        source_spans=_spans(reading, draft.source),
        parent=parent,
        stated_from=begins,
        stated_to=ends,
        stated_basis=basis,
    )


def _runs(tokens: list[int]) -> list[TokenSpan]:
    """Single tokens as ranges; neighbours become one."""
    runs: list[TokenSpan] = []
    for token in sorted(set(tokens)):
        if runs and runs[-1][1] == token:
            runs[-1] = (runs[-1][0], token + 1)
        else:
            runs.append((token, token + 1))
    return runs


def _spans(reading: Reading, ranges: list[TokenSpan]) -> tuple[Span, ...]:
    """Return the token ranges as sorted, disjoint code point spans."""
    starts, ends = reading.doc.tokens.starts, reading.doc.tokens.ends
    spans: list[Span] = []
    for first, last in sorted(r for r in ranges if r[0] < r[1]):
        start, end = starts[first], ends[last - 1]
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)

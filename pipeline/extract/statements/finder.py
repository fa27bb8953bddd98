"""The one pass over a text: rules sentence by sentence, then nesting, dates and spans in code points."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from pipeline.extract.annotation import Span, Statement, TimeExpression
from pipeline.extract.statements.acts import reported_statements
from pipeline.extract.statements.complements import VerbRule
from pipeline.extract.statements.frames import FrameRule
from pipeline.extract.statements.nouns import noun_statements
from pipeline.extract.statements.moods import free_statement, merge_free
from pipeline.extract.statements.quotes import QuotationRule
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.text import Text


def find_statements(
    doc: Text, names: Sequence[Any], dates: Sequence[TimeExpression], published_on: date | None
) -> list[Statement]:
    """The statements of `doc`, sorted by their spans; actor fields are None.

    `names` are the names found in the text (unused by the rules of today), `dates` its temporal expressions. A date in
    a statement's frame says when it was stated, else `published_on` does. Raises nothing.
    """
    reading = Reading(doc)
    for index in range(len(doc.sentences)):
        reading.drafts += _of_sentence(reading, index)
    drafts = _without_doubles(merge_free(reading, reading.drafts))
    drafts = [d for d in drafts if d.spans and not _restates_itself(reading, d, drafts)]
    parents = _parents(drafts)
    statements = [
        _statement(reading, draft, parent, dates, published_on) for draft, parent in zip(drafts, parents, strict=True)
    ]
    return statements


def _of_sentence(reading: Reading, index: int) -> list[Draft]:
    drafts = FrameRule(reading, index).run()
    framed = {token for draft in drafts for token in draft.cue}
    for draft in VerbRule(reading, index).run():
        if not framed & set(draft.cue):
            drafts.append(draft)
    drafts += noun_statements(reading, index)
    drafts += QuotationRule(reading, index, drafts).run()
    free = free_statement(reading, index, drafts)
    if free is not None:
        drafts.append(free)
        drafts += QuotationRule(reading, index, drafts).run()
    drafts += reported_statements(reading, index, drafts)
    drafts.sort(key=lambda d: (d.first, -d.last))
    return drafts


def _restates_itself(reading: Reading, draft: Draft, drafts: list[Draft]) -> bool:
    """Whether a statement within another only goes on with the same voice („sie erklärte, sie gehe davon aus, dass …“)."""
    if draft.type != "indirect" or not draft.cue or len(draft.speaker) != 1:
        return False
    first, last = draft.speaker[0]
    is_pronoun = last - first == 1 and reading.tags[first] == "O"
    if not is_pronoun or not any(_is_subjunctive(reading, token) for token in draft.cue):
        return False
    return any(
        o is not draft and o.type != "reported" and any(a <= draft.cue[0] < b for a, b in o.spans)
        for o in drafts
        if o.sentence == draft.sentence
    )


def _is_subjunctive(reading: Reading, token: int) -> bool:
    lower = reading.lowers[token]
    auxiliary = reading.words.auxiliaries.get(lower)
    forms = [auxiliary] if auxiliary is not None else reading.cues.forms.get(lower, [])
    return any(form.kind == "K" for form in forms)


def _without_doubles(drafts: list[Draft]) -> list[Draft]:
    """Of statements with (nearly) the same words and type, the one found first by the surest rule stays."""
    kept: list[Draft] = []
    for draft in drafts:
        double = next((o for o in kept[-6:] if _is_double(o, draft)), None)
        if double is None:
            kept.append(draft)
        elif draft.priority > double.priority:
            kept[kept.index(double)] = draft
    return kept


def _is_double(one: Draft, other: Draft) -> bool:
    return one.spans == other.spans or (
        one.type == other.type
        and one.first == other.first
        and one.last == other.last
        and set(one.cue) == set(other.cue)
    )


def _parents(drafts: list[Draft]) -> list[int | None]:
    """For each draft the index of the smallest one around it, or None. Linear for the nesting that prose has."""
    order = sorted(range(len(drafts)), key=lambda i: (drafts[i].first, -drafts[i].last, i))
    parents: list[int | None] = [None] * len(drafts)
    stack: list[int] = []
    for i in order:
        while stack and drafts[stack[-1]].last < drafts[i].last:
            stack.pop()
        for j in reversed(stack[-4:]):
            if _contains(drafts[j], drafts[i]):
                parents[i] = j
                break
        stack.append(i)
    return parents


def _contains(outer: Draft, inner: Draft) -> bool:
    return all(any(a <= x and y <= b for a, b in outer.spans) for x, y in inner.spans) and outer.spans != inner.spans


def _statement(
    reading: Reading, draft: Draft, parent: int | None, dates: Sequence[TimeExpression], published_on: date | None
) -> Statement:
    frame = _spans(reading, draft.frame)
    stated = next(
        (d for d in dates if d.begins_on is not None and any(a <= d.start and d.end <= b for a, b in frame)), None
    )
    begins, ends, basis = published_on, published_on, "document_date" if published_on is not None else None
    if stated is not None:
        begins, ends, basis = stated.begins_on, stated.ends_on, "expression"
    return Statement(
        type=draft.type,
        medium=draft.medium,
        spans=_spans(reading, draft.spans),
        rule=draft.rule,
        speaker_spans=_spans(reading, draft.speaker),
        cue_spans=_spans(reading, _runs(draft.cue)),
        cue_lemma=draft.lemma,
        frame_spans=frame,
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
    """Token ranges as sorted, disjoint code point spans."""
    starts, ends = reading.doc.tokens.starts, reading.doc.tokens.ends
    spans: list[Span] = []
    for first, last in sorted(r for r in ranges if r[0] < r[1]):
        start, end = starts[first], ends[last - 1]
        if spans and start < spans[-1][1]:
            spans[-1] = (spans[-1][0], max(end, spans[-1][1]))
        else:
            spans.append((start, end))
    return tuple(spans)

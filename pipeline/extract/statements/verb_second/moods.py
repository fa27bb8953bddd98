"""Free indirect statements: the subjunctive, or hearsay „soll … haben“, continues what somebody said."""

from pipeline.extract.lang.terms import Inflection, Introducer, Mood
from pipeline.extract.statements.carrying import actor_before, speaker_before, subject_before, text_before
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.predicates import find_predicates
from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import is_body, is_named, is_somebody
from pipeline.extract.statements.subjects import find_subject
from pipeline.extract.tags import COLON, COMMA, NOUN

_HEARD = ("hearsay", "evidential")  # in the indicative
_RECENT = 10  # drafts that are looked back at


def free_statement(reading: Reading, index: int, drafts: list[Draft]) -> Draft | None:
    """Return the sentence `index` as a free indirect statement, or None if no main clause is marked as one.

    What one of its `drafts` renders within it lies in it: „Ferner habe man bedacht, dass …“.
    """
    clauses = reading.clauses[index]
    marked = _first_marked(reading, index, drafts)
    if marked is None:
        return None
    k, kind = marked
    if not all(_is_of_voice(reading, index, d) or _is_aside(clauses, d) for d in drafts if _is_behind(d, clauses[k])):
        return None
    drafts = [d for d in drafts if not _is_behind(d, clauses[k])]
    low = k if _named_before(reading, clauses, k) else _start(clauses, k)
    start = index - (kind == "subjunctive" and not low and not drafts and _begins_weakly(reading, index))
    subject = [] if drafts or kind in _HEARD else subject_before(reading, start)
    acting = actor_before(reading, start) if subject else []
    is_likely = bool(acting) or is_named(reading, subject) or is_body(reading, subject)
    speaker = subject if is_likely else speaker_before(reading, start, drafts)
    named = _named_before(reading, clauses, k)
    if kind == "evidential":
        speaker = find_subject(reading, clauses, k)
    elif kind != "hearsay":
        speaker = named or _subject_within(reading, clauses, k) or speaker
    if kind == "weak" and not _goes_on(reading, index) and not _is_substitute(reading, index, clauses[k], bool(acting)):
        return None
    if kind == "subjunctive" and not (speaker or subject or drafts or reading.drafts):
        return None  # nobody has spoken yet: „Zur Anzeige aktiviere bitte …“
    begin = clauses[low].begin if low else reading.clauses[start][0].first
    quoted = next((m for m in range(k + 1, len(clauses)) if clauses[m].quotation and clauses[m].mark is COLON), None)
    last = clauses[quoted - 1].last if quoted is not None else reading.full_end_of(index)
    name = "free_indirect" if kind in _HEARD else "indirect_free_indirect"
    draft = Draft(name, "speech_or_writing", [(begin, last)], f"{reading.words.language}.mood.{kind}", index)
    draft.speaker = speaker or (text_before(reading, start) if kind == "subjunctive" else [])
    return draft


def _is_substitute(reading: Reading, index: int, clause: Clause, is_acting: bool) -> bool:
    """Whether a verb in the II stands for the I, which looks like the indicative: „Die Bauern hätten gewarnt.“.

    Somebody has spoken before, or acts so (`is_acting`), and something stands before it in its paragraph.
    """
    substitutes = reading.cues.frames["words.substitutes"]
    if clause.finite is None or reading.lowers[clause.finite] not in substitutes or not index:
        return False
    is_near = reading.sentence(index).paragraph == reading.sentence(index - 1).paragraph
    return is_near and (is_acting or bool(reading.drafts))


def _is_behind(draft: Draft, clause: Clause) -> bool:
    return draft.type == "indirect" and clause.first <= draft.first


def _is_aside(clauses: list[Clause], draft: Draft) -> bool:
    """Whether a relative clause names its source: „Man wolle den Bericht abwarten, der laut Klein bald vorliegt“."""
    clause = next((c for c in clauses if c.first <= draft.first < c.last), None)
    return clause is not None and clause.introducer == Introducer.RELATIVE and draft.rule.endswith("frame.preposition")


def _is_of_voice(reading: Reading, index: int, draft: Draft) -> bool:
    """Whether the cue of `draft`, a finite verb in the subjunctive, is told in the voice that its sentence goes on."""
    return any(c.mood == Mood.SUBJUNCTIVE and c.finite in draft.cue for c in reading.clauses[index])


def subordinate_statements(reading: Reading, index: int, drafts: list[Draft]) -> list[Draft]:
    """Subordinate clauses of sentence `index` that tell by their mood that somebody says so, in order.

    „Sie beklagt Kürzungen, die zu einem Mangel führten, weil Personal fehle“: no other of its `drafts` holds them.
    """
    clauses = reading.clauses[index]
    is_act = any(find_predicates(reading, clause) for clause in clauses if not clause.is_subordinate)
    held = [span for draft in drafts if draft.type != "reported" for span in draft.spans]
    found: list[Draft] = []
    for k in range(1, len(clauses)):
        clause = clauses[k]
        if not _is_told(reading, clause, is_act) or any(a < clause.last and clause.first < b for a, b in held):
            continue
        last = next((m for m in range(k + 1, len(clauses)) if not clauses[m].is_subordinate), len(clauses))
        span = (clause.first, clauses[last - 1].last)
        draft = Draft("indirect", "speech_or_writing", [span], f"{reading.words.language}.mood.subordinate", index)
        draft.speaker = _subject_within(reading, clauses, k)
        held.append(span)
        found.append(draft)
    return found


def _is_told(reading: Reading, clause: Clause, is_act: bool) -> bool:
    """Whether it is a relative clause or gives a reason, in the subjunctive I, or in the II beside an act of speech."""
    if clause.finite is None or clause.mark is not COMMA or reading.is_quoted(clause.finite):
        return False
    is_weak = is_act and reading.lowers[clause.finite] in reading.cues.frames["words.continuing"]
    if clause.mood != Mood.SUBJUNCTIVE and not is_weak:
        return False
    if not reading.cues.frames["words.first_person"].isdisjoint(reading.lowers[clause.first : clause.last]):
        return False
    is_reason = reading.lowers[clause.begin - 1] in reading.cues.frames["words.reasons"]
    return clause.introducer == Introducer.RELATIVE or (clause.introducer == Introducer.SUBORDINATOR and is_reason)


def _subject_within(reading: Reading, clauses: list[Clause], k: int) -> list[TokenSpan]:
    """Who continues in the same sentence: „Die Ministerin zweifelt an dem Plan: Sie habe …“."""
    main = [m for m in range(k) if clauses[m].is_main]
    if not main or clauses[main[-1]].mood == Mood.SUBJUNCTIVE:
        return []
    subject = find_subject(reading, clauses, main[-1])
    return subject if is_somebody(reading, subject) else []


def _named_before(reading: Reading, clauses: list[Clause], k: int) -> list[TokenSpan]:
    """Return who is named before a colon, without a verb: „Ministerin Anna Klein: Die Lage sei ernst.“."""
    if k != 1 or clauses[1].mark is not COLON or clauses[0].finite is not None or clauses[0].quotation is not None:
        return []
    span = (clauses[0].first, clauses[0].last)
    phrase = next(iter(reading.phrases_in(span[0], span[0] + 1)), None)
    is_whole = phrase is not None and phrase.reach >= span[1] and not phrase.is_pronoun
    return [span] if is_whole and is_somebody(reading, [span]) else []


def _begins_weakly(reading: Reading, index: int) -> bool:
    """Whether the sentence before is in the subjunctive II and no words yet: this one tells that it is somebody's."""
    if not index or reading.sentence(index).paragraph != reading.sentence(index - 1).paragraph:
        return False
    clauses = reading.clauses[index - 1]
    if not clauses or any(d.sentence == index - 1 for d in reading.drafts[-_RECENT:]):
        return False
    main = next((c for c in clauses if c.finite is not None and not c.introducer), None)
    verb = None if main is None or main.quotation is not None else main.finite
    if verb is None or reading.is_quoted(verb):
        return False
    weak = reading.cues.frames["words.continuing"] | reading.cues.frames["words.ambiguous_mood"]
    return reading.lowers[verb] in weak


def _start(clauses: list[Clause], k: int) -> int:
    """The clause that the main clause `k` begins with: its first field, set off by commas („Da es regne, sei …“)."""
    low = k
    if clauses[k].finite != clauses[k].begin or clauses[k].is_coordinated or clauses[k].mark is not COMMA:
        return k
    while (
        low
        and clauses[low - 1].quotation is None
        and (clauses[low - 1].is_subordinate or clauses[low - 1].finite is None)
    ):
        low -= 1
    return low


def _first_marked(reading: Reading, index: int, drafts: list[Draft]) -> tuple[int, str] | None:
    """Return the first main clause that is marked as somebody's words, and how: subjunctive, weak, evidential, hearsay.

    It is none that another of the `drafts` renders.

    Evidential is wollen with a perfect infinitive, which the subject claims; hearsay is soll with a perfect
    infinitive, or any soll right after a statement (what was announced continues).
    """
    clauses, lowers, frames = reading.clauses[index], reading.lowers, reading.cues.frames
    for k, clause in enumerate(clauses):
        if (
            clause.quotation is not None
            or clause.introducer
            or clause.finite is None
            or reading.is_quoted(clause.finite)
            or lowers[clause.finite] in frames["prepositions.after"]  # „Einem Insider zufolge, der …“
            or _is_idiom(reading, clause.finite)
        ):
            continue
        if any(d.type != "direct" and d.first <= clause.finite < d.last for d in drafts):
            continue
        lower = lowers[clause.finite]
        if not frames["words.first_person"].isdisjoint(lowers[clause.first : clause.last]):
            return None
        if k == 0 and clause.finite == clause.begin:  # a question, a wish, „Sei es …“
            return None
        if clause.mood == Mood.SUBJUNCTIVE:
            return k, "subjunctive"
        if lower in frames["words.continuing"]:
            return k, "weak"
        if lower in frames["words.reportive"] and (_is_perfect(reading, clauses, k) or _goes_on(reading, index)):
            return k, "hearsay"
        if lower in frames["words.evidential"] and not drafts and _is_claim(reading, clauses, k):
            return k, "evidential"
    return None


def _is_idiom(reading: Reading, verb: int) -> bool:
    """Whether a verb belongs to words that say nothing together: „es sei denn, …“."""
    lowers, cues = reading.lowers, reading.cues
    if lowers[verb] not in cues.idiom_words:
        return False
    return any(
        tuple(lowers[first : first + len(words)]) == words
        for words in cues.idioms
        for first in range(max(0, verb - len(words) + 1), verb + 1)
    )


def _is_perfect(reading: Reading, clauses: list[Clause], k: int) -> bool:
    """Whether soll governs a perfect infinitive (soll … getötet haben) and so is hearsay beyond doubt."""
    lowers, closing = reading.lowers, reading.cues.frames["auxiliaries.closing"]
    end = next((c for c in clauses[k : k + 3] if lowers[c.last - 1] in closing and c.last - 1 != c.finite), None)
    return end is not None and not _is_state(reading, clauses, k, end.last - 1)


def _is_claim(reading: Reading, clauses: list[Clause], k: int) -> bool:
    """Whether somebody claims by wollen and a perfect infinitive: „Der Zeuge will den Wagen gesehen haben“.

    It is none behind a term: „Bis Mai will die Firma die Halle gebaut haben“.
    """
    frames, lowers = reading.cues.frames, reading.lowers
    clause = clauses[k]
    last = clause.last - 1
    if clause.finite is None or last - 2 < clause.finite or lowers[last] not in frames["auxiliaries.perfect"]:
        return False
    if not frames["words.terms"].isdisjoint(lowers[clause.first : clause.last]):
        return False
    if lowers[last] in frames["auxiliaries.state"]:
        is_perfect = lowers[last - 1].endswith(tuple(frames["words.moved"]))
    else:
        readings = reading.words.verbs.get(lowers[last - 1]) or reading.cues.forms.get(lowers[last - 1]) or []
        is_perfect = any(form.kind == Inflection.PARTICIPLE for form in readings)
    return is_perfect and is_somebody(reading, find_subject(reading, clauses, k))


def _is_state(reading: Reading, clauses: list[Clause], k: int, verb: int) -> bool:
    """Whether soll governs what a thing is to be („Der Eintritt soll frei sein“): a plan, and no hearsay.

    The infinitive `verb` is sein, behind no noun and no participle that has its perfect with it; of somebody it is
    hearsay.
    """
    frames, lowers = reading.cues.frames, reading.lowers
    if lowers[verb] not in frames["auxiliaries.state"] or reading.tags[verb - 1] is NOUN:
        return False
    if lowers[verb - 1].endswith(tuple(frames["words.moved"])):
        return False
    return not is_somebody(reading, find_subject(reading, clauses, k))


def _goes_on(reading: Reading, index: int) -> bool:
    """Whether the sentence before, in the same paragraph, holds or ends somebody's words, or tells of them."""
    if index == 0 or reading.sentence(index).paragraph != reading.sentence(index - 1).paragraph:
        return False
    return any(d.sentence == index - 1 for d in reading.drafts[-_RECENT:])

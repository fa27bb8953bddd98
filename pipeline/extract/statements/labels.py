"""Who a label before a colon names: „Petra Klein, Chefin der Werft: ‚…‘“, „Die Ministerin zur Kritik: ‚…‘“."""

from pipeline.extract.lang.terms import Mood
from pipeline.extract.name_lists import CITY, SURNAME, codes_of
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.statements.reading import Reading, TokenSpan
from pipeline.extract.statements.somebody import comes_from, is_explained, is_named, is_somebody, is_text
from pipeline.extract.statements.subjects import find_subject
from pipeline.extract.tags import ADVERB, COMMA, NUMBER, SENTENCE_MARKS


def label_before(reading: Reading, index: int, k: int) -> list[TokenSpan]:
    """Return who is named before the colon that clause `k` of sentence `index` stands behind; none for a topic."""
    return name_before(reading, index, k) or _said_before(reading, index, k)


def name_before(reading: Reading, index: int, k: int) -> list[TokenSpan]:
    """The name at the start of the sentence and the phrase that explains it: „Petra Klein, Chefin der Werft:“."""
    clauses = reading.clauses[index]
    if k < 2 or any(c.finite is not None or c.quotation is not None for c in clauses[:k]):
        return []
    if any(c.mark is not COMMA or c.is_subordinate for c in clauses[1:k]):
        return []
    name = next(iter(reading.phrases_in(clauses[0].begin, clauses[0].last)), None)
    if name is None or name.first != clauses[0].begin or name.reach < clauses[0].last:
        return []
    behind = next(iter(reading.phrases_in(clauses[1].begin, clauses[1].last)), None)
    is_office = behind is not None and is_explained(reading, name, behind)
    if not is_office and not is_named(reading, [(name.first, name.last)]):
        return []
    last = k
    while last > 1 and not _is_nominal(reading, clauses[last - 1]):
        last -= 1  # „Petra Klein, Chefin der Werft, auf Anfrage: ‚…‘“
    return [reading.trim((name.first, clauses[last - 1].last))]


def _is_nominal(reading: Reading, clause: Clause) -> bool:
    """Whether a part between commas begins with a phrase or a number, as what explains a name does."""
    first = next(iter(reading.phrases_in(clause.begin, clause.last)), None)
    return reading.tags[clause.begin] is NUMBER or (first is not None and first.first == clause.begin)


def without_topic(reading: Reading, label: TokenSpan) -> TokenSpan:
    """Cut off what a label without a verb is about: „Ministerin Klein zur Kritik“."""
    first, last = label
    topic = (i for i in range(first + 1, last) if reading.lowers[i] in reading.cues.frames["words.regarding"])
    return first, next(topic, last)


def _said_before(reading: Reading, index: int, k: int) -> list[TokenSpan]:
    """The subject before the colon; a bare phrase only where it may speak: no topic („Hafenausbau: ‚…‘“)."""
    subject = _subject_before(reading, index, k)
    clauses = reading.clauses[index]
    if not subject or any(c.finite is not None for c in clauses[:k]):
        return subject
    if is_somebody(reading, subject):
        return [without_topic(reading, subject[0]), *subject[1:]]
    phrase = next(iter(reading.phrases_in(subject[0][0], subject[0][0] + 1)), None)
    is_source = phrase is not None and (phrase.is_definite or is_text(reading, phrase))
    return subject if is_source or _is_surname(reading, index, k, subject[0]) else []


def _subject_before(reading: Reading, index: int, k: int) -> list[TokenSpan]:
    """Return the subject of the last main clause before clause `k` that is nobody's words itself."""
    clauses = reading.clauses[index]
    main = [m for m in range(k) if clauses[m].is_main] or [k - 1]
    own = [m for m in main if clauses[m].mood != Mood.SUBJUNCTIVE] or main
    return comes_from(reading, clauses[own[-1]]) or find_subject(reading, clauses, own[-1])


def _is_surname(reading: Reading, index: int, k: int, label: TokenSpan) -> bool:
    """Whether a word alone before a whole sentence is a surname, and no heading: „Holm: ‚Das ist falsch.‘“."""
    clauses = reading.clauses[index]
    quotation, first = clauses[k].quotation, label[0]
    is_whole = quotation is not None and reading.tags[quotation.last - 2] in SENTENCE_MARKS
    behind = range(first + 1, clauses[k - 1].last)  # „Klein weiter: ‚…‘“
    if not is_whole or first != clauses[k - 1].begin or any(reading.tags[i] is not ADVERB for i in behind):
        return False
    if reading.lowers[first] in (*reading.cues.frames["words.headings"], *reading.cues.source_nouns):
        return False
    codes = codes_of(reading.doc.tokens.forms[first])
    return SURNAME in codes and CITY not in codes

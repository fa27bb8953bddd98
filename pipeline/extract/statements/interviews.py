"""Interviews: each answer is one direct statement of the person interviewed; questions are left out.

Turns are told by labels at the start of lines (“Petersen: …”, “SPIEGEL: …?”), of both or of the answers alone, or by
questions that are paragraphs of their own and are put to somebody. Lists of questions that nobody is asked (FAQs) are
none. What several people say in turn, in parliament or on a stage, counts as answers, too.
"""

import re
from bisect import bisect_right
from collections import Counter
from itertools import pairwise

from pipeline.extract.statements.reading import Draft, Reading, TokenSpan
from pipeline.extract.statements.somebody import is_named, is_somebody
from pipeline.extract.tokens import PARAGRAPH_BREAK
from pipeline.extract.value_class import value_class

# A label: up to five words with capitals (or particles), perhaps a party in brackets, and a colon at the start of a
# line, perhaps set in bold.
_WORD = r"[^\W\d_][\w.’'-]{0,29}"
_PARTY = r"(?: \([^()\n]{1,30}\))?"
_LABEL = re.compile(rf"^[*_]{{0,2}}({_WORD}(?: {_WORD}){{0,4}}){_PARTY}:[*_]{{0,2}}[ \t]{{1,8}}(?=\S)", re.MULTILINE)
_MIN_TURNS = 4  # labelled lines
_MIN_QUESTIONS = 2
_MAX_SENTENCES = 3  # of a question that is a paragraph
_MAX_TURNS = 400  # of one text; keeps hostile input linear


@value_class
class Turn:
    """What stands between one label and the next: the label's tokens, and the words' tokens `first` to `last`."""

    label: TokenSpan
    first: int
    last: int
    name: str
    is_question: bool


def interview_statements(reading: Reading) -> list[Draft]:
    """The answers of an interview as drafts, in order; none where the text is no interview."""
    turns = _labelled(reading)
    names = Counter(turn.name for turn in turns)
    asked = Counter(turn.name for turn in turns if turn.is_question)
    askers = {name for name, n in asked.items() if n >= _MIN_QUESTIONS and 2 * n >= names[name]}
    answers = [turn for turn in turns if turn.name not in askers]
    if len(turns) >= _MIN_TURNS and askers and len(answers) >= _MIN_QUESTIONS:
        speaker = _teaser_name(reading, turns[0].label[0])
        labels = reading.cues.frames["words.answer_labels"]
        return [_answer(reading, t.first, t.last, speaker if t.name in labels else t.label) for t in answers]
    return _answers_labelled(reading, turns) or _in_turn(reading, turns) or _unlabelled(reading)


def _labelled(reading: Reading) -> list[Turn]:
    """The turns whose lines begin with a label; `name` is the label's last word in lower case."""
    tokens = reading.doc.tokens
    found = [match for match in _LABEL.finditer(reading.doc.text) if _is_label(reading, match.group(1))][:_MAX_TURNS]
    turns: list[Turn] = []
    bounds = [*(match.start() for match in found), len(reading.doc.text)]
    for match, end in zip(found, bounds[1:], strict=True):
        label = (tokens.first_from(match.start(1)), tokens.first_from(match.end(1)))
        first, last = _tokens_between(reading, match.end(), end)
        if end == bounds[-1]:  # what follows the last answer's paragraph is no answer
            last = next((i for i in range(first, last) if tokens.forms[i] == PARAGRAPH_BREAK), last)
        if first < last:
            words = match.group(1).split()
            turns.append(Turn(label, first, last, words[-1].lower(), tokens.forms[last - 1] == "?"))
    return turns


def _answers_labelled(reading: Reading, turns: list[Turn]) -> list[Draft]:
    """The answers where they alone have labels, all of one person: before each stands its question, a paragraph."""
    if len({turn.name for turn in turns}) != 1:
        return []
    paragraphs, forms = _paragraphs(reading), reading.doc.tokens.forms
    firsts = [first for first, _ in paragraphs]
    numbers = [bisect_right(firsts, turn.label[0]) - 1 for turn in turns]
    asked = [paragraphs[number - 1] for number in dict.fromkeys(numbers) if number]
    n_asking = sum(forms[last - 1] == "?" and _is_short(reading, first, last) for first, last in asked)
    least = 1 if is_named(reading, [turns[0].label]) and _is_asked(reading, asked) else _MIN_QUESTIONS
    if len(asked) < len(turns) or n_asking < least:
        return []
    # What follows the last answer's paragraph is no answer; before the others the next question stands.
    stops = [max(number, following - 2) for number, following in pairwise(numbers)] + numbers[-1:]
    return [
        _answer(reading, turn.first, paragraphs[stop][1], turn.label) for turn, stop in zip(turns, stops, strict=True)
    ]


def _in_turn(reading: Reading, turns: list[Turn]) -> list[Draft]:
    """What people say in turn whose labels name them: one asks another, comes up again, or speaks of oneself."""
    labels, own = reading.cues.frames["words.answer_labels"], reading.cues.frames["words.of_oneself"]
    people = [turn for turn in turns if turn.name in labels or is_somebody(reading, [turn.label])]
    names = Counter(turn.name for turn in people)
    asked = Counter(turn.name for turn in people if turn.is_question)
    answers = [turn for turn in people if 2 * asked[turn.name] < names[turn.name]]
    is_answered = any(a.is_question and a.name != b.name for a, b in pairwise(turns))
    is_personal = any(reading.lowers[i] in own for turn in answers for i in range(turn.first, turn.last))
    is_talk = len(names) > 1 and (max(names.values()) > 1 or is_personal)
    if not (is_talk or (is_answered and answers)):
        return []
    speaker = _teaser_name(reading, turns[0].label[0])
    return [_answer(reading, t.first, t.last, speaker if t.name in labels else t.label) for t in answers]


def _is_label(reading: Reading, label: str) -> bool:
    particles = reading.cues.frames["words.label_particles"]
    return all(word[0].isupper() or word.lower() in particles for word in label.split())


def _tokens_between(reading: Reading, start: int, end: int) -> TokenSpan:
    """The tokens between two code points, without the paragraph breaks at their end."""
    tokens = reading.doc.tokens
    first, last = tokens.first_from(start), tokens.first_from(end)
    while last > first and tokens.forms[last - 1] == PARAGRAPH_BREAK:
        last -= 1
    return first, last


def _unlabelled(reading: Reading) -> list[Draft]:
    """The answers between questions that are paragraphs of their own, where somebody is asked and says “I” or “we”."""
    paragraphs = _paragraphs(reading)
    forms = reading.doc.tokens.forms
    is_question = [forms[last - 1] == "?" and _is_short(reading, first, last) for first, last in paragraphs]
    questions = [i for i, asks in enumerate(is_question) if asks]
    if len(questions) < _MIN_QUESTIONS or not _is_asked(reading, [paragraphs[i] for i in questions]):
        return []
    answers: list[TokenSpan] = []
    for number, i in enumerate(questions):
        stop = questions[number + 1] if number + 1 < len(questions) else min(i + 2, len(paragraphs))
        if i + 1 < stop:
            answers.append((paragraphs[i + 1][0], paragraphs[stop - 1][1]))
    own = reading.cues.frames["words.of_oneself"]
    is_personal = any(reading.lowers[t] in own for first, last in answers for t in range(first, last))
    if len(answers) < _MIN_QUESTIONS or not is_personal:
        return []
    speaker = _teaser_name(reading, paragraphs[questions[0]][0]) or _asked_name(reading, paragraphs[questions[0]])
    return [_answer(reading, first, last, speaker) for first, last in answers]


def _paragraphs(reading: Reading) -> list[TokenSpan]:
    forms = reading.doc.tokens.forms
    breaks = [i for i, form in enumerate(forms) if form == PARAGRAPH_BREAK]
    begins = [0, *(i + 1 for i in breaks)]
    return [(a, b) for a, b in zip(begins, [*breaks, len(forms)], strict=True) if a < b]


def _is_short(reading: Reading, first: int, last: int) -> bool:
    return reading.doc.sentence_at(last - 1) - reading.doc.sentence_at(first) < _MAX_SENTENCES


def _is_asked(reading: Reading, questions: list[TokenSpan]) -> bool:
    """Whether a question is put to somebody: by name and title, or by a pronoun of address."""
    frames, forms = reading.cues.frames, reading.doc.tokens.forms
    for first, last in questions:
        for i in range(first, last):
            is_title = reading.lowers[i] in frames["words.address_titles"] and forms[i][0].isupper()
            is_pronoun = forms[i] in frames["words.address_pronouns"] and (i > first or forms[i].islower())
            if (is_title and i + 1 < last and forms[i + 1][0].isupper()) or is_pronoun:
                return True
    return False


def _teaser_name(reading: Reading, before: int) -> TokenSpan | None:
    """The first person named before token `before`, with a name of several words if there is one."""
    people = [n for n in reading.names if n.kind == "person" and n.last <= before]
    full = [n for n in people if n.last - n.first > 1] or people
    return (full[0].first, full[0].last) if full else None


def _asked_name(reading: Reading, question: TokenSpan) -> TokenSpan | None:
    first, last = question
    phrases = [p for p in reading.phrases_in(first, last) if is_named(reading, [(p.first, p.last)])]
    return (phrases[0].first, phrases[0].last) if phrases else None


def _answer(reading: Reading, first: int, last: int, speaker: TokenSpan | None) -> Draft:
    rule = f"{reading.words.language}.interview.answer"
    draft = Draft("direct", "speech", [(first, last)], rule, reading.doc.sentence_at(first))
    draft.priority = 1  # a label says more than the “we” of a single sentence
    if speaker is not None:
        draft.speaker = [speaker]
        if speaker[1] <= first <= speaker[1] + 4:
            draft.frame = [(speaker[0], first)]
    return draft

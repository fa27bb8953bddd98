"""Tags and phrases where the verb comes second: cue verbs are no attributes, and a medium is spoken to."""

from collections.abc import Iterator
from dataclasses import replace

from pipeline.extract.dictionary import load_dictionary
from pipeline.extract.lang.terms import FINITE_FORMS, Case, Inflection
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.reading import Reading
from pipeline.extract.tags import (
    ADJECTIVE,
    ADJECTIVE_OR_NOUN,
    ADVERB,
    CLAUSE_MARKS,
    CLOSING_BRACKET,
    COMMA,
    COORDINATOR,
    DETERMINER_OR_ADJECTIVE,
    DETERMINER_OR_PRONOUN,
    FINITE,
    NOUN,
    NUMBER,
    OPENING_BRACKET,
    OPENS_SUBJECT,
    OTHER_WORD,
    PARAGRAPH_BREAK,
    PREPOSITION,
    PRONOUN,
    QUOTATION_MARK,
    SENTENCE_MARKS,
    SUBORDINATOR,
    UNLISTED,
    VERB,
    preposition_before,
)

_BEFORE_ANAPHOR = SENTENCE_MARKS | {PARAGRAPH_BREAK}
_BEFORE_FRONTED = _BEFORE_ANAPHOR | {ADVERB, COORDINATOR}
_FIELD = frozenset({ADVERB, PRONOUN})  # words that may be all that stands before the verb
_AFTER_VERB = OPENS_SUBJECT | {PREPOSITION, ADVERB, NUMBER}

_PART_ENDS = SENTENCE_MARKS | CLAUSE_MARKS | {OPENING_BRACKET, CLOSING_BRACKET, QUOTATION_MARK, PARAGRAPH_BREAK}
_MAX_LINKS = 6  # phrases that may hang on one another


def tag_verbs(reading: Reading) -> None:
    """Tag finite cue verbs that the closed classes do not know, and preterites that no lexicon knows."""
    _tag_cues(reading)
    _part_from_attributes(reading)
    _tag_subjunctives(reading)
    _tag_first_verbs(reading)
    _tag_anaphors(reading)


def _tag_subjunctives(reading: Reading) -> None:
    """Tag a verb in the subjunctive I that no lexicon has where the field before it is one word: „Zudem erfolge …“.

    The dictionary has its infinitive and third person, and not all endings of an adjective: „Auch neue Rohre …“.
    """
    tags, endings = reading.tags, reading.words.lists.subjunctive_endings
    for i in range(1, len(tags) - 1):
        if tags[i] not in UNLISTED or tags[i - 1] not in _FIELD or tags[i + 1] not in _AFTER_VERB:
            continue
        is_second = i == 1 or tags[i - 2] in _BEFORE_FRONTED
        if is_second and reading.lowers[i].endswith(endings) and _is_present(reading, reading.lowers[i]):
            tags[i] = VERB


def _tag_first_verbs(reading: Reading) -> None:
    """Tag a verb that no lexicon has where it begins a main clause: „Als sie das sagte, tauschte er …“."""
    tags = reading.tags
    for i in range(1, len(tags) - 1):
        is_first = tags[i] in UNLISTED and tags[i - 1] is COMMA and tags[i + 1] in DETERMINER_OR_PRONOUN
        if is_first and _is_indicative(reading, reading.lowers[i]):
            tags[i] = VERB


def _is_indicative(reading: Reading, form: str) -> bool:
    """Whether a form has the ending of a present or preterite behind the stem of a verb that the dictionary has."""
    lists, known = reading.words.lists, load_dictionary(reading.words.language)
    endings = (e for e in lists.finite_endings if e not in lists.subjunctive_endings and form.endswith(e))
    stems = [form.removesuffix(ending) for ending in endings]
    if form not in known or any(all(stem + e in known for e in lists.attribute_endings) for stem in stems):
        return False
    return any(stem + of[0] in known and stem + of[1] in known for stem in stems for of in _conjugations(reading))


def _conjugations(reading: Reading) -> Iterator[tuple[str, str, str]]:
    """Yield endings of the subjunctive I, of the infinitive and of the third person that go together."""
    return zip(*[iter(reading.words.lists.present_endings)] * 3, strict=True)


def _is_present(reading: Reading, form: str) -> bool:
    """Whether a form in small letters is by its endings one of a verb in the subjunctive I, and of no adjective."""
    lists, known = reading.words.lists, load_dictionary(reading.words.language)
    stem = form[:-1]
    if all(stem + ending in known for ending in lists.attribute_endings):
        return False
    return any(
        form.endswith(subjunctive)
        and form.removesuffix(subjunctive) + infinitive in known
        and form.removesuffix(subjunctive) + third in known
        for subjunctive, infinitive, third in _conjugations(reading)
    )


def _tag_cues(reading: Reading) -> None:
    """Tag finite cue verbs that the closed classes do not know, so that no phrase takes them for adjectives."""
    tags, forms = reading.tags, reading.cues.forms
    for i, lower in enumerate(reading.lowers):
        if lower not in forms:
            continue
        tag = tags[i]
        is_free = tag in UNLISTED or (tag is NOUN and reading.doc.tokens.forms[i].islower())
        is_free = is_free and (i == 0 or tags[i - 1] not in DETERMINER_OR_ADJECTIVE or _is_anaphor(reading, i - 1))
        if is_free and any(form.kind in FINITE_FORMS for form in forms[lower]):
            tags[i] = VERB
        elif tag in ADJECTIVE_OR_NOUN and _is_fronted_participle(reading, i):
            tags[i] = OTHER_WORD


def _is_fronted_participle(reading: Reading, i: int) -> bool:
    """Whether token `i` is a cue's participle before its auxiliary in the passive: „Kritisiert wird, dass …“."""
    if not any(form.kind == Inflection.PARTICIPLE for form in reading.cues.forms.get(reading.lowers[i], ())):
        return False
    auxiliary = reading.words.auxiliaries.get(reading.lowers[i + 1]) if i + 1 < len(reading.lowers) else None
    is_passive = auxiliary is not None and auxiliary.lemma in reading.cues.frames["auxiliaries.passive"]
    return is_passive and (i == 0 or reading.tags[i - 1] in _BEFORE_FRONTED)


def _is_anaphor(reading: Reading, i: int) -> bool:
    """Whether token `i` is „das“ or „dies“ at the start of a sentence, before its verb."""
    if reading.lowers[i] not in reading.cues.frames["words.anaphors"] or reading.tags[i + 1] is NOUN:
        return False
    is_behind = i > 1 and reading.tags[i - 1] is QUOTATION_MARK and reading.tags[i - 2] in SENTENCE_MARKS
    return i == 0 or is_behind or reading.tags[i - 1] in _BEFORE_ANAPHOR


def _tag_anaphors(reading: Reading) -> None:
    """Tag „das“ or „dies“ before a cue as a pronoun where no other verb follows: „Das meldete Reuters“.

    „Das bestätigte Urteil ist …“ has an attribute.
    """
    tags, forms = reading.tags, reading.cues.forms
    for i in range(1, len(tags)):
        if tags[i] is not VERB or not _is_anaphor(reading, i - 1):
            continue
        if not any(form.kind in FINITE_FORMS for form in forms.get(reading.lowers[i], ())):
            continue
        last = next((k for k in range(i + 1, len(tags)) if tags[k] in _PART_ENDS), len(tags))
        if not any(tags[k] in FINITE for k in range(i + 1, last)):
            tags[i - 1] = PRONOUN


def _part_from_attributes(reading: Reading) -> None:
    """Tag what ends like a preterite as no attribute where a part of a sentence has no verb: „Sie töteten viele“.

    It stands right behind a noun or pronoun. „von Rebellen zerstörten Häusern“ has an attribute all the same.
    """
    first = 0
    for last, tag in enumerate((*reading.tags, PARAGRAPH_BREAK)):
        if tag in _PART_ENDS:
            if FINITE.isdisjoint(reading.tags[first:last]):
                _tag_preterite(reading, first, last)
            first = last + 1


def _tag_preterite(reading: Reading, first: int, last: int) -> None:
    """Tag the first word between `first` and `last` that may be the verb as unknown."""
    tags, lists = reading.tags, reading.words.lists
    for i in range(first + 1, last):
        is_verbal = (
            tags[i] is ADJECTIVE and tags[i - 1] in (NOUN, PRONOUN) and reading.lowers[i].endswith(lists.finite_endings)
        )
        is_plural = is_verbal and reading.lowers[i].endswith(lists.infinitive_endings)
        is_measured = i - 1 > first and tags[i - 2] is NUMBER  # „17 Jahre alte Schüler“
        if not is_verbal or is_measured or (is_plural and i + 1 == last):
            continue
        preposition = (
            preposition_before(tags, i - 1, first) if i + 1 < last and tags[i + 1] in ADJECTIVE_OR_NOUN else None
        )
        if preposition is not None and preposition > first:
            continue  # „die von Rebellen zerstörten Häuser“, not „Gegen Mittag zerstörten Rebellen“
        tags[i] = OTHER_WORD
        return


def part_phrases(reading: Reading) -> None:
    """Let no speaker beside a cue verb have the medium or authority with it that is spoken to or in.

    So „sagte Klein der Zeitung“, „sagte Klein im ZDF“, „wie Klein der Zeitung sagte“, „sagte der Zeuge der Polizei“. A
    noun of somebody who belongs to a medium keeps it: „sagte der Chefredakteur der Zeitung“.
    """
    frames = reading.cues.frames
    belonging, within = tuple(frames["words.belonging"]), frames["words.in_media"]
    for k, phrase in enumerate(reading.phrases):
        if phrase.reach == phrase.last or not _is_beside_cue(reading, phrase):
            continue
        links = [p for p in reading.phrases[k + 1 : k + 1 + _MAX_LINKS] if p.first < phrase.reach]
        for owner, link in zip([phrase, *links], links, strict=False):
            begin = link.first if link.preposition is None else link.preposition
            is_spoken_to = link.preposition is None and link.can_be(Case.DATIVE)
            is_spoken_in = link.preposition is not None and reading.lowers[begin] in within
            is_next = begin == owner.last and (is_spoken_to or is_spoken_in)
            is_medium = reading.is_medium(link) and not reading.lowers[owner.head].endswith(belonging)
            if is_next and (is_medium or (is_spoken_to and _is_authority_of_others(reading, owner, link))):
                _end_before(reading, k, link, begin)
                break


def _is_authority_of_others(reading: Reading, owner: NounPhrase, link: NounPhrase) -> bool:
    """Whether `link` is an authority that `owner`, somebody by name or one of the people, does not belong to."""
    frames = reading.cues.frames
    if not reading.lowers[link.head].endswith(tuple(frames["words.authorities"])):
        return False
    is_person = owner.last - 1 in reading.name_ends and any(
        i in reading.person_firsts for i in range(owner.first, owner.last)
    )
    lower = reading.lowers[owner.last - 1]
    return is_person or lower in frames["words.outsiders"] or lower.endswith(tuple(frames["words.outsider_endings"]))


def _is_beside_cue(reading: Reading, phrase: NounPhrase) -> bool:
    """Whether a phrase stands right behind a cue verb, or ends before one at the end of its clause."""
    before, lowers, forms = phrase.first - 1, reading.lowers, reading.cues.forms
    if before < 0:
        return False
    is_final = reading.tags[before] is SUBORDINATOR and phrase.reach < len(lowers)
    return lowers[before] in forms or (is_final and lowers[phrase.reach] in forms)


def _end_before(reading: Reading, k: int, link: NounPhrase, begin: int) -> None:
    """Let phrase `k` and those that hang on it, up to `link`, end where token `begin` does."""
    end = reading.doc.tokens.ends[begin - 1]
    while reading.phrases[k] is not link:
        phrase = reading.phrases[k]
        if phrase.reach > begin:
            reading.phrases[k] = replace(phrase, reach=begin, reach_end=end)
        k += 1

"""Verb forms from principal parts: what a lexicon that names a verb once needs to know it in a text.

Kinds of forms: F finite (indicative or subjunctive II), K subjunctive I, P participle, I infinitive, Z infinitive
with its zu inside (mitzuteilen). Numbers: s, p, or empty where the form does not tell.
"""

from collections.abc import Callable, Iterator
from typing import NamedTuple


class VerbForm(NamedTuple):
    """A form of `lemma`. A finite form of a separable verb stands apart from its `particle`, else that is empty."""

    lemma: str
    kind: str
    number: str
    particle: str


def conjugate_german(
    lemma: str, parts: str | None, particle: str, inseparable: tuple[str, ...]
) -> Iterator[tuple[str, VerbForm]]:
    """Yield the forms of the verb `particle` + `lemma`.

    `parts` are the principal parts of a strong one (`lang/de/verbs.toml`).
    """
    stem = lemma[:-2] if lemma.endswith("en") else lemma[:-1]
    needs_e = stem.endswith(("t", "d", "ffn", "chn", "tm", "dn", "gn", "ckn"))
    present = stem + ("et" if needs_e else "t")
    if parts:
        third, past, participle, *rest = parts.split()
    else:
        third, past = present, stem + ("ete" if needs_e else "te")
        bare = lemma.endswith("ieren") or lemma.startswith(inseparable)
        participle, rest = ("" if bare else "ge") + present, []
    past_plural = past + ("n" if past.endswith("e") else "en")
    finite = [(third, "F", "s"), (lemma, "F", "p"), (past, "F", "s"), (past_plural, "F", "p")]
    if stem + "e" != past:
        finite.append((stem + "e", "K", "s"))
    for subjunctive in rest:
        finite += [(subjunctive, "F", "s"), (subjunctive + "n", "F", "p")]
    whole = particle + lemma
    for form, kind, number in finite:
        yield form, VerbForm(whole, kind, number, particle)
        if particle:
            yield particle + form, VerbForm(whole, kind, number, "")
    yield particle + participle, VerbForm(whole, "P", "", "")
    yield whole, VerbForm(whole, "I", "", "")
    if particle:
        yield particle + "zu" + lemma, VerbForm(whole, "Z", "", "")


def conjugate_english(
    lemma: str, parts: str | None, particle: str, inseparable: tuple[str, ...]
) -> Iterator[tuple[str, VerbForm]]:
    """Yield the forms of the verb `lemma`, with its `particle` after it.

    `parts` are the principal parts of an irregular one.
    """
    gerunds: list[str] = []
    if parts:
        third, past, participle, *gerunds = parts.split()
    else:
        is_y = lemma.endswith("y") and lemma[-2] not in "aeou"
        third = lemma[:-1] + "ies" if is_y else lemma + ("es" if lemma.endswith(("s", "sh", "ch", "x")) else "s")
        past = participle = lemma[:-1] + "ied" if is_y else lemma + ("d" if lemma.endswith("e") else "ed")
    whole = f"{lemma} {particle}".strip()
    is_doubled = past == lemma + lemma[-1] + "ed"  # admitted, admitting
    stem = lemma[:-1] if lemma.endswith("e") and not lemma.endswith("ee") else lemma
    gerund = gerunds[0] if gerunds else stem + (lemma[-1] if is_doubled else "") + "ing"
    yield third, VerbForm(whole, "F", "s", particle)
    yield lemma, VerbForm(whole, "I", "p", particle)
    yield past, VerbForm(whole, "F", "", particle)
    if participle != past:
        yield participle, VerbForm(whole, "P", "", particle)
    yield gerund, VerbForm(whole, "G", "", particle)


Conjugate = Callable[[str, str | None, str, tuple[str, ...]], Iterator[tuple[str, VerbForm]]]
CONJUGATIONS: dict[str, Conjugate] = {"de": conjugate_german, "en": conjugate_english}


def lemma_of(language: str, verb: str) -> str:
    """The lemma of a verb written with a bar, as its forms name it: mit|teilen → mitteilen, out|point → point out."""
    particle, _, lemma = verb.rpartition("|")
    return next(CONJUGATIONS[language](lemma, None, particle, ()))[1].lemma


def conjugate_all(
    language: str, verbs: list[str], principal_parts: dict[str, str], inseparable: tuple[str, ...]
) -> dict[str, list[VerbForm]]:
    """Return the forms of `verbs` by form, lower case. A separable verb is written with a bar: `mit|teilen`.

    Principal parts are looked up for the verb itself, then for the longest strong verb that it ends in (versprechen).
    """
    conjugate = CONJUGATIONS[language]
    forms: dict[str, list[VerbForm]] = {}
    for verb in verbs:
        particle, _, lemma = verb.rpartition("|")
        for form, reading in conjugate(lemma, _parts(lemma, principal_parts, inseparable), particle, inseparable):
            readings = forms.setdefault(form, [])
            if reading not in readings:
                readings.append(reading)
    return forms


def _parts(lemma: str, principal_parts: dict[str, str], inseparable: tuple[str, ...]) -> str | None:
    if lemma in principal_parts:
        return principal_parts[lemma]
    for prefix in inseparable:
        base = lemma[len(prefix) :]
        if lemma.startswith(prefix) and base in principal_parts:
            third, past, participle, *rest = principal_parts[base].split()
            bare = participle.removeprefix("ge") if base != "essen" and not base.startswith("ge") else participle
            return " ".join([prefix + third, prefix + past, prefix + bare, *(prefix + form for form in rest)])
    return None

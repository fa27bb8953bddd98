"""Verb forms from principal parts: what a lexicon that names a verb once needs to know it in a text."""

from pipeline.extract.lang.morphology import Morphology, VerbForm, load_morphology


def lemma_of(language: str, verb: str) -> str:
    """The lemma of a verb written with a bar, as its forms name it: mit|teilen → mitteilen, out|point → point out."""
    particle, _, lemma = verb.rpartition("|")
    return next(load_morphology(language).conjugate(lemma, None, particle, ()))[1].lemma


def conjugate_all(
    language: str, verbs: list[str], principal_parts: dict[str, str], inseparable: tuple[str, ...]
) -> dict[str, list[VerbForm]]:
    """Return the forms of `verbs` by form, lower case. A separable verb is written with a bar: `mit|teilen`.

    Principal parts are looked up for the verb itself, then for the longest strong verb that it ends in (versprechen).
    """
    morphology = load_morphology(language)
    forms: dict[str, list[VerbForm]] = {}
    for verb in verbs:
        particle, _, lemma = verb.rpartition("|")
        for form, reading in morphology.conjugate(
            lemma, _parts(morphology, lemma, principal_parts, inseparable), particle, inseparable
        ):
            readings = forms.setdefault(form, [])
            if reading not in readings:
                readings.append(reading)
    return forms


def _parts(
    morphology: Morphology, lemma: str, principal_parts: dict[str, str], inseparable: tuple[str, ...]
) -> str | None:
    if lemma in principal_parts:
        return principal_parts[lemma]
    for prefix in inseparable:
        base = lemma[len(prefix) :]
        if lemma.startswith(prefix) and base in principal_parts:
            return morphology.principal_parts(prefix, base, principal_parts[base])
    return None

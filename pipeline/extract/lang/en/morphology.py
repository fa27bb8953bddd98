"""How the verbs and offices of English inflect."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.extract.lang.morphology import Morphology, Office, VerbForm
from pipeline.extract.lang.terms import Inflection, Number


class English:
    """The morphology of English."""

    def conjugate(
        self, lemma: str, parts: str | None, particle: str, inseparable: tuple[str, ...]
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
        yield third, VerbForm(whole, Inflection.FINITE, Number.SINGULAR, particle)
        yield lemma, VerbForm(whole, Inflection.INFINITIVE, Number.PLURAL, particle)
        yield past, VerbForm(whole, Inflection.FINITE, Number.ANY, particle)
        if participle != past:
            yield participle, VerbForm(whole, Inflection.PARTICIPLE, Number.ANY, particle)
        yield gerund, VerbForm(whole, Inflection.GERUND, Number.ANY, particle)

    def principal_parts(self, prefix: str, base: str, parts: str) -> str:
        """Return the parts with the prefix before each."""
        return " ".join(prefix + form for form in parts.split())

    def office_forms(self, heads: Mapping[str, Sequence[str]]) -> dict[str, Office]:
        """Return the singular and plural of every office."""
        forms: dict[str, Office] = {}
        for word, (group, *gender) in heads.items():
            sex = gender[0] if gender else None
            plural = word[:-3] + "men" if word.endswith("man") else word + ("es" if word.endswith("s") else "s")
            forms[word] = Office(word, word, group, sex, False, len(word))
            forms[plural] = Office(word, word, group, sex, True, len(plural))
        return forms


MORPHOLOGY: Morphology = English()

"""How the verbs and offices of German inflect."""

from collections.abc import Iterator, Mapping, Sequence

from pipeline.extract.lang.morphology import Morphology, Office, VerbForm
from pipeline.extract.lang.terms import Inflection, Number

# Endings of the singular and of the plural by declension; the first one gives the dictionary form.
_MASCULINE = {
    "n": (("", "s", "es"), ("e", "en", "n")),
    "w": (("", "en", "n"), ("en", "n")),
    "a": (("er", "e", "en", "em"), ("e", "en", "er")),
}


class German:
    """The morphology of German."""

    def conjugate(
        self, lemma: str, parts: str | None, particle: str, inseparable: tuple[str, ...]
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
        finite = [
            (third, Inflection.FINITE, Number.SINGULAR),
            (lemma, Inflection.FINITE, Number.PLURAL),
            (past, Inflection.FINITE, Number.SINGULAR),
            (past_plural, Inflection.FINITE, Number.PLURAL),
        ]
        if stem + "e" != past:
            finite.append((stem + "e", Inflection.SUBJUNCTIVE, Number.SINGULAR))
        for subjunctive in rest:
            finite += [
                (subjunctive, Inflection.FINITE, Number.SINGULAR),
                (subjunctive + "n", Inflection.FINITE, Number.PLURAL),
            ]
        whole = particle + lemma
        for form, kind, number in finite:
            yield form, VerbForm(whole, kind, number, particle)
            if particle:
                yield particle + form, VerbForm(whole, kind, number, "")
        yield particle + participle, VerbForm(whole, Inflection.PARTICIPLE, Number.ANY, "")
        yield whole, VerbForm(whole, Inflection.INFINITIVE, Number.ANY, "")
        if particle:
            yield particle + "zu" + lemma, VerbForm(whole, Inflection.MARKED_INFINITIVE, Number.ANY, "")

    def principal_parts(self, prefix: str, base: str, parts: str) -> str:
        """Return the parts with the prefix before each, and the participle without ge-."""
        third, past, participle, *rest = parts.split()
        bare = participle.removeprefix("ge") if base != "essen" and not base.startswith("ge") else participle
        return " ".join([prefix + third, prefix + past, prefix + bare, *(prefix + form for form in rest)])

    def office_forms(self, heads: Mapping[str, Sequence[str]]) -> dict[str, Office]:
        """Return every form of every office: masculine by declension, feminine in -in and -innen."""
        forms: dict[str, Office] = {}
        for stem, (declension, group) in heads.items():
            if declension == "f":
                lemma = stem + "e" if stem.endswith(("quell", "leut")) else stem
                for ending in ("", "e"):
                    forms[stem + ending] = Office(lemma, stem, group, "f", False, len(stem + ending))
                for ending in ("en", "n", "nen"):
                    forms[stem + ending] = Office(lemma, stem, group, "f", True, len(stem + ending))
                continue
            singular, plural = _MASCULINE[declension]
            lemma = stem + singular[0]
            if declension == "w" and not stem.endswith(("t", "f", "m", "n", "r", "ph")):
                lemma = stem if stem.endswith("e") else stem + "e"
            for ending in plural:
                forms[stem + ending] = Office(lemma, stem, group, "m", True, len(stem + ending))
            for ending in (*singular, lemma[len(stem) :]):
                gender = None if declension == "a" and ending != "er" else "m"
                forms[stem + ending] = Office(lemma, stem, group, gender, False, len(stem + ending))
            if declension != "a":
                root = _umlauted(stem.removesuffix("e"))
                forms[root + "in"] = Office(root + "in", stem, group, "f", False, len(root) + 2)
                forms[root + "innen"] = Office(root + "in", stem, group, "f", True, len(root) + 5)
        return forms


def _umlauted(stem: str) -> str:
    """Return the stem before feminine -in: Anwältin, Ärztin, Bäuerin."""
    for plain, umlaut in (
        ("anwalt", "anwält"),
        ("arzt", "ärzt"),
        ("bauer", "bäuer"),
        ("graf", "gräf"),
        ("landrat", "landrät"),
    ):
        if stem.endswith(plain):
            return stem.removesuffix(plain) + umlaut
    return stem


MORPHOLOGY: Morphology = German()

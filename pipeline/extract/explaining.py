"""What each stage of extraction saw in a text: tokens, sentences, tags, phrases, clauses, candidates, rows."""

from datetime import date
from typing import Any

from pipeline.extract.annotation import Annotation, Span
from pipeline.extract.engine import EMBEDDED_ENGINE, Engine, annotate
from pipeline.extract.phrases import NounPhrase
from pipeline.extract.statements.clauses import Clause
from pipeline.extract.tags import NAMES
from pipeline.extract.text import Text, read_text
from pipeline.extract.value_class import value_class
from pipeline.extract.watching import Candidate, Watch


@value_class
class SentenceSeen:
    """A sentence, the tokens `first` to `last`, half-open, with its noun phrases and clauses in order."""

    first: int
    last: int
    phrases: tuple[NounPhrase, ...]
    clauses: tuple[Clause, ...]


@value_class
class Explanation:
    """What the stages saw. `tags` are those of the tokens, in terms of grammar."""

    doc: Text
    tags: tuple[str, ...]
    sentences: tuple[SentenceSeen, ...]
    candidates: tuple[Candidate, ...]
    annotation: Annotation

    def words(self, first: int, last: int) -> str:
        """Return the text of the tokens `first` to `last`, half-open."""
        tokens = self.doc.tokens
        return self.doc.text[tokens.starts[first] : tokens.ends[last - 1]] if first < last else ""

    def surface(self, spans: tuple[Span, ...]) -> str:
        """Return the words of `spans` (code points), with … between."""
        return " … ".join(self.doc.text[start:end] for start, end in spans)

    def as_json(self) -> dict[str, Any]:
        """Return all of it as JSON values; offsets are code points, `first` and `last` are tokens."""
        tokens = self.doc.tokens
        return {
            "language": self.doc.language,
            "tokens": [
                {"start": tokens.starts[i], "end": tokens.ends[i], "text": tokens.forms[i], "tag": tag}
                for i, tag in enumerate(self.tags)
            ],
            "sentences": [
                {
                    "first": seen.first,
                    "last": seen.last,
                    "phrases": [
                        {"first": p.first, "last": p.last, "text": self.words(p.first, p.last)} for p in seen.phrases
                    ],
                    "clauses": [
                        {
                            "first": c.first,
                            "last": c.last,
                            "text": self.words(c.first, c.last),
                            "introducer": c.introducer or None,
                            "verb": self.words(c.finite, c.finite + 1) if c.finite is not None else None,
                        }
                        for c in seen.clauses
                    ],
                }
                for seen in self.sentences
            ],
            "candidates": [
                {
                    "layer": candidate.layer,
                    "spans": [list(span) for span in candidate.spans],
                    "text": self.surface(candidate.spans),
                    "kind": candidate.kind,
                    "rule": candidate.rule,
                    "dropped": candidate.dropped,
                }
                for candidate in self.candidates
            ],
            "rows": self._rows(),
        }

    def _rows(self) -> dict[str, list[dict[str, Any]]]:
        found = self.annotation

        def named(actor: int | None) -> str | None:
            return None if actor is None else found.actors[actor].name

        return {
            "dates": [
                {
                    "text": self.surface(((d.start, d.end),)),
                    "timex_type": d.timex_type,
                    "value": d.value,
                    "rule": d.rule,
                }
                for d in found.dates
            ],
            "mentions": [
                {
                    "text": self.surface(((m.start, m.end),)),
                    "mention_kind": m.mention_kind,
                    "actor": named(m.actor),
                    "actor_kind": found.actors[m.actor].kind,
                    "rule": m.rule,
                }
                for m in found.mentions
            ],
            "statements": [
                {
                    "text": self.surface(s.spans),
                    "type": s.type,
                    "speaker_text": self.surface(s.speaker_spans) or None,
                    "speaker": named(s.speaker_actor),
                    "cue": self.surface(s.cue_spans) or None,
                    "parent": s.parent,
                    "rule": s.rule,
                }
                for s in found.statements
            ],
        }


def explain(text: str, *, language: str, published_on: date | None, engine: Engine = EMBEDDED_ENGINE) -> Explanation:
    """Return what each stage saw in `text`, and which rule made or dropped each row. Raises as `annotate`.

    Of backends beside the embedded one only the rows are known.
    """
    watch = Watch()
    annotation = annotate(
        text, language=language, published_on=published_on, document_id="explained", engine=engine, watch=watch
    )
    doc = read_text(text, language, engine.own_names)
    sentences: tuple[SentenceSeen, ...] = ()
    if watch.reading is not None:
        reading = watch.reading
        sentences = tuple(
            SentenceSeen(
                sentence.first,
                sentence.last,
                tuple(reading.phrases_in(sentence.first, sentence.last)),
                tuple(reading.clauses[number]),
            )
            for number, sentence in enumerate(doc.sentences)
        )
    tags = watch.reading.tags if watch.reading is not None else doc.tags
    names = tuple(NAMES[tag] for tag in tags)
    return Explanation(doc, names, sentences, tuple(watch.candidates), annotation)

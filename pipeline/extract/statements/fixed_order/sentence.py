"""The rules for one sentence in their order: cues and frames, quotations, what continues the sentence before."""

from pipeline.extract.statements.fixed_order.continuing import continued_statement
from pipeline.extract.statements.fixed_order.rule import cue_statements
from pipeline.extract.statements.quotes import QuotationRule
from pipeline.extract.statements.reading import Draft, Reading

_MAX_PER_SENTENCE = 60  # statements; keeps hostile input linear


def statements_of(reading: Reading, index: int) -> list[Draft]:
    """Return the drafts of sentence `index`, in the order of their first words.

    Fragments in quotation marks are not statements of their own.
    """
    drafts = reading.within_limit(cue_statements(reading, index), _MAX_PER_SENTENCE)
    for draft in QuotationRule(reading, index, drafts).run():
        if draft.rule.endswith((".within", ".object")):
            reading.drop(draft, "a fragment in quotation marks is no statement of its own in this language")
        else:
            drafts.append(draft)
    continued = continued_statement(reading, index) if not drafts else None
    if continued is not None:
        drafts.append(continued)
    drafts.sort(key=lambda d: (d.first, -d.last))
    return drafts

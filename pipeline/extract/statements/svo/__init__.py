"""Statements where words stand in fixed order and no comma parts a complement from its cue (English).

A cue is read with what follows it (that-clause, bare clause, infinitive, quotation, noun phrase); where nothing
follows that it could take, it is a parenthesis in what somebody says (“…, he said”). The entries are `svo_statements`,
and `continued_statement` for a sentence without cue.
"""

from pipeline.extract.statements.svo.continuing import continued_statement
from pipeline.extract.statements.svo.rule import svo_statements

__all__ = ["continued_statement", "svo_statements"]

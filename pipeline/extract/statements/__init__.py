"""Statements: who said what, to whom, after whom and when, in five types of rendering.

Types and spans follow Petersen-Frey & Biemann, *Dataset of Quotation Attribution in German News Articles* (LREC-COLING
2024). `find_statements` is the one entry; rules live in modules by what they start from (verbs, frames, quotations,
moods), the words they know in the lexicon of each language.
"""

from pipeline.extract.statements.finder import find_statements

__all__ = ["find_statements"]

"""Temporal expressions: finding them, giving them their TIMEX3 value and the days they stand for.

Order of the modules: `calendar` (the algebra), `patterns` and `shapes` (what tokens and rules look like), `lexicon` and
`grammar` (a language, from its folder), `tense` and `discourse` (the context), `kinds` and `durations` (meanings),
`finder` (the whole).
"""

from pipeline.extract.dates.finder import find_dates

__all__ = ["find_dates"]

"""Corrections by people: judgements in CSV files, found again in the text by its words and applied to extracted rows.

`reading` reads the files, `checking` says which lines are invalid, `placing` finds the words of a line in a text,
`applying` applies the judgements of one document to its rows, `merging` tells which actors are one. Everything here is
a function of lines, a text and its rows: nothing is stored, and extraction knows nothing of it.
"""

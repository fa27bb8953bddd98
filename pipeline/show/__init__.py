"""Annotated documents as one page for a browser, self-contained and safe for any text.

Nothing here affects extraction: a page is a function of a document and of its result of `onrecord annotate`.
"""

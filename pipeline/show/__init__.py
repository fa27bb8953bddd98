"""Annotated documents as one page for a browser, self-contained and safe for any text.

Nothing here shapes what is extracted: a page is a function of a document and of `onrecord annotate`'s answer for it.
"""

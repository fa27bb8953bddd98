"""The data contract: one model a table, and what is derived from it (Arrow, pandera, Hugging Face features, docs).

Internal: names here may change with any version; the public package is `onrecord`, and docs/data-dictionary.md says
what the tables promise.
"""

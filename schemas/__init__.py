"""The data contract: a model for each table, and all derived from it (Arrow, pandera, Hugging Face features, docs).

Internal: names here may change with any version; the public package is `onrecord`, and docs/data-dictionary.md says
what the tables promise.
"""

"""Look into a release without writing code: one document or statement, a search, an export.

Everything comes from the files of a release, so only what its publishers allow to be passed on is ever shown.
"""

"""The files of a language: a pydantic model each.

It says what keys there are, of what type, and which can be missing. A file is read once for each language. Any error in
it is one line with the file, the key and what is allowed.
"""

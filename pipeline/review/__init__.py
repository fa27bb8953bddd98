"""Reviewing by people: drawn samples, their answers, what these say of a dataset's quality, and the page to do it on.

Nothing here reads a release: `pipeline.look` finds the rows, `pipeline.release` puts the estimates into releases.
"""

"""A new project: a folder with settings that are explained, a place for the seeds, and what git is to leave out."""

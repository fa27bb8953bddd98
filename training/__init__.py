"""Scripts that make what ships as data: not part of the installed packages."""

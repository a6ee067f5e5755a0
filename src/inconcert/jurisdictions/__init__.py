"""One folder per jurisdiction: its publications, a reader per format, and its law as data."""

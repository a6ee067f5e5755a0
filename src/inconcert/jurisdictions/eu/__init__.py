"""The European Union: its publications, one reader per format, and its law as data."""

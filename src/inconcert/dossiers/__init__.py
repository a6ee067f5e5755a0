"""Dossiers on possible designees: one body of facts, rendered for the law of each destination, with what it lacks."""

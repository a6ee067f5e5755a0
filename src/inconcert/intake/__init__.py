"""Fetch, archive, read, check against bounds, and commit an edition whole or not at all."""

"""Asks, joint letters, sign-on, desk sheets, releases: from findings to what is sent, and what became of it."""

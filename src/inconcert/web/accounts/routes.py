"""The addresses of accounts, each with its right; they are there only where people sign in."""

from __future__ import annotations

from inconcert.web.accounts import entering, mine, people, records

ROUTES = (*entering.ROUTES, *mine.ROUTES, *people.ROUTES, *records.ROUTES)

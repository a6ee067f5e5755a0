"""Every address of corrections."""

from __future__ import annotations

from inconcert.web.corrections import asking, deciding, outcomes

ROUTES = (*outcomes.ROUTES, *asking.ROUTES, *deciding.ROUTES)

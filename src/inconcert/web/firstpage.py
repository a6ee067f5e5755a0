"""The first screen as one HTML file that needs nothing beside it."""

from __future__ import annotations

from inconcert.verbs.demo import Screen
from inconcert.web.rendering import css_alone, render


def first_page(screen: Screen) -> str:
    """Return the first screen as one self-contained HTML page."""
    return render("screen.html", screen=screen, inline_css=css_alone())

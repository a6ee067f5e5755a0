"""Pages to read: about the data, help, accessibility, and the door for programs."""

from __future__ import annotations

from starlette.responses import Response

from inconcert.verbs.house import House
from inconcert.verbs.status import status
from inconcert.web.answering import only, page
from inconcert.web.asking import Asking


def about_page(house: House, asking: Asking) -> Response:
    """Answer what the data is and is not."""
    only(asking)
    return page(house, asking, "about.html", lists=status(house))


def help_page(house: House, asking: Asking) -> Response:
    """Answer how to use these pages."""
    only(asking)
    return page(house, asking, "help.html")


def accessibility_page(house: House, asking: Asking) -> Response:
    """Answer what was done so that everybody can use these pages, and what is not proven."""
    only(asking)
    return page(house, asking, "accessibility.html")


def api_page(house: House, asking: Asking) -> Response:
    """Answer how programs ask the same questions."""
    only(asking)
    return page(house, asking, "api.html")

r"""Markup from outside to plain words: nothing of it acts, and nothing is fetched.

No script, style, frame, form, picture, drawing, attribute or address is left; the words of scripts and styles go too.

    >>> text_of("<p onclick='x()'>One</p><p>Two &amp; three<script>alert(1)</script><img src='//x/t.gif'></p>")
    'One\nTwo & three'
"""

from __future__ import annotations

import html
import re

import nh3

_GONE = frozenset(("script", "style", "svg", "math", "iframe", "object", "embed", "template", "noscript", "title"))
_BREAK = re.compile(r"(?i)<(?:br|/p|/li|/h[1-6]|/div|/tr|/blockquote)[^>]*>")
_LINES = re.compile(r"\n[ \t]*\n\s*")


def text_of(markup: str) -> str:
    """Return the words of markup as plain text, a line a paragraph."""
    broken = _BREAK.sub(lambda found: found[0] + "\n", markup)
    plain = nh3.clean(broken, tags=set(), clean_content_tags=set(_GONE), attributes={}, link_rel=None)
    return _LINES.sub("\n\n", html.unescape(plain)).strip()

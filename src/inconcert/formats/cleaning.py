r"""Markup from outside made harmless: a summary may hold paragraphs, emphasis and lists, and nothing that acts.

No script, style, frame, form, picture or drawing; no attribute; no address. What is not on the list of tags goes, its
words stay; the words of scripts and styles go too.

    >>> cleaned("<p onclick='x()'>A <b>man</b><script>alert(1)</script><img src='//evil.example/t.gif'></p>")
    '<p>A <b>man</b></p>'
    >>> text_of("<p>One</p><p>Two &amp; three</p>")
    'One\nTwo & three'
"""

from __future__ import annotations

import html
import re

import nh3

TAGS = frozenset(("p", "br", "b", "strong", "i", "em", "ul", "ol", "li", "blockquote", "h2", "h3", "sub", "sup"))
_GONE = frozenset(("script", "style", "svg", "math", "iframe", "object", "embed", "template", "noscript", "title"))
_BREAK = re.compile(r"(?i)<(?:br|/p|/li|/h[1-6]|/div|/tr|/blockquote)[^>]*>")
_LINES = re.compile(r"\n[ \t]*\n\s*")


def cleaned(markup: str) -> str:
    """Return markup with nothing left but the words and a few tags without attributes."""
    return nh3.clean(markup, tags=set(TAGS), clean_content_tags=set(_GONE), attributes={}, link_rel=None)


def text_of(markup: str) -> str:
    """Return the words of markup as plain text, a line a paragraph."""
    broken = _BREAK.sub(lambda found: found[0] + "\n", markup)
    plain = nh3.clean(broken, tags=set(), clean_content_tags=set(_GONE), attributes={}, link_rel=None)
    return _LINES.sub("\n\n", html.unescape(plain)).strip()

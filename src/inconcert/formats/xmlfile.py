"""XML to elements, without DTD, entities, network or endless depth."""

from __future__ import annotations

from lxml import etree

from inconcert.model.errors import UnreadableSource


def parse(data: bytes, name: str) -> etree._Element:
    """Return the root element of an XML file; `name` is the file's name for messages.

    Raises UnreadableSource for what is not well-formed or declares a DTD, LimitExceeded beyond `formats.limits`.
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False, huge_tree=False)
    try:
        return etree.fromstring(data, parser)
    except etree.XMLSyntaxError as error:
        raise UnreadableSource(f"not well-formed XML: {error.msg}", where=f"{name} line {error.lineno}") from error

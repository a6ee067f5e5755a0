"""The shape that OFAC's XML files have, checked element by element while it is read.

What is enforced: the namespace; each attribute and child known by name; each required one there, once; the numbers of
repeated children distinct; no text where children belong; and, over a whole edition, no usual element that is nowhere
(`missing`), since a field that is dropped or renamed everywhere would else be silence.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from lxml import etree

from inconcert.model.errors import UnknownInSource

_REMEDY = "The publisher may have changed the file: a maintainer must look at it."


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element holds: `one` of each, `maybe` one, `many`; names in `rare` may be nowhere in an edition.

    An element without children holds text.
    """

    attributes: tuple[str, ...] = ()
    one: dict[str, Shape] = field(default_factory=dict)
    maybe: dict[str, Shape] = field(default_factory=dict)
    many: dict[str, Shape] = field(default_factory=dict)
    rare: frozenset[str] = frozenset()

    children: dict[str, Shape] = field(init=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", tuple(sorted(self.attributes)))
        object.__setattr__(self, "children", {**self.one, **self.maybe, **self.many})


TEXT = Shape()


@dataclass(slots=True)
class Node:
    """An element that has its shape: its text, attributes and children, and its path inside the record."""

    path: str
    text: str
    attributes: dict[str, str]
    children: dict[str, list[Node]]

    def all(self, *names: str) -> list[Node]:
        """Return the nodes at the end of a path of names, in the order of the file."""
        found = [self]
        for name in names:
            found = [child for node in found for child in node.children.get(name, ())]
        return found

    def get(self, name: str) -> str:
        """Return the text of the one child of that name; empty where it is not there."""
        nodes = self.children.get(name)
        return nodes[0].text if nodes else ""


@dataclass(frozen=True, slots=True)
class Checker:
    """Reads the elements of one file into nodes; `namespace` is that of every element."""

    namespace: str
    file_name: str

    @property
    def prefix(self) -> str:
        """Return what lxml writes before the name of each element."""
        return f"{{{self.namespace}}}"

    def root(self, root: etree._Element, name: str) -> etree._Element:
        """Return the root; raises UnknownInSource if it is another element or of another namespace."""
        if root.tag != f"{{{self.namespace}}}{name}":
            raise self.unknown(f"the file is no {name} of {self.namespace}, but {root.tag}", "")
        return root

    def node(self, element: etree._Element, shape: Shape, record: str, path: str = "") -> Node:
        """Return the node of an element; raises UnknownInSource where it has not its shape."""
        attributes = {str(key): str(value) for key, value in element.attrib.items()}
        if tuple(sorted(attributes)) != shape.attributes:
            raise self.unknown(f"attributes {sorted(attributes)}, not {sorted(shape.attributes)}", f"{record}/{path}")
        known = shape.children
        text = (element.text or "").strip()
        if known and (text or any((child.tail or "").strip() for child in element)):
            raise self.unknown(f"text where elements belong: {text[:40]!r}", f"{record}/{path}")
        children: dict[str, list[Node]] = {}
        numbers: set[tuple[str, str]] = set()
        for child in element:
            name = str(child.tag).removeprefix(self.prefix)
            inner = known.get(name)
            siblings = children.setdefault(name, [])
            here = f"{path}/{name}" if path else name
            if inner is None or (siblings and name not in shape.many):
                raise self.unknown("twice" if inner else "an element that is not known here", f"{record}/{here}")
            if name in shape.many:
                here = f"{here}[{len(siblings) + 1}]"
            node = self.node(child, inner, record, here)
            if name in shape.many and (name, _number(node)) in numbers:
                raise self.unknown("twice", f"{record}/{here}")
            numbers.add((name, _number(node)))
            siblings.append(node)
        for name in shape.one:
            if name not in children:
                raise self.unknown(f"no {name}", f"{record}/{path}")
        return Node(path, text, attributes, children)

    def missing(self, root: etree._Element, shape: Shape, path: str = "") -> None:
        """Raise UnknownInSource for a usual element that is nowhere in the edition."""
        for name, inner in shape.children.items():
            here = f"{path}/{{{self.namespace}}}{name}".lstrip("/")
            there = root.find(here) is not None
            if name in shape.rare and not there:
                continue
            if not there:
                raise self.unknown(f"no {name} anywhere in the edition", here.replace(f"{{{self.namespace}}}", ""))
            self.missing(root, inner, here)

    def unknown(self, what: str, where: str) -> UnknownInSource:
        """Return the error for what is not known at a place of this file."""
        return UnknownInSource(what, where=f"{self.file_name}#{where}".rstrip("#/"), remedy=_REMEDY)


def _number(node: Node) -> str:
    for name in ("id", "refId", "featureTypeId"):
        if name in node.attributes:
            return node.attributes[name]
    return node.get("uid") or node.text

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


_STRANGE = {
    "count(//*) != count(//list:*)": "an element of another namespace",
    "//comment()": "a comment",
    "//processing-instruction()": "an instruction",
    "//text()[normalize-space() and ../*]": "text between elements",
}
"""XPath of what these files never have → what it is."""


@dataclass(frozen=True, slots=True)
class Shape:
    """What an element holds: `one` of each, `maybe` one, `many`; names in `rare` may be nowhere in an edition.

    An element without children holds text.
    """

    attributes: frozenset[str] = frozenset()
    one: dict[str, Shape] = field(default_factory=dict)
    maybe: dict[str, Shape] = field(default_factory=dict)
    many: dict[str, Shape] = field(default_factory=dict)
    rare: frozenset[str] = frozenset()

    children: dict[str, Shape] = field(init=False)

    def __post_init__(self) -> None:
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


class Names(dict[object, str]):
    """Tag of an element → its name without the namespace, each worked out once."""

    def __init__(self, skip: int) -> None:
        self.skip = skip

    def __missing__(self, tag: object) -> str:
        self[tag] = str(tag)[self.skip :]
        return self[tag]


_NO_ATTRIBUTES: dict[str, str] = {}
_NO_CHILDREN: dict[str, list[Node]] = {}


@dataclass(frozen=True, slots=True)
class Checker:
    """Reads the elements of one file into nodes; `namespace` is that of every element."""

    namespace: str
    file_name: str
    prefix: str = field(init=False)
    names: Names = field(init=False, compare=False)

    def __post_init__(self) -> None:
        object.__setattr__(self, "prefix", f"{{{self.namespace}}}")
        object.__setattr__(self, "names", Names(len(self.prefix)))

    def root(self, root: etree._Element, name: str) -> etree._Element:
        """Return the root, the whole tree being of this namespace and without comments or text between elements.

        Raises UnknownInSource if it is another element, or the tree is not so.
        """
        if root.tag != f"{self.prefix}{name}":
            raise self.unknown(f"the file is no {name} of {self.namespace}, but {root.tag}", "")
        for strange, what in _STRANGE.items():
            if root.xpath(strange, namespaces={"list": self.namespace}):
                raise self.unknown(what, "")
        return root

    def node(self, element: etree._Element, shape: Shape, record: str, path: str = "") -> Node:
        """Return the node of an element under `root`; raises UnknownInSource where it has not its shape."""
        attributes: dict[str, str] = dict(element.items())  # type: ignore[arg-type]
        if attributes.keys() != shape.attributes:
            raise self.unknown(f"attributes {sorted(attributes)}, not {sorted(shape.attributes)}", f"{record}/{path}")
        if shape.children or len(element):
            return self._container(element, shape, record, Node(path, "", attributes, {}))
        return Node(path, (element.text or "").strip(), attributes, _NO_CHILDREN)

    def _container(self, element: etree._Element, shape: Shape, record: str, node: Node) -> Node:
        names, known, children = self.names, shape.children, node.children
        path = f"{node.path}/" if node.path else ""
        for child in element:
            name = names[child.tag]
            inner = known.get(name)
            if inner is None:
                raise self.unknown(f"the element {name!r} is not known here", f"{record}/{path}{name}")
            siblings = children.get(name)
            many = name in shape.many
            if siblings is None:
                siblings = children[name] = []
            elif not many:
                raise self.unknown("twice", f"{record}/{path}{name}")
            place = f"{path}{name}[{len(siblings) + 1}]" if many else path + name
            if inner is TEXT and not child.keys() and not len(child):
                text = child.text
                siblings.append(Node(place, text.strip() if text else "", _NO_ATTRIBUTES, _NO_CHILDREN))
            else:
                siblings.append(self.node(child, inner, record, place))
        self._check_numbers(shape, record, node)
        return node

    def _check_numbers(self, shape: Shape, record: str, node: Node) -> None:
        if not shape.one.keys() <= node.children.keys():
            absent = [name for name in shape.one if name not in node.children]
            raise self.unknown(f"no {', '.join(absent)}", f"{record}/{node.path}")
        for name in shape.many:
            siblings = node.children.get(name, ())
            if len(siblings) > 1 and len({_number(item) for item in siblings}) < len(siblings):
                raise self.unknown(f"one {name} twice", f"{record}/{node.path}")

    def missing(self, root: etree._Element, shape: Shape, path: str = "") -> None:
        """Raise UnknownInSource for a usual element that is nowhere in the edition."""
        for name, inner in shape.children.items():
            here = f"{path}/{{{self.namespace}}}{name}".lstrip("/")
            rare = name in shape.rare
            if rare and not inner.children:
                continue
            there = root.find(here) is not None
            if rare and not there:
                continue
            if not there:
                raise self.unknown(f"no {name} anywhere in the edition", here.replace(f"{{{self.namespace}}}", ""))
            self.missing(root, inner, here)

    def unknown(self, what: str, where: str) -> UnknownInSource:
        """Return the error for what is not known at a place of this file."""
        return UnknownInSource(what, where=f"{self.file_name}#{where}".rstrip("#/"), remedy=_REMEDY)


class Seen:
    """Which elements of a shape were met in an edition so far, record by record."""

    def __init__(self, shape: Shape, check: Checker) -> None:
        self._shape = shape
        self._check = check
        self._open = _paths(shape, check.prefix)  # path → that of what holds it
        self._met: set[str] = set()

    def look(self, record: etree._Element) -> None:
        """Note what a record has; what was met once is not looked for again."""
        for path, above in list(self._open.items()):
            if (not above or above in self._met) and record.find(path) is not None:
                self._met.add(path)
                del self._open[path]

    def missing(self, where: str) -> None:
        """Raise UnknownInSource for a usual element that was met nowhere."""
        self._missing(self._shape, where, "")

    def _missing(self, shape: Shape, where: str, path: str) -> None:
        for name, inner in shape.children.items():
            here = f"{path}/{self._check.prefix}{name}".lstrip("/")
            if here in self._met:
                self._missing(inner, f"{where}/{name}", here)
            elif name not in shape.rare:
                raise self._check.unknown(f"no {name} anywhere in the edition", f"{where}/{name}")


def _paths(shape: Shape, prefix: str, path: str = "") -> dict[str, str]:
    """Return path → path of what holds it, holders first, but for rare elements that hold none."""
    found: dict[str, str] = {}
    for name, inner in shape.children.items():
        here = f"{path}/{prefix}{name}".lstrip("/")
        if inner.children or name not in shape.rare:
            found |= {here: path, **_paths(inner, prefix, here)}
    return found


def _number(node: Node) -> str:
    for name in ("id", "refId", "featureTypeId"):
        if name in node.attributes:
            return node.attributes[name]
    return node.get("uid") or node.text

"""Frozen values to canonical JSON and back, by their type hints.

The same value gives the same bytes: keys sorted, defaults left out, no white space. So a hash of the bytes is a hash
of the content.

    >>> from inconcert.model.entry import Text
    >>> to_json(Text("Guard", place="0/9"))
    '{"place":"0/9","text":"Guard"}'
    >>> from_json(Text, '{"place":"0/9","text":"Guard"}')
    Text(text='Guard', label='', place='0/9')
"""

from __future__ import annotations

import dataclasses
import enum
import functools
import hashlib
import json
import types
from collections.abc import Callable
from typing import Any, TypeVar, Union, cast, get_args, get_origin, get_type_hints

T = TypeVar("T")


def to_plain(value: Any) -> Any:
    """Return dicts, lists and scalars for a frozen value; fields at their default are left out."""
    if dataclasses.is_dataclass(value) and not isinstance(value, type):
        return _encoder(type(value))(value)
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def to_json(value: Any) -> str:
    """Return the canonical JSON of a frozen value (UTF-8, sorted keys, no white space)."""
    return json_of(to_plain(value))


def json_of(plain: Any) -> str:
    """Return the canonical JSON of what `to_plain` returned."""
    return _dumps(plain)


def text_hash(text: str) -> str:
    """Return the SHA-256 (hex) of a text in UTF-8."""
    return hashlib.sha256(text.encode("utf-8")).hexdigest()


def content_hash(value: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of a value."""
    return text_hash(to_json(value))


def from_plain(kind: type[T], plain: Any) -> T:
    """Return the frozen value of type `kind` that `plain` describes; raises KeyError or ValueError if it does not."""
    built: T = _builder(cast(Any, kind))(plain)
    return built


def from_json(kind: type[T], text: str | bytes) -> T:
    """Return the frozen value of type `kind` from its canonical JSON."""
    return from_plain(kind, json.loads(text))


_dumps = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@functools.cache
def _encoder(kind: type) -> Callable[[Any], dict[str, Any]]:
    hints = get_type_hints(kind)
    plan = [(name, default, _item_encoder(hints[name])) for name, default in _defaults(kind)]

    def encode(value: Any) -> dict[str, Any]:
        plain = {}
        for name, default, item_encoder in plan:
            item = getattr(value, name)
            if item is not default and item != default:
                plain[name] = item if item_encoder is None else item_encoder(item)
        return plain

    return encode


def _item_encoder(hint: Any) -> Callable[[Any], Any] | None:
    """Return how to encode a value of this type; None for text, numbers and truth values, which are plain already."""
    if _is_plain(hint):
        return None
    arguments = get_args(hint)
    if get_origin(hint) is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        inner = _item_encoder(arguments[0])
        return list if inner is None else lambda items: [inner(item) for item in items]
    if isinstance(hint, type) and dataclasses.is_dataclass(hint):
        return _encoder(hint)
    if isinstance(hint, type) and issubclass(hint, enum.Enum):
        return {member: member.value for member in hint}.__getitem__
    return to_plain


@functools.cache
def _defaults(kind: type) -> tuple[tuple[str, Any], ...]:
    rows = []
    for item in dataclasses.fields(kind):
        default = item.default
        if item.default_factory is not dataclasses.MISSING:
            default = item.default_factory()
        rows.append((item.name, default))
    return tuple(rows)


@functools.cache
def _builder(kind: Any) -> Callable[[Any], Any]:
    origin, arguments = get_origin(kind), get_args(kind)
    if origin in (Union, types.UnionType):
        inner = _builder(next(item for item in arguments if item is not type(None)))
        return lambda plain: None if plain is None else inner(plain)
    if origin is tuple and len(arguments) == 2 and arguments[1] is Ellipsis:
        item_builder = _builder(arguments[0])
        return lambda plain: tuple([item_builder(item) for item in plain])
    if origin is tuple:
        builders = [_builder(item) for item in arguments]
        return lambda plain: tuple(build(item) for build, item in zip(builders, plain, strict=True))
    if origin is dict:
        value_builder = _builder(arguments[1])
        return lambda plain: {key: value_builder(item) for key, item in plain.items()}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return {member.value: member for member in kind}.__getitem__
    if dataclasses.is_dataclass(kind):
        return _dataclass_builder(cast(type, kind))
    return lambda plain: plain


def _dataclass_builder(kind: type) -> Callable[[Any], Any]:
    """Return how to build a dataclass: only fields that are not plain already cost anything."""
    hints = get_type_hints(kind)
    to_build = [(name, _builder(hints[name])) for name, _ in _defaults(kind) if not _is_plain(hints[name])]

    def build(plain: dict[str, Any]) -> Any:
        values = dict(plain)
        for name, item_builder in to_build:
            if name in values:
                values[name] = item_builder(values[name])
        return kind(**values)

    if not hasattr(kind, "__post_init__") or any(_holds_many(hints[name]) for name in hints):
        return build
    # dates check themselves, and the same few thousand come again and again
    known = functools.lru_cache(maxsize=65_536)(lambda items: build(dict(items)))
    return lambda plain: known(tuple(plain.items()))


def _is_plain(hint: Any) -> bool:
    return hint in (str, int, float, bool)


def _holds_many(hint: Any) -> bool:
    return not _is_plain(hint) and not (isinstance(hint, type) and issubclass(hint, enum.Enum))

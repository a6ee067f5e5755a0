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
        plain = {}
        for name, default in _defaults(type(value)):
            item = getattr(value, name)
            if default is dataclasses.MISSING or item != default:
                plain[name] = to_plain(item)
        return plain
    if isinstance(value, enum.Enum):
        return value.value
    if isinstance(value, (tuple, list)):
        return [to_plain(item) for item in value]
    if isinstance(value, dict):
        return {str(key): to_plain(item) for key, item in value.items()}
    return value


def to_json(value: Any) -> str:
    """Return the canonical JSON of a frozen value (UTF-8, sorted keys, no white space)."""
    return json.dumps(to_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def content_hash(value: Any) -> str:
    """Return the SHA-256 (hex) of the canonical JSON of a value."""
    return hashlib.sha256(to_json(value).encode("utf-8")).hexdigest()


def from_plain(kind: type[T], plain: Any) -> T:
    """Return the frozen value of type `kind` that `plain` describes; raises KeyError or ValueError if it does not."""
    built: T = _builder(cast(Any, kind))(plain)
    return built


def from_json(kind: type[T], text: str | bytes) -> T:
    """Return the frozen value of type `kind` from its canonical JSON."""
    return from_plain(kind, json.loads(text))


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
        return lambda plain: tuple(map(item_builder, plain))
    if origin is tuple:
        builders = [_builder(item) for item in arguments]
        return lambda plain: tuple(build(item) for build, item in zip(builders, plain, strict=True))
    if origin is dict:
        value_builder = _builder(arguments[1])
        return lambda plain: {key: value_builder(item) for key, item in plain.items()}
    if isinstance(kind, type) and issubclass(kind, enum.Enum):
        return kind
    if dataclasses.is_dataclass(kind):
        hints = get_type_hints(kind)
        fields = {item.name: _builder(hints[item.name]) for item in dataclasses.fields(kind)}
        make = cast(Callable[..., Any], kind)
        return lambda plain: make(**{key: fields[key](item) for key, item in plain.items()})
    return lambda plain: plain

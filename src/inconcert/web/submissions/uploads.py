"""A form with files, read as it comes: no file of it is ever whole in memory or on the disk before it is sealed.

Parts are pulled, one after the other, by a thread that seals them; the network is asked for more only then. Too much,
too many parts, too slow: LimitExceeded, and what was not sealed to its end is not kept.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from python_multipart.exceptions import FormParserError
from python_multipart.multipart import MultipartParser, parse_options_header

from inconcert.model.errors import InconcertError, LimitExceeded, UserError

More = Callable[[], bytes]
"""Gives the next bytes of the body, none at its end; waits for them."""
_headers_max = 8
_header_max_bytes = 4096


@dataclass
class Part:
    """One part of a form: the name of its field, the name its file had (None: it is no file), and its bytes."""

    field: str
    filename: str | None
    _form: Form
    _ended: bool = False
    _rest: bytes = b""

    def read(self, size: int = -1) -> bytes:
        """Return at most `size` more of its bytes, none at its end."""
        while not self._rest and not self._ended:
            kind, data = self._form.next_event()
            self._ended = kind in ("end", "over")
            self._rest = data if kind == "data" else b""
        cut = len(self._rest) if size < 0 else size
        found, self._rest = self._rest[:cut], self._rest[cut:]
        return found

    def text(self, max_chars: int) -> str:
        """Return all of it as text; raises LimitExceeded beyond so many characters."""
        found = b""
        while data := self.read():
            found += data
            if len(found) > 4 * max_chars:
                raise LimitExceeded(f"more than {max_chars} characters")
        return found.decode("utf-8", "replace")[:max_chars]


class Form:
    """The parts of a form in the order they come; raises UserError for what is no form, LimitExceeded beyond limits."""

    def __init__(self, content_type: str, more: More, body_max_bytes: int, parts_max: int) -> None:
        kind, options = parse_options_header(content_type)
        boundary = options.get(b"boundary", b"")
        if kind != b"multipart/form-data" or not 1 <= len(boundary) <= 70:
            raise UserError("not a form with files")
        self.failed: InconcertError | None = None
        self._more, self._left, self._parts_left = more, body_max_bytes, parts_max
        self._events: deque[tuple[str, bytes]] = deque()
        self._header, self._value, self._disposition = b"", b"", b""
        self._over = self._whole = False
        self._parser = MultipartParser(
            boundary,
            {
                "on_part_begin": self._begin,
                "on_header_field": self._on_field,
                "on_header_value": self._on_value,
                "on_header_end": self._on_header,
                "on_headers_finished": lambda: self._events.append(("part", self._disposition)),
                "on_part_data": lambda data, start, end: self._events.append(("data", bytes(data[start:end]))),
                "on_end": self._end,
                "on_part_end": lambda: self._events.append(("end", b"")),
            },
            max_header_count=_headers_max,
            max_header_size=_header_max_bytes,
        )

    def parts(self) -> Iterator[Part]:
        """Yield each part; the one before is passed over if it was not read."""
        part: Part | None = None
        while True:
            while part is not None and part.read():
                pass
            kind, data = self.next_event()
            if kind == "over":
                return
            if kind == "part":
                part = self._part(data)
                yield part

    def next_event(self) -> tuple[str, bytes]:
        """Return what comes next: ("part", disposition), ("data", bytes), ("end", b"") or ("over", b"")."""
        while not self._events and not self._over:
            self._feed()
        return self._events.popleft() if self._events else ("over", b"")

    def _feed(self) -> None:
        try:
            data = self._more()
            if not data:
                self._over = True
                if not self._whole:  # the library does not say so by itself
                    raise FormParserError("cut off")
                return
            self._left -= len(data)
            if self._left < 0:
                raise LimitExceeded("more than one submission may bring")
            self._parser.write(data)
        except FormParserError as error:
            self.failed = UserError("the form was cut off or damaged on its way")
            raise self.failed from error
        except InconcertError as error:
            self.failed = error  # whoever reads through a library gets it back from here
            raise

    def _begin(self) -> None:
        self._parts_left -= 1
        self._disposition = b""
        if self._parts_left < 0:
            raise LimitExceeded("more parts than one submission may have")

    def _end(self) -> None:
        self._whole = True

    def _on_field(self, data: bytes, start: int, end: int) -> None:
        self._header += data[start:end]

    def _on_value(self, data: bytes, start: int, end: int) -> None:
        self._value += data[start:end]

    def _on_header(self) -> None:
        if self._header.lower() == b"content-disposition":
            self._disposition = self._value
        self._header = self._value = b""

    def _part(self, disposition: bytes) -> Part:
        _, options = parse_options_header(disposition)
        field = options.get(b"name", b"").decode("utf-8", "replace")[:100]
        filename = options.get(b"filename")
        return Part(field, None if filename is None else filename.decode("utf-8", "replace")[:1000], self)

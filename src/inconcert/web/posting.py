"""What a form sends: only from these pages, within limits, with the token it was given.

Rules
- `Sec-Fetch-Site` must be `same-origin`; where a browser does not send it, `Origin` must be this very address. A form
  without either, from `null`, from a sibling or from elsewhere is refused (403). Browsers send `Origin: null` from
  pages with `Referrer-Policy: no-referrer`, so that a null beside `same-origin` counts for nothing.
- The field `token` must be the one that the page carried (`{{ ask.token }}`, by the macro `protected`).
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Iterable
from dataclasses import dataclass, field
from urllib.parse import parse_qsl, urlsplit

from starlette.datastructures import UploadFile
from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.web.visitors import same_token, token_of

FORM_MAX_BYTES = 20_000
FIELDS_MAX = 200
FILES_MAX = 10


@dataclass(frozen=True, slots=True)
class Posted:
    """The fields and files of a form, each name with its values in order."""

    fields: tuple[tuple[str, str], ...] = ()
    uploads: tuple[tuple[str, UploadFile], ...] = field(default=(), repr=False)

    def get(self, name: str, default: str = "") -> str:
        """Return the first value of a field, without spaces around it."""
        return next((value.strip() for key, value in self.fields if key == name), default)

    def all(self, name: str) -> tuple[str, ...]:
        """Return every value of a field."""
        return tuple(value.strip() for key, value in self.fields if key == name)

    def only(self, names: Iterable[str]) -> None:
        """Raise UserError if the form brings a field that is not asked for: nothing is set by the way."""
        extra = sorted({key for key, _ in self.fields} - {*names, "token"})
        if extra:
            raise UserError(f"this form has no field {', '.join(extra)[:80]}", remedy="Send it from its page.")

    def file(self, name: str) -> UploadFile | None:
        """Return the file of a field, None where none was chosen."""
        return next((item for key, item in self.uploads if key == name and item.filename), None)


def check_site(request: Request) -> None:
    """Raise RefusedByCheck for a form that was not sent from these pages."""
    site, origin = request.headers.get("sec-fetch-site", ""), request.headers.get("origin", "")
    here = not origin or origin == "null" or urlsplit(origin).netloc == request.headers.get("host")
    if site == "same-origin" and here:
        return
    if not site and origin not in ("", "null") and here:
        return
    raise RefusedByCheck("this form was not sent from these pages", remedy="Open its page and send it there.")


async def posted(request: Request, form_max_bytes: int = FORM_MAX_BYTES, file_max_bytes: int = 0) -> Posted:
    """Return what a form sent; RefusedByCheck from elsewhere or with another token, UserError where it is too long."""
    check_site(request)
    found = await _read(request, form_max_bytes, file_max_bytes)
    if not same_token(found.get("token"), token_of(request)):
        raise RefusedByCheck("this form is too old or not from these pages", remedy="Open its page again and send it.")
    return found


async def _read(request: Request, form_max_bytes: int, file_max_bytes: int) -> Posted:
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    stream = _bounded(request, form_max_bytes + file_max_bytes)
    try:
        if kind == "multipart/form-data" and file_max_bytes:
            return await _multipart(request, stream, form_max_bytes)
        body = b"".join([chunk async for chunk in stream])
        pairs = parse_qsl(body.decode("utf-8"), keep_blank_values=True, max_num_fields=FIELDS_MAX)
    except (ValueError, MultiPartException) as error:
        raise UserError("the form is not readable", remedy="Send it from its page.") from error
    return Posted(tuple(pairs))


async def _multipart(request: Request, stream: AsyncIterator[bytes], form_max_bytes: int) -> Posted:
    parser = MultiPartParser(
        request.headers, stream, max_files=FILES_MAX, max_fields=FIELDS_MAX, max_part_size=form_max_bytes  # type: ignore[arg-type]
    )  # fmt: skip
    parts = (await parser.parse()).multi_items()
    texts = tuple((key, value) for key, value in parts if isinstance(value, str))
    return Posted(texts, tuple((key, value) for key, value in parts if isinstance(value, UploadFile)))


async def _bounded(request: Request, max_bytes: int) -> AsyncIterator[bytes]:
    total = 0
    async for chunk in request.stream():
        total += len(chunk)
        if total > max_bytes:
            raise UserError(f"more than {max_bytes} bytes were sent", remedy="Send less.")
        yield chunk

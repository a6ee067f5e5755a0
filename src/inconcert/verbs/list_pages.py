"""The reference pages on the official lists, one for each, made from what the jurisdictions declare.

The rules of a reader stand at the top of its module and are printed here as they stand there: one text of them.
"""

from __future__ import annotations

import functools
import inspect
import sys
from collections.abc import Iterator

from inconcert.intake.address import hosts_of
from inconcert.jurisdictions import countries, regimes
from inconcert.model.edition import Bounds, Format, Publication

_MADE = "Made from the program by `scripts/docs`; do not edit by hand."


def all_list_pages() -> dict[str, str]:
    """Return file name → page: one for each official list, and `README.md` with the table of them all."""
    pages = {f"{item.list_id}.md": list_page(item) for item in regimes.publications()}
    return {"README.md": _overview(), **pages}


def list_page(source: Publication) -> str:
    """Return the page on one list: who publishes it, where, under which licence, and how each format is read."""
    parts = [f"# {source.title}\n", f"{_MADE}\n", *_facts(source), ""]
    for form in source.formats:
        parts += [*_format(form), ""]
    return "\n".join(parts).rstrip() + "\n"


def _overview() -> str:
    rows = ["| list | published by | title | formats, *unproven* in italics |", "|---|---|---|---|"]
    for item in regimes.publications():
        names = ", ".join(form.name if form.proven else f"*{form.name}*" for form in item.formats)
        rows.append(f"| [`{item.list_id}`]({item.list_id}.md) | {item.publisher} | {item.title} | {names} |")
    told = (
        "A reader is *unproven* until it has read a real edition: it was written from a description of the format, and "
        "waits for a named person (`inconcert refresh --accept LIST --by NAME`) at the first one."
    )
    return "\n".join(["# The official lists\n", f"{_MADE}\n", told, "", *rows]) + "\n"


def _facts(source: Publication) -> Iterator[str]:
    yield f"- **List id** `{source.list_id}`, read by the folder `jurisdictions/{source.jurisdiction}/`"
    yield f"- **Government** {_government(source.jurisdiction)}"
    yield f"- **Publisher** {source.publisher}"
    yield f"- **Page** <{source.page}>"
    yield f"- **Fetched from** {_fetched(source)}"
    yield f"- **Licence** {source.licence}"
    if source.attribution:
        yield f"- **Attribution** {source.attribution}"
    yield f"- **In the embedded register** {'yes, facts of it' if source.embeddable else 'no'}"
    yield f"- **Its silence** {_silence(source)}"
    programmes = regimes.programmes(source.jurisdiction, source.list_id)
    known = len(set(programmes.values()))
    yield f"- **Programmes it prints** {len(programmes)} spellings are known, of {known} regimes"


def _government(jurisdiction: str) -> str:
    if jurisdiction in ("eu", "un"):
        return {"eu": "European Union", "un": "United Nations"}[jurisdiction]
    return countries.name_of(jurisdiction)


def _fetched(source: Publication) -> str:
    if not source.addresses:
        return "nowhere any more: it is no longer published; editions that were kept are read"
    told = ", else ".join(f"<{address}>" for address in source.addresses)
    if source.link:
        told += f", by the one link on that page to `{source.link}`"
    return f"{told} (hosts allowed: {', '.join(f'`{host}`' for host in sorted(hosts_of(source)))})"


def _silence(source: Publication) -> str:
    if not source.principal:
        return "says nothing: it holds lesser measures only"
    if source.freeze_only:
        return "means that no asset freeze is listed; it says nothing of travel bans"
    return "means “not found on this list as of its date”"


def _format(form: Format) -> Iterator[str]:
    yield f"## Format `{form.name}`\n"
    if form.proven:
        yield "**Proven**: its reader has read at least one real edition."
    else:
        yield "**Unproven**: its reader was written from a description; a named person accepts the first real edition."
    yield ""
    yield f"Bounds, outside which an edition waits for a named person: {_bounds(form.bounds)}."
    yield ""
    yield f"An edition states: {', '.join(sorted(word.replace('_', ' ') for word in form.states))}."
    yield ""
    yield "How it is read, as the reader's module says it:"
    yield ""
    yield from (f"> {line}".rstrip() for line in _rules(form).splitlines())


def _bounds(bounds: Bounds) -> str:
    told = [f"at least {bounds.least:,} entries", f"neither {bounds.shrink:.0%} fewer than before"]
    told[-1] += f" nor {bounds.grow:.0%} more"
    told += [f"{bounds.regime_share:.0%} of entries with a regime"] if bounds.regime_share else []
    told += [f"{bounds.date_share:.0%} with a printed date"] if bounds.date_share else []
    return ", ".join(told)


def _rules(form: Format) -> str:
    """Return the docstring of the module that reads a format, without its examples."""
    read = form.read.func if isinstance(form.read, functools.partial) else form.read
    text = inspect.cleandoc(sys.modules[read.__module__].__doc__ or "")
    return text.partition("\n\n    >>>")[0].partition("\n>>>")[0].rstrip()

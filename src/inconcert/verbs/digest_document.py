"""The digest as a document: the same words in PDF, DOCX, HTML and text."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from inconcert.model.messages import AnswerStatus, DeclineCode
from inconcert.model.route import NOT_ADVICE
from inconcert.model.target import Gap
from inconcert.model.vocabulary import Precision
from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Run, Runs, Table, plain
from inconcert.verbs.changes import IN_PART
from inconcert.verbs.shapes import NOTE
from inconcert.verbs.words import government, long_day, spelt, spelt_event
from inconcert.watch.changes import Change, ChangeKind
from inconcert.watch.digest import Digest, powers_of, reference

_KINDS = {
    ChangeKind.ADDED: "listed",
    ChangeKind.SHOWN: "first shown; dated before the edition that lacks it",
    ChangeKind.REMOVED: "removed",
    ChangeKind.VARIED: "varied",
    ChangeKind.MOVED: "moved to another regime",
    ChangeKind.RENUMBERED: "official number changed",
    ChangeKind.MERGED: "official numbers merged",
    ChangeKind.SPLIT: "a further official number",
}
_FITS = {
    "direct": "its law reaches the conduct stated",
    "argued": "to be argued",
    "not_stated": "no ground was stated to compare",
    "unrecorded": "its criteria are not recorded here",
    "urgent": "urgent procedure",
    "weak": "a test of the law is probably not met",
    "new_regulation": "a new regulation would be needed",
}


def document_of(digest: Digest) -> Document:
    """Return the digest as a document, dated by the day it was made."""
    return Document(_title(digest), "en", digest.made_on, tuple(_blocks(digest)))


def _title(digest: Digest) -> str:
    partners = ", ".join(government(item) for item in digest.partners)
    return f"Digest of sanctions: {government(digest.sender)} to {partners}"


def _blocks(digest: Digest) -> Iterable[Block]:
    sender = government(digest.sender)
    yield Paragraph(plain(_scope(digest)))
    if digest.in_part:
        yield Paragraph(plain(IN_PART), "warning")
    if digest.empty:
        yield Paragraph((Run("There is nothing to report for this period.", bold=True),))
    yield PageBreak(landscape=True)
    yield from _section(f"Listed by {sender}", digest.listed, "Nobody was listed in this period.")
    yield from _section(f"Removed by {sender}", digest.removed, "Nobody was removed in this period.")
    yield from _varied(digest)
    yield from _lacking(digest)
    yield from _answers(digest)
    yield Heading("What this rests on")
    heads = ("List", "Edition", "How it came to us", "SHA-256")
    rows = tuple(
        (plain(name), plain(f"{spelt(date)} ({role})"), plain(provenance), plain(sha))
        for name, role, date, sha, provenance in digest.editions
    )
    yield Table("Editions compared", heads, rows, (2, 3, 2, 7))
    yield Paragraph(plain(NOTE), "small")


def _scope(digest: Digest) -> str:
    until = f"until {long_day(digest.until)}" if digest.until else "until the newest editions at hand"
    about = "human rights or corruption" if digest.theme == "any" else "any targeted regime"
    return (
        f"What changed on the lists of {government(digest.sender)} from {long_day(digest.since)} {until}, "
        f"under regimes about {about}, and what is not found with the partners. Made on {long_day(digest.made_on)}. "
        f"{len(digest.listed)} listed, {len(digest.removed)} removed, {len(digest.varied)} varied; "
        f"{len(digest.gaps)} rows are not in force with a partner."
    )


def _section(title: str, changes: Sequence[Change], nothing: str) -> Iterable[Block]:
    yield Heading(title)
    if not changes:
        yield Paragraph(plain(nothing))
        return
    heads = ("Name", "Official number", "Regime", "Date", "What", "Id")
    rows = tuple(
        (
            plain(item.name),
            plain(f"{item.list_id} {item.official_id}"),
            plain(", ".join(item.regimes) or "not stated"),
            plain(_when(item)),
            plain(_KINDS[item.kind]),
            plain(item.target),
        )
        for item in changes
    )
    yield Table(title, heads, rows, (5, 4, 3, 4, 3, 3))


def _when(change: Change) -> str:
    words = spelt_event(change.when)
    if change.when.precision is Precision.INTERVAL:
        return f"{words} (between two editions)"
    return f"{words} ({change.when.kind.value.replace('_', ' ')})"


def _varied(digest: Digest) -> Iterable[Block]:
    title = f"Varied by {government(digest.sender)}"
    yield Heading(title)
    if not digest.varied:
        yield Paragraph(plain("Nothing varied in this period."))
        return
    rows = tuple((plain(item.name), plain(_KINDS[item.kind]), plain(_fields(item))) for item in digest.varied)
    yield Table(title, ("Name", "What", "From and to"), rows, (4, 3, 9))


def _fields(change: Change) -> str:
    parts = [f"number {', '.join(change.was)} became {change.official_id}"] if change.was else []
    for item in change.fields:
        gone = f" without: {'; '.join(item.removed)}" if item.removed else ""
        come = f" with: {'; '.join(item.added)}" if item.added else ""
        parts.append(f"{item.field}{gone}{come}")
    return ". ".join(parts)


def _lacking(digest: Digest) -> Iterable[Block]:
    yield Heading("Not in force with the partners")
    if not digest.gaps:
        yield Paragraph(plain("Of what was listed, nothing is known to be missing with the partners."))
        return
    heads = ("Name", "Partner", "Status", "By which power", "Reference")
    rows = tuple(
        (
            plain(gap.target.name),
            plain(government(gap.lack.jurisdiction)),
            plain(_status(gap)),
            _power(gap),
            plain(reference(digest.sender, gap.target.id, gap.lack.jurisdiction)),
        )
        for gap in digest.gaps
    )
    yield Table("Listed in this period, and not in force with a partner", heads, rows, (4, 2, 6, 6, 3))
    yield Paragraph(plain(NOT_ADVICE), "small")


def _status(gap: Gap) -> str:
    status = gap.status.value.replace("_", " ")
    related = f"; listed there: {', '.join(item.name for item in gap.related)}" if gap.related else ""
    return f"{status}, list of {spelt(gap.lack_as_of) if gap.lack_as_of else 'no day'}: {gap.why}{related}"


def _power(gap: Gap) -> Runs:
    powers = powers_of(gap)
    if not powers:
        return plain(str((gap.route or {}).get("none", "")) or "–")
    first = powers[0]
    more = f"; {len(powers) - 1} more in digest.json" if len(powers) > 1 else ""
    return plain(f"{first['title']} ({_FITS[str(first['fit'])]}){more}")


def _answers(digest: Digest) -> Iterable[Block]:
    yield Heading("Answer")
    yield Paragraph(
        plain(
            "Please answer with the reference, one row each; answer-form.csv holds the rows. "
            "No comment is a full answer. An empty digest is acknowledged by “received”."
        )
    )
    yield Items((plain(f"Answers: {', '.join(item.value for item in AnswerStatus)}"),
                 plain(f"Where declined: {', '.join(item.value for item in DeclineCode)}")))  # fmt: skip

"""The digest as a document, in English or French: the same words in PDF, DOCX, HTML and text.

What is known to be of the period stands in the tables; what may be of it or of another, since the editions at hand lie
too far apart, is counted by the editions it lies between, and named in the CSV files.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from inconcert.jurisdictions import regimes
from inconcert.model.messages import AnswerStatus, DeclineCode
from inconcert.model.target import Gap
from inconcert.typeset.tree import Block, Document, Heading, Items, PageBreak, Paragraph, Run, Runs, Table, plain
from inconcert.verbs.digest_words import Words, words_of
from inconcert.watch.changes import Change
from inconcert.watch.digest import Digest, powers_of, reference


def document_of(digest: Digest, language: str = "en") -> Document:
    """Return the digest as a document, dated by the day it was made; UserError for a language it is not written in."""
    words = words_of(language)
    partners = ", ".join(words.government(item) for item in digest.partners)
    title = words.say("title", of_sender=words.of(digest.sender), partners=partners)
    return Document(title, language, digest.made_on, tuple(_blocks(digest, words)))


def _blocks(digest: Digest, words: Words) -> Iterable[Block]:
    yield Paragraph(plain(_scope(digest, words)))
    yield Paragraph(plain(_counts(digest, words)))
    if digest.in_part:
        yield Paragraph(plain(words.say("in_part")), "warning")
    if digest.empty:
        yield Paragraph((Run(words.say("nothing"), bold=True),))
    elif not any(digest.certain(item) for item in digest.changes):
        yield Paragraph((Run(words.say("nothing_certain"), bold=True),))
    yield from _answers(words)
    yield from _corrections(digest, words)
    yield PageBreak(landscape=True)
    yield from _section(digest, words, "listed", digest.listed)
    yield from _section(digest, words, "removed", digest.removed)
    yield from _varied(digest, words)
    yield from _uncertain(digest, words)
    yield from _lacking(digest, words)
    yield from _rests(digest, words)


def _corrections(digest: Digest, words: Words) -> Iterable[Block]:
    """Yield what was corrected since; a partner may have acted on what was shown before."""
    if not digest.corrections:
        return
    yield Heading(words.say("corrections"))
    yield Paragraph(plain(words.say("corrections_text")))
    rows = tuple(
        (
            plain(item.target),
            plain(words.say(f"effect_{item.effect.value}")),
            plain("; ".join(" ".join(key) for key in (item.left, item.right) if key[0])),
            plain(item.outcome),
            plain(words.day(item.decided_on)),
        )
        for item in digest.corrections
    )
    heads = tuple(words.say(f"head_{key}") for key in ("id", "what", "entries", "outcome", "date"))
    yield Table(words.say("corrections"), heads, rows, (2, 3, 4, 6, 3))


def _scope(digest: Digest, words: Words) -> str:
    until = words.say("until", day=words.day(digest.until)) if digest.until else words.say("until_newest")
    about = words.say("about_any" if digest.theme == "any" else "about_all")
    return words.say("scope", sender=words.of(digest.sender), since=words.day(digest.since), until=until, about=about,
                     made_on=words.day(digest.made_on))  # fmt: skip


def _counts(digest: Digest, words: Words) -> str:
    sizes = {
        name: sum(map(digest.certain, rows))
        for name, rows in (("listed", digest.listed), ("removed", digest.removed), ("varied", digest.varied))
    }
    text = words.say("counts", gaps=len(digest.gaps), **sizes)
    unsure = len(digest.changes) - sum(sizes.values())
    return f"{text} {words.say('counts_uncertain', count=unsure)}" if unsure else text


def _section(digest: Digest, words: Words, name: str, changes: Sequence[Change]) -> Iterable[Block]:
    title = words.say(name, sender=words.government(digest.sender))
    yield Heading(title)
    certain = [item for item in changes if digest.certain(item)]
    if not certain:
        yield Paragraph(plain(words.say(f"{name}_none")))
        return
    heads = tuple(words.say(f"head_{key}") for key in ("name", "number", "regime", "date", "what", "id"))
    rows = tuple(
        (
            plain(item.name),
            plain(item.official_id),
            plain("; ".join(map(_title, item.regimes)) or words.say("not_stated")),
            plain(words.event(item.when)),
            plain(words.say(f"kind_{item.kind.value}")),
            plain(item.target),
        )
        for item in certain
    )
    yield Table(title, heads, rows, (5, 3, 5, 4, 3, 2))


def _title(regime: str) -> str:
    """Return the official short title of a regime; where the list's word maps to none, that word."""
    known = regimes.regimes().get(regime)
    return known.title if known else regime


def _list_title(list_id: str) -> str:
    return next((item.title for item in regimes.publications() if item.list_id == list_id), list_id)


def _varied(digest: Digest, words: Words) -> Iterable[Block]:
    title = words.say("varied", sender=words.government(digest.sender))
    yield Heading(title)
    certain = [item for item in digest.varied if digest.certain(item)]
    if not certain:
        yield Paragraph(plain(words.say("varied_none")))
        return
    heads = (words.say("head_name"), words.say("head_what"), words.say("head_fields"))
    rows = tuple(
        (plain(item.name), plain(words.say(f"kind_{item.kind.value}")), plain(_fields(item, words))) for item in certain
    )
    yield Table(title, heads, rows, (4, 3, 9))


def _fields(change: Change, words: Words) -> str:
    parts = []
    if change.was:
        parts.append(words.say("number_became", was=", ".join(change.was), now=change.official_id))
    for item in change.fields:
        for name, values in (("field_gone", item.removed), ("field_come", item.added)):
            parts += (
                [words.say(name, field=words.field(item.field), values=words.say("semicolon").join(values))]
                if values
                else []
            )
    return ". ".join(parts)


def _uncertain(digest: Digest, words: Words) -> Iterable[Block]:
    """Yield how many changes lie between editions that reach over the ends of the period."""
    unsure = [item for item in digest.changes if not digest.certain(item)]
    if not unsure:
        return
    yield Heading(words.say("uncertain"))
    yield Paragraph(plain(words.say("uncertain_text")))
    counted = Counter((item.list_id, item.older, item.newer, item.kind.value) for item in unsure)
    rows = tuple(
        (
            plain(_list_title(list_id)),
            plain(f"{words.day(older) if older else words.say('no_edition')} – {words.day(newer)}"),
            plain(words.say(f"kind_{kind}")),
            plain(f"{number}"),
        )
        for (list_id, older, newer, kind), number in sorted(counted.items())
    )
    heads = tuple(words.say(f"head_{key}") for key in ("list", "between", "what", "count"))
    yield Table(words.say("uncertain_table"), heads, rows, (5, 6, 4, 2))


def _lacking(digest: Digest, words: Words) -> Iterable[Block]:
    yield Heading(words.say("lacking"))
    if not digest.gaps:
        yield Paragraph(plain(words.say("lacking_none")))
        return
    heads = tuple(words.say(f"head_{key}") for key in ("name", "partner", "status", "power", "reference"))
    rows = tuple(
        (
            plain(_name(digest, gap, words)),
            plain(words.government(gap.lack.jurisdiction)),
            plain(_status(gap, words)),
            _power(gap, words),
            plain(reference(digest.sender, gap.target.id, gap.lack.jurisdiction)),
        )
        for gap in digest.gaps
    )
    yield Table(words.say("lacking_table"), heads, rows, (4, 2, 6, 6, 3))
    yield Paragraph(plain(words.say("not_advice")), "small")


def _name(digest: Digest, gap: Gap, words: Words) -> str:
    return gap.target.name if digest.certain_gap(gap) else words.say("perhaps", target=gap.target.name)


def _status(gap: Gap, words: Words) -> str:
    day = words.say("as_of", day=words.day(gap.lack_as_of)) if gap.lack_as_of else words.say("no_day")
    text = f"{words.say(f'status_{gap.status.value}')}, {day}"
    if words.language == "en":  # how it is known is recorded in English; digest.json holds it in every language
        text += f": {gap.why}"
    for key, items in (("related", gap.related), ("waiting", gap.waiting)):
        names = ", ".join(item.name for item in items)
        text += words.say("semicolon") + words.say(key, names=names) if names else ""
    return text


def _power(gap: Gap, words: Words) -> Runs:
    powers = powers_of(gap)
    if not powers:
        return plain(str((gap.route or {}).get("none", "")) or words.say("no_power"))
    first = powers[0]
    more = words.say("semicolon") + words.say("more_powers", count=len(powers) - 1) if len(powers) > 1 else ""
    return plain(f"{first['title']} ({words.say('fit_' + str(first['fit']))}){more}")


def _answers(words: Words) -> Iterable[Block]:
    yield Heading(words.say("answer"))
    yield Paragraph(plain(words.say("answer_text")))
    yield Items((plain(words.say("answers", answers=", ".join(item.value for item in AnswerStatus))),
                 plain(words.say("declines", codes=", ".join(item.value for item in DeclineCode)))))  # fmt: skip


def _rests(digest: Digest, words: Words) -> Iterable[Block]:
    yield Heading(words.say("rests"))
    heads = tuple(words.say(f"head_{key}") for key in ("list", "edition", "how", "sha"))
    rows = tuple(
        (
            plain(_list_title(name)),
            plain(f"{words.day(date)} ({words.say(f'role_{role}')})"),
            plain(words.say(f"provenance_{provenance}")),
            plain(sha),
        )
        for name, role, date, sha, provenance in digest.editions
    )
    yield Table(words.say("editions"), heads, rows, (4, 4, 2, 8))
    yield Paragraph(plain(words.say("note")), "small")

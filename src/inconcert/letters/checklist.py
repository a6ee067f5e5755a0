"""The sheet "check before you send": all that a letter must not say until somebody has checked it.

It goes to those who send, never to the addressee.
"""

from __future__ import annotations

import unicodedata

from inconcert.gaps.route import check_before_you_send
from inconcert.jurisdictions.sources import cite
from inconcert.letters import citing
from inconcert.letters.compose import letter_document
from inconcert.letters.facts import Fact, phrases, spelt_day
from inconcert.letters.legal import impossible, warning_runs
from inconcert.letters.naming import title_of
from inconcert.letters.plan import LetterRow, Plan, is_stale, to_confirm
from inconcert.model.edition import Edition
from inconcert.model.route import RouteLine
from inconcert.model.vocabulary import Status
from inconcert.typeset.characters import unsettable
from inconcert.typeset.tree import Block, Document, Heading, Items, Paragraph, Run, Runs, plain


def check_document(plan: Plan) -> Document:
    """Return the sheet for those who send: editions to confirm, what the law bars, what is not sure, characters."""
    words = phrases(plan.language)
    blocks: list[Block] = [
        Paragraph(plain(words["check_intro"])),
        Heading(words["check_editions"]),
        *_editions(plan),
        Heading(words["check_warnings"]),
        *_warnings(plan),
        *_unjudged(plan),
        *_contested(plan),
        *_names(plan),
        *(block for where in plan.to for block in _law(plan, where)),
        *_not_covered(plan),
        *_characters(plan),
    ]
    title = words["check_title"].format(title=title_of(plan))
    return Document(title, plan.language, plan.day, tuple(blocks))


def _editions(plan: Plan) -> list[Block]:
    words, held = phrases(plan.language), to_confirm(plan)
    if not held:
        return [Paragraph(plain(words["check_no_editions"]))]
    lines = [
        words["check_edition"].format(
            list=citing.list_title(plan, item.list_id),
            date=spelt_day(item.date, plan.language),
            how=citing.edition_words(plan, item) + _stale(plan, item),
        )
        for item in held
    ]
    return [Items(tuple(plain(line) for line in lines))]


def _stale(plan: Plan, edition: Edition) -> str:
    day = spelt_day(plan.today, plan.language)
    return phrases(plan.language)["stale"].format(day=day) if is_stale(edition, plan) else ""


def _warnings(plan: Plan) -> list[Block]:
    held = [warning_runs(plan, item) for where in plan.to for item in impossible(plan, where)]
    if not held:
        return [Paragraph(plain(phrases(plan.language)["check_no_warnings"]))]
    return [Paragraph(runs, style="warning") for runs in held]


def _unjudged(plan: Plan) -> list[Block]:
    """Return the targets that may be listed by another entry: left out where that is likely, else to be looked at."""
    words = phrases(plan.language)
    inside = [item.gap for row in plan.rows for item in row.missing if item.gap.waiting]
    lines = [(gap, words["check_unsure_out"]) for gap in plan.set_aside if gap.likely_elsewhere]
    lines += [(gap, words["check_unsure_in"]) for gap in inside]
    if not lines:
        return []
    texts = (
        text.format(
            name=gap.target.name,
            addressee=words[gap.lack.jurisdiction],
            others="; ".join(f"{item.name} [{item.target_id}]" for item in gap.waiting),
        )
        for gap, text in lines
    )
    return [Heading(words["check_unsure"]), Items(tuple(plain(text) for text in texts))]


def _contested(plan: Plan) -> list[Block]:
    if not plan.contested:
        return []
    items = tuple((Fact(item.text, cite(item.sources)).run,) for item in plan.contested)
    return [Heading(phrases(plan.language)["check_contested"]), Items(items)]


def _names(plan: Plan) -> list[Block]:
    """Return names in their own script that were not read on a list or an official page, and are not in the letter."""
    held = [(row.name, item) for row in plan.rows for item in row.unsure_names]
    if not held:
        return []
    items = tuple((Run(f"{name}: "), Fact(item.full, cite(item.sources), item.language).run) for name, item in held)
    return [Heading(phrases(plan.language)["check_names"]), Items(items)]


def _law(plan: Plan, where: str) -> list[Block]:
    held: dict[RouteLine, list[LetterRow]] = {}
    for row in plan.missing_at(where):
        missing = row.at(where)
        for line in check_before_you_send(missing.route) if missing and missing.route else ():
            held.setdefault(line, []).append(row)
    if not held:
        return []
    words = phrases(plan.language)
    items = tuple(_unsure(plan, where, line, rows) for line, rows in held.items())
    return [Heading(words["check_law"].format(addressee=words[where])), Items(items)]


def _unsure(plan: Plan, where: str, line: RouteLine, rows: list[LetterRow]) -> Runs:
    words = phrases(plan.language)
    level = words["check_confidence"].format(level=line.statement.confidence.value)
    whom = "" if len(rows) == len(plan.missing_at(where)) else f" [{', '.join(row.name for row in rows)}]"
    about = f"{line.about}, {line.heading}" if line.about else line.heading
    fact = Fact(line.statement.text, cite(line.statement.sources))
    return (Run(f"{about}{whom} ({level}): ", bold=True), fact.run)


def _not_covered(plan: Plan) -> list[Block]:
    held = [gap for gap in plan.set_aside if gap.status is Status.NOT_COVERED]
    if not held:
        return []
    words = phrases(plan.language)
    lines = tuple(plain(f"{gap.target.name}, {words[gap.lack.jurisdiction]}: {gap.why}") for gap in held)
    return [Heading(words["check_not_covered"]), Items(lines)]


def _characters(plan: Plan) -> list[Block]:
    missing = unsettable(letter_document(plan))
    if not missing:
        return []
    lines = tuple(plain(f"U+{ord(sign):04X} {unicodedata.name(sign, '')}") for sign in missing)
    return [Heading(phrases(plan.language)["check_characters"]), Items(lines)]

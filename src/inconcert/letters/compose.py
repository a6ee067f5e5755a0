"""A letter as a document tree: what is asked, what was stated, the law of each addressee, signatories, annexes.

Everything that states something of the world is a fact with its source; only statements of confidence H stand here.
No text assumes the answer: governments are asked to consider.
"""

from __future__ import annotations

from collections.abc import Iterable

from inconcert.jurisdictions.sources import cite
from inconcert.letters import citing
from inconcert.letters.annex import annexes
from inconcert.letters.facts import (
    Fact,
    capital,
    filled,
    in_number,
    in_sentence,
    joined,
    phrases,
    spelt_day,
    spelt_event,
)
from inconcert.letters.legal import legal_section
from inconcert.letters.naming import counted, targets_words, title_of
from inconcert.letters.plan import LetterRow, Plan
from inconcert.model.ask import AskKind
from inconcert.model.vocabulary import Precision
from inconcert.typeset.tree import Block, Cover, Document, Heading, Items, Paragraph, Run, Runs, plain


def letter_document(plan: Plan, *, signatories: bool = True) -> Document:
    """Return the letter of a plan; the text that is signed is the letter without its signatories."""
    words = phrases(plan.language)
    blocks: list[Block] = [
        *_opening(plan),
        Heading(words["asks"]),
        Items(asked(plan), ordered=True),
        *_grounds(plan),
        *(block for where in plan.asked for block in legal_section(plan, where)),
        Heading(words["reach"]),
        Paragraph(plain(words["not_advice"])),
        Paragraph(plain(words["removals"])),
        *(_signatories(plan) if signatories else ()),
        *annexes(plan),
    ]
    names = ", ".join(words[item] for item in plan.partners)
    cover = Cover(words["to"].format(addressees=names), (spelt_day(plan.day, plan.language),))
    return Document(title_of(plan), plan.language, plan.day, tuple(blocks), cover=cover)


def asked(plan: Plan) -> tuple[Runs, ...]:
    """Return the asks as they stand in the letter: mirrors, what is asked of the government that listed, and of all."""
    words = phrases(plan.language)
    found = [_mirror(plan, where) for where in plan.asked]
    for item in plan.extras:
        fact = Fact(item.name, item.source)
        found.append(filled(words[f"ask_{item.kind}"], addressee=capital(words[f"the_{item.to}"]), name=(fact.run,)))
    kinds = {ask.kind for ask in plan.asks}
    if AskKind.SHARE_INFORMATION in kinds:
        others = joined(tuple(plain(words[f"the_{item}"]) for item in plan.to), words)
        found.append(filled(words["ask_share"], have=capital(words[f"the_{plan.have}"]), others=others))
    if AskKind.ROUTINE_SHARING in kinds:
        every = joined(tuple(plain(words[f"the_{item}"]) for item in plan.partners), words)
        found.append(filled(words["ask_routine"], all=(Run(capital(every[0].text)), *every[1:])))
    return tuple(found)


def _mirror(plan: Plan, where: str) -> Runs:
    words, rows = phrases(plan.language), plan.missing_at(where)
    if len(rows) == len(plan.rows):
        text = in_number(words, "the_targets", len(rows)).format(count=len(rows))
        targets: Runs = (Fact(text, citing.of_annex(plan, rows)).run,)
    else:
        targets = targets_words(plan, rows)
    return filled(words["ask_mirror"], addressee=capital(words[f"the_{where}"]), targets=targets)


def _opening(plan: Plan) -> list[Block]:
    words = phrases(plan.language)
    first = filled(
        words["opening"],
        situation=in_sentence(plan.situation),
        have=capital(words[f"the_{plan.have}"]),
        targets=counted(plan, plan.rows),
    )
    groups = [Paragraph(_group(plan, rows)) for rows in _by_listing(plan)]
    return [Paragraph(first), *groups, *(Paragraph(not_found(plan, where)) for where in plan.asked)]


def _group(plan: Plan, rows: tuple[LetterRow, ...]) -> Runs:
    words, cell = phrases(plan.language), rows[0].have[0]
    date = spelt_event(cell.since, plan.language) if cell.since else words["date_not_known"]
    exact = cell.since is not None and cell.since.precision is Precision.DAY
    item = next((one for one in cell.designations if one.list_id), cell.designations[0])
    return filled(
        words["listed_group" if exact else "listed_some_day"],
        date=Fact(date, citing.of_since(plan, cell)),
        have=words[f"the_{plan.have}"] if exact else words[plan.have],
        targets=targets_words(plan, rows),
        regime=Fact(plan.titles.get(item.regime, item.programme), citing.of_designation(plan, item)),
    )


def _by_listing(plan: Plan) -> Iterable[tuple[LetterRow, ...]]:
    """Return the rows in groups of one day and one regime, oldest first."""
    groups: dict[tuple[str, str], list[LetterRow]] = {}
    for row in plan.rows:
        cell = row.have[0]
        item = next((one for one in cell.designations if one.list_id), cell.designations[0])
        groups.setdefault((cell.since.value if cell.since else "", item.regime), []).append(row)
    return [tuple(groups[key]) for key in sorted(groups)]


def not_found(plan: Plan, where: str) -> Runs:
    """Return the sentence that says how many targets are not found at an addressee, with what it rests on."""
    words, rows = phrases(plan.language), plan.missing_at(where)
    every = len(rows) == len(plan.rows)
    text = in_number(words, "none_of_all" if every else "none_of_some", len(rows)).format(count=len(rows))
    held = tuple(item for row in plan.rows if (item := row.at(where)))
    source = citing.of_missing(plan, held) or words["sources_of_register"]
    day = spelt_day(min(item.gap.lack_as_of for item in held), plan.language)
    return filled(words["not_found"], day=day, none=Fact(text, source), addressee=words[f"the_{where}"])


def _grounds(plan: Plan) -> list[Block]:
    """Return what the listing government stated, as far as it was read in its own words or on an official page."""
    words = phrases(plan.language)

    held: dict[Runs, None] = {}
    for row in plan.rows:
        for day, statement in row.grounds:
            if statement.renderable:
                fact = Fact(statement.text, cite(statement.sources), "en" if plan.language != "en" else "")
                date = spelt_day(day, plan.language)
                held[filled(words["ground"], date=date, statement=fact)] = None
    lines: list[Block] = [Heading(words["grounds"])]
    if held:
        lines.append(Items(tuple(held)))
    without = tuple(row for row in plan.rows if not any(item.renderable for _, item in row.grounds))
    if without and held:
        lines.append(Paragraph(filled(words["ground_all"], targets=targets_words(plan, without))))
    elif without:
        lines.append(Paragraph(plain(words["ground_none"])))
    return lines


def _signatories(plan: Plan) -> list[Block]:
    words = phrases(plan.language)
    blocks: list[Block] = [Heading(words["signatories"])]
    if plan.signed:
        blocks.append(Items(tuple(plain(name) for name in plan.signed), ordered=True))
    else:
        blocks.append(Paragraph(plain(words["no_signatories"])))
    if plan.sealed:
        blocks.append(Paragraph((Run(words["sealed"].format(count=plan.sealed)),)))
    return blocks

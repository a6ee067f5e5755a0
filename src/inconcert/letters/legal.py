"""The law of one addressee as a section of the letter, and what the law makes impossible.

Only statements of confidence H, of powers that rest on H alone: the rest is for the sheet "check before you send".
Sentences that hold for several targets are written once and say for whom.
"""

from __future__ import annotations

from dataclasses import dataclass

from inconcert.gaps.route import renderable
from inconcert.jurisdictions.sources import cite
from inconcert.letters.facts import Fact, filled, phrases
from inconcert.letters.naming import targets_words
from inconcert.letters.plan import LetterRow, Plan, best_power
from inconcert.model.law import FACETS
from inconcert.model.route import Excluded, Route, RouteLine
from inconcert.model.vocabulary import Kind
from inconcert.typeset.tree import Block, Heading, Items, Paragraph, Run, Runs, plain

_IN_A_LETTER = ("Power", FACETS["standard"], "To be argued", "Against", FACETS["decision_maker"])


@dataclass(frozen=True, slots=True)
class Impossible:
    """What was asked and cannot be: the law, the targets, why, and the title of the power offered instead."""

    title: str
    rows: tuple[LetterRow, ...]
    why: Fact
    instead: str


@dataclass(frozen=True, slots=True)
class Said:
    """One sentence of a power, where it was read, and the rows for which it holds."""

    heading: str
    text: str
    sources: tuple[str, ...]
    rows: tuple[LetterRow, ...]


def legal_section(plan: Plan, where: str) -> list[Block]:
    """Return the section on an addressee's law: powers with what must be argued, what speaks against, warnings."""
    words = phrases(plan.language)
    blocks: list[Block] = [Heading(words["law"].format(addressee=words[f"the_{where}"]))]
    intro = f"{words['law_intro']} {words['law_language']}".strip()
    blocks.append(Paragraph(plain(intro), style="small"))
    for title, lines in _powers(plan, where).items():
        blocks.append(Heading(title, level=2))
        blocks.append(Items(tuple(_line(plan, where, said) for said in lines)))
    blocks += [Paragraph(warning_runs(plan, item), style="warning") for item in impossible(plan, where)]
    blocks += _parts(plan, where)
    return blocks


def _powers(plan: Plan, where: str) -> dict[str, list[Said]]:
    """Return power title → its sentences in the order of a reader, each with its sources and the rows it holds for."""
    found: dict[str, dict[tuple[str, str], Said]] = {}
    for row in plan.missing_at(where):
        for line in _lines(row, where):
            held = found.setdefault(line.about, {})
            key = (line.heading, line.statement.text)
            said = held.get(key, Said(line.heading, line.statement.text, (), ()))
            sources = tuple(dict.fromkeys((*said.sources, *line.statement.sources)))
            held[key] = Said(line.heading, line.statement.text, sources, (*said.rows, row))
    order = list(_IN_A_LETTER)
    return {title: sorted(lines.values(), key=lambda said: order.index(said.heading)) for title, lines in found.items()}


def _lines(row: LetterRow, where: str) -> tuple[RouteLine, ...]:
    missing = row.at(where)
    lines = renderable(missing.route) if missing and missing.route else ()
    return tuple(line for line in lines if line.about and line.heading in _IN_A_LETTER)


def _line(plan: Plan, where: str, said: Said) -> Runs:
    language = "en" if plan.language != "en" else ""
    fact = Fact(said.text, cite(said.sources), language)
    for_whom = _for_whom(plan, where, said.rows)
    lead = Run(f"{said.heading}{f' ({for_whom})' if for_whom else ''}: ", bold=True, language=language)
    return (lead, fact.run)


def _for_whom(plan: Plan, where: str, rows: tuple[LetterRow, ...]) -> str:
    words, every = phrases(plan.language), plan.missing_at(where)
    if len(rows) == len(every):
        return ""
    persons = tuple(row for row in every if row.target.kind is Kind.PERSON)
    if rows == persons:
        text = words["for_persons"]
    elif rows == tuple(row for row in every if row.target.kind is Kind.ENTITY):
        text = words["for_entities"]
    else:
        text = words["for_some"].format(targets=", ".join(row.name for row in rows))
    return text[0].lower() + text[1:]


def impossible(plan: Plan, where: str) -> tuple[Impossible, ...]:
    """Return what the addressee's law makes impossible, each law once, with the power that can be asked for instead."""
    held: dict[tuple[str, str], tuple[Excluded, list[LetterRow], Route]] = {}
    for row in plan.missing_at(where):
        missing = row.at(where)
        route = missing.route if missing else None
        for shut in route.excluded if route else ():
            key = (shut.regime, " ".join(item.text for item in shut.statements))
            if route:
                held.setdefault(key, (shut, [], route))[1].append(row)
    return tuple(_impossible(shut, tuple(rows), route) for shut, rows, route in held.values())


def _impossible(shut: Excluded, rows: tuple[LetterRow, ...], route: Route) -> Impossible:
    sources = cite(dict.fromkeys(source for item in shut.statements for source in item.sources))
    power = best_power(route)
    text = " ".join(item.text for item in shut.statements if item.renderable)
    return Impossible(shut.title, rows, Fact(text or shut.title, sources), power.title if power else "")


def warning_runs(plan: Plan, item: Impossible) -> Runs:
    """Return a warning in words: for whom, why, and what is asked for instead."""
    words = phrases(plan.language)
    instead = words["instead"].format(power=item.instead) if item.instead else words["no_instead"]
    return filled(words["warning"], targets=targets_words(plan, item.rows), why=item.why, instead=instead)


def _parts(plan: Plan, where: str) -> list[Block]:
    words = phrases(plan.language)
    blocks: list[Block] = []
    for row in plan.missing_at(where):
        missing = row.at(where)
        if missing and missing.gap.related:
            source = "; ".join(item.source for item in missing.gap.related)
            names = Fact(", ".join(item.name for item in missing.gap.related), source)
            runs = filled(words["partial"], name=row.name, addressee=words[f"the_{where}"], related=names)
            blocks.append(Paragraph(runs, style="warning"))
    return blocks

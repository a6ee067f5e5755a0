"""A dossier as a document for one destination, and the sheet that says what it still lacks.

The dossier holds what may be shown; law of a confidence below H, and everything lacking, stand on the sheet alone.
"""

from __future__ import annotations

from inconcert.dossiers.case import Case, Position
from inconcert.dossiers.elements import Destination, Element, elements
from inconcert.jurisdictions.sources import cite
from inconcert.model.law import LawOf, Statement
from inconcert.typeset.tree import Block, Cover, Document, Heading, Items, Paragraph, Run, Runs, Table, plain

_ELSEWHERE = ("identity", "against", "interest")
"""Elements that have a section of their own in the dossier."""


def dossier_document(case: Case, destination: Destination, law: LawOf, today: str) -> Document:
    """Return the dossier as the destination's law asks for it, element by element."""
    blocks: list[Block] = [
        Heading("1. Authority invoked"),
        *_law((law.citation,), destination.short),
        Heading("2. Who submits this"),
        Paragraph(plain(case.submitter or "To be completed by those who submit.")),
        Heading("3. The person or body"),
        _identity(case),
        Heading("4. Summary"),
        Paragraph(plain(case.summary)),
        Heading("5. Facts"),
        *_incidents(case),
        Heading("6. The law, element by element"),
        *(block for item in elements(case, law, today) if item.id not in _ELSEWHERE for block in _element(case, item)),
        Heading("7. Exhibits"),
        _exhibits(case),
        Heading("8. What speaks against, and what mitigates"),
        Items(tuple(_cited(case, item.text, item.evidence) for item in case.against) or (plain("None recorded."),)),
        Heading("9. Why this government, and what it would change"),
        Paragraph(plain(" ".join(part for part in (case.interest, case.effects) if part) or "To be completed.")),
        Heading("10. Other governments approached"),
        Items(tuple(plain(item) for item in case.approached) or (plain("None."),)),
        Heading("11. Confidentiality"),
        Paragraph(plain(case.confidentiality or "Everything cited here is public.")),
    ]
    title = f"Dossier: {case.name}"
    return Document(title, "en", today, tuple(blocks), cover=Cover(destination.short))


def lacks_document(case: Case, destination: Destination, law: LawOf, today: str) -> Document:
    """Return the sheet for those who submit: what each element lacks, and law that nobody has checked yet."""
    blocks: list[Block] = [Paragraph(plain("For those who submit, not for the addressee."))]
    found = elements(case, law, today)
    lines = [(item.heading, text) for item in found for text in item.lacking]
    blocks.append(Heading("What this law still lacks"))
    blocks.append(
        Items(tuple((Run(f"{heading}: ", bold=True), Run(text)) for heading, text in lines) or (plain("Nothing."),))
    )
    unsure = dict.fromkeys(
        said for said in (law.citation, *(one for item in found for one in item.law)) if not said.renderable
    )
    if unsure:
        blocks.append(Heading("Law to be checked before it is relied on"))
        blocks.append(
            Items(
                tuple((Run(f"({said.confidence.value}) "), Run(said.text, note=cite(said.sources))) for said in unsure)
            )
        )
    return Document(f"Completeness: {case.name}, {destination.short}", "en", today, tuple(blocks))


def _law(said: tuple[Statement, ...], otherwise: str) -> list[Block]:
    sure = tuple((Run(item.text, note=cite(item.sources)),) for item in said if item.renderable)
    if sure:
        return [Items(sure)]
    return [Paragraph(plain(otherwise))] if otherwise else []


def _cited(case: Case, text: str, evidence: tuple[str, ...]) -> Runs:
    return (Run(text, note="; ".join(_exhibit(case, item) for item in evidence)),)


def _exhibit(case: Case, evidence_id: str) -> str:
    item = case.exhibit(evidence_id)
    where = f" <{item.address}>" if item.address else ""
    return f"[{item.id}] {item.title}, {item.publisher}{f', {item.date}' if item.date else ''}{where}"


def _identity(case: Case) -> Table:
    rows = [("Name", name.full, name.language if name.script != "Latn" else "") for name in case.names]
    held = {"Date of birth": case.birth_date, "Place of birth": case.birth_place, "Nationality": case.nationality}
    rows += [(what, value, "") for what, value in held.items() if value]
    rows += [("Number", value, "") for value in case.identifiers]
    note = "; ".join(_exhibit(case, item) for item in case.identity_evidence)
    table = tuple((plain(what), (Run(value, language=language, note=note),)) for what, value, language in rows)
    positions = tuple((plain("Position"), _cited(case, _office(item), item.evidence)) for item in case.positions)
    return Table("Identification", ("What", "Value"), (*table, *positions), (25, 75))


def _office(item: Position) -> str:
    return f"{item.title}, {item.body} ({item.since or '?'} – {item.until or '?'})"


def _incidents(case: Case) -> list[Block]:
    blocks: list[Block] = []
    for item in case.incidents:
        codes = "; ".join(code.words for code in item.codes)
        blocks += [
            Heading(f"{item.id}: {item.place}, {item.since or '?'} – {item.until or '?'}", level=2),
            Paragraph(_cited(case, item.what, item.evidence)),
            Items(
                (
                    (Run("Conduct: ", bold=True), Run(codes)),
                    (Run("Victims: ", bold=True), Run(item.victims_words or "not said")),
                    (Run("Role: ", bold=True), Run(item.role or "not said")),
                )
            ),
        ]
    return blocks


def _element(case: Case, item: Element) -> list[Block]:
    shown = tuple(_cited(case, text, evidence) for text, evidence in item.shown)
    law = _law(item.law, "")
    if not shown and not law:
        return []
    return [Heading(item.heading, level=2), *law, *([Items(shown)] if shown else [])]


def _exhibits(case: Case) -> Table:
    rows = tuple(
        (plain(item.id), plain(item.title), plain(item.type), plain(item.publisher), plain(item.reliability))
        for item in case.evidence
    )
    return Table("Exhibits", ("No.", "What", "Type", "From", "Reliability"), rows, (8, 42, 18, 20, 12))

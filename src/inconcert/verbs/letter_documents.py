"""Every document of a kept letter, made again from its plan: the same words on any later day.

The letter carries its signatories once its very text was signed; another text has none.
"""

from __future__ import annotations

from collections.abc import Mapping

from inconcert.formats import csvout
from inconcert.letters.annex import targets_table
from inconcert.letters.checklist import check_document
from inconcert.letters.compose import letter_document
from inconcert.letters.facts import Fact, phrases, text_of_runs
from inconcert.letters.plan import Plan
from inconcert.letters.release import one_page_document, release_document
from inconcert.letters.signing import Action, PublicList, text_sha256
from inconcert.model.errors import UserError
from inconcert.typeset.render import FORMATS, rendered
from inconcert.typeset.tree import Document
from inconcert.verbs import signing
from inconcert.verbs.house import House
from inconcert.verbs.letter import kept_plan, text_to_sign, with_signatories
from inconcert.verbs.letter_status import outcome

MEDIA_TYPES: Mapping[str, str] = {
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "pdf": "application/pdf",
    "html": "text/html; charset=utf-8",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}

FILES: Mapping[str, tuple[str, ...]] = {
    "letter": FORMATS, "check": FORMATS, "release": FORMATS, "brief": FORMATS, "outcome": FORMATS,
    "to-sign": ("txt",), "annex": ("csv",),
}  # fmt: skip
"""Document → the formats it is there in."""


def document(house: House, letter: str, name: str) -> Document:
    """Return one document of a kept letter; UserError for another name."""
    if name == "outcome":
        return outcome(house, letter).page
    plan, signed = signed_plan(house, letter)
    if name == "letter":
        return letter_document(plan)
    if name == "check":
        return check_document(plan)
    if name == "release":
        return release_document(plan, _organisations(plan, signed))
    if name == "brief":
        return one_page_document(plan)
    raise UserError(f"no document is called {name!r}", remedy=f"Known: {', '.join(FILES)}.")


def file(house: House, letter: str, name: str, ending: str) -> tuple[bytes, str]:
    """Return (bytes, media type) of one document in one format; UserError for what there is not."""
    if ending not in FILES.get(name, ()):
        raise UserError(f"there is no {name!r} as {ending!r}", remedy="The page of the letter names its documents.")
    if name == "to-sign":
        return text_to_sign(kept_plan(house, letter)).encode("utf-8"), MEDIA_TYPES[ending]
    if name == "annex":
        return annex_csv(kept_plan(house, letter)), MEDIA_TYPES[ending]
    return rendered(document(house, letter, name), (ending,))[ending], MEDIA_TYPES[ending]


def annex_csv(plan: Plan) -> bytes:
    """Return the annex of targets as CSV with the words of the letter; a source stands in a column of its own."""
    table = targets_table(plan)
    source = phrases(plan.language)["head_source"]
    rows = []
    for row in table.rows:
        notes = dict.fromkeys(run.note for cell in row for run in cell if run.note)
        rows.append((*(text_of_runs(cell) for cell in row), " | ".join(notes)))
    return b"".join(csvout.stream((*table.heads, source), rows, byte_order_mark=True))


def signed_plan(house: House, letter: str) -> tuple[Plan, PublicList | None]:
    """Return the plan with those who signed exactly its text, and their list; None where it is not open."""
    plan = kept_plan(house, letter)
    if not any(item.action is Action.OPEN for item in signing.events_of(house, letter)):
        return plan, None
    found = signing.listed(house, letter)
    if found.text_sha256 != text_sha256(text_to_sign(plan)):
        return plan, None
    named = tuple(f"{item.name} ({item.officer}, {item.role})" for item in found.signatories if not item.withdrew_on)
    return with_signatories(plan, named, found.sealed), found


def _organisations(plan: Plan, signed: PublicList | None) -> Fact | None:
    count = len(plan.signed) + plan.sealed
    if signed is None or count < 2:
        return None
    words = phrases(plan.language)
    text = words["release_organisations"].format(count=count)
    return Fact(text, words["release_signed"].format(sha256=signed.text_sha256))

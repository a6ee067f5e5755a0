"""Sheets are one page, and nothing sealed, no source and no consent text stands in any document."""

from __future__ import annotations

import datetime as dt
import io
import json
import zipfile

import pypdfium2
import pyrage
import pytest

from inconcert.dossiers.case import Case, CaseName, Evidence, Incident
from inconcert.letters.notes import Note
from inconcert.letters.organisations import Contact, Organisation
from inconcert.letters.release import one_page_document
from inconcert.letters.signing import Action
from inconcert.model.law import ConductCode
from inconcert.model.vocabulary import Kind
from inconcert.typeset.render import FORMATS, rendered
from inconcert.verbs import dossier, outbox, signing
from inconcert.verbs.desk import desk
from inconcert.verbs.letter import Wanted, keep, plan_of, text_to_sign, write
from inconcert.verbs.letter_documents import FILES, document, file

WANTED = Wanted("xinjiang", ("gb", "ca"), day=dt.date(2020, 8, 18))
CANARIES = ("Zebulon Sealedname", "canary-source-4711", "canary-consent-text", "zebulon@sealed.example")


def pages_before_the_annex(data: bytes) -> int:
    opened = pypdfium2.PdfDocument(data)
    texts = [page.get_textpage().get_text_bounded() for page in opened]
    opened.close()
    return next(place for place, text in enumerate(texts) if "Annex sheet" in text or "Feuille annexe" in text)


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_brief_is_one_page_with_its_sources_behind_it(opened, language):
    plan = plan_of(opened, Wanted("xinjiang", ("gb", "ca"), day=dt.date(2020, 8, 18), language=language))
    assert pages_before_the_annex(rendered(one_page_document(plan), ("pdf",))["pdf"]) == 1


def test_every_desk_sheet_of_the_eight_is_one_page(opened):
    plan = plan_of(opened, WANTED)
    for row in plan.rows:
        for to in ("gb", "ca", "au", "eu"):
            _, sheet = desk(opened, row.target.id, to)
            assert pages_before_the_annex(rendered(sheet, ("pdf",))["pdf"]) == 1, (row.name, to)


def words(data: bytes, ending: str) -> str:
    if ending == "docx":
        with zipfile.ZipFile(io.BytesIO(data)) as held:
            return "".join(held.read(name).decode("utf-8", "replace") for name in held.namelist())
    if ending == "pdf":
        opened = pypdfium2.PdfDocument(data)
        text = "".join(page.get_textpage().get_text_bounded() for page in opened) + str(opened.get_metadata_dict())
        opened.close()
        return text + data.decode("latin-1")
    return data.decode("utf-8")


def free_of_canaries(data: bytes, ending: str, what: str) -> None:
    text = " ".join(words(data, ending).split())
    assert not [item for item in CANARIES if item in text], what


def test_no_document_holds_a_sealed_name_a_source_or_a_consent_text(opened):
    """Every kind of document there is, of a home where each canary is known to somebody."""
    written = write(opened, WANTED)
    keep(opened, written)
    contacts = (Contact("Zebulon Sealedname", "Director", "zebulon@sealed.example"),)
    signing.register(opened, Organisation("sealed", ("Zebulon Sealedname Fund",), ("sealed.example",), contacts))
    key = str(pyrage.x25519.Identity.generate().to_public())
    chance = iter(bytes([number]) * 32 for number in range(1, 90))
    mails: list[Note] = []

    def bytes_of(size: int) -> bytes:
        return next(chance)[:size]

    signing.open_letter(opened, written.plan.id, text_to_sign(written.plan), "2026-06-01T23:59:59Z", bytes_of, key)
    signing.ask_for_link(opened, written.plan.id, "zebulon@sealed.example", Action.SIGN, bytes_of, mails.append)
    found = signing.signed_by_link(opened, mails[0].token, bytes_of, mails.append, seal=key)
    assert (found.signatories, found.sealed) == ((), 1)
    outbox.put_into(opened)(mails[0])
    for name, endings in FILES.items():
        for ending in endings:
            data, _ = file(opened, written.plan.id, name, ending)
            free_of_canaries(data, ending, f"{name}.{ending}")
    assert "not named" in words(file(opened, written.plan.id, "letter", "txt")[0], "txt")
    free_of_canaries(json.dumps(signing.record(opened, written.plan.id)).encode(), "txt", "record")
    for ending, data in rendered(desk(opened, "us-29220", "gb")[1]).items():
        free_of_canaries(data, ending, f"desk.{ending}")
    assert document(opened, written.plan.id, "letter").title


def test_no_dossier_holds_what_only_the_vault_may_hold():
    """A case file has no place for a source or a consent; what is not public is named and never quoted."""
    closed = Evidence("E2", "Statement", "statement", "the submitters", "testimony", public=False)
    case = Case(
        "c", Kind.PERSON, (CaseName("Invented Person"),), "Summary.",
        incidents=(Incident("I1", "What.", (ConductCode.TORTURE,), "2020-01", "2020-02", "Place", "many", "role",
                            "direct", evidence=("E2",)),),
        evidence=(closed,),
    )  # fmt: skip
    fields = set(Case.__dataclass_fields__) | set(Evidence.__dataclass_fields__)
    assert not fields & {"source", "sources", "witness", "consent", "consent_text", "given_by"}
    for item in dossier.render(case, dossier.destinations(()), "2026-05-20"):
        for made in (item.dossier, item.sheet):
            for ending, data in rendered(made, FORMATS).items():
                free_of_canaries(data, ending, f"{item.destination.id}.{ending}")

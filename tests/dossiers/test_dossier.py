"""A dossier from one body of facts: what each law lacks is named exactly; nothing private can be in it."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from inconcert.dossiers.case import CaseName, Evidence
from inconcert.dossiers.elements import DESTINATIONS, elements
from inconcert.jurisdictions.law import law_of
from inconcert.model.errors import UserError
from inconcert.model.law import ConductCode
from inconcert.model.vocabulary import Kind
from inconcert.typeset.render import rendered
from inconcert.typeset.to_text import text_of
from inconcert.verbs.demo import demo_home
from inconcert.verbs.dossier import destinations, duplicates, example, read, render

TODAY = "2026-05-20"


@pytest.fixture(scope="module")
def zakir():
    return read(example(), "shohrat-zakir.toml")


def lacking(case, name: str) -> tuple[str, ...]:
    (found,) = render(case, destinations([name]), TODAY)
    return found.lacking


COMMON = (
    "No passport or identity number is given.",
    "No name in its original script is given.",
)
OFFICE = "The link rests on office alone: direct orders, acts or omissions are not shown."
OFFICE_OF_RIGHTS = "Office of the UN High Commissioner for Human Rights"
TWO = f"I2: fewer than two independent sources: it rests on {OFFICE_OF_RIGHTS} alone (E4)."
DETENTION = "Arbitrary arrest or detention is not a ground here: argue the facts through one that is."


@pytest.mark.parametrize(
    ("name", "more"),
    [
        ("US-7031C", (OFFICE, TWO)),
        ("GB-HR", (DETENTION, OFFICE, TWO)),
        ("GB-AC", ("This law is about corruption; the case holds no incident of that kind.",)),
        ("CA-SEMA", (OFFICE, TWO)),
        ("EU-HR", (OFFICE, TWO)),
        ("AU-HUMAN", (DETENTION, OFFICE, TWO)),
    ],
)
def test_the_check_names_exactly_what_each_law_lacks(zakir, name, more):
    assert set(lacking(zakir, name)) == {*COMMON, *more}


def test_jvcfoa_asks_who_the_victims_are(zakir):
    found = lacking(zakir, "CA-JVCFOA")
    assert any(
        text.startswith("I2: whether the victims are people whom this law protects is not said (Gross")
        for text in found
    )
    closed = replace(zakir, incidents=tuple(replace(item, victims="others") for item in zakir.incidents))
    assert "The victims are not shown to be people whom this law protects; it then hardly fits." in lacking(
        closed, "CA-JVCFOA"
    )
    shown = replace(zakir, incidents=tuple(replace(item, victims="defenders") for item in zakir.incidents))
    assert not any("people whom this law protects" in text for text in lacking(shown, "CA-JVCFOA"))


def test_a_body_is_not_for_a_law_of_persons(zakir):
    body = replace(zakir, kind=Kind.ENTITY)
    assert any("cannot list a body" in text for text in lacking(body, "CA-JVCFOA"))
    assert not any("cannot list" in text for text in lacking(body, "CA-SEMA"))


def test_tenure_must_cover_the_conduct(zakir):
    short = replace(zakir, positions=tuple(replace(item, until="2018") for item in zakir.positions))
    assert "I1: no office with dates covers the whole of 2018 – 2019." in lacking(short, "GB-HR")
    unknown = replace(zakir, positions=tuple(replace(item, until="") for item in zakir.positions))
    assert "Chairman: since when or until when is not known." in lacking(unknown, "GB-HR")


def test_what_is_filled_is_no_longer_lacking(zakir):
    whole = replace(
        zakir,
        names=(*zakir.names, CaseName("雪克来提", "Hans", "zh")),
        birth_place="Xinjiang",
        identifiers=("Passport X",),
        incidents=tuple(
            replace(item, codes=(ConductCode.TORTURE,), link="command", evidence=("E2", "E4"))
            for item in zakir.incidents
        ),
    )
    assert lacking(whole, "GB-HR") == ()
    assert lacking(replace(whole, birth_place=""), "GB-HR") == ("No place of birth is given.",)
    assert lacking(replace(whole, against=()), "GB-HR") == (
        "Nothing that speaks for the person is recorded: say what was looked for.",
    )


def test_rendered_for_every_destination_in_every_format(zakir):
    found = render(zakir, DESTINATIONS, TODAY)
    assert {item.destination.jurisdiction for item in found} == {"us", "gb", "ca", "eu", "au"}
    for item in found:
        assert set(rendered(item.dossier)) == {"docx", "pdf", "html", "txt"}
        assert "10. Other governments approached" in text_of(item.dossier)


def test_law_that_was_not_read_in_the_law_itself_is_on_the_sheet_alone(zakir):
    (found,) = render(zakir, destinations(["US-GLOMAG"]), TODAY)
    law = law_of("US-GLOMAG", TODAY)
    unsure = [said for part in elements(zakir, law, TODAY) for said in part.law if not said.renderable]
    assert unsure
    dossier, sheet = (" ".join(text_of(item).split()) for item in (found.dossier, found.sheet))
    for said in unsure:
        assert said.text not in dossier
        assert said.text in sheet


def test_a_case_file_has_no_place_for_a_source_or_a_consent_text():
    for line in ('source = "K, the clerk"', 'consent = "she agreed"'):
        with pytest.raises(UserError, match="not a key"):
            read(example() + b"\n[[evidence]]\n" + line.encode(), "x.toml")


def test_a_closed_exhibit_asks_for_consent(zakir):
    closed = Evidence("E9", "Statement", "testimony", "withheld", "testimony", public=False)
    asked = replace(zakir, evidence=(*zakir.evidence, closed))
    assert "Consent to give E9 to this recipient is not recorded in the vault." in lacking(asked, "GB-HR")
    assert not any("E9" in text for text in lacking(replace(asked, consent_recorded=True), "GB-HR"))


@pytest.mark.parametrize(
    ("change", "says"),
    [
        (('evidence = ["E2", "E3"]', 'evidence = ["E77"]'), "no such exhibit"),
        (('since = "2018"', 'since = "in 2018"'), "not a date"),
        (('link = "official"', 'link = "maybe"'), "link is one of"),
        (('codes = ["DETENTION"]', 'codes = ["BAD"]'), "wrong kind"),
        (('kind = "person"', 'kind = "people"'), "wrong kind"),
        (('reliability = "press"', 'reliability = "good"'), "reliability is one of"),
    ],
)
def test_a_wrong_case_file_is_refused_with_the_reason(change, says):
    text = example().decode().replace(*change)
    with pytest.raises(UserError, match=says):
        read(text.encode(), "x.toml")
    with pytest.raises(UserError):
        read(b"\xff", "x.toml")


def test_duplicates_are_found_on_the_lists_and_among_open_cases(zakir):
    with demo_home(lambda _: None) as opened:
        found = duplicates(opened, zakir, [replace(zakir, id="other")])
    assert any(line.startswith("listed: us-34079") for line in found)
    assert "open case: other Shohrat Zakir" in found


def test_the_same_case_gives_the_same_bytes(zakir):
    first, again = (render(zakir, destinations(["GB-HR"]), TODAY)[0] for _ in range(2))
    assert rendered(first.dossier) == rendered(again.dossier)
    assert dt.date.fromisoformat(first.dossier.date)


def test_an_unknown_destination_is_refused():
    with pytest.raises(UserError, match="no destination"):
        destinations(["fr"])

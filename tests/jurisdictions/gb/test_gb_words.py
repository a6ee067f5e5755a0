"""The small readers of cells: numbered values, dates, numbers in prose, countries, labelled parts, closed words."""

from __future__ import annotations

import doctest
import importlib

import pytest

from inconcert.jurisdictions.gb.countries import codes_of
from inconcert.jurisdictions.gb.dates import event, partial_date
from inconcert.jurisdictions.gb.numbered import items
from inconcert.jurisdictions.gb.numbers import document_number, imo_number, registrations
from inconcert.jurisdictions.gb.other_information import free_un_references, leading_references, parts, unknown_labels
from inconcert.jurisdictions.gb.vocabulary import measure_of, name_role, script_of
from inconcert.model.vocabulary import DateKind, IdentifierKind, Measure, NameRole

MODULES = ("countries", "dates", "numbered", "numbers", "other_information", "table", "vocabulary")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_of_a_module_hold(name: str) -> None:
    result = doctest.testmod(importlib.import_module(f"inconcert.jurisdictions.gb.{name}"))
    assert result.attempted and not result.failed


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("", []),
        ("-", []),
        ("Russia", ["Russia"]),
        ("(1) Russia (2) Ukraine", ["Russia", "Ukraine"]),
        ("(1) Uganda (2) Uganda (3)Uganda", ["Uganda", "Uganda", "Uganda"]),
        ("(1) to (6) Algeria (7) Morocco", ["Algeria", "Morocco"]),
        ("(1-3) Libya (4) Morocco", ["Libya", "Morocco"]),
        ("(1) - (2) Occupied Palestinian Territories", ["Occupied Palestinian Territories"]),
        ("(1) Manzil Tmim (2)-(6) -", ["Manzil Tmim"]),
        ("1) Saudi Arabia 2) Qatar", ["Saudi Arabia", "Qatar"]),
        ("a) General b)Major General", ["General", "Major General"]),
        ("(a) Jordanian (b) American", ["Jordanian", "American"]),
        ("Bulgaria\xa0and   more", ["Bulgaria and more"]),
        ("(2) only", ["(2) only"]),
        ("(!) First (2) Second", ["(!) First (2) Second"]),
        ("Iran (Nuclear)", ["Iran (Nuclear)"]),
    ],
)
def test_numbered_cells(printed: str, expected: list[str]) -> None:
    assert items(printed) == expected


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("06/07/2020", "2020-07-06"),
        ("29-06-2012", "2012-06-29"),
        ("00/00/1961", "1961"),
        ("dd/mm/1961", "1961"),
        ("00/07/1961", "1961-07"),
        ("07/1961", "1961-07"),
        ("1961", "1961"),
        ("31/02/1961", None),
        ("15/00/1961", None),
        ("1961-07-06", None),
        ("", None),
        ("c. 1961", None),
    ],
)
def test_birth_dates(printed: str, expected: str | None) -> None:
    found = partial_date(printed)
    assert (found.value if found else None) == expected


def test_an_event_needs_a_day() -> None:
    assert event(DateKind.LISTED, "00/07/2020") is None
    found = event(DateKind.LISTED, "06/07/2020")
    assert found is not None and found.value == "2020-07-06"


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("G827238 (Tunisian). Issued on 1 June 1996", "G827238"),
        ("Passport No: 592667 (Qatari passport issued on 3 May 2007).", "592667"),
        ("Saudi Arabian national identification number:1027508157", "1027508157"),
        ("AAID00435 (Guinea Bissau Diplomatic) Issued 18 Feb 2010.", "AAID00435"),
        ("1-64-86-22311-29", "1-64-86-22311-29"),
        ("Uganda Passport.", None),
        ("(Eqypt). Issued 1993.", None),
        ("Issued on 10/8/2001", None),
        ("983 (Diplomatic)", None),
        ("Russian Passport number 8208 No. 555627", None),
    ],
)
def test_numbers_of_documents(text: str, number: str | None) -> None:
    found = document_number(text)
    assert (found[0] if found else None) == number


def test_numbers_of_bodies() -> None:
    assert registrations("7726700943") == [("7726700943", "", IdentifierKind.REGISTRATION)]
    assert registrations("Registered 21/03/2023") == []
    kinds = {number: kind for number, _, kind in registrations("OGRN 1097746585452, INN 7706725428, KPP 770701001")}
    assert kinds == {
        "1097746585452": IdentifierKind.REGISTRATION,
        "7706725428": IdentifierKind.TAX_ID,
        "770701001": IdentifierKind.OTHER,
    }


@pytest.mark.parametrize(("printed", "number"), [("IMO9388766", "9388766"), ("9388766", "9388766"), ("93887", "")])
def test_imo_numbers(printed: str, number: str) -> None:
    assert imo_number(printed) == number


@pytest.mark.parametrize(
    ("printed", "codes"),
    [
        ("Russia", ("ru",)),
        ("Congo (Democratic Republic)", ("cd",)),
        ("Indonesian (as at December 2003)", ("id",)),
        ("Syrian Arab Republic as of September 2015", ("sy",)),
        ("Estonia, Russia", ("ee", "ru")),
        ("115088", ()),
        ("Congolese", ()),
        ("Atlantis", None),
    ],
)
def test_countries(printed: str, codes: tuple[str, ...] | None) -> None:
    assert codes_of(printed) == codes


def test_a_reference_to_another_entry_is_not_its_own() -> None:
    assert free_un_references("Listed as asset of X (UN Reference Number: UN Ref KPe.064)") == ([], False)
    assert free_un_references("UN Ref QI.A.151.03. Associated with AQAP (QDe.129)") == (["QI.A.151.03"], False)
    assert free_un_references("UN Ref.075. Note") == ([], True)
    assert free_un_references("A note about UN references") == ([], False)
    assert leading_references("CDi. 038. Listed") == (["CDi.038"], "Listed")
    assert leading_references("IHR0061, INU0011 and SYR0161. Rest")[0] == ["IHR0061", "INU0011", "SYR0161"]
    assert leading_references("none here") == ([], "none here")


def test_parts_and_what_only_looks_like_a_label() -> None:
    text = "Free. (UK Statement of Reasons):In (2022): he did (Fax): no. (Gender):Male"
    assert parts(text) == [
        ("", "Free."),
        ("UK Statement of Reasons", "In (2022): he did (Fax): no."),
        ("Gender", "Male"),
    ]
    assert unknown_labels("In (2022): he did (Fax): no. (Shoe size):44") == ["Shoe size"]


def test_closed_words() -> None:
    assert name_role("Primary Name Variation") is NameRole.VARIATION
    assert name_role("Alias", "Low quality A.K.A") is NameRole.WEAK_ALIAS
    assert name_role("Nickname") is None
    assert name_role("AKA", "so-so") is None
    assert measure_of("Travel Ban") is Measure.TRAVEL_BAN
    assert measure_of("Exile") is None
    assert (script_of(""), script_of("Cryillic"), script_of("Runes")) == ("", "Cyrl", None)

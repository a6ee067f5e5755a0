"""Remarks, dates, names and programmes of OFAC's lists, form by form."""

from __future__ import annotations

import doctest
import gc
import importlib
import pkgutil

import pytest

from inconcert.jurisdictions import us
from inconcert.jurisdictions.us.dates import partial_date
from inconcert.jurisdictions.us.measures import Printed
from inconcert.jurisdictions.us.names import name_of
from inconcert.jurisdictions.us.remarks import CUT_OFF, read_remark, segments
from inconcert.model.errors import UnknownInSource
from inconcert.model.uncollected import uncollected
from inconcert.model.vocabulary import Measure, NameRole


@pytest.mark.parametrize("module", [item.name for item in pkgutil.iter_modules(us.__path__)])
def test_examples_in_the_docstrings(module: str) -> None:
    assert doctest.testmod(importlib.import_module(f"inconcert.jurisdictions.us.{module}")).failed == 0


@pytest.mark.parametrize(
    ("printed", "expected"),
    [
        ("10 Dec 1948", "1948-12-10"),
        ("Dec 1948", "1948-12"),
        ("1948", "1948"),
        ("circa 1948", "~1948"),
        ("circa Dec 1948", "~1948-12"),
        ("1960 to 1965", "1960/1965"),
        ("Jan 1960 to Mar 1960", "1960-01/1960-03"),
        ("01 Jan 1960 to 02 Mar 1961", "1960-01-01/1961-03-02"),
        ("circa 1979-1982", "~1979/1982"),
    ],
)
def test_date(printed: str, expected: str) -> None:
    assert str(partial_date(printed)) == expected


@pytest.mark.parametrize(
    "printed", ["", "10/12/1948", "31 Feb 1960", "1 Dec 1948", "Dez 1948", "1965 to 1960", "born 1948"]
)
def test_date_that_is_not_known(printed: str) -> None:
    with pytest.raises(UnknownInSource):
        partial_date(printed)


@pytest.mark.parametrize(
    ("printed", "family", "given"),
    [
        ("ZHU, Hailun", "ZHU", "Hailun"),
        ("MNANGAGWA, JR., Emmerson Dambudzo", "MNANGAGWA, JR.", "Emmerson Dambudzo"),
        ("DELOS REYES, Feliciano Semborio, Jr.", "DELOS REYES", "Feliciano Semborio, Jr."),
        ("SANTOSO", "", ""),
    ],
)
def test_name_of_a_person(printed: str, family: str, given: str) -> None:
    name = name_of(printed, NameRole.PRIMARY, "0/2", person=True)
    assert (name.full, name.family, name.given) == (printed, family, given)


def test_name_of_a_body_is_whole() -> None:
    assert name_of("ANGLO-CARIBBEAN CO., LTD.", NameRole.PRIMARY, "0/2", person=False).family == ""


def only(printed: str, *, person: bool = True):
    facts, issues = read_remark(printed, person=person)
    assert not issues
    ((slot, value),) = facts
    return slot, value


@pytest.mark.parametrize(
    ("printed", "kind", "value", "country"),
    [
        ("Passport D000974 (Afghanistan).", "passport", "D000974", "af"),
        ("Cedula No. 16247821 (Colombia).", "national_id", "16247821", "co"),
        ("Tax ID No. 7736185530 (Russia).", "tax_id", "7736185530", "ru"),
        ("Vessel Registration Identification IMO 9187629.", "imo", "9187629", ""),
        ("International Maritime Organization No. (5777731).", "imo", "5777731", ""),
        ("MMSI 572469210.", "mmsi", "572469210", ""),
        (
            "Digital Currency Address - XBT 12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h.",
            "crypto_address",
            "12QtD5BFwRsdNsAZY76UVE1xyCGNTojH9h",
            "",
        ),
        ("Folio Mercantil No. 10328 (Jalisco) (Mexico).", "registration", "10328 (Jalisco)", "mx"),
        ("Fax (357)(22668608).", "phone", "(357)(22668608)", ""),
        ("www.al-nour.net.", "website", "www.al-nour.net", ""),
        ("alt. Website www.ptsecurity.com.", "website", "www.ptsecurity.com", ""),
        ("Aircraft Construction Number (also called L/N or S/N or F/N) 8401.", "aircraft_serial", "8401", ""),
    ],
)
def test_identifier(printed: str, kind: str, value: str, country: str) -> None:
    slot, found = only(printed)
    assert (slot, found.kind, found.value, found.country) == ("identifiers", kind, value, country)


def test_days_of_a_paper_are_kept_beside_it() -> None:
    facts, issues = read_remark("Passport A1 (Iran) issued 01 Jan 2008 expires 31 Dec 2010.", person=True)
    assert not issues
    assert [(slot, getattr(value, "text", "")) for slot, value in facts] == [
        ("identifiers", ""),
        ("remarks", "issued 01 Jan 2008 expires 31 Dec 2010"),
    ]


@pytest.mark.parametrize(
    ("printed", "role", "full"),
    [
        ("a.k.a. 'BNC'.", "weak_alias", "BNC"),
        ("f.k.a. 'HDS LINES'.", "former", "HDS LINES"),
        ("n.k.a. 'LGOK'.", "alias", "LGOK"),
        ("d.b.a. 'ANARQUIA PAINTBALL'.", "alias", "ANARQUIA PAINTBALL"),
        ("a.k.a. ''ABD AL-MUHSI'.", "weak_alias", "'ABD AL-MUHSI"),
    ],
)
def test_name_in_a_remark(printed: str, role: str, full: str) -> None:
    slot, name = only(printed)
    assert (slot, name.role, name.full) == ("names", role, full)


@pytest.mark.parametrize(
    ("printed", "slot", "label"),
    [
        ("Secondary sanctions risk: section 1(b) of Executive Order 13224.", "remarks", "Secondary sanctions risk"),
        (
            "Additional Sanctions Information - Subject to Secondary Sanctions.",
            "remarks",
            "Additional Sanctions Information",
        ),
        ("Organization Established Date 1969.", "remarks", "Organization Established Date"),
        ("wife of Izzat Ibrahim Al-Duri.", "remarks", "prose"),
        ("arrested 23 Apr 2002.", "remarks", "prose"),
        ("Vice-Chairperson, 13th National People's Congress Standing Committee.", "positions", "Title"),
        ("Position: Financial Manager.", "positions", "Position"),
    ],
)
def test_text_is_kept_under_its_label(printed: str, slot: str, label: str) -> None:
    found, text = only(printed)
    assert (found, text.label) == (slot, label)


def test_a_semicolon_in_brackets_parts_nothing() -> None:
    assert segments("(Following data: Alt. DOB: 1969; nationality: Eritrean); Gender Male.") == [
        "(Following data: Alt. DOB: 1969; nationality: Eritrean)",
        "Gender Male",
    ]


def test_a_remark_that_the_publisher_cut_off_says_so() -> None:
    remark = "Gender Male; " + "Linked To: SOMEBODY; " * 47
    remark = remark[:1000].ljust(1000, "X")
    facts, issues = read_remark(remark, person=True)
    assert not issues
    assert facts[-1][1].label == CUT_OFF
    assert [slot for slot, _ in facts].count("relations") == 47


@pytest.mark.parametrize(
    "printed", ["Shoe Size 44.", "Passport.", "DOB sometime.", "Passbook No. 12.", "Tax: 12.", "nationality Atlantis."]
)
def test_form_that_is_not_known_is_named_and_kept(printed: str) -> None:
    facts, issues = read_remark(printed, person=True)
    assert len(issues) == 1
    assert facts[0][1].text == printed.removesuffix(".")


def test_what_stands_side_by_side_is_joined_only_where_it_can_be() -> None:
    printed = Printed(
        ("UKRAINE-EO13662", "RUSSIA-EO14024"),
        {
            "Sectoral Sanctions Identifications List": "2014-07-16",
            "SDN List": "2022-02-24",
            "Consolidated List": "2014-10-10",
        },
        ("13662 Sectoral Directive 1", "Block"),
        ("Executive Order 13662 (Ukraine)", "Executive Order 14024 (Russia)"),
    )
    assert printed.belongs("UKRAINE-EO13662", sdn=False) and not printed.belongs("UKRAINE-EO13662", sdn=True)
    assert printed.belongs("RUSSIA-EO14024", sdn=True) and not printed.belongs("RUSSIA-EO14024", sdn=False)
    assert printed.listed_on("UKRAINE-EO13662", sdn=False) == "2014-07-16"
    assert printed.listed_on("RUSSIA-EO14024", sdn=True) == "2022-02-24"
    assert printed.measures("RUSSIA-EO14024", sdn=True) == (Measure.ASSET_FREEZE,)
    assert printed.authority("RUSSIA-EO14024") == "Executive Order 14024 (Russia)"


def test_the_day_of_a_list_is_no_programmes_day_where_two_share_it() -> None:
    printed = Printed(("GLOMAG", "ZIMBABWE"), {"SDN List": "2003-03-06"}, ("Block",), ("A", "B"))
    assert printed.listed_on("GLOMAG", sdn=True) == ""


def test_the_collector_is_left_as_it_was() -> None:
    assert gc.isenabled()
    with pytest.raises(ValueError, match="stop"), uncollected():
        assert not gc.isenabled()
        raise ValueError("stop")
    assert gc.isenabled()

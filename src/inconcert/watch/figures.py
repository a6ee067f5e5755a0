"""The figures that others have published, and how ours are counted: each with its definition.

A figure is one of three counts:
- `rows`: entries of one edition of one list under some regimes, by kind;
- `listed`: targets whose earliest known day of listing under some regimes lies between two days, in force or ended;
- `share`: of the targets in force with one government under thematic regimes, those in force with another.

`why` explains how ours may differ from what was published, by name.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Wanted:
    """A figure to be counted, what was published, and where."""

    id: str
    count: str
    definition: str
    published: str = ""
    published_by: str = ""
    why: str = ""
    list_id: str = ""
    on: str = ""
    jurisdiction: str = ""
    regimes: tuple[str, ...] = ()
    begins: str = ""
    ends: str = ""
    have: str = ""
    lack: str = ""
    day: str = ""


def _rows(id_: str, list_id: str, on: str, regime: str, published: str, by: str, why: str = "") -> Wanted:
    when = f"the edition of {on}, or the last before it" if on else "the newest edition"
    text = f"entries of {list_id} under {regime} on {when}"
    return Wanted(id_, "rows", text, published, by, why, list_id=list_id, on=on, regimes=(regime,))


def _listed(id_: str, where: str, regimes: tuple[str, ...], span: tuple[str, str], published: str, by: str,
            why: str = "") -> Wanted:  # fmt: skip
    text = f"targets whose earliest known day of listing under {' or '.join(regimes)} is from {span[0]} to {span[1]}"
    return Wanted(id_, "listed", text, published, by, why, jurisdiction=where, regimes=regimes,
                  begins=span[0], ends=span[1])  # fmt: skip


def _share(id_: str, have: str, lack: str, day: str, published: str, by: str, why: str = "") -> Wanted:
    when = f"on {day}" if day else "on each list's newest edition"
    text = (
        f"of the targets in force with {have} under thematic regimes {when}, those in force with {lack} under any "
        "regime; those not covered are left out of both and counted beside"
    )
    return Wanted(id_, "share", text, published, by, why, have=have, lack=lack, day=day)


_SURVIVORS = "Only who stood on an edition at hand is counted: whoever was removed before the first one is not known."
_NO_DATES = (
    "The delimited SDN list prints no listing dates: a listing is dated by a curated announcement, or lies between two "
    "editions."
)

WANTED = (
    _rows("us-glomag-2018", "us_sdn", "2018-01-26", "US-GLOMAG", "52 = 15 persons + 37 entities",
          "first tranche, 20/21 Dec 2017 (HRF)"),
    _rows("us-glomag-2021-04", "us_sdn", "2021-04-25", "US-GLOMAG", "315 = 134 persons + 181 others",
          "SDN snapshot of 2021-07-07, counted", "Another edition: ours is ten weeks older, and "
          "the first one of the history (2021-08-18) has 323."),
    _rows("us-magnit-2021-04", "us_sdn", "2021-04-25", "US-MAGNITSKY", "55 = 54 persons + 1 entity",
          "SDN snapshot of 2021-07-07, counted"),
    _rows("us-glomag-2021-12-03", "us_sdn", "2021-12-03", "US-GLOMAG", "337 = 148 persons + 189 entities",
          "3 Dec 2021, CRS R46981"),
    _rows("us-glomag-2022-12-09", "us_sdn", "2022-12-09", "US-GLOMAG",
          "606 = 201 persons + 248 entities + 157 vessels", "SDN snapshot of 2023-01-21, counted"),
    _rows("us-glomag-2023-12", "us_sdn", "2023-12-31", "US-GLOMAG", "over 650", "Dec 2023, State report, 89 FR 13795",
          "State counts all designated since 2017, including those removed since; the list shows rows in force."),
    _rows("us-glomag-newest", "us_sdn", "", "US-GLOMAG", "555 = 245 persons + 310 entities",
          "Nov 2024, CRS by way of a news site",
          "CRS leaves out the 157 vessels; and our newest edition is half a year older."),
    _rows("ca-jvcfoa-2020", "ca_autonomous", "2020-04-15", "CA-JVCFOA", "70", "Oct 2020, list counted"),
    _rows("ca-jvcfoa-newest", "ca_autonomous", "", "CA-JVCFOA", "80", "by addition of the acts of 2023"),
    _rows("eu-hr-2022", "eu_fsf", "2022-09-13", "EU-HR", "17 persons, 5 entities", "5 Dec 2022, biztweet"),
    _rows("au-human-newest", "au_dfat", "", "AU-HUMAN", "112", "list of 2026-08-02, counted"),
    _rows("au-corruption-newest", "au_dfat", "", "AU-CRP", "14", "list of 2026-08-02, counted"),
    _listed("gb-hr-first-day", "gb", ("GB-HR",), ("2020-07-06", "2020-07-06"), "49 = 25 RU, 20 SA, 2 MM, 2 KP",
            "UK list counted", _SURVIVORS),
    _listed("gb-hr-first-year", "gb", ("GB-HR",), ("2020-07-06", "2021-07-05"), "78 from 11 situations",
            "REDRESS, year one", _SURVIVORS),
    _listed("gb-both-year-1", "gb", ("GB-HR", "GB-AC"), ("2020-07-06", "2021-07-05"), "102",
            "Hansard, 21 Jul 2022", _SURVIVORS),
    _listed("gb-both-year-2", "gb", ("GB-HR", "GB-AC"), ("2021-07-06", "2022-07-05"), "6", "Hansard, 21 Jul 2022",
            "Six are dated 22 July and 10 December 2021; the list dates two more on 13 January 2022, which Hansard's "
            "figure leaves out."),
    _listed("gb-ac-first-day", "gb", ("GB-AC",), ("2021-04-26", "2021-04-26"), "22", "Doughty Street", _SURVIVORS),
    _listed("us-glomag-2023", "us", ("US-GLOMAG",), ("2023-01-01", "2023-12-31"), "78",
            "designated in 2023, State report, 89 FR 13795", _NO_DATES),
    _listed("us-glomag-2024", "us", ("US-GLOMAG",), ("2024-01-01", "2024-12-31"), "70",
            "designated in 2024, 90 FR 12921", _NO_DATES + " Our newest edition is of May 2024."),
    _listed("gb-december-2023", "gb", ("GB-HR", "GB-AC"), ("2023-12-07", "2023-12-10"), "46",
            "8-10 Dec 2023, jurist.org",
            "The list prints 7 December for them. The 46 stand under several regimes; ours are under the two thematic "
            "ones."),
    _listed("us-december-2023", "us", ("US-GLOMAG",), ("2023-12-08", "2023-12-10"), "37", "8-10 Dec 2023, jurist.org",
            _NO_DATES + " The 37 stand under several programmes."),
    _listed("ca-december-2023", "ca", ("CA-JVCFOA",), ("2023-12-07", "2023-12-10"), "7", "8-10 Dec 2023, jurist.org",
            "Canada's list prints the day before the announcement."),
    _share("gb-of-us-2022", "us", "gb", "2022-07-21", "20 %", "Hansard, 21 Jul 2022",
           "Hansard gives no denominator. Ours counts every target under GLOMAG and MAGNIT, persons and bodies, and a "
           "UK listing under any regime, thematic or of a country."),
    _share("gb-of-us-newest", "us", "gb", "", "", ""),
    _share("ca-of-us-newest", "us", "ca", "", "", ""),
    _share("eu-of-us-newest", "us", "eu", "", "", ""),
    _share("us-of-gb-newest", "gb", "us", "", "", ""),
)  # fmt: skip
"""Every figure, in the order in which they are shown."""


def moved_to(wanted: Wanted, day: str) -> Wanted:
    """Return a figure of the newest edition as one of a day (YYYY-MM-DD); one with a day of its own stays as it is.

    What others published is of their own day, so a moved figure stands alone.
    """
    if wanted.count == "rows" and not wanted.on:
        return _rows(wanted.id, wanted.list_id, day, wanted.regimes[0], "", "")
    if wanted.count == "share" and not wanted.day:
        return _share(wanted.id, wanted.have, wanted.lack, day, "", "")
    return wanted

"""Every single field of every fixture renamed, removed or doubled: refused; what is not, is named here with its reason.

docs/reference/strictness.md is made from this: `python tests/jurisdictions/test_strictness.py`.
"""

from __future__ import annotations

import functools
import importlib.util
import re
import sys
from pathlib import Path

import pytest

from inconcert.formats import confine
from inconcert.intake.bounds import Measured, broken_bounds
from inconcert.jurisdictions import regimes
from inconcert.model.codec import to_json
from inconcert.model.errors import SourceError

HERE = Path(__file__).parent
PAGE = HERE.parents[1] / "docs" / "reference" / "strictness.md"


def _load():
    spec = importlib.util.spec_from_file_location("inconcert_all_fixtures", HERE / "all_fixtures.py")
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


fixtures = _load()

REPEATS = "without effect, the same records (proven here): real editions print it twice word for word, it is read once"
UNDESCRIBED = (
    "its name is below what the description names: an unknown part becomes an issue and its text a remark; the reader "
    "is unproven, so every edition is refused until a named person accepts the first"
)
IGNORED = "without effect, the same records (proven here): ignored by name, it says again what SanctionsImposed says"
SPARSE = "the publisher may leave it out of a whole edition, as a real one does"
WITHOUT_EFFECT = (REPEATS, IGNORED)
ALLOWED = (
    (
        "un_sc",
        r"/(?:INDIVIDUAL_ALIAS|INDIVIDUAL_ADDRESS|ENTITY_ADDRESS|INDIVIDUAL_PLACE_OF_BIRTH|(?:TITLE|LAST_DAY_UPDATED)/VALUE)",
        "doubled",
        REPEATS,
    ),
    ("eu_fsf: xmlFull", r"/remark", "doubled", REPEATS),
    ("gb_uksl: uksl-xml", r"EntityDetails/Entity/|PassportDetails/Passport/", "renamed removed", UNDESCRIBED),
    ("gb_uksl: uksl-xml", r"SanctionsImposedIndicators/", "renamed removed", IGNORED),
    ("us_nonsdn: enhanced", r"/issuingAuthority", "removed", SPARSE),
    ("us_nonsdn: older_xml", r"/(?:citizenshipList|nationalityList|issueDate)", "removed", SPARSE),
)
"""Fixture, end of the field, changes, reason."""


def why_allowed(name: str, field: str, change: str) -> str:
    """Return the reason why a change of a field need not be refused; empty if there is none."""
    fitting = (why for start, ends, kinds, why in ALLOWED
               if name.startswith(start) and change in kinds.split() and _fits(ends, field))  # fmt: skip
    return next(fitting, "")


def _fits(ends: str, field: str) -> bool:
    if "Passport" in ends or ends.endswith("/"):
        return re.search(ends, field) is not None
    return re.search(f"(?:{ends})\\Z", field) is not None


@functools.cache
def outcome(name: str) -> tuple[int, int, dict[str, list[str]], list[str]]:
    """Return how many changes there are, how many are refused, the others by reason, and those without a reason."""
    whole, refused, allowed, silent = 0, 0, {}, []
    for field, change, files in fixtures.changes(name, fixtures.files_of(name)):
        whole += 1
        if _refused(name, files):
            refused += 1
        elif why := why_allowed(name, field, change):
            if why in WITHOUT_EFFECT and _facts(fixtures.read(name, files)) != _untouched(name):
                silent.append(f"{field} {change} has an effect")
            allowed.setdefault(why, []).append(f"{field} {change}")
        else:
            silent.append(f"{field} {change}")
    return whole, refused, allowed, silent


@functools.cache
def _untouched(name: str):
    return _facts(fixtures.read(name, fixtures.files_of(name)))


def _facts(reading):
    """Return the records without the places of their values, which move where something stands before them."""
    return [re.sub(r",?\"place\":\"[^\"]*\"", "", to_json(entry)) for entry in reading.entries]


def _refused(name: str, files) -> bool:
    try:
        reading = fixtures.read(name, files)
    except SourceError:
        return True
    _, form = fixtures.format_of(name)
    broken = broken_bounds(Measured(reading, form.bounds, None, regimes.regimes().keys()))
    return any("is empty" in bound or "more than once" in bound for bound in broken)


@pytest.fixture(autouse=True)
def in_this_process(monkeypatch):
    monkeypatch.setattr(confine, "ask", fixtures.ask_here)


def test_every_format_has_a_fixture():
    named = set(fixtures.FOLDERS)
    formats = {f"{item.list_id}: {form.name}" for item in regimes.publications() for form in item.formats}
    same_reader = {"us_sdn: delimited_names", "us_sdn: enhanced", "us_sdn: enhanced_zip", "us_sdn: older_xml",
                   "us_nonsdn: enhanced_zip"}  # fmt: skip
    assert formats == named | same_reader


@pytest.mark.parametrize("name", list(fixtures.FOLDERS))
def test_every_single_field_changed_is_refused_or_its_reason_is_named(name):
    whole, refused, _, silent = outcome(name)
    assert whole > 20 and refused > whole / 2
    assert silent == []


def page() -> str:
    rows, reasons = [], []
    for name in fixtures.FOLDERS:
        whole, refused, allowed, _ = outcome(name)
        rows.append(f"| `{name}` | {whole} | {refused} | {whole - refused or ''} |")
        for why, fields in allowed.items():
            short = sorted({re.sub(r"\S+ [^ ]*?([^/ ]+/[^/ ]+ \w+)\Z", r"\1", field) for field in fields})
            reasons.append(f"- `{name}`: {why} ({', '.join(f'`{item}`' for item in short)})")
    return "\n".join([
        "# Strict reading, measured", "",
        "Made by `python tests/jurisdictions/test_strictness.py`; a test proves that it is true. Each single field of "
        "each fixture (a column; in XML an element or an attribute) is renamed, removed and doubled, and then read. "
        "Refused means that the reader raises, or that the bounds refuse the edition (empty, or official numbers "
        "that occur twice) until a named person accepts it.", "",
        "| fixture | changes | refused | not refused, by name below |", "|---|---:|---:|---:|", *rows, "",
        "Not refused, and why:", "", *reasons, ""])  # fmt: skip


def test_the_page_is_what_the_readers_do():
    assert PAGE.read_text("utf-8") == page(), "run python tests/jurisdictions/test_strictness.py"


if __name__ == "__main__":
    confine.ask = fixtures.ask_here
    PAGE.write_text(page(), "utf-8", newline="\n")

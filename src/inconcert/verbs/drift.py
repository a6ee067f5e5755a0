"""What a new file of a list has that its reader does not know: every column, value and shape, with a line to add.

Rules
- The reader itself is asked. What it refuses by name is taken out of a copy, and it is asked again, until it reads the
  rest or refuses something that has no name: so one look shows everything, not the first thing only.
- Beside it the file is compared with the newest edition at hand: columns, elements and attributes that are new or gone,
  and new values where the old edition had but a few.
- A drafted line is a proposal. A person decides where it belongs, and whether it means what it seems to.
"""

from __future__ import annotations

import difflib
import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from inconcert.intake.read import publication, read_edition, reading_as
from inconcert.jurisdictions import regimes
from inconcert.model.edition import Files, Format, Publication, Reading
from inconcert.model.entry import Issue
from inconcert.model.errors import SourceError, UnknownInSource
from inconcert.store.editions import editions, raw_file
from inconcert.verbs.house import House
from inconcert.verbs.surveys import survey, without

_rounds_max = 60
_examples_max = 3
_quoted = re.compile(r"'((?:[^'\\]|\\.)+)'|“([^”]+)”")


@dataclass(frozen=True, slots=True)
class Problem:
    """One thing that the reader does not know: what, where first, how often, and the lines to add (a draft)."""

    what: str
    where: str
    times: int = 1
    draft: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Drift:
    """What a new file of a list has that its reader does not know; `format` is empty where none recognises the file.

    `entries` could be read (0: none). `compared` names the edition that the file was compared with, `changes` how it
    differs.
    """

    list_id: str
    format: str
    entries: int
    problems: tuple[Problem, ...]
    compared: str = ""
    changes: tuple[Problem, ...] = ()


def drift(list_id: str, files: Files, house: House | None = None) -> Drift:
    """Read files as their list and return what is not known, compared with what a home holds; UserError for no list."""
    source = publication(list_id)
    form, reading, problems = _asked(source, files)
    if reading is not None:
        problems += _issues(source, form, reading)
    compared, changes = _compared(house, list_id, files) if house else ("", ())
    entries = len(reading.entries) if reading else 0
    return Drift(list_id, form.name if form else "", entries, tuple(problems), compared, changes)


def _asked(source: Publication, files: Files) -> tuple[Format | None, Reading | None, list[Problem]]:
    """Return the format, the reading and what was refused on the way to it."""
    problems: list[Problem] = []
    for _ in range(_rounds_max):
        try:
            return *read_edition(source, files), problems
        except SourceError as error:
            form = next((item for item in source.formats if item.recognises(files)), None)
            if form is None:
                return None, None, problems + _as_each(source, files, error)
            problems.append(Problem(error.what, error.where, 1, _draft(source, form, error.what)))
            rest = without(files, _names(error)) if isinstance(error, UnknownInSource) else files
            if rest == files:
                return form, None, problems
            files = rest
    return None, None, problems


def _as_each(source: Publication, files: Files, error: SourceError) -> list[Problem]:
    """Return why no format recognises the files, and what the reader of each says of them."""
    found = [Problem(error.what, error.where)]
    for form in source.formats:
        try:
            reading_as(source, form, files)
        except SourceError as refusal:
            found.append(Problem(f"read as {form.name}: {refusal.what}", refusal.where))
        else:
            found.append(Problem(f"read as {form.name}: nothing is unknown", "", 1, (_module(form),)))
    return found


def _names(error: SourceError) -> tuple[str, ...]:
    """Return the columns, elements or attributes that an error names: in quotes, else the last step of its place."""
    named = tuple(one or other for one, other in _quoted.findall(error.what))
    last = error.where.rpartition("/")[2]
    return named or ((re.sub(r"\[\d+\]\Z", "", last),) if last else ())


def _issues(source: Publication, form: Format | None, reading: Reading) -> list[Problem]:
    """Return the issues of a reading, each thing once, with how often it occurs."""
    found: dict[tuple[str, str], list[Issue]] = {}
    for issue in reading.issues:
        found.setdefault((issue.code, issue.what), []).append(issue)
    return [
        Problem(f"{code}: {what}", issues[0].where, len(issues), _draft(source, form, what))
        for (code, what), issues in found.items()
    ]


def _draft(source: Publication, form: Format | None, what: str) -> tuple[str, ...]:
    """Return the lines that would teach the reader what it does not know."""
    names = tuple(one or other for one, other in _quoted.findall(what))
    if not names or what.startswith(("unmappable", "unreadable")) or "missing" in what:
        return ()
    said = what.lower()
    if any(word in said for word in ("programme", "regime", "committee")):
        return tuple(line for name in names for line in _programme(source, name))
    if any(word in said for word in ("countr", "nationalit", "citizen")):
        return tuple(f'jurisdictions/countries.toml, under its code: "{name}"' for name in names)
    where = _module(form) if form else f"jurisdictions/{source.jurisdiction}/"
    return tuple(f'{where}: used, or ignored by name: "{name}"' for name in names)


def _programme(source: Publication, name: str) -> Iterator[str]:
    """Yield where a programme would be added, by the spellings that are most like it."""
    known = regimes.programmes(source.jurisdiction, source.list_id)
    like = difflib.get_close_matches(name, known, n=_examples_max, cutoff=0.7)
    for regime in dict.fromkeys(known[spelling] for spelling in like):
        spelling = next(item for item in like if known[item] == regime)
        yield (
            f'jurisdictions/{source.jurisdiction}/regimes/{regime}.toml, [programmes] {source.list_id}: "{name}" '
            f'(if it is the same as "{spelling}")'
        )
    if not like:
        yield f'jurisdictions/{source.jurisdiction}/regimes/NEW.toml, [programmes] {source.list_id} = ["{name}"]'


def _module(form: Format) -> str:
    read = form.read.func if isinstance(form.read, functools.partial) else form.read
    return read.__module__.replace(".", "/").removeprefix("inconcert/") + ".py"


def _compared(house: House, list_id: str, files: Files) -> tuple[str, tuple[Problem, ...]]:
    """Return the newest edition at hand whose files have these names, and how the new files differ from them."""
    for edition in reversed(editions(house.store, house.viewer, list_id)):
        held = dict(edition.files)
        if held and edition.entries_embedded is None and held.keys() == files.keys():
            old = {name: raw_file(house.store, house.viewer, sha) for name, sha in held.items()}
            return edition.date, tuple(_differences(survey(old), survey(files)))
    return "", ()


def _differences(old: dict[str, dict[str, str]], new: dict[str, dict[str, str]]) -> Iterator[Problem]:
    """Yield what is new or gone: `survey` gives field → value → place of its first occurrence."""
    for field in [field for field in new if field not in old]:
        place = next(iter(new[field].values()), "")
        yield Problem(f"new: {field}, e.g. {_examples(new[field])}", place)
    for field in [field for field in old if field not in new]:
        yield Problem(f"gone: {field}", "")
    for field in [field for field in new if field in old and 0 < len(old[field]) <= few_values_max]:
        added = [value for value in new[field] if value not in old[field]]
        if added and len(new[field]) <= 2 * few_values_max:
            told = ", ".join(repr(value) for value in added[:few_values_max])
            yield Problem(f"new values of {field}: {told}", new[field][added[0]], len(added))


few_values_max = 40


def _examples(values: Sequence[str] | dict[str, str]) -> str:
    return ", ".join(repr(value[:60]) for value in list(values)[:_examples_max]) or "always empty"

"""The law as pages for readers: Markdown made from the data, nothing added.

Each sentence ends with its confidence and its sources; what is unverified says so. A page is one law file: the regimes
it is for are named on it. `all_law_pages()` gives every page of `docs/reference/law/`.
"""

from __future__ import annotations

from collections.abc import Iterable

from inconcert.jurisdictions.elsewhere import elsewhere
from inconcert.jurisdictions.equivalence import equivalences, overlap
from inconcert.jurisdictions.law import law_file, law_of, laws, statements
from inconcert.jurisdictions.regimes import regimes
from inconcert.jurisdictions.sources import sources
from inconcert.model.equivalence import Equivalence
from inconcert.model.errors import UserError
from inconcert.model.law import FACETS, ConductCode, Confidence, Coverage, LawOf, Statement
from inconcert.model.route import NOT_ADVICE

COVERAGE_WORDS = {
    Coverage.EXPLICIT: "named in the text",
    Coverage.PRACTICE: "reached in practice",
    Coverage.CONDITIONAL: "under a condition",
    Coverage.NO: "not a ground",
}

CONFIDENCE_WORDS = {
    Confidence.HIGH: "the primary text or an official page was read",
    Confidence.MEDIUM: "a secondary page was read",
    Confidence.LOW: "background, unverified",
}


def law_as_markdown(regime_id: str, as_of: str = "") -> str:
    """Return the law of a regime (or a law file) as Markdown; as it stood on `as_of` (YYYY-MM-DD), else every version.

    Raises UserError for a regime whose law is not known, or which was not law on that day.
    """
    law = law_of(regime_id, as_of) if as_of else _every_version(regime_id)
    if law is None:
        raise UserError(f"{regime_id} was not law on {as_of}", remedy="Ask for a later day.")
    parts = [f"# {law.title}", _line(law.citation)]
    if as_of:
        parts.append(f"As it stood on {as_of}.")
    parts += [_regimes(law.name), _table(law), *_facets(law), _conduct(law), _mirror(law), _texts(law), _footer(law)]
    return "\n\n".join(part for part in parts if part) + "\n"


def all_law_pages() -> dict[str, str]:
    """Return file name → Markdown for every page of the law reference: one per law file, equivalence, and an index."""
    pages = {f"{name}.md": law_as_markdown(name) for name in sorted(laws())}
    pages["equivalence.md"] = _equivalence()
    pages["README.md"] = _index()
    return pages


def _every_version(regime_id: str) -> LawOf | None:
    """Return the current law with the versions of its dated statements beside each other."""
    law = law_of(regime_id)
    if law is None:
        law = law_of(regime_id, law_file(regime_id).valid_until)
    return law


def _regimes(name: str) -> str:
    found = sorted(regime.id for regime in regimes().values() if law_file(regime.id).name == name)
    return f"Regimes under it: {', '.join(found)}." if found and found != [name] else ""


def _table(law: LawOf) -> str:
    rows = [
        ("Who can be listed", " · ".join(item.value for item in law.listable)),
        ("Themes", " · ".join(item.value for item in law.themes) or "not recorded"),
        ("Measures", " · ".join(item.value.replace("_", " ") for item in law.imposes)),
    ]
    if law.expires_on:
        rows.append(("Framework ends", f"{law.expires_on} unless prolonged"))
    if law.listing_years:
        rows.append(("A listing ends", f"on its anniversary after {law.listing_years} years unless continued"))
    body = "\n".join(f"| {name} | {value} |" for name, value in rows)
    return f"| | |\n|---|---|\n{body}\n\n{_line(law.listable_statement)}"


def _facets(law: LawOf) -> list[str]:
    """Return a section per facet: of one day what held then, otherwise every version with its days."""
    found = []
    for facet, heading in FACETS.items():
        held = law.statements(facet) if law.as_of else _versions(law.name, facet)
        if held:
            found.append(f"## {heading}\n\n" + "\n".join(f"- {_line(item)}" for item in held))
    return found


def _versions(name: str, facet: str) -> tuple[Statement, ...]:
    """Return all versions of a facet, its own or those of the law it extends."""
    held = law_file(name)
    own = tuple(item for key, item in held.facets if key == facet)
    return own or (_versions(held.extends, facet) if held.extends else ())


def _conduct(law: LawOf) -> str:
    if not law.conduct:
        return "## Conduct\n\nThe criteria are not recorded here."
    rows = [
        f"| {rule.code.words} | {COVERAGE_WORDS[rule.coverage]} | {_line(rule.statement)} |" for rule in law.conduct
    ]
    silent = [code.words for code in ConductCode if law.coverage(code) is None]
    rest = f"\n\nNothing is recorded of: {'; '.join(silent)}." if silent else ""
    return "## Conduct\n\n| conduct | reach | basis |\n|---|---|---|\n" + "\n".join(rows) + rest


def _mirror(law: LawOf) -> str:
    if law.mirror is None:
        return ""
    lines = [_line(law.mirror.statement)]
    if law.mirror.reference:
        lines.append(f"Reference: {law.mirror.reference}.")
    if law.mirror.clock_days:
        lines.append(f"Clock: {' + '.join(str(item) for item in law.mirror.clock_days)} days.")
    if law.mirror.caveat:
        lines.append(f"**Check:** {_line(law.mirror.caveat)}")
    return "## Following another government's listing\n\n" + "\n\n".join(lines)


def _texts(law: LawOf) -> str:
    if not law.instruments:
        return ""
    return "## Texts\n\n" + "\n".join(f"- {_line(item)}" for item in law.instruments)


def _footer(law: LawOf) -> str:
    said = [*statements(law), *(item for facet in FACETS for item in _versions(law.name, facet))]
    return f"{_sources(said)}\n\n{NOT_ADVICE}"


def _sources(said: Iterable[Statement]) -> str:
    used = sorted({source for item in said for source in item.sources})
    rows = [sources()[name] for name in used]
    body = "\n".join(f"- `{row.id}`: {row.title}{f', <{row.address}>' if row.address else ''}" for row in rows)
    levels = "; ".join(f"{level.value}: {words}" for level, words in CONFIDENCE_WORDS.items())
    return f"## Sources\n\n{body}\n\nConfidence: {levels}. Only H may stand in a letter, a dossier or a release."


def _line(item: Statement) -> str:
    span = ""
    if item.valid_from or item.valid_until:
        span = f" *({item.valid_from or '…'} to {item.valid_until or 'now'})*"
    level = "unverified" if item.confidence is Confidence.LOW else item.confidence.value
    return f"{item.text}{span} [{level}: {', '.join(item.sources)}]"


def _index() -> str:
    rows = []
    for name, held in sorted(laws().items()):
        since = f", since {held.valid_from}" if held.valid_from else ""
        rows.append(f"- [{held.title}]({name}.md) (`{name}`{since})")
    others = [f"- {_line(item.statement)}" for item in elsewhere()]
    return "\n\n".join(
        (
            "# The law",
            "Made from the data in `src/inconcert/jurisdictions/*/law/`; a test fails where a page and the data part.",
            "\n".join([*rows, "- [Which regimes answer each other](equivalence.md)"]),
            "## Governments without lists here",
            "\n".join(others),
            _sources(item.statement for item in elsewhere()),
            NOT_ADVICE + "\n",
        )
    )


def _equivalence() -> str:
    said = [item.statement for item in equivalences()] + [why for item in equivalences() for _, _, why in item.apart]
    parts = ["# Which regimes answer each other", *(_group(item) for item in equivalences()), _sources(said)]
    return "\n\n".join(parts) + "\n"


def _group(group: Equivalence) -> str:
    lines = [f"## {group.title}", ", ".join(f"`{name}`" for name in group.regimes), _line(group.statement)]
    for one, other, why in group.apart:
        found = overlap(one, other)
        shared = "; ".join(code.words for code in found.shared) or "none recorded"
        lines.append(f"- **{one} and {other}**: {_line(why)} Shared grounds: {shared}.")
    return "\n\n".join(lines)

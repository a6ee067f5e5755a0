"""Codes in sentences, for people: kinds of gap, powers, measures, evidence. Codes themselves are for JSON alone."""

from __future__ import annotations

from inconcert.model.imported import is_imported
from inconcert.model.target import Cell, Gap
from inconcert.model.vocabulary import Status
from inconcert.verbs.index import Brief
from inconcert.web.languages import Language


def _(message: str) -> str:
    """Mark a message for the catalogues; it is translated where it is shown."""
    return message


GOVERNMENTS = {
    "us": _("United States"), "gb": _("United Kingdom"), "ca": _("Canada"), "eu": _("European Union"),
    "au": _("Australia"), "un": _("United Nations"), "ch": _("Switzerland"),
}  # fmt: skip
IN_SENTENCE = {
    "us": _("the United States"), "gb": _("the United Kingdom"), "eu": _("the European Union"),
    "un": _("the United Nations"),
}  # fmt: skip
STATUS = {
    "in_force": _("In force"), "ended": _("Ended"), "not_found": _("Not found"), "not_covered": _("Not covered"),
    "part": _("Part only"), "unsure": _("Not found, unsure"),
}  # fmt: skip
KINDS = {"person": _("Person"), "entity": _("Body"), "vessel": _("Vessel"), "aircraft": _("Aircraft")}
KINDS_MANY = {"person": _("Persons"), "entity": _("Bodies"), "vessel": _("Vessels"), "aircraft": _("Aircraft")}
THEMES = {
    "any": _("human rights or corruption"), "human-rights": _("human rights"), "corruption": _("corruption"),
    "all": _("whatever they are for"),
}  # fmt: skip
OPEN = {
    "under_1": _("less than a year"), "under_3": _("one to three years"), "under_5": _("three to five years"),
    "over_5": _("five years and more"), "not_known": _("day not known"),
}  # fmt: skip
GROUNDS = {"human-rights": _("human rights"), "corruption": _("corruption"), "not_known": _("none stated")}
MEASURES = {
    "asset_freeze": _("asset freeze"), "travel_ban": _("travel ban"), "inadmissibility": _("ban on entry"),
    "arms_embargo": _("arms embargo"), "trade": _("trade restrictions"), "sectoral": _("sectoral limits"),
    "transport": _("transport restrictions"), "director_disqualification": _("disqualification as a director"),
    "financial_services": _("limits on financial services"), "trust_services": _("ban on trust services"),
    "forfeiture": _("forfeiture"), "other": _("other measures"),
}  # fmt: skip
EXPLAINED = {
    "not_listable": _("Its law cannot list this kind of target or ground"),
    "no_regime": _("A new regulation would be needed first"),
    "regime_unused": _("It has a fitting regime that it has not used yet"),
    "regime_not_this_target": _("It has a fitting regime, used for others, not for this target"),
    "related_only": _("Only a related body is listed"),
    "un_derived": _("The listing follows the United Nations, which all states must follow: no gap to mirror"),
}
ROUTES = {
    "urgent": _("A shortened procedure on another government's listing"),
    "direct": _("A power that names the stated conduct"),
    "argued": _("A power, if the facts are argued through another ground"),
    "not_stated": _("A power; no comparable ground was stated"),
    "unrecorded": _("A power whose criteria are not recorded here"),
    "weak": _("A power whose test is probably not met"),
    "new_regulation": _("A regulation would have to be made first"),
    "none": _("No power is known"),
}
EVIDENCE = {
    "edition": _("an edition of that day"),
    "printed_date": _("a date that the list prints, later editions agreeing"),
    "curated_date": _("a date from the announcement, later editions agreeing"),
    "curated_designation": _("an announcement: no machine list carries it"),
    "between_editions": _("the editions before and after agree"),
    "none": _("nothing at hand"),
}
PROVENANCE = {
    "fetched": _("fetched from the publisher"), "copy": _("a copy kept by a third party"),
    "derived": _("derived by a third party"),
}  # fmt: skip
DATE_KINDS = {
    "decided": _("decided"), "registered": _("registered"), "announced": _("announced"), "effective": _("in effect"),
    "listed": _("listed"), "first_observed": _("first seen"), "un_listed": _("listed by the UN"),
    "updated": _("updated"), "ended": _("ended"),
}  # fmt: skip
CONFIDENCE = {
    "H": _("the primary text or an official page was read"), "M": _("a secondary page was read"),
    "L": _("background, unverified"),
}  # fmt: skip
RELATIONS = {
    "parent": _("is part of"), "subsidiary": _("has as a part"), "part_of": _("is part of"),
    "linked_to": _("is linked to"), "owned_by": _("is owned by"), "owns": _("owns"),
    "operated_by": _("is operated by"), "leader_of": _("leads"), "acting_for": _("acts for"),
    "supports": _("supports"), "family": _("is family of"), "associate": _("is an associate of"),
    "previous_owner": _("was owned by"), "other": _("is connected with"),
}  # fmt: skip
COVERAGE = {
    "explicit": _("named in the text"), "practice": _("reached in practice"), "conditional": _("under a condition"),
    "no": _("not a ground"),
}  # fmt: skip
STATES = {
    "gb": _("The UK government states:"), "eu": _("The Council of the European Union states:"),
    "un": _("The United Nations states:"),
}  # fmt: skip
SORTS = {
    "governments": _("most governments, then open routes, then longest open"), "open": _("longest open first"),
    "newest": _("newest listing first"), "name": _("by name"),
}  # fmt: skip
FACET_HEADS = {
    "nexus": _("Whom it can reach"), "standard": _("Standard of proof"), "decision_maker": _("Who decides"),
    "threshold": _("How serious the conduct must be"), "victims": _("Victims the law asks for"),
    "involvement": _("Ways of being involved"), "measures": _("Measures"), "ownership": _("Ownership rule"),
    "territory": _("Where it binds"), "persons": _("Whom it binds"),
    "recency": _("How recent the conduct must be"), "review": _("Review, variation and removal"),
    "expiry": _("Expiry"), "addressee": _("Who receives submissions"),
    "legal_hook": _("What the law says of information from civil society"),
    "submission_form": _("Form of submissions"), "feedback": _("What answer is promised"),
    "confidentiality": _("Confidentiality of submissions"), "publication": _("Publication"),
    "priorities": _("What the office says it weighs"), "trap": _("Traps"),
}  # fmt: skip
PRINTED = {
    "name": _("name"), "birth date": _("birth date"), "place of birth": _("place of birth"),
    "country": _("country"), "country of the programme": _("country of the programme"), "gender": _("gender"),
    "position": _("position"), "number": _("number"), "address": _("address"), "programme": _("programme"),
    "date": _("date"), "remark": _("remark"), "statement of reasons": _("statement of reasons"),
    "primary": _("primary"), "variation": _("variation"), "alias": _("alias"), "weak alias": _("weak alias"),
    "former": _("former"), "original script": _("original script"), "passport": _("passport"),
    "national id": _("national number"), "tax id": _("tax number"), "registration": _("registration"),
}  # fmt: skip
"""What a printed value is, and in brackets which: a word that stands on no list here is the publisher's own heading."""
ACTS = {"added": _("Designations made"), "varied": _("Designations varied"), "ended": _("Designations ended")}
CHANGES = {
    "added": _("Listed"), "removed": _("Removed"), "varied": _("Varied"), "moved": _("Moved to another regime"),
    "renumbered": _("Numbered anew"), "shown": _("On the first edition at hand"), "merged": _("Merged"),
    "split": _("Split"),
}  # fmt: skip


def printed(language: Language, what: str) -> str:
    """Return what a printed value is: "name (primary)"; the publisher's own headings stay as they are."""
    head, _open, which = what.removesuffix(")").partition(" (")
    if head not in PRINTED or (_open and not what.endswith(")")):
        return what
    date = DATE_KINDS.get(which.replace(" ", "_"), "")
    inside = language.text(PRINTED.get(which, date)) or which
    return f"{language.text(PRINTED[head])} ({inside})" if which else language.text(PRINTED[head])


def government(language: Language, code: str, *, said: bool = False) -> str:
    """Return the name of a jurisdiction; `said` as it stands inside a sentence."""
    if is_imported(code):
        return code  # no government
    if said and code in IN_SENTENCE:
        return language.text(IN_SENTENCE[code])
    if said and code in GOVERNMENTS:
        return language.said(GOVERNMENTS[code])
    return language.text(GOVERNMENTS[code]) if code in GOVERNMENTS else language.country(code)


def governments_of(brief: Brief) -> tuple[str, ...]:
    """Return the jurisdictions on whose lists a target stands, each once, an imported list by its own id."""
    lists = (list_id for list_id, _ in brief.keys)
    return tuple(dict.fromkeys(name if is_imported(name) else name.partition("_")[0] for name in lists))


def cell_status(cell: Cell) -> str:
    """Return the status of a cell as its shape and colour show it.

    `part` where only a related body is listed, `unsure` where an entry there may be the target and nobody judged it.
    """
    if cell.status is Status.NOT_FOUND and (cell.related or cell.waiting):
        return "part" if cell.related else "unsure"
    return cell.status.value


def cell_words(language: Language, cell: Cell) -> str:
    """Return a cell in a few words: since when, or its status."""
    if cell.status is Status.IN_FORCE and cell.since:
        return language.brief(cell.since)
    return language.text(STATUS[cell_status(cell)])


def sentence(language: Language, gap: Gap) -> str:
    """Return a gap as one sentence: designated by whom, found or not on which list of which day."""
    have = ", ".join(government(language, cell.jurisdiction, said=True) for cell in gap.have)
    day = language.day(gap.lack_as_of) if gap.lack_as_of else "–"
    lack = government(language, gap.lack.jurisdiction, said=True)
    patterns = {
        Status.NOT_FOUND: _("Listed by %(have)s. Not found on the list of %(lack)s of %(day)s."),
        Status.ENDED: _("Listed by %(have)s. No longer on the list of %(lack)s of %(day)s."),
        Status.NOT_COVERED: _("Listed by %(have)s. No list of %(lack)s is recent enough to compare."),
        Status.IN_FORCE: _("Listed by %(have)s. Also on the list of %(lack)s of %(day)s."),
    }
    return language.text(patterns[gap.status]) % {"have": have, "lack": lack, "day": day}

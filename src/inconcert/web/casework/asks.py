"""Asks: chosen rows shown with route and warnings before they are made, every ask with where it stands, one ask's life.

A page of gaps sends `gap=TARGET:GOVERNMENT`, as often as rows were chosen, to POST /asks; it answers with what would be
asked, and only a second form with `confirm` keeps it.
"""

from __future__ import annotations

from starlette.responses import Response

from inconcert.jurisdictions import regimes
from inconcert.letters.asks import Standing
from inconcert.model.ask import AskKind
from inconcert.model.codec import to_plain
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.messages import AskLife
from inconcert.verbs.ask import Choice, choose, choose_other, life_of, make, standings
from inconcert.verbs.house import House
from inconcert.verbs.letter import kept_letters, record_answer
from inconcert.verbs.letter_status import Outcome, known_letters, outcome, outcome_shape
from inconcert.web.asking import Asking
from inconcert.web.casework import words
from inconcert.web.casework.door import facts, page, refuse_scratch, several, to
from inconcert.web.posting import Posted

OTHER_KINDS = tuple(kind for kind in AskKind if kind is not AskKind.MIRROR)
NOTE_SIGNS_MAX = 1_000


def casework_page(house: House, asking: Asking) -> Response:
    """Answer the first page: the steps from a gap to an answer, and what is here."""
    held = standings(house)
    counts = {"asks": len(held), "waiting": sum(item.life is not AskLife.MET for item in held),
              "letters": len(kept_letters(house))}  # fmt: skip
    return facts(asking, lambda: counts) or page(house, asking, "casework.html", counts=counts)


def asks_page(house: House, asking: Asking) -> Response:
    """Answer every ask with where it stands; those without a letter can be chosen for one."""
    held = standings(house)
    if found := facts(asking, lambda: [_shape(item) for item in held]):
        return found
    return page(house, asking, "asks.html", held=held, words=words, free=[one for one in held if not one.ask.letter])


def new_page(house: House, asking: Asking) -> Response:
    """Answer what chosen rows would ask, or a form for the other kinds of ask."""
    pairs, kind = asking.request.query_params.getlist("gap"), asking.get("kind")
    if pairs or kind:
        return _before(house, asking, _choices(house, asking, tuple(pairs), kind, asking.get("to"), asking.get("name")))
    return _blank(house, asking)


def _blank(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    given = form or Posted()
    return page(
        house, asking, "ask_new.html", status=422 if error else 200, words=words, kinds=OTHER_KINDS,
        governments=_governments(), form=given, error=error,
    )  # fmt: skip


def _governments() -> list[str]:
    return list(dict.fromkeys(item.jurisdiction for item in regimes.publications()))


def _choices(
    house: House, asking: Asking, pairs: tuple[str, ...], kind: str, addressee: str, name: str
) -> tuple[Choice, ...]:
    if pairs:
        return choose(house, [_pair(item) for item in pairs], asking.day)
    if kind not in {item.value for item in OTHER_KINDS}:
        raise UserError(f"no such kind of ask: {kind!r}", remedy="Choose one from the list.")
    return (choose_other(house, AskKind(kind), addressee, name, asking.day),)


def _pair(text: str) -> tuple[str, str]:
    target, sign, addressee = text.rpartition(":")
    if not sign or not target:
        raise UserError(f"not a row: {text!r}", remedy="A row is TARGET:GOVERNMENT, as in us-29220:gb.")
    return target, addressee


def _before(
    house: House, asking: Asking, choices: tuple[Choice, ...], error: str = "", form: Posted | None = None
) -> Response:
    """Answer what would be asked: nothing is kept yet."""
    open_ = [item for item in choices if not item.refused]
    if found := facts(asking, lambda: [_choice_shape(item) for item in choices]):
        return found
    return page(
        house, asking, "ask_before.html", status=422 if error else 200, choices=choices, open=open_, words=words,
        error=error, form=form or Posted(),
    )  # fmt: skip


def asked(house: House, asking: Asking) -> Response:
    """Show what would be asked, or keep it where the form confirms it."""
    form = asking.posted
    pairs, kind = several(form, "gap"), form.get("kind")
    try:
        choices = _choices(house, asking, pairs, kind, form.get("to"), form.get("name"))
    except UserError as error:
        if pairs:
            raise
        return _blank(house, asking, str(error), form)
    if not form.get("confirm"):
        return _before(house, asking, choices)
    open_ = [item for item in choices if not item.refused]
    try:
        refuse_scratch(house)
        if not open_:
            raise RefusedByCheck("nothing of this can be asked", remedy="Each row says what to ask instead.")
        make(house, open_, form.get("grounds"), int(form.get("priority") or 0))
    except (UserError, RefusedByCheck) as error:
        return _before(house, asking, choices, str(error), form)
    except ValueError:
        return _before(house, asking, choices, "a priority is a number from 0 (none) to 9", form)
    return to(asking, "/asks")


def ask_page(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    """Answer one ask: where it stands, everything that happened to it, and a form for what the addressee said."""
    item, told = life_of(house, asking.request.path_params["ask"])
    if found := facts(asking, lambda: {**_shape(item), "events": [to_plain(event) for event in told]}):
        return found
    return page(
        house, asking, "ask.html", status=422 if error else 200, item=item, told=told, words=words, error=error,
        form=form or Posted(), titles={one.id: one.title for one in regimes.regimes().values()},
    )  # fmt: skip


def answered(house: House, asking: Asking) -> Response:
    """Keep what an addressee said."""
    form = asking.posted
    ask_id = asking.request.path_params["ask"]
    note, life = form.get("note"), form.get("life")
    if life not in {item.value for item in words.ANSWERS}:
        return ask_page(house, asking, "choose what the addressee said", form)
    if not note or len(note) > NOTE_SIGNS_MAX:
        return ask_page(house, asking, "say where and when it was said, in at most 1,000 characters", form)
    record_answer(house, ask_id, AskLife(life), note)
    return to(asking, f"/asks/{ask_id}")


def outcome_page(house: House, asking: Asking) -> Response:
    """Answer what became of a letter's asks; without a letter, which letters there are."""
    name = asking.request.path_params.get("letter", "")
    known = known_letters(house)
    if not name:
        return facts(asking, lambda: known) or page(house, asking, "outcomes.html", known=known)
    found = outcome(house, name, asking.day)
    return facts(asking, lambda: outcome_shape(found)) or page(
        house, asking, "outcome.html", found=found, counts=_counts(found), words=words, mine=name in _mine(house),
        titles={one.id: one.title for one in regimes.regimes().values()},
    )  # fmt: skip


def _mine(house: House) -> set[str]:
    return {item.id for item in kept_letters(house)}


def _counts(found: Outcome) -> list[tuple[str, int, int, list[Standing]]]:
    """Return (addressee, met, asked, what remains) of the asks that a list answers."""
    counts: dict[str, list[Standing]] = {}
    for item in found.standings:
        if item.ask.kind in (AskKind.MIRROR, AskKind.LIST_FIRST):
            counts.setdefault(item.ask.to, []).append(item)
    return [
        (to_, sum(one.life is AskLife.MET for one in held), len(held), [o for o in held if o.life is not AskLife.MET])
        for to_, held in counts.items()
    ]


def _shape(item: Standing) -> dict[str, object]:
    return {
        **to_plain(item.ask), "life": item.life.value, "why": item.why, "reopened": item.reopened, "days": item.days,
        "date": item.date.value if item.date else None, "days_to_announcement": item.announced_days,
    }  # fmt: skip


def _choice_shape(item: Choice) -> dict[str, object]:
    powers = item.route.powers if item.route else ()
    return {
        "kind": item.kind.value, "to": item.to, "target": item.target or None, "name": item.name,
        "have": list(item.have), "regime": item.regime or None, "refused": item.refused or None,
        "powers": [power.title for power in powers],
        "impossible": [{"law": law, "why": why} for law, why in item.impossible],
    }  # fmt: skip

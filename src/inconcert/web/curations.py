"""Situations and actions: curated facts, each sentence with where it was read."""

from __future__ import annotations

from starlette.responses import Response

from inconcert.model.codec import to_plain
from inconcert.verbs.facts import action, day_of, latest_actions, situation, standing
from inconcert.verbs.house import House
from inconcert.verbs.law import regimes_known
from inconcert.verbs.matrix import DEFAULT_JURISDICTIONS, matrix_of_situation
from inconcert.web import feeds, saying
from inconcert.web.answering import Table, facts, only, page
from inconcert.web.asking import Asking


def situations_page(house: House, asking: Asking) -> Response:
    """Answer every curated situation."""
    only(asking, "json", "csv", "xlsx")
    held = sorted(house.curated.situations.values(), key=lambda item: item.title)

    def table() -> Table:
        heads = ("id", "title", "countries", "targets", "actions")
        return heads, [(s.id, s.title, " ".join(s.countries), len(s.targets), acts[s.id]) for s in held]

    acts = {item.id: sum(act.situation == item.id for act in house.curated.actions) for item in held}
    found = facts(asking, lambda: [to_plain(item) for item in held], table)
    return found or page(house, asking, "situations.html", situations=held, acts=acts)


def situation_page(house: House, asking: Asking) -> Response:
    """Answer one situation: what it is about, who acted when, its targets, what was asked, and who disputes it."""
    only(asking, "json", "csv", "xlsx", *feeds.FORMS)
    place = situation(house, asking.request.path_params["situation"])
    acts = [act for act in reversed(latest_actions(house)) if act.situation == place.id]
    if asking.form in feeds.FORMS:
        return feeds.answer(
            asking, "actions", f"inconcert: {place.title}", feeds.action_items(asking, acts), house.today
        )
    targets = standing(house, place.targets)

    def table() -> Table:
        rows = [(s.item.name, s.item.kind.value, s.brief.id if s.brief else "") for s in targets]
        return ("name", "kind", "target_id"), rows

    shape = lambda: {"situation": to_plain(place), "actions": [to_plain(act) for act in acts]}  # noqa: E731
    if found := facts(asking, shape, table):
        return found
    matrix = matrix_of_situation(house, place.id, DEFAULT_JURISDICTIONS, asking.day)
    counts = [
        (code, sum(saying.cell_status(line.row.cell(code)) == "in_force" for line in matrix.lines if line.row))
        for code in DEFAULT_JURISDICTIONS
    ]
    return page(house, asking, "situation.html", place=place, acts=acts, targets=targets, day_of=day_of,
                counts=counts, total=len(matrix.lines))  # fmt: skip


def actions_page(house: House, asking: Asking) -> Response:
    """Answer every curated action, newest first."""
    only(asking, "json", "csv", "xlsx", *feeds.FORMS)
    held = latest_actions(house)
    if asking.form in feeds.FORMS:
        return feeds.answer(asking, "actions", "inconcert: actions", feeds.action_items(asking, held), house.today)

    def table() -> Table:
        heads = ("id", "date", "jurisdiction", "authority", "title", "regime", "situation", "act", "members")
        rows = [
            (a.id, day_of(a), a.jurisdiction, a.authority, a.title, a.regime, a.situation, a.act, a.members_total)
            for a in held
        ]
        return heads, rows

    found = facts(asking, lambda: [to_plain(item) for item in held], table)
    return found or page(house, asking, "actions.html", actions=held, day_of=day_of,
                         situations=house.curated.situations)  # fmt: skip


def action_page(house: House, asking: Asking) -> Response:
    """Answer one action: who acted on which day under which power, against whom, and why as it was announced."""
    only(asking, "json", "csv", "xlsx")
    act = action(house, asking.request.path_params["action"])
    members = standing(house, act.members)

    def table() -> Table:
        rows = [(s.item.name, s.item.kind.value, s.brief.id if s.brief else "") for s in members]
        return ("name", "kind", "target_id"), rows

    if found := facts(asking, lambda: to_plain(act), table):
        return found
    regime = next((item for item in regimes_known(act.jurisdiction) if item.id == act.regime), None)
    place = house.curated.situations.get(act.situation)
    return page(house, asking, "action.html", act=act, members=members, regime=regime, place=place)

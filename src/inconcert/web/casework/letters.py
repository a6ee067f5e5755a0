"""Letters: written from a situation or from asks, looked at before they are kept, taken away as files, marked sent."""

from __future__ import annotations

import datetime as dt
import secrets
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import Response

from inconcert.jurisdictions import regimes
from inconcert.letters.facts import LANGUAGES
from inconcert.letters.plan import to_confirm
from inconcert.letters.signing import Action, PublicList
from inconcert.model.ask import Ask
from inconcert.model.codec import to_plain
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.messages import AskLife
from inconcert.store.asks import asks, events
from inconcert.typeset.characters import prepared
from inconcert.typeset.render import FORMATS, rendered
from inconcert.typeset.to_html import inner_html
from inconcert.typeset.tree import Document
from inconcert.verbs import letter_documents as documents
from inconcert.verbs import signing
from inconcert.verbs.desk import desk
from inconcert.verbs.house import House
from inconcert.verbs.letter import (
    KeptLetter,
    Wanted,
    keep,
    kept_letters,
    kept_plan,
    mark_sent,
    text_to_sign,
    write,
)
from inconcert.verbs.letter_status import known_letters
from inconcert.web.asking import Asking
from inconcert.web.casework import words
from inconcert.web.casework.door import download, facts, page, refuse_scratch, several, to
from inconcert.web.posting import Posted

LETTER_ID_SIGNS_MAX = 80
LOOKED_AT = ("letter", "check", "release", "brief", "outcome")
"""Documents that have a page to look at them."""


@dataclass(frozen=True, slots=True)
class State:
    """How far a kept letter is: when it was marked sent, and its public list once its text was frozen."""

    letter: KeptLetter
    sent_at: str
    listed: PublicList | None
    asks: tuple[Ask, ...]


def letters_page(house: House, asking: Asking) -> Response:
    """Answer the letters kept here, and the public ones whose answers can be looked up."""
    held = kept_letters(house)
    if found := facts(asking, lambda: [to_plain(item) for item in held]):
        return found
    mine = {item.id for item in held}
    public = {name: title for name, title in known_letters(house).items() if name not in mine}
    return page(house, asking, "letters.html", held=held, public=public)


def new_page(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    """Answer the form of a new letter: about a situation, or with asks that were chosen."""
    chosen = several(form, "ask") if form else tuple(asking.request.query_params.getlist("ask"))
    held = {item.id: item for item in asks(house.store, house.viewer) if not item.letter}
    given = form or Posted(tuple(asking.values.items()))
    return page(
        house, asking, "letter_new.html", status=422 if error else 200, words=words, error=error, form=given,
        chosen=[held[name] for name in chosen if name in held], situations=house.curated.situations,
        governments=list(dict.fromkeys(item.jurisdiction for item in regimes.publications())), languages=LANGUAGES,
        to=several(form, "to") if form else ("gb", "ca"),
    )  # fmt: skip


def written(house: House, asking: Asking) -> Response:
    """Show the letter that a form asks for; keep it where the form confirms it."""
    form = asking.posted
    try:
        made = write(house, _wanted(form))
        if not form.get("confirm"):
            return page(
                house, asking, "letter_before.html", form=form, plan=made.plan, words=words,
                letter=shown_in_page(made.letter), check=shown_in_page(made.check), confirm=to_confirm(made.plan),
            )  # fmt: skip
        refuse_scratch(house)
        if made.plan.id in {item.id for item in kept_letters(house)}:
            raise UserError(
                f"a letter called {made.plan.id!r} is kept already", remedy="Give this one a name of its own."
            )
        keep(house, made)
    except (UserError, RefusedByCheck) as error:
        return new_page(house, asking, str(error), form)
    return to(asking, f"/letters/{made.plan.id}")


def _wanted(form: Posted) -> Wanted:
    day, name = form.get("day"), form.get("id")
    if len(name) > LETTER_ID_SIGNS_MAX or (name and not all(sign.isalnum() or sign in "-_" for sign in name)):
        raise UserError("a letter's name has letters, digits, - and _ alone", remedy="For instance: xinjiang-2026.")
    if not several(form, "ask") and (not form.get("situation") or not several(form, "to")):
        raise UserError("a letter needs a situation and at least one addressee", remedy="Choose them, or choose asks.")
    try:
        as_of = dt.date.fromisoformat(day) if day else None
    except ValueError as error:
        raise UserError(f"not a day: {day!r}", remedy="Write it as YYYY-MM-DD.") from error
    return Wanted(
        form.get("situation"), several(form, "to"), form.get("have", "us"), as_of, form.get("language") or "en", name,
        asks=several(form, "ask"), about=form.get("about")[:200],
    )  # fmt: skip


def shown_in_page(document: Document) -> Markup:
    """Return a document as it stands within a page: every text of it escaped by the room that writes HTML."""
    return Markup(inner_html(prepared(document)))  # noqa: S704 (inner_html escapes every text)


def state_of(house: House, letter_id: str) -> State:
    """Return how far a letter is; UserError where none is called so."""
    letter = next((item for item in kept_letters(house) if item.id == letter_id), None)
    if letter is None:
        raise UserError(f"no letter is called {letter_id!r}", remedy="The page of letters names those kept here.")
    held = asks(house.store, house.viewer, letter_id)
    ids = {item.id for item in held}
    sent = [item.at for item in events(house.store, house.viewer) if item.ask in ids and item.life is AskLife.SENT]
    frozen = any(item.action is Action.OPEN for item in signing.events_of(house, letter_id))
    listed = signing.listed(house, letter_id) if frozen else None
    return State(letter, min(sent, default=""), listed, held)


def letter_page(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    """Answer one letter: its documents, its checks, its signatures, and the steps that are left."""
    state = state_of(house, asking.request.path_params["letter"])
    if found := facts(asking, lambda: _shape(state)):
        return found
    return page(
        house, asking, "letter.html", status=422 if error else 200, state=state, files=documents.FILES, words=words,
        looked_at=LOOKED_AT, error=error, form=form or Posted(), today=house.today.isoformat(),
    )  # fmt: skip


def _shape(state: State) -> dict[str, object]:
    return {
        **to_plain(state.letter), "sent_at": state.sent_at or None, "asks": [item.id for item in state.asks],
        "signed": to_plain(state.listed) if state.listed else None,
        "documents": {name: list(formats) for name, formats in documents.FILES.items()},
    }  # fmt: skip


def document_page(house: House, asking: Asking) -> Response:
    """Answer one document to look at, or as a file where its name has an ending."""
    letter, name = asking.request.path_params["letter"], asking.request.path_params["document"]
    plain, dot, ending = name.rpartition(".")
    if dot:
        data, media_type = documents.file(house, letter, plain, ending)
        return download(data, f"{letter}-{plain}.{ending}", media_type)
    if name == "to-sign":
        return page(house, asking, "text.html", letter=letter, text=text_to_sign(kept_plan(house, letter)))
    made = documents.document(house, letter, name)
    return page(
        house, asking, "document.html", title=made.title, language=made.language, body=shown_in_page(made),
        letter=letter, name=name, formats=documents.FILES[name], words=words,
    )  # fmt: skip


def frozen(house: House, asking: Asking) -> Response:
    """Freeze the letter's text for signing until the end of a day (UTC)."""
    form = asking.posted
    letter = asking.request.path_params["letter"]
    try:
        deadline = signing.deadline_of(form.get("deadline"))
        if deadline[:10] < house.today.isoformat():
            raise UserError("the last day for signing has passed", remedy="Choose a later day.")
        if state_of(house, letter).listed is not None:
            raise UserError(
                "the text is frozen already", remedy="Another text is another letter: keep it under a new name."
            )
        signing.open_letter(house, letter, text_to_sign(kept_plan(house, letter)), deadline, secrets.token_bytes,
                            form.get("seal_to"))  # fmt: skip
    except (UserError, RefusedByCheck) as error:
        return letter_page(house, asking, str(error), form)
    return to(asking, f"/sign-on/{letter}")


def sent(house: House, asking: Asking) -> Response:
    """Mark the letter as sent; a letter on a copy, a derived or an old list first asks who looked it up."""
    form = asking.posted
    letter = asking.request.path_params["letter"]
    try:
        if state_of(house, letter).sent_at:
            raise UserError("the letter is marked as sent already")
        mark_sent(house, letter, form.get("confirmed_by")[:120])
    except (UserError, RefusedByCheck) as error:
        return letter_page(house, asking, str(error), form)
    return to(asking, f"/letters/{letter}")


def desk_page(house: House, asking: Asking) -> Response:
    """Answer the desk sheet of a target for the officer who decides; without one, the form that asks for it."""
    target, government = asking.get("target"), asking.get("to")
    governments = list(dict.fromkeys(item.jurisdiction for item in regimes.publications()))
    if not target:
        return page(house, asking, "desk_ask.html", governments=governments)
    name, made = desk(house, target, government, asking.day)
    ending = asking.get("format")
    if ending in FORMATS:
        return download(rendered(made, (ending,))[ending], f"desk-{name}-{government}.{ending}",
                        documents.MEDIA_TYPES[ending])  # fmt: skip
    return page(
        house, asking, "desk.html", title=made.title, language=made.language, body=shown_in_page(made), target=name,
        to=government, formats=FORMATS,
    )  # fmt: skip

"""The desk of corrections: what waits and until when, what it would change, and the forms to decide."""

from __future__ import annotations

import json
from collections.abc import Callable

from starlette.responses import RedirectResponse, Response

from inconcert.model.codec import to_plain
from inconcert.model.correction import Correction, Effect
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.judgement import End
from inconcert.model.rights import Right
from inconcert.store.corrections import one
from inconcert.verbs import correction_effects, corrections
from inconcert.verbs.corrections import Verdict
from inconcert.verbs.house import House
from inconcert.web.asking import Asking
from inconcert.web.corrections.asking import private
from inconcert.web.gate import At

EFFECTS = (Effect.DIFFERENT, Effect.SAME, Effect.DOUBT)


def desk_page(house: House, asking: Asking) -> Response:
    """Answer the requests, those due first."""
    found = corrections.queue(house)
    if asking.form == "json":
        body = json.dumps([to_plain(item) for item in found], ensure_ascii=False, indent=1).encode()
        return Response(body, media_type="application/json", headers={"cache-control": "no-store"})
    if asking.form:
        raise UserError("there is no such page")
    return private(asking, "corrections/desk.html", found=found, today=house.today)


def one_page(house: House, asking: Asking) -> Response:
    """Answer one request: what was sent, the entries, the letters and messages that named the target, the forms."""
    return _page(house, asking)


def _page(house: House, asking: Asking, error: Exception | None = None) -> Response:
    found = _one(house, asking)
    brief = corrections.brief_of(house, found.target)
    return private(
        asking, "corrections/one.html", status=400 if error else 200, found=found, brief=brief, error=error,
        said=corrections.words(house, found), letters=correction_effects.letters_naming(house, found),
        notices=correction_effects.notices(house, found), effects=EFFECTS, form=asking.posted, today=house.today,
        done=asking.get("done"),
    )  # fmt: skip


def _one(house: House, asking: Asking) -> Correction:
    return one(corrections.queue(house), asking.request.path_params["correction"])


def _done(names: tuple[str, ...], act: Callable[[House, Asking], object]) -> Callable[[House, Asking], Response]:
    """Return the view of a form: do the act and go back to the page, or show the page with what was wrong."""

    def view(house: House, asking: Asking) -> Response:
        asking.posted.only(names)
        try:
            act(house, asking)
        except (UserError, RefusedByCheck) as error:
            return _page(house, asking, error)
        name = asking.request.path_params["correction"]
        return RedirectResponse(asking.href(f"/corrections/desk/{name}", done="1"), 303)

    return view


def _say(house: House, asking: Asking) -> None:
    corrections.say(house, asking.request.path_params["correction"], asking.posted.get("said"))


def _decline(house: House, asking: Asking) -> None:
    verdict = Verdict(asking.posted.get("outcome"), asking.posted.get("by"))
    corrections.decline(house, asking.request.path_params["correction"], verdict)


def _propose(house: House, asking: Asking) -> None:
    form = asking.posted
    effect = next((item for item in EFFECTS if item.value == form.get("effect")), Effect.NONE)
    verdict = Verdict(form.get("outcome"), form.get("by"), effect, end_of(form.get("left")), end_of(form.get("right")))
    corrections.propose(house, asking.request.path_params["correction"], verdict)


def _accept(house: House, asking: Asking) -> None:
    corrections.accept(house, asking.request.path_params["correction"], asking.posted.get("by"))


def _send_back(house: House, asking: Asking) -> None:
    corrections.send_back(house, asking.request.path_params["correction"], asking.posted.get("by"))


def _publish(house: House, asking: Asking) -> None:
    correction_effects.publish_notices(house, _one(house, asking))


def end_of(text: str) -> End:
    """Return an entry written as LIST NUMBER."""
    list_id, _, number = text.partition(" ")
    return (list_id, number.strip())


_ONE = "/corrections/desk/{correction:str}"
ROUTES = (
    At("GET", "/corrections/desk", desk_page, Right.CORRECT),
    At("GET", "/corrections/desk.{form:str}", desk_page, Right.CORRECT),
    At("GET", _ONE, one_page, Right.CORRECT),
    At("POST", f"{_ONE}/say", _done(("said",), _say), Right.CORRECT, page=_ONE),
    At("POST", f"{_ONE}/decline", _done(("outcome", "by"), _decline), Right.CORRECT, page=_ONE),
    At("POST", f"{_ONE}/propose", _done(("effect", "left", "right", "outcome", "by"), _propose), Right.CORRECT,
       page=_ONE),
    At("POST", f"{_ONE}/accept", _done(("by",), _accept), Right.RELEASE, page=_ONE),
    At("POST", f"{_ONE}/back", _done(("by",), _send_back), Right.RELEASE, page=_ONE),
    At("POST", f"{_ONE}/notices", _done((), _publish), Right.RELEASE, page=_ONE),
)  # fmt: skip

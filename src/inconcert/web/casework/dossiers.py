"""Dossiers: facts of somebody whom no list names, added part by part, and a rendering for each law with its lacks."""

from __future__ import annotations

from starlette.responses import Response

from inconcert.dossiers.case import RELIABILITY
from inconcert.dossiers.elements import DESTINATIONS
from inconcert.dossiers.file import LINKS, PARTS
from inconcert.jurisdictions.law import law_of
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.law import ConductCode
from inconcert.model.vocabulary import Kind
from inconcert.typeset.render import FORMATS, rendered
from inconcert.verbs import dossier_file as files
from inconcert.verbs.dossier import destinations, duplicates, example, render
from inconcert.verbs.house import House
from inconcert.verbs.letter_documents import MEDIA_TYPES
from inconcert.web.asking import Asking
from inconcert.web.casework.door import download, facts, page, to
from inconcert.web.casework.letters import shown_in_page
from inconcert.web.posting import Posted

FILE_MAX_BYTES = 1_000_000
FACTS_MAX_BYTES = 200_000


def dossiers_page(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    """Answer the dossiers kept here, and the ways to begin one."""
    held = files.cases(house)
    if found := facts(asking, lambda: {name: case.name for name, case in held.items()}):
        return found
    return page(house, asking, "dossiers.html", status=422 if error else 200, error=error, held=held,
                form=form or Posted(), kinds=(Kind.PERSON, Kind.ENTITY))  # fmt: skip


def begun(house: House, asking: Asking) -> Response:
    """Begin a dossier: from a name, a case file, or the example of public sources."""
    form = asking.posted
    upload = form.file("file")
    try:
        if upload:
            with upload.file as held:
                case = files.from_file(house, held.read())
        elif form.get("example") == "yes":
            case = files.from_file(house, example())
        else:
            case = files.begin(house, form.get("name"), form.get("kind"))
    except (UserError, RefusedByCheck) as error:
        return dossiers_page(house, asking, str(error), form)
    return to(asking, f"/dossiers/{case.id}")


def dossier_page(house: House, asking: Asking, error: str = "", form: Posted | None = None) -> Response:
    """Answer one dossier: its facts with the forms that add to them, and what each law still lacks."""
    case = files.case_of(house, asking.request.path_params["case"])
    if found := facts(asking, lambda: files.shape(case)):
        return found
    today = house.today.isoformat()
    wanted = [item for item in DESTINATIONS if law_of(item.id, today) is not None]
    others = [item for name, item in files.cases(house).items() if name != case.id]
    return page(
        house, asking, "dossier.html", status=422 if error else 200, error=error, case=case, form=form or Posted(),
        checks=render(case, wanted, today), same=duplicates(house, case, others), reliability=RELIABILITY,
        codes=list(ConductCode), links=LINKS, exhibits=[item.id for item in case.evidence],
    )  # fmt: skip


def changed(house: House, asking: Asking) -> Response:
    """Keep a change to a dossier's facts: what stands once, one more line of a part, or one less."""
    case, form = asking.request.path_params["case"], asking.posted
    given = {name: "\n".join(form.all(name)) if name in files.LISTS else form.get(name) for name, _ in form.fields}
    try:
        if form.get("remove"):
            part, _, number = form.get("remove").partition(":")
            files.remove(house, case, part, int(number) if number.isdigit() else -1)
        elif form.get("part") in PARTS:
            files.add(house, case, form.get("part"), given)
        else:
            files.set_facts(house, case, given)
    except (UserError, RefusedByCheck) as error:
        return dossier_page(house, asking, str(error), form)
    return to(asking, f"/dossiers/{case}")


def rendering_page(house: House, asking: Asking) -> Response:
    """Answer a dossier as one law asks for it, to look at or as a file: GB-HR, GB-HR.pdf, GB-HR-lacks.docx."""
    case = files.case_of(house, asking.request.path_params["case"])
    name = asking.request.path_params["document"]
    plain, dot, ending = name.rpartition(".")
    law = (plain if dot else name).removesuffix("-lacks")
    (found,) = render(case, destinations((law,))[:1], house.today.isoformat())
    if dot:
        if ending not in FORMATS:
            raise UserError(f"there is no dossier as {ending!r}", remedy=f"Known: {', '.join(FORMATS)}.")
        made = found.sheet if plain.endswith("-lacks") else found.dossier
        return download(rendered(made, (ending,))[ending], f"{case.id}-{plain}.{ending}", MEDIA_TYPES[ending])
    return page(house, asking, "dossier_law.html", case=case, found=found, formats=FORMATS,
                body=shown_in_page(found.dossier))  # fmt: skip

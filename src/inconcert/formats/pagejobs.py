"""What a confined child can do with evidence: look at it, read its text, turn its pages into pixels.

Jobs: "pdf-look", "pdf-pages", "picture-look", "picture-pages", "office-look", "mail", "html",
"mail-parts", "wacz". An answer is a JSON
head and a body: text in UTF-8, or the bare pixels (three bytes each, red, green, blue) of pages whose sizes stand in
the head. Pixels and text are the forms that cannot carry code.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from inconcert.formats.sheetjobs import Job
from inconcert.model.errors import OurError


def prepared(job: str, options: Mapping[str, Any]) -> Job:
    """Return the function for a job with everything it needs already imported."""
    if job.startswith("pdf-"):
        from inconcert.formats import pdfjobs

        pdfjobs.ready()
        if job == "pdf-look":
            return pdfjobs.look
        return lambda data, name: pdfjobs.pages(data, name, options)
    if job.startswith("picture-"):
        from inconcert.formats import picturejobs

        picturejobs.ready()
        if job == "picture-look":
            return picturejobs.look
        return lambda data, name: picturejobs.pages(data, name, options)
    if job == "office-look":
        from inconcert.formats import officejobs

        return officejobs.look
    if job in ("wacz", "mail-parts"):
        from inconcert.formats import capturejobs

        return capturejobs.wacz if job == "wacz" else capturejobs.mail_parts
    if job in ("mail", "html"):
        from inconcert.formats import mailjobs

        return mailjobs.mail if job == "mail" else mailjobs.html
    if job == "probe":
        return lambda data, name: ({"answer": "probe"}, data)
    raise OurError(f"no such job: {job}")

"""The way to an identity provider: short, small, by TLS, and never led on to another address."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlencode

import urllib3

from inconcert.model.errors import RefusedByCheck

answer_max_bytes = 200_000
timeout_s = 10.0


def exchange(address: str, form: Mapping[str, str] | None, headers: Mapping[str, str]) -> bytes:
    """Return what a provider answers to a form, or to a GET where the form is None; RefusedByCheck otherwise."""
    method = "GET" if form is None else "POST"
    kind = {"accept": "application/json", "content-type": "application/x-www-form-urlencoded"}
    timeout = urllib3.Timeout(total=timeout_s)
    try:
        with urllib3.PoolManager(num_pools=1, retries=False, timeout=timeout) as pool:
            answer = pool.request(
                method, address, body=urlencode(form) if form else None, headers={**kind, **headers}, redirect=False,
                preload_content=False,
            )  # fmt: skip
            body = answer.read(answer_max_bytes + 1)
            answer.release_conn()
    except (urllib3.exceptions.HTTPError, OSError, ValueError) as error:
        raise RefusedByCheck("the identity provider does not answer", remedy="Try again later.") from error
    if answer.status != 200 or len(body) > answer_max_bytes:
        raise RefusedByCheck(f"the identity provider answers {answer.status}", remedy="Begin again.")
    return bytes(body)

"""Review by form: only from these pages, only for a pair that waits, only with a name."""

from __future__ import annotations

import pytest

FORM = {"left": "gb_uksl X", "right": "us_sdn 1", "decision": "same", "by": "Ada"}


@pytest.mark.parametrize(
    "headers",
    [
        {},
        {"origin": "https://evil.example"},
        {"sec-fetch-site": "cross-site"},
        {"sec-fetch-site": "same-site"},
        {"sec-fetch-site": "none"},
        {"origin": "null"},
        {"sec-fetch-site": "same-origin", "origin": "https://evil.example"},
    ],
)
def test_no_other_site_can_give_a_judgement(pages, headers):
    assert pages.ask("POST", "/review", data=FORM, headers=headers).status_code == 403


def test_a_pair_that_does_not_wait_is_refused(pages):
    answer = pages.post("/review", FORM)
    assert answer.status_code == 404 and "does not wait" in answer.text


def test_a_judgement_is_kept_and_the_pair_waits_no_more(pages):
    waiting = pages.get("/review.json").json()
    if not waiting:
        pytest.skip("no pair waits in the embedded register")
    form = {"left": waiting[0]["left"], "right": waiting[0]["right"], "decision": "unsure", "by": "Ada", "reason": "r"}
    assert pages.post("/review", form | {"by": " "}).status_code == 404
    assert pages.post("/review", form | {"decision": "x"}).status_code == 404
    assert pages.post("/review", form).status_code == 303
    left = pages.get("/review.json").json()
    assert (form["left"], form["right"]) not in {(item["left"], item["right"]) for item in left}
    assert "Ada" in pages.get("/review").text

"""The scripted month of seven parties: what happened, and what each may know, canary strings included."""

from __future__ import annotations

import dataclasses

import pytest

from inconcert.exchange import routine
from inconcert.model.messages import AnswerStatus, AskLife, Draft, Held, MessageKind, Standing, Tlp
from inconcert.verbs import demo_exchange as demo


@pytest.fixture(scope="module")
def played(tmp_path_factory):
    root = tmp_path_factory.mktemp("month")
    stages = []
    first = demo.Stage.__init__

    def remembered(self, *args, **named):
        first(self, *args, **named)
        stages.append(self)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(demo.Stage, "__init__", remembered)
        month = demo.play_month(root)
    return month, stages[0]


def test_no_view_holds_what_its_party_may_not_know(played):
    month, stage = played
    assert month.leaks == ()
    assert demo.INTENDED in demo.known_to(stage.desks["birch"])
    assert demo.INTENDED not in demo.known_to(stage.desks["rowan"])


def test_a_leak_would_be_seen(played, monkeypatch):
    _, stage = played
    monkeypatch.setattr(demo, "MAY_KNOW", {demo.INTENDED: {"alder"}})
    assert set(demo._leaks(stage)) == {f"{name} knows {demo.INTENDED}" for name in ("birch", "cedar")}


def test_a_view_that_is_not_as_addressed_would_be_seen(played, monkeypatch):
    _, stage = played
    assert demo._misplaced(stage) == []
    monkeypatch.setattr(demo, "must_be_sealed", lambda tlp, kind: kind is MessageKind.DIGEST)
    found = demo._misplaced(stage)
    assert "rowan sees alder 1 as sealed, not as accepted" in found and any(
        "as accepted, not as sealed" in t for t in found
    )


def test_what_each_can_read_is_printed_beside_what_it_may(played):
    month, _ = played
    assert {secret for secret, _, _ in month.known} == set(demo.MAY_KNOW)
    assert all(may == knows for _, may, knows in month.known)


def test_views_of_alder_and_umber(played):
    month, _ = played
    views = {view.party: view.rows for view in month.views}
    assert set(views) == {"alder", "birch", "cedar", "rowan", "sorrel", "thistle", "umber"}
    assert views["cedar"] == (("1", "alder", "intended designation", "files: CSV, DOCX, PDF"),)
    assert ("1", "alder", "intended designation", "ours") in views["alder"]
    assert ("1", "cedar", "answer", "reported") in views["alder"]
    assert ("1", "alder", "?", "sealed, not for us") in views["umber"]
    assert ("1", "alder", "intended designation", "read") in views["birch"]
    assert ("3", "rowan", "dossier", "read") in views["alder"] and ("3", "rowan", "?", "sealed, not for us") in views[
        "birch"
    ]


def test_intended_designation_one_joins_one_declines_with_a_code(played):
    _, stage = played
    rows = stage.desks["alder"].rows()
    told = routine.replies(rows)
    assert routine.life(("alder", 1), told) == {"birch": AskLife.MET, "cedar": AskLife.DECLINED}
    by_mail = next(item for item in told if item.by == "cedar")
    assert by_mail.reported and by_mail.code == "timing"
    assert all(item.held is Held.REPORTED for item in rows if item.party == "cedar")


def test_mirror_request_is_met_and_timed(played):
    _, stage = played
    rows = stage.desks["rowan"].rows()
    assert routine.life(("rowan", 1), routine.replies(rows)) == {"birch": AskLife.MET}
    assert routine.unanswered(rows, stage.now, "rowan") == ()
    tally = next(item for item in routine.tallies(rows, "rowan") if item.party == "birch")
    assert (tally.asked, tally.acknowledged, tally.answered) == (1, 1, 1) and tally.median_days == 3.0


def test_statistics_are_for_those_concerned(played):
    _, stage = played
    assert {item.party for item in routine.tallies(stage.desks["thistle"].rows(), "thistle")} == set()


def test_who_sends_no_digest_is_overdue(played):
    _, stage = played
    rows = stage.desks["alder"].rows()
    late = routine.overdue({"rowan": 30, "thistle": 30, "cedar": 30, "sorrel": 0}, rows, stage.now)
    assert [item.party for item in late] == ["cedar", "thistle"]


def test_calendar(played):
    _, stage = played
    desk = stage.desks["alder"]
    found = routine.calendar([desk.message("alder", 1)], desk.rows())
    assert [(item.day, item.answers) for item in found] == [("2026-03-20", (("birch", "met"), ("cedar", "declined")))]


def test_withdrawn_message_is_gone_for_its_holders(played):
    _, stage = played
    for name in ("alder", "rowan"):
        with pytest.raises(demo.InconcertError):
            stage.desks[name].message("sorrel", 2)
    assert routine.unacknowledged(stage.desks["sorrel"].rows(), "sorrel") == ()


def test_consent_withdrawal_waits_for_every_holder(played):
    _, stage = played
    rows = [row for row in stage.desks["sorrel"].rows() if row.party != "rowan"]
    assert routine.unacknowledged(rows, "sorrel") == ((("sorrel", 3), "rowan"),)


def test_only_the_author_withdraws(played):
    _, stage = played
    row = next(row for row in stage.desks["alder"].rows() if row.kind is MessageKind.CONSENT_WITHDRAWAL)
    assert routine.withdrawn([row]) == {("sorrel", 2): ("sorrel", 3)}
    assert routine.withdrawn([dataclasses.replace(row, party="umber")]) == {}


def test_reply_of_a_party_that_was_not_asked_is_invalid(played):
    _, stage = played
    rows = list(stage.desks["rowan"].rows())
    answer = next(row for row in rows if row.kind is MessageKind.ANSWER and row.party == "birch")
    rows.append(dataclasses.replace(answer, party="umber", seq=99))
    rows.append(dataclasses.replace(answer, seq=98, in_reply_to=("rowan", 77)))
    told = {(item.by, item.place): item.standing for item in routine.replies(rows)}
    assert told["umber", ("rowan", 1)] is Standing.INVALID and told["birch", ("rowan", 77)] is Standing.INVALID
    assert set(routine.life(("rowan", 1), routine.replies(rows))) == {"birch"}


def test_no_comment_is_an_answer(played):
    _, stage = played
    rows = list(stage.desks["rowan"].rows())
    answer = next(row for row in rows if row.kind is MessageKind.ANSWER and row.party == "birch")
    only = [row for row in rows if row.place == ("rowan", 1)] + [dataclasses.replace(answer, status="no_comment")]
    assert routine.unanswered(only, stage.now, "rowan") == ()
    assert routine.tallies(only, "rowan")[0].no_comment == 1


def test_nothing_is_alarming(played):
    _, stage = played
    assert [item for desk in stage.desks.values() for item in desk.alarms() if item[2] is Standing.SPLIT_VIEW] == []


def test_originator_control(played):
    """Rowan may not pass on what Sorrel controls, by its place or by a file in it, unless Sorrel consents."""
    _, stage = played
    sorrel, rowan = stage.desks["sorrel"], stage.desks["rowan"]
    from inconcert.exchange.envelope import attachment
    from inconcert.model.errors import RefusedByCheck

    file = attachment("a.pdf", "application/pdf", b"of sorrel")
    place = sorrel.publish([Draft(MessageKind.DOSSIER, Tlp.AMBER, ("rowan",), {"text": "x"}, attachments=(file,))])[
        0
    ].place
    rowan.pull("sorrel")
    onward = Draft(MessageKind.DOSSIER, Tlp.AMBER, ("birch",), {"text": "y"}, sources=(place,))
    copied = Draft(MessageKind.DOSSIER, Tlp.CLEAR, (), {"text": "y"}, attachments=(file,))
    for draft in (onward, copied):
        with pytest.raises(RefusedByCheck, match="no consent"):
            rowan.publish([draft])
    body = {
        "reason": "for Birch",
        "legal_basis": "MoU",
        "notice": "7 days",
        "pass_on": [list(place)],
        "pass_on_to": ["birch"],
    }
    asked = rowan.publish([Draft(MessageKind.INFORMATION_REQUEST, Tlp.AMBER, ("sorrel",), body)])[0].place
    sorrel.pull("rowan")
    body = {"status": AnswerStatus.ACCEPTED.value}
    sorrel.publish([Draft(MessageKind.ANSWER, Tlp.AMBER, ("rowan",), body, in_reply_to=asked)])
    rowan.pull("sorrel")
    assert rowan.publish([onward])
    with pytest.raises(RefusedByCheck, match="no consent"):
        rowan.publish([copied])


def test_the_independent_verifier_comes_to_the_same_in_every_view(played, stage, tmp_path):
    _, month = played
    module, compared = stage.verifier(), 0
    for name, desk in month.desks.items():
        for other, theirs in month.desks.items():
            held = desk.inbox(other).rows() if other != name else ()
            state = tmp_path / f"{name}-{other}"
            state.mkdir()
            (state / "root.json").write_bytes((theirs.public / "metadata" / "1.root.json").read_bytes())
            secrets = [str(item) for item in desk.ring.identities()]
            found = module.verify(theirs.public, other, state, name, secrets, month.now)
            assert [(row.seq, row.held.value) for row in held] == [item[:2] for item in found[: len(held)]]
            compared += len(held)
    assert compared > 50

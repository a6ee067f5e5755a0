"""What rests on a source, who has it, who may: in one question, with no content stored."""

from __future__ import annotations

import datetime as dt

import pytest

from inconcert.model.errors import UserError
from inconcert.model.vault import Action, Consent, Use
from inconcert.vault import bag, consent, reading

DAY = dt.date(2026, 3, 2)


def test_one_question_answered_with_no_content_stored(stage, words):
    item = stage.index(elements=("GB-HR:torture",))
    other = stage.index(b"of another", sources=("lark",))
    stage.consent("gb", Use.SHARE)
    wanted = bag.Export((item,), "gb", Use.SHARE)
    bag.export(stage.case, stage.signing("ada"), stage.secrets(), wanted, stage.root / "bag")
    assert [path.name for path in stage.folder.glob("*.age") if len(path.name) == 36] == [], "no content is stored"
    found = consent.rests_on(stage.book(), words.CANARY_SOURCE, "gb", Use.PUBLISH, DAY)
    assert [exhibit.id for exhibit in found.exhibits] == [item] and other not in str(found)
    assert found.exhibits[0].deposit.elements == ("GB-HR:torture",)
    assert [(holder.who, holder.action, holder.use) for holder in found.holders] == [("gb", Action.EXPORTED, "share")]
    assert [verdict.allowed for verdict in found.verdicts] == [False]
    assert "publish it" in found.verdicts[0].because[0]
    assert not (stage.root / "bag" / "data" / "exhibits" / item).exists()


@pytest.mark.parametrize(
    ("recipient", "use", "day", "allowed"),
    [
        ("gb", Use.SHARE, "2026-03-02", True),
        ("gb", Use.SHARE, "2026-03-10", True),
        ("gb", Use.SHARE, "2026-03-11", False),
        ("gb", Use.PUBLISH, "2026-03-02", False),
        ("gb", Use.COURT, "2026-03-02", False),
        ("ca", Use.SHARE, "2026-03-02", False),
        ("public", Use.SHARE, "2026-03-02", False),
    ],
)
def test_what_was_not_given_is_not_there(stage, recipient, use, day, allowed):
    stage.index()
    stage.consent("gb", Use.SHARE, until="2026-03-10")
    book = stage.book()
    verdict = consent.verdict(book, consent.exhibits(book)[0], recipient, use, dt.date.fromisoformat(day))
    assert verdict.allowed is allowed and bool(verdict.because) is not allowed


@pytest.mark.parametrize(
    ("recipient", "use", "left"),
    [
        ("every", "every", set()),
        ("gb", "every", {("ca", "share")}),
        ("every", "share", {("gb", "court")}),
        ("gb", "share", {("gb", "court"), ("ca", "share")}),
    ],
)
def test_a_withdrawal_takes_back_what_it_names_and_a_later_consent_holds_again(stage, words, recipient, use, left):
    stage.index()
    for given in (("gb", Use.SHARE), ("gb", Use.COURT), ("ca", Use.SHARE)):
        stage.consent(*given)
    stage.consent("gb", Use.SHARE, source="lark")
    assert (
        consent.withdraw(stage.case, stage.signing("ada"), stage.secrets(), words.CANARY_SOURCE, recipient, use) == ()
    )
    standing = consent.consents(stage.book())
    assert {(item.recipient, item.use.value) for item in standing if item.source == words.CANARY_SOURCE} == left
    assert [item.source for item in standing].count("lark") == 1, "another source's consent stands"
    stage.consent("gb", Use.SHARE)
    assert ("gb", Use.SHARE) in {(item.recipient, item.use) for item in consent.consents(stage.book())}


def test_open_source_material_needs_no_consent_and_nothing_is_neither(stage):
    item = stage.index(sources=(), open_source=True)
    book = stage.book()
    assert consent.verdict(book, consent.exhibits(book)[0], "gb", Use.PUBLISH, DAY).allowed and item
    for said in ({"sources": (), "open_source": False}, {"sources": ("lark",), "open_source": True}):
        with pytest.raises(UserError, match="rests on named sources"):
            stage.index(**said)
    with pytest.raises(UserError, match="where the material is left"):
        stage.index(kept_at="")


def test_a_consent_says_who_explained_it_and_when(stage):
    for wrong in ({"explained_by": ""}, {"explained_on": "soon"}, {"explained_on": ""}, {"recipient": "../gb"}):
        said = {"source": "lark", "recipient": "gb", "use": Use.SHARE, "explained_by": "ada",
                "explained_on": "2026-03-01", **wrong}  # fmt: skip
        with pytest.raises(UserError):
            consent.give(stage.case, stage.signing("ada"), Consent(**said))
    assert consent.consents(stage.book()) == ()


def test_who_read_it_inside_is_named_too(stage, words):
    item = stage.receive()
    reading.read(stage.case, stage.signing("ada"), stage.secrets(), item, stage.root / "out")
    found = consent.rests_on(stage.book(), words.CANARY_SOURCE, "gb", Use.SHARE, DAY)
    assert [(holder.who, holder.action) for holder in found.holders] == [("ada", Action.READ)]


def test_a_dossier_cites_an_exhibit_only_after_its_sources_were_asked():
    """The plain way to a dossier refuses what lies in a vault, and a file cannot say whom it rests on."""
    from dataclasses import replace

    import pytest

    from inconcert.dossiers.file import read_case
    from inconcert.model.errors import RefusedByCheck, UserError
    from inconcert.verbs import dossier

    case = read_case(dossier.example(), "example")
    kept = replace(case, evidence=(replace(case.evidence[0], exhibit="0" * 32), *case.evidence[1:]))
    with pytest.raises(RefusedByCheck, match="not asked: E1"):
        dossier.render(kept, dossier.DESTINATIONS, "2026-03-02")
    forged = dossier.example().replace(b'id = "E1"', b'id = "E1"\norigins = ["x"]', 1)
    with pytest.raises(UserError, match="stands in the vault, never here"):
        read_case(forged, "forged")


def test_two_exhibits_of_one_source_are_one_and_one_exhibit_of_two_sources_is_two():
    from dataclasses import replace

    from inconcert.dossiers.file import read_case
    from inconcert.verbs import dossier

    case = read_case(dossier.example(), "example")
    one, two = case.evidence[:2]
    same = replace(case, evidence=(replace(one, origins=("a",)), replace(two, origins=("a",))))
    assert len(same.publishers((one.id, two.id))) == 1
    both = replace(case, evidence=(replace(one, origins=("a", "b")),))
    assert len(both.publishers((one.id,))) == 2


def test_three_things_told_of_one_source_are_held_back_and_two_are_not(stage):
    from inconcert.model.vault import Judgement, Reliability
    from inconcert.vault import judging

    def told(*tells):
        item = stage.index()
        judging.judge(
            stage.case, stage.signing("ada"), stage.secrets(), Judgement(item, Reliability.NGO, "x", (), tells)
        )
        return item

    one, two, three = told("place:anwe"), told("work:baker"), told("night:28 february")
    assert judging.together(stage.book(), [one, two]) == ()
    (found,) = judging.together(stage.book(), [one, two, three])
    assert found.items == tuple(sorted((one, two, three))) and len(found.tells) == 3
    alone = told("place:a", "work:b", "kin:c")
    assert judging.together(stage.book(), [alone]) == (), "what one tells alone is seen when it is released"

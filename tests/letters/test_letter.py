"""The letter of August 2020, from the shipped register: asks, law, sources, answer."""

from __future__ import annotations

import collections
import datetime as dt
import json
import re
import shutil
from dataclasses import replace

import pytest
from click.testing import CliRunner

from inconcert.cli.letter import command
from inconcert.letters.asks import check_ask, standing, summary
from inconcert.letters.compose import letter_document
from inconcert.letters.facts import LANGUAGES, Fact, filled, phrases, spelt_day
from inconcert.letters.legal import impossible
from inconcert.letters.plan import to_confirm
from inconcert.letters.release import one_page_document, release_document
from inconcert.letters.signing import Proof
from inconcert.model.ask import Ask, AskEvent, AskKind
from inconcert.model.dates import event_on
from inconcert.model.errors import OurError, RefusedByCheck, UserError
from inconcert.model.messages import AskLife
from inconcert.model.target import Cell
from inconcert.model.vocabulary import DateKind, Evidence, Kind, Status
from inconcert.store.asks import letters
from inconcert.typeset.render import rendered
from inconcert.typeset.to_text import text_of
from inconcert.typeset.tree import Paragraph, runs_of
from inconcert.verbs.demo import demo_home
from inconcert.verbs.desk import desk
from inconcert.verbs.letter import Wanted, keep, mark_sent, plan_of, record_answer, text_to_sign, write
from inconcert.verbs.letter_demo import play
from inconcert.verbs.letter_status import outcome, outcome_shape

WANTED = Wanted("xinjiang", ("gb", "ca"), day=dt.date(2020, 8, 18))


@pytest.fixture
def plan(opened):
    return plan_of(opened, WANTED)


def test_sixteen_mirrors_one_share_and_three_routine(plan):
    counts = collections.Counter((ask.kind, ask.to) for ask in plan.asks)
    assert counts == {
        (AskKind.MIRROR, "gb"): 8,
        (AskKind.MIRROR, "ca"): 8,
        (AskKind.SHARE_INFORMATION, "us"): 1,
        (AskKind.ROUTINE_SHARING, "gb"): 1,
        (AskKind.ROUTINE_SHARING, "ca"): 1,
        (AskKind.ROUTINE_SHARING, "us"): 1,
    }


def test_the_two_bodies_cannot_be_listed_under_jvcfoa_and_sema_is_offered(plan):
    warned = {ask.name: ask.regime for ask in plan.asks if ask.warning}
    assert warned == {
        "Xinjiang Public Security Bureau": "CA-SEMA",
        "Xinjiang Production and Construction Corps": "CA-SEMA",
    }
    (found,) = impossible(plan, "ca")
    assert found.title.startswith("Justice for Victims")
    assert found.instead.startswith("Special Economic Measures Act")
    assert impossible(plan, "gb") == ()


def test_every_fact_of_the_letter_has_a_footnote(plan):
    document = letter_document(plan)
    text = text_of(document)
    for run in runs_of(document):
        if any(sign.isdigit() for sign in run.text) and "29" in run.text and "us_sdn" in run.text:
            assert run.note
    assert "As of 18 August 2020, none of the 8 is[" in text


def test_a_fact_without_a_source_cannot_be_built():
    for source in ("", "  "):
        with pytest.raises(ValueError, match="without a source"):
            Fact("8", source)
    with pytest.raises(ValueError, match="without a source"):
        Fact("", "a list")


def test_a_template_takes_exactly_its_facts():
    assert filled("{a} of {b}", a=Fact("2", "x"), b="8")[0].note == "x"
    with pytest.raises(OurError):
        filled("{a}", a="1", b="2")
    with pytest.raises(OurError):
        filled("{a} {b}", a="1")


def test_only_statements_of_confidence_h_stand_in_the_letter_and_the_rest_on_the_sheet(opened):
    written = write(opened, WANTED)
    letter, check = text_of(written.letter), text_of(written.check)
    unsure = [
        line.text
        for row in written.plan.rows
        for item in row.missing
        for power in (item.route.powers if item.route else ())
        for line in (*power.argue, *power.against, *power.form)
        if not line.renderable
    ]
    assert unsure
    joined_letter, joined_check = " ".join(letter.split()), " ".join(check.split())
    for sentence in unsure:
        assert sentence not in joined_letter
        assert sentence in joined_check
    assert "霍留军" not in letter  # a name that was not read on a list or an official page
    assert "霍留军" in check


def test_the_letter_prints_its_editions_and_asks_for_confirmation(opened):
    written = write(opened, WANTED)
    assert to_confirm(written.plan)
    assert all(item.sha256[:8] in text_of(written.letter) for item in written.plan.editions)
    keep(opened, written)
    with pytest.raises(RefusedByCheck, match="copies, derived or older"):
        mark_sent(opened, written.plan.id)
    assert mark_sent(opened, written.plan.id, "A. Person") == 20
    with pytest.raises(UserError):
        mark_sent(opened, "no-such-letter")


def test_what_became_of_the_asks_of_2020_with_no_letter_made(opened):
    found = outcome(opened, "letter-2020-08-18")
    assert summary(found.standings) == {"gb": (2, 8), "ca": (5, 8)}
    days = {(item.ask.name, item.ask.to): item.days for item in found.standings if item.days is not None}
    assert days["Zhu Hailun", "gb"] == days["Wang Mingshan", "gb"] == 216
    assert days["Zhu Hailun", "ca"] == 215
    assert days["Chen Quanguo", "ca"] == days["Huo Liujun", "ca"] == days["Peng Jiarui", "ca"] == 1574
    announced = {item.ask.name: item.announced_days for item in found.standings if item.ask.to == "ca"}
    assert announced["Zhu Hailun"] == 216
    remaining = {item.ask.name for item in found.standings if item.ask.to == "ca" and item.life is not AskLife.MET}
    assert remaining == {
        "Sun Jinlong",
        "Xinjiang Public Security Bureau",
        "Xinjiang Production and Construction Corps",
    }


def test_on_the_day_of_the_letter_nothing_is_met(opened):
    found = outcome(opened, "letter-2020-08-18", dt.date(2020, 8, 18))
    assert summary(found.standings) == {"gb": (0, 8), "ca": (0, 8)}


def test_an_answer_is_kept_and_shown(opened):
    written = write(opened, WANTED)
    keep(opened, written)
    mark_sent(opened, written.plan.id, "A. Person")
    record_answer(opened, f"{written.plan.id}-share-us", AskLife.NO_COMMENT, "letter of 3 May")
    found = outcome(opened, written.plan.id)
    states = {item.ask.id: item.life for item in found.standings}
    assert states[f"{written.plan.id}-share-us"] is AskLife.NO_COMMENT
    assert states[f"{written.plan.id}-gb-us-29220"] is AskLife.SENT
    assert states[f"{written.plan.id}-gb-us-29219"] is AskLife.MET
    assert outcome_shape(found)["met"]["ca"] == {"met": 5, "asked": 8}


def test_made_again_a_day_later_the_bytes_are_the_same(opened):
    first = write(opened, WANTED)
    later = replace(opened, clock=lambda: dt.datetime(2026, 5, 21, tzinfo=dt.UTC))
    again = write(later, WANTED)
    assert rendered(first.letter) == rendered(again.letter)
    keep(opened, first)
    keep(opened, again)


def test_the_french_letter_has_no_english_sentence_of_its_own(opened):
    text = text_of(write(opened, replace(WANTED, language="fr")).letter)
    assert "Ce que nous demandons" in text
    assert "18 août 2020" in text
    assert "What we ask" not in text


def test_both_languages_have_the_same_phrases_and_placeholders():
    english, french = (phrases(name) for name in LANGUAGES)
    assert english.keys() == french.keys()
    for key in english:
        assert sorted(re.findall(r"\{\w+\}", english[key])) == sorted(re.findall(r"\{\w+\}", french[key])), key


def test_numbers_of_release_and_brief_have_footnotes(plan):
    for document in (release_document(plan), one_page_document(plan)):
        for block in document.blocks:
            if isinstance(block, Paragraph):
                for run in block.runs:
                    assert not run.text.strip().isdigit() or run.note
    assert "40[" in text_of(release_document(plan))


def test_the_text_to_sign_holds_no_signatories(plan):
    assert "Signatories" not in text_to_sign(plan)
    assert text_to_sign(plan) == text_to_sign(replace(plan, signed=("X",), sealed=3))


def test_no_gap_no_letter(opened):
    with pytest.raises(UserError, match="no gap"):
        plan_of(opened, Wanted("magnitsky", ("us",), have="us"))


def cell(status: Status, listed: str = "") -> Cell:
    since = event_on(DateKind.LISTED, listed) if listed else None
    return Cell("gb", status, Evidence.EDITION, "2026-05-07", "on the edition", ("gb_uksl 2026-05-07",), (), since)


ASK = Ask("a", AskKind.MIRROR, "gb", "2020-08-18", ("us-1",), "Zhu", Kind.PERSON, ("us",))


def test_an_ask_closes_itself_and_opens_again():
    sent = [AskEvent("a", AskLife.SENT, "2020-08-18", "x")]
    met = standing(ASK, sent, cell(Status.IN_FORCE, "2021-03-22"))
    assert (met.life, met.days, met.reopened) == (AskLife.MET, 216, False)
    gone = standing(ASK, [*sent, AskEvent("a", AskLife.MET, "2021-03-22", "x")], cell(Status.ENDED, "2021-03-22"))
    assert (gone.life, gone.reopened) == (AskLife.SENT, True)
    ended = standing(ASK, sent, cell(Status.ENDED, "2021-03-22"))
    assert (ended.life, ended.reopened, ended.date.value) == (AskLife.SENT, True, "2021-03-22")
    month = standing(ASK, sent, cell(Status.IN_FORCE, "2021-03"))
    assert (month.life, month.days) == (AskLife.MET, None)


def test_asks_that_the_list_already_answers_are_refused():
    for kind in (AskKind.MIRROR, AskKind.LIST_FIRST):
        with pytest.raises(RefusedByCheck, match="already in force"):
            check_ask(kind, "Zhu", cell(Status.IN_FORCE))
        check_ask(kind, "Zhu", cell(Status.NOT_FOUND))
    for kind in (AskKind.KEEP, AskKind.CORRECT):
        with pytest.raises(RefusedByCheck, match="nothing to"):
            check_ask(kind, "Zhu", cell(Status.NOT_FOUND))
        check_ask(kind, "Zhu", cell(Status.IN_FORCE))


def test_a_desk_sheet_says_who_lists_what_is_missing_and_quotes_only_where_it_may(opened):
    name, document = desk(opened, "us-29219", "au")
    text = text_of(document)
    assert name == "us-29219"
    for part in ("Who it is", "1958-01", "Global Human Rights", "The power here: Australia", "Contested or not"):
        assert part in text


def test_days_in_words():
    assert spelt_day("2021-03-01", "fr") == "1er mars 2021"
    assert spelt_day("2020", "en") == "2020"


def test_further_asks_are_checked_against_the_list(opened):
    also = (("keep", "ca", "us-29219"), ("list_first", "gb", "Somebody Nobody Lists"))
    written = write(opened, Wanted("xinjiang", ("gb",), also=also))
    kinds = collections.Counter(ask.kind for ask in written.plan.asks)
    assert (kinds[AskKind.KEEP], kinds[AskKind.LIST_FIRST]) == (1, 1)
    text = " ".join(text_of(written.letter).split())
    assert "Canada: to keep or renew the listing of Zhu Hailun" in text
    assert "to consider designating Somebody Nobody Lists" in text
    for refused in (("keep", "gb", "us-29220"), ("list_first", "gb", "us-29219"), ("correct", "au", "us-29219")):
        with pytest.raises(RefusedByCheck):
            write(opened, Wanted("xinjiang", ("gb",), also=(refused,)))
    for unknown in (("mirror", "gb", "us-29220"), ("keep", "gb", "Nobody At All Xyz")):
        with pytest.raises(UserError):
            write(opened, Wanted("xinjiang", ("gb",), also=(unknown,)))


def test_the_letter_of_2020_played_from_ask_to_answer():
    import secrets

    played = play(lambda _: None, secrets.token_bytes)
    assert len(played.signed.signatories) + played.signed.sealed == 71
    assert played.signed.sealed == 6
    assert {item.proof for item in played.signed.signatories} == {Proof.KEY, Proof.LINK}
    assert summary(played.outcome.standings) == {"gb": (2, 8), "ca": (5, 8)}
    letter = text_of(played.documents["1-letter"])
    assert "71." not in letter
    assert "65. " in letter
    assert "6 further organisations have signed" in letter


def test_the_command_line_from_letter_to_outcome(embedded_home, tmp_path):
    shutil.copytree(embedded_home, tmp_path / "home")
    run = CliRunner().invoke
    home, out = ["--home", str(tmp_path / "home")], ["--out", str(tmp_path / "out")]
    asked = ["--situation", "xinjiang", "--to", "gb,ca", "--as-of", "2020-08-18"]
    made = run(command, ["new", *asked, *home, *out, "--json"])
    assert made.exit_code == 1  # its editions are to be confirmed
    assert len(json.loads(made.output)["asks"]) == 20
    letter = json.loads(made.output)["letter"]
    text = tmp_path / "out" / f"{letter}-to-sign.txt"
    opened_ = run(command, ["open", letter, "--text", str(text), "--deadline", "2099-01-01", *home])
    assert len(opened_.output.strip()) == 64
    organisation = {"id": "alba", "names": ["Alba"], "domains": ["alba.example"],
                    "contacts": [{"name": "Dana", "role": "Director", "address": "dana@alba.example"}]}  # fmt: skip
    (tmp_path / "alba.json").write_text(json.dumps(organisation))
    assert run(command, ["organisation", str(tmp_path / "alba.json"), *home]).exit_code == 0
    link = run(command, ["link", letter, "--address", "dana@alba.example", *home])
    token = re.search(r"dana@alba.example: (\S+)", link.output + (link.stderr or "")).group(1)
    assert run(command, ["use-link", token, *home]).exit_code == 0
    assert '"signed": 1' in run(command, ["use-link", token, "--yes", *home]).output
    assert "Alba" in run(command, ["signatories", letter, *home]).output
    final = run(command, ["final", letter, *asked, *home, *out])
    assert "Alba (Dana, Director)" in (tmp_path / "out" / f"{letter}-signed.txt").read_text()
    assert final.exit_code == 0
    assert run(command, ["sent", letter, "--confirmed-by", "A. Person", *home]).exit_code == 0
    status = run(command, ["status", letter, "--json", *home])
    assert json.loads(status.output)["met"] == {"ca": {"asked": 8, "met": 5}, "gb": {"asked": 8, "met": 2}}
    for verb in (["desk", "us-29220", "--to", "gb"], ["release", *asked]):
        assert run(command, [*verb, *home, *out]).exit_code == 0


def test_casework_is_never_kept_in_the_scratch_home(tmp_path, monkeypatch):
    monkeypatch.setenv("INCONCERT_HOME", str(tmp_path / "none"))
    asked = ["--situation", "xinjiang", "--to", "gb", "--out", str(tmp_path / "out")]
    made = CliRunner().invoke(command, ["new", *asked])
    assert "Not kept" in made.output
    with demo_home(lambda _: None) as scratch:
        assert letters(scratch.store, scratch.viewer) == {}
    with pytest.raises(UserError, match="home of your own"):
        CliRunner().invoke(command, ["sent", "x"], catch_exceptions=False)


def test_without_a_day_the_sentence_names_the_edition_of_the_list_and_not_today(opened):
    text = " ".join(text_of(write(opened, Wanted("xinjiang", ("gb",))).letter).split())
    assert "As of 7 May 2026," in text
    assert "As of 20 May 2026," not in text
    assert "by the newest edition of each list" in text


def test_an_addressee_without_a_gap_is_not_asked(opened):
    plan = plan_of(opened, Wanted("corruption-lv", ("gb", "ca")))
    assert plan.asked == ("ca",)
    text = " ".join(text_of(letter_document(plan)).split())
    assert "one designation over" in text
    assert "The law of the United Kingdom" not in text

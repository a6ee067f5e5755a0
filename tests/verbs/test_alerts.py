"""Alerts from the question that is kept to the receiver: once in the feed, at least once on the way, never lost.

A run is killed (SIGKILL) before every statement that it sends to the database, before every commit, and on either side
of a sending; afterwards everything has arrived, and what came twice came under the same id.
"""

from __future__ import annotations

import datetime as dt
import hashlib
import http.server
import json
import os
import shutil
import signal
import threading
from dataclasses import replace
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner
from lxml import etree

from inconcert.cli.main import group
from inconcert.model.ask import Ask, AskKind
from inconcert.model.curated import Curated
from inconcert.model.dates import event_on
from inconcert.model.edition import Edition
from inconcert.model.entry import Entry, Listing, Name
from inconcert.model.errors import RefusedByCheck, UserError
from inconcert.model.rights import ANYONE, Role, Viewer
from inconcert.model.subscription import Cadence, Channel, Subscription, Topic, Wanted
from inconcert.model.vocabulary import DateKind, Kind, NameRole, Provenance
from inconcert.store.alerts import alert_ids, keep_alerts
from inconcert.store.asks import keep_letter
from inconcert.store.editions import commit_edition
from inconcert.verbs.alert_couriers import Couriers
from inconcert.verbs.alert_secrets import new_secret, secrets_of
from inconcert.verbs.alerts import run_alerts, subscribe, subscriptions, try_out, unsubscribe
from inconcert.verbs.house import house
from inconcert.watch.webhook import accepted

ATOM = "{http://www.w3.org/2005/Atom}"
START = dt.datetime(2022, 1, 5, 12, 0, tzinfo=dt.UTC)


class Clock:
    def __init__(self):
        self.now = START

    def __call__(self):
        return self.now

    def later(self, **more):
        self.now += dt.timedelta(**more)


def entry(list_id, number, name, regime, day=""):
    dates = (event_on(DateKind.LISTED, day),) if day else ()
    return Entry(list_id, number, Kind.PERSON, (Name(name, NameRole.PRIMARY),), (Listing(regime, regime, dates=dates),))


def commit(opened, list_id, date, form, entries):
    sha = hashlib.sha256((list_id + date).encode()).hexdigest()
    edition = Edition(list_id, date, "day", sha, Provenance.COPY, "yes", form, "here", entries_total=len(entries),
                      rules="1")  # fmt: skip
    commit_edition(opened.store, edition, entries)


OLD = entry("us_sdn", "1", "ALVAREZ QUISPE, Ramiro", "US-GLOMAG")
NEW = entry("us_sdn", "2", "OKONKWO, Bede <&>", "US-GLOMAG")
NEWER = entry("us_sdn", "3", "TREMBLAY ÎLE, Odette", "US-GLOMAG")


@pytest.fixture
def clock():
    return Clock()


@pytest.fixture
def home(tmp_path: Path, clock):
    path = tmp_path / "home"
    with house(path, clock=clock, curated=Curated()) as opened:
        commit(opened, "us_sdn", "2021-12-09", "delimited", [OLD])
        commit(opened, "gb_uksl", "2022-01-05", "tables",
               [entry("gb_uksl", "GHR0001", "Somebody ELSE", "GB-HR", "2021-12-10")])  # fmt: skip
    return path


@pytest.fixture
def opened(home, clock):
    with house(home, clock=clock, curated=Curated()) as found:
        yield found


def gaps(channel, to, every=Cadence.AT_ONCE, name="us-gb"):
    return Subscription(name, Topic.GAPS, Wanted(("us",), ("gb",)), channel, (to,), every, "https://desk.example/t/")


class Receiver:
    """A receiver of webhooks on this machine, as docs/how-to/alerts.md asks one to be."""

    def __init__(self, secret=b"", statuses=()):
        self.secret, self.statuses = secret, list(statuses)
        self.calls: list[tuple[dict[str, str], bytes]] = []
        outer = self

        class Handler(http.server.BaseHTTPRequestHandler):
            def do_POST(self):
                body = self.rfile.read(int(self.headers["Content-Length"]))
                outer.calls.append(({k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(outer.statuses.pop(0) if outer.statuses else 204)
                self.end_headers()

            def log_message(self, *_):
                return None

        self.server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self.thread = threading.Thread(target=self.server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)

    def __enter__(self):
        self.thread.start()
        return self

    def __exit__(self, *_):
        self.server.shutdown()
        self.server.server_close()
        self.thread.join()

    @property
    def address(self):
        return f"http://127.0.0.1:{self.server.server_address[1]}/alerts"

    def taken(self, now_s):
        """Return the alerts' ids of every message that a careful receiver takes, in order."""
        seen, found = set(), []
        for headers, body in self.calls:
            try:
                seen.add(accepted(self.secret, headers, body, now_s, seen))
            except RefusedByCheck as refused:
                assert "taken already" in str(refused)
                continue
            found += [item["id"] for item in json.loads(body)["alerts"]]
        return found


HERE = Couriers(loopback=True)


def test_what_stands_already_is_in_the_feed_and_not_sent_and_what_is_new_is_sent_once(opened, clock):
    with Receiver() as receiver:
        kept, standing = subscribe(opened, gaps(Channel.WEBHOOK, receiver.address), loopback=True)
        new_secret(opened.store.home, "us-gb")
        (receiver.secret,) = secrets_of(opened.store.home, "us-gb")
        assert standing == 1
        assert run_alerts(opened, HERE)[0].sent == 0 and receiver.calls == []
        commit(opened, "us_sdn", "2022-01-04", "delimited", [OLD, NEW])
        clock.later(days=1)
        ran = run_alerts(opened, HERE)[0]
        assert (ran.fresh, ran.sent, ran.waiting) == (1, 1, ())
        assert run_alerts(opened, HERE)[0].sent == 0
        assert receiver.taken(int(clock.now.timestamp())) == ["us-gb/gap/us-2/gb/US-GLOMAG"]
    body = json.loads(receiver.calls[0][1])
    text = body["alerts"][0]["text"]
    assert "us_sdn of 2022-01-04, number 2" in text and "sha256" in text, "where it stands"
    assert "UK: not found as of 2022-01-05" in text and "in force: US (US-GLOMAG)" in text, "what it does to the gaps"
    assert body["alerts"][0]["url"] == "https://desk.example/t/us-2"
    assert {item["list"] for item in body["editions"]} == {"us_sdn", "gb_uksl"}
    assert len(alert_ids(opened.store, opened.viewer, kept.number)) == 2


def test_a_receiver_that_fails_is_tried_again_later_with_the_same_id(opened, clock):
    with Receiver(statuses=[500, 302, 204]) as receiver:
        subscribe(opened, gaps(Channel.WEBHOOK, receiver.address), loopback=True)
        new_secret(opened.store.home, "us-gb")
        commit(opened, "us_sdn", "2022-01-04", "delimited", [OLD, NEW])
        first = run_alerts(opened, HERE)[0]
        assert first.sent == 0 and "answers 500" in first.waiting[0].why
        run_alerts(opened, HERE)
        assert len(receiver.calls) == 1, "not before its time"
        clock.later(minutes=1)
        assert "answers 302" in run_alerts(opened, HERE)[0].waiting[0].why
        clock.later(minutes=5)
        assert run_alerts(opened, HERE)[0].sent == 1
        ids = [headers["webhook-id"] for headers, _ in receiver.calls]
        bodies = {body for _, body in receiver.calls}
        stamps = [int(headers["webhook-timestamp"]) for headers, _ in receiver.calls]
    assert len(ids) == 3 and len(set(ids)) == 1 and len(bodies) == 1 and stamps == sorted(set(stamps))


def test_a_new_secret_signs_beside_the_last_one(opened):
    home = opened.store.home
    with Receiver() as receiver:
        subscribe(opened, gaps(Channel.WEBHOOK, receiver.address), loopback=True)
        for _ in range(3):
            new_secret(home, "us-gb")
        newer, older = secrets_of(home, "us-gb")
        assert (home / "alerts" / "us-gb.secret").stat().st_mode & 0o077 == 0
        try_out(opened, HERE, "us-gb")
        headers, body = receiver.calls[0]
    for secret in (newer, older):
        assert accepted(secret, headers, body, int(START.timestamp()), set())
    unsubscribe(opened, "us-gb")
    assert not (home / "alerts" / "us-gb.secret").exists() and subscriptions(opened) == ()


@pytest.mark.parametrize(
    "address",
    ["http://hooks.example.org/a", "https://127.0.0.1/a", "https://localhost/a", "https://hooks.example.org:8443/a",
     "https://user@hooks.example.org/a", "https://169.254.169.254/latest", "ftp://hooks.example.org/", "",
     "http://127.0.0.1:9/a", "https://hooks.example.org/\r\nHost: evil"],
)  # fmt: skip
def test_a_webhook_goes_only_to_a_public_host_by_https(opened, address):
    with pytest.raises(UserError):
        subscribe(opened, gaps(Channel.WEBHOOK, address))
    assert subscriptions(opened) == ()


@pytest.mark.parametrize("name", ["", "Up", "a b", "../x", "é", "x" * 61, "-"])
def test_a_name_that_is_no_name_is_refused(opened, name, tmp_path):
    with pytest.raises(UserError):
        subscribe(opened, gaps(Channel.FILES, str(tmp_path), name=name))


def test_a_name_is_taken_once_while_it_lasts(opened, tmp_path):
    subscribe(opened, gaps(Channel.FILES, str(tmp_path)))
    with pytest.raises(UserError):
        subscribe(opened, gaps(Channel.FILES, str(tmp_path)))
    unsubscribe(opened, "us-gb")
    subscribe(opened, gaps(Channel.FILES, str(tmp_path)))
    with pytest.raises(UserError):
        unsubscribe(opened, "nobody")


def test_files_hold_each_alert_once_newest_first_as_valid_feeds(opened, tmp_path, clock):
    folder = tmp_path / "feeds"
    subscribe(opened, gaps(Channel.FILES, str(folder)))
    for day, held in (("2022-01-03", [OLD, NEW]), ("2022-01-04", [OLD, NEW, NEWER])):
        clock.later(hours=1)
        commit(opened, "us_sdn", day, "delimited", held)
        run_alerts(opened, HERE)
        run_alerts(opened, HERE)
    whole = json.loads((folder / "us-gb.json").read_text("utf-8"))
    assert [item["title"].split(":")[0] for item in whole["items"]] == [
        "TREMBLAY ÎLE, Odette", "OKONKWO, Bede <&>", "ALVAREZ QUISPE, Ramiro",
    ]  # fmt: skip
    root = etree.fromstring((folder / "us-gb.atom").read_bytes())
    assert [item.findtext(f"{ATOM}id") for item in root.iter(f"{ATOM}entry")] == [i["id"] for i in whole["items"]]
    assert not list(folder.glob("*.part"))


def test_a_day_without_news_is_told_too_once(opened, clock):
    with Receiver() as receiver:
        subscribe(opened, gaps(Channel.WEBHOOK, receiver.address, Cadence.DAILY), loopback=True)
        new_secret(opened.store.home, "us-gb")
        for hours in (0, 1, 24):
            clock.later(hours=hours)
            run_alerts(opened, HERE)
        commit(opened, "us_sdn", "2022-01-04", "delimited", [OLD, NEW])
        clock.later(hours=1)
        assert run_alerts(opened, HERE)[0].fresh == 1, "kept, and told on the next day"
        assert len(receiver.calls) == 2
        clock.later(hours=24)
        run_alerts(opened, HERE)
    told = [json.loads(body) for _, body in receiver.calls]
    assert [len(item["alerts"]) for item in told] == [0, 0, 1]
    assert [item["id"] for item in told] == [f"us-gb-1-2022-01-0{day}" for day in (5, 6, 7)]


def test_one_question_that_cannot_be_asked_does_not_silence_the_others(opened, tmp_path):
    subscribe(opened, gaps(Channel.FILES, str(tmp_path / "one"), name="one"))
    subscribe(opened, gaps(Channel.FILES, str(tmp_path / "two"), name="two"))
    (tmp_path / "one").write_text("in the way")
    first, second = run_alerts(opened, HERE)
    assert "cannot be written" in first.problem and not second.problem and (tmp_path / "two" / "two.atom").exists()


def test_two_runs_at_once_are_one_too_many(opened, tmp_path):
    from inconcert.store.lock import only_writer

    with only_writer(opened.store.home / "alerts.lock", wait_s=0), pytest.raises(UserError):
        run_alerts(opened, HERE)


@pytest.mark.parametrize("topic", [Topic.DESIGNATIONS, Topic.CHANGES])
def test_changes_are_told_by_field_and_designations_alone_where_asked(opened, tmp_path, topic, clock):
    wanted = Wanted(have=("us",))
    subscribe(opened, Subscription("news", topic, wanted, Channel.FILES, (str(tmp_path),)))
    named = replace(OLD, names=(*OLD.names, Name("EL RAMO", NameRole.ALIAS)))
    commit(opened, "us_sdn", "2022-01-04", "delimited", [named, NEW])
    run_alerts(opened, HERE)
    items = json.loads((tmp_path / "news.json").read_text("utf-8"))["items"]
    titles = {item["title"] for item in items}
    assert "OKONKWO, Bede <&>: listed (US, US-GLOMAG)" in titles
    varied = [item for item in items if "varied" in item["title"]]
    assert bool(varied) == (topic is Topic.CHANGES)
    assert all("alias: + EL RAMO" in item["content_text"] for item in varied)


def test_an_edition_read_late_between_two_others_tells_nothing_twice(opened, tmp_path):
    subscribe(opened, Subscription("news", Topic.CHANGES, Wanted(("us",)), Channel.FILES, (str(tmp_path),)))
    commit(opened, "us_sdn", "2022-01-04", "delimited", [OLD, NEW])
    assert run_alerts(opened, HERE)[0].fresh == 1
    commit(opened, "us_sdn", "2022-01-02", "delimited", [OLD, NEW])
    assert run_alerts(opened, HERE)[0].fresh == 0
    commit(opened, "us_sdn", "2022-01-03", "delimited", [OLD])
    assert run_alerts(opened, HERE)[0].fresh >= 1, "it went and came back between: that is news"


def test_renewals_and_actions_are_told(opened, tmp_path):
    for topic in (Topic.RENEWALS, Topic.ACTIONS):
        subscribe(opened, Subscription(topic.value, topic, Wanted(), Channel.FILES, (str(tmp_path),)))
    commit(opened, "gb_uksl", "2022-01-06", "tables",
           [entry("gb_uksl", "GHR0002", "Bede OTHER", "GB-HR", "2022-01-03")])  # fmt: skip
    commit(opened, "au_dfat", "2022-01-04", "xlsx", [entry("au_dfat", "9", "Third PERSON", "AU-HUMAN", "2019-02-01")])
    fresh = {item.name: item.fresh for item in run_alerts(opened, HERE)}
    assert fresh["actions"] == 1
    items = json.loads((tmp_path / "actions.json").read_text("utf-8"))["items"]
    assert "Bede OTHER (gb_uksl GHR0002)" in items[0]["content_text"]


def test_an_ask_of_ours_that_a_list_meets_is_told_once(opened, tmp_path):
    ask = Ask("l-gb-us-1", AskKind.MIRROR, "gb", "2021-12-20", ("us-1",), "Ramiro Alvarez Quispe", Kind.PERSON, ("us",),
              letter="l")  # fmt: skip
    keep_letter(opened.store, opened.viewer, "l", json.dumps({"title": "A letter"}), [ask])
    subscribe(opened, Subscription("asks", Topic.ASKS, Wanted(), Channel.FILES, (str(tmp_path),)))
    assert run_alerts(opened, HERE)[0].fresh == 0
    from inconcert.model.judgement import Judgement
    from inconcert.model.vocabulary import Decision
    from inconcert.store.judgements import add_judgements

    commit(opened, "gb_uksl", "2022-01-06", "tables",
           [entry("gb_uksl", "GHR0009", "Ramiro ALVAREZ QUISPE", "GB-HR", "2022-01-03")])  # fmt: skip
    same = Judgement(("gb_uksl", "GHR0009"), ("us_sdn", "1"), Decision.SAME, "one and the same", by="Ada Example")
    add_judgements(opened.store, [same])
    assert [run_alerts(opened, HERE)[0].fresh for _ in range(2)] == [1, 0]
    (item,) = json.loads((tmp_path / "asks.json").read_text("utf-8"))["items"]
    assert item["title"] == "Ask met: Ramiro Alvarez Quispe (UK)"
    assert "14 days after the ask" in item["content_text"] and "number GHR0009" in item["content_text"]


@pytest.mark.skipif(not hasattr(os, "fork"), reason="needs fork")
@pytest.mark.parametrize("channel", [Channel.WEBHOOK, Channel.FILES])
def test_killed_anywhere_nothing_is_lost_and_nothing_comes_twice_under_another_id(home, clock, tmp_path, channel):
    folder, again = tmp_path / "feeds", []
    with Receiver() as receiver:
        to = receiver.address if channel is Channel.WEBHOOK else str(folder)
        with house(home, clock=clock, curated=Curated()) as opened:
            subscribe(opened, gaps(channel, to), loopback=True)
            new_secret(home, "us-gb")
            (receiver.secret,) = secrets_of(home, "us-gb")
            commit(opened, "us_sdn", "2022-01-04", "delimited", [OLD, NEW, NEWER])
        for step in range(1, 100):
            receiver.calls.clear()
            copy = shutil.copytree(home, tmp_path / f"home-{step}")
            ended = _run_and_die(copy, clock, step)
            with house(copy, clock=clock, curated=Curated()) as opened:
                for _ in range(2):
                    (ran,) = run_alerts(opened, HERE)
                (kept,) = subscriptions(opened)
                assert ran.waiting == () and len(alert_ids(opened.store, opened.viewer, kept.number)) == 3
            if channel is Channel.WEBHOOK:
                assert len({headers["webhook-id"] for headers, _ in receiver.calls}) == 1
                assert sorted(receiver.taken(int(START.timestamp()))) == [
                    "us-gb/gap/us-2/gb/US-GLOMAG", "us-gb/gap/us-3/gb/US-GLOMAG",
                ]  # fmt: skip
                again.append(len(receiver.calls))
            else:
                whole = json.loads((folder / "us-gb.json").read_text("utf-8"))
                assert len(whole["items"]) == len({item["id"] for item in whole["items"]}) == 3
            if ended:
                break
    assert ended and step > (10 if channel is Channel.WEBHOOK else 6), f"only {step} steps were counted"
    if channel is Channel.WEBHOOK:
        assert set(again) == {1, 2} and again[-1] == 1, "a repeat only where it died between sending and its record"


def _run_and_die(home, clock, step) -> bool:
    """Run in a child that is killed at its step-th step; return whether it came to its end first."""
    child = os.fork()
    if child == 0:
        try:
            _count_down(step)
            with house(home, clock=clock, curated=Curated()) as opened:
                run_alerts(opened, HERE)
            os._exit(7)
        finally:
            os._exit(8)
    status = os.waitpid(child, 0)[1]
    if os.WIFSIGNALED(status):
        assert os.WTERMSIG(status) == signal.SIGKILL
        return False
    assert os.WEXITSTATUS(status) == 7, "the run failed where it was not killed"
    return True


def _count_down(step):
    from inconcert.verbs import alert_couriers, alert_files, alerts

    left = [step]

    def tick(*_):
        left[0] -= 1
        if left[0] == 0:
            os.kill(os.getpid(), signal.SIGKILL)

    def around(module, name):
        real = getattr(module, name)

        def stepped(*given, **named):
            tick()
            found = real(*given, **named)
            tick()
            return found

        setattr(module, name, stepped)

    def written(connection, cursor, statement, *_):
        if statement.lstrip().upper().startswith(("INSERT", "UPDATE", "DELETE")):
            tick()

    sa.event.listen(sa.Engine, "before_cursor_execute", written)
    sa.event.listen(sa.Engine, "commit", tick)
    around(alerts, "send_webhook")
    around(alert_couriers, "_post_here")
    around(alerts, "write_feed")
    around(alert_files, "json_feed")


def test_from_the_shell(home, tmp_path, monkeypatch):
    monkeypatch.setenv("SOURCE_DATE_EPOCH", str(int(START.timestamp())))
    runner = CliRunner()

    def ask(*words):
        return runner.invoke(group, ["alerts", "--home", str(home), *words])

    added = ask("add", "us-gb", "--have", "us", "--lack", "gb", "--files", str(tmp_path / "feeds"))
    assert added.exit_code == 0 and "1 stand already" in added.output, added.output
    mail = ask("add", "mine", "--about", "renewals", "--mail", "desk@ngo.example")
    assert mail.exit_code == 0, mail.output
    assert ask("add", "two", "--have", "us", "--lack", "gb", "--files", "a", "--mail", "b@c.example").exit_code == 2
    assert isinstance(ask("add", "x", "--have", "us", "--files", str(tmp_path)).exception, UserError)
    ran = ask("run", "--json")
    assert ran.exit_code == 3 and "no mail server is set" in ran.stderr, "kept, and said"
    assert [item["waiting"] for item in json.loads(ran.stdout)] == [1, 0]
    listed = json.loads(ask("list", "--json").output)
    assert [item["name"] for item in listed] == ["mine", "us-gb"] and listed[0]["every"] == "daily"
    assert "failed 1 times" in ask("list").output.replace("\n", " ") or "failed" in ask("list").output
    assert ask("remove", "mine").exit_code == 0 and ask("run").exit_code == 0


def test_what_one_organisation_keeps_another_neither_sees_nor_ends(opened, tmp_path):
    kept, _ = subscribe(opened, gaps(Channel.FILES, str(tmp_path)))
    other = opened.for_viewer(Viewer("Ada Example", frozenset({Role.CASEWORKER}), "other", "a1"))
    assert subscriptions(other) == () and alert_ids(other.store, other.viewer, kept.number) == frozenset()
    with pytest.raises(UserError):
        unsubscribe(other, "us-gb")
    with pytest.raises(UserError):
        keep_alerts(other.store, other.viewer, kept.number, [("a", "{}")])
    nobody = opened.for_viewer(ANYONE)
    with pytest.raises(RefusedByCheck):
        subscriptions(nobody)
    assert [item.subscription.name for item in subscriptions(opened)] == ["us-gb"]

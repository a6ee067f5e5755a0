"""L-01 … L-19: who tries to sign for others, twice, too late or another text. Every name here is invented."""

from __future__ import annotations

import datetime as dt
import itertools
import json
from dataclasses import replace

import pytest

from inconcert.jurisdictions.curated import nothing
from inconcert.letters.organisations import Contact, Organisation, checked, checked_address
from inconcert.letters.proofs import ANSWER, LINKS_LIVE_MAX, PAYLOAD_TYPE, statement
from inconcert.letters.signing import Action, Proof, SigningEvent, frozen_text
from inconcert.model.errors import RefusedByCheck
from inconcert.verbs import signing
from inconcert.verbs.house import house

securesystemslib = pytest.importorskip("securesystemslib.signer")

TEXT = "We ask you to consider eight designations.\n"
LETTER = "spring-letter"
DEADLINE = "2026-12-01T23:59:59Z"


class Day:
    """A clock that a test moves."""

    def __init__(self) -> None:
        self.now = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)

    def __call__(self) -> dt.datetime:
        return self.now

    def later(self, **span: float) -> None:
        self.now += dt.timedelta(**span)


class Scene:
    """A home with two organisations, an open letter, and the mail that went out."""

    def __init__(self, opened, clock: Day) -> None:
        self.house, self.clock, self.mail = opened, clock, []
        counter = itertools.count(1)
        self.chance = lambda size: next(counter).to_bytes(size, "big")
        self.keys = {name: securesystemslib.CryptoSigner.generate_ed25519() for name in ("alba", "borea", "stranger")}
        for name in ("alba", "borea"):
            signing.register(opened, organisation(name, self.keys[name]))
        self.hash = signing.open_letter(opened, LETTER, TEXT, DEADLINE, self.chance)

    def post(self, note) -> None:
        self.mail.append((note.to, note.token or f"{note.action} {note.text_sha256}"))

    def link(self, address: str = "dana@alba.example", action: Action = Action.SIGN) -> str:
        before = len(self.mail)
        assert signing.ask_for_link(self.house, LETTER, address, action, self.chance, self.post) == ANSWER
        return self.mail[-1][1] if len(self.mail) > before else ""

    def use(self, shown: str):
        return signing.signed_by_link(self.house, shown, self.chance, self.post)

    def envelope(self, signer: str, **changed: str) -> bytes:
        event = SigningEvent(
            LETTER, Action.SIGN, self.hash, "2026-11-20T12:00:00Z", "n-1", "alba", None, "Dana Ostrava", "Director"
        )
        said = json.loads(statement(event)) | changed
        return self.sealed(signer, json.dumps(said, sort_keys=True, separators=(",", ":")).encode())

    def sealed(self, signer: str, payload: bytes) -> bytes:
        from securesystemslib.dsse import Envelope

        held = Envelope(payload, PAYLOAD_TYPE, {})
        held.sign(self.keys[signer])
        return json.dumps(held.to_dict()).encode()

    def by_key(self, envelope: bytes):
        return signing.signed_by_key(self.house, LETTER, envelope, self.chance, self.post)

    def names(self) -> list[str]:
        return [item.organisation for item in signing.listed(self.house, LETTER).signatories]

    def refused(self, deed, *said) -> None:
        """The deed is refused, and the list of who signed did not move."""
        before = signing.listed(self.house, LETTER)
        with pytest.raises(RefusedByCheck):
            deed(*said)
        assert signing.listed(self.house, LETTER) == before


def organisation(name: str, signer) -> Organisation:
    key = signer.public_key
    return Organisation(
        id=name,
        names=(name.title(),),
        domains=(f"{name}.example",),
        contacts=(
            Contact("Dana Ostrava", "Director", f"dana@{name}.example"),
            Contact("Ivo Marsh", "Chair", f"ivo@{name}.example"),
        ),
        keys=((key.keyid, json.dumps(key.to_dict(), sort_keys=True)),),
    )


@pytest.fixture
def scene(tmp_path):
    clock = Day()
    with house(tmp_path / "home", clock=clock, curated=nothing()) as opened:
        yield Scene(opened, clock)


def test_l01_a_link_used_twice_is_refused(scene):
    shown = scene.link()
    scene.use(shown)
    assert scene.names() == ["alba"]
    scene.refused(scene.use, shown)


def test_l02_an_address_of_another_domain_gets_no_link(scene):
    assert scene.link("dana@other.example") == ""
    with pytest.raises(RefusedByCheck):
        checked_address("dana@other.example", ("alba.example",))


def test_l03_a_cyrillic_look_alike_is_refused(scene):
    assert scene.link("dana@аlba.example") == ""  # the first letter is Cyrillic
    with pytest.raises(RefusedByCheck):
        checked_address("dana@аlba.example", ("alba.example",))
    with pytest.raises(RefusedByCheck):
        checked(replace(organisation("alba", scene.keys["alba"]), domains=("аlba.example",)))


def test_l04_a_domain_with_the_name_in_front_is_refused(scene):
    assert scene.link("dana@alba.example.evil.org") == ""
    for address in ("dana@alba.example.evil.org", "dana@mail.alba.example", "dana@xalba.example"):
        with pytest.raises(RefusedByCheck):
            checked_address(address, ("alba.example",))


def test_l05_free_mail_is_refused(scene):
    with pytest.raises(RefusedByCheck):
        checked(replace(organisation("alba", scene.keys["alba"]), domains=("gmail.com",), contacts=()))
    with pytest.raises(RefusedByCheck):
        checked_address("alba@gmail.com", ("gmail.com",))


@pytest.mark.parametrize(
    "address",
    [
        "dana@alba.example@evil.org",
        "dana@alba.example\nBcc: all@evil.org",
        "dana@alba.example\r\n",
        "a b@alba.example",
        "@alba.example",
        "dana@",
    ],
)
def test_l06_two_at_signs_and_line_breaks_are_refused(scene, address):
    assert scene.link(address) == ""
    with pytest.raises(RefusedByCheck):
        checked_address(address, ("alba.example",))


def test_l07_a_link_is_dead_after_25_hours(scene):
    shown = scene.link()
    scene.clock.later(hours=25)
    scene.refused(scene.use, shown)


def test_l08_a_mail_scanner_that_gets_the_link_signs_nothing(scene):
    shown = scene.link()
    for _ in range(5):
        assert signing.look_at_link(scene.house, shown).organisation == "alba"
    assert scene.names() == []
    scene.use(shown)
    assert scene.names() == ["alba"]


def test_l09_a_strangers_key_is_refused(scene):
    scene.refused(scene.by_key, scene.envelope("stranger"))


def test_l10_the_key_of_one_organisation_does_not_sign_for_another(scene):
    scene.refused(scene.by_key, scene.envelope("alba", organisation="borea"))


def test_l11_a_signature_of_another_letter_is_refused(scene):
    scene.refused(scene.by_key, scene.envelope("alba", letter="autumn-letter"))
    scene.refused(scene.by_key, scene.envelope("alba", text_sha256="0" * 64))


def test_l12_a_replay_is_refused(scene):
    held = scene.envelope("alba")
    scene.by_key(held)
    assert scene.names() == ["alba"]
    scene.refused(scene.by_key, held)


def test_l13_a_replay_after_withdrawal_is_refused(scene):
    held = scene.envelope("alba")
    scene.by_key(held)
    scene.by_key(scene.envelope("alba", action="withdraw", nonce="n-2"))
    assert scene.names() == []
    scene.refused(scene.by_key, held)


def test_l14_a_text_changed_by_one_letter_has_no_signature(scene):
    scene.by_key(scene.envelope("alba"))
    shown = scene.link("dana@borea.example")
    changed = signing.open_letter(scene.house, LETTER, TEXT.replace("eight", "eighty"), DEADLINE, scene.chance)
    assert changed != scene.hash
    assert scene.names() == []
    scene.refused(scene.use, shown)  # bound to the old text
    scene.refused(scene.by_key, scene.envelope("borea", organisation="borea", nonce="n-9"))


@pytest.mark.parametrize("sign", ["\u202e", "\u2066", "\u200b", "\ufeff", "\u00ad", "\x00", "\u200c"])
def test_l15_what_turns_or_hides_text_is_refused(scene, sign):
    with pytest.raises(RefusedByCheck):
        signing.open_letter(scene.house, LETTER, TEXT.replace("eight", f"ei{sign}ght"), DEADLINE, scene.chance)
    assert signing.listed(scene.house, LETTER).text_sha256 == scene.hash


def test_l15_line_ends_and_composed_letters_do_not_change_the_hash():
    assert frozen_text("café\r\n") == frozen_text("cafe\u0301\n")
    assert frozen_text("می\u200cشود")  # the visible non-joiner of Persian


def test_l16_after_the_deadline_a_signature_is_refused_and_a_withdrawal_taken(scene):
    scene.by_key(scene.envelope("alba"))
    late = scene.link("dana@borea.example")
    scene.clock.later(hours=23)
    scene.clock.now = dt.datetime(2026, 12, 2, 8, 0, tzinfo=dt.UTC)
    scene.refused(scene.use, late)
    scene.refused(scene.by_key, scene.envelope("borea", organisation="borea", nonce="n-4"))
    said = scene.by_key(scene.envelope("alba", action="withdraw", nonce="n-5", at="2026-12-02T08:00:00Z"))
    assert [item.withdrew_on for item in said.signatories] == ["2026-12-02"]


def test_l18_one_organisation_under_two_names_and_domains_is_one_signatory(scene):
    other = replace(
        organisation("alba", scene.keys["alba"]), id="alba-intl", names=("Alba International", "ALBA."),
        domains=("alba-intl.example",), contacts=(Contact("Eva Lund", "Head", "eva@alba-intl.example"),), keys=(),
    )  # fmt: skip
    signing.register(scene.house, other)
    scene.by_key(scene.envelope("alba"))
    scene.use(scene.link("eva@alba-intl.example"))
    assert scene.names() == ["alba"]


def test_l19_a_thousand_requests_for_one_address_are_limited_with_one_answer(scene):
    for address in ("dana@alba.example", "nobody@nowhere.example"):
        answers = {
            signing.ask_for_link(scene.house, LETTER, address, Action.SIGN, scene.chance, scene.post)
            for _ in range(1000 if address.startswith("nobody") else 60)
        }
        assert answers == {ANSWER}
    assert len(scene.mail) == LINKS_LIVE_MAX
    scene.clock.later(hours=25)
    assert scene.link() != ""


def test_who_signs_sealed_is_counted_and_not_named(scene):
    import pyrage

    addressee = pyrage.x25519.Identity.generate()
    said = signing.signed_by_link(scene.house, scene.link(), scene.chance, scene.post, seal=str(addressee.to_public()))
    assert (said.signatories, said.sealed) == ((), 1)
    canary = json.dumps(signing.record(scene.house, LETTER))
    assert "Alba" not in canary
    assert "dana" not in canary.lower()
    sealed = [item for item in signing.events_of(scene.house, LETTER) if item.sealed]
    import base64

    opened = json.loads(pyrage.decrypt(base64.b64decode(sealed[0].sealed), [addressee]))
    assert opened["organisation"] == "Alba"


def test_a_second_officer_is_told_of_every_signature(scene):
    scene.by_key(scene.envelope("alba"))
    assert scene.mail[-1][0] == "ivo@alba.example"
    assert [item.to for item in signing.events_of(scene.house, LETTER) if item.action is Action.NOTICE] == [
        "ivo@alba.example"
    ]


def test_a_passkey_has_its_place_among_the_proofs():
    assert [item.value for item in Proof] == ["key", "passkey", "dkim", "link"]


def test_three_hundred_signatures_verify_in_under_two_seconds(scene):
    import time

    from inconcert.letters.proofs import by_key

    known = signing.organisations(scene.house)
    held = [scene.envelope("alba", nonce=f"n-{number}") for number in range(300)]
    begun = time.process_time()
    assert all(by_key(item, known).organisation == "alba" for item in held)
    assert time.process_time() - begun < 2

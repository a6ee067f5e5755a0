"""L-17: replies whose DKIM signature is real (RFC 6376), and everything that makes one prove nothing. Invented people.

The messages are signed here, by a small signer of our own and by the library's, and checked by the verifier alone; its
name server is a function.
"""

from __future__ import annotations

import base64
import datetime as dt
import hashlib
import itertools
import re

import pytest

from inconcert.jurisdictions.curated import nothing
from inconcert.letters.organisations import Contact, Organisation
from inconcert.letters.signing import Action
from inconcert.model.errors import RefusedByCheck, SourceError
from inconcert.verbs import signing
from inconcert.verbs.house import house

dkim = pytest.importorskip("dkim", reason="dkimpy is not installed: scripts/setup dev installs it")
from cryptography.hazmat.primitives import hashes, serialization  # noqa: E402
from cryptography.hazmat.primitives.asymmetric import padding, rsa  # noqa: E402

NOW = dt.datetime(2026, 11, 20, 12, 0, tzinfo=dt.UTC)
KEY = rsa.generate_private_key(65537, 2048)
WEAK = rsa.generate_private_key(65537, 1024)
HEADERS = ("from", "to", "subject", "date")


def record(key, flags: str = "") -> bytes:
    public = key.public_key().public_bytes(serialization.Encoding.DER, serialization.PublicFormat.SubjectPublicKeyInfo)
    return f"v=DKIM1; k=rsa; {flags}p={base64.b64encode(public).decode()}".encode()


def pem(key) -> bytes:
    return key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.TraditionalOpenSSL, serialization.NoEncryption()
    )


def mail(hashed: str, sender: str = "Dana Ostrava <dana@alba.example>", line: str = "", action: str = "sign") -> bytes:
    body = line or f"{action} {hashed}"
    return (
        f"From: {sender}\r\nTo: letters@coalition.example\r\nSubject: Re: letter\r\n"
        f"Date: Fri, 20 Nov 2026 11:59:00 +0000\r\n\r\n{body}\r\n\r\nWith best wishes\r\n"
    ).encode()


def signed(raw: bytes, domain: str = "alba.example", tags: str = "", key=KEY, headers=HEADERS) -> bytes:
    """Sign as RFC 6376 says: canonicalisation simple/simple, rsa-sha256, any further tags."""
    head, _, body = raw.partition(b"\r\n\r\n")
    lines = {line.partition(b":")[0].decode().lower(): line for line in head.split(b"\r\n")}
    hashed = base64.b64encode(hashlib.sha256(body.rstrip(b"\r\n") + b"\r\n").digest()).decode()
    field = (
        f"DKIM-Signature: v=1; a=rsa-sha256; c=simple/simple; d={domain}; s=k1; {tags}h={':'.join(headers)}; "
        f"bh={hashed}; b="
    )
    covered = b"".join(lines[name] + b"\r\n" for name in headers) + field.encode()
    made = key.sign(covered, padding.PKCS1v15(), hashes.SHA256())
    return field.encode() + base64.b64encode(made) + b"\r\n" + raw


class Names:
    """A name server with the keys of two domains."""

    def __init__(self) -> None:
        self.held = {
            b"k1._domainkey.alba.example.": record(KEY),
            b"k1._domainkey.evil.example.": record(KEY),
            b"k1._domainkey.mail.alba.example.": record(KEY),
            b"k1._domainkey.borea.example.": record(KEY),
        }
        self.down = False

    def __call__(self, name, timeout: int = 5):
        if self.down:
            raise dkim.DnsTimeoutError("no answer")
        return self.held.get(name.encode() if isinstance(name, str) else name)


class Scene:
    """An open letter, two organisations, and a name server."""

    def __init__(self, opened) -> None:
        self.house, self.names, self.mails = opened, Names(), []
        counter = itertools.count(1)
        self.chance = lambda size: next(counter).to_bytes(size, "big")
        for name in ("alba", "borea"):
            contacts = (
                Contact("Dana Ostrava", "Director", f"dana@{name}.example"),
                Contact("Ivo Marsh", "Chair", f"ivo@{name}.example", may_sign=False),
            )
            signing.register(opened, Organisation(name, (name.title(),), (f"{name}.example",), contacts))
        self.hash = signing.open_letter(opened, "spring", "We ask.\n", "2026-12-01T23:59:59Z", self.chance)

    def take(self, raw: bytes, organisation: str = "alba", action: Action = Action.SIGN):
        return signing.signed_by_reply(
            self.house, "spring", raw, organisation, action, self.chance, self.mails.append, self.names
        )

    def names_of(self) -> list[str]:
        return [item.organisation for item in signing.listed(self.house, "spring").signatories]

    def refused(self, raw: bytes, says: str = "", **more) -> None:
        before = signing.events_of(self.house, "spring")
        with pytest.raises(RefusedByCheck, match=says):
            self.take(raw, **more)
        assert signing.events_of(self.house, "spring") == before and not self.mails


@pytest.fixture
def scene(tmp_path):
    with house(tmp_path / "home", clock=lambda: NOW, curated=nothing()) as opened:
        yield Scene(opened)


def test_l17_an_honest_reply_signs_once_and_withdraws(scene):
    raw = signed(mail(scene.hash))
    found = scene.take(raw)
    assert [(item.organisation, item.officer, item.proof.value) for item in found.signatories] == [
        ("alba", "Dana Ostrava", "dkim")
    ]
    scene.mails.clear()
    scene.refused(raw, "used already")
    scene.take(signed(mail(scene.hash, action="withdraw")), action=Action.WITHDRAW)
    assert scene.names_of() == []


@pytest.mark.parametrize("canonical", [(b"relaxed", b"relaxed"), (b"simple", b"simple"), (b"relaxed", b"simple")])
def test_l17_what_another_signer_signed_is_verified(scene, canonical):
    raw = mail(scene.hash)
    field = dkim.sign(raw, b"k1", b"alba.example", pem(KEY), canonicalize=canonical, include_headers=[
        name.encode() for name in HEADERS])  # fmt: skip
    scene.take(field + raw)
    assert scene.names_of() == ["alba"]


def test_l17_a_reply_saved_with_other_line_ends_is_verified(scene):
    scene.take(signed(mail(scene.hash)).replace(b"\r\n", b"\n"))
    assert scene.names_of() == ["alba"]


@pytest.mark.parametrize("domain", ["evil.example", "mail.alba.example", "borea.example", "example"])
def test_l17_a_good_signature_of_another_domain_proves_nothing(scene, domain):
    scene.refused(signed(mail(scene.hash), domain=domain), "another domain")


def test_l17_a_signature_of_a_part_of_the_body_proves_nothing(scene):
    raw = mail(scene.hash, line="We have not decided.")
    part = len(raw.partition(b"\r\n\r\n")[2])
    longer = signed(raw, tags=f"l={part}; ") + f"sign {scene.hash}\r\n".encode()
    assert dkim.verify(longer, dnsfunc=scene.names)  # the signature itself holds
    scene.refused(longer, "part of the reply")


def test_l17_an_expired_signature_proves_nothing(scene):
    past, future = int(NOW.timestamp()) - 1, int(NOW.timestamp()) + 20 * 365 * 86_400  # the library has its own clock
    scene.refused(signed(mail(scene.hash), tags=f"t=1; x={past}; "), "expired")
    scene.refused(signed(mail(scene.hash), tags="x=soon; "), "expired")
    scene.take(signed(mail(scene.hash), tags=f"t={past}; x={future}; "))


@pytest.mark.parametrize(
    "twice",
    [
        lambda raw: b"From: Dana <dana@borea.example>\r\n" + raw,
        lambda raw: raw.replace(b"\r\nTo:", b"\r\nFrom: Dana <dana@borea.example>\r\nTo:", 1),
        lambda raw: raw.replace(b"dana@alba.example>", b"dana@alba.example>, <dana@borea.example>", 1),
    ],
)
def test_l17_a_reply_with_two_senders_proves_nothing(scene, twice):
    scene.refused(twice(signed(mail(scene.hash))), "one sender")
    scene.refused(twice(signed(mail(scene.hash))), "one sender", organisation="borea")


def test_l17_what_was_changed_on_the_way_proves_nothing(scene):
    raw = signed(mail(scene.hash))
    scene.refused(raw.replace(b"With best", b"With Best"), "does not hold")
    scene.refused(raw.replace(b"Subject: Re: letter", b"Subject: Re: Letter"), "does not hold")
    scene.refused(re.sub(rb"b=[A-Za-z0-9+/]{20}", b"b=" + b"A" * 20, raw), "does not hold")
    other = signed(mail("0" * 64))
    scene.refused(other, "does not hold the line")
    scene.refused(other.replace(b"0" * 64, scene.hash.encode()), "does not hold")


def test_l17_a_quoted_line_is_not_the_senders_own(scene):
    scene.refused(signed(mail(scene.hash, line=f"We will not.\r\n> sign {scene.hash}")), "line")
    scene.refused(signed(mail(scene.hash, line=f"We never sign {scene.hash}")), "line")


def test_l17_a_sender_that_is_not_covered_or_not_registered_proves_nothing(scene):
    scene.refused(signed(mail(scene.hash), headers=("to", "subject")), "does not cover the sender")
    for sender in ("ivo@alba.example", "nobody@alba.example", "dana@borea.example", "dana@alba.example.evil.example"):
        scene.refused(signed(mail(scene.hash, sender=sender)), "registered signatory")
    scene.refused(signed(mail(scene.hash)), "registered signatory", organisation="borea")


def test_l17_no_signature_two_or_an_old_algorithm_prove_nothing(scene):
    raw = mail(scene.hash)
    scene.refused(raw, "exactly one DKIM")
    scene.refused(
        signed(mail(scene.hash)).replace(b"From:", signed(raw).partition(b"\r\n")[0] + b"\r\nFrom:", 1), "one"
    )
    scene.refused(signed(raw).replace(b"rsa-sha256", b"rsa-sha1"), "algorithm")


def test_l17_a_missing_a_trial_or_a_revoked_key_proves_nothing(scene):
    raw, name = signed(mail(scene.hash)), b"k1._domainkey.alba.example."
    for held in (None, b"v=DKIM1; p=", b"nonsense", record(WEAK), record(KEY, "t=y; "), record(KEY, "t=s:y; ")):
        scene.names.held[name] = held
        scene.refused(raw, "does not hold")
    scene.names.held[name] = record(KEY, "t=s; ")
    scene.take(raw)


def test_l17_a_name_server_that_does_not_answer_says_so_and_proves_nothing(scene):
    scene.names.down = True
    with pytest.raises(SourceError, match="looked up"):
        scene.take(signed(mail(scene.hash)))
    assert scene.names_of() == []


def test_l17_a_very_long_reply_is_refused_unread(scene):
    scene.refused(signed(mail(scene.hash)) + b"x" * 1_000_000, "more than")

"""E-mails: the same bytes each time, attachments whole, and no header of somebody else's making."""

from __future__ import annotations

import datetime as dt
import email
import email.policy

import pytest
from hypothesis import given
from hypothesis import strategies as st

from inconcert.model.errors import UserError
from inconcert.watch.mail import message

AT = dt.datetime(2026, 1, 5, 6, 0, tzinfo=dt.UTC)


def read(data):
    return email.message_from_bytes(data, policy=email.policy.default)


def made(**changes):
    facts = {"sender": "watch@desk.example", "to": ["ana@ngo.example", "bo@ngo.example"], "subject": "Digest: nothing",
             "text": "There is nothing to report.\n朱海仑\n", "made_at": AT}  # fmt: skip
    return message(**(facts | changes))


def test_what_was_written_is_read():
    found = read(made(attachments={"digest.csv": b"id\r\n\xff", "a.bin": b"\0\1"}))
    assert found["Subject"] == "Digest: nothing" and "ana@ngo.example" in found["To"]
    assert "朱海仑" in found.get_body().get_content()
    assert {part.get_filename(): part.get_payload(decode=True) for part in found.iter_attachments()} == {
        "digest.csv": b"id\r\n\xff",
        "a.bin": b"\0\1",
    }


def test_the_same_message_is_the_same_bytes_and_another_has_another_id():
    files = {"digest.csv": b"id"}
    assert made(attachments=files) == made(attachments=files)
    assert read(made())["Message-ID"] != read(made(text="other"))["Message-ID"]


@pytest.mark.parametrize("address", ["", "nobody", "a@b\r\nBcc: c@d", "a b@c.example", "@x.example", "x@"])
def test_what_is_no_address_is_refused(address):
    with pytest.raises(UserError):
        made(to=[address])


@given(st.text(max_size=60), st.text(max_size=60))
def test_no_subject_or_text_adds_a_header_or_fails(subject, text):
    found = read(made(subject=subject, text=text))
    assert found["Bcc"] is None
    assert set(found.keys()) == {"From", "To", "Subject", "Date", "Auto-Submitted", "Message-ID", "Content-Type",
                                 "Content-Transfer-Encoding", "MIME-Version"}  # fmt: skip


def test_a_line_break_in_the_subject_makes_no_header():
    assert read(made(subject="a\r\nBcc: c@d.example"))["Bcc"] is None

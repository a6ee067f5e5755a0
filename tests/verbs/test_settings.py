"""The table of settings holds what the program reads, and doctor says what is wrong with them."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from inconcert.verbs.settings import SETTINGS, settings_page, wrong_settings

SOURCE = Path(__file__).parents[2] / "src" / "inconcert"


def test_the_program_reads_these_settings_and_no_other():
    read = {
        name
        for path in SOURCE.rglob("*.py")
        if path.name != "settings.py"
        for name in re.findall(r"INCONCERT_[A-Z_]+[A-Z]", path.read_text("utf-8"))
    }
    assert read == {item.name for item in SETTINGS}


@pytest.mark.parametrize(
    ("name", "value", "says"),
    [
        ("INCONCERT_HOEM", "/x", "no such setting"),
        ("INCONCERT_ADDRESS", "http://inconcert.example", "http://"),
        ("INCONCERT_ADDRESS", "https://inconcert.example/path", "path"),
        ("INCONCERT_DATABASE_URL", "mysql://user:canary@db/x", "not a PostgreSQL"),
        ("INCONCERT_SMTP", "gopher://x", "not a mail server"),
    ],
)
def test_a_setting_that_cannot_be_is_named(name, value, says):
    (found,) = wrong_settings({"INCONCERT_MAIL_FROM": "watch@example.org", name: value})
    assert found.name == name and says in found.saw and "canary" not in found.saw and found.remedy


def test_settings_that_belong_together(tmp_path):
    (found,) = wrong_settings({"INCONCERT_SMTP": "smtps://user@mail.example:465"})
    assert found.name == "INCONCERT_MAIL_FROM"
    home = tmp_path / "home"
    home.mkdir(mode=0o755)
    home.chmod(0o755)
    names = [item.name for item in wrong_settings({"INCONCERT_HOME": str(home), "INCONCERT_VAULT": str(home / "v")})]
    assert names == ["INCONCERT_VAULT", "INCONCERT_HOME"]


def test_what_is_well_is_not_named():
    assert not list(wrong_settings({"INCONCERT_ADDRESS": "https://inconcert.example", "PATH": "/bin"}))
    assert all(f"`{item.name}`" in settings_page() for item in SETTINGS)

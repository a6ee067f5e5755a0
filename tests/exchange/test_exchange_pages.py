"""The pages on the exchange: every command and every test that they name exists."""

from __future__ import annotations

import re
from pathlib import Path

import click
import pytest

from inconcert.cli.exchange import command

ROOT = Path(__file__).parents[2]
PAGES = [*sorted((ROOT / "docs" / "how-to").glob("exchange-*.md")), ROOT / "docs" / "threat-model" / "exchange.md"]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_commands_and_links_of_a_page_exist(page):
    text = page.read_text("utf-8")
    for name, rest in re.findall(r"inconcert exchange ([a-z]+)([^\n`]*)", text):
        assert name in command.commands, name
        found = command.commands[name]
        if isinstance(found, click.Group):
            found = found.commands[rest.split()[0]]
        known = {option for item in found.params for option in item.opts}
        assert set(re.findall(r"--[a-z-]+", rest)) <= known, rest
    for link in re.findall(r"\]\(([\w.-]+\.md)\)", text):
        assert (page.parent / link).is_file(), link
    for path in re.findall(r"`(exchange/\w+\.py)`", text):
        assert (ROOT / "src" / "inconcert" / path).is_file(), path


def test_each_key_event_has_a_page():
    names = {page.stem for page in PAGES}
    events = (
        "ceremony",
        "apart",
        "first-contact",
        "rotate-keys",
        "lost-key",
        "stolen-key",
        "ladder",
        "drive",
        "answer",
        "verify",
    )
    assert {f"exchange-{event}" for event in events} <= names

"""The script of a name, read off its letters."""

from __future__ import annotations

import pytest

from inconcert.jurisdictions.scripts import script_of


@pytest.mark.parametrize(
    ("name", "script"),
    [
        ("Huo Liujun", "Latn"),
        ("Şöhrət", "Latn"),
        ("Юрий Шойгу", "Cyrl"),
        ("Iгар", "Cyrl"),
        ("شۆھرەت زاكىر", "Arab"),
        ("朱海仑", "Hani"),
        ("김정은", "Hang"),
        ("Տիգրան", "Armn"),
        ("ფრიდონ", "Geor"),
        ("ፍትዊ", "Ethi"),
        ("ינון", "Hebr"),
        ("1990 – ()", ""),
        ("", ""),
    ],
)
def test_script_of(name: str, script: str) -> None:
    assert script_of(name) == script

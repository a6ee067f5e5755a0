"""Splitting Canada's alias column, on values as the list prints them."""

from __future__ import annotations

import pytest

from inconcert.jurisdictions.ca.aliases import split
from inconcert.jurisdictions.scripts import script_of


@pytest.mark.parametrize(
    ("printed", "names"),
    [
        ("", []),
        ("Air Bagan Holdings Pte. Ltd., Air Bagan Limited", ["Air Bagan Holdings Pte. Ltd.", "Air Bagan Limited"]),
        ("LAT, LLC Laser Devices", ["LAT", "LLC Laser Devices"]),
        ('NGO "Izhbs", LLC; НПО "Ижбс", ООО', ['NGO "Izhbs", LLC', 'НПО "Ижбс", ООО']),
        ("Ольга КРАВЦОВА / Ольга КРАВЦОВА-2", ["Ольга КРАВЦОВА", "Ольга КРАВЦОВА-2"]),
        ("GORT/ORTAS", ["GORT/ORTAS"]),
        ("Hanna Borisovna Liavusik or Anna Borisovna Leusik", ["Hanna Borisovna Liavusik", "Anna Borisovna Leusik"]),
        ("Aleksander or Alexander Karnienko", ["Aleksander or Alexander Karnienko"]),
        ("(Юрий ГОВТВИН / Юрiй ГОВТВIН", ["Юрий ГОВТВИН", "Юрiй ГОВТВIН"]),
        ("(Rosselkhozbank)", ["Rosselkhozbank"]),
        ("Mohammaed al-Masri محمد المصري", ["Mohammaed al-Masri", "محمد المصري"]),
        ("Фонд людям, попавшим в ситуацию", ["Фонд людям, попавшим в ситуацию"]),
        ("Центр (исследовательский, боевого применения) 924", ["Центр (исследовательский, боевого применения) 924"]),
        ("Andrei, Andrei", ["Andrei"]),
    ],
)
def test_split(printed: str, names: list[str]) -> None:
    assert [alias.text for alias in split(printed)] == names


def test_labels_give_languages() -> None:
    found = split("Siarhei K, Belarusian: Сяргей К, Russian : Сергей К, Кар Сергей Arabic:عبد")
    assert [(alias.text, alias.language) for alias in found] == [
        ("Siarhei K", ""),
        ("Сяргей К", "Belarusian"),
        ("Сергей К", "Russian"),
        ("Кар Сергей", "Russian"),
        ("عبد", "Arabic"),
    ]


@pytest.mark.parametrize(
    ("text", "script"), [("Ivan", "Latn"), ("Iван", "Cyrl"), ("朱海仑", "Hani"), ("ינון", "Hebr"), ("12", ""), ("", "")]
)
def test_script(text: str, script: str) -> None:
    assert script_of(text) == script

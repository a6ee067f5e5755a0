"""Search: any script finds any script, and two typos are forgiven."""

from __future__ import annotations

import pytest

from inconcert.resolve.search import NameIndex

NAMES = [
    ("ZHU, Hailun", "1"), ("Shohrat Zakir", "2"), ("WANG Junzheng", "3"), ("Erkin Tuniyaz", "4"),
    ("TANG, Ping-keung", "5"), ("Alexander Lukashenko", "6"), ("Qasem SOLEIMANI", "7"), ("KIM, Jong Un", "8"),
    ("Xinjiang Production and Construction Corps Public Security Bureau", "9"), ("MIN AUNG HLAING", "10"),
    ("Bashar AL-ASSAD", "11"), ("CHEN, Quanguo", "12"), ("Ramzan KADYROV", "13"), ("محمد حسن آخوند", "14"),
    ("鄧炳強", "15"), ("Zhuhai Trading Company", "16"), ("Abdul Rahman AL-RAWI", "17"),
]  # fmt: skip
INDEX = NameIndex([(("us_sdn", number), name) for name, number in NAMES])


def found(query, limit=3):
    return [hit.key[1] for hit in INDEX.search(query, limit)]


@pytest.mark.parametrize(
    ("query", "number"),
    [
        ("朱海仑", "1"), ("雪克来提·扎克尔", "2"), ("زاكىر شۆھرەت", "2"), ("吐尼亚孜", "4"),
        ("鄧炳強", "5"), ("Tang Ping Keung", "15"), ("Лукашенко", "6"), ("قاسم سلیمانی", "7"), ("김정은", "8"),
        ("新疆生产建设兵团公安局", "9"), ("بشار الأسد", "11"), ("陈全国", "12"), ("Mohammad Hassan Akhund", "14"),
        ("عبد الرحمن الراوي", "17"),
    ],
)  # fmt: skip
def test_any_script_finds_any_script(query, number):
    assert number in found(query), (query, INDEX.search(query))


@pytest.mark.parametrize(
    ("query", "number"),
    [("Zhu Hailum", "1"), ("Zu Hailun", "1"), ("Shorat Zakkir", "2"), ("Aleksandr Lukashenk", "6"),
     ("Solaimani Qassem", "7"),
     ("Quanguo Chenn", "12"), ("Ramzn Kadyrof", "13"), ("Bashar al Asad", "11")],
)  # fmt: skip
def test_two_typos_are_forgiven(query, number):
    assert number in found(query), (query, INDEX.search(query))


def test_scores_are_in_range_and_best_first():
    hits = INDEX.search("Zhu Hailun", 5)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)
    assert all(0 <= hit.score <= 1 for hit in hits)


def test_nothing_near_is_nothing():
    assert INDEX.search("Guadalupe Hernández Villaseñor") == []
    assert INDEX.search("") == []
    assert NameIndex([]).search("Zhu") == []

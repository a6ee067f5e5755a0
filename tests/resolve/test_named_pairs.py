"""The pairs that matter to the mission by name: issue and field notes, each one a test."""

from __future__ import annotations

import pytest

from inconcert.resolve.compare import compare_line
from inconcert.resolve.parts import parts
from inconcert.resolve.profile import Profile
from inconcert.resolve.record import record_of_ftm
from inconcert.resolve.score import quick


def entity(schema, name, **more):
    names = [name] if isinstance(name, str) else list(name)
    return {"id": "x", "schema": schema, "properties": {"name": names, **{key: [value] for key, value in more.items()}}}


def person(name, **more):
    return entity("Person", name, **more)


def body(name, **more):
    return entity("Organization", name, **more)


def compared(left, right):
    return compare_line({"id": "1", "left": left, "right": right})


ONE_PERSON = [
    ("朱海仑", "Zhu Hailun"),
    ("ZHU, Hailun", "HAILUN ZHU"),
    ("朱海侖", "朱海仑"),
    ("单世军", "Shan Shijun"),
    ("曾国藩", "Zeng Guofan"),
    ("解缙", "Xie Jin"),
    ("毛澤東", "Mao Tse-tung"),
    ("Mao Tse-tung", "Mao Zedong"),
    ("Hsi Chin-ping", "Xi Jinping"),
    ("鄧炳強", "Tang Ping-keung"),
    ("李家超", "Lee Ka-chiu"),
    ("白玛赤林", "Padma Choling"),
    ("吐尼亚孜", "Tuniyazi"),
    ("艾尔肯·吐尼亚孜", "Erkin Tuniyaz"),
    ("Erkin Tuniyaz", "Aierken Tuniyazi"),
    ("Tuniyaz Erkin", "Erken Tuniyaz"),
    ("雪克来提·扎克尔", "Shohrat Zakir"),
    ("Xuekelaiti Zhakeer", "Shohrat Zakir"),
    ("شۆھرەت زاكىر", "Shohrat Zakir"),
    ("Шөһрәт Закир", "Shohrat Zakir"),
    ("Yevgeny Prigozhin", "Evgenii Prigozhin"),
    ("Евгений Пригожин", "Yevgeniy Prigozhin"),
    ("Mohammed bin Salman", "Muhammad bin Salman"),
    ("Gibran Bassil", "Gebran Bassil"),
    ("Ramzan Akhmatovich Kadyrov", "Ramzan Akhmadovitch Kadyrov"),
    ("Yuriy CHAYKA", "CHAIKA, Yury"),
    ("Liujun Huo", "HUO, Liujun"),
    ("Wang Junzheng", "WANG Jun Zheng"),
    ("Khazalbek Atabekau", "Khazalbek Bakhtibekovich Atabekov"),
    ("Uladzimir Makei", "Владимир Макей"),
    ("Аляксандр Рыгоравіч Лукашэнка", "Alexander Lukashenko"),
    ("Soe Win", "SOE WIN"),
    ("Than Oo", "U Than Oo"),
    ("Aung Aung", "AUNG AUNG"),
    ("김정은", "KIM Jong-un"),
    ("박철", "PAK Chol"),
    ("قاسم سلیمانی", "Qasem Soleimani"),
    ("عبد الفتاح السيسي", "Abdel Fattah el-Sisi"),
    ("بشار الأسد", "Bashar al-Assad"),
]


@pytest.mark.parametrize(("left", "right"), ONE_PERSON)
def test_one_person_by_name_and_birth_date(left, right):
    more = {"birthDate": "1961-05-17", "country": "xx"}
    found = compared(person(left, **more), person(right, **more))
    assert found["decision"] == "same", found


@pytest.mark.parametrize(("left", "right"), ONE_PERSON)
def test_one_person_by_name_alone_is_never_different(left, right):
    assert compared(person(left), person(right))["decision"] != "different"


TWO_PEOPLE = [
    (person("Luis Ramón Reyes Reyes"), person("REYES ENRIQUEZ, Luis")),
    (
        person("KRIVORUCHKO, Aleksey", birthDate="1977"),
        person("KRIVORUCHKO, Aleksei Yurievich", birthDate="1975-07-17"),
    ),
    (person("Emmerson MNANGAGWA", birthDate="1942"), person("MNANGAGWA, Emmerson Jr", birthDate="1984")),
    (person("ZAKIR, Shohrat", country="cn"), person("Qari Zakir", country="af")),
    (person("KAZAKOV, Alexander", birthDate="1965"), person("KAZAKOV, Vladimir", birthDate="1973")),
    (person("Kim Jong Un", birthDate="1984-01-08"), person("Kim Jong Nam", birthDate="1971-05-10")),
    (person("Hafez al-Assad"), person("Bashar al-Assad")),
    (person("朱海仑"), person("Zhu Zhongbiao")),
]


@pytest.mark.parametrize(("left", "right"), TWO_PEOPLE)
def test_two_people_are_never_the_same(left, right):
    assert compared(left, right)["decision"] != "same"


def test_homonyms_with_a_birth_year_apart_are_different():
    left = person("KRIVORUCHKO, Aleksey", birthDate="1977")
    assert compared(left, person("KRIVORUCHKO, Aleksei", birthDate="1968"))["decision"] == "different"


def test_mnangagwa_and_his_son_are_not_one_even_without_dates():
    assert (
        compared(person("Emmerson MNANGAGWA", country="zw"), person("Emmerson MNANGAGWA JR", country="zw"))["decision"]
        != "same"
    )


def test_tuniyaz_of_december_and_of_january_is_never_different():
    us = person(["TUNIYAZ, Erken", "TUNIYAZI, Aierken"], birthDate="1961-12", country="cn")
    canada = person(["Tuniyaz Erkin", "Erkin Tuniyaz"], birthDate="1961-01", country="cn")
    assert compared(us, canada)["decision"] in ("same", "unsure")


XPCC = "Xinjiang Production and Construction Corps"
ONE_BODY = [
    ("Xinjiang Public Security Bureau", "新疆维吾尔自治区公安厅"),
    ("Xinjiang Public Security Bureau", "Public Security Bureau of the Xinjiang Uyghur Autonomous Region"),
    (f"{XPCC} Public Security Bureau", "新疆生产建设兵团公安局"),
    ("XPCC", XPCC),
    ("Xinjiang Bingtuan", XPCC),
    ("新疆生产建设兵团", XPCC),
    ("Union of Burma Economic Holding Ltd.", "Myanmar Economic Holdings Public Company Limited"),
    ("Union of Myanmar Economic Holdings", "MEHL"),
    ("Aksu Prefecture Public Security Bureau", "阿克苏地区公安局"),
    ("OAO Gazprom", "Gazprom JSC"),
    ("Министерство обороны Российской Федерации", "Ministry of Defence of the Russian Federation"),
]


@pytest.mark.parametrize(("left", "right"), ONE_BODY)
def test_one_body_is_never_different(left, right):
    found = compared(body(left, country="cn"), body(right, country="cn"))
    assert found["score"] >= 0.5, found
    assert found["decision"] != "different", found


TWO_BODIES = [
    ("Xinjiang Public Security Bureau", f"{XPCC} Public Security Bureau"),
    ("新疆维吾尔自治区公安厅", "新疆生产建设兵团公安局"),
    (XPCC, f"{XPCC} Public Security Bureau"),
    ("Aksu Public Security Bureau", "Hotan Public Security Bureau"),
    ("阿克苏地区公安局", "Hotan Prefecture Public Security Bureau"),
    ("33rd Light Infantry Division", "99th Light Infantry Division"),
    ("Ministry of Interior", "Ministry of Defence"),
    ("Evin Prison", "Rajaee Shahr Prison"),
]


@pytest.mark.parametrize(("left", "right"), TWO_BODIES)
def test_two_bodies_are_never_the_same(left, right):
    found = compared(body(left, country="cn"), body(right, country="cn"))
    assert found["decision"] != "same", found
    assert found["score"] < 0.7, found


def test_a_part_is_a_relation_and_not_the_same():
    whole, part, other = (
        record_of_ftm({**body(name), "id": name})
        for name in (XPCC, f"{XPCC} Public Security Bureau", "Xinjiang Public Security Bureau")
    )
    assert parts([whole, part, other]) == ((part.key, whole.key),)


def test_scores_do_not_depend_on_ids():
    left, right = person("朱海仑", birthDate="1958-01"), person("Zhu Hailun", birthDate="1958-01")
    renamed = {**left, "id": "other"}
    assert quick(Profile(record_of_ftm(left)), Profile(record_of_ftm(right))) == quick(
        Profile(record_of_ftm(renamed)), Profile(record_of_ftm(right))
    )

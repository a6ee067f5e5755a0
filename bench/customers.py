"""Invented customers in several scripts, the same for the same seed: strangers, and targets planted among them.

    python bench/customers.py TARGETS.arrow OUT.csv [--rows N] [--planted SHARE] [--seed N]

Strangers are put together from parts of names of twelve regions written down here (stems with the endings that families
bear), so that most are found nowhere. Planted are names of real targets, changed as a clerk, a scanner or another
script would change them; TRUTH is written beside as OUT.truth.csv (reference, target id, kind of change, script).
"""

from __future__ import annotations

import argparse
import csv
import random
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from inconcert.screening.targets import Target, from_bytes, targets_of

HEADS = ("reference", "name", "kind", "birth_date", "nationality", "number")
LETTERS = "abcdefghijklmnopqrstuvwxyz"
SCRIPTS = {"Arabic": "\u0600\u06ff", "Cyrillic": "\u0400\u04ff", "Han": "\u4e00\u9fff", "Hangul": "\uac00\ud7a3"}


def words(text: str) -> list[str]:
    """Return the words of a list."""
    return text.split()


ENGLISH = (
    words("John Mary Peter Susan David Linda Michael Karen James Nancy Robert Emily George Laura Thomas Alice Henry "
          "Julia Edward Grace Arthur Rose Walter Helen Philip Diana Simon Clare Martin Joan Brian Ruth Kevin Anne"),
    words("Ash Black Brook Clay Dal East Fair Green Hart Hol Kings Lang Mar Nor Oak Pem Rad Sher Stan Thorn Wal Wes "
          "Brad Craw Darl Had Ing Kel Led Mil Old Roth Sand Til Up Wake"),
    words("ton ford ley wood field worth man son well ham by ridge more stead borne"),
)  # fmt: skip
SPANISH = (
    words("Juan María José Carmen Luis Ana Carlos Rosa Pedro Elena Miguel Lucía Jorge Sofía Diego Marta Andrés Paula "
          "Raúl Isabel Sergio Teresa Pablo Inés Hugo Clara Javier Nuria Tomás Beatriz"),
    words("Alv Benit Cab Dom Est Fern Gom Hern Iban Jimen Lop Mart Mend Nuñ Ort Per Quin Ram Sanch Torr Urb Val Vel "
          "Yañ Zab Card Mor Sal Rom Gall"),
    words("ez era ano ares ero edo illa osa ado uela"),
)  # fmt: skip
FRENCH = (
    words("Jean Marie Pierre Claire Louis Sophie Paul Camille Jacques Hélène Marc Isabelle André Nathalie Henri "
          "Chantal Luc Brigitte Yves Monique Alain Odile Gilles Sylvie"),
    words("Beau Bel Bois Cham Clair Cour Des Du Font Gir Gran Haut La Le Mont Mar Per Rich Roch Saint Val Vil Fou"),
    words("ard ault champ court eau ier in mont not paux rand ret rier roux sson ville"),
)  # fmt: skip
GERMAN = (
    words("Hans Anna Karl Ursula Wolfgang Renate Jürgen Monika Stefan Sabine Uwe Petra Dieter Heike Bernd Anke Ralf "
          "Birgit Holger Silke Jens Katrin"),
    words("Alt Berg Brau Dorn Eich Fisch Gross Hart Hof Klein Krau Lind Mai Neu Ober Rein Schmidt Stein Unter Vogel "
          "Wald Weiss Zimmer"),
    words("mann er bauer hauser inger lein ke rich stadt wald burg heim"),
)  # fmt: skip
SLAVIC = (
    words("Иван Анна Сергей Ольга Дмитрий Елена Алексей Наталья Андрей Татьяна Михаил Ирина Павел Светлана Николай "
          "Людмила Виктор Галина Юрий Марина Олег Вера Роман Юлия Игорь Дарья Антон Нина Кирилл Алла"),
    words("Баран Белоус Вороб Гаврил Голуб Гонч Громов Дани Ерём Жура Захар Зимин Кова Козл Королё Красн Лебед Лукья "
          "Мака Медвед Назар Орл Панфил Рыба Сави Семён Солов Сту Тара Фили Черн Шевч Щерба Яков Мельн Кузь"),
    words("енко ский ов ин ук ев ский ович як цев кин"),
    words("Иванович Петрович Сергеевич Алексеевич Николаевич Дмитриевич Андреевич Павлович Юрьевич Викторович"),
)  # fmt: skip
ARABIC = (
    words("محمد أحمد علي فاطمة حسن خالد مريم يوسف عمر ليلى إبراهيم سعيد زينب كريم نادية طارق سمير هدى رشيد منى "
          "جمال سلمى وليد رانيا فيصل هشام نبيل ماجد"),
    words("البصري التونسي الحداد الخياط الدمشقي الراوي الزهراني السامرائي الشامي الصباغ العطار الغزالي الفاسي القاضي "
          "الكاتب المصري النجار الهاشمي اليمني الجزائري الحلبي المغربي الطحان الوراق الجبوري الربيعي"),
)  # fmt: skip
ARAB_LATIN = (
    words("Mohammed Ahmed Ali Fatima Hassan Khalid Maryam Youssef Omar Layla Ibrahim Said Zainab Karim Nadia Tariq "
          "Samir Huda Rashid Muna Jamal Salma Walid Rania Faisal Hisham Nabil Majid"),
    words("Bas Tun Had Khay Dimash Raw Zahr Samar Sham Sabb Att Ghaz Fas Qad Kat Masr Najj Hash Yam Jaz Halab Mag Tah "
          "War Jub Rab Mans Bagh Naj Qas"),
    words("ri isi dad yat qi awi ani rai ouni agh ar ali imi adi ib i oubi ouri"),
)  # fmt: skip
CHINESE = (
    words("王 李 张 刘 陈 杨 黄 赵 吴 周 徐 孙 马 朱 胡 郭 何 高 林 罗 郑 梁 谢 宋 唐 许 韩 冯 邓 曹"),
    words("伟 芳 娜 敏 静 丽 强 磊 军 洋 勇 艳 杰 娟 涛 明 超 霞 平 刚 桂 英 华 玉 兰 春 文 建 国 志 海 鑫 宇 晨 佳"),
)
PINYIN = (
    words("Wang Li Zhang Liu Chen Yang Huang Zhao Wu Zhou Xu Sun Ma Zhu Hu Guo He Gao Lin Luo Zheng Liang Xie Song "
          "Tang Feng Deng Cao Peng Zeng Xiao Tian Dong Pan Yuan Cai Jiang Yu Du Ye"),
    words("wei fang na min jing li qiang lei jun yang yong yan jie juan tao ming chao xia ping gang gui ying hua yu "
          "chun wen jian guo zhi hai xin chen jia rui hong bin kai lin shan"),
)  # fmt: skip
KOREAN = (
    words("김 이 박 최 정 강 조 윤 장 임 한 오 서 신 권 황 안 송 류 홍"),
    words("민 서 지 현 우 준 영 수 진 호 은 혜 경 미 정 희 철 동 성 재 태 상 연 아 윤 원"),
)
TURKISH = (
    words("Mehmet Ayşe Mustafa Fatma Ahmet Emine Hüseyin Zeynep Murat Elif Emre Derya Kemal Selin Burak Esra Cem Gül "
          "Orhan Nur Serkan Pınar"),
    words("Ak Al Ay Boz Can Çelik Dağ De Er Gök Gün Kara Kaya Koç Kur Öz Sar Şen Taş Tek Yıl Yal"),
    words("demir er soy han kaya maz oğlu tan taş tepe turk lar dağ su bulut"),
)  # fmt: skip
INDIAN = (
    words("Rajesh Priya Amit Sunita Vijay Anita Sanjay Kavita Arun Deepa Ravi Meena Suresh Lakshmi Manoj Geeta Anil "
          "Usha Prakash Rekha Ashok Nisha"),
    words("Aga Bha Cha Desh Gan Ghosh Iy Jo Kap Kul Mal Meh Nai Pat Raj Ran Sak Sha Sub Tri Va Ved Yad"),
    words("rwal tnagar ndra mukh guly al er shi oor karni hotra ta du el an wat sena rma ramani vedi rma i av"),
)  # fmt: skip
AFRICAN = (
    words("Kwame Amina Chidi Ngozi Tendai Wanjiru Sipho Thandi Kofi Abena Juma Neema Ousmane Aïssata Blessing Tariro "
          "Emeka Zola Mandla Nia"),
    words("Ade Bal Chi Dla Eze Kam Kip Mak Mba Mug Mwan Ndi Nja Nko Oba Oke Okon Oya Sis Tsh Wan Zul Mut"),
    words("bayo de ambo mini kwu au rop ena bwe abe gi aye roge si sanjo reke kwo ombo ulu ende jiru asa"),
)  # fmt: skip
TRADES = words("Trading Logistics Foods Textiles Software Consulting Energy Marine Motors Pharma Textile Media Travel "
               "Packaging Ceramics Optics Timber Dairy Fisheries Robotics")  # fmt: skip
FORMS = words("Ltd LLC GmbH S.A. Inc Co. OOO AG B.V. PLC")
CODES = {"ENGLISH": "gb us au ca ie nz", "SPANISH": "es mx ar co cl pe", "FRENCH": "fr be ch sn ci", "GERMAN": "de at",
         "SLAVIC": "ru ua by bg rs kz", "ARABIC": "eg iq sy sa ma ye", "ARAB_LATIN": "eg iq sy jo tn lb", "CHINESE":
         "cn tw", "PINYIN": "cn sg", "KOREAN": "kr kp", "TURKISH": "tr az", "INDIAN": "in",
         "AFRICAN": "ng gh ke za"}  # fmt: skip


def _joined(parts: tuple[list[str], ...]) -> Callable[[random.Random], str]:
    def made(chance: random.Random) -> str:
        middle = f" {chance.choice(parts[0])}" if chance.random() < 0.25 else ""
        return f"{chance.choice(parts[0])}{middle} {chance.choice(parts[1])}{chance.choice(parts[2])}"

    return made


def _slavic(chance: random.Random) -> str:
    father = f" {chance.choice(SLAVIC[3])}" if chance.random() < 0.6 else ""
    return f"{chance.choice(SLAVIC[0])}{father} {chance.choice(SLAVIC[1])}{chance.choice(SLAVIC[2])}"


def _arabic(chance: random.Random) -> str:
    return " ".join((*chance.sample(ARABIC[0], chance.choice((1, 2))), chance.choice(ARABIC[1])))


def _arab_latin(chance: random.Random) -> str:
    family = chance.choice(ARAB_LATIN[1]) + chance.choice(ARAB_LATIN[2])
    return (
        f"{' '.join(chance.sample(ARAB_LATIN[0], chance.choice((1, 2))))} {chance.choice(('al-', 'Al ', ''))}{family}"
    )


def _chinese(chance: random.Random) -> str:
    return chance.choice(CHINESE[0]) + "".join(chance.sample(CHINESE[1], 2))


def _pinyin(chance: random.Random) -> str:
    return f"{chance.choice(PINYIN[0])} {''.join(chance.sample(PINYIN[1], 2)).capitalize()}"


def _korean(chance: random.Random) -> str:
    return chance.choice(KOREAN[0]) + "".join(chance.sample(KOREAN[1], 2))


def _company(chance: random.Random) -> str:
    parts = chance.choice((ENGLISH, FRENCH, GERMAN, TURKISH, INDIAN, AFRICAN, SPANISH))
    stem = chance.choice(parts[1]) + chance.choice(parts[2])
    return f"{stem} {chance.choice(TRADES)} {chance.choice(FORMS)}"


MAKERS: dict[str, Callable[[random.Random], str]] = {
    "ENGLISH": _joined(ENGLISH), "SPANISH": _joined(SPANISH), "FRENCH": _joined(FRENCH), "GERMAN": _joined(GERMAN),
    "SLAVIC": _slavic, "ARABIC": _arabic, "ARAB_LATIN": _arab_latin, "CHINESE": _chinese, "PINYIN": _pinyin,
    "KOREAN": _korean, "TURKISH": _joined(TURKISH), "INDIAN": _joined(INDIAN), "AFRICAN": _joined(AFRICAN),
}  # fmt: skip
COMPANY_SHARE = 0.12
DATED_SHARE = 0.92


@dataclass(frozen=True, slots=True)
class Planted:
    """A customer who is a target: how its name was changed, and in which script it is written."""

    target: Target
    name: str
    change: str
    script: str


def stranger(chance: random.Random) -> tuple[str, str, str, str]:
    """Return name, kind, birth date and nationality of somebody who is invented."""
    if chance.random() < COMPANY_SHARE:
        return _company(chance), "entity", "", chance.choice(words("gb de fr us tr in ng es cn ae"))
    region = chance.choice(list(MAKERS))
    born = f"{chance.randint(1935, 2006)}-{chance.randint(1, 12):02}-{chance.randint(1, 28):02}"
    return (
        MAKERS[region](chance), "person", born if chance.random() < DATED_SHARE else "",
        chance.choice(CODES[region].split()),
    )  # fmt: skip


def edited(chance: random.Random, name: str, number: int) -> str:
    """Return a name with so many letters changed, left out, doubled or turned round, each in another place."""
    letters = list(name)
    places = sorted(chance.sample([n for n, letter in enumerate(letters) if letter.isalpha()], number), reverse=True)
    for place in places:
        way = chance.randrange(4)
        if way == 0:
            letters[place] = chance.choice([letter for letter in LETTERS if letter != letters[place].casefold()])
        elif way == 1:
            del letters[place]
        elif way == 2:
            letters.insert(place, chance.choice(LETTERS))
        elif place + 1 < len(letters) and letters[place + 1].isalpha() and letters[place] != letters[place + 1]:
            letters[place], letters[place + 1] = letters[place + 1], letters[place]
        else:
            letters[place] = chance.choice([letter for letter in LETTERS if letter != letters[place].casefold()])
    return "".join(letters)


def script_of(text: str) -> str:
    """Return the closed or Cyrillic script of a name, or Latin."""
    for script, (first, last) in SCRIPTS.items():
        if any(first <= letter <= last for letter in text):
            return script
    return "Latin"


def plantable(targets: list[Target]) -> list[Target]:
    """Return the targets whose name in Latin letters has two words and eight letters at least."""
    return [
        item for item in targets
        if script_of(item.name) == "Latin" and len(item.name.split()) > 1 and sum(map(str.isalpha, item.name)) >= 8
    ]  # fmt: skip


CHANGES: dict[str, Callable[[random.Random, str], str]] = {
    "as printed": lambda _, name: name,
    "1 edit": lambda chance, name: edited(chance, name, 1),
    "2 edits": lambda chance, name: edited(chance, name, 2),
    "words turned": lambda _, name: " ".join(reversed(name.replace(",", "").split())),
    "no accents, capitals": lambda _, name: name.upper(),
}


def planted(chance: random.Random, targets: list[Target], change: str) -> Planted:
    """Return a target planted with one change."""
    target = chance.choice(targets)
    return Planted(target, CHANGES[change](chance, target.name), change, "Latin")


def facts_of(target: Target) -> tuple[str, str, str]:
    """Return kind, birth date and nationality as a customer's file would carry them."""
    record = target.record
    dates = [date.value for date in record.birth_dates if not date.until]
    countries = record.countries or record.weak_countries
    return record.kind.value, max(dates, key=len, default=""), countries[0] if countries else ""


def rows(
    targets: list[Target], count: int, share: float, seed: int
) -> Iterator[tuple[tuple[str, ...], tuple[str, ...] | None]]:
    """Yield (row of `HEADS`, truth or None)."""
    chance = random.Random(seed)
    able, ways = plantable(targets), list(CHANGES)
    for number in range(1, count + 1):
        reference = f"c{number:08}"
        if chance.random() < share:
            found = planted(chance, able, chance.choice(ways))
            kind, born, country = facts_of(found.target)
            yield (reference, found.name, kind, born, country, ""), (
                reference, found.target.id, found.change, found.script,
            )  # fmt: skip
        else:
            name, kind, born, country = stranger(chance)
            yield (reference, name, kind, born, country, ""), None


def main() -> None:
    """Write the file of customers and the truth beside it."""
    said = argparse.ArgumentParser(description=__doc__)
    said.add_argument("targets", type=Path)
    said.add_argument("out", type=Path)
    said.add_argument("--rows", type=int, default=20_000)
    said.add_argument("--planted", type=float, default=0.01)
    said.add_argument("--seed", type=int, default=7)
    options = said.parse_args()
    targets = targets_of(from_bytes(options.targets.read_bytes()))
    with (
        options.out.open("w", encoding="utf-8", newline="") as file,
        options.out.with_suffix(".truth.csv").open("w", encoding="utf-8", newline="") as beside,
    ):
        out, truth = csv.writer(file), csv.writer(beside)
        out.writerow(HEADS)
        truth.writerow(("reference", "target_id", "change", "script"))
        for row, true in rows(targets, options.rows, options.planted, options.seed):
            out.writerow(row)
            if true:
                truth.writerow(true)


if __name__ == "__main__":
    sys.exit(main())

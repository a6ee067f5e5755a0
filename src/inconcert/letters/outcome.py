"""What became of our asks: one page, each answer with its day and what it rests on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from inconcert.letters.asks import Standing, summary
from inconcert.letters.facts import Fact, filled, phrases, spelt_day, spelt_event
from inconcert.model.ask import AskKind
from inconcert.model.messages import AskLife
from inconcert.typeset.tree import Document, Items, Paragraph, Run, Runs, Table, plain

Page = tuple[str, str, str, str]
"""Title of the letter, its day, the day of the page, and its language."""


def outcome_document(page: Page, standings: Sequence[Standing], titles: Mapping[str, str]) -> Document:
    """Return the page that says of each ask where it stands; `titles`: regime id → short title."""
    title, asked, today, language = page
    words = phrases(language)
    lines = []
    for where, (met, count) in summary(standings).items():
        source = "; ".join(dict.fromkeys(_source(item) for item in standings if _of(item, where)))
        text = words["status_summary"].format(addressee=words[where], met=met, count=count)
        lines.append((Fact(text, source).run,))
    heads = (words["status_ask"], words["status_to"], words["status_state"], words["status_days"])
    rows = tuple(_row(item, language, titles) for item in standings)
    blocks = (
        Paragraph(plain(words["status_intro"].format(asked=spelt_day(asked, language)))),
        Items(tuple(lines)),
        Table(words["status_caption"], heads, rows, (28, 14, 42, 16)),
        Paragraph(plain(words["not_advice"]), style="small"),
    )
    return Document(words["status_title"].format(title=title), language, today, blocks)


def _of(item: Standing, where: str) -> bool:
    return item.ask.to == where and item.ask.kind is AskKind.MIRROR


def _row(item: Standing, language: str, titles: Mapping[str, str]) -> tuple[Runs, ...]:
    words = phrases(language)
    days = "; ".join(str(number) for number in (item.days, item.announced_days) if number is not None) or "–"
    return (plain(ask_words(item, language)), plain(words[item.ask.to]), _state(item, language, titles), plain(days))


def ask_words(item: Standing, language: str) -> str:
    """Return the ask in a few words: the name for one about a target, else what is asked."""
    kinds = {
        "en": {
            AskKind.SHARE_INFORMATION: "share the information used",
            AskKind.ROUTINE_SHARING: "make sharing routine",
        },
        "fr": {
            AskKind.SHARE_INFORMATION: "communiquer les informations",
            AskKind.ROUTINE_SHARING: "rendre l’échange régulier",
        },
    }
    return item.ask.name or kinds[language].get(item.ask.kind, item.ask.kind.value)


def state_words(item: Standing, language: str, titles: Mapping[str, str]) -> str:
    """Return where an ask stands in words."""
    words = phrases(language)
    if item.reopened:
        return words["status_reopened"]
    if item.life is AskLife.MET and item.date is not None:
        regime = ", ".join(titles.get(name, name) for name in item.regimes)
        return words["status_met"].format(date=spelt_event(item.date, language), regime=regime or "–")
    text = words[f"life_{item.life.value}"]
    return text if item.cell is not None else f"{text}; {words['status_no_list']}"


def _state(item: Standing, language: str, titles: Mapping[str, str]) -> Runs:
    return filled("{state}", state=_with_source(state_words(item, language, titles), item))


def _with_source(text: str, item: Standing) -> Fact | Runs:
    return Fact(text, _source(item)) if item.cell else (Run(text),)


def _source(item: Standing) -> str:
    if item.cell is None:
        return item.why
    return f"{item.cell.why} ({', '.join(item.cell.editions)})" if item.cell.editions else item.cell.why

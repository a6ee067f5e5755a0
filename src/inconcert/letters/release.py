"""A press release and one page for a meeting from the facts of a letter: every number has its footnote."""

from __future__ import annotations

from inconcert.letters import citing
from inconcert.letters.annex import short_table
from inconcert.letters.compose import asked, not_found
from inconcert.letters.facts import Fact, capital, filled, in_number, in_sentence, joined, phrases, spelt_day
from inconcert.letters.naming import counted
from inconcert.letters.plan import Plan
from inconcert.typeset.tree import Block, Cover, Document, Heading, Items, Paragraph, Runs, plain


def release_document(plan: Plan, organisations: Fact | None = None) -> Document:
    """Return a press release; `organisations` says who asks, with the list of signatories as its source."""
    words = phrases(plan.language)
    blocks: list[Block] = [
        Paragraph(_lead(plan, organisations)),
        Heading(words["asks"]),
        Items(asked(plan), ordered=True),
        Heading(words["release_numbers"]),
        Items(_numbers(plan)),
        Paragraph(plain(words["release_rule"]), style="small"),
        Paragraph(plain(words["not_advice"]), style="small"),
        Paragraph(plain(words["release_contact"])),
    ]
    title = _titled(plan, "release_title")
    return Document(title, plan.language, plan.day, tuple(blocks), cover=Cover(spelt_day(plan.day, plan.language)))


def one_page_document(plan: Plan) -> Document:
    """Return the page for a meeting: what is asked, the numbers, and the targets with the route at each addressee."""
    words = phrases(plan.language)
    blocks: list[Block] = [
        Paragraph(
            filled(
                words["opening"],
                situation=in_sentence(plan.situation),
                have=capital(words[f"the_{plan.have}"]),
                targets=counted(plan, plan.rows),
            )
        ),
        Heading(words["asks"]),
        Items(asked(plan), ordered=True),
        Heading(words["release_numbers"]),
        Items(_numbers(plan)),
        short_table(plan),
        Paragraph(plain(words["not_advice"]), style="small"),
    ]
    title = _titled(plan, "brief_title")
    return Document(title, plan.language, plan.day, tuple(blocks), cover=Cover(spelt_day(plan.day, plan.language)),
                    sheet=True)  # fmt: skip


def _titled(plan: Plan, key: str) -> str:
    text = in_number(phrases(plan.language), key, len(plan.rows))
    return text.format(count=len(plan.rows), situation=in_sentence(plan.situation))


def _lead(plan: Plan, organisations: Fact | None) -> Runs:
    words = phrases(plan.language)
    who: Runs = (organisations.run,) if organisations else plain(capital(words["the_signatories"]))
    addressees = joined(tuple(plain(words[f"the_{item}"]) for item in plan.to), words)
    return filled(
        words["release_lead"],
        organisations=who,
        addressees=addressees,
        count=Fact(str(len(plan.rows)), citing.of_annex(plan, plan.rows)),
        have=words[f"the_{plan.have}"],
        situation=in_sentence(plan.situation),
    )


def _numbers(plan: Plan) -> tuple[Runs, ...]:
    words = phrases(plan.language)
    lines = [not_found(plan, where) for where in plan.asked]
    days = [(item.gap.days_open, item) for row in plan.rows for item in row.missing if item.gap.days_open is not None]
    if days:
        number, longest = max(days, key=lambda pair: pair[0])
        cell = longest.gap.have[0]
        source = f"{citing.of_since(plan, cell)}; {citing.of_cell(plan, longest.gap.lack)}"
        lines.append(filled(words["release_open"], days=Fact(str(number), source)))
    return tuple(lines)

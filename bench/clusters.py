"""People's clusters across lists against ours: the protocol's "clusters against editions".

    INCONCERT_SHARED=… python bench/clusters.py

Groups of official numbers that people judged in January 2022 to be one target are joined to the editions nearest to
that month. Recall is over pairs of numbers of two lists in one group; a pair is found "with unsure" if any entry of
one cluster and any of the other are asked of a person. Negatives are pairs of groups judged different.
"""

from __future__ import annotations

import itertools
from collections import defaultdict
from dataclasses import dataclass

from lxml import etree

import labelled
from inconcert.intake.catalogue import files_of, read_catalogue
from inconcert.intake.read import publication, read_edition
from inconcert.model.judgement import End
from inconcert.resolve.link import Links, link
from inconcert.resolve.record import Record, record_of

EDITIONS = (
    ("us_sdn", "2021-04-25"), ("gb_conlist", "2023-06-05"), ("eu_fsf", "2022-09-13"), ("un_sc", "2020-03-20"),
    ("au_dfat", "2024-12-17"), ("ca_autonomous", "2020-04-15"),
)  # fmt: skip


@dataclass(frozen=True)
class Found:
    """The figures: groups with two or more numbers found, their pairs, what was joined, asked, and joined wrongly."""

    groups: int
    pairs: int
    joined: int
    joined_or_asked: int
    negatives: int
    negatives_joined: int
    wrong: tuple[tuple[End, End], ...]
    missed: tuple[tuple[End, End], ...]


def records() -> list[Record]:
    """Return the records of the editions nearest to January 2022."""
    data = labelled.folder().parent
    lines = {(line.list_id, line.date): line for line in read_catalogue(data).lines}
    found = []
    for key in EDITIONS:
        _, reading = read_edition(publication(key[0]), files_of(data, lines[key]))
        found += [record_of(entry, [key[1]]) for entry in reading.entries]
    return found


def un_numbers() -> dict[str, str]:
    """Return DATAID → UN reference number over all editions at hand."""
    found = {}
    parser = etree.XMLParser(resolve_entities=False, no_network=True)
    for file in sorted((labelled.folder().parent / "un" / "consolidated").glob("*/*.xml")):
        for item in etree.parse(str(file), parser).iter("INDIVIDUAL", "ENTITY"):
            found[str(item.findtext("DATAID"))] = str(item.findtext("REFERENCE_NUMBER")).strip()
    return found


def end_of(mark: str, un: dict[str, str]) -> End | None:
    """Return the entry that a mark of the labelled files names; None for a list that is not read."""
    for head, list_id in (("ofac-", "us_sdn"), ("gb-hmt-", "gb_conlist"), ("au-dfat-", "au_dfat")):
        if mark.startswith(head):
            return list_id, mark.removeprefix(head)
    if mark.startswith("eu-fsf-eu-"):
        return "eu_fsf", "EU." + mark.removeprefix("eu-fsf-eu-").replace("-", ".")
    if mark.startswith("unsc-") and mark.removeprefix("unsc-") in un:
        return "un_sc", un[mark.removeprefix("unsc-")]
    return None


def measure(entries: list[Record], made: Links) -> Found:
    """Return the figures of a linking against the labelled groups and negatives."""
    un = un_numbers()
    keys = {record.key for record in entries}
    cluster = made.cluster_of()
    asked: dict[End, set[End]] = defaultdict(set)
    for item in made.unsure:
        asked[item.left].add(item.right)
        asked[item.right].add(item.left)

    def ends(text: str) -> list[End]:
        found = (end_of(mark, un) for mark in text.split())
        return sorted({end for end in found if end is not None and end in keys})

    groups = [
        members
        for row in labelled.rows("cross_list_clusters.csv")
        if len(members := ends(" ".join(row[name] or "" for name in ("us", "gb", "eu", "au", "un")))) > 1
    ]
    pairs = [(a, b) for members in groups for a, b in itertools.combinations(members, 2) if a[0] != b[0]]
    joined = [(a, b) for a, b in pairs if cluster[a] is cluster[b]]
    missed = [
        (a, b)
        for a, b in pairs
        if cluster[a] is not cluster[b] and not any(asked[one] & cluster[b] for one in cluster[a])
    ]
    negatives = negatives_joined = 0
    wrong: set[tuple[End, End]] = set()
    for row in labelled.rows("cross_list_negatives.csv"):
        left, right = ends(row["left_ids"]), ends(row["right_ids"])
        if left and right:
            negatives += 1
            joined_here = {(a, b) for a in left for b in right if cluster[a] is cluster[b]}
            negatives_joined += bool(joined_here)
            wrong |= joined_here
    return Found(
        len(groups),
        len(pairs),
        len(joined),
        len(pairs) - len(missed),
        negatives,
        negatives_joined,
        tuple(sorted(wrong)),
        tuple(missed),
    )


def main() -> None:
    """Print the figures."""
    entries = records()
    found = measure(entries, link(entries))
    names = {record.key: record.names[0].text for record in entries}
    print(f"{found.groups} groups, {found.pairs} pairs of numbers of two lists")
    print(f"joined {found.joined / found.pairs:.4f}, joined or asked {found.joined_or_asked / found.pairs:.4f}")
    print(f"{found.negatives} negatives with both sides on a list; joined in spite: {found.negatives_joined}")
    for left, right in found.wrong:
        print("  joined:", *left, names[left], "|", *right, names[right])


if __name__ == "__main__":
    main()

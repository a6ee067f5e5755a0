"""Refresh from the publishers: fetch each list, judge it as any edition, keep the previous one where it is refused.

What came is kept by its hash even if it is refused: a person who accepts it next does not fetch it again, and the
publisher is asked only for what changed since.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

from lxml import etree, html

from inconcert.intake.address import checked, hosts_of
from inconcert.intake.fetch import Fetched, Wanted, fetch
from inconcert.intake.read import publication, rules_version
from inconcert.intake.refresh import Outcome, Progress, RefreshReport, Wishes, take_edition
from inconcert.intake.wire import Network
from inconcert.jurisdictions import regimes
from inconcert.model.edition import Edition, Files, Publication
from inconcert.model.errors import SourceError, UnreadableSource
from inconcert.model.rights import OPERATOR
from inconcert.model.vocabulary import Provenance
from inconcert.store.editions import edition_hash, editions, file_hashes
from inconcert.store.home import Store
from inconcert.store.raw import sha256_of
from inconcert.store.retrievals import Retrieval, last_bytes, record_retrieval

politeness_s = 1.0
page_max_bytes = 8 * 1024 * 1024


@dataclass(frozen=True, slots=True)
class Came:
    """A list as it came: its bytes under their name, and the attempt to be recorded, its outcome still open."""

    name: str
    data: bytes
    attempt: Retrieval


def refresh_live(
    store: Store,
    network: Network,
    lists: Collection[str] | None = None,
    accept: Mapping[str, str] | None = None,
    progress: Progress | None = None,
) -> RefreshReport:
    """Fetch and commit each list's newest edition (None: all that have an address); as `refresh_from` otherwise."""
    wishes = Wishes(lists, accept or {})
    for list_id in [*(lists or ()), *wishes.accept]:
        publication(list_id)
    asked = [item for item in regimes.publications() if lists is None or item.list_id in lists]
    wanted = [item for item in asked if item.addresses]
    found: dict[str, list[Outcome]] = {"committed": [], "unchanged": [], "refused": []}
    for position, source in enumerate(wanted):
        if progress:
            progress(position, len(wanted), source.list_id)
        if position:
            network.sleep(politeness_s)
        word, outcome = _take(store, network, source, wishes)
        found[word].append(outcome)
    committed, unchanged, refused = (tuple(outcomes) for outcomes in found.values())
    return RefreshReport(committed, unchanged, refused, tuple(item.list_id for item in asked if not item.addresses))


def check_network(network: Network, lists: Collection[str] | None = None) -> None:
    """Raise UnreadableSource at once where no publisher's host is found: without a network, waiting helps nobody."""
    wanted = [item for item in regimes.publications() if lists is None or item.list_id in lists]
    hosts = sorted({urlsplit(address).hostname or "" for source in wanted for address in source.addresses})
    for host in hosts:
        try:
            network.resolve(host)
        except SourceError:
            continue
        return
    if hosts:
        raise UnreadableSource(
            "no publisher's host is found: this computer seems to have no network",
            where=", ".join(hosts),
            remedy="What was fetched before stays served. Files that somebody else fetched are read by "
            "`inconcert refresh --from DIR`.",
        )


def _take(store: Store, network: Network, source: Publication, wishes: Wishes) -> tuple[str, Outcome]:
    problems = []
    for address in source.addresses:
        try:
            came = _retrieve(store, network, source, address)
        except SourceError as error:
            record_retrieval(store, Retrieval(source.list_id, address, "refused", what=str(error)))
            problems.append(str(error))
            continue
        return _judge(store, source, came, wishes)
    return "refused", Outcome(source.list_id, store.now()[:10], source.addresses[0], why="; ".join(problems))


def _judge(store: Store, source: Publication, came: Came, wishes: Wishes) -> tuple[str, Outcome]:
    files = {came.name: came.data}
    edition = _edition(store, source, came.attempt.address, files)
    try:
        if _is_newest(store, edition):
            word, outcome = "unchanged", Outcome(edition.list_id, edition.date, edition.origin)
        else:
            word, outcome = take_edition(store, source, edition, files, wishes)
    except SourceError as error:
        word, outcome = "refused", Outcome(edition.list_id, edition.date, edition.origin, why=str(error))
    recorded = {"committed": "fetched"}.get(word, word)
    _record(store, came.attempt, recorded, outcome.why)
    return word, outcome


def _record(store: Store, attempt: Retrieval, outcome: str, what: str) -> None:
    marks = {"etag": attempt.etag, "last_modified": attempt.last_modified, "sha256": attempt.sha256}
    record_retrieval(store, Retrieval(attempt.list_id, attempt.address, outcome, what=what, **marks))


def _retrieve(store: Store, network: Network, source: Publication, address: str) -> Came:
    """Return the newest bytes of a list, fetched or, where the publisher says so, as they came before."""
    hosts = hosts_of(source)
    where = _linked(store, network, source, address) if source.link else address
    before = last_bytes(store, OPERATOR, source.list_id, where)
    if before is None or not store.raw.holds(before.sha256):
        before = Retrieval(source.list_id, where, "")
    marks = (before.etag, before.last_modified) if before.sha256 else ("", "")
    fetched = fetch(network, Wanted(where, hosts, *marks), store.clock)
    return _came(store, source, where, fetched, before.sha256)


def _came(store: Store, source: Publication, where: str, fetched: Fetched, before: str) -> Came:
    data = store.raw.read(before) if fetched.body is None else fetched.body
    if fetched.body is not None:
        store.keep_raw(data)
    attempt = Retrieval(source.list_id, where, "", fetched.etag, fetched.last_modified, sha256_of(data))
    return Came(fetched.name, data, attempt)


def _linked(store: Store, network: Network, source: Publication, address: str) -> str:
    """Return the address of the one link on a page whose path ends in the list's file name."""
    hosts = hosts_of(source)
    page = fetch(network, Wanted(address, hosts, page=True), store.clock)
    if page.body is None or len(page.body) > page_max_bytes:
        raise UnreadableSource("not a page that holds a link", where=address)
    try:
        root = html.document_fromstring(page.body, parser=html.HTMLParser(no_network=True, huge_tree=False))
        links = [found.get("href", "") for found in root.iter("a")]
    except (etree.LxmlError, ValueError) as error:
        raise UnreadableSource(f"not a web page: {error}", where=address) from error
    fitting = {found for found in links if _ends_in(found, source.link)}
    if len(fitting) != 1:
        raise UnreadableSource(f"the page has {len(fitting)} links to {source.link}, not one", where=address)
    return checked(fitting.pop(), hosts, base=page.target.address).address


def _ends_in(link: str, file_name: str) -> bool:
    try:
        return urlsplit(link).path.rpartition("/")[2] == file_name
    except ValueError:  # not an address at all: not the one that is looked for
        return False


def _edition(store: Store, source: Publication, address: str, files: Files) -> Edition:
    hashes, now = file_hashes(files), store.now()
    return Edition(
        list_id=source.list_id,
        date=now[:10],
        date_precision="day",
        sha256=edition_hash(hashes),
        provenance=Provenance.FETCHED,
        complete="yes",
        format="",
        origin=address,
        files=hashes,
        retrieved_at=now,
        rules=rules_version(source),
    )


def _is_newest(store: Store, edition: Edition) -> bool:
    kept = editions(store, OPERATOR, edition.list_id)
    wanted = (edition.sha256, edition.rules, None)
    return bool(kept) and (kept[-1].sha256, kept[-1].rules, kept[-1].entries_embedded) == wanted

"""Web captures, an archiver's folder and e-mails come in with their proofs, or not at all."""

from __future__ import annotations

import email.message
import gzip
import hashlib
import io
import json
import zipfile

import pytest

from inconcert.formats import captures, confine
from inconcert.model.errors import SourceError, UnreadableSource
from inconcert.model.vault import Deposit
from inconcert.vault import consent, reading
from inconcert.verbs.vault import Desk
from inconcert.verbs.vault_intake import bring_in

if "network" not in confine.ask("probe", b"", "probe").head["held"]:
    pytest.skip("this system does not let an ordinary user leave the network", allow_module_level=True)


@pytest.fixture
def desk(stage):
    return Desk(stage.vault, stage.rings["ada"], "ada", stage.clock)


def wacz(change=None, signed=True, extra=(), digest=""):
    parts = {
        "archive/data.warc.gz": gzip.compress(b"WARC/1.1 CANARY-PAGE", mtime=0),
        "indexes/index.cdx.gz": gzip.compress(b"index", mtime=0),
        "pages/pages.jsonl": b'{"format": "json-pages-1.0", "id": "pages"}\n'
        b'{"url": "https://anwe.example/mill", "ts": "2026-02-28T03:14:07Z", "title": "The mill"}\n',
    }
    rows = [{"name": path.split("/")[-1], "path": path, "hash": f"sha256:{hashlib.sha256(data).hexdigest()}",
             "bytes": len(data)} for path, data in parts.items()]  # fmt: skip
    package = json.dumps({"profile": "data-package", "wacz_version": "1.1.1", "software": "heron 1", "resources": rows})
    if change:
        change(parts)
    said = {"path": "datapackage.json", "hash": digest or f"sha256:{hashlib.sha256(package.encode()).hexdigest()}"}
    said |= {"signedData": {"signature": "x"}} if signed else {}
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for path, data in {**parts, "datapackage.json": package, "datapackage-digest.json": json.dumps(said)}.items():
            archive.writestr(path, data)
        for path, data in extra:
            archive.writestr(path, data)
    return out.getvalue()


def test_a_web_capture_comes_in_with_address_moment_and_program(stage, desk, tmp_path):
    file = tmp_path / "mill.wacz"
    file.write_bytes(wacz())
    (came,) = bring_in(desk, stage.id, file, Deposit("x", open_source=True, kept_at="drive 2"), store=False)
    assert "1 pages, 3 files as its package says, signed, the signature not checked here" in came.what
    (held,) = consent.exhibits(stage.book())
    found = held.deposit.collection
    assert (found.url, found.at, found.tool) == ("https://anwe.example/mill", "2026-02-28T03:14:07Z", "heron 1")
    assert not held.stored and held.sha256 == hashlib.sha256(file.read_bytes()).hexdigest()
    assert stage.found((b"CANARY-PAGE", b"anwe.example")) == []


@pytest.mark.parametrize(
    "data, match",
    [
        (wacz(lambda parts: parts.update({"archive/data.warc.gz": b"another"})), "differs from what its package says"),
        (wacz(lambda parts: parts.pop("indexes/index.cdx.gz")), "names what is not there"),
        (wacz(extra=[("archive/more.warc.gz", b"x")]), "its package does not name"),
        (wacz(digest="sha256:00"), "does not vouch for its package"),
        (wacz()[:-40], "not a readable|cut off|two kinds"),
    ],
)
def test_a_capture_that_does_not_hold_is_refused_whole(stage, desk, tmp_path, data, match):
    file = tmp_path / "mill.wacz"
    file.write_bytes(data)
    before = stage.case.log().data
    with pytest.raises(SourceError, match=match):
        bring_in(desk, stage.id, file, Deposit("x", open_source=True, kept_at="y"), store=True)
    assert stage.case.log().data == before


@pytest.fixture
def archived(tmp_path):
    """What an archiver left: media under names of its own, a text of hashes, a token over it, a page about it."""
    folder = tmp_path / "archived"
    (folder / "deep").mkdir(parents=True)
    (folder / "deep" / "a1.mp4").write_bytes(b"CANARY video")
    (folder / "b2.jpg").write_bytes(b"picture")
    hashes = [hashlib.sha256(b"CANARY video").hexdigest(), hashlib.sha3_512(b"picture").hexdigest()]
    (folder / "timestamped_hashes.txt").write_text("\n".join(hashes))
    (folder / "timestamp_token_tsa").write_bytes(b"\x30token")
    (folder / "formatted.html").write_text("<html>page</html>")
    return folder


def test_an_archivers_folder_comes_in_with_what_vouches_for_each_file(stage, desk, archived):
    came = bring_in(desk, stage.id, archived, Deposit("x", ("lark",)), store=True)
    assert len(came) == 5
    words = {item.deposit.name: item.deposit.collection.why for item in consent.exhibits(stage.book())}
    assert words["deep/a1.mp4"] == words["b2.jpg"] == "(its hash stands in the text of hashes)"
    assert "time-stamps are over" in words["timestamped_hashes.txt"]
    assert words["timestamp_token_tsa"] == "(beside it, no hash of it was given)"
    first = consent.exhibits(stage.book())[0]
    data = reading.content(stage.case, stage.signing("ada"), first, stage.secrets())
    assert data == (archived / "timestamped_hashes.txt").read_bytes(), "to the byte: its time-stamps still verify"


def test_a_folder_in_which_one_byte_changed_is_refused(stage, desk, archived):
    (archived / "b2.jpg").write_bytes(b"pictura")
    with pytest.raises(UnreadableSource, match="1 of 2 hashes have no file"):
        bring_in(desk, stage.id, archived, Deposit("x", ("lark",)), store=True)
    assert stage.case.log().lines == 1
    (archived / "timestamped_hashes.txt").unlink()
    with pytest.raises(UnreadableSource, match="0 texts of hashes"):
        captures.read_archived(archived)


def test_an_email_comes_in_whole_and_each_attachment_beside_it(stage, desk, tmp_path):
    made = email.message.EmailMessage()
    made["From"], made["To"], made["Subject"], made["Date"] = (
        "a@x.example",
        "b@x.example",
        "mill",
        "1 Mar 2026 09:00:00 +0000",
    )
    made.set_content("see attached")
    made.add_attachment(b"%PDF-1.4 CANARY", maintype="application", subtype="pdf", filename="../list.pdf")
    made.add_attachment(b"second", maintype="application", subtype="octet-stream", filename="b")
    file = tmp_path / "m.eml"
    file.write_bytes(made.as_bytes())
    came = bring_in(desk, stage.id, file, Deposit("x", ("lark",)), store=True)
    assert [one.what for one in came] == ["e-mail with 2 attachments", "attached to it", "attached to it"]
    mail, first, _ = consent.exhibits(stage.book())
    assert (first.deposit.copy_of, first.deposit.how, first.deposit.name) == (mail.id, "attached", "../list.pdf")
    assert reading.content(stage.case, stage.signing("ada"), first, stage.secrets()) == b"%PDF-1.4 CANARY"
    assert stage.found((b"CANARY", b"list.pdf")) == []

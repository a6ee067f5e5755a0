"""One case from end to end, as two sources, two custodians, two governments and a stranger live it.

Submission → intake → judgement of reliability → dossier for two governments with different consent → one withdrawal →
redacted public version → export. Everybody is invented. The tutorial docs/tutorial/vault.md tells the same.
"""

from __future__ import annotations

import asyncio
import io
import json
import re
import shutil
import subprocess
import sys
from pathlib import Path

import httpx
import pikepdf
import pytest
from click.testing import CliRunner
from PIL import Image

if sys.platform != "linux":
    pytest.skip("the vault runs on Linux only", allow_module_level=True)

from inconcert.cli.main import group
from inconcert.formats import confine, pixels
from inconcert.model.errors import InconcertError, RefusedByCheck, UserError
from inconcert.vault.ring import Ring
from inconcert.verbs.vault_submissions import Door, Limits, open_door
from inconcert.web.submissions.app import make_app

if "network" not in confine.ask("probe", b"", "probe").head["held"]:
    pytest.skip("this system does not let an ordinary user leave the network", allow_module_level=True)

NAME = "Mara Levin"
TOLD = "CANARY-TOLD I am Mara Levin. Six men took my brother from the mill at Anwe."

CASE_FILE = """
id = "nemo"
kind = "person"
summary = "Ivo Nemo commanded the station at Anwe while people were held there without charge."
birth_date = "1961-05-04"
birth_place = "Anwe"
nationality = "Nowhere"
identifiers = ["passport X1"]
identity_evidence = ["E3"]
submitter = "The Heron Group"
[[names]]
full = "Ivo Nemo"
[[names]]
full = "Иво Немо"
script = "Cyrl"
[[evidence]]
id = "E1"
title = "Account of a witness"
type = "testimony"
publisher = "The Heron Group"
reliability = "testimony"
public = false
exhibit = "{one}"
{second}
[[evidence]]
id = "E3"
title = "Register of officers"
type = "public register"
publisher = "Ministry of the Interior of Nowhere"
reliability = "official"
[[positions]]
title = "Commander"
body = "Station at Anwe"
since = "2019"
until = "2021"
evidence = ["E3", "E1"]
[[incidents]]
id = "I1"
what = "People were held without charge."
codes = ["DETENTION"]
since = "2020-02"
until = "2020-03"
place = "Anwe"
victims_words = "Eleven people of the mill."
victims = "others"
role = "Gave the orders."
link = "direct"
evidence = [{cited}]
"""
SECOND = """
[[evidence]]
id = "E2"
title = "Photograph of the gate"
type = "photograph"
publisher = "The Heron Group"
reliability = "testimony"
public = false
exhibit = "{two}"
"""


class Play:
    """The stage: a vault, three drives, a page for sources, two homes of the exchange."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.vault = ("--vault", str(root / "vault"))

    def run(self, *argv: str, by: str = "", code: int = 0) -> str:
        desk = (*self.vault, "--keys", str(self.root / by), "--as", by) if by else ()
        done = CliRunner().invoke(group, ["vault", *argv, *desk])
        if isinstance(done.exception, InconcertError):
            raise done.exception
        assert done.exit_code == code, (argv, done.output, done.exception)
        return done.stdout.strip()

    def exchange(self, home: str, *argv: object) -> str:
        done = CliRunner().invoke(
            group, ["exchange", *map(str, argv), "--home", str(self.root / home)], standalone_mode=False
        )
        if isinstance(done.exception, InconcertError):
            raise done.exception
        return done.output

    def page(self) -> httpx.AsyncClient:
        made = open_door(self.root / "vault", Ring(self.root / "door"), "door", self.case, Limits())
        door = Door(made.case, made.who, made.limits, lambda _: 2**40)
        transport = httpx.ASGITransport(app=make_app(door), raise_app_exceptions=False)
        return httpx.AsyncClient(transport=transport, base_url="http://anwe.onion")

    def post(self, path: str, **form: object) -> str:
        async def go() -> str:
            async with self.page() as client:
                return (await client.post(path, **form)).text

        return asyncio.run(go())

    def exhibits(self) -> dict[str, dict]:
        return {item["name"]: item for item in json.loads(self.run("show", self.case, "--json", by="ada"))["exhibits"]}


def key_of(play: Play, name: str, role: str = "custodian") -> tuple[str, str]:
    said = play.run("key", name, "--role", role, "--keys", str(play.root / name)).splitlines()
    return said[0].split(": ")[1], said[1].split(": ")[1] if len(said) > 1 else ""


@pytest.fixture(scope="module")
def play(tmp_path_factory):
    """A vault with custodians ada and bo and the intake of the page."""
    made = Play(tmp_path_factory.mktemp("case"))
    made.run("init", str(made.root / "vault"))
    keys = {name: key_of(made, name, "intake" if name == "door" else "custodian") for name in ("ada", "bo", "door")}
    for name in keys:
        for other, (signing, _) in keys.items():
            if other != name:
                role = "intake" if other == "door" else "custodian"
                made.run("trust", other, signing, "--role", role, "--keys", str(made.root / name))
    made.case = made.run("new", by="ada")
    made.run("custodian", made.case, "add", "bo", "--age-key", keys["bo"][1], by="ada")
    return made


@pytest.fixture(scope="module")
def governments(play):
    """Rowan, who keeps the vault, and the governments of gb and ca in the exchange."""
    prints = {}
    for name in ("rowan", "birch"):
        drives = [word for n in range(3) for word in ("--root-drive", str(play.root / f"root-{name}-{n}"))]
        prints[name] = play.exchange(name, "join", name, "--own", *drives).split()[-1]
    for name, other in (("rowan", "birch"), ("birch", "rowan")):
        folder = play.root / other / "exchange" / "own" / "folder"
        play.exchange(name, "join", other, "--from", folder, "--fingerprint", prints[other], "--every", "30")
        play.exchange(name, "pull")
    return play


def photograph() -> bytes:
    picture, exif, out = Image.new("RGB", (300, 200), "gray"), Image.Exif(), io.BytesIO()
    exif[0x013B] = "CANARY-ARTIST"
    picture.save(out, "JPEG", exif=exif)
    return out.getvalue()


def letter() -> bytes:
    """A PDF with real text, written by hand."""
    made = pikepdf.new()
    made.add_blank_page(page_size=(400, 200))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    made.pages[0].Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F=made.make_indirect(font)))
    text = f"BT /F 16 Tf 20 150 Td (To the station, from {NAME}:) Tj 0 -30 Td (where is my brother?) Tj ET"
    made.pages[0].Contents = made.make_stream(text.encode())
    out = io.BytesIO()
    made.save(out)
    return out.getvalue()


def consent(play, source, recipient, use):
    play.run("consent", play.case, source, recipient, "--use", use, "--explained-by", "ada",
             "--explained-on", "2026-03-01", by="ada")  # fmt: skip


def case_file(play, *exhibits: str) -> str:
    second = SECOND.format(two=exhibits[1]) if len(exhibits) > 1 else ""
    cited = '"E1", "E2"' if len(exhibits) > 1 else '"E1"'
    path = play.root / f"nemo-{len(exhibits)}.toml"
    path.write_text(CASE_FILE.format(one=exhibits[0], second=second, cited=cited), "utf-8")
    return str(path)


def test_a_case_from_submission_to_export(governments):
    play, case = governments, governments.case

    # two sources come by the page; each gets a code
    sent = play.post("/send", data={"code": "", "words": TOLD}, files=[("files", ("letter.pdf", letter()))])
    lark_code = re.search(r"<code>([0-9A-Z-]{29})</code>", sent)[1]
    sent = play.post("/send", data={"code": "", "words": ""}, files=[("files", ("gate.jpg", photograph()))])
    wren_code = re.search(r"<code>([0-9A-Z-]{29})</code>", sent)[1]
    held = play.exhibits()
    assert sorted(held) == ["gate.jpg", "letter.pdf", "words.txt"] and all(item["stored"] for item in held.values())
    account, paper, gate = (held[name]["id"] for name in ("words.txt", "letter.pdf", "gate.jpg"))
    (lark,), (wren,) = held["words.txt"]["sources"], held["gate.jpg"]["sources"]
    assert lark != wren and held["letter.pdf"]["sources"] == [lark]

    # intake: looked at as pixels and words, never opened
    shown = play.run("view", case, gate, "--out", str(play.root / "pages-gate"), by="ada")
    assert "it carries: EXIF or XMP" in shown
    play.run("view", case, account, "--out", str(play.root / "pages-account"), by="ada")
    assert (play.root / "pages-account" / "words.txt").read_text() == TOLD

    # the sources are asked, and answer
    (play.root / "question.txt").write_text("May we give it to the United Kingdom? To Canada?")
    play.run("reply", case, account, "--words", str(play.root / "question.txt"), by="ada")
    assert "To Canada?" in play.post("/answers", data={"code": lark_code})
    play.post("/send", data={"code": lark_code, "words": "Yes, both."}, files=[("files", ("", b""))])
    play.post("/send", data={"code": wren_code, "words": "The United Kingdom only."}, files=[("files", ("", b""))])
    for source, recipient in ((lark, "gb"), (lark, "ca"), (wren, "gb")):
        consent(play, source, recipient, "share")

    # judged before it is used
    with pytest.raises(UserError, match="not judged yet"):
        play.run("dossier", case, case_file(play, account, gate), "--for", "gb", "--use", "share", by="ada")
    for item, tells in ((account, "place:anwe"), (gate, "work:mill"), (paper, "kin:brother")):
        play.run("judge", case, item, "--reliability", "testimony", "--why", "two who know them vouch", "--element",
                 "GB-HR:detention", "--tells", tells, by="ada")  # fmt: skip

    # a dossier for two governments with different consent
    both = case_file(play, account, gate)
    with pytest.raises(RefusedByCheck, match=rf"E2 for ca: {wren} has not consented that ca may be given it"):
        play.run("dossier", case, both, "--for", "gb,ca", "--use", "share", "--out", str(play.root / "x"), by="ada")
    assert not (play.root / "x").exists()
    said = play.run("dossier", case, both, "--for", "GB-HR", "--use", "share", "--out", str(play.root / "gb"), by="ada",
                    code=1)  # fmt: skip
    assert "I1: fewer than two independent sources" not in said, "two sources, though one publisher"
    said = play.run("dossier", case, case_file(play, account), "--for", "CA-SEMA", "--use", "share", "--out",
                    str(play.root / "ca"), by="ada", code=1)  # fmt: skip
    assert "I1: fewer than two independent sources" in said, "for Canada one source is left"
    texts = "".join(path.read_text("utf-8") for path in (play.root / "gb").glob("*.txt"))
    for secret in (lark, wren, "CANARY", NAME):
        assert secret not in texts
    with pytest.raises(InconcertError, match="whose sources were not asked: E1, E2"):
        done = CliRunner().invoke(group, ["dossier", "check", both, "--home", str(play.root / "rowan")])
        raise done.exception

    # the photograph itself goes to the United Kingdom: stripped, in a bag, by a message of the exchange
    with pytest.raises(RefusedByCheck, match="it carries EXIF"):
        play.run("export", case, gate, "--to", "gb", "--use", "share", "--out", str(play.root / "raw"), by="ada")
    bare = play.run("copy", case, gate, by="ada").splitlines()[0]
    play.run("export", case, bare, "--to", "gb", "--use", "share", "--out", str(play.root / "bag-gb"), by="ada")
    assert b"CANARY" not in (play.root / "bag-gb" / "data" / "exhibits" / bare).read_bytes()
    archive = shutil.make_archive(str(play.root / "bag-gb"), "zip", play.root / "bag-gb")
    play.exchange("rowan", "publish", "dossier", "--tlp", "AMBER", "--to", "birch", "--text", "A photograph.",
                  "--attach", archive)  # fmt: skip
    play.run("carried", case, bare, "--to", "gb", "--party", "birch", "--message", "rowan:1", by="ada")
    assert "dossier" in play.exchange("birch", "pull")

    # one source withdraws: nothing more goes out, and who has it is told by the exchange
    known = json.loads(play.run("source", case, wren, "--for", "gb", "--use", "publish", "--json", by="ada"))
    seen_by = {(one["who"], one["action"]) for item in known["exhibits"] for one in item["holders"]}
    assert {("ada", "viewed"), ("gb", "rendered"), ("gb", "exported")} <= seen_by
    said = play.run("withdraw", case, wren, "--tell", str(play.root / "rowan"), by="ada", code=1)
    assert "birch is told by message rowan:2" in said and f"gb has {gate}" in said, "the dossier went another way"
    pulled = play.exchange("birch", "pull")
    assert "consent_withdrawal" in pulled
    body = (play.root / "birch").rglob("*")
    assert wren.encode() not in b"".join(path.read_bytes() for path in body if path.is_file())
    with pytest.raises(RefusedByCheck, match="has withdrawn"):
        play.run("dossier", case, both, "--for", "gb", "--use", "share", "--out", str(play.root / "y"), by="ada")
    with pytest.raises(RefusedByCheck, match="has withdrawn"):
        play.run("export", case, bare, "--to", "gb", "--use", "share", "--out", str(play.root / "z"), by="ada")

    # a redacted public version of the letter, released by two
    play.run("terms", case, NAME, by="ada")
    consent(play, lark, "public", "publish")
    with pytest.raises(RefusedByCheck, match="text can be extracted"):
        play.run("release", case, paper, by="ada")
    public = play.run("copy", case, paper, "--redact", by="ada").splitlines()[0]
    play.run("view", case, public, "--out", str(play.root / "pages-public"), by="bo")
    play.run("release", case, public, by="ada", code=1)
    with pytest.raises(RefusedByCheck, match="not released by 2 persons"):
        play.run("export", case, public, "--to", "public", "--use", "publish", "--out", str(play.root / "p"), by="ada")
    play.run("release", case, public, by="bo")
    told = play.run("export", case, public, "--to", "public", "--use", "publish", "--out", str(play.root / "bag"),
                    by="ada")  # fmt: skip
    went = (play.root / "bag" / "data" / "exhibits" / public).read_bytes()
    assert pixels.look(went, "a.pdf").text.strip() == "" and NAME.encode() not in went

    # three things told of one source name her: the third is held back till somebody has looked at all of them
    play.run("judge", case, public, "--reliability", "testimony", "--why", "as before", "--tells", "kin:brother",
             "--tells", "place:anwe", by="ada")  # fmt: skip
    words = play.run("copy", case, account, "--redact", "--hide", "my brother", by="ada").splitlines()[0]
    play.run("judge", case, words, "--reliability", "testimony", "--why", "x", "--tells", "work:mill", by="ada")
    for by, code in (("ada", 1), ("bo", 0)):
        play.run("release", case, words, by=by, code=code)
    argv = ("export", case, words, "--to", "public", "--use", "publish", "--out", str(play.root / "third"))
    with pytest.raises(RefusedByCheck, match="may name a person: 2 exhibits tell of .*kin:brother, place:anwe, work:"):
        play.run(*argv, by="ada")
    play.run(*argv, "--seen-together", by="ada")

    # a stranger checks what was handed over
    done = subprocess.run(["sha256sum", "-c", "--quiet", "manifest-sha256.txt"], cwd=play.root / "bag")
    assert done.returncode == 0
    size, digest = told.split(f"{case} ")[1].split()[:2]
    stranger = play.root / "stranger"
    for name in ("ada", "bo", "door"):
        actor = next(item for item in Ring(play.root / "ada").trusted() if item.name == name)
        play.run("trust", name, actor.key, "--role", actor.role.value, "--keys", str(stranger))
    assert "It holds: 1 exhibits" in play.run("check-bag", str(play.root / "bag"), case, size, digest, "--keys",
                                              str(stranger))  # fmt: skip

    # and the machine, if it is taken, holds none of it
    everything = b"".join(path.read_bytes() for path in (play.root / "vault").rglob("*") if path.is_file())
    for secret in (b"CANARY", NAME.encode(), lark.encode(), wren.encode(), lark_code.encode(), b"AGE-SECRET"):
        assert secret not in everything

"""The documentation holds together: links resolve, the index reaches every page, no page names somebody's machine."""

from __future__ import annotations

import re
import tomllib
from functools import cache
from pathlib import Path

import click
import pytest

from inconcert.api.operations import OPERATIONS
from inconcert.cli.main import group

ROOT = Path(__file__).parents[1]
DOCS = ROOT / "docs"
PAGES = sorted(page for page in (*ROOT.glob("*.md"), *DOCS.rglob("*.md")))
LINK = re.compile(r"\]\(<?([^)\s>]+)>?(?: \"[^\"]*\")?\)")
CODE = re.compile(r"^(```|~~~).*?^\1[ \t]*$|`[^`\n]+`", re.DOTALL | re.MULTILINE)
MACHINE = re.compile(
    r"(?<![\w.])/(?:home/(?!inconcert\b)|(?:Users|root|tmp|mnt|workspaces?|work|builds?)/)[\w.]|[A-Z]:\\Users\\"
)


WRITTEN = re.compile(r"(?:^ *|`)inconcert ([a-z][^\n`]*)", re.MULTILINE)
PARTS = re.compile(r" #|[;|&]|  ")


def name(page):
    return page.relative_to(ROOT).as_posix()


@cache
def links(page):
    """Return (target file, part behind the hash) of each relative link of a page."""
    found = LINK.findall(CODE.sub("", page.read_text("utf-8")))
    relative = [link for link in found if not re.match(r"[a-z][a-z+.-]*:", link)]
    return [
        ((page.parent / path).resolve() if path else page, part)
        for path, _, part in (link.partition("#") for link in relative)
    ]


def anchors(page):
    """Return the anchors of a page's headings, as the hosts of repositories make them."""
    heads = re.findall(r"^#+ (.+)$", page.read_text("utf-8"), re.MULTILINE)
    return {re.sub(r"[^\w\- ]", "", head.strip().lower()).replace(" ", "-") for head in heads}


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_every_relative_link_resolves(page):
    for target, part in links(page):
        assert target.exists(), f"{name(page)} links to {target}, which is not there"
        assert target.is_relative_to(ROOT), f"{name(page)} links out of the project: {target}"
        if part and target.suffix == ".md":
            assert part in anchors(target), f"{name(page)} links to #{part}, no heading of {name(target)}"


def test_the_index_names_every_page_once():
    """Each page stands in the index exactly once; those of a folder with an index of its own stand in that one."""
    named = [target for target, _ in links(DOCS / "README.md") if target.is_relative_to(DOCS)]
    assert len(named) == len(set(named)), sorted(name(page) for page in named if named.count(page) > 1)
    for page in DOCS.rglob("*.md"):
        index = page.parent / "README.md"
        if page == DOCS / "README.md" or page in named:
            continue
        assert index != page and index in named, f"{name(page)} is not reached from docs/README.md"
        assert page in [target for target, _ in links(index)], f"{name(page)} is not reached from {name(index)}"


def test_the_front_page_leads_to_the_index():
    assert DOCS / "README.md" in [target for target, _ in links(ROOT / "README.md")]


@pytest.mark.parametrize("page", PAGES, ids=name)
def test_no_page_names_a_path_of_somebodys_machine(page):
    assert not MACHINE.findall(page.read_text("utf-8"))


def test_every_room_and_every_file_that_architecture_names_is_there():
    text = (ROOT / "ARCHITECTURE.md").read_text("utf-8")
    source = ROOT / "src" / "inconcert"
    rooms = {item.parent.name for item in source.glob("*/__init__.py")}
    table = set(re.findall(r"^\| `(\w+)` \|", text, re.MULTILINE))
    assert table == rooms
    for path in re.findall(r"`((?:src|docs|scripts|tests|deploy)/[^`]+)`", text):
        assert list(ROOT.glob(path.rstrip("/"))), f"ARCHITECTURE.md names {path}, which is not there"


def test_the_changelog_says_nothing_twice():
    lines = [line for line in (ROOT / "CHANGELOG.md").read_text("utf-8").splitlines() if line.strip()]
    assert len(lines) == len(set(lines)), sorted({line for line in lines if lines.count(line) > 1})


def commands(text):
    """Return the command lines of a page: what stands in code behind the program's name, up to a comment or a pipe."""
    code = "\n".join(
        found.group(0)
        for found in re.finditer(r"^```.*?^```|^ {4,}inconcert .*?$|`[^`\n]+`", text, re.DOTALL | re.MULTILINE)
    )
    return [PARTS.split(line)[0] for line in WRITTEN.findall(code.replace("\\\n", " "))]


def unknown(line):
    """Return the first word of a command line that the program does not know, or None."""
    command, words = group, line.split()
    while isinstance(command, click.Group) and words and words[0].isascii() and re.fullmatch(r"[a-z][a-z-]*", words[0]):
        context = click.Context(command)
        found = command.get_command(context, words[0])
        if found is None:
            return words[0]
        command, words = found, words[1:]
    taken = {spelt for each in command.params for spelt in (*each.opts, *each.secondary_opts)} | {"--help"}
    asked = (word.strip("[](),.").partition("=")[0] for word in words if word.startswith("--"))
    return next((word for word in asked if word not in taken), None)


@pytest.mark.parametrize("page", [page for page in PAGES if page.name != "commands.md"], ids=name)
def test_every_command_that_a_page_writes_is_there(page):
    for line in commands(page.read_text("utf-8")):
        assert unknown(line) is None, f"{name(page)} writes `inconcert {line}`: no {unknown(line)}"


def test_commands_are_found_in_pages_and_a_wrong_one_is_seen():
    assert sum(len(commands(page.read_text("utf-8"))) for page in PAGES) > 100
    assert [unknown(line) for line in ("gaps --have us", "gaps --hav us", "exchange demoo", "nothing")] == [
        None, "--hav", "demoo", "nothing",
    ]  # fmt: skip


def test_every_question_for_programs_stands_on_its_page():
    text = (DOCS / "reference" / "api.md").read_text("utf-8")
    for each in OPERATIONS:
        method = "" if each.method == "get" else "POST "
        written = re.escape(f"`{method}/api/v1{each.path.replace('{id}', 'ID')}") + "[`?]"
        assert re.search(written, text), f"docs/reference/api.md does not name {each.method} {each.path}"


def test_every_dependency_has_its_decision():
    wanted = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]["dependencies"]
    reasons = "\n".join(page.read_text("utf-8") for page in (DOCS / "decisions").glob("*.md"))
    for each in wanted:
        package = re.split(r"[<>=;\[ ]", each)[0]
        assert re.search(rf"(?<![\w-]){re.escape(package)}(?![\w-])", reasons), f"no decision names {package}"

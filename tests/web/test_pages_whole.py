"""Every page: there, valid, whole without scripts, no request elsewhere, every link right, hostile text inert."""

from __future__ import annotations

import gzip
import re
import urllib.parse

import pytest
from lxml import etree, html

from inconcert.verbs.index import index_of
from inconcert.web.app import NAMED, PAGES
from inconcert.web.languages import NAMES
from inconcert.web.rendering import css, script

NAMED_EXAMPLES = {
    "/situations": "xinjiang", "/actions": "us-2018-11-15-khashoggi", "/regimes": "GB-HR", "/jurisdictions": "gb",
    "/lists": "gb_uksl", "/pictures": "years.svg", "/reach": "us-29219",
}  # fmt: skip
ADDRESSES = ["/", "/targets/us-29220", "/targets/us-29220/correct", "/corrections", "/corrections/receipt",
             "/corrections/desk", "/search?q=Zhu+Hailun", "/review", *(path for path, _ in PAGES),
             *(f"{path}/{NAMED_EXAMPLES[path]}" for path, _, _ in NAMED if path != "/pictures")]  # fmt: skip
PAGE_MAX_BYTES = 60_000
CSS_MAX_BYTES = 25_000
SCRIPT_MAX_BYTES = 15_000


def tree(text: str):
    return html.fromstring(text.encode("utf-8"), parser=html.HTMLParser(encoding="utf-8"))


@pytest.mark.parametrize("language", NAMES)
@pytest.mark.parametrize("address", ADDRESSES)
def test_a_page_is_there_in_each_language(pages, address, language):
    join = "&" if "?" in address else "?"
    answer = pages.get(f"{address}{join}lang={language}")
    assert answer.status_code == 200, answer.text[:300]
    page = tree(answer.text)
    assert page.get("lang") == language and page.get("dir") == ("rtl" if language == "ar" else "ltr")
    assert len(page.xpath("//h1")) == 1 and page.xpath("//title")[0].text_content().strip()
    assert len(page.xpath("//main[@id='content']")) == 1
    ids = page.xpath("//@id")
    assert len(ids) == len(set(ids)), "an id stands twice"
    assert len(gzip.compress(answer.content)) <= PAGE_MAX_BYTES
    for control in page.xpath("//input[not(@type='hidden')]|//select|//textarea"):
        labelled = control.xpath("ancestor::label") or page.xpath(f"//label[@for='{control.get('id')}']")
        assert labelled, etree.tostring(control)[:200]
    for table in page.xpath("//table"):
        assert table.xpath(".//thead//th") and not table.xpath(".//thead//th[not(@scope)]")
    assert all(
        item.get("src", "").startswith("/static/inconcert.js?") and not item.text for item in page.xpath("//script")
    )
    assert not page.xpath("//@style") and "onclick" not in answer.text


@pytest.mark.parametrize("address", ADDRESSES)
def test_nothing_is_fetched_from_elsewhere(pages, address):
    page = tree(pages.get(address).text)
    fetched = page.xpath("//@src|//link[not(@rel='alternate')]/@href|//form/@action|//@srcset|//@data|//@poster")
    assert fetched and all(link.startswith(("/", "data:,")) and not link.startswith("//") for link in fetched)


def test_the_style_sheet_is_small_and_fetches_only_our_fonts(pages):
    assert len(gzip.compress(css().encode())) <= CSS_MAX_BYTES
    assert all(link.startswith('"/static/') for link in re.findall(r"url\(([^)]*)\)", css()))
    assert "@import" not in css()
    assert not re.search(r"(margin|padding|border)-(left|right)|text-align: (left|right)", css())
    assert pages.get("/static/inconcert.css").status_code == 200


def test_the_script_is_small_and_writes_no_markup(pages):
    assert len(gzip.compress(script().encode())) <= SCRIPT_MAX_BYTES
    assert not re.search(
        r"innerHTML|outerHTML|insertAdjacentHTML|document\.write|eval\(|https?://|localStorage|cookie", script()
    )
    assert pages.get("/static/inconcert.js").headers["content-type"].startswith("text/javascript")


def test_every_answer_carries_the_headers(pages):
    for address in ("/", "/nowhere", "/targets/nobody", "/static/inconcert.css", "/api/v1/lists", "/gaps.json"):
        headers = pages.get(address).headers
        policy = headers["content-security-policy"]
        assert "default-src 'none'; script-src 'self';" in policy and "require-trusted-types-for 'script'" in policy
        assert "unsafe" not in policy
        assert headers["x-content-type-options"] == "nosniff" and headers["referrer-policy"] == "no-referrer"
        assert "set-cookie" not in headers and "access-control-allow-origin" not in headers


def test_a_foreign_host_is_not_answered(pages):
    assert pages.get("/", base="http://evil.example").status_code == 400
    assert pages.get("/", headers={"host": "evil.example"}).status_code == 400


@pytest.mark.parametrize("address", ADDRESSES)
def test_head_answers_as_get_without_a_body(pages, address):
    answer = pages.ask("HEAD", address)
    assert answer.status_code == 200 and not answer.content


@pytest.mark.parametrize("address", ["/", "/gaps", "/matrix", "/targets/us-29220", "/situations/xinjiang", "/regimes"])
def test_every_link_leads_somewhere(pages, address):
    seen: dict[str, int] = {}
    for lang in ("", "fr"):
        page = tree(pages.get(address, params={"lang": lang} if lang else None).text)
        for link in page.xpath("//a/@href|//link/@href"):
            if link.startswith(("https://", "http://", "data:")):
                assert link.startswith(("https://", "data:")) or page.xpath(f"//a[@href='{link}'][@rel]")
                continue
            link = urllib.parse.urljoin(address, link).partition("#")[0]
            assert link.startswith("/"), link
            if link not in seen and ".xlsx" not in link and len(seen) < 70:
                seen[link] = pages.get(link).status_code
    assert seen and not {link: code for link, code in seen.items() if code not in (200, 303, 307)}


@pytest.mark.parametrize(
    "path", [path for path, _ in PAGES if path not in ("/about", "/help", "/accessibility", "/api")]
)
def test_each_page_of_facts_is_also_json_csv_and_a_spreadsheet(pages, path):
    query = "?q=Zhu+Hailun" if path == "/search" else ""
    assert pages.get(f"{path}.json{query}").headers["content-type"] == "application/json"
    assert pages.get(f"{path}.csv{query}").headers["content-type"].startswith("text/csv")
    assert pages.get(f"{path}.xlsx{query}").content[:2] == b"PK"
    assert pages.get(f"{path}.exe{query}").status_code == 404


@pytest.mark.parametrize("path", ["/matrix.mail", "/gaps.mail", "/targets/us-29220.mail"])
def test_a_file_to_mail_needs_nothing_beside_it(pages, path):
    answer = pages.get(path)
    page = tree(answer.text)
    assert "attachment" in answer.headers["content-disposition"]
    assert not page.xpath("//link[@rel='stylesheet']|//img|//form|//script") and page.xpath("//style")
    assert not [link for link in page.xpath("//a/@href") if link.startswith("/")], "a link that leads nowhere in a mail"


def test_hostile_text_stays_text(hostile):
    addresses = ["/", "/gaps", "/gaps.mail", "/lists", "/lists/us_sdn", "/matrix?situation=xinjiang", "/review",
                 "/search?q=Hostile", "/changes?since=2020-01-01", "/jurisdictions/us", "/statistics"]  # fmt: skip
    addresses += [f"/targets/{brief.id}" for brief in index_of(hostile.house).targets]
    assert len(addresses) > 15
    for address in addresses:
        answer = hostile.get(address)
        assert answer.status_code == 200, (address, answer.text[:200])
        page = tree(answer.text)
        assert not page.xpath(
            "//script[not(@src)]|//svg|//iframe|//object|//embed|//img[not(starts-with(@src, '/pictures/'))]"
        )
        assert not page.xpath("//@*[starts-with(name(), 'on')]")
        assert not [link for link in page.xpath("//@href|//@src|//@action") if link.lower().startswith("javascript")]
        assert len(page.xpath("//style")) == (1 if address.endswith(".mail") else 0)
        assert ">49<" not in answer.text and "\u202e" not in answer.text


@pytest.mark.parametrize("query", ["q=<script>alert(1)</script>", "q=%22%3E%3Cimg src=x onerror=alert(1)%3E"])
def test_a_hostile_question_stays_text(pages, query):
    for address in (
        f"/search?{query}",
        f"/gaps?have={query[2:]}",
        f"/matrix?names={query[2:]}",
        f"/gaps?after={query[2:]}",
    ):
        assert not tree(pages.get(address).text).xpath("//script[not(@src)]|//img|//@onerror")


def test_a_question_that_is_none_is_told_so(pages):
    for address in ("/gaps?have=zz", "/gaps?theme=x", "/gaps?sort=x", "/gaps?as_of=yesterday", "/matrix?situation=none",
                    "/?lang=xx", "/targets/nobody", "/regimes/none", "/lists/none", "/gaps?after=%00",
                    "/changes?from=x", "/jurisdictions/zz", "/actions/none", "/situations/none",
                    "/search?q=" + "a" * 400):  # fmt: skip
        answer = pages.get(address)
        assert answer.status_code == 404, (address, answer.status_code)
        assert "Traceback" not in answer.text and tree(answer.text).xpath("//h1")


def test_an_answer_is_not_sent_twice(pages):
    first = pages.get("/gaps")
    again = pages.get("/gaps", headers={"if-none-match": first.headers["etag"]})
    assert again.status_code == 304 and not again.content

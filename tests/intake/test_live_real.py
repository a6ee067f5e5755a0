"""The real files, served by a local server under the official hosts and paths, fetched as `refresh` fetches them."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import pytest

from inconcert.intake.live import refresh_live
from inconcert.intake.read import publication
from inconcert.model.rights import OPERATOR
from inconcert.store.editions import editions
from inconcert.store.home import Home

FILES = {
    "ca_autonomous": ("ca/autonomous/2025-04/sema-lmes.xml", "text/xml", 4_759),
    "un_sc": ("un/consolidated/2026-08-02/consolidated.xml", "application/xml", 736 + 275),
    "au_dfat": ("au/dfat/2026-08-02/Australian_Sanctions_Consolidated_List.xlsx", "application/octet-stream", 3_846),
    "us_nonsdn": ("us/nonsdn_enhanced/2025-01-10/CONS_ENHANCED.ZIP", "application/x-zip-compressed", 443),
}


@pytest.mark.shared
def test_the_real_files_under_the_official_addresses(shared_data, live, tmp_path):
    for list_id, (file, kind, _) in FILES.items():
        path = urlsplit(publication(list_id).addresses[0]).path
        body = (shared_data / file).read_bytes()
        live.server.at(path, live.say(200, body, Content_Type=kind, ETag=f'"{list_id}"'), live.say(304))
    with Home(tmp_path / "home", lambda: dt.datetime(2026, 8, 2, tzinfo=dt.UTC)).open() as store:
        report = refresh_live(store, live.server.network(), lists=list(FILES))
        assert [(item.list_id, item.why) for item in report.refused] == []
        assert {item.list_id: item.entries for item in report.committed} == {
            list_id: count for list_id, (_, _, count) in FILES.items()
        }
        assert len(refresh_live(store, live.server.network(), lists=list(FILES)).unchanged) == len(FILES)
        assert len(editions(store, OPERATOR)) == len(FILES)

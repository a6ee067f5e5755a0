"""A cell is worked out once for each state of the home, and is the same as when it is worked out alone."""

from __future__ import annotations

import datetime as dt
from dataclasses import replace

import pytest

from inconcert.gaps.designations import cell
from inconcert.verbs.index import index_of
from inconcert.verbs.registers import register_of


@pytest.mark.parametrize("day", [None, dt.date(2021, 3, 23), dt.date(2030, 1, 1)])
def test_what_is_remembered_is_what_is_worked_out(pages, day):
    index = index_of(pages.house)
    register = register_of(pages.house, index, index.targets[::9])
    for target in register.targets.values():
        for where in register.jurisdictions:
            alone = replace(register, cells={})
            assert (
                cell(register, target, where, day)
                == cell(alone, target, where, day)
                == cell(register, target, where, day)
            )
    assert register.cells

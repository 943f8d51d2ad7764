"""Looking for garbage seldom: only while the work lasts, and never off."""

from __future__ import annotations

import gc

import pytest

from kunteko_eval.files.collecting import SELDOM, collecting_seldom


def test_work_within_work_leaves_the_threshold_as_it_was_found() -> None:
    """The threshold is raised until the outermost work ends, also when it fails."""
    found = gc.get_threshold()
    seen: list[tuple[int, bool]] = []

    @collecting_seldom
    def inner() -> None:
        seen.append((gc.get_threshold()[0], gc.isenabled()))

    @collecting_seldom
    def outer() -> None:
        inner()
        inner()
        raise ValueError("stopped")

    with pytest.raises(ValueError, match="stopped"):
        outer()
    assert seen == [(SELDOM, True)] * 2
    assert gc.get_threshold() == found


@pytest.mark.parametrize("chosen", [0, 2 * SELDOM])
def test_who_chose_to_collect_more_seldom_still_is_left_alone(chosen: int) -> None:
    """A threshold that is off or higher holds during the work too."""
    found = gc.get_threshold()
    gc.set_threshold(chosen, *found[1:])
    try:
        assert collecting_seldom(gc.get_threshold)()[0] == chosen
        assert gc.get_threshold()[0] == chosen
    finally:
        gc.set_threshold(*found)

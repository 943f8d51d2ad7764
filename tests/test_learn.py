"""The teaching notebooks: what is computed by hand is the method's, and what an exercise promises is what one sees.

Their cells are run here in this process, one notebook after another without a kernel; `make nbval` runs them in one.
"""

from __future__ import annotations

import contextlib
import functools
import io
import re
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Any, Protocol

import nbformat
import pytest

import kunteko_eval as ke
from kunteko_eval.errors import FaultyInput

ROOT = Path(__file__).parents[1]
LEARN = ROOT / "notebooks" / "learn"
READ, RATE, DEPENDS, SURVEY = (path.name for path in sorted(LEARN.glob("*.ipynb")))
DRAWN = ("px.", ".explain(")
"""What stands in cells that draw or print, and compute nothing."""


class Worked(Protocol):
    """Runs the cells of a notebook and returns its names."""

    def __call__(
        self, name: str, changes: Mapping[str, str] | None = None, without: tuple[str, ...] = DRAWN, **given: object
    ) -> dict[str, Any]:
        """Run a notebook with parameters, some of its code changed, and without the cells that hold some words."""


@pytest.fixture(scope="module")
def opened() -> Callable[..., Any]:
    """Return ``open_period`` with a memory: nobody changes what it gives, as every frame is a copy."""
    return functools.cache(ke.open_period)


@pytest.fixture
def worked(monkeypatch: pytest.MonkeyPatch, opened: Callable[..., Any]) -> Iterator[Worked]:
    """Return a function that runs a notebook where it stands; what it leaves on the disk is removed afterwards."""
    monkeypatch.chdir(LEARN)
    monkeypatch.setitem(vars(ke), "open_period", opened)
    scratch: list[Any] = []

    def run(
        name: str, changes: Mapping[str, str] | None = None, without: tuple[str, ...] = DRAWN, **given: object
    ) -> dict[str, Any]:
        names: dict[str, Any] = {}
        sources = [cell.source for cell in nbformat.read(LEARN / name, as_version=4).cells if cell.cell_type == "code"]
        for old in changes or {}:
            assert any(old in source for source in sources), old
        for number, source in enumerate(sources):
            if not any(words in source for words in without):
                for old, new in (changes or {}).items():
                    source = source.replace(old, new)
                with contextlib.redirect_stdout(io.StringIO()):
                    exec(compile(source, f"{name}, code cell {number + 1}", "exec"), names)  # noqa: S102  (ours)
                scratch.extend([names["scratch"]] if "scratch" in names else [])
            if number == 0:
                assert given.keys() <= names.keys()
                names |= given
        return names

    yield run
    for one in scratch:
        one.cleanup()


def test_there_are_four_and_each_invites_to_change_something() -> None:
    """Every notebook ends with two exercises at least, each of which says what one will see."""
    for name in (READ, RATE, DEPENDS, SURVEY):
        prose = [
            cell.source for cell in nbformat.read(LEARN / name, as_version=4).cells if cell.cell_type == "markdown"
        ]
        exercises = re.findall(r"^\d\. .+$", prose[-1], re.M)
        assert prose[-1].startswith("## Muuta ja katso")
        assert len(exercises) >= 2
        assert all(len(one.split(". ")) >= 3 for one in exercises)


@pytest.mark.parametrize(
    ("programme", "period", "language", "element"),
    [
        ("kunteko", "2018-2020", "fi", "coherent-development"),
        ("kunteko", "2018-2020", "en", "services"),  # One finding lifts what its kind of source says.
        ("kunteko", 2020, "fi", "communication"),  # A figure did not pass a check.
        ("kunteko", "2018-2020", "fi", "shared-understanding"),  # One finding is all there is.
        ("kunteko", "2015-2020", "fi", "renewal"),  # No pathway carries the wider effect.
        ("maakuntien-liitot", "2021-2023", "sv", "network-events"),
    ],
)
def test_what_is_rated_by_hand_is_what_the_method_gives(
    worked: Worked, programme: str, period: str | int, language: str, element: str
) -> None:
    """Achievement, its interval, colour and confidence of a box without criticism: the notebook's are the method's."""
    names = worked(RATE, programme=programme, period=period, language=language, element=element)
    assert names["both"]["same"].all()
    method = names["rated"].ratings.loc[element]
    total = [names["total"][end] for end in ("low", "value", "high")]
    assert total == pytest.approx([method["low"], method["achievement"], method["high"]], abs=1e-9)
    pools = names["box"].pools.sort_index()
    assert list(names["types"]["value"]) == pytest.approx(list(pools["achievement"]), abs=1e-9)


def test_the_exercises_of_rating_by_hand_show_what_they_promise(worked: Worked) -> None:
    """A cap bites, a finding lifts a median, numbers that are not kept within bounds lead elsewhere; so does criticism."""
    capped = worked(RATE, element="successful-development")
    assert (round(capped["total"]["value"], 2), capped["colour"], capped["caps"]["perceived-only"]) == (
        0.98,
        "yellow",
        True,
    )
    lifted = worked(RATE, element="services")
    participants = lifted["ends"][(lifted["used"]["source_type"] == "participants") & lifted["exact"]]
    assert round(participants["value"].median(), 2) == 0.72
    assert lifted["types"].loc["participants", "value"] == pytest.approx(0.775)
    loose = worked(RATE, {"ends = ends.clip(rubric.cap_low, rubric.cap_high)\n": ""})
    assert round(loose["total"]["value"], 2) == 1.07
    assert not loose["both"].loc["achievement", "same"]
    across = (
        'measured, promised = types.loc[types["exact"], end], types.loc[~types["exact"], end]\n    tried = [measured.m'
    )
    means = worked(RATE, {f"{across}edian()]": f"{across}ean()]"})
    assert means["both"]["same"].all()
    criticised = worked(RATE, element="programme-team")
    assert not criticised["both"].loc["achievement", "same"]


def test_the_exercises_of_reading_show_what_they_promise(worked: Worked) -> None:
    """Few boxes have evidence of the first period, communication leads less far, and so many figures are inexact."""
    now, before = worked(READ), worked(READ, period="2015-2017")
    assert (len(before["counted"]), len(now["reached"])) == (3, 19)
    other = worked(READ, {"start = max(graph, key=graph.out_degree)": 'start = "communication"'})
    assert len(other["reached"]) == 7
    numbers = now["numbers"]
    assert ((numbers["precision"] == "about").sum(), (numbers["match"] == "inferred").sum()) == (40, 86)


def test_the_exercises_of_what_a_colour_depends_on_show_what_they_promise(worked: Worked) -> None:
    """No box hangs on the cut-point of yellow, one on the way of pooling, two on a group of respondents."""
    others = ("without_sources", "hangs", "robust", *DRAWN)
    changes = {"rated.what_if(cut_green=cut)": "rated.what_if(cut_yellow=cut)"}
    changes |= {"cuts = [0.85, 0.90, 0.95, 1.00, 1.05]": "cuts = [0.4, 0.5, 0.6, 0.7]"}
    changes |= {
        "moved[moved.nunique(axis=1) > 1]": "kept = locals().get('kept', []) + [moved[moved.nunique(axis=1) > 1]]"
    }
    names = worked(DEPENDS, changes, others)
    by_cuts, by_expectations = names["kept"]
    assert by_cuts.empty
    assert not by_expectations.empty
    rated, before = names["rated"], names["rated"].ratings["rating"]
    pooled = rated.what_if(pooling="mean").ratings["rating"]
    assert [(before[one], pooled[one]) for one in before.index[before != pooled]] == [("green", "yellow")]
    grouped = rated.what_if(without_groups=["participants"]).ratings["rating"]
    assert [(before[one], grouped[one]) for one in before.index[before != grouped]] == [("yellow", "green")] * 2


@pytest.mark.slow
def test_the_exercises_of_the_survey_show_what_they_promise(worked: Worked) -> None:
    """Six who answer alike stay hidden and ten are shown, fewer positive answers turn the box red, a stray one is told.

    It must begin a project and audit a survey four times, three seconds each.
    """
    alike = worked(SURVEY, elected=6)["tried"].figures["reason"]
    assert alike.loc[("skills-grew", "elected-officials")] == "all-alike"
    assert worked(SURVEY, elected=10)["tried"].figures["shown"].all()
    strict = worked(SURVEY, {'"positive": [3, 4]': '"positive": [4]'})
    assert (strict["shown"], strict["box"].rating) == (47, "red")
    with pytest.raises(FaultyInput, match=r'row 2, column "Q1": "ehkä"; expected a whole number from 1 to 4'):
        worked(SURVEY, {"export = work": 'rows.loc[0, "Q1"] = "ehkä"\nexport = work'})


@pytest.mark.slow
def test_a_survey_leads_to_a_box_in_every_language(worked: Worked) -> None:
    """The share that pandas gives is the import's, two groups are hidden, the box turns green; labels follow the language.

    It must begin a project and audit a survey in each language, three seconds each.
    """
    for language, label in (("fi", "Osaaminen kasvaa"), ("sv", "Kunnandet växer"), ("en", "Skills grow")):
        names = worked(SURVEY, without=("px.",), language=language)
        assert names["by_hand"] == names["shown"] == 80
        assert list(names["tried"].figures["shown"]) == [True, False, True, False]
        assert names["box"].rating == "green"
        assert names["start"].ratings.loc["skills", "label"] == label
        assert names["export"].name.startswith("synthetic")
        assert set(names["rows"]["Data"]) == {"SYNTHETIC"}
        assert not names["work"].exists()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("programme", "period", "language"),
    [
        ("soteliiderit", "2019", "sv"),
        ("maakuntien-liitot", "2021-2023", "en"),
        ("kekseliaat-kehittajat", "2020-2021", "en"),
    ],
)
def test_another_programme_can_be_read_and_tried(worked: Worked, programme: str, period: str, language: str) -> None:
    """Reading and trying out go through, figures and words too, whatever programme, period and language are asked for.

    It must draw ten thousand times and leave out every source in turn, up to eight seconds a programme.
    """
    for name in (READ, DEPENDS):
        names = worked(name, without=(), programme=programme, period=period, language=language)
        assert (names["known"].id, names["rated"].period, names["known"].language) == (programme, period, language)
        assert names["rated"].ratings["label"].notna().all()

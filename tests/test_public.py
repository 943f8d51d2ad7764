"""The public face: what stands in the documentation works as written, is typed, and says what there is."""

from __future__ import annotations

import datetime
import json
import math
import subprocess
import sys
from collections.abc import Callable
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pandas as pd
import plotly.graph_objects as go
import pytest
from builder import ELEMENT, Case, CaseItem, build, rubric_in_force

import kunteko_eval as ke
from kunteko_eval.errors import FaultyInput, UnknownName
from kunteko_eval.frames.build import RATING, frames_dictionary
from kunteko_eval.frames.columns import FRAMES
from kunteko_eval.frames.comparison import ChangeFrames
from kunteko_eval.frames.programme import ProgrammeFrames
from kunteko_eval.frames.result import ResultFrames
from kunteko_eval.method.assess import assess
from kunteko_eval.public import Programme, Result
from kunteko_eval.public.element import ElementResult
from kunteko_eval.reading.programme_reader import find_programmes, read_programme
from kunteko_eval.reading.rubric_reader import read_rubric
from kunteko_eval.report.data_files import ratings_json
from kunteko_eval.report.language import Language
from kunteko_eval.report.portfolio import open_portfolio
from kunteko_eval.report.view import open_view, view_of

ROOT = Path(__file__).parents[1]
OF_PROGRAMME = [name for name in FRAMES if hasattr(ProgrammeFrames, name)]
OF_CHAPTERS = ("unit_costs", "moved_figures", "trends", "gaps", "suspicions", "recommendations", "scores", "settings")
"""Frames of a result that its chapters choose from."""
OF_RESULT = (
    *("ratings", "items", "reasons", "links", "process_tests", "pathways", "checks", "conflicts", "judgements"),
    *("milestones", "pools"),
    *OF_CHAPTERS,
)
REPORTED = {name: ke.read(ROOT / "data" / name).report_periods for name in find_programmes(ROOT / "data")}
EVERY_PERIOD = [(name, period) for name, periods in REPORTED.items() for period in periods]


@pytest.fixture(scope="module")
def programme() -> Programme:
    """KunTeko, with labels in English."""
    return ke.read(ROOT / "data" / "kunteko")


@pytest.fixture(scope="module")
def result(programme: Programme) -> Result:
    """Its second phase, rated."""
    return programme.rate("2018-2020")


def test_every_name_of_the_public_face_works_as_promised(monkeypatch: pytest.MonkeyPatch) -> None:
    """Read, rate, look, compare, try out: each in one call, with what its name says."""
    monkeypatch.chdir(ROOT)
    programme = ke.read("data/kunteko")
    result = programme.rate("2018-2020")
    assert len(result.ratings) == len(programme.elements) == len(result) == 29
    told = result["new-solutions"].explain("en")
    assert {"Evidence", "From evidence to rating", "How sure", "What would change it"} <= {
        line.strip() for line in told.splitlines()
    }
    assert isinstance(result.chain_figure("en"), go.Figure)
    assert list(programme.graph) == list(programme.elements.index)
    assert all(len(one) > 20 for one in (programme.observations, programme.findings, programme.indicators))
    assert list(result.links.index) == list(programme.links.index)
    assert len(result.items) > len(result.pathways) > 0
    assert len(result.checks) > len(result.conflicts) > 0
    assert set(result.robustness().index) == set(result.ratings.query("confidence.notna()").index)
    compared = result.compare("2015-2017")
    assert list(compared.index) == list(result.ratings.index)
    assert compared["why"].notna().all()
    trial = result.what_if(cut_green=0.9, without_sources=["tori-survey-2020"], expectations={"share-positive": 75})
    assert isinstance(trial, Result)
    assert not trial.ratings.equals(result.ratings)
    everything = ke.portfolio("data")
    assert list(everything.observations.columns) == list(programme.observations.columns)
    assert everything.observations.index.names == ["programme", "observation"]


@pytest.mark.parametrize(("name", "period"), EVERY_PERIOD)
def test_the_public_ratings_are_those_of_the_report(name: str, period: str, repo: Path) -> None:
    """What the frame says of every element is what ratings.json beside the report says, period by period."""
    result = ke.read(repo / "data" / name).rate(period)
    view = open_view(name, period, "fi", str(repo / "data"), str(repo / "params"))
    frame, shares = result.ratings, result.robustness()
    written = json.loads(ratings_json(view))["elements"]
    assert list(frame.index) == [one["id"] for one in written]
    for one in written:
        row: Any = frame.loc[one["id"]].astype(object).where(frame.loc[one["id"]].notna(), None)
        assert [row["rating"], row["computed"], row["level"]] == [one["final"], one["computed"], one["level"]]
        assert [row["confidence"], row["judged"]] == [
            one["confidence"],
            any(each["standing"] == "in-force" for each in one["judgements"]),
        ]
        assert [row["source_types"].split(), row["caps"].split()] == [one["source_types"], one["caps"]]
        assert [row["achievement"], row["low"], row["high"]] == pytest.approx([one["achievement"], *one["interval"]])
        if one["robustness"]:
            assert shares.loc[one["id"], "robustness"] == one["robustness"]["label"]
            driver = shares.loc[one["id"], "driver"]
            assert (None if pd.isna(driver) else driver) == one["robustness"]["driver"]
    assert result.ratings.equals(view.in_language("en").frames.ratings)


def test_frames_say_the_same_as_the_method(result: Result) -> None:
    """Ratings, confidences and achievements of the frame are those that the reports are made of."""
    rubric = read_rubric(ROOT / "params" / "rubric.yaml")
    assessment = assess(read_programme(ROOT / "data" / "kunteko"), "2018-2020", rubric)
    frame = result.ratings
    assert list(frame.index) == [one.element.id for one in assessment.ratings]
    for one in assessment.ratings:
        row: Any = frame.loc[one.element.id]
        assert (row["rating"], row["computed"]) == (one.final.value, one.computed.value)
        assert (None if pd.isna(row["confidence"]) else int(row["confidence"])) == one.confidence
        reached = one.graded.achievement
        achieved = float(row["achievement"])
        assert math.isnan(achieved) if reached is None else achieved == reached
        assert row["items"] == len(one.used)
    assert len(result.items) == sum(len(one.items) for one in assessment.ratings)


@pytest.mark.parametrize("name", OF_PROGRAMME)
def test_a_frame_of_a_programme_has_its_columns_and_types(programme: Programme, name: str) -> None:
    """The list of columns that is documented is the list that is given, in every language."""
    frame = getattr(programme.in_language("fi"), name)
    assert list(frame.index.names) == [one.name for one in FRAMES[name].index]
    assert list(frame.columns) == [one.name for one in FRAMES[name].columns]
    _check_types(name, frame)


@pytest.mark.parametrize("name", OF_RESULT)
def test_a_frame_of_a_result_has_its_columns_and_types(result: Result, name: str) -> None:
    """The same for what the method makes of a programme."""
    _check_types("link_strengths" if name == "links" else name, getattr(result, name))


def test_frames_of_comparison_and_robustness_have_their_columns_and_types(result: Result) -> None:
    """The frames that are asked for with a call are made from the same list."""
    _check_types("robustness", result.robustness())
    _check_types("agreement", result.agreement())
    _check_types("changes", result.compare("2015-2017"))
    _check_types("figure_changes", result.compare_figures("2015-2017"))


def test_frames_of_a_chapter_have_their_columns_and_types(result: Result) -> None:
    """What chapters choose from is made from the same list, and each call gives a copy."""
    for name, frame in (("period_figures", result.figures), ("period_findings", result.findings)):
        _check_types(name, frame)
        assert list(frame.columns) == [one.name for one in FRAMES[name].columns]
    _check_types("counts_over_time", result.counts_over_time)
    changed = result.figures
    changed["share"] = 0.0
    assert result.figures["share"].max() > 0


def _check_types(name: str, frame: pd.DataFrame) -> None:
    for one in FRAMES[name].columns:
        kind = frame[one.name].dtype
        if one.dtype == "rating":
            assert kind == RATING
        elif one.dtype in {"level", "robustness"}:
            assert isinstance(kind, pd.CategoricalDtype)
            assert kind.ordered
        elif one.dtype == "day":
            assert str(kind) == "datetime64[s]"
        else:
            assert str(kind) == one.dtype, one.name


def test_an_empty_frame_keeps_its_columns_and_types() -> None:
    """A programme without findings still has a typed frame of them."""
    soteliiderit = ke.read(ROOT / "data" / "soteliiderit")
    result = soteliiderit.rate(2019)
    assert result.conflicts.empty
    _check_types("conflicts", result.conflicts)


def test_ratings_can_be_compared_and_sorted(result: Result) -> None:
    """Green is more than yellow, and an answer without a grade is below the scale."""
    ratings = result.ratings
    assert set(ratings.loc[ratings["rating"] >= "yellow", "rating"]) == {"yellow", "green"}
    assert ratings.sort_values("rating")["rating"].iloc[0] == "not-assessed"


def test_every_number_has_its_place(programme: Programme, result: Result) -> None:
    """Document and heading stand beside each observation, finding and item."""
    for frame in (programme.observations, programme.findings, result.items):
        assert frame[["document", "place"]].notna().all().all()


def test_an_integer_year_is_that_year(programme: Programme) -> None:
    """A year needs no quotation marks."""
    assert programme.rate(2019).period == "2019"


@pytest.mark.parametrize("period", ["2018x", 2016, True, None, 2019.0, ["2019"]])
def test_an_unknown_period_says_which_there_are(programme: Programme, period: object) -> None:
    """Whatever is no report period is refused with the list of those that are."""
    with pytest.raises(UnknownName, match="there are: 2015-2017, 2018-2020"):
        programme.rate(period)  # type: ignore[arg-type]  # that is the case


def test_an_unknown_element_says_which_there_are(result: Result) -> None:
    """A misspelt element is refused with the list of elements."""
    with pytest.raises(UnknownName, match=r"no element 'new-solution'; there are: .*new-solutions"):
        result["new-solution"]


@pytest.mark.parametrize("call", ["explain", "chain_figure", "in_language"])
def test_an_unknown_language_says_which_there_are(programme: Programme, result: Result, call: str) -> None:
    """A language that is not there is refused wherever one can be given."""
    calls: dict[str, Callable[[str], object]] = {
        "explain": result["services"].explain,
        "chain_figure": result.chain_figure,
        "in_language": programme.in_language,
    }
    with pytest.raises(UnknownName, match="no language 'de'; there are: fi, sv, en"):
        calls[call]("de")


def test_a_trial_is_another_result_and_leaves_the_first_one(result: Result) -> None:
    """Lower cut-points never lower a rating, and what is recorded stays."""
    before = result.ratings
    tried = result.what_if(cut_green=0.8, cut_yellow=0.5, cut_red=0.05)
    graded = before["achievement"].notna()
    assert (tried.ratings.loc[graded, "rating"] >= before.loc[graded, "rating"]).all()
    assert (tried.ratings["rating"] != before["rating"]).any()
    pd.testing.assert_frame_equal(result.ratings, before)


def test_what_a_trial_leaves_out_is_gone(result: Result) -> None:
    """No item of a source that was left out remains."""
    assert "tori-survey-2020" in set(result.items["source"])
    assert "tori-survey-2020" not in set(result.what_if(without_sources=["tori-survey-2020"]).items["source"])


def test_everything_wrong_with_a_trial_is_told_at_once(result: Result) -> None:
    """Unknown names and cut-points out of order are faults of the call, together."""
    with pytest.raises(FaultyInput) as caught:
        result.what_if(cut_green=0.1, expectations={"share-positiv": 75}, without_sources=["x"])
    places = [fault.place for fault in caught.value.faults]
    assert places == ["without_sources.0", "expectations.0.convention", "cut_points"]
    with pytest.raises(FaultyInput, match="pooling"):
        result.what_if(pooling="max")


def test_frames_are_copies(programme: Programme, result: Result) -> None:
    """Changing a frame or the graph changes nothing of the programme."""
    mine = result.ratings
    mine["achievement"] = 0.0
    programme.graph.remove_node("services")
    assert result.ratings["achievement"].sum() > 1
    assert "services" in programme.graph


def test_the_graph_has_labels_levels_and_assumptions(programme: Programme) -> None:
    """A networkx user finds what the chain says."""
    graph = programme.graph
    assert graph.nodes["services"]["level"] == "actions"
    assert {"label", "level", "kind", "rank"} <= graph.nodes["services"].keys()
    assert all(data["assumption"] for _, _, data in graph.edges(data=True))
    assert graph.number_of_edges() == len(programme.links)


def test_the_figure_of_the_chain_tells_a_box_when_pointed_at(result: Result) -> None:
    """Hover has a text for every box, with its rating in the language asked for."""
    hover = result.chain_figure("fi").data[-1]
    assert len(hover.hovertext) == 29
    told = dict(zip(hover.customdata, hover.hovertext, strict=True))
    assert "vähintään jonkin verran" in told["new-solutions"]
    assert "0,35" in told["new-solutions"]


def test_a_portfolio_has_the_same_frames_with_one_more_index_level() -> None:
    """Programmes stand under one another, each row still found by its ids."""
    everything = ke.portfolio(ROOT / "data")
    assert len(everything) == 4
    alone = ke.read(ROOT / "data" / "kunteko").observations
    together = everything.observations.xs("kunteko", level="programme")
    assert isinstance(together, pd.DataFrame)
    pd.testing.assert_frame_equal(together, alone)
    assert list(everything.ratings.index.names) == ["programme", "period", "element"]
    assert set(everything.elements["level"]) >= {"resources", "wider"}
    with pytest.raises(UnknownName, match="there are: kekseliaat-kehittajat"):
        everything["kuntek"]
    for name in ("budgets", "gap_counts"):
        frame = getattr(everything, name)
        assert list(frame.columns) == [one.name for one in FRAMES[name].columns]
        _check_types(name, frame)


def test_all_faults_of_a_data_folder_are_told_at_once(tmp_path: Path) -> None:
    """A portfolio with two broken programmes names both."""
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "programme.yaml").write_text("schema: 1\n", encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        ke.portfolio(tmp_path)
    assert {Path(fault.file).parent.name for fault in caught.value.faults} == {"one", "two"}


def test_a_repr_is_one_line_and_the_summary_one_screen(programme: Programme, result: Result) -> None:
    """Nothing prints a page when somebody only looks at a name."""
    everything, view = ke.portfolio(ROOT / "data"), result.view("fi")
    comparison = ChangeFrames(
        assessment=result.assessment, previous=programme.rate("2015-2017").assessment, language="fi"
    )
    short = [programme, result, result["services"], everything, view, view.frames, view.frames.draws, comparison]
    short += [view.frames.programme, open_portfolio("en", str(ROOT / "data"), str(ROOT / "params"))]
    for one in short:
        assert len(repr(one)) < 250
        assert "\n" not in repr(one)
    for shown in (programme._repr_html_(), result._repr_html_(), everything._repr_html_()):
        assert shown.count("<tr>") <= 8
    assert "not the original evaluators" in result._repr_html_()
    unrated_before = ke.read(ROOT / "data" / "soteliiderit").rate(2019)
    assert "original evaluators" not in unrated_before._repr_html_()


def test_the_public_names_are_few_and_the_import_is_light() -> None:
    """Importing the package loads neither pandas nor plotly; they come with the first call."""
    names = ["ImportedSurvey", "Portfolio", "Programme", "Result", "__version__", "import_survey"]
    assert dir(ke) == [*names, "new_project", "open_period", "open_portfolio", "portfolio", "read"]
    code = "import sys, kunteko_eval; print({'pandas', 'plotly', 'numpy'} & set(sys.modules))"
    ran = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert ran.stdout.strip() == "set()"
    with pytest.raises(AttributeError, match="there are: ImportedSurvey, Portfolio, Programme"):
        ke.reed  # noqa: B018  (the access is the case)


def test_the_page_of_frames_is_the_list_that_frames_are_made_by() -> None:
    """docs/reference/frames.md is made: kunteko-eval schema --frames --output docs/reference."""
    assert (ROOT / "docs" / "reference" / "frames.md").read_text(encoding="utf-8") == frames_dictionary()


def test_every_frame_of_the_list_is_told_and_given() -> None:
    """Each listed frame is a programme's, a result's or a comparison's; every column has a type and a sentence."""
    known = {*dir(ProgrammeFrames), *dir(ResultFrames), *dir(ChangeFrames)}
    others = {"link_strengths": "links", "figure_changes": "compare_figures", "milestones": "milestones"}
    others |= {"period_figures": "figures", "period_findings": "findings", "counts_over_time": "counts_over_time"}
    others |= {"pools": "pools", "agreement": "agreement", "targets": "targets"}
    others |= {name: name for name in OF_CHAPTERS}
    of_portfolio = {"budgets", "gap_counts", "shared_indicators", "shared_reports"}
    assert set(FRAMES) - known == {*others, *of_portfolio, "survey_figures"}  # The last is an import's.
    assert set(others.values()) <= {*dir(Result)}
    assert of_portfolio <= {*dir(ke.Portfolio)}
    for kind in FRAMES.values():
        every = [*kind.index, *kind.columns]
        assert len({one.name for one in every}) == len(every)
        assert kind.index
        assert all(one.dtype and one.meaning.endswith(".") for one in every), every


def test_steps_tell_their_numbers_to_six_digits(result: Result) -> None:
    """What a step says of an achievement is what the element's row says of it."""
    steps = result.reasons.query("code in ('pooled', 'pooled-interval')")
    assert len(steps) == result.ratings["achievement"].notna().sum() > 0
    for name, written in zip(steps.index.get_level_values("element"), steps["values"], strict=True):
        told = dict(part.split("=") for part in written.split(", "))
        row: Any = result.ratings.loc[name]
        for key in ("achievement", "low", "high"):
            assert float(told[key]) == pytest.approx(float(row[key]), rel=5e-6)


def test_a_cell_shows_an_elements_words_and_never_runs_them() -> None:
    """Words of a programme that look like HTML stand in a notebook's output as they were written."""
    programme = build(Case(name="marked", items=(CaseItem(percent=60, n=2000),)))
    marked = tuple(replace(one, label_en="more & <script>alert(1)</script>") for one in programme.indicators)
    view = view_of(replace(programme, indicators=marked), "2018-2020", rubric_in_force(), Language("en"))
    shown = ElementResult(view, view.assessment.rating(ELEMENT))._repr_html_()
    assert "more &amp; &lt;script&gt;alert(1)&lt;/script&gt;" in shown
    assert "<script" not in shown


def test_the_length_of_a_pathway_is_its_number_of_links(result: Result) -> None:
    """A way over one element between resource and effect has two links, and every link is one of the chain's."""
    steps = result.pathways["steps"].str.split("→")
    links = set(zip(result.links["source"], result.links["target"], strict=True))
    assert [len(list(pairwise(way))) for way in steps] == list(result.pathways["length"])
    assert all(pair in links for way in steps for pair in pairwise(way))


def test_dates_are_dates(programme: Programme) -> None:
    """A period's first day can be compared with a day."""
    first = programme.periods.loc["2018-2020", "start"]
    assert isinstance(first, pd.Timestamp)
    assert first.date() == datetime.date(2018, 1, 1)


def test_pools_are_what_the_steps_tell(result: Result) -> None:
    """Every source type's own achievement, in the frame of pools, is the one of its step; at least says so."""
    steps = result.reasons[result.reasons["code"].str.startswith("pooled-type")]
    told = [dict(part.split("=") for part in written.split(", ")) for written in steps["values"]]
    rated = result.ratings.index[result.ratings["achievement"].notna()]
    pools = result.pools.loc[list(rated)].reset_index()  # Criticism alone is pooled and rated by no step.
    assert [(one["type"], int(one["count"])) for one in told] == list(
        zip(pools["source_type"], pools["items"], strict=True)
    )
    assert [float(one["achievement"]) for one in told] == pytest.approx(list(pools["achievement"]), rel=5e-6)
    bounds = steps["code"].str.removeprefix("pooled-type").str.removeprefix("-").replace("", "exact")
    assert list(bounds) == list(pools["bound"])
    assert set(result.items.query("form == 'observation'")["bound"]) == {"exact"}
    assert result["services"].pools.equals(result.pools.loc["services"])


def test_a_red_that_could_be_more_is_marked(result: Result) -> None:
    """The frame says of which ratings only the least is known, as the reasons do."""
    steps = result.reasons.query("code == 'at-least'").index.get_level_values("element")
    assert list(result.ratings.query("at_least").index) == list(steps)
    assert len(steps) > 5


def test_a_result_tells_the_numbers_it_was_made_by(result: Result) -> None:
    """The cut-points of a trial are the trial's; those of the result stay."""
    assert result.rubric.cut_green == 0.95
    assert result.what_if(cut_green=0.9).rubric.cut_green == 0.9


def test_a_project_can_be_begun_and_a_survey_counted_into_it(tmp_path: Path) -> None:
    """What the command line does, Python does: a programme that can be rated, then a figure of a survey in it."""
    folder = ke.new_project("trial", tmp_path, language="fi")
    assert folder == tmp_path / "trial" / "data" / "trial"
    assert ke.read(folder).rate("2024-2025")["skills"].rating == "yellow"
    export = tmp_path / "export.csv"
    answers = ["yes"] * 40 + ["no"] * 10 + ["perhaps"]
    export.write_text("Answer,Role\n" + "".join(f"{one},all\n" for one in answers[:50]), encoding="utf-8")
    mapping = tmp_path / "mapping.yaml"
    mapping.write_text(
        "schema: 1\nid: asked\nprogramme: trial\nsource: survey\ndocument: example-report\nplace: Made up\n"
        'period: "2024-2025"\nall: all\nquestions:\n'
        '  - {column: Answer, indicator: skills-grew, answers: {"yes": 1, "no": 0}, positive: [1]}\n',
        encoding="utf-8",
    )
    table = pd.read_csv(folder / "observations.csv", dtype=str)
    table[table["indicator"] != "skills-grew"].to_csv(folder / "observations.csv", index=False)
    before = (folder / "observations.csv").read_bytes()
    tried = ke.import_survey(export, mapping, folder, dry_run=True)
    assert (folder / "observations.csv").read_bytes() == before
    assert "not read: Role" in tried.told
    done = ke.import_survey(export, mapping, folder)
    assert repr(done) == "<ImportedSurvey 'asked': 50 respondents, 1 shown, 0 hidden>"
    _check_types("survey_figures", done.figures)
    row: Any = done.figures.loc[("skills-grew", "all")]
    assert (row["value"], row["n"], row["shown"]) == (80, 50, True)
    assert row["observation"] in ke.read(folder).observations.index
    export.write_text("Answer,Role\nperhaps,all\n", encoding="utf-8")
    with pytest.raises(FaultyInput, match="perhaps"):
        ke.import_survey(export, mapping, folder)

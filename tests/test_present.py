"""What is shown: words, tables and figures that say what they mean and never break on odd input."""

from __future__ import annotations

import itertools
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

import pytest
from builder import RATINGS

from kunteko_eval.errors import UnknownName
from kunteko_eval.method.assess import assess
from kunteko_eval.method.rating import Rating
from kunteko_eval.method.rubric import Rubric, Settings
from kunteko_eval.model.coding import SCALE
from kunteko_eval.model.evidence import Suppressed
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.report import (
    certainty,
    changes,
    evidence_tables,
    implementation,
    method_words,
    moved,
    rating_words,
    settings_table,
    style,
    summary,
    voices,
)
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.element_cards import element_cards
from kunteko_eval.report.explain import as_text
from kunteko_eval.report.language import NBSP, Language, MissingMessage
from kunteko_eval.report.layout import order, place_boxes, text_width, wrap
from kunteko_eval.report.view import NoFolder, View, folder
from kunteko_eval.report.volumes import volumes

HOSTILE = "<img src=x onerror=alert(1)> & \"quotes\" 'too'"


@pytest.fixture(scope="module")
def view(kunteko: ProgrammeData, rubric: Rubric) -> View:
    """Return KunTeko 2018–2020 in English."""
    assessment = assess(kunteko, "2018-2020", rubric)
    return View(assessment=assessment, previous=assess(kunteko, "2015-2017", rubric), say=Language("en"))


def _with_label(view: View, label: str) -> View:
    """Return the view with every element, indicator and finding renamed."""
    programme = view.programme
    text = replace(programme.chain.elements[0].label, fi=label, sv=label, en=label)
    elements = tuple(replace(one, label=text, why=text) for one in programme.chain.elements)
    changed = replace(
        programme,
        chain=replace(programme.chain, elements=elements),
        indicators=tuple(replace(one, label_fi=label, label_sv=label, label_en=label) for one in programme.indicators),
        findings=tuple(
            replace(one, statement_fi=label, statement_sv=label, statement_en=label) for one in programme.findings
        ),
    )
    return View(assessment=assess(changed, "2018-2020", view.assessment.rubric), previous=None, say=view.say)


def _drawn(shown: dict[str, Any]) -> str:
    """Return what a figure's chart writes out; what it only keeps (`meta`) is left out."""
    drawing = shown.get("application/vnd.plotly.v1+json", {"data": [], "layout": {}})
    return str(drawing["data"]) + str({**drawing["layout"], "meta": None})


def test_hostile_text_is_shown_and_never_run(view: View) -> None:
    """Markup in labels and findings is escaped in cards, tables and figures."""
    hostile = _with_label(view, HOSTILE)
    told = [evidence_tables.findings(hostile), evidence_tables.observations(hostile)]
    shown = [element_cards(hostile).markup, *(str(one._repr_mimebundle_()["text/html"]) for one in told)]
    for exhibit in (
        chain_map(hostile),
        *voices.voices(hostile),
        *implementation.feedback(hostile),
        *voices.future(hostile),
        volumes(hostile),
        certainty.robustness_figure(hostile),
    ):
        bundle = exhibit._repr_mimebundle_()
        data = bundle[0] if isinstance(bundle, tuple) else bundle
        shown.append(str(data["text/html"]))
        shown.append(_drawn(dict(data)))
    assert all("<img" not in text for text in shown)
    assert any("&lt;img" in text for text in shown)


@pytest.mark.parametrize("rating", RATINGS)
def test_text_on_every_colour_can_be_read(rating: Rating) -> None:
    """Dark text stands out from each rating's fill by at least 4.5 to 1, and each box has a 3 to 1 outline."""
    assert style.contrast(style.INK, style.FILL[rating]) >= 4.5
    assert style.contrast(style.INK, "#ffffff") >= 3


def test_the_colours_differ_in_lightness() -> None:
    """Printed in grey, green, yellow and red are still three different greys."""
    greys = sorted(style.luminance(style.FILL[rating]) for rating in (Rating.GREEN, Rating.YELLOW, Rating.RED))
    assert all((high + 0.05) / (low + 0.05) >= 1.3 for low, high in itertools.pairwise(greys))


def test_no_rating_is_told_by_colour_alone() -> None:
    """Every rating has a word and a symbol of its own, and every colour a pattern of its own."""
    assert len({method_words.RATINGS[rating] for rating in RATINGS}) == len(RATINGS)
    assert len({rating_words.SYMBOLS[rating] for rating in RATINGS}) == len(RATINGS)
    patterns = [style.PATTERN[rating] for rating in RATINGS if rating.coloured]
    assert len(set(patterns)) == 3
    assert all(patterns)


@pytest.mark.parametrize("language", ["fi", "sv", "en"])
def test_every_element_is_explained_in_every_language(view: View, language: str) -> None:
    """Each element's explanation can be written in each language, and an uncoloured one says what is missing."""
    spoken = View(assessment=view.assessment, previous=view.previous, say=Language(language))
    for one in view.assessment.ratings:
        text = as_text(spoken, one)
        assert len(text.splitlines()) > 6
        assert "{" not in text


def test_labels_are_wrapped_within_their_boxes() -> None:
    """No line is wider than its room, whatever the words, and what does not fit ends in an ellipsis."""
    for text in ("Työmarkkinaosapuolten yhteisymmärrys", "Kansaneläkelaitoksenpäätoimistonjohtajankokous", "a " * 80):
        lines = wrap(text, 174, 12.5, 3)
        assert len(lines) <= 3
        assert all(text_width(line, 12.5) <= 174 for line in lines)
    assert wrap("a " * 80, 174, 12.5, 3)[-1].endswith("…")


def test_the_map_is_the_same_every_time(kunteko: ProgrammeData) -> None:
    """The order and places of boxes depend on nothing but the chain, and no two boxes overlap."""
    assert order(kunteko.chain) == order(kunteko.chain)
    boxes = list(place_boxes(kunteko.chain).boxes.values())
    assert len(boxes) == 29
    for one in boxes:
        for other in boxes:
            if one is not other:
                apart = abs(one.x - other.x) >= one.width or abs(one.y - other.y) >= one.height
                assert apart, (one, other)


def test_finnish_numbers_are_written_as_finns_write_them() -> None:
    """Finnish has a decimal comma, no-break spaces and a true minus; English has neither."""
    assert Language("fi").number(-1234.5, 1) == f"\u22121{NBSP}234,5"
    assert Language("fi").percent(0.79) == f"79{NBSP}%"
    assert Language("en").percent(0.79) == "79%"
    assert Language("sv").listing(["a", "b", "c"]) == "a, b och c"


def test_a_range_keeps_its_unit_and_decimals(kunteko: ProgrammeData) -> None:
    """Both ends of a published range are written in the unit, as the document wrote them."""
    one = next(one for one in kunteko.observations if one.value_to is not None)
    say = Language("en")
    assert (
        method_words.observed(say, replace(one, value="15", value_to="50", precision="exact"), "percent") == "15%–50%"
    )
    assert (
        method_words.observed(say, replace(one, value="3.5", value_to="4.2", precision="about"), "grade")
        == "about 3.5–4.2"
    )


def test_a_missing_translation_stops_the_report() -> None:
    """A message without a translation is an error with its place, never English in a Finnish report."""
    with pytest.raises(MissingMessage, match=r"fi\.po"):
        Language("fi")("nobody has translated this")


def test_an_unknown_language_is_refused() -> None:
    """A language that the reports are not written in is refused with the known ones."""
    with pytest.raises(UnknownName, match="fi, sv, en"):
        Language("de")


def test_a_period_without_evidence_says_so_in_one_line(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """What has nothing to show says it in one line or not at all."""
    bare = View(assessment=assess(kunteko, "2015-2017", rubric), previous=None, say=Language("en"))
    for shown in (voices.voices(bare), voices.future(bare)):
        assert [type(one) for one in shown] == [Prose]
    assert moved.figure_changes(bare) is None
    assert len(moved.moved_picture(bare).paragraphs) == 1
    assert changes.change_table(bare) is None
    assert len(changes.change_picture(bare).paragraphs) == 1
    assert len(summary.contested_briefly(bare).paragraphs) == 1


def test_a_missing_folder_says_how_to_give_it(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where no data folder is found, the message names the parameter and the option."""
    monkeypatch.chdir(tmp_path)
    with pytest.raises(NoFolder, match="--data"):
        folder("", "data")


def test_the_rubric_stands_whole_on_the_method_page(view: View) -> None:
    """Every number of the rubric is on the method page with a description and a reference."""
    table = settings_table.rubric(view)
    assert len(table.rows) == len(fields(Settings)) + len(SCALE) - 1  # what is neither for nor against is worth nothing
    assert all(all(row) for row in table.rows)


def test_hidden_figures_are_told_with_their_reason(kunteko: ProgrammeData, rubric: Rubric) -> None:
    """A figure that was hidden stands in the report by what it would be of and why, and never by its value."""
    first = next(one for one in kunteko.observations if one.period == "2018-2020")
    hidden = Suppressed(
        indicator=first.indicator, period=first.period, group=first.group, source=first.source, reason="small-group"
    )
    shown = View(
        assessment=assess(replace(kunteko, suppressed=(hidden,)), "2018-2020", rubric),
        previous=None,
        say=Language("fi"),
    )
    table = evidence_tables.suppressed(shown)
    assert isinstance(table, Table)
    assert [row[-1] for row in table.rows] == ["vastaajia on niin vähän, että luku kertoisi, mitä kukin vastasi"]
    none = View(assessment=assess(kunteko, "2018-2020", rubric), previous=None, say=Language("fi"))
    assert evidence_tables.suppressed(none) == Prose(("Kauden luvuista yhtään ei ole salattu tietosuojan vuoksi.",))

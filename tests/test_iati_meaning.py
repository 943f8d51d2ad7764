"""What an IATI file says in words: kept where a programme has a place for it, and told where it has none."""

from __future__ import annotations

import datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from lxml import etree

from kunteko_eval.exchange.iati.exporting import write_iati
from kunteko_eval.exchange.iati.import_report import ActivityNotes
from kunteko_eval.exchange.iati.importing import IatiChoice, import_iati
from kunteko_eval.exchange.iati.labels import apart
from kunteko_eval.exchange.iati.placeholders import not_yet
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

FILES = Path(__file__).parent / "iati"
TODAY = datetime.date(2026, 1, 2)


def words(name: str, text: str) -> str:
    """Return an element with a narrative."""
    return f"<{name}><narrative>{text}</narrative></{name}>" if text else ""


def figure(part: str, value: object, comment: str = "") -> str:
    """Return a baseline, target or actual with a comment."""
    year = ' year="2015"' if part == "baseline" else ""
    return f'<{part}{year} value="{value}">{words("comment", comment)}</{part}>'


def period(year: int, *figures: str) -> str:
    """Return a period of a year."""
    return f'<period><period-start iso-date="{year}-01-01"/><period-end iso-date="{year}-12-31"/>{"".join(figures)}</period>'


def indicator(title: str, *content: str, description: str = "") -> str:
    """Return an indicator of plain numbers."""
    return f'<indicator measure="1" ascending="1">{words("title", title)}{words("description", description)}{"".join(content)}</indicator>'


def result(title: str, *content: str, description: str = "", kind: int = 1) -> str:
    """Return a result."""
    return (
        f'<result type="{kind}">{words("title", title)}{words("description", description)}{"".join(content)}</result>'
    )


def bring(folder: Path, *results: str) -> tuple[ProgrammeData, list[ActivityNotes]]:
    """Import results, and return the programme with what was told."""
    folder.mkdir(parents=True, exist_ok=True)
    text = (
        '<iati-activities version="2.03"><iati-activity xml:lang="en"><iati-identifier>XX-1</iati-identifier>'
        f'<activity-date type="2" iso-date="2016-01-01"/>{"".join(results)}</iati-activity></iati-activities>'
    )
    (folder / "in.xml").write_text(text, encoding="utf-8")
    made = import_iati(folder / "in.xml", folder / "data", folder / "params", today=TODAY)
    return read_programme(folder / "data" / made.programmes[0][0]), made.notes


def left(all_notes: list[ActivityNotes]) -> list[tuple[str, str, str]]:
    """Return what was left: what it was, what was found, and the detail."""
    return [(one.what, one.found, one.detail) for notes in all_notes for one in notes.entries if one.how == "left"]


def test_descriptions_and_comments_are_kept_where_they_belong(tmp_path: Path) -> None:
    """A result's words are in why, an indicator's, target's and baseline's in the reason, an actual's in the note."""
    cells = figure("baseline", 5, "Counted by hand.") + period(
        2016, figure("target", ">50", "Agreed with schools."), figure("actual", 40, "Two are late.")
    )
    content = indicator("Wells", cells, description="Wells that give water.") + indicator(
        "Pumps", period(2016, figure("actual", 3)), description="Pumps that run."
    )
    programme, all_notes = bring(tmp_path, result("Water", content, description="Schools get water."))
    why = programme.chain.element("water").why
    assert why.en == "The IATI file gives these indicators for this result. Schools get water. Pumps: Pumps that run."
    assert why.fi.endswith("[en] Schools get water. [en] Pumps: [en] Pumps that run.")
    (convention,) = programme.chain.conventions
    assert convention.reason.en == (
        "Target and baseline are the IATI file's. Of the indicator: Wells that give water. "
        "Of the baseline: Counted by hand. Of the target: '>50' Of the target: Agreed with schools."
    )
    assert {one.note for one in programme.observations} == {"Two are late.", None}
    assert left(all_notes) == []


def test_words_without_a_place_are_told(tmp_path: Path) -> None:
    """A comment of a figure that is left, and a description that the standard does not have, are told as they stand."""
    cells = period(2016, words("description", "A dry year."), figure("target", "many", "More than before."))
    _, all_notes = bring(tmp_path, result("Water", indicator("Wells", cells, figure("baseline", -3, "Lost ones."))))
    told = " | ".join(f"{what}: {found} {detail}" for what, found, detail in left(all_notes))
    assert "an element that is not read here: description: A dry year." in told
    assert "its comment, to be coded as a finding: More than before." in told
    assert "its comment: Lost ones." in told


def test_a_share_of_more_than_the_whole_is_left_and_told(tmp_path: Path) -> None:
    """Where an export noted that the figures are shares, 1 is the whole and 1.2 is no figure."""
    share = indicator("Working wells", period(2016, figure("actual", 1)), period(2017, figure("actual", "1.2")))
    share = share.replace("<indicator ", '<indicator xmlns:own="urn:kunteko-eval:1" own:unit="share" ')
    programme, all_notes = bring(tmp_path, result("Water", share))
    assert [(one.unit, one.id) for one in programme.indicators] == [("share", programme.observations[0].indicator)]
    assert [one.number for one in programme.observations] == [1]
    assert [(what, found) for what, found, _ in left(all_notes)] == [
        ("actual left: a share of more than the whole", "1.2")
    ]


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_no_word_of_results_is_lost_untold(tmp_path_factory: pytest.TempPathFactory, data: st.DataObject) -> None:
    """Each description and comment of any file stands in a file of the programme, or in the report of the import."""
    given_words: list[str] = []

    def some(name: str) -> str:
        if not data.draw(st.booleans()):
            return ""
        given_words.append(f"{name} words {len(given_words)} end")
        return given_words[-1]

    def cells(part: str) -> str:
        value = data.draw(st.sampled_from(["0", "5", "7", "60", "n/a", "many", "-2", "45%", ""]))
        return figure(part, value, some(part))

    results = []
    for number in range(data.draw(st.integers(1, 3))):
        indicators = [
            indicator(
                f"Title {number}",
                *(cells("baseline") for _ in range(data.draw(st.integers(0, 2)))),
                period(2016, *(cells(part) for part in ("target", "actual") if data.draw(st.booleans()))),
                description=some("indicator"),
            )
            for _ in range(data.draw(st.integers(0, 2)))
        ]
        results.append(
            result("Education", *indicators, description=some("result"), kind=data.draw(st.sampled_from([1, 2])))
        )
    folder = tmp_path_factory.mktemp("words")
    programme, all_notes = bring(folder, *results)
    kept = " ".join(" ".join(path.read_text(encoding="utf-8").split()) for path in (folder / "data").rglob("*.*"))
    kept += " ".join(f"{found} {detail}" for _, found, detail in left(all_notes))
    assert [one for one in given_words if one not in kept] == []
    labels = [one.label.en for one in programme.chain.elements]
    assert len(set(labels)) == len(labels)


def test_boxes_of_one_title_are_told_apart_by_something_that_means_something(tmp_path: Path) -> None:
    """27 results called Education are 27 labels, by indicator, by description, or by number; ids stay as they were."""
    named = [
        result("Education", indicator(f"Pupils of school {n}", period(2016, figure("actual", n + 1))))
        for n in range(25)
    ]
    others = [result("Education", description=f"Part {n}.") for n in range(2)]
    programme, all_notes = bring(tmp_path / "a", *named, *others)
    labels = [one.label.en for one in programme.chain.elements[1:]]
    assert len(labels) == 27
    assert len({one.label.fi for one in programme.chain.elements}) == len(set(labels)) + 1 == 28
    assert labels[3] == "Education: Pupils of school 3"
    assert programme.chain.elements[2].id == "education-2"
    assert sum(one.what.startswith("results of one title") for notes in all_notes for one in notes.entries) == 27
    programme, _ = bring(tmp_path / "b", *(result("Education", indicator("Pupils")) for _ in range(2)))
    assert [one.label.en for one in programme.chain.elements[1:]] == ["Education: Pupils (1)", "Education: Pupils (2)"]
    assert [one.label_en for one in programme.indicators] == ["Pupils: Education (1.1)", "Pupils: Education (2.1)"]


def test_a_title_of_its_own_stays_as_it_is() -> None:
    """Only labels that are the same in some language get more words."""
    labels = [{"en": "Health"}, {"en": "Water"}, {"en": "water"}]
    added = [[{"en": "a"}], [{"en": "b"}], [{"en": "c"}]]
    assert apart(labels, added) == [{"en": "Health"}, {"en": "Water: b"}, {"en": "water: c"}]


@pytest.mark.parametrize(
    "comment",
    [
        "Only reported at the end of the programme.",
        "Will be measured by the endline survey.",
        "Data not yet available",
        "No data available for 2016.",
        "TBD",
        "Results of the survey are pending.",
        "To be reported in 2018",
        "Raportoidaan vasta hankkeen päätyttyä.",
        "Tietoja ei ole vielä saatavilla.",
        "Rapporteras först i slutet av programmet.",
        "Pas encore disponible.",
        "Noch nicht erhoben.",
    ],
)
def test_a_zero_that_is_reported_only_later_is_no_observation(tmp_path: Path, comment: str) -> None:
    """Whether the actual or its target says so, nothing was measured yet: it is told with its comment."""
    for name, target, actual in (("a", "", comment), ("b", comment, "")):
        cells = period(2016, figure("target", 50, target), figure("actual", "0", actual))
        programme, all_notes = bring(
            tmp_path / name, result("Water", indicator("Wells", figure("baseline", 10), cells))
        )
        assert programme.observations == ()
        assert [one.expected for one in programme.chain.conventions] == [50]
        (told,) = [one for one in left(all_notes) if "placeholder" in one[0]]
        assert told[1:] == ("0", comment)


@pytest.mark.parametrize(
    ("value", "comment"),
    [
        ("0", "No wells were built."),
        ("0", ""),
        ("0", "Reported at the end of each year."),
        ("12", "Only reported at the end of the programme."),
        ("0", "The ministry measured it in May."),
    ],
)
def test_a_zero_that_was_measured_and_any_other_figure_stay(tmp_path: Path, value: str, comment: str) -> None:
    """A true zero is an observation, and so is a figure whose comment speaks of a later one."""
    cells = period(2016, figure("target", 50), figure("actual", value, comment))
    programme, _ = bring(tmp_path, result("Water", indicator("Wells", figure("baseline", 10), cells)))
    assert [one.value for one in programme.observations] == [value]


def test_a_baseline_typed_again_as_an_actual_is_a_placeholder_when_its_comment_says_so(tmp_path: Path) -> None:
    """The baseline's figure under "not yet measured" is no observation; without such words it is one."""
    for name, comment, kept in (("a", "Not yet measured.", 0), ("b", "As before.", 1)):
        cells = period(2016, figure("target", 50), figure("actual", "10", comment))
        programme, _ = bring(tmp_path / name, result("Water", indicator("Wells", figure("baseline", 10), cells)))
        assert len(programme.observations) == kept


@given(st.text(max_size=200))
def test_any_comment_is_judged(text: str) -> None:
    """No text breaks the rule, and capital letters and line ends make no difference."""
    assert not_yet(text) == not_yet(" ".join(text.split())) in {True, False}


def test_expectations_come_back_with_their_periods(tmp_path: Path) -> None:
    """After export and import each expectation is of the period that it was of, and one of every period stays so."""
    cells = [period(year, figure("target", 10 * year), figure("actual", year)) for year in (2016, 2017)]
    before, _ = bring(tmp_path / "a", result("Water", indicator("Wells", figure("baseline", 1), *cells)))
    write_iati(before, tmp_path / "out.xml", "FI-PRO-0000000-0")
    import_iati(tmp_path / "out.xml", tmp_path / "data", tmp_path / "params", IatiChoice(name=before.id))
    after = read_programme(tmp_path / "data" / before.id)
    assert held(after) == held(before) == {("2016", None, 1, 20160), ("2017", None, 1, 20170)}
    own = read_programme(Path(__file__).parents[1] / "data" / "kunteko")
    write_iati(own, tmp_path / "own.xml", "FI-PRO-0000000-0")
    import_iati(tmp_path / "own.xml", tmp_path / "own", tmp_path / "params", IatiChoice(name="kunteko"))
    back = held(read_programme(tmp_path / "own" / "kunteko"))
    assert back <= held(own)
    assert any(one[0] is None for one in back)
    assert etree.parse(tmp_path / "own.xml").getroot() is not None


def held(programme: ProgrammeData) -> set[tuple[object, ...]]:
    """Return what each numeric expectation is of."""
    return {(one.period, one.pace, one.floor, one.expected) for one in programme.chain.conventions}


def test_more_activities_can_be_allowed(tmp_path: Path) -> None:
    """With at_most more activities become programmes at once than the bound allows."""
    made = import_iati(
        FILES / "several_activities.xml", tmp_path / "data", tmp_path / "params", IatiChoice(at_most=3), today=TODAY
    )
    assert len(made.programmes) == 2

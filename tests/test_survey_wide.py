"""What real exports hold beside one answer a column: several answers, weights, waves, header rows, half points.

The figures are counted another way, by pandas and statsmodels, from the same made-up respondents.
"""

from __future__ import annotations

import csv
import datetime
import io
from collections.abc import Mapping, Sequence
from dataclasses import replace
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW
from workshop import examples

from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.survey.counting import count_waves
from kunteko_eval.exchange.survey.importing import SurveyImport
from kunteko_eval.exchange.survey.mapping_file import read_mapping
from kunteko_eval.exchange.survey.reading import read_export
from kunteko_eval.exchange.survey.telling import report_json, report_lines
from kunteko_eval.exchange.survey.waves import figures_of_waves
from kunteko_eval.method.normalise import wilson_interval
from kunteko_eval.model.base import Text
from kunteko_eval.model.evidence import Collection, Group, Observation
from kunteko_eval.model.period import Period
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

ROOT = Path(__file__).parents[1]
WORDS = Text(fi="x", sv="x", en="x")
HEADER = ["Id", "Date", "Status", "Role", "Region", "Age", "W", "G", "Q1", "Q2", "M", "C1", "C2", "C9"]
GROUPS = {
    "age": ("young", "old"),
    "age-two": ("teens", "grown"),
    "lead": ("leaders-north", "leaders-south"),
}
SHARES = ("q1", "q2", "high", "coaching", "peers", "used-one", "used-two")

MAPPING = """\
schema: 1
id: made
programme: soteliiderit
source: answers
document: kt-2019
place: made
period: "2019"
title_rows: 2
header_rows: 3
decimal: ","
dates: d.m.y
respondent: Id
keep: last
where: {Status: complete, Age: {min: 16, max: 99}}
weight: W
all: all
groups:
  - {column: Age, bands: {young: {max: 29}, old: {min: 30}}, grouping: age}
  - {column: Age, bands: {teens: {max: 19}, grown: {min: 20}}, grouping: age-two}
  - {where: {leaders-north: {Role: L, Region: N}, leaders-south: {Role: [L], Region: S}}, grouping: lead}
scales:
  agree: {answers: {"Yes": 1, "No": 0}, cannot_say: [DK]}
questions:
  - {columns: {Q1: q1, Q2: q2}, scale: agree, positive: [1], base: all}
  - {column: G, indicator: high, numbers: {min: 1, max: 5, step: 0.5}, at_least: 4}
  - {column: G, indicator: grade, numbers: {min: 1, max: 5, step: 0.5}, mean: true}
  - {column: M, options: {"Coaching, one to one": coaching, Peers: peers}, separator: ",", other: [Nothing], cannot_say: [DK]}
  - {columns: {C1: used-one, C2: used-two}, chosen: ["1"], not_chosen: ["0"], other: [C9]}
"""
UNWEIGHTED = MAPPING.replace("weight: W\n", "")
WAVES = MAPPING.replace('period: "2019"\n', "").replace(
    "all: all\n",
    "waves:\n"
    '  - {period: "2018", where: {Date: {from: 2018-01-01, to: 2018-12-31}}, invited: 500}\n'
    '  - {period: "2019", where: {Date: {from: 2019-01-01, to: 2019-12-31}}, invited: 500}\n'
    "all: all\n",
)


def by_age(mapping: str) -> str:
    """Return a mapping with the one grouping by age, which is quick to protect."""
    others = ("grouping: age-two", "grouping: lead")
    return "".join(line for line in mapping.splitlines(keepends=True) if not any(one in line for one in others))


@cache
def base() -> ProgrammeData:
    """Return a programme that declares what the mapping names, without a figure."""
    read = read_programme(ROOT / "data" / "soteliiderit")
    groups = [Group(id="all", label=WORDS)]
    groups += [
        Group(id=name, label=WORDS, part_of="all", grouping=key) for key, names in GROUPS.items() for name in names
    ]
    collection = Collection(id="answers", label=WORDS, type="participants", bias="some", bias_reason=WORDS)
    spans = {"2018": (2018, 2018), "2019": (2019, 2019), "2018-2019": (2018, 2019)}
    periods = tuple(
        Period(id=name, start=datetime.date(first, 1, 1), end=datetime.date(last, 12, 31), report=True)
        for name, (first, last) in spans.items()
    )
    pattern = read.indicators[0]
    indicators = tuple(
        replace(pattern, id=name, unit="percent", kind="perceived", aggregation="level", scale_min=None, scale_max=None)
        for name in SHARES
    )
    grade = replace(indicators[0], id="grade", unit="grade", scale_min=1.0, scale_max=5.0)
    return replace(
        read,
        sheet=replace(read.sheet, periods=periods),
        sources=replace(read.sources, groups=tuple(groups), collections=(collection,)),
        indicators=(*indicators, grade),
        observations=(),
        suppressed=(),
    )


def people(count: int = 400, seed: int = 3) -> pd.DataFrame:
    """Return made-up respondents, some of whom are there twice, are not complete, or left something blank."""
    chance = np.random.default_rng(seed)

    def pick(values: Sequence[Any], size: int = count) -> Any:
        return chance.choice(list(values), size)

    frame = pd.DataFrame(
        {
            "Id": [str(number % (count - 25)) for number in range(count)],
            "Date": [
                f"{pick(range(1, 29), 1)[0]}.{pick(range(1, 13), 1)[0]}.{year} 8:15" for year in pick([2018, 2019])
            ],
            "Status": pick(["complete"] * 9 + ["test"]),
            "Role": pick(["L", "M", "M", ""]),
            "Region": pick(["N", "S"]),
            "Age": [str(one) for one in pick(range(15, 70))],
            "W": [f"{one:.3f}".replace(".", ",") for one in chance.gamma(4, 0.25, count) + 0.05],
            "G": pick(["1", "2,5", "3", "3,5", "4", "4.5", "5", "5.0", ""]),
            "Q1": pick(["Yes", "No", "DK", ""]),
            "Q2": pick(["Yes", "Yes", "No", "DK"]),
            "M": pick(["Peers", "Coaching, one to one", "Coaching, one to one, Peers", "Nothing", "DK", ""]),
            "C1": pick(["1", "0", ""]),
            "C2": pick(["1", ""]),
            "C9": pick(["", "", "something"]),
        }
    )
    return frame.astype(str)


def counted(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that count, as pandas finds them, with numbers."""
    kept = frame[(frame["Status"] == "complete") & (frame["Age"].astype(float) >= 16)]
    kept = kept.drop_duplicates("Id", keep="last").copy()
    kept["weight"] = kept["W"].str.replace(",", ".").astype(float)
    kept["grade"] = pd.to_numeric(kept["G"].str.replace(",", "."))
    return kept


def export(folder: Path, frame: pd.DataFrame, *, excel: bool = False) -> Path:
    """Write the respondents below two title rows and a header of three rows, as Qualtrics does."""
    above = [["Survey of 2019, exported"], ["One,\ntwo"]]
    below = [[f"{name}\nas it was asked" for name in HEADER], [f'{{"ImportId":"{name}"}}' for name in HEADER]]
    rows = [*above, HEADER, *below, *frame.to_numpy().tolist()]
    if excel:
        book = openpyxl.Workbook()
        sheet = book.active
        assert sheet is not None
        for row in rows:
            sheet.append([cell or None for cell in row])
        book.save(folder / "export.xlsx")
        return folder / "export.xlsx"
    text = io.StringIO(newline="")
    csv.writer(text).writerows(rows)
    (folder / "export.csv").write_text(text.getvalue(), encoding="utf-8", newline="")
    return folder / "export.csv"


def bring(
    folder: Path,
    frame: pd.DataFrame,
    mapping: str = MAPPING,
    *,
    excel: bool = False,
    groupings: tuple[str, ...] = tuple(GROUPS),
) -> SurveyImport:
    """Read, count and protect respondents, without a programme folder."""
    (folder / "mapping.yaml").write_text(mapping, encoding="utf-8")
    read_by, path = read_mapping(folder / "mapping.yaml"), export(folder, frame, excel=excel)
    read = read_export(path, read_by)
    done = count_waves(path, read.frame, read_by)
    return SurveyImport(
        mapping=read_by,
        counted=done.all,
        figures=figures_of_waves(read_by, done.waves, base(), groupings),
        rows=read.rows,
        empty=read.empty,
        unread=(),
        waves=done.waves,
        chosen=done.rows,
    )


def shown(done: SurveyImport) -> dict[tuple[str, str], Observation]:
    """Return the figures that are shown, by indicator and group."""
    return {(one.indicator, one.group): one.observation for one in done.figures if one.observation is not None}


def answers(frame: pd.DataFrame) -> Mapping[str, pd.Series]:
    """Return what each figure is of, 1 and 0 or a grade, and nothing for who is not in the base; by pandas alone."""
    chosen = frame["M"].str.findall("Coaching, one to one|Peers")
    in_cell = frame["M"].isin(["", "DK"])
    in_columns = (frame[["C1", "C2", "C9"]] != "").any(axis=1)
    opinion = {"Yes": 1.0, "No": 0.0, "DK": 0.0}
    return {
        "q1": frame["Q1"].map(opinion),
        "q2": frame["Q2"].map(opinion),
        "high": (frame["grade"] >= 4).astype(float).where(frame["grade"].notna()),
        "grade": frame["grade"],
        "coaching": chosen.map(lambda one: float("Coaching, one to one" in one)).mask(in_cell),
        "peers": chosen.map(lambda one: float("Peers" in one)).mask(in_cell),
        "used-one": (frame["C1"] == "1").astype(float).where(in_columns),
        "used-two": (frame["C2"] == "1").astype(float).where(in_columns),
    }


def members(frame: pd.DataFrame) -> Mapping[str, pd.Series]:
    """Return who is in each group, by pandas alone."""
    age, leads = frame["Age"].astype(float), frame["Role"] == "L"
    return {
        "all": frame["Id"].notna(),
        "young": age < 30,
        "old": age >= 30,
        "teens": age < 20,
        "grown": age >= 20,
        "leaders-north": leads & (frame["Region"] == "N"),
        "leaders-south": leads & (frame["Region"] == "S"),
    }


@pytest.mark.parametrize("excel", [False, True])
def test_unweighted_figures_are_those_that_pandas_counts(tmp_path: Path, *, excel: bool) -> None:
    """Options, a matrix, half points, bands and conditions: number of answers, share and mean of every group shown."""
    frame = people()
    left = counted(frame)
    done = by_age(UNWEIGHTED) if excel else UNWEIGHTED
    made = shown(bring(tmp_path, frame, done, excel=excel, groupings=("age",) if excel else tuple(GROUPS)))
    assert len(made) > (20 if excel else 30)
    for (indicator, group), one in made.items():
        given_by = answers(left)[indicator][members(left)[group]].dropna()
        assert one.n == len(given_by), (indicator, group)
        assert one.n_effective is None
        mean = given_by.mean() * (1 if indicator == "grade" else 100)
        assert one.number == pytest.approx(mean, abs=0.0051 if indicator == "grade" else 0.501)


def test_weighted_figures_are_those_that_statsmodels_computes(tmp_path: Path) -> None:
    """Weighted share and mean equal DescrStatsW, Kish's effective n its formula, and the interval is Wilson's by it.

    Groups of fewer than 30 are shown only where the mapping says so.
    """
    frame = people()
    left = counted(frame)
    large = {group for _, group in shown(bring(tmp_path, frame))}
    assert large < set(members(left))
    assert all(members(left)[group].sum() >= 30 for group in large)
    made = shown(bring(tmp_path, frame, MAPPING.replace("weight: W\n", "weight: W\ndisclosure: {weighted: 10}\n")))
    assert {group for _, group in made} == set(members(left))
    for (indicator, group), one in made.items():
        given_by = answers(left)[indicator][members(left)[group]].dropna()
        weights = left["weight"][given_by.index]
        known = DescrStatsW(given_by, weights=weights)
        kish = weights.sum() ** 2 / (weights**2).sum()
        assert one.n == len(given_by)
        assert one.n_effective == pytest.approx(kish, abs=0.051)
        assert one.n_effective is not None
        if indicator == "grade":
            assert one.number == pytest.approx(known.mean, abs=0.0051 if len(one.value) == 4 else 0.051)
        else:
            assert one.number == pytest.approx(100 * known.mean, abs=2.501 if one.precision == "about" else 0.501)
            share = one.number / 100
            expected = proportion_confint(share * one.n_effective, one.n_effective, method="wilson")
            assert wilson_interval(share, one.n_effective) == pytest.approx(expected)


def test_equal_weights_change_nothing_but_the_effective_number(tmp_path: Path) -> None:
    """Where everybody weighs the same, weighted figures are the unweighted ones and the effective n is n."""
    frame = people().assign(W="0,75")
    plain = shown(bring(tmp_path, frame, by_age(UNWEIGHTED), groupings=("age",)))
    weighted = shown(bring(tmp_path, frame, by_age(MAPPING), groupings=("age",)))
    assert plain.keys() == weighted.keys()
    for key, one in weighted.items():
        assert one.n_effective == one.n == plain[key].n
        if one.precision == "exact" and len(one.value) == len(plain[key].value):
            assert one.value == plain[key].value


def test_the_waves_of_one_export_are_the_figures_of_their_periods(tmp_path: Path) -> None:
    """Each wave has its respondents, its figures, its period and an id of its own; both together are everybody."""
    frame = people()
    done = bring(tmp_path, frame, by_age(WAVES), groupings=("age",))
    kept = frame[(frame["Status"] == "complete") & (frame["Age"].astype(float) >= 16)]
    for wave, year in zip(done.waves, ("2018", "2019"), strict=True):
        assert wave.respondents == kept[kept["Date"].str.contains(year)]["Id"].nunique()
    found = [one.observation for one in done.figures if one.observation is not None]
    assert {one.period for one in found} == {"2018", "2019"}
    assert all(one.id.startswith(f"made-{one.period}-{one.indicator}") for one in found)
    assert len({one.id for one in found}) == len(found)
    assert done.counted.respondents == sum(one.respondents for one in done.waves)
    assert done.invited == 1000


def test_what_was_left_out_is_told_and_the_marks_of_respondents_are_nowhere(tmp_path: Path) -> None:
    """Rows are counted, filtered, of no wave or of somebody who answered again; the report says how many of each."""
    frame = people().assign(Id=[f"secret-{number % 375}" for number in range(400)])
    done = bring(tmp_path, frame, by_age(WAVES).replace("2018-12-31", "2018-06-30"), groupings=("age",))
    rows = done.chosen
    assert rows.repeated > 0
    assert rows.in_no_wave > 0
    lines = "\n".join(report_lines(done))
    assert f"{rows.filtered} rows left out: they do not meet where" in lines
    assert f"{rows.in_no_wave} rows left out: they are in no wave" in lines
    assert f"{rows.repeated} rows left out: {rows.twice} respondents answered more than once, the last answers" in lines
    assert "as telling as" in lines
    assert "secret" not in lines + report_json(done) + "".join(str(one) for one in done.figures)


SMALL = ["1", "1.1.2019", "complete", "L", "N", "30", "1,0", "4", "Yes", "No", "Peers", "1", "", ""]


@pytest.mark.parametrize(
    ("column", "cell", "told"),
    [
        ("W", "0", 'column "W": "0"; expected a weight: a number above 0'),
        ("W", "-1,5", "expected a weight: a number above 0"),
        ("W", "heavy", "expected a weight: a number above 0"),
        ("W", "1.5", "its decimal sign ','"),
        ("W", "", "1 respondents without a weight"),
        ("G", "4,3", "a number in steps of 0.5 from 1 to 5"),
        ("G", "5,5", "a number in steps of 0.5 from 1 to 5"),
        ("Age", "old", "a number, its decimal sign ','"),
        ("M", "Peers, Golf", 'row 46, column "M": "Golf"; expected one of the mapping\'s options'),
        ("C1", "2", "what the mapping calls chosen, not_chosen, missing or cannot_say"),
        ("Q1", "Maybe", "one of 2 answers"),
    ],
)
def test_what_cannot_be_counted_is_a_fault_with_its_row(tmp_path: Path, column: str, cell: str, told: str) -> None:
    """A weight that is none, a grade between the steps, an option that nobody named: told with the row, none guessed."""
    frame = pd.DataFrame([[str(number), *SMALL[1:]] for number in range(45)], columns=HEADER)
    frame.loc[40, column] = cell
    with pytest.raises(FaultyInput) as caught:
        bring(tmp_path, frame)
    assert told in str(caught.value)


def test_a_day_that_is_none_and_a_row_in_two_waves_are_faults(tmp_path: Path) -> None:
    """A day written otherwise than the mapping says is told; so are waves that overlap."""
    frame = pd.DataFrame([[str(number), *SMALL[1:]] for number in range(45)], columns=HEADER)
    frame.loc[7, "Date"] = "13/2/2019"
    with pytest.raises(FaultyInput, match=r'row 13, column "Date": "13/2/2019"; expected a day written d\.m\.y'):
        bring(tmp_path, frame, WAVES)
    frame["Date"] = ["1.6.2018"] * 20 + ["1.7.2018"] * 25
    both = WAVES.replace("2019-01-01", "2018-07-01")
    with pytest.raises(FaultyInput, match="row 26: in the waves 2018 and 2019; expected every row in one wave"):
        bring(tmp_path, frame, both)


def test_respondents_in_two_groups_of_one_grouping_and_those_without_a_mark_are_faults(tmp_path: Path) -> None:
    """Conditions that overlap are told; without a mark nobody can say which rows are of one respondent."""
    frame = pd.DataFrame([[str(number), *SMALL[1:]] for number in range(45)], columns=HEADER)
    with pytest.raises(FaultyInput, match="45 respondents in two of the groups leaders-north, leaders-south"):
        bring(tmp_path, frame, MAPPING.replace("Role: [L], Region: S", "Role: [L], Region: [S, N]"))
    frame["Id"] = ""
    with pytest.raises(FaultyInput, match="45 rows have no mark of the respondent"):
        bring(tmp_path, frame)


FORMS = {
    'period: "2019"\n': ("", "neither period nor waves"),
    "keep: last": ("keep: last\nnames_row: 4", "one of the 3 header_rows"),
    "respondent: Id\n": ("", "`respondent`, the column that tells who"),
    "Status: complete": ("Status: []", "an empty list"),
    "{min: 16, max: 99}": ("{min: 99, max: 16}", "min at most max"),
    "Age: {min: 16": ("Age: {form: 16", "Did you mean 'from'?"),
    "weight: W": ("weight: W\ndisclosure: {round_to: '0.1'}", "a finer weighted share tells who answered what"),
    "old: {min: 30}": ("old: {min: 29}", "more than 29, where young ends"),
    "grouping: lead}": ("grouping: lead, column: Role}", "where names its columns itself"),
    "scale: agree": ("scale: agre", "one of the mapping's scales: agree. Did you mean 'agree'?"),
    "cannot_say: [DK]}\n": ("cannot_say: [DK], confirmed: false}\n", "a proposal that nobody has confirmed"),
    "step: 0.5}, at_least: 4": ("step: 0.3}, at_least: 4", "1, 0.5, 0.25, 0.2 or 0.1"),
    "at_least: 4}": ("at_least: 1}", "above 1 and at most 5"),
    "mean: true": ("mean: true, base: all", "who cannot say has no grade"),
    'separator: ",", ': ("", "options without separator"),
    "other: [Nothing]": ("other: [Peers]", "a text used once (it is used in options)"),
    'not_chosen: ["0"]': ('not_chosen: ["1"]', "a text used once (it is used in chosen)"),
    "positive: [1], base": ("positive: [1], options: {a: b}, base", "options of one column, or columns of options"),
    "indicator: grade, numbers: {min: 1, max: 5, step: 0.5}": (
        "indicator: grade, numbers: {min: 1, max: 5}",
        "the scale, missing, cannot_say and base that questions.1 says of the same column",
    ),
}


@pytest.mark.parametrize("old", FORMS)
def test_keys_that_do_not_go_together_are_told_with_their_line(tmp_path: Path, old: str) -> None:
    """Every form of the mapping is checked before the export is read, and the fault says its line and what goes."""
    new, told = FORMS[old]
    assert old in MAPPING
    (tmp_path / "mapping.yaml").write_text(MAPPING.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(FaultyInput) as caught:
        read_mapping(tmp_path / "mapping.yaml")
    assert told in str(caught.value)
    assert "mapping.yaml, line " in str(caught.value)


CELLS = st.sampled_from(["", "Peers", "Peers,Coaching, one to one", "Nothing", "DK", "Nothing,DK"])


@settings(max_examples=examples(6, 120), deadline=None, suppress_health_check=list(HealthCheck))
@given(
    rows=st.lists(
        st.tuples(
            st.sampled_from(["1", "2", "3", "4", "5"]),
            st.sampled_from(["1.3.2018", "5.5.2019", "1.1.2017", ""]),
            st.sampled_from(["complete", "test"]),
            CELLS,
            st.sampled_from(["", "0", "1"]),
            st.sampled_from(["", "1"]),
            st.sampled_from(["4", "4,5", ""]),
        ),
        min_size=1,
        max_size=30,
    )
)
def test_every_row_and_every_answer_is_counted_somewhere(
    tmp_path_factory: pytest.TempPathFactory, rows: list[tuple[str, ...]]
) -> None:
    """Rows are in a wave, in none, filtered or repeated; of each figure respondents answered, could not say or did not."""
    folder = tmp_path_factory.mktemp("rows")
    full = [[*SMALL] for _ in rows]
    for row, (mark, day, status, cell, one, two, grade) in zip(full, rows, strict=True):
        row[0], row[1], row[2], row[10], row[11], row[12], row[7] = mark, day, status, cell, one, two, grade
    frame = pd.DataFrame(full, columns=HEADER)
    left = [(row[0], year) for row in rows for year in ("2018", "2019") if row[2] == "complete" and year in row[1]]
    if {year for _, year in left} != {"2018", "2019"}:
        with pytest.raises(FaultyInput, match="no row meets"):
            bring(folder, frame, by_age(WAVES), groupings=("age",))
        return
    done = bring(folder, frame, by_age(WAVES), groupings=("age",))
    chosen = done.chosen
    assert chosen.filtered == sum(row[2] == "test" for row in rows)
    assert done.counted.respondents == len(set(left))
    assert done.counted.respondents + chosen.filtered + chosen.in_no_wave + chosen.repeated == len(rows)
    for wave in done.waves:
        for index, asked in enumerate(done.mapping.asked):
            tally = wave.of(index, None)
            assert tally.n + tally.missing + tally.cannot_say == wave.respondents, asked.indicator
            parts = [one for name in GROUPS["age"] for one in [wave.of(index, name)]]
            assert sum(one.n + one.missing + one.cannot_say for one in parts) == wave.respondents
            hidden = {one.group for one in done.figures if one.suppressed and one.indicator == asked.indicator}
            told = {one.group for one in done.figures if one.observation and one.indicator == asked.indicator}
            assert {name for name in GROUPS["age"] if tally.n and wave.of(index, name).n} <= hidden | told

"""Files of DHIS2 and Miradi made into plain tables: known figures, periods by another library, hostile files."""

from __future__ import annotations

import contextlib
import datetime
import io
import json
import zipfile
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from typer.testing import CliRunner

from kunteko_eval.cli import app
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.conversion.converting import convert, read_foreign
from kunteko_eval.exchange.conversion.dhis2 import Dhis2Choice, names_of, read_dhis2
from kunteko_eval.exchange.conversion.dhis2_periods import days_of
from kunteko_eval.exchange.conversion.miradi import read_miradi
from kunteko_eval.exchange.conversion.plain_tables import PlainTables

HERE = Path("a.csv")
NOTHING = Dhis2Choice()
HEADER = "dataelement,period,orgunit,categoryoptioncombo,attributeoptioncombo,value,storedby"
ROWS = [
    ("a", "202401", "o1", "12"),
    ("a", "202402", "o1", "14"),
    ("a", "202402", "o2", "3"),
    ("b", "2024Q1", "o2", "0.5"),
]
CSV = "\n".join([HEADER, *(f"{a},{p},{o},c,d,{v},somebody" for a, p, o, v in ROWS), ""])
JSON = json.dumps(
    {
        "dataSet": "s",
        "dataValues": [
            {"dataElement": a, "period": p, "orgUnit": o, "categoryOptionCombo": "c", "value": v} for a, p, o, v in ROWS
        ],
    }
)
XML = (
    '<?xml version="1.0"?>\n<dataValueSet xmlns="http://dhis2.org/schema/dxf/2.0">'
    + "".join(f'<dataValue dataElement="{a}" period="{p}" orgUnit="{o}" value="{v}"/>' for a, p, o, v in ROWS)
    + "</dataValueSet>"
)
PIVOT = "Data,Period,Organisation unit,Value\n" + "".join(f"{a},{p},{o},{v}\n" for a, p, o, v in ROWS)


@pytest.mark.parametrize("text", [CSV, JSON, XML, PIVOT], ids=["CSV", "JSON", "XML", "pivot table"])
def test_the_forms_of_a_data_value_set_give_the_same_table(tmp_path: Path, text: str) -> None:
    """Figures summed over organisation units are those that pandas sums, whatever form they were exported in."""
    path = tmp_path / "export"
    path.write_text(text, encoding="utf-8")
    tables = read_foreign(path, Dhis2Choice(summed=True, names={"a": "Visits"}))
    made = {(row["code"], row["period"]): float(row["value"]) for row in tables.indicators}
    frame = pd.DataFrame(ROWS, columns=["code", "period", "unit", "value"]).astype({"value": float})
    sums = frame.groupby(["code", "period"], as_index=False)["value"].sum()
    first = {"202401": "2024-01-01/2024-01-31", "202402": "2024-02-01/2024-02-29", "2024Q1": "2024-01-01/2024-03-31"}
    assert made == {(code, first[period]): value for code, period, value in sums.itertuples(index=False)}
    assert [row["indicator"] for row in tables.indicators] == ["Visits", "Visits", "b"]
    assert "somebody" not in str(tables)
    _accounted(tables)


def test_figures_of_several_parts_are_never_added_up_unasked() -> None:
    """Several organisation units are a fault that names the ways out; one of them is taken by its id."""
    with pytest.raises(FaultyInput, match=r'2 organisation units \("o1", "o2"\).*--org-unit ID.*--sum'):
        read_dhis2(HERE, CSV.encode(), NOTHING)
    tables = read_dhis2(HERE, CSV.encode(), Dhis2Choice(only={"unit": "o1"}))
    assert [row["value"] for row in tables.indicators] == ["12", "14"]
    assert tables.left == {"of another organisation unit": 2}
    _accounted(tables)


def test_what_is_no_figure_is_counted_by_its_reason() -> None:
    """Texts, dates, relative periods, deleted and repeated values are left and told; two values for one are a fault."""
    rows = [
        "a,2024,o,c,d,1,",
        "a,2024,o,c,d,1,",
        "a,2023,o,c,d,yes,",
        "a,LAST_YEAR,o,c,d,1,",
        "a,2022,o,c,d,,",
        "a,2021,o,c,d,NaN,",
    ]
    tables = read_dhis2(HERE, "\n".join([HEADER, *rows]).encode(), NOTHING)
    assert (tables.read, len(tables.indicators), sum(tables.left.values())) == (6, 1, 5)
    assert any("LAST_YEAR" in reason for reason in tables.left)
    _accounted(tables)
    with pytest.raises(FaultyInput, match="two values for a 2024 o c d: 1 and 2"):
        read_dhis2(HERE, "\n".join([HEADER, rows[0], "a,2024,o,c,d,2,"]).encode(), NOTHING)


@settings(max_examples=60, deadline=None)
@given(st.dates(datetime.date(1990, 1, 1), datetime.date(2090, 12, 31)))
def test_periods_are_those_of_the_calendar(day: datetime.date) -> None:
    """Weeks are ISO's by the standard library, months, quarters and halves are those of pandas."""
    year, week, _ = day.isocalendar()
    found = days_of(f"{year}W{week}")
    assert found is not None
    assert found[0] <= day <= found[1]
    assert (found[0].isocalendar()[:2], (found[1] - found[0]).days) == ((year, week), 6)
    month, quarter = pd.Period(day, "M"), pd.Period(day, "Q")
    assert days_of(day.strftime("%Y%m")) == (month.start_time.date(), month.end_time.date())
    assert days_of(f"{day.year}Q{quarter.quarter}") == (quarter.start_time.date(), quarter.end_time.date())
    assert days_of(day.strftime("%Y%m%d")) == (day, day)
    assert days_of(f"{day.year}S{1 if day.month < 7 else 2}") is not None


@pytest.mark.parametrize(
    ("code", "days"),
    [
        ("2004April", "2004-04-01 2005-03-31"),
        ("2004July", "2004-07-01 2005-06-30"),
        ("2004Oct", "2004-10-01 2005-09-30"),
        ("2004AprilS1", "2004-04-01 2004-09-30"),
        ("2004AprilS2", "2004-10-01 2005-03-31"),
        ("200401B", "2004-01-01 2004-02-29"),
        ("2015BiW1", "2014-12-29 2015-01-11"),
        ("2020W53", "2020-12-28 2021-01-03"),
        ("2021W53", ""),
        ("2015WedW5", "2015-01-28 2015-02-03"),
        ("202413", ""),
        ("20240230", ""),
        ("2024W0", ""),
        ("٢٠٢٤", ""),
    ],
)
def test_codes_of_the_documentation_are_known_and_others_are_none(code: str, days: str) -> None:
    """Each kind of code gives the days that DHIS2's documentation tells; what is no period gives none."""
    found = days_of(code)
    assert (" ".join(map(str, found)) if found else "") == days


def test_names_come_from_a_list_or_a_metadata_export() -> None:
    """CSV with id and name, or JSON with lists of objects; anything else is a fault."""
    assert names_of(HERE, b"id,name\na,Visits\n") == {"a": "Visits"}
    assert names_of(HERE, b'{"dataElements": [{"id": "a", "displayName": "Visits"}]}') == {"a": "Visits"}
    with pytest.raises(FaultyInput, match="no names"):
        names_of(HERE, b"x,y\n1,2\n")


def miradi(body: str, name: str = "project.xml") -> bytes:
    """Return a small Miradi project."""
    space = "http://xml.miradi.org/schema/ConservationProject/248"
    raw = io.BytesIO()
    with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, f'<m:ConservationProject xmlns:m="{space}">{body}</m:ConservationProject>')
    return raw.getvalue()


def pool(kind: str, **entries: str) -> str:
    """Return a pool with its entries by id."""
    return f"<m:{kind}Pool>{''.join(f'<m:{kind} Id={chr(34)}{i[1:]}{chr(34)}>{body}</m:{kind}>' for i, body in entries.items())}</m:{kind}Pool>"


def ids(name: str, kind: str, *given: int) -> str:
    """Return a list of ids."""
    return f"<m:{name}>{''.join(f'<m:{kind}Id>{one}</m:{kind}Id>' for one in given)}</m:{name}>"


def link(source: int, target: int) -> str:
    """Return a link between two diagram factors."""
    ends = (("From", source), ("To", target))
    return "".join(
        f"<m:DiagramLink{way}DiagramFactorId><m:LinkableFactorId><m:StrategyId>{one}</m:StrategyId></m:LinkableFactorId>"
        f"</m:DiagramLink{way}DiagramFactorId>"
        for way, one in ends
    )


def wrapped(one: int) -> str:
    """Return a diagram factor's reference to its factor."""
    inner = f"<m:WrappedByDiagramFactorId><m:StrategyId>{one}</m:StrategyId></m:WrappedByDiagramFactorId>"
    return f"<m:DiagramFactorWrappedFactorId>{inner}</m:DiagramFactorWrappedFactorId>"


PROJECT = "".join(
    [
        pool("Strategy", _1="<m:StrategyName><div>Trap <b>rats</b></div></m:StrategyName>"),
        pool("IntermediateResult", _2="<m:IntermediateResultName>No rats</m:IntermediateResultName>" + ids("IntermediateResultIndicatorIds", "Indicator", 5)),
        pool("Indicator", _5="<m:IndicatorName>Rats</m:IndicatorName><m:IndicatorUnit>rats</m:IndicatorUnit>" + ids("IndicatorMeasurementIds", "Measurement", 6, 7, 8) + ids("IndicatorFutureStatusIds", "FutureStatus", 9)),
        pool("Measurement", _6="<m:MeasurementDate>2023-05-01</m:MeasurementDate><m:MeasurementMeasurementValue>40</m:MeasurementMeasurementValue>", _7="<m:MeasurementDate>2023-12-01</m:MeasurementDate><m:MeasurementMeasurementValue><div>30</div></m:MeasurementMeasurementValue>", _8="<m:MeasurementMeasurementValue>20</m:MeasurementMeasurementValue>"),
        pool("FutureStatus", _9="<m:FutureStatusDate>2025-12-31</m:FutureStatusDate><m:FutureStatusSummary>5</m:FutureStatusSummary>"),
        pool("DiagramFactor", _11=wrapped(1), _12=wrapped(2), _13=wrapped(99)),
        pool("DiagramLink", _21=link(11, 12), _22=link(13, 12)),
        pool("ResultsChain", _31=ids("ResultsChainDiagramLinkIds", "DiagramLink", 21, 22)),
    ]
)  # fmt: skip


def test_a_miradi_project_gives_its_indicators_and_its_results_chain(tmp_path: Path) -> None:
    """Measurements are actuals, future statuses targets, links lead between named factors on their levels."""
    path = tmp_path / "p.xmpz2"
    path.write_bytes(miradi(PROJECT))
    tables = read_foreign(path, NOTHING)
    assert [(row["period"], row["kind"], row["value"]) for row in tables.indicators] == [
        ("2023", "actual", "30"),
        ("2025", "target", "5"),
    ]
    assert {(row["indicator"], row["result"], row["level"]) for row in tables.indicators} == {
        ("Rats", "No rats", "direct")
    }
    assert tables.left == {"an earlier actual of the same year": 1, "no date": 1}
    assert (tables.links, tables.levels) == ([("Trap rats", "No rats")], {"Trap rats": "actions", "No rats": "direct"})
    _accounted(tables)
    done = CliRunner().invoke(app, ["convert", str(path), "--output", str(tmp_path / "out")])
    assert done.exit_code == 0, done.output
    assert sorted(one.name for one in (tmp_path / "out").iterdir()) == [
        "indicators.csv",
        "indicators.yaml",
        "levels.csv",
        "links.csv",
    ]
    mapping = yaml.safe_load((tmp_path / "out" / "indicators.yaml").read_text(encoding="utf-8"))
    assert mapping["columns"]["result"] == "result"
    with pytest.raises(FaultyInput, match="it exists"):
        list(convert(path, tmp_path / "out", NOTHING))


@pytest.mark.parametrize(
    ("raw", "message"),
    [
        (b"", "an empty file"),
        (b"%PDF-1.7", "a PDF"),
        (b"\xd0\xcf\x11\xe0 old", "an old Office file"),
        (b"name,age\nx,1\n", "straight into kunteko-eval import indicators"),
        (b"PK\x03\x04 broken", "cannot be unpacked"),
        (miradi("", "other.xml"), "no project.xml in it"),
        (miradi(""), "of an older kind"),
        (miradi(pool("Indicator")), "no indicator with a dated value"),
        (b'<!DOCTYPE a [<!ENTITY b "c">]><ConservationProject>&b;</ConservationProject>', "document type declaration"),
        (b"<ConservationProject>" + b"<a>" * 80, "too deep"),
        (b"<ConservationProject><a>", "no well-formed XML"),
        (b'{"dataValues": [' + b"[" * 9000, "no valid JSON"),
        (b'{"dataValues":[],"x":1}', "no data value"),
        (miradi("<m:StrategyPool>" + " " * 3_000_000 + "</m:StrategyPool>"), "unpacks to"),
    ],
)
def test_what_is_no_such_file_is_a_fault_that_says_what_to_do(tmp_path: Path, raw: bytes, message: str) -> None:
    """Nothing but a fault comes of files of other kinds, broken ones, bombs and entities."""
    path = tmp_path / "file"
    path.write_bytes(raw)
    with pytest.raises(FaultyInput, match=message):
        read_foreign(path, NOTHING)


@settings(max_examples=30, deadline=None)
@given(
    st.binary(max_size=60),
    st.sampled_from([CSV.encode(), JSON.encode(), XML.encode(), PROJECT.encode()]),
    st.integers(0, 900),
)
def test_damaged_files_are_read_or_faults(noise: bytes, whole: bytes, at: int) -> None:
    """Bytes put anywhere into a file never give anything but a table or a fault."""
    raw = whole[:at] + noise + whole[at + len(noise) // 2 :]
    with contextlib.suppress(FaultyInput):
        _accounted(read_dhis2(HERE, raw, NOTHING))
    with contextlib.suppress(FaultyInput):
        _accounted(read_miradi(HERE, raw))


def _accounted(tables: PlainTables) -> None:
    """Check that every figure read is a row, a part of one, or left with a reason."""
    assert tables.read == len(tables.indicators) + tables.summed + sum(tables.left.values())

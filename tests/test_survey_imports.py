"""Imports of surveys into one programme: nothing leaks inside one or across several, and groups say what they are of."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from kunteko_eval.batch.checking import disclosure_faults
from kunteko_eval.disclosure.published import audit
from kunteko_eval.errors import FaultyInput
from kunteko_eval.exchange.survey.importing import SurveyImport, import_survey
from kunteko_eval.reading.programme_reader import read_programme

ROOT = Path(__file__).parents[1]
INDICATOR = "change-leadership-helped"
WORDS = "{fi: keksitty, sv: påhittad, en: made up}"
GROUPS = ("north", "south", "fi", "se", "no")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Return a programme folder with a collection and groups for the surveys."""
    made = Path(shutil.copytree(ROOT / "data" / "soteliiderit", tmp_path / "soteliiderit"))
    sources = made / "sources.yaml"
    text = sources.read_text(encoding="utf-8")
    collection = f"  - {{id: answers, label: {WORDS}, type: participants, bias: some, bias_reason: {WORDS}}}  # kept\n"
    text = text.replace("collections:\n", f"collections:\n{collection}", 1)
    groups = "".join(f"  - id: {name}\n    label: {WORDS}  # of {name}\n" for name in GROUPS)
    sources.write_text(text.replace("groups:\n", f"groups:\n{groups}", 1), encoding="utf-8")
    return made


def bring(folder: Path, name: str, rows: list[dict[str, str]], groups: dict[str, str], more: str = "") -> SurveyImport:
    """Import respondents by groupings: the values of each column as a flow mapping."""
    columns = list(rows[0])
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, columns)
    writer.writeheader()
    writer.writerows(rows)
    export, mapping = folder.parent / "export.csv", folder.parent / f"{name}.yaml"
    export.write_text(text.getvalue(), encoding="utf-8", newline="")
    listed = "".join(f"  - {{column: {column}, values: {values}}}\n" for column, values in groups.items())
    head = f"schema: 1\nid: {name}\nprogramme: soteliiderit\nsource: answers\ndocument: kt-2019\nplace: made\n"
    question = f"  - {{column: Q, indicator: {INDICATOR}, answers: {{Yes: 1, No: 0}}, positive: [1]}}\n"
    mapping.write_text(
        f'{head}period: "2019"\nall: all\ngroups:\n{listed}questions:\n{question}{more}', encoding="utf-8"
    )
    return import_survey(export, mapping, folder)


def people(count: int, yes: int, **columns: str) -> list[dict[str, str]]:
    """Return respondents with the same columns, of whom so many say yes."""
    return [{"Id": "x", **columns, "Q": "Yes" if number < yes else "No"} for number in range(count)]


ROLE = {"Role": "{Leader: leaders, Member: group-members}"}
REGION = {"Region": "{North: north, South: south}"}
COUNTRY = {"Country": "{FI: fi, SE: se, NO: no}"}


def shown(folder: Path) -> dict[str, int | None]:
    """Return the number of answers of every figure that is shown, by survey and group."""
    kept = [one for one in read_programme(folder).observations if one.source == "answers"]
    return {f"{one.id.partition('-')[0]} {one.group}": one.n for one in kept}


def test_a_total_less_a_whole_grouping_gives_nobody_away(folder: Path) -> None:
    """Of 102 two have no role, one in each region, and said no: all less leaders less members is not to be had."""
    rows = [
        *people(25, 15, Role="Leader", Region="North"),
        *people(25, 14, Role="Leader", Region="South"),
        *people(25, 13, Role="Member", Region="North"),
        *people(25, 12, Role="Member", Region="South"),
        *people(1, 0, Role="", Region="North"),
        *people(1, 0, Role="", Region="South"),
    ]
    bring(folder, "a", rows, {**ROLE, **REGION})
    left = shown(folder)
    assert not {"a all", "a leaders", "a group-members"} <= set(left)
    assert {"a north", "a south"} <= set(left)
    assert [one.reason for one in read_programme(folder).suppressed] == ["complementary"]


def nordic() -> list[dict[str, str]]:
    """Return 102 respondents of two countries, of whom two are Norwegians, in two regions."""
    return [
        *people(50, 30, Country="FI", Region="North"),
        *people(50, 25, Country="FI", Region="South"),
        *people(2, 0, Country="NO", Region="South"),
    ]


def test_a_second_import_gives_back_nothing_that_the_first_hid(folder: Path) -> None:
    """The total that the first import hid for two people's sake is not shown by the second, which parts otherwise."""
    public = f"disclosure:\n  already_public:\n    - {{indicator: {INDICATOR}, group: fi}}\n"
    bring(folder, "a", nordic(), COUNTRY, public)
    first = (folder / "suppressed.csv").read_text(encoding="utf-8")
    assert set(shown(folder)) == {"a fi"}
    bring(folder, "b", nordic(), REGION)
    left = shown(folder)
    assert "b all" not in left
    assert not {"b north", "b south"} <= set(left)
    assert (folder / "suppressed.csv").read_text(encoding="utf-8").startswith(first)


def test_the_order_of_two_imports_does_not_matter_for_what_is_protected(folder: Path) -> None:
    """Regions first and countries second: the small country is not what the shown figures leave over."""
    bring(folder, "b", nordic(), REGION)
    assert shown(folder) == {"b all": 102, "b north": 50, "b south": 52}
    bring(folder, "a", nordic(), COUNTRY)
    assert shown(folder) == {"b all": 102, "b north": 50, "b south": 52}
    assert {one.group for one in read_programme(folder).suppressed} == {"fi", "no"}


def test_a_figure_that_another_import_has_shown_is_not_written_twice(folder: Path) -> None:
    """The total of both mappings is one figure, and the second import says which it is."""
    rows = [*people(50, 30, Country="FI", Region="North"), *people(50, 25, Country="SE", Region="South")]
    bring(folder, "a", rows, COUNTRY)
    done = bring(folder, "b", rows, REGION)
    assert "b all" not in shown(folder)
    assert [one.there.id for one in done.figures if one.there] == [f"a-{INDICATOR}-all"]


def test_importing_one_survey_again_leaves_what_another_hid(folder: Path) -> None:
    """A corrected export replaces its own hidden figures; those of another mapping stay in the file."""
    bring(folder, "a", nordic(), COUNTRY)
    first = read_programme(folder).suppressed
    bring(folder, "b", nordic(), REGION)
    bring(folder, "b", nordic(), REGION)
    kept = [one for one in read_programme(folder).suppressed if one.survey == "a"]
    assert first
    assert tuple(kept) == first


def test_figures_of_other_respondents_under_one_collection_are_a_fault(folder: Path) -> None:
    """Two answers that came in between two imports would be the difference of two totals: nothing is written."""
    bring(folder, "a", nordic(), REGION)
    with pytest.raises(FaultyInput, match="cannot be of the same respondents") as caught:
        bring(folder, "b", [*nordic(), *people(2, 1, Country="FI", Region="North")], COUNTRY)
    assert "give the survey a collection of its own" in str(caught.value)


def test_an_import_says_which_groups_are_parts_of_which_whole(folder: Path) -> None:
    """Groups of a mapping become parts of its `all`, by the column's name; comments stay, and twice changes nothing."""
    bring(folder, "a", nordic(), {**COUNTRY})
    groups = read_programme(folder).groups
    assert {(groups[name].part_of, groups[name].grouping) for name in ("fi", "se", "no")} == {("all", "country")}
    assert groups["all"].part_of is None
    assert read_programme(folder).collections["answers"].smallest_group == 5
    text = (folder / "sources.yaml").read_text(encoding="utf-8")
    assert all(f"# of {name}" in text for name in GROUPS)
    assert "# kept" in text
    bring(folder, "a", nordic(), {**COUNTRY})
    assert (folder / "sources.yaml").read_text(encoding="utf-8") == text


def test_a_group_that_is_said_to_be_of_another_grouping_is_a_fault(folder: Path) -> None:
    """Groups of one grouping share nobody; a mapping that contradicts what the programme says is refused."""
    bring(folder, "a", nordic(), COUNTRY)
    with pytest.raises(FaultyInput, match="of the grouping country; expected a group of the grouping home"):
        bring(folder, "a", nordic(), {"Country": "{FI: fi, SE: se, NO: no}, grouping: home"})


def test_check_finds_nothing_in_what_imports_wrote(folder: Path) -> None:
    """After imports of one export by two mappings the folder as a whole gives nobody away."""
    bring(folder, "a", nordic(), COUNTRY)
    bring(folder, "b", nordic(), REGION)
    assert disclosure_faults(read_programme(folder), folder) == []


def test_check_tells_when_figures_of_a_folder_give_a_hidden_group_away(folder: Path) -> None:
    """A total written beside an import by hand gives the two back that it hid: place, why and what to do."""
    public = f"disclosure:\n  already_public:\n    - {{indicator: {INDICATOR}, group: fi}}\n"
    bring(folder, "a", nordic(), COUNTRY, public)
    with (folder / "observations.csv").open("a", encoding="utf-8") as file:
        row = next(csv.DictReader((folder / "observations.csv").read_text(encoding="utf-8").splitlines()[:1] * 2))
        there = {"id": "typed", "indicator": INDICATOR, "period": "2019", "value": "54", "n": "102", "group": "all"}
        there |= {"source": "answers", "document": "kt-2019", "place": "made", "precision": "exact", "match": "read"}
        csv.DictWriter(file, list(row), restval="", lineterminator="\n").writerow(there)
    told = "\n".join(map(str, disclosure_faults(read_programme(folder), folder)))
    assert f"observations.csv, indicator {INDICATOR}, source answers: the figures together tell of group no" in told
    assert "Import the survey's answers again" in told


def test_check_tells_of_few_whom_figures_leave_over_though_nothing_is_listed_as_hidden(folder: Path) -> None:
    """Of 57 people two are in neither; a folder from which the list of hidden figures is gone."""
    rows = [
        *people(25, 15, Region="North"),
        *people(30, 14, Region="South"),
        *people(2, 0, Region=""),
    ]
    bring(folder, "b", rows, REGION)
    assert (folder / "suppressed.csv").exists()
    (folder / "suppressed.csv").unlink()
    text = (folder / "observations.csv").read_text(encoding="utf-8")
    hidden = next(line for line in text.splitlines() if line.startswith(f"b-{INDICATOR}-south"))
    other = hidden.replace("-south", "-north").replace(",south,", ",north,").replace(",47,,30,", ",60,,25,")
    (folder / "observations.csv").write_text(text + other + "\n", encoding="utf-8")
    told = "\n".join(map(str, disclosure_faults(read_programme(folder), folder)))
    assert "tell of 2 respondents; expected nothing of fewer than 5" in told


def test_check_tells_every_figure_of_few_that_is_shown(folder: Path) -> None:
    """Figures of 3 and of 4 people, typed beside an import, are told one by one, and one of 5 is not."""
    bring(folder, "b", [*people(25, 15, Region="North"), *people(30, 14, Region="South")], REGION)
    text = (folder / "observations.csv").read_text(encoding="utf-8")
    south = next(line for line in text.splitlines() if line.startswith(f"b-{INDICATOR}-south"))
    for group, count in (("fi", 3), ("se", 4), ("no", 5)):
        few = south.replace("-south", f"-{group}").replace(",south,", f",{group},").replace(",47,,30,", f",0,,{count},")
        text += few + "\n"
    (folder / "observations.csv").write_text(text, encoding="utf-8")
    (audited,) = audit(read_programme(folder))
    assert [(one.by, one.count, one.threshold) for one in audited.given] == [
        ((f"b-{INDICATOR}-fi",), (3, 3), 5),
        ((f"b-{INDICATOR}-se",), (4, 4), 5),
    ]


def test_check_tells_of_figures_that_cannot_be_of_the_same_respondents(folder: Path) -> None:
    """A group of 60 beside a total of 57 is told by itself: nothing can be audited of what does not fit."""
    rows = [*people(25, 15, Region="North"), *people(30, 14, Region="South"), *people(2, 0, Region="")]
    bring(folder, "b", rows, REGION)
    text = (folder / "observations.csv").read_text(encoding="utf-8")
    south = next(line for line in text.splitlines() if line.startswith(f"b-{INDICATOR}-south"))
    north = south.replace("-south", "-north").replace(",south,", ",north,").replace(",47,,30,", ",60,,60,")
    (folder / "observations.csv").write_text(text + north + "\n", encoding="utf-8")
    (audited,) = audit(read_programme(folder))
    assert (audited.fits, audited.is_whole, audited.given) == (False, True, ())
    (fault,) = disclosure_faults(read_programme(folder), folder)
    assert "figures that cannot be of the same respondents; expected figures that fit together" in str(fault)


@pytest.mark.parametrize("name", ["kunteko", "soteliiderit", "kekseliaat-kehittajat", "maakuntien-liitot"])
def test_what_others_have_published_is_not_audited(name: str) -> None:
    """Figures of public documents are public as they are."""
    assert audit(read_programme(ROOT / "data" / name)) == ()


def test_the_folder_tells_the_least_that_is_protected(folder: Path) -> None:
    """With 102 in all and two hidden groups, each may have 0 to 102 answers and 0 to 55 positive ones."""
    bring(folder, "a", nordic(), COUNTRY)
    (audited,) = audit(read_programme(folder))
    assert (audited.hidden, audited.answers, audited.amount, audited.given) == (2, 103, 56, ())

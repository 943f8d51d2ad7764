"""The workbench's face without a browser: what its scripts ask, and what they are answered."""

from __future__ import annotations

import base64
import json
import re
from pathlib import Path
from typing import Any

import pytest
from bs4 import BeautifulSoup

from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.report.language import Language
from kunteko_eval.workbench.desk import TrialDesk
from kunteko_eval.workbench.face import FACE, SCRIPTS, FaceWidget, Workbench, module
from kunteko_eval.workbench.face_answers import FaceAnswers
from kunteko_eval.workbench.state import Recorded

PERIOD = "2018-2020"
BOX = "development-activity"
FIGURE = "training-start-p-2020"
SOURCE = "external-evaluation-2020"


@pytest.fixture(scope="module")
def recorded(repo: Path, kunteko_folder: Path) -> Recorded:
    """Return KunTeko as it is recorded."""
    return Recorded.read(kunteko_folder, repo / "params" / "rubric.yaml")


class Asking:
    """The scripts' side of one face: asks, and keeps what it was answered."""

    def __init__(self, recorded: Recorded, language: str = "en") -> None:
        self.desk = TrialDesk(recorded, PERIOD, Language(language))
        self.answers = FaceAnswers(self.desk)
        self.first = self("hello", width=1100)

    def __call__(self, what: str, **more: Any) -> dict[str, Any]:
        """Return everything that is answered, as JSON carries it."""
        parts = list(self.answers.answer({"ask": what, **more}))
        told: dict[str, Any] = {key: value for part in parts for key, value in part.items()}
        return dict(json.loads(json.dumps(told)))


@pytest.fixture
def ask(recorded: Recorded) -> Asking:
    """Return a face of KunTeko 2018–2020 in English that has said hello."""
    return Asking(recorded)


def boxes_of(markup: str) -> dict[str, str]:
    """Return the accessible names of a map's boxes, by their elements."""
    found = BeautifulSoup(markup, "html.parser").find_all("a", class_="box")
    return {str(one["data-element"]): str(one["aria-label"]) for one in found}


# The scripts.


def test_the_scripts_are_one_module_that_asks_nobody() -> None:
    """All scripts of the folder are in it, it exports once, imports nothing and knows no address."""
    assert {path.stem for path in FACE.glob("*.js")} == set(SCRIPTS)
    text = module()
    assert text.count("export default") == 1
    assert not re.search(
        r"^\s*import\b|\bimport\(|fetch\(|XMLHttpRequest|WebSocket|https?://(?!www\.w3\.org/2000/svg)", text, re.M
    )
    assert not re.search(r"url\(|@import", (FACE / "workbench.css").read_text(encoding="utf-8"))


def test_every_word_that_the_scripts_use_is_told_and_none_else(ask: Asking) -> None:
    """Whatever stands as `words.…` in the scripts is among the words, and every word is used."""
    used = set(re.findall(r"\bwords\.(\w+)", module()))
    told = set(ask.first["first"]["words"])
    built = {name for name in told if name.startswith(("judge_", "score_"))} | {"value_to"}
    assert used - told == {"every"}, "a list's own"
    assert told - built <= used


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_face_speaks_the_language_it_was_opened_in(recorded: Recorded, language: str) -> None:
    """Words, map, rules and changes are in that language."""
    face = Asking(recorded, language)
    assert face.first["first"]["language"] == language
    assert face.first["first"]["words"]["undo"] == {"fi": "Kumoa", "sv": "Ångra", "en": "Undo"}[language]
    told = face("rule", rule="cut green", value=1.15)
    word = {"fi": "erittäin paljon", "sv": "i mycket hög grad", "en": "very much"}[language]
    assert all(word in line["from_to"] for line in told["changes"]["list"] if "▲" in line["from_to"])
    assert face("rule", rule="cut green", value=0.3)["error"]


# The chain.


def test_hello_tells_the_whole_chain(ask: Asking, recorded: Recorded) -> None:
    """The map has every box once, with its name and rating, and nothing is tried."""
    names = boxes_of(ask.first["map"])
    assert list(names) == [one.element.id for one in ask.desk.assessment.everything]
    assert all(one.label.en in names[one.id] for one in recorded.programme.chain.elements)
    assert (ask.first["tried"], ask.first["changes"]["list"]) == ([], [])
    assert ask.first["can"] == {"undo": False, "redo": False}


def test_a_change_sends_only_the_boxes_that_differ(ask: Asking) -> None:
    """Of the map come the boxes that look otherwise; changed ones say what is recorded, to the eye and to the ear."""
    whole = len(ask.first["map"])
    told = ask("rule", rule="cut green", value=1.15)
    changed = [one.element for one in ask.desk.changed()]
    assert changed
    assert [name for name, markup in told["boxes"].items() if 'class="ring"' in markup] == changed
    assert len(told["boxes"]) < len(ask.desk.assessment.everything)
    assert sum(map(len, told["boxes"].values())) < whole / 2
    assert all("changed; recorded: " in boxes_of(told["boxes"][name])[name] for name in changed)
    assert [line["element"] for line in told["changes"]["list"]] == changed
    assert all(line["why"] for line in told["changes"]["list"])
    assert ask("rule", rule="cut green", value=1.15)["boxes"] == {}


def test_undo_and_redo_put_the_boxes_back(ask: Asking) -> None:
    """Undo sends the same boxes as recorded, redo sends them changed again, and each says whether it can go on."""
    forth = ask("rule", rule="cut green", value=1.15)
    back = ask("undo")
    assert list(back["boxes"]) == list(forth["boxes"])
    assert not any('class="ring"' in markup for markup in back["boxes"].values())
    assert back["can"] == {"undo": False, "redo": True}
    again = ask("redo")
    assert (again["boxes"], again["can"]) == (forth["boxes"], {"undo": True, "redo": False})


def test_the_map_is_set_for_its_room(ask: Asking) -> None:
    """A narrow window has narrow boxes, a wide one wide ones; none is wider than its map."""
    widths = {}
    for width in (700, 1100, 1500):
        drawn = BeautifulSoup(ask("resize", width=width)["map"], "html.parser")
        sheet = float(str(drawn.svg["viewbox"]).split()[2])  # type: ignore[index]  # A missing one would fail too.
        frames = drawn.find_all("rect", class_="frame")
        assert all(float(str(one["x"])) + float(str(one["width"])) <= sheet for one in frames)
        widths[width] = float(str(frames[0]["width"]))
    assert widths[1100] < widths[700] < widths[1500]


def test_a_changed_map_that_is_drawn_whole_keeps_its_marks(ask: Asking) -> None:
    """After a change a map for another width has the rings too."""
    ask("rule", rule="cut green", value=1.15)
    drawn = ask("resize", width=1500)["map"]
    assert drawn.count('class="ring"') == len(ask.desk.changed())


def test_another_period_is_the_same_chain(ask: Asking) -> None:
    """Switching period sends the boxes that are rated otherwise, and the period's own evidence."""
    before = ask("choose", element=BOX)["listed"]
    told = ask("period", period="2015-2017")
    assert told["period"] == "2015-2017"
    assert told["boxes"]
    assert {one["id"] for one in told["listed"]}.isdisjoint(one["id"] for one in before)
    assert told["card"]["element"] == BOX


# The box and its evidence.


def test_a_chosen_box_tells_its_card_and_its_rows(ask: Asking) -> None:
    """The card has the sections of the report but robustness, and the rows are those registered for the box."""
    told = ask("choose", element=BOX)
    assert told["card"]["label"] == ask.desk.recorded.programme.chain.element(BOX).label.en
    titles = [one["title"] for one in told["card"]["sections"]]
    assert {"Evidence", "From evidence to rating", "How sure", "What would change it", "Links"} <= set(titles)
    assert "Robustness" not in titles
    assert {one["form"] for one in told["listed"]} == {"observation", "finding"}
    assert FIGURE in [one["id"] for one in told["listed"]]
    every = ask("rows", scope="all")["listed"]
    assert len(every) > len(told["listed"])
    assert ask("choose", element=None)["card"] is None


def test_a_changed_figure_says_what_is_recorded(ask: Asking) -> None:
    """Its row comes back alone, changed and with the recorded value; the card follows."""
    ask("choose", element=BOX)
    told = ask("cell", row=FIGURE, column="value", value="30")
    (row,) = told["rows"]
    assert (row["id"], row["value"], row["changed"], row["in_use"]) == (FIGURE, "30", True, True)
    assert "recorded: 79" in row["was"]
    assert told["card"]["was"].startswith("recorded: ")
    (tried,) = told["tried"]
    assert "30" in tried["text"]
    put_back = ask("remove", id=tried["id"])
    assert (put_back["tried"], put_back["rows"][0]["changed"]) == ([], False)


@pytest.mark.parametrize(("column", "value"), [("value", "300"), ("value", "many"), ("n", "1.5"), ("value", "")])
def test_a_value_that_cannot_be_is_put_back_and_told(ask: Asking, column: str, value: str) -> None:
    """Nothing is changed, an error says why, and the row comes back as it was."""
    ask("choose", element=BOX)
    told = ask("cell", row=FIGURE, column=column, value=value)
    assert "Nothing was changed." in told["error"]
    assert [(row["id"], row["changed"]) for row in told["rows"]] == [(FIGURE, False)]
    assert told["tried"] == []
    assert "boxes" not in told


def test_a_finding_can_say_otherwise(ask: Asking) -> None:
    """Direction and extent change together, credibility by itself; both are told with what is recorded."""
    rows = ask("choose", element=BOX)["listed"]
    finding = next(one for one in rows if one["form"] == "finding" and one["says"] == "supports not-said")
    told = ask("cell", row=finding["id"], column="says", value="contradicts none")["rows"][0]
    assert (told["says"], told["changed"]) == ("contradicts none", True)
    assert "for it: extent not stated" in told["was"]
    lower = {"1": "2", "2": "1", "3": "1"}[finding["credibility"]]
    assert "credibility" in ask("cell", row=finding["id"], column="credibility", value=lower)["rows"][0]["was"]


def test_a_row_and_a_whole_source_can_be_left_out(ask: Asking) -> None:
    """A row that is left out says so; one whose source is left out cannot be taken in by itself."""
    ask("rows", scope="all")
    out = ask("cell", row=FIGURE, column="in_use", value=False)["rows"][0]
    assert (out["in_use"], out["held"], out["changed"]) == (False, False, True)
    assert ask("cell", row=FIGURE, column="in_use", value=True)["rows"][0]["in_use"]
    told = ask("leave", kind="sources", id=SOURCE, out=True)
    assert told["left"] == [f"sources {SOURCE}"]
    assert told["rows"]
    assert all(row["held"] and not row["in_use"] for row in told["rows"])
    assert ask("leave", kind="sources", id=SOURCE, out=False)["left"] == []
    assert ask("leave", kind="groups", id="participants", out=True)["left"] == ["groups participants"]


ROW = {
    "form": "observation",
    "n": "80",
    "statement": "",
    "kind": "perceived",
    "says": "supports much",
    "credibility": "2",
}


def test_a_what_if_row_is_marked_and_can_go(ask: Asking) -> None:
    """It stands among the rows of its box as a trial, counts, and leaving it out takes it away."""
    refused = ask("add", **ROW, indicator="x", group="participants", value="10", source=SOURCE, period=PERIOD)
    assert "Choose a box first" in refused["error"]
    lists = ask("choose", element=BOX)["new_row"]
    given = {"indicator": lists["indicators"][0][0], "group": "participants", "period": PERIOD}
    source = next(name for name, _ in lists["sources"] if name == "what-if-participants")
    told = ask("add", **ROW, **given, value="5", source=source)
    (row,) = [one for one in told["listed"] if one["what_if"]]
    assert (row["value"], row["n"], row["in_use"]) == ("5", 80, True)
    assert len(told["tried"]) == 1
    gone = ask("cell", row=row["id"], column="in_use", value=False)
    assert (gone["tried"], [one for one in gone["listed"] if one["what_if"]]) == ([], [])
    said = ask("add", **{**ROW, "form": "finding", "statement": "It helped."}, **given, value="", source=source)
    assert "It helped." in next(one["name"] for one in said["listed"] if one["what_if"])
    assert ask("add", **{**ROW, "form": "finding"}, **given, value="", source=source)["error"]


def test_robustness_is_told_when_it_is_asked_for(ask: Asking) -> None:
    """The draws are made for the one box."""
    told = ask("shake", element=BOX)["shaken"]
    assert told["element"] == BOX
    assert any("assumptions are varied" in line for line in told["told"])


# The rules.


def rule_of(told: dict[str, Any], name: str) -> dict[str, Any]:
    """Return one rule as the face was told it."""
    return next(one for group in told["rules"]["groups"] for one in group["rules"] if one["id"] == name)


def test_every_rule_follows_what_is_tried(ask: Asking) -> None:
    """Cut-points, expectations, floors and pooling say their value, what is recorded and that they were moved."""
    assert rule_of(ask.first, "cut green")["recorded"] == "recorded: 0.95"
    told = ask("rule", rule="expected share-positive", value=90)
    moved = rule_of(told, "expected share-positive")
    assert (moved["value"], moved["told"], moved["recorded"], moved["moved"]) == (90, "90%", "recorded: 80%", True)
    assert not rule_of(told, "floor share-positive")["moved"]
    assert rule_of(ask("rule", rule="floor share-positive", value=30), "floor share-positive")["moved"]
    pooled = ask("rule", rule="pooling", value="mean")["rules"]["pooling"]
    assert (pooled["value"], pooled["told"]) == ("mean", "recorded: median")
    assert len(ask("again")["tried"]) == 2


def test_the_expectations_of_the_chosen_box_move_for_it_alone(ask: Asking) -> None:
    """They stand before those of all boxes, and moving one changes no other box of the same level."""
    told = ask("choose", element=BOX)
    name = f"expected share-positive {BOX}"
    assert "alone" in rule_of(told, name)["name"]
    moved = ask("rule", rule=name, value=99)
    assert rule_of(moved, name)["moved"]
    assert not rule_of(moved, "expected share-positive")["moved"]
    assert {line["element"] for line in moved["changes"]["list"]} <= {BOX}


def test_rules_that_cannot_hold_are_refused(ask: Asking) -> None:
    """The error says what is wrong, nothing is tried, and the rules are told as they are."""
    told = ask("rule", rule="cut green", value=0.3)
    assert "must rise" in told["error"]
    assert (told["tried"], rule_of(told, "cut green")["value"]) == ([], 0.95)


def test_everything_can_be_put_back(ask: Asking) -> None:
    """Back to what is recorded takes all back at once, and undo brings it again."""
    ask("rule", rule="pooling", value="mean")
    ask("leave", kind="sources", id=SOURCE, out=True)
    assert ask("reset")["tried"] == []
    assert len(ask("undo")["tried"]) == 2


# Side by side.


def test_trials_stand_side_by_side_and_follow(ask: Asking) -> None:
    """What differs from the first says so; a kept trial stays as it was, and the present one follows."""
    ask("rule", rule="cut green", value=1.15)
    assert ask("sides", sides=["recorded"])["sides"] is None
    offered = ask("keep", name="Strict")["side_options"]["options"]
    assert any("Strict" in label for title, pairs in offered for _, label in pairs if title == "Kept trials")
    table = ask("sides", sides=["recorded", "now", "kept 0"])["sides"]
    marked = [box["label"] for level in table["levels"] for box in level["cells"][1] if box["differs"]]
    assert marked == [one.label for one in ask.desk.changed()]
    assert len(table["heads"]) == 3
    follows = ask("undo")["sides"]
    cells = [level["cells"] for level in follows["levels"]]
    assert not any(box["differs"].startswith("differs:") for cell in cells for box in cell[1])
    assert any(box["differs"] for cell in cells for box in cell[2])


def test_periods_and_programmes_stand_side_by_side(ask: Asking) -> None:
    """Every report period and every other programme is offered, and can stand beside this one."""
    options = dict(map(tuple, ask("side_options")["side_options"]["options"]))
    periods = [value for value, _ in options["Periods, as recorded"]]
    other = [value for value, _ in options["Other programmes, as recorded"]]
    assert "period 2015-2017" in periods
    assert {value.split()[1] for value in other} == {"kekseliaat-kehittajat", "maakuntien-liitot", "soteliiderit"}
    told = ask("sides", sides=["period 2015-2017", "recorded", other[0]])["sides"]
    assert [len(level["cells"]) for level in told["levels"]] == [3] * len(told["levels"])
    assert any(level["cells"][2] for level in told["levels"])


# Recording and saving.

JUDGED = {
    "final": "yellow",
    "reason_code": "context",
    "reason": "The trainings began earlier.",
    "author": "evaluator",
    "confidence": "",
    "second_reviewer": "",
}


@pytest.fixture
def own(copy_of_kunteko: Path, repo: Path) -> Asking:
    """Return a face of a copy of KunTeko that may be written to."""
    return Asking(Recorded.read(copy_of_kunteko, repo / "params" / "rubric.yaml"))


def test_a_judgement_is_shown_before_it_is_written(own: Asking, copy_of_kunteko: Path) -> None:
    """The first press shows the difference, only the same content is written by the second, and the box follows."""
    file = copy_of_kunteko / "judgements.csv"
    before = file.read_bytes() if file.exists() else None
    own("choose", element=BOX)
    assert "difference first" in own("judge", write=True, **JUDGED)["judge"]["error"]
    lines = own("judge", write=False, **JUDGED)["judge"]["lines"]
    assert any(line.startswith("+") and "The trainings began earlier." in line for line in lines)
    assert (file.read_bytes() if file.exists() else None) == before
    assert "difference first" in own("judge", write=True, **{**JUDGED, "reason": "Another."})["judge"]["error"]
    told = own("judge", write=True, **JUDGED)
    assert told["judge"]["written"] == "Written: judgements.csv."
    assert "The trainings began earlier." in file.read_text(encoding="utf-8")
    assert own.desk.assessment.rating(BOX).final.value == "yellow"
    assert "✎" in told["map"]


def test_a_judgement_that_breaks_a_rule_or_speaks_of_a_trial_is_refused(own: Asking) -> None:
    """The rules are those of `kunteko-eval judge`, and while something is tried nothing is recorded."""
    own("choose", element=BOX)
    two = own("judge", write=False, **{**JUDGED, "final": "red"})["judge"]
    assert "second reviewer" in two["error"]
    assert "lines" not in two
    own("rule", rule="pooling", value="mean")
    assert "Go back to what is recorded first" in own("judge", write=False, **JUDGED)["judge"]["error"]


def test_a_score_is_recorded_likewise(own: Asking, copy_of_kunteko: Path) -> None:
    """One evaluator's score is shown, then written, and the same evaluator cannot score the box again."""
    own("choose", element=BOX)
    given = {"score": "yellow", "scorer": "evaluator-a", "note": ""}
    assert any("evaluator-a" in line for line in own("score", write=False, **given)["score"]["lines"])
    assert own("score", write=True, **given)["score"]["written"] == "Written: scores.csv."
    assert "evaluator-a" in (copy_of_kunteko / "scores.csv").read_text(encoding="utf-8")
    assert own("score", write=False, **given)["score"]["error"]


@pytest.mark.parametrize("kind", ["scenario", "html", "svg", "png"])
def test_what_is_tried_is_saved_and_never_written_over(
    ask: Asking, kind: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The file stands beside the notebook and can be downloaded; a second one of its name is refused."""
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(ask.desk, "png", lambda: b"\x89PNG")  # Drawing one takes seconds; the desk's tests do.
    ask("rule", rule="cut green", value=1.15)
    form = {"format": kind, "name": "strict", "title": "Stricter", "reason": "To see."}
    told = ask("save", **form)["saved"]
    (path,) = [one for one in tmp_path.rglob("strict.*") if one.is_file()]
    assert base64.b64decode(told["download"]["base64"]) == path.read_bytes()
    content = path.read_bytes()
    starts = {"scenario": b"schema: 1", "html": b"<!doctype html>", "svg": b"<svg", "png": b"\x89PNG"}
    assert content.startswith(starts[kind])
    assert "error" in ask("save", **form)["saved"]
    assert path.read_bytes() == content
    assert "error" in ask("save", **{**form, "name": "Not a name"})["saved"]


def test_the_code_of_a_cell_tries_the_same(ask: Asking, repo: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Running it gives the ratings that the desk has."""
    monkeypatch.chdir(repo)
    ask("rule", rule="cut green", value=1.15)
    ask("cell", row=FIGURE, column="value", value="30")
    room: dict[str, Any] = {}
    exec(ask("save", format="code", name="", title="", reason="")["saved"]["code"], room)  # noqa: S102  (our own)
    tried = {one.element.id: one.final.value for one in ask.desk.assessment.everything}
    assert room["tried"].ratings["rating"].astype(str).to_dict() == tried


# In the notebook.


def test_a_workbench_shows_a_sleeping_map_and_a_widget(recorded: Recorded) -> None:
    """What a saved notebook keeps is a picture with a text equivalent; the widget itself has no state but its scripts."""
    workbench = Workbench(TrialDesk(recorded, PERIOD, Language("fi")))
    still = BeautifulSoup(workbench._still(), "html.parser")
    assert still.img is not None
    assert "erittäin paljon" in str(still.img["alt"])
    assert str(still.img["src"]).startswith("data:image/svg+xml;base64,")
    assert isinstance(workbench.face, FaceWidget)
    kept = {name for name in workbench.face.get_state() if not name.startswith("_")}
    assert kept <= {"layout", "tabbable", "tooltip"}
    assert workbench.told().splitlines()[0].startswith("erittäin paljon: ")
    assert "2018-2020: 0 tried" in repr(workbench)


def test_a_widget_answers_whoever_asked(recorded: Recorded, monkeypatch: pytest.MonkeyPatch) -> None:
    """Each message carries the view and the number of the question, and a last one says that it was all."""
    widget = FaceWidget(FaceAnswers(TrialDesk(recorded, PERIOD, Language("en"))))
    sent: list[dict[str, Any]] = []
    monkeypatch.setattr(widget, "send", sent.append)
    widget._asked(widget, {"ask": "hello", "width": 1100, "view": "v", "number": 1}, [])
    assert {(one["view"], one["number"]) for one in sent} == {("v", 1)}
    assert [one.get("done", False) for one in sent] == [False] * (len(sent) - 1) + [True]

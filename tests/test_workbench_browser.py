"""The workbench in a real JupyterLab: each of its abilities by keyboard, in the long run by mouse too, and under Voilà.

One server, one page and one kernel serve all of them. What takes a test more than five seconds is the way of a person
without a mouse: every control is reached with the tabulator, step by step, and every change is waited for.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest
from axe_playwright_python.sync_playwright import Axe
from lab import Lab, Tab
from playwright.sync_api import Locator, Page, expect
from workshop import SOAK, until

pytestmark = pytest.mark.browser
expect.set_options(timeout=20_000)

Hand = Literal["mouse", "keyboard"]
HANDS: tuple[Hand, ...] = ("mouse", "keyboard")
NOTEBOOK = "project/notebooks/workbench.ipynb"
BOX = "development-activity"
NEIGHBOUR = "understanding-needs"
FIGURE = "training-start-p-2020"
SOURCE = "ulkoinen arviointi 2020"
PANES = ("box", "evidence", "leave", "rules", "tried", "sides", "judge", "save")
WIDER = """() => [document.documentElement, document.querySelector('.jp-WindowedPanel-outer'),
    document.querySelector('.kw'), document.querySelector('[role=tabpanel]:not([hidden])')]
    .map((node) => node.scrollWidth - node.clientWidth)"""
"""By how much the page, the notebook, the workbench and its pane are wider than they show."""
STEPS = 120
"""Presses of the tabulator after which what is sought counts as out of reach."""


@dataclass
class Face:
    """A person at the workbench, with a mouse or with a keyboard alone."""

    page: Page
    hand: Hand = "mouse"

    @property
    def root(self) -> Locator:
        """The workbench's own part of the page."""
        return self.page.locator(".kw")

    def rest(self) -> None:
        """Wait until everything that was asked is answered."""
        self.page.wait_for_function(
            "() => { const { done, asked } = document.querySelector('.kw').dataset; return done === asked; }"
        )

    def reach(self, target: Locator) -> None:
        """Walk to a control with the tabulator; a person without a mouse has no other way."""
        if self._at(target):
            return
        for _ in range(2):
            for _ in range(STEPS):
                self.page.keyboard.press("Tab")
                if self._at(target):
                    return
                if not self.page.evaluate("document.querySelector('.kw').contains(document.activeElement)"):
                    break
            # Past the end: on from the beginning.
            self.root.locator("select").first.focus()
            if self._at(target):
                return
        raise AssertionError(f"{target} cannot be reached with the tabulator")

    def _at(self, target: Locator) -> bool:
        return bool(target.evaluate("node => node === document.activeElement"))

    def press(self, target: Locator, key: str = "Enter") -> None:
        """Press a button."""
        if self.hand == "mouse":
            target.click()
        else:
            self.reach(target)
            self.page.keyboard.press(key)
        self.rest()

    def write(self, target: Locator, text: str) -> None:
        """Write into a field, and leave it."""
        if self.hand == "mouse":
            target.click(click_count=3)
        else:
            self.reach(target)
            self.page.keyboard.press("Control+a")
        self.page.keyboard.type(text)
        self.page.keyboard.press("Tab")
        self.rest()

    def pick(self, target: Locator, label: str) -> None:
        """Choose from a list."""
        if self.hand == "mouse":
            target.select_option(label=label)
        else:
            self.reach(target)
            options = target.locator("option").all_inner_texts()
            for _ in range(options.index(label) - int(target.evaluate("node => node.selectedIndex"))):
                self.page.keyboard.press("ArrowDown")
            for _ in range(int(target.evaluate("node => node.selectedIndex")) - options.index(label)):
                self.page.keyboard.press("ArrowUp")
        self.rest()

    def open(self, name: str) -> Locator:
        """Open a pane and return it."""
        tab = self.root.locator(f"[data-tab={name}]")
        if self.hand == "mouse":
            tab.click()
        else:
            self.reach(self.root.locator("[role=tab][aria-selected=true]"))
            for _ in range(8):
                if self._at(tab):
                    break
                self.page.keyboard.press("ArrowRight")
        expect(tab).to_have_attribute("aria-selected", "true")
        self.rest()
        return self.root.locator("[role=tabpanel]:not([hidden])")

    def choose(self, element: str) -> None:
        """Choose a box of the map."""
        if self.hand == "mouse":
            self.root.locator(f"a.box[data-element={element}]").click(position={"x": 60, "y": 30})
            self.rest()
            return
        self.reach(self.root.locator("a.box[tabindex='0']"))
        self.page.keyboard.press("Home")
        order = self.root.locator("a.box").evaluate_all("boxes => boxes.map((box) => box.dataset.element)")
        column = self.root.locator("a.box").evaluate_all(
            "boxes => boxes.map((box) => box.querySelector('.frame').getAttribute('x'))"
        )
        columns = list(dict.fromkeys(column))
        for _ in range(columns.index(column[order.index(element)]) - columns.index(column[order.index(order[0])])):
            self.page.keyboard.press("ArrowRight")
        for key in ("ArrowUp", "ArrowDown"):
            for _ in range(9):
                if self.focused() == element:
                    break
                self.page.keyboard.press(key)
        assert self.focused() == element
        self.page.keyboard.press("Enter")
        self.rest()

    def focused(self) -> str:
        """Return the box that has the focus."""
        return str(self.page.evaluate("document.activeElement.dataset.element || ''"))

    def box(self, element: str) -> Locator:
        """Return a box of the map."""
        return self.root.locator(f"a.box[data-element={element}]")

    def changed(self) -> list[str]:
        """Return the boxes that are marked as changed."""
        rings = self.root.locator("a.box:has(.ring)")
        return [str(name) for name in rings.evaluate_all("boxes => boxes.map((box) => box.dataset.element)")]


@pytest.fixture(scope="module")
def tab(lab: Lab) -> Iterator[Tab]:
    """Return the workbench's notebook, run once; the folder list is closed, as a person closes it with Ctrl+B."""
    opened = lab.open(NOTEBOOK)
    lab.page.set_default_timeout(30_000)
    lab.page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    opened.run_all()
    assert opened.errors() == []
    lab.page.wait_for_selector(".kw a.box")
    yield opened
    opened.close()


@pytest.fixture(params=HANDS if SOAK else HANDS[1:])
def face(request: pytest.FixtureRequest, tab: Tab) -> Face:
    """Return the workbench as recorded, with no box chosen, under one hand."""
    person = Face(tab.lab.page)
    page = tab.lab.page
    page.evaluate("document.querySelector('.kw').scrollIntoView()")
    person.rest()
    back = person.open("tried").get_by_role("button", name="Palaa kirjattuun")
    if back.is_visible():
        person.press(back)
    person.open("box")
    person.box(BOX).focus()
    page.keyboard.press("Escape")
    person.rest()
    person.hand = request.param
    return person


# The ten abilities.


def test_the_map_is_the_control(face: Face) -> None:
    """A chosen box opens its card, lights its pathways, and its robustness comes when it is asked for."""
    face.choose(BOX)
    card = face.root.locator("[role=tabpanel]:not([hidden])")
    expect(card.locator("h2")).to_have_text("Kehittämisaktiivisuus ja uuden käynnistyminen")
    heads = card.locator("h3").all_inner_texts()
    assert {"Näyttö", "Näytöstä arvioon", "Kuinka varma arvio on", "Mikä muuttaisi arviota", "Vakaus"} <= set(heads)
    text = card.inner_text()
    assert "Osallistujien näkemykset valmennuksen vaikutuksista (kuvio)" in text
    assert "rivi 1484" not in text
    expect(face.box(BOX)).to_have_attribute("aria-pressed", "true")
    lit = face.root.locator("path.link.on")
    assert lit.count() > 3
    if face.hand == "keyboard":
        assert card.locator("h2").evaluate("node => node === document.activeElement")
        face.page.keyboard.press("Escape")
        assert face.focused() == BOX
    face.press(card.get_by_role("button", name="Vaihtele oletuksia"))
    expect(card).to_contain_text("oletuksia vaihdellaan", timeout=60_000)
    face.box(BOX).focus()
    face.page.keyboard.press("Escape")
    face.rest()
    assert lit.count() == 0


def test_the_evidence_is_a_table_with_fields(face: Face) -> None:
    """A value, an n, a direction with its extent, and a credibility change where they stand; each is rated at once."""
    face.choose(BOX)
    pane = face.open("evidence")
    row = pane.locator(f"tr[data-row={FIGURE}]")
    face.write(row.locator("[data-column=value]"), "30")
    assert BOX in face.changed()
    expect(row).to_contain_text("kirjattu: 79")
    face.write(row.locator("[data-column=n]"), "12")
    expect(row).to_contain_text("n = 90")
    face.write(row.locator("[data-column=value]"), "300")
    expect(face.root.get_by_role("alert").first).to_contain_text("Mitään ei muutettu")
    expect(row.locator("[data-column=value]")).to_have_value("30")
    coded = pane.locator("tr:has([data-column=says])").first
    face.pick(coded.locator("[data-column=says]"), "vastaan: ei lainkaan")
    face.pick(coded.locator("[data-column=credibility]"), "1 (heikko)")
    expect(coded).to_contain_text("kirjattu:")
    assert len(face.open("tried").locator("li").all()) == 2


def test_rows_sources_and_groups_are_left_out(face: Face) -> None:
    """A row is unticked in the table; a source and a group in lists that can be searched."""
    face.choose(BOX)
    pane = face.open("evidence")
    face.press(pane.locator(f"tr[data-row={FIGURE}] [data-column=in_use]"), "Space")
    expect(pane.locator(f"tr[data-row={FIGURE}]")).to_have_class("kw-changed")
    pane = face.open("leave")
    lines = pane.locator("label.kw-check:not([hidden])")
    before = lines.count()
    face.write(pane.get_by_role("searchbox"), SOURCE)
    assert 0 < lines.count() < before
    face.press(lines.first.locator("input"), "Space")
    face.write(pane.get_by_role("searchbox"), "osallistujat")
    face.press(lines.first.locator("input"), "Space")
    assert len(face.changed()) > 2
    face.write(pane.get_by_role("searchbox"), " ")
    assert len(face.open("tried").locator("li").all()) == 3


def test_a_row_that_nobody_observed_is_marked(face: Face) -> None:
    """The form adds it, it counts, and the table and the list of trials say that it is one."""
    face.choose(BOX)
    pane = face.open("evidence")
    form = pane.locator("details:has(form)")
    if form.get_attribute("open") is None:
        face.press(form.locator("summary"))
    face.write(form.get_by_label("Arvo"), "5")
    face.write(form.get_by_label("n", exact=True), "200")
    face.press(form.get_by_role("button", name="Lisää"))
    expect(pane.locator("tr:has-text('Entä jos:')")).to_have_count(1)
    expect(face.open("tried").locator("li")).to_have_count(1)


def test_rules_move_by_slider_and_by_number(face: Face) -> None:
    """A slider and its field follow each other; cut-points, expectations, floors and pooling are all there."""
    pane = face.open("rules")
    slider, number = pane.locator("input[data-rule='cut green']").all()
    if face.hand == "mouse":
        slider.click(position={"x": 4, "y": 8})
        face.rest()
        expect(face.root.get_by_role("alert").first).to_contain_text("Rajojen")
        expect(number).to_have_value("0.95")
    face.reach(slider) if face.hand == "keyboard" else slider.focus()
    for _ in range(20):
        face.page.keyboard.press("ArrowRight")
    face.rest()
    expect(number).to_have_value("1.15")
    expect(slider).to_have_attribute("aria-valuetext", "1,15")
    assert len(face.changed()) > 3
    face.write(number, "0.95")
    assert face.changed() == []
    face.write(pane.get_by_role("searchbox"), "kyselytulokset")
    face.write(pane.locator("input[type=number][data-rule='expected share-positive']"), "95")
    face.write(pane.locator("input[type=number][data-rule='floor share-positive']"), "40")
    assert face.changed()
    face.write(pane.get_by_role("searchbox"), " ")
    face.pick(pane.get_by_label("Yhdistämistapa"), "keskiarvo")
    expect(pane).to_contain_text("kirjattu: mediaani")


def test_changed_boxes_are_marked_and_told(face: Face) -> None:
    """The map marks them, a list says from what to what and why and leads to each, and a screen reader hears of it."""
    pane = face.open("rules")
    face.write(pane.locator("input[type=number][data-rule='cut green']"), "1.15")
    changed = face.changed()
    lines = face.root.locator(".kw-changes li")
    assert lines.count() == len(changed)
    assert "→" in lines.first.inner_text()
    assert "kirjattu" in str(face.box(changed[0]).get_attribute("aria-label"))
    expect(face.root.locator("[aria-live=polite]")).to_contain_text("laatikkoa poikkeaa")
    face.press(lines.first.get_by_role("button"))
    expect(face.box(changed[0])).to_have_attribute("aria-pressed", "true")


def test_undo_redo_and_the_list_of_trials(face: Face) -> None:
    """Buttons and keys undo and redo; each trial can be taken back by itself."""
    pane = face.open("rules")
    face.write(pane.locator("input[type=number][data-rule='cut green']"), "1.15")
    changed = face.changed()
    face.pick(pane.get_by_label("Yhdistämistapa"), "keskiarvo")
    undo, redo = (face.root.get_by_role("button", name=name) for name in ("Kumoa", "Tee uudelleen"))
    if face.hand == "mouse":
        face.press(undo)
        assert face.changed() == changed
        face.press(undo)
        face.press(redo)
        face.press(redo)
    else:
        for key in ("Control+z", "Control+z", "Control+y", "Control+Shift+z"):
            face.page.keyboard.press(key)
            face.rest()
    expect(redo).to_be_disabled()
    tried = face.open("tried")
    expect(tried.locator("li")).to_have_count(2)
    face.press(tried.get_by_role("button", name=re.compile("^Peru: .*keskiarvo")))
    expect(tried.locator("li")).to_have_count(1)
    assert face.changed() == changed


def test_trials_periods_and_programmes_stand_side_by_side(face: Face) -> None:
    """A kept trial beside the record and another programme; the boxes that differ say so."""
    pane = face.open("rules")
    face.write(pane.locator("input[type=number][data-rule='cut green']"), "1.15")
    pane = face.open("sides")
    face.write(pane.get_by_label("Tämän kokeilun nimi"), "Tiukka")
    face.press(pane.get_by_role("button", name="Säilytä vertailua varten"))
    face.pick(pane.get_by_label("Ensimmäinen"), "Kuten kirjattu")
    kept = pane.get_by_label("Toinen").locator("option", has_text="Tiukka").first.inner_text()
    face.pick(pane.get_by_label("Toinen"), kept)
    table = face.root.locator(".kw-side-table")
    expect(table.locator("td:nth-of-type(2) .kw-differs")).to_have_count(len(face.changed()))
    other = pane.get_by_label("Kolmas").locator("option", has_text="2019").last.inner_text()
    face.pick(pane.get_by_label("Kolmas"), other)
    expect(table.locator("thead th")).to_have_count(4)
    face.press(pane.get_by_role("button", name="Sulje vertailu"))
    expect(table).to_have_count(0)


def test_a_judgement_and_a_score_are_recorded(face: Face, tab: Tab) -> None:
    """The difference in the file is shown first; only the second press writes it, and a broken rule is told."""
    folder = tab.lab.server.project / "data" / "kunteko"
    files = {name: (folder / name).read_bytes() if (folder / name).exists() else None for name in RECORDS}
    face.choose(NEIGHBOUR)
    pane = face.open("judge")
    form = pane.locator("form").first
    face.pick(form.get_by_label("Perusteen luokka"), "tilanne selittää sen")
    face.write(form.get_by_label("Perustelu sanoin"), "Kartoitus alkoi aiemmin.")
    face.write(form.get_by_label("Roolisi, ei nimeäsi"), "arvioija")
    face.press(form.get_by_role("button", name="Näytä, mitä kirjoitettaisiin"))
    expect(form.get_by_role("alert")).to_contain_text("Mitään ei kirjattu")
    face.pick(form.get_by_label("Perusteen luokka"), "vahvistaa lasketun arvion")
    face.press(form.get_by_role("button", name="Näytä, mitä kirjoitettaisiin"))
    expect(form.locator(".kw-plus")).to_contain_text(["Kartoitus alkoi aiemmin."])
    assert ((folder / "judgements.csv").read_bytes() if (folder / "judgements.csv").exists() else None) == files[
        "judgements.csv"
    ]
    face.press(form.get_by_role("button", name="Kirjoita", exact=True))
    expect(form.get_by_role("alert")).to_contain_text("judgements.csv")
    assert "Kartoitus alkoi aiemmin." in (folder / "judgements.csv").read_text(encoding="utf-8")
    scored = pane.locator("details:has(form)")
    face.press(scored.locator("summary"))
    face.write(scored.get_by_label("Roolisi, ei nimeäsi"), f"arvioija-{face.hand}")
    face.press(scored.get_by_role("button", name="Näytä, mitä kirjoitettaisiin"))
    face.press(scored.get_by_role("button", name="Kirjoita", exact=True))
    assert f"arvioija-{face.hand}" in (folder / "scores.csv").read_text(encoding="utf-8")
    face.press(scored.locator("summary"))
    for name, content in files.items():
        (folder / name).unlink() if content is None else (folder / name).write_bytes(content)


RECORDS = ("judgements.csv", "scores.csv")


def test_what_is_tried_is_saved(face: Face, tab: Tab) -> None:
    """As a scenario, as code, as a page and as a picture, each beside the notebook; code can be copied."""
    pane = face.open("rules")
    face.write(pane.locator("input[type=number][data-rule='cut green']"), "1.15")
    pane = face.open("save")
    face.write(pane.get_by_label("Nimi: pieniä kirjaimia"), f"tiukka-{face.hand}")
    face.write(pane.get_by_label("Mitä kokeillaan"), "Tiukemmat rajat")
    face.write(pane.get_by_label("Miksi"), "Kokeeksi")
    made = dict[str, list[Any]]()
    for name, ending in (
        ("Skenaario", "yaml"),
        ("Sivu (HTML)", "html"),
        ("Kartta (SVG)", "svg"),
        ("Kartta (PNG)", "png"),
    ):
        face.press(pane.get_by_role("button", name=name))
        expect(pane.get_by_role("link", name=f"tiukka-{face.hand}.{ending}")).to_be_visible(timeout=60_000)
        found = list(tab.file.parent.rglob(f"tiukka-{face.hand}.{ending}"))
        made |= {ending: found}
    assert {ending: len(found) for ending, found in made.items()} == {"yaml": 1, "html": 1, "svg": 1, "png": 1}
    face.press(pane.get_by_role("button", name="Solun koodi"))
    expect(pane.locator("textarea")).to_have_value(re.compile(r"cut_green=1\.15"))
    for found in made.values():
        found[0].unlink()


# The whole.


def test_no_violation_and_no_sideways_scrolling(tab: Tab) -> None:
    """Axe finds nothing in the workbench's own part, light or dark, in any pane; at 1280 nothing scrolls sideways.

    Axe looks at the page a dozen times, which takes most of this test's seconds.
    """
    page = tab.lab.page
    face = Face(page)
    page.evaluate("document.querySelector('.kw').scrollIntoView()")
    face.choose(BOX)
    face.write(face.open("rules").locator("input[type=number][data-rule='cut green']"), "1.15")
    pane = face.open("sides")
    face.pick(pane.get_by_label("Ensimmäinen"), "Kuten kirjattu")
    face.pick(pane.get_by_label("Toinen"), "Kuten nyt kokeillaan")
    asked: dict[str, object] = {"resultTypes": ["violations"]}
    for theme in ("JupyterLab Light", "JupyterLab Dark"):
        page.evaluate("(theme) => jupyterapp.commands.execute('apputils:change-theme', { theme })", theme)
        page.wait_for_selector(f"body[data-jp-theme-light={'true' if 'Light' in theme else 'false'}]", state="attached")
        for name in PANES if "Light" in theme else ("evidence", "sides"):
            face.open(name)
            assert page.evaluate(WIDER) == [0, 0, 0, 0], name
            found = Axe().run(page, context=".kw", options=asked)
            assert found.violations_count == 0, (theme, name, found.generate_report())
        asked["runOnly"] = ["color-contrast", "link-in-text-block"]  # A theme changes colours alone.
    page.evaluate("jupyterapp.commands.execute('apputils:change-theme', { theme: 'JupyterLab Light' })")
    page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    page.wait_for_selector(".kw:not(.kw-wide)")
    assert page.evaluate(WIDER) == [0, 0, 0, 0], "with the list of files open"
    page.evaluate("jupyterapp.commands.execute('application:toggle-left-area')")
    face.press(face.open("sides").get_by_role("button", name="Sulje vertailu"))
    assert tab.lab.said == []


def test_a_saved_notebook_keeps_no_state_of_the_widget(tab: Tab) -> None:
    """Saved and opened without running, the notebook shows the map as a picture and how to wake the workbench."""
    tab.save()
    assert until(lambda: tab.file.read_text(encoding="utf-8").endswith("}\n")), "it is written in pieces"
    saved = json.loads(tab.file.read_text(encoding="utf-8"))
    assert "widgets" not in saved["metadata"]
    told = json.dumps(saved)
    assert "_esm" not in told
    assert "Palaa kirjattuun" not in told


def test_the_workbench_runs_under_voila(lab: Lab) -> None:
    """For a workshop: the page has the map, a box opens its card, and no code is shown.

    It takes some seconds: Voilà starts a kernel of its own.
    """
    page = lab.page.context.new_page()
    page.set_default_timeout(120_000)
    page.goto(f"{lab.server.address}/voila/render/{NOTEBOOK}?token={lab.server.token}")
    page.wait_for_selector(".kw a.box")
    face = Face(page)
    face.choose(BOX)
    expect(face.root.locator("[role=tabpanel]:not([hidden]) h2")).to_contain_text("Kehittämisaktiivisuus")
    face.write(face.open("rules").locator("input[type=number][data-rule='cut green']"), "1.15")
    assert BOX in face.changed()
    assert page.evaluate("document.documentElement.scrollWidth - innerWidth") <= 0
    assert "Workbench.open" not in page.inner_text("body")
    page.close()

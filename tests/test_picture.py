"""The static pictures of the figures: every figure drawn whole, in place, the same each time, and safe."""

from __future__ import annotations

import copy
import datetime
import functools
import html
import json
import math
import os
import re
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element, fromstring

import pytest
from chromium import CHROMIUM
from playwright.sync_api import sync_playwright
from workshop import Viewer

from kunteko_eval.model.base import LANGUAGES
from kunteko_eval.reading.programme_reader import find_programmes
from kunteko_eval.report.certainty import robustness_figure
from kunteko_eval.report.chain_map import chain_map
from kunteko_eval.report.content import Exhibit
from kunteko_eval.report.implementation import feedback
from kunteko_eval.report.milestones import milestones
from kunteko_eval.report.moved_figure import moved_figure
from kunteko_eval.report.panels import Panel, sheet
from kunteko_eval.report.picture import Undrawable, picture
from kunteko_eval.report.picture import pictures as pictures_of
from kunteko_eval.report.portfolio import open_portfolio
from kunteko_eval.report.portfolio_coverage import coverage
from kunteko_eval.report.voices import future, voices
from kunteko_eval.report.volumes import volumes

ROOT = Path(__file__).parents[1]
DATA, PARAMS = ROOT / "data", ROOT / "params"
HOSTILE = (
    "</text></svg><script>alert(1)</script><img src=x onerror=alert(1)> \" ' & ]]> &#60;u&#62; \x00 \ud800 javascript:x"
)
SVG = "{http://www.w3.org/2000/svg}"
Figure = dict[str, Any]


@pytest.fixture(scope="module")
def exhibits(views_of: Viewer) -> dict[str, Exhibit]:
    """Return every chart of every programme, report period and language, by a name of its own."""
    found: dict[str, Exhibit] = {}
    for view in (view for name in find_programmes(DATA) for view in views_of(name)):
        shown = [*voices(view), *feedback(view), *future(view), volumes(view)]
        for one in (*shown, robustness_figure(view)):
            if isinstance(one, Exhibit):
                name = f"{view.programme.id}/{view.assessment.period.id}/{view.say.code}/{one.name}"
                found[name] = one
    for language in LANGUAGES:
        found[f"portfolio/{language}"] = coverage(open_portfolio(language, str(DATA), str(PARAMS)))
    return found


@pytest.fixture(scope="module")
def pictures(exhibits: dict[str, Exhibit]) -> dict[str, Element]:
    """Return the pictures of all these figures, parsed."""
    return {name: parsed(drawn(figure_of(one), title=one.title, text=one.text)) for name, one in exhibits.items()}


@functools.cache
def figure_of(exhibit: Exhibit) -> Figure:
    """Return an exhibit's figure as the page gets it; nobody may change it."""
    return exhibit.as_json()


def drawn(figure: Figure, *, identifier: str = "f", title: str = "Title", text: str = "Text") -> str:
    """Return a figure's picture."""
    return picture(figure, identifier=identifier, title=title, text=text)


def parsed(svg: str) -> Element:
    """Return a picture as a tree; one that is not well-formed XML fails."""
    return fromstring(svg)  # noqa: S314  (our own output)


def by_plotly(exhibit: Exhibit) -> Figure:
    """Return a figure as Plotly itself checks and writes it, without its empty template."""
    found: Figure = json.loads(exhibit.figure.to_json())
    del found["layout"]["template"]
    return found


def small(*traces: Figure, **layout: Any) -> Figure:
    """Return a figure of 200 by 100 pixels with margins of 10, whose axes go from 0 to 10, 18 and 8 pixels a unit."""
    axis = {"range": [0, 10], "visible": False}
    margin = {"l": 10, "r": 10, "t": 10, "b": 10}
    base = {"width": 200, "height": 100, "margin": margin, "xaxis": axis, "yaxis": axis, "font": {"color": "#000000"}}
    return {"data": list(traces), "layout": {**base, **layout}}


def bars(**more: Any) -> Figure:
    """Return one upright bar of 5 at 5, two wide."""
    return {"type": "bar", "x": [5], "y": [5], "width": 2, "marker": {"color": "#aabbcc"}, **more}


def dots(**more: Any) -> Figure:
    """Return one marker of ten pixels in the middle."""
    return {
        "type": "scatter",
        "mode": "markers",
        "x": [5],
        "y": [5],
        "marker": {"size": 10, "color": "#aabbcc"},
        **more,
    }


def note(**more: Any) -> Figure:
    """Return a label whose left end stands in the middle."""
    return {
        "x": 5,
        "y": 5,
        "text": "label",
        "showarrow": False,
        "xanchor": "left",
        "yanchor": "middle",
        "font": {"size": 10},
        **more,
    }


@dataclass(frozen=True, kw_only=True)
class Drawn:
    """An element outside the definitions, with what it has from the groups around it."""

    tag: str
    element: Element
    look: dict[str, str]

    def extent(self) -> tuple[float, float, float, float]:
        """Return the left, upper, right and lower end of its geometry."""
        at = {name: float(value) for name, value in self.element.attrib.items() if re.fullmatch(r"-?[\d.]+", value)}
        if self.tag == "circle":
            return at["cx"] - at["r"], at["cy"] - at["r"], at["cx"] + at["r"], at["cy"] + at["r"]
        if self.tag == "path":
            points = corners(self.element.attrib["d"])
            xs, ys = [x for x, _ in points], [y for _, y in points]
            return min(xs), min(ys), max(xs), max(ys)
        return at["x"], at["y"], at["x"] + at.get("width", 0), at["y"] + at.get("height", 0)


def corners(path: str) -> list[tuple[float, float]]:
    """Return the points of a path of absolute commands."""
    points: list[tuple[float, float]] = []
    for command, rest in re.findall(r"([A-Za-z])([^A-Za-z]*)", path):
        numbers = [float(one) for one in rest.split(",") if one]
        x, y = points[-1] if points else (math.nan, math.nan)
        match command:
            case "M" | "L":
                points.append((numbers[0], numbers[1]))
            case "H":
                points.append((numbers[0], y))
            case "V":
                points.append((x, numbers[0]))
            case _:
                assert command == "Z", path
    return points


def elements(root: Element, **around: str) -> Iterator[Drawn]:
    """Return every element that is drawn, in the order of drawing."""
    for child in root:
        tag = child.tag.removeprefix(SVG)
        if tag == "g":
            yield from elements(child, **{**around, **child.attrib})
        elif tag not in {"title", "desc", "defs"}:
            yield Drawn(tag=tag, element=child, look={**around, **child.attrib})


def the_bars(root: Element) -> list[Drawn]:
    """Return the bars of a picture, in the order of drawing."""
    return [one for one in elements(root) if one.tag == "rect" and "shape-rendering" in one.look]


def texts(root: Element) -> list[str]:
    """Return the texts of a picture, lines joined."""
    return ["".join(one.element.itertext()) for one in elements(root) if one.tag == "text"]


def told(markup: str) -> str:
    """Return what Plotly's pseudo-markup of our figures says, lines joined."""
    return html.unescape(re.sub(r"<br>|</?b>", "", markup))


def kunteko_2018_2020(exhibits: dict[str, Exhibit], language: str = "fi") -> dict[str, Exhibit]:
    """Return the figures of one report by their names."""
    start = f"kunteko/2018-2020/{language}/"
    return {name.removeprefix(start): one for name, one in exhibits.items() if name.startswith(start)}


def test_every_figure_of_the_data_is_drawn(exhibits: dict[str, Exhibit], pictures: dict[str, Element]) -> None:
    """Each is one well-formed picture of the figure's size, named and described, and no number in it is missing."""
    assert len(exhibits) > 100
    assert {name.rpartition("/")[2] for name in exhibits} >= {"volumes", "robustness"}
    for name, root in pictures.items():
        layout = figure_of(exhibits[name])["layout"]
        assert root.tag == f"{SVG}svg"
        assert root.attrib["role"] == "img"
        box = [float(one) for one in root.attrib["viewBox"].split()]
        assert box == pytest.approx([0, 0, layout["width"], layout["height"]], abs=0.06)
        ids = {one.attrib["id"]: one for one in root.iter() if "id" in one.attrib}
        assert ids[root.attrib["aria-labelledby"]].text == exhibits[name].title
        assert ids[root.attrib["aria-describedby"]].text == exhibits[name].text
        values = " ".join(value for one in root.iter() for value in one.attrib.values())
        assert not re.search(r"\b(nan|NaN|inf|None)\b", values)


def test_a_picture_needs_nothing_but_itself(pictures: dict[str, Element]) -> None:
    """It holds shapes and text alone: no script, style, handler or address, and refers only to its own parts."""
    allowed = {"svg", "title", "desc", "defs", "symbol", "g", "path", "rect", "circle", "use", "text", "tspan"}
    for root in pictures.values():
        own = {f"#{one.attrib['id']}" for one in root.iter() if "id" in one.attrib}
        for one in root.iter():
            assert one.tag.removeprefix(SVG) in allowed
            assert not any(key.startswith("on") or key == "style" for key in one.attrib)
            assert one.attrib.get("href", next(iter(own))) in own
            assert not any("url(" in value or "://" in value for value in one.attrib.values())


def test_the_same_figure_gives_the_same_bytes(exhibits: dict[str, Exhibit]) -> None:
    """Neither a second time, nor another order of keys, nor another process changes a picture."""
    figures = [figure_of(one) for one in kunteko_2018_2020(exhibits).values()]
    first = [drawn(figure) for figure in figures]
    assert [drawn(json.loads(json.dumps(figure, sort_keys=True))) for figure in figures] == first
    code = (
        "import json, sys; from kunteko_eval.report.picture import picture; "
        "told = [picture(one, identifier='f', title='Title', text='Text') for one in json.load(sys.stdin)]; "
        "json.dump(told, sys.stdout)"
    )
    other = subprocess.run(
        [sys.executable, "-c", code],
        input=json.dumps(figures),
        env={**os.environ, "PYTHONHASHSEED": "7"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(other.stdout) == first


def test_the_text_of_every_figure_is_in_its_picture(exhibits: dict[str, Exhibit], pictures: dict[str, Element]) -> None:
    """Each annotation, each bar's text and each label of an axis stands there as often as in the figure."""
    for name, one in exhibits.items():
        data, layout = figure_of(one)["data"], figure_of(one)["layout"]
        wanted = [told(each["text"]) for each in layout.get("annotations", ())]
        if "uniformtext" not in layout:
            wanted += [told(text) for trace in data for text in trace.get("text", ()) if text]
        for key, axis in layout.items():
            if re.fullmatch(r"xaxis\d*", key) and axis.get("visible", True):
                names = [trace["x"] for trace in data if trace.get("xaxis", "x") == key.replace("axis", "")]
                wanted += [told(text) for text in axis.get("ticktext", ())]
                wanted += [told(value) for value in dict.fromkeys(names[0])] if axis.get("type") == "category" else []
        assert Counter(wanted) <= Counter(texts(pictures[name])), name


def test_nothing_leaves_the_paper(pictures: dict[str, Element]) -> None:
    """Every bar, marker, line, pattern and text begins within the picture, and all but texts end there."""
    for name, root in pictures.items():
        _, _, width, height = (float(one) for one in root.attrib["viewBox"].split())
        for one in elements(root):
            left, top, right, bottom = one.extent()
            is_label_ground = one.tag == "rect" and "shape-rendering" not in one.look
            assert left >= 0, name
            assert top >= -0.5, name
            assert right <= width or is_label_ground, name
            assert bottom <= height, name


def test_every_trace_is_drawn(exhibits: dict[str, Exhibit], pictures: dict[str, Element]) -> None:
    """There are as many bars and markers as the figure has values and sizes, and as many outlines as lines."""
    for name, one in exhibits.items():
        data, shown = figure_of(one)["data"], list(elements(pictures[name]))
        lengths = [trace["x" if trace.get("orientation") == "h" else "y"] for trace in data if trace["type"] == "bar"]
        assert len(the_bars(pictures[name])) == sum(bool(value) for values in lengths for value in values)
        lines = [trace for trace in data if "lines" in trace.get("mode", "")]
        markers = [trace for trace in data if "markers" in trace.get("mode", "")]
        sizes = [trace["marker"]["size"] for trace in markers]
        points = sum(sum(map(bool, size)) if isinstance(size, list) else 0 for size in sizes)
        points += sum(len(trace["x"]) for trace in markers if not isinstance(trace["marker"]["size"], list))
        paths = [each for each in shown if each.tag in {"path", "circle"} and "shape-rendering" not in each.look]
        assert len(paths) == len(lines) + points + len(figure_of(one)["layout"].get("shapes", ()))
        strips = sum("fillpattern" in trace for trace in data)
        patterned = sum(
            bool(value)
            for trace in data
            if trace["type"] == "bar" and trace["marker"].get("pattern", {}).get("shape")
            for value in trace["x"]
        )
        assert sum(each.tag == "use" for each in shown) == strips + patterned


def across(layout: Figure, trace: Figure, value: float) -> float:
    """Return where a value of a trace's x axis stands in a figure of panels, which has no margins."""
    axis = layout[trace["xaxis"].replace("x", "xaxis")]
    (low, high), (left, right) = axis["range"], axis["domain"]
    return float(layout["width"] * (left + (right - left) * (value - low) / (high - low)))


def test_stacked_bars_are_as_long_as_their_values(exhibits: dict[str, Exhibit], pictures: dict[str, Element]) -> None:
    """Each part of a bar begins where the part before it ends, and its length is its value's, in its own colour."""
    stacked = [name for name, one in exhibits.items() if figure_of(one)["layout"].get("barmode") == "stack"]
    assert len(stacked) > 10
    for name in stacked:
        figure = figure_of(exhibits[name])
        layout, rest = figure["layout"], the_bars(pictures[name])
        ends: dict[tuple[str, float], float] = {}
        for trace in figure["data"]:
            for row, value in zip(trace["y"], trace["x"], strict=True):
                if not value:
                    continue
                one, bar = rest.pop(0), (trace["xaxis"], row)
                left, _, right, _ = one.extent()
                assert left == pytest.approx(across(layout, trace, ends.get(bar, 0)), abs=0.06)
                ends[bar] = ends.get(bar, 0) + value
                assert right == pytest.approx(across(layout, trace, ends[bar]), abs=0.11)
                has_ground = not trace["marker"]["pattern"]["shape"] or "bgcolor" in trace["marker"]["pattern"]
                assert one.look["fill"] == (trace["marker"]["color"] if has_ground else "none")
        assert not rest


def test_the_bars_of_counts_are_as_long_as_their_values(
    exhibits: dict[str, Exhibit], pictures: dict[str, Element]
) -> None:
    """In every panel of the volumes the bars begin at nought, and are as long as their values, in their colours."""
    for name in (name for name in exhibits if name.endswith("/volumes")):
        figure, rest = figure_of(exhibits[name]), the_bars(pictures[name])
        layout = figure["layout"]
        for trace in figure["data"]:
            for value, colour in zip(trace["x"], trace["marker"]["color"], strict=True):
                one = rest.pop(0)
                left, _, right, _ = one.extent()
                assert left == pytest.approx(across(layout, trace, 0), abs=0.06)
                assert right == pytest.approx(across(layout, trace, value), abs=0.11)
                assert one.look["fill"] == colour


def test_the_panels_of_a_figure_show_what_the_figure_shows(exhibits: dict[str, Exhibit]) -> None:
    """Cut into panels, a figure keeps every mark, line and text; each panel fits a phone and has a name of its own."""
    for name, one in {**kunteko_2018_2020(exhibits), "portfolio": exhibits["portfolio/sv"]}.items():
        figure = figure_of(one)
        svgs = parsed(f"<all>{pictures_of(figure, identifier='f', title=one.title, text=one.text)}</all>")
        assert len(svgs) == len(figure["layout"]["meta"]["panels"])
        assert Counter(text for svg in svgs for text in texts(svg)) == Counter(texts(parsed(drawn(figure)))), name
        whole, parts = elements(parsed(drawn(figure))), [each for svg in svgs for each in elements(svg)]
        grounds = len(svgs) - 1  # Each panel has its own paper.
        counts = [Counter(each.tag for each in some) for some in (whole, parts)]
        assert counts[1] - counts[0] in (Counter({"rect": grounds}), Counter()), name
        assert len({svg.attrib["aria-label"] for svg in svgs}) == len(svgs)
        assert {svg.attrib["viewBox"].split()[2] for svg in svgs} == {"360"}


def test_the_pictures_of_a_report_are_small(exhibits: dict[str, Exhibit]) -> None:
    """All figures of KunTeko 2018–2020 together take less than 80 kB."""
    sizes = [len(drawn(figure_of(one), title=one.title, text=one.text)) for one in kunteko_2018_2020(exhibits).values()]
    assert len(sizes) > 5
    assert sum(sizes) < 80_000


def test_things_stand_where_plotly_puts_them() -> None:
    """A bar, a marker, a line and a label stand where arithmetic says, on axes that may run backwards."""
    line = {"type": "line", "x0": 0, "x1": 10, "y0": 5, "y1": 5, "line": {"color": "#111111", "width": 3}}
    figure = small(bars(), dots(x=[10], y=[0]), shapes=[line], annotations=[note()])
    paper, bar, dot, rule, label = elements(parsed(drawn(figure)))
    assert paper.extent() == (0, 0, 200, 100)
    assert bar.extent() == (10 + 4 * 18, 50, 10 + 6 * 18, 90)
    assert dot.extent() == (185, 85, 195, 95)
    assert rule.extent() == (10, 50, 190, 50)
    assert rule.look["stroke-width"] == "3"
    assert label.extent()[0] == 100 + 2  # plotly.js keeps one pixel of padding and one of border.
    assert label.extent()[1] == pytest.approx(50 + 3.5, abs=0.1)  # The middle of its letters is at the middle.
    turned = {"range": [10, 0], "visible": False}
    figure["layout"] |= {"xaxis": turned, "yaxis": turned}
    _, bar, dot, *_ = elements(parsed(drawn(figure)))
    assert bar.extent() == (10 + 4 * 18, 10, 10 + 6 * 18, 50)
    assert dot.extent() == (5, 85 - 80, 15, 95 - 80)


@pytest.mark.parametrize(
    ("anchors", "anchor", "x", "y"),
    [
        ({"xanchor": "left", "yanchor": "top"}, "start", 102, 61.3),
        ({"xanchor": "center", "yanchor": "middle"}, "middle", 100, 53.45),
        ({"xanchor": "right", "yanchor": "bottom"}, "end", 98, 45.6),
        ({"xref": "paper", "yref": "paper", "x": 0, "y": 1, "xanchor": None, "yanchor": None}, "start", 12, 21.3),
        ({"xref": "paper", "yref": "paper", "x": 1, "y": 0, "xanchor": None, "yanchor": None}, "end", 188, 85.6),
        ({"xanchor": "left", "yanchor": "top", "borderpad": 0, "borderwidth": 0}, "start", 100, 59.3),
    ],
)
def test_labels_stand_by_their_anchors(anchors: Figure, anchor: str, x: float, y: float) -> None:
    """A label's place does not hang on how wide the reader's font is: its own anchor is the text's."""
    given = {key: value for key, value in note(**anchors).items() if value is not None}
    label = list(elements(parsed(drawn(small(annotations=[given])))))[-1]
    assert label.look.get("text-anchor", "start") == anchor
    assert label.extent()[:2] == pytest.approx((x, y), abs=0.06)


def test_lines_of_a_label_stand_below_each_other() -> None:
    """Lines begin at the same place, 1.3 font sizes apart, and the anchor below counts from the last; by itself they are centred."""
    above, below = (note(text="one<br>two<br>three", align="left", yanchor=side) for side in ("top", "bottom"))
    _, first, last = elements(parsed(drawn(small(annotations=[above, below]))))
    lines = [one.attrib for one in first.element]
    assert [(one["x"], one["y"]) for one in lines] == [(first.element.attrib["x"], "74.3"), ("102", "87.3")]
    assert last.element[-1].attrib["y"] == "45.6"
    *_, middle = elements(parsed(drawn(small(annotations=[note(text="one<br>two")]))))
    assert middle.look["text-anchor"] == "middle"  # What plotly.js does of itself.


def test_labels_keep_a_ground_of_their_own() -> None:
    """What lies below a label with a background does not run through it."""
    *_, ground, label = elements(parsed(drawn(small(annotations=[note(bgcolor="rgba(255,255,255,0.85)")]))))
    left, top, right, bottom = ground.extent()
    assert ground.look["fill"] == "#ffffff"
    assert ground.look["fill-opacity"] == "0.85"
    assert left < label.extent()[0] < right
    assert top < label.extent()[1] < bottom


def test_only_three_tags_are_markup() -> None:
    """Bold, slanted and a new line are set; any other tag, and whatever is written with entities, is text."""
    marked = "<b>A &amp;amp; B</b> <i>c</i> <u>d</u> &lt;b&gt; <b onclick=x>e</b><br><B>f"
    svg = drawn(small(annotations=[note(text=marked)]))
    assert texts(parsed(svg)) == ["A &amp; B c <u>d</u> <b> <b onclick=x>e<B>f"]
    assert '<tspan font-weight="700">A &amp;amp; B</tspan>' in svg
    assert '<tspan font-style="italic">c</tspan>' in svg
    assert svg.count("font-weight") == 1


def test_hostile_text_never_becomes_markup(exhibits: dict[str, Exhibit]) -> None:
    """Whatever stands in any text of a figure, its title or its description is shown as text, or as a blot."""
    root = parsed(drawn(small(annotations=[note(text=HOSTILE)]), title=HOSTILE, text=HOSTILE))
    shown = HOSTILE.replace("\x00", "\ufffd").replace("\ud800", "\ufffd")
    assert texts(root) == [shown.replace("&#60;u&#62;", "<u>")]
    assert [one.text for one in root if one.tag in {f"{SVG}title", f"{SVG}desc"}] == [shown, shown]
    named = sheet([Panel(name=HOSTILE, height=20, across={"range": [0, 1], "visible": False}, traces=[])])
    assert parsed(pictures_of(named, identifier="f", title="T", text="T")).attrib["aria-label"] == shown
    for name, one in kunteko_2018_2020(exhibits).items():
        figure, clean = copy.deepcopy(figure_of(one)), parsed(drawn(figure_of(one)))
        for each in figure["layout"]["annotations"]:
            each["text"] = f"{each['text']}{HOSTILE}"
        for trace in figure["data"]:
            if "text" in trace:
                trace["text"] = [f"{text}{HOSTILE}" if text else "" for text in trace["text"]]
            if trace["type"] == "bar" and trace.get("orientation") != "h":
                trace["x"] = [f"{text}{HOSTILE}" for text in trace["x"]]
        svg = drawn(figure, title=HOSTILE, text=HOSTILE)
        svg.encode("utf-8")
        kinds = [Counter(each.tag for each in tree.iter()) for tree in (clean, parsed(svg))]
        assert kinds[1].keys() - kinds[0].keys() <= {f"{SVG}tspan"}, name  # plain words after bold ones
        assert "<script" not in svg
        assert "<img" not in svg


def test_a_point_tells_its_hover_text_as_a_title() -> None:
    """Lines stand below each other, markup is left out, and what is hostile is text."""
    for trace in (dots(hovertext=[f"<b>A &amp; B</b><br>{HOSTILE}"]), bars(hovertext=[f"A &amp; B<br>{HOSTILE}"])):
        root = parsed(drawn(small(trace)))
        titles = [one.text or "" for shape in root.iter() for one in shape if one.tag == f"{SVG}title"]
        assert len(titles) == 2, "the picture's and the point's"
        assert titles[1].startswith("A & B\n</text></svg><script>alert(1)")
    assert "<title>" not in drawn(small(dots()))


@pytest.mark.parametrize("key", ["color", "dash", "family"])
def test_hostile_values_never_leave_their_attribute(key: str) -> None:
    """A colour or dash that is none is refused, and a font's name keeps within its quotes."""
    hostile = '"><script>alert(1)</script>'
    if key == "family":
        svg = drawn(small(font={"family": hostile, "color": "#000000"}))
        assert parsed(svg).attrib["font-family"] == hostile
        assert "<script" not in svg
        return
    line = {"type": "line", "x0": 0, "x1": 1, "y0": 0, "y1": 1, "line": {"color": "#000000", key: hostile}}
    with pytest.raises(Undrawable, match="script"):
        drawn(small(shapes=[line]))


@pytest.mark.parametrize(
    ("symbol", "points"),
    [
        ("square", {(95, 45), (105, 45), (105, 55), (95, 55)}),
        ("diamond", {(100, 43.5), (106.5, 50), (100, 56.5), (93.5, 50)}),
        ("triangle-up", {(94.2, 52.5), (105.8, 52.5), (100, 45)}),
        ("triangle-right", {(97.5, 44.2), (97.5, 55.8), (105, 50)}),
    ],
)
def test_markers_have_the_shapes_of_plotly(symbol: str, points: set[tuple[float, float]]) -> None:
    """A marker's corners stand where plotly.js puts them around the point."""
    trace = dots(marker={"size": 10, "color": "#aabbcc", "symbol": symbol})
    *_, marker = elements(parsed(drawn(small(trace))))
    assert set(corners(marker.element.attrib["d"])) == points


def test_a_cross_and_a_circle_are_markers_too() -> None:
    """A cross has twelve corners within its size by a fifth, and a circle is one."""
    *_, cross = elements(parsed(drawn(small(dots(marker={"size": 10, "color": "#aabbcc", "symbol": "cross"})))))
    assert len(set(corners(cross.element.attrib["d"]))) == 12
    assert cross.extent() == (94, 44, 106, 56)
    *_, circle = elements(parsed(drawn(small(dots()))))
    assert circle.tag == "circle"


def test_each_point_has_its_own_marker() -> None:
    """Sizes, colours and symbols go by point; one of size nothing is not drawn, as at the bends of a link."""
    marker = {"size": [0, 10, 20], "color": ["#111111", "#222222", "#333333"], "symbol": ["cross", "circle", "square"]}
    trace = dots(mode="lines+markers", x=[1, 2, 3], y=[1, 2, 3], marker=marker, line={"color": "#444444", "width": 1})
    _, line, circle, square = elements(parsed(drawn(small(trace))))
    assert corners(line.element.attrib["d"]) == [(28, 82), (46, 74), (64, 66)]
    assert (circle.tag, circle.look["fill"]) == ("circle", "#222222")
    assert square.extent() == (54, 56, 74, 76)
    assert square.look["fill"] == "#333333"


def test_a_gap_in_a_line_stays_a_gap() -> None:
    """Where a point is missing the line stops and begins again."""
    trace = {
        "type": "scatter",
        "mode": "lines",
        "x": [0, 1, None, 3, 4],
        "y": [0, 0, 0, 0, 0],
        "line": {"color": "#000000"},
    }
    _, first, second = elements(parsed(drawn(small(trace))))
    assert first.extent() == (10, 90, 28, 90)
    assert second.extent() == (64, 90, 82, 90)


@pytest.mark.parametrize(
    ("dash", "width", "drawn_as"),
    [("solid", 1, None), ("dash", 1.2, "9 9"), ("dot", 1.2, "3 3"), ("dot", 4, "4 4"), ("4px,3px", 1.1, "4 3")],
)
def test_lines_are_dashed_as_plotly_dashes_them(dash: str, width: float, drawn_as: str | None) -> None:
    """Named dashes grow with the line and are never finer than three pixels; numbers are taken as they are."""
    line = {"color": "#000000", "width": width, "dash": dash}
    trace = {"type": "scatter", "mode": "lines", "x": [0, 1], "y": [0, 1], "line": line}
    *_, path = elements(parsed(drawn(small(trace))))
    assert path.look.get("stroke-dasharray") == drawn_as


@pytest.mark.parametrize("shape", ["/", "\\", "x", "|", "-", "+", "."])
def test_every_pattern_covers_its_bar(shape: str) -> None:
    """A pattern lies over the whole bar and its colour, drawn in lines or dots of its own colour."""
    pattern = {"shape": shape, "fgcolor": "#123456", "fillmode": "overlay", "size": 6, "solidity": 0.3}
    root = parsed(drawn(small(bars(marker={"color": "#aabbcc", "pattern": pattern})), identifier="here"))
    _, bar, over = elements(root)
    assert bar.look["fill"] == "#aabbcc"
    assert over.tag == "use"
    assert over.extent() == bar.extent()
    symbol = root.find(f"{SVG}defs/{SVG}symbol")
    assert symbol is not None
    assert over.element.attrib["href"] == f"#{symbol.attrib['id']}" == "#here-pattern-1"
    assert symbol[0].attrib["stroke"] == "#123456"
    assert symbol[0].attrib["stroke-opacity"] == "0.5"
    width, height = bar.extent()[2] - bar.extent()[0], bar.extent()[3] - bar.extent()[1]
    starts = [tuple(map(float, one.split(","))) for one in re.findall(r"M([\d.,]+)", symbol[0].attrib["d"])]
    if shape in "|+":
        assert max(x for x, _ in starts) > width - 6
    if shape in "-+.":
        assert max(y for _, y in starts) > height - 6
    if shape in "/\\x":
        assert max(x for x, _ in starts) > width + height - 9


def test_a_pattern_without_overlay_replaces_the_colour() -> None:
    """As in plotly.js, a pattern that is not laid over has only the ground that it names."""
    for pattern, fill in (({"shape": "/"}, "none"), ({"shape": "/", "bgcolor": "#ddeeff"}, "#ddeeff")):
        _, bar, _ = elements(parsed(drawn(small(bars(marker={"color": "#aabbcc", "pattern": pattern})))))
        assert bar.look["fill"] == fill


@pytest.mark.parametrize(
    ("orientation", "value", "anchor", "x", "y"),
    [
        ("v", 5, "middle", 100, 50 - 3 - 2.4),
        ("v", -5, "middle", 100, 90 + 40 + 3 + 9.3),
        ("h", 5, "start", 100 + 3, 50 + 3.5),
        ("h", -5, "end", 10 - 90 - 3, 50 + 3.5),
    ],
)
def test_text_stands_beyond_a_bars_end(orientation: str, value: float, anchor: str, x: float, y: float) -> None:
    """Text outside is three pixels beyond the end, above or below an upright bar, beside one that lies."""
    axes = {"x": [value], "y": [5]} if orientation == "h" else {"x": [5], "y": [value]}
    trace = bars(orientation=orientation, text=["12"], textposition="outside", textfont={"size": 10}, **axes)
    *_, text = elements(parsed(drawn(small(trace))))
    assert text.look["text-anchor" if anchor != "start" else "font-size"] == (anchor if anchor != "start" else "10")
    assert text.extent()[:2] == pytest.approx((x, y), abs=0.1)


def test_text_within_a_bar_can_be_read() -> None:
    """It stands in the middle, light on dark and dark on light, and a pattern leaves it free."""
    for fill, ink in (("#102030", "#ffffff"), ("#ffeecc", "#1b1f24")):
        pattern = {"shape": ".", "fillmode": "overlay", "fgcolor": "#000000"}
        trace = bars(
            text=["12"],
            textposition="inside",
            insidetextanchor="middle",
            textfont={"size": 10},
            marker={"color": fill, "pattern": pattern},
        )
        _, bar, _, ground, text = elements(parsed(drawn(small(trace))))
        assert text.look["fill"] == ink
        assert text.extent()[:2] == pytest.approx((100, 70 + 3.5), abs=0.1)
        assert ground.look["fill"] == fill
        assert bar.extent()[0] < ground.extent()[0] < 100 < ground.extent()[2] < bar.extent()[2]


def test_text_that_does_not_fit_is_made_smaller_or_left_out() -> None:
    """By itself a bar's text shrinks; where all are to be alike, the long ones go and the rest have one size."""
    trace = bars(
        x=[2, 7], y=[9, 9], text=["12", "a very long text"], textposition="inside", textfont={"size": 10}, width=3
    )
    *_, short, long = elements(parsed(drawn(small(trace))))
    assert short.look["font-size"] == "10"
    assert float(long.look["font-size"]) <= 6
    alike = drawn(small(trace, uniformtext={"mode": "hide", "minsize": 9}))
    assert texts(parsed(alike)) == ["12"]
    free = {**trace, "constraintext": "none"}
    assert [one.look["font-size"] for one in elements(parsed(drawn(small(free)))) if one.tag == "text"] == ["10", "10"]


def test_axes_say_their_categories_and_numbers() -> None:
    """Categories and numbers stand by their places with their suffix, and the lines of the grid within the plot."""
    category = {"type": "category", "range": [-0.5, 1.5], "linecolor": "#888888", "tickfont": {"size": 10}}
    numbers = {
        "range": [0, 10],
        "tickvals": [0, 5, 10],
        "ticksuffix": " %",
        "gridcolor": "#dddddd",
        "zeroline": False,
        "tickfont": {"size": 10},
    }
    margin = {"l": 40, "r": 10, "t": 10, "b": 30}
    trace = bars(x=["one", "two<br>lines"], y=[5, 10], width=1)
    root = parsed(drawn(small(trace, xaxis=category, yaxis=numbers, margin=margin)))
    shown = {"".join(one.element.itertext()): one for one in elements(root) if one.tag == "text"}
    assert [(word, one.look["text-anchor"], one.extent()[:2]) for word, one in shown.items()] == [
        ("one", "middle", (77.5, 83)),
        ("twolines", "middle", (152.5, 83)),
        ("0 %", "end", (36, 73.5)),
        ("5 %", "end", (36, 43.5)),
        ("10 %", "end", (36, 13.5)),
    ]
    rules = {one.look["stroke"]: one.extent() for one in elements(root) if one.tag == "path"}
    assert rules == {"#dddddd": (40, 40, 190, 40), "#888888": (40, 70, 190, 70)}


def test_several_panels_keep_their_own_axes() -> None:
    """What belongs to the second axes stands within their part of the plot."""
    second = {"range": [0, 1], "visible": False}
    figure = small(
        dots(),
        dots(xaxis="x2", yaxis="y2", x=[0], y=[1]),
        xaxis2={**second, "domain": [0.5, 1], "anchor": "y2"},
        yaxis2={**second, "domain": [0, 0.5], "anchor": "x2"},
    )
    _, first, other = elements(parsed(drawn(figure)))
    assert first.extent() == (95, 45, 105, 55)
    assert other.extent() == (95, 45, 105, 55)


def test_the_ids_of_two_pictures_never_meet() -> None:
    """Every id begins with the figure's own, and what could not be an id is refused."""
    pattern = {"shape": "/", "fgcolor": "#123456"}
    figure = small(bars(marker={"color": "#aabbcc", "pattern": pattern}))
    roots = [parsed(drawn(figure, identifier=name)) for name in ("figure-näyttö", "figure-2")]
    found = [{one.attrib["id"] for one in root.iter() if "id" in one.attrib} for root in roots]
    assert not found[0] & found[1]
    assert all(name.startswith("figure-2-") for name in found[1])
    assert len(found[0]) == 3
    with pytest.raises(ValueError, match="cannot begin an id"):
        drawn(figure, identifier='x" onload="alert(1)')


@pytest.mark.parametrize(
    ("figure", "told_as"),
    [
        (small({"type": "pie", "values": [1]}), "a trace of type 'pie'"),
        (small({"x": [1], "y": [1]}), "a trace of type None"),
        (small(dots(mode="text")), "shows text"),
        (small(dots(marker={"color": "#000000", "symbol": "star"})), "'star'"),
        (small(dots(marker={"size": 3})), "figure's marker without color"),
        (small(dots(fill="tozeroy", fillcolor="#000000")), "'tozeroy'"),
        (small(dots(error_x={"array": [1]})), "figure's scatter with error_x"),
        (small(dots(x={"dtype": "f8", "bdata": "AAAA"})), "not a plain list"),
        (small(dots(x=["2020"])), "a value '2020'"),
        (small(dots(x=[math.nan])), "a value nan"),
        (small(dots(xaxis="x2")), "an axis 'x2'"),
        (small(bars(), bars()), "side by side"),
        (small(bars(base=3)), "figure's bar with base"),
        (small(bars(textposition="auto", text=["a"])), "'auto'"),
        (small(bars(text=["a"], textposition="inside", textangle=-90)), "turned"),
        (small(bars(marker={"color": "#000000", "pattern": {"shape": "o"}})), "'o'"),
        (small(bars(marker={"color": "hsl(0,0%,0%)"})), "the colour"),
        ({"data": [bars(width=None)], "layout": small()["layout"]}, "figure's bar without width"),
        (small(barmode="fan"), "'fan'"),
        (small(showlegend=True), "a legend"),
        (small(title={"text": "a"}), "figure's layout with title"),
        (small(xaxis={"visible": False}), "figure's axis without range"),
        (small(xaxis={"range": [0, 1], "type": "log"}), "'log'"),
        (small(xaxis={"range": [0, 1]}), "tickvals"),
        (small(shapes=[{"type": "rect", "x0": 0, "x1": 1, "y0": 0, "y1": 1, "line": {"color": "#000000"}}]), "'rect'"),
        (small(annotations=[note(showarrow=True)]), "an arrow"),
        (small(annotations=[note(textangle=90)]), "figure's annotation with textangle"),
        (small(width=None), "figure's layout without width"),
    ],
)
def test_what_cannot_be_drawn_is_refused_by_name(figure: Figure, told_as: str) -> None:
    """Nothing is left out silently: the error names what this module cannot draw."""
    with pytest.raises(Undrawable, match=re.escape(told_as)):
        drawn(figure)


@pytest.mark.browser
def test_every_text_fits_its_picture_in_a_browser(exhibits: dict[str, Exhibit]) -> None:
    """Chromium, which has the widest of the system fonts here, keeps every letter of a report within its picture."""
    assert CHROMIUM, "no Chromium on the path"
    shown = [one for each in LANGUAGES for one in kunteko_2018_2020(exhibits, each).values()]
    shown += [one for name, one in exhibits.items() if name.startswith("portfolio/")]
    body = "".join(
        drawn(figure_of(one), identifier=f"figure-{number}", title=one.title, text=one.text)
        for number, one in enumerate(shown)
    )
    measure = """() => [...document.querySelectorAll("svg")].flatMap((svg) => [...svg.querySelectorAll("text")]
        .map((text) => [text.getBBox(), svg.viewBox.baseVal, text.textContent])
        .filter(([box, all]) => box.x < 0 || box.y < 0 || box.x + box.width > all.width || box.y + box.height > all.height)
        .map(([box, all, words]) => words))"""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page()
        page.set_content(f"<!doctype html><meta charset=utf-8>{body}")
        assert page.locator("svg").count() == len(shown)
        assert page.evaluate(measure) == []
        browser.close()


def test_a_figure_is_written_as_plotly_writes_it(exhibits: dict[str, Exhibit], views_of: Viewer) -> None:
    """The JSON of every kind of figure has the values of the figure that Plotly checks, and their order."""
    whole = next(one for one in views_of("kunteko") if one.assessment.period.id == "2018-2020")
    more = [chain_map(whole), moved_figure(whole), *milestones(whole)]
    kinds = {name.rsplit("/", 1)[-1]: one for name, one in exhibits.items()}
    for one in [*kinds.values(), *(one for one in more if isinstance(one, Exhibit))]:
        assert json.dumps(figure_of(one)) == json.dumps(by_plotly(one)), one.name


@pytest.mark.parametrize("value", [math.nan, datetime.date(2020, 1, 31)])
def test_what_json_cannot_hold_is_written_by_plotly(exhibits: dict[str, Exhibit], value: object) -> None:
    """A missing number and a day in a figure are written as Plotly writes them, never as what is no JSON."""
    usual = next(iter(exhibits.values()))
    odd = replace(usual, drawing={"data": [dots(x=[value])], "layout": {"shapes": [], "xaxis2": {}, "meta": {"b": 1}}})
    assert json.dumps(odd.as_json(), allow_nan=False) == json.dumps(by_plotly(odd))

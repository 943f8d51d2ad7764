"""The map of a trial: for the screen, as SVG and PNG files, and as a page of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from kunteko_eval.frames.result import Draws
from kunteko_eval.method.assess import Assessment
from kunteko_eval.method.coders import CoderSteps, coder_steps
from kunteko_eval.method.robustness import Robustness
from kunteko_eval.report.chain_svg import TEMPLATE, chain_svg, hint, legend, standalone
from kunteko_eval.report.content import escape, listing
from kunteko_eval.report.language import Language
from kunteko_eval.report.large_page import is_large
from kunteko_eval.report.layout import Layout, wrap
from kunteko_eval.report.many_boxes import bands, many_legend, many_svg
from kunteko_eval.report.method_words import headline
from kunteko_eval.report.style import FONT, INK
from kunteko_eval.report.view import View
from kunteko_eval.workbench.changed_boxes import ChangedBox, deciding
from kunteko_eval.workbench.tried_list import TriedItem

SIGNS = "'DejaVu Sans'"
"""A font that has the signs of ratings, where it is installed."""

LINE = 18
"""The height of a line of text under the map."""

PAGE = """<!doctype html>
<html lang="{language}"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width">
<title>{title}</title><style>{style}</style></head><body>
<main><h1>{title}</h1><p class="trial"><strong>{notice}</strong></p>
<h2>{tried_heading}</h2>{tried}<h2>{changed_heading}</h2>{changed}
<h2>{map_heading}</h2><div class="wide" tabindex="0" role="region" aria-label="{map_heading}">{drawn}</div>{legend}
<h2>{boxes_heading}</h2>{boxes}</main></body></html>
"""

STYLE = (
    f"body{{font-family:{FONT};color:{INK};line-height:1.5;margin:0}}"
    "main{max-width:1240px;margin:0 auto;padding:16px}"
    f".trial{{border:3px dashed {INK};padding:8px 12px}}"
    ".wide{overflow-x:auto}.wide svg{min-width:900px}"
    "ul.key{list-style:none;display:flex;flex-wrap:wrap;gap:4px 16px;padding:0}"
)


def steps_of(assessment: Assessment) -> CoderSteps:
    """Return how far coders differ."""
    return coder_steps(assessment.programme.codings, assessment.rubric)


def with_draws(view: View, drawn: dict[str, Robustness]) -> View:
    """Return a view that knows the robustness of these boxes."""
    other = replace(view)
    vars(other)["frames"] = replace(view.frames)
    draws = Draws(assessment=view.assessment)
    vars(draws)["by_element"] = drawn
    vars(other)["frames"] = replace(view.frames, draws=draws)
    return other


def map_svg(view: View, layout: Layout, changed: Sequence[ChangedBox]) -> str:
    """Return the map of a trial; boxes that changed have a heavy outline, a mark, and say what they were."""
    everything = view.assessment.everything
    if is_large(len(everything)):
        drawn = many_svg(view, bands(view, everything), layout, arrows=False)
    else:
        drawn = chain_svg(view, layout)
    for one in changed:
        drawn = _marked(view.say, drawn, layout, one)
    return drawn


def _marked(say: Language, drawn: str, layout: Layout, one: ChangedBox) -> str:
    """Return a drawing in which one box is marked as changed."""
    start = drawn.index(f'data-element="{one.element}"')
    end = drawn.index("</a>", start)
    box, name = drawn[start:end], escape(say("was {rating}", rating=one.before))
    box = box.replace('aria-label="', f'aria-label="{escape(say("Changed in this trial"))}: ', 1)
    at = layout.boxes[one.element]
    outline = (
        f'<rect class="moved" x="{at.x - 3:g}" y="{at.y - 3:g}" width="{at.width + 6:g}" height="{at.height + 6:g}" rx="5" '
        f'fill="none" stroke="{INK}" stroke-width="3"/>'
    )
    box = box.replace("</title>", f"\n{name}</title>{outline}", 1)
    mark = (
        f'<circle cx="{at.x + 8:g}" cy="{at.y:g}" r="9.5" fill="#fff" stroke="{INK}" stroke-width="1.4"/><text class="badge-sign" x="{at.x + 8:g}" y="{at.y + 4.5:g}" '
        'aria-hidden="true">Δ</text>'
    )
    return drawn[:start] + box + mark + drawn[end:]


def notice(view: View) -> str:
    """Return that a drawing is a trial, or that it is as recorded."""
    if view.scenario is None:
        return view.say("As recorded: nothing is tried.")
    return view.say("A trial, not the recorded rating. Judgements are left out.")


def title(view: View) -> str:
    """Return what the map is of."""
    say = view.say
    return say(
        "The impact chain of {programme}, {period}",
        programme=say.text(view.programme.sheet.name),
        period=say.period(view.assessment.period),
    )


def svg_file(view: View, layout: Layout, changed: Sequence[ChangedBox], tried: Sequence[TriedItem]) -> str:
    """Return the map as an SVG file, with its title, that it is a trial, and what is tried under it."""
    told = [title(view), notice(view), *(f"– {one.words}" for one in tried)]
    lines = [line for text in told for line in wrap(text, layout.width - 16, 12.5, 4)]
    height = layout.height + 12 + LINE * len(lines)
    drawn = standalone(map_svg(view, layout, changed))
    drawn = drawn.replace(
        f'viewBox="0 0 {layout.width:g} {layout.height:g}"',
        f'viewBox="0 0 {layout.width:g} {height:g}" width="{layout.width:g}" height="{height:g}"',
        1,
    )
    ground = f'<rect x="0" y="0" width="{layout.width:g}" height="{height:g}" fill="#fff"/>'
    drawn = drawn.replace("</defs>", f"</defs>{ground}", 1)
    under = "".join(
        f'<text x="4" y="{layout.height + 12 + LINE * (at + 0.7):g}">{escape(line)}</text>'
        for at, line in enumerate(lines)
    )
    return drawn.removesuffix("</svg>") + under + "</svg>"


def png_file(drawn: str, scale: float) -> bytes:
    """Return an SVG file as PNG, drawn without a browser.

    Args:
        drawn: The SVG file.
        scale: Pixels a point of the drawing.
    """
    import resvg_py

    # A text of which the first font lacks one sign is set in another font whole; this one has all of the map's signs.
    drawn = drawn.replace(f'font-family="{escape(FONT)}', f'font-family="{escape(SIGNS)}, {escape(FONT)}', 1)
    drawn = drawn.replace("font-weight:650", "font-weight:700")  # Weights between the hundreds are not understood.
    return bytes(resvg_py.svg_to_bytes(svg_string=drawn, zoom=scale))


def html_file(view: View, drawn: str, changed: Sequence[ChangedBox], tried: Sequence[TriedItem]) -> str:
    """Return a self-contained page of a trial; it asks for nothing from anywhere."""
    say, many = view.say, is_large(len(view.assessment.everything))
    rules = (TEMPLATE / "map.css").read_text(encoding="utf-8").splitlines()
    map_rules = "".join(rule for rule in rules if rule.startswith(("svg.map", ".map-key", ".square")))
    nothing = f"<p>{escape(say('nothing'))}</p>"
    as_recorded = f"<p>{escape(say('As recorded: nothing is coloured otherwise.'))}</p>"
    return PAGE.format(
        language=say.prose,
        title=escape(title(view)),
        style=STYLE + map_rules,
        notice=escape(notice(view)),
        tried_heading=escape(say("What is tried")),
        tried=listing([one.words for one in tried]) if tried else nothing,
        changed_heading=escape(say("Changed boxes")),
        changed=listing([one.told for one in changed]) if changed else as_recorded,
        map_heading=escape(say("The map")),
        drawn=drawn,
        legend=many_legend(view, is_listed=False) if many else legend(view).replace(hint(say), ""),
        boxes_heading=escape(say("Every box")),
        boxes=_boxes(view),
    )


def _boxes(view: View) -> str:
    """Return every box with its rating and the step that decides it, by level; the map's boxes lead here."""
    say, parts = view.say, []
    for level in view.programme.chain.levels:
        ratings = [one for one in view.assessment.everything if one.element.level == level.id]
        lines = [
            f'<li id="box-{one.element.id}">{escape(headline(say, one))}. {escape(deciding(view, None, one))}</li>'
            for one in ratings
        ]
        parts += [f"<h3>{escape(say.text(level.label))}</h3><ul>{''.join(lines)}</ul>"] if lines else []
    return "".join(parts)

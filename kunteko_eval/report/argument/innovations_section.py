"""Section 6: what new came about, how far it has spread, and the programme's part in it."""

from __future__ import annotations

import pandas as pd

from kunteko_eval.report.argument.claims import Argument, Claim, ClaimGroup
from kunteko_eval.report.argument.telling import claims, named, section, source
from kunteko_eval.report.chosen import Rows
from kunteko_eval.report.implementation import ROLES, SPREADS, WIDEST_FIRST, innovations_of
from kunteko_eval.report.view import View


def innovations_section(view: View, innovations: Rows = None) -> Argument | None:
    """Return the innovations of the period: its message is how many are in use or widely spread; None where there are none.

    Args:
        view: The period.
        innovations: Rows of the programme's `innovations`; those whose span lies within the period when None.
    """
    say, found = view.say, innovations_of(view, innovations)
    if found.empty:
        return None
    used = found[found["spread"].isin(["widely-spread", "in-use"])]
    heading = say("New ways of working are still ideas or experiments, as far as is known")
    if len(used):
        heading = say.many("One new way of working is in use", "{count:W} new ways of working are in use", len(used))
    subject = say.many("One innovation that the documents name.", "Of {count:w} that the documents name.", len(found))
    group = ClaimGroup(
        name="innovations",
        heading=heading,
        claims=claims(_widest(view, found), _parts(view, found)),
        subject=subject,
        source=source(view, found),
    )
    return section(group)


def _widest(view: View, found: pd.DataFrame) -> Claim:
    """Return the innovations by how far they have spread, by name."""
    say, lines = view.say, []
    for spread in WIDEST_FIRST:
        names = [say.as_is(one) for one in found[found["spread"] == spread]["label"]]
        if names:
            told = say(SPREADS[spread])
            lines.append(f"{told[:1].upper()}{told[1:]}: {named(say, names)}.")
    return Claim(text=" ".join(lines), evidence=("table-innovations",))


def _parts(view: View, found: pd.DataFrame) -> Claim:
    """Return the programme's part in them."""
    say = view.say
    counts = [(code, int((found["role"] == code).sum())) for code in ROLES]
    told = ", ".join(f"{say(ROLES[code])} {say.number(count)}" for code, count in counts if count)
    return Claim(text=say("By the programme's part: {role}.", role=told), evidence=("table-innovations",))

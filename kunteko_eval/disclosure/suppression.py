"""Disclosure control: which figures of a survey must be hidden so that nobody's answer can be worked out.

A figure of a group is hidden (Hundepool et al., Statistical Disclosure Control, Wiley 2012, chapter 5; Willenborg and
de Waal, Elements of Statistical Disclosure Control, Springer 2001):

- **small-group**: fewer answers than the threshold;
- **all-alike**: everybody in a small group gave the same kind of answer, so the figure tells each one's answer;
- **differencing**: it and another shown figure, of a larger group or a longer period, differ by such a group;
- **complementary**: with it a hidden figure, or a group that has no figure at all, could be worked out.

The last two are decided by an audit against an attacker (`kunteko_eval.disclosure.attacker`), not by a rule of thumb. The
respondents are parted by all groupings at once; whom a grouping leaves out are a part of their own. The attacker knows
who belongs to which part, and everything that the programme shows of the same respondents and question, whichever
import brought it. What is protected:

1. of every hidden figure, the number of answers stays open by at least the threshold, and the amount by at least one
   answer;
2. no sum of shown groups, each taken any number of times, added or subtracted, leaves over fewer respondents than the
   threshold, nor a few who all answered alike;
3. no small part of the respondents shows through by what can and cannot be: neither the parts themselves, nor whom a
   grouping leaves out, nor two groupings crossed, nor what two shown groups share or one has beyond the other. The
   least possible number of its answers is 0, or the number stays open by almost the threshold.

A large group in which everybody answered alike is shown, and with it how each of its members answered.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass

from kunteko_eval.disclosure.attacker import Attacker
from kunteko_eval.disclosure.survey_cells import Limits, SurveyCell, Tie, Why, is_sensitive


@dataclass(frozen=True, slots=True, kw_only=True)
class Protected:
    """What may be shown of some cells and what not.

    Attributes:
        hidden: Why each hidden cell is hidden, by its name.
        exposed: Groups that should be hidden and cannot be, because what gives them away is public; each by the
            name of its cell, or by its parts.
        fits: Whether the figures can be true together; when not, everything is hidden that is not public.
    """

    hidden: Mapping[str, Why]
    exposed: tuple[str, ...]
    fits: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class _Leak:
    """A group that can be worked out, and why what helps to do so is hidden.

    Attributes:
        by: The cells that give it away, where they are known.
    """

    name: str
    parts: frozenset[str]
    why: Why
    by: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class _Figures:
    """What is looked at together, and how much of it is hidden; the same from the first step to the last.

    Attributes:
        sizes: The number of answers in each part, where it is known.
        margins: Groups without a figure that are looked at too.
    """

    cells: Sequence[SurveyCell]
    limits: Limits
    sizes: Mapping[str, int]
    margins: tuple[frozenset[str], ...]


def protect(
    cells: Sequence[SurveyCell],
    limits: Limits,
    sizes: Mapping[str, int] | None = None,
    margins: Iterable[frozenset[str]] = (),
    earlier: Mapping[str, Why] | None = None,
    *,
    ties: Sequence[Tie] = (),
) -> Protected:
    """Decide which of some cells are hidden.

    Args:
        cells: Every figure of one indicator that is or may become known: of all groups, and of the spans of time that
            overlap. What is published already is marked as public, what was hidden earlier as held.
        limits: How much is hidden.
        sizes: The number of answers in each part, where it is known; saves the audit of parts that are large.
        margins: Groups without a figure that are looked at too.
        earlier: What an earlier decision on the same cells hid; stays hidden as long as anything must be.
        ties: What holds of every part, where the cells have several amounts.

    Returns:
        What is hidden and why. In the worst case everything is hidden.
    """
    figures = _Figures(cells=cells, limits=limits, sizes=sizes or {}, margins=tuple(margins))
    reasons = {cell.name: cell.held or is_sensitive(cell, limits) for cell in cells}
    exposed = {cell.name for cell in cells if reasons[cell.name] and cell.public}
    hidden: dict[str, Why] = {name: why for name, why in reasons.items() if why and name not in exposed}
    attacker = Attacker([cell for cell in cells if cell.name not in hidden], cells, ties=ties)
    if not attacker.fits:
        rest: dict[str, Why] = {cell.name: "complementary" for cell in cells if not cell.public}
        return Protected(hidden={**rest, **hidden}, exposed=tuple(sorted(exposed)), fits=False)
    least = Attacker([cell for cell in cells if cell.public and cell.name not in hidden], cells, attacker)
    while True:
        leak = _leak(figures, hidden, attacker, exposed)
        if leak is not None:
            helper = None if _is_given_away(leak, figures, least) else _next_to_hide(leak, figures, attacker)
            if helper is None:
                exposed.add(leak.name)
                continue
            hidden[helper.name] = leak.why
        elif hidden and not set(earlier or {}) <= set(hidden):
            hidden |= {name: why for name, why in (earlier or {}).items() if name not in hidden}
        else:
            return Protected(hidden=hidden, exposed=tuple(sorted(exposed)))
        attacker = Attacker([cell for cell in cells if cell.name not in hidden], cells, attacker)


def _leak(figures: _Figures, hidden: Mapping[str, Why], attacker: Attacker, settled: AbstractSet[str]) -> _Leak | None:
    """Return the first group that can be worked out."""
    cells, limits = figures.cells, figures.limits
    for cell in cells:
        is_kept = cell.name in hidden and cell.name not in settled and cell.count != 0
        if is_kept and not attacker.is_open(cell, limits):
            return _Leak(name=cell.name, parts=cell.parts, why="complementary")
    known = {cell.parts for cell in cells}
    groups = _groups_without_figures(attacker.shown, attacker.parts, figures.margins)
    left = attacker.isolated(limits)
    if left is not None and left.parts not in known and _name(left.parts) not in settled:
        why: Why = groups.get(left.parts, "differencing" if len(left.by) == 2 else "complementary")
        return _Leak(name=_name(left.parts), parts=left.parts, why=why, by=left.by)
    most = max(limits.threshold, limits.alike)
    for parts, reason in groups.items():
        is_large = sum(figures.sizes.get(part, 0) for part in parts) >= most
        if parts in known or _name(parts) in settled or is_large:
            continue
        if attacker.sees_through(parts, limits):
            return _Leak(name=_name(parts), parts=parts, why=reason)
    return None


def _name(parts: Iterable[str]) -> str:
    return " ".join(sorted(parts))


def _groups_without_figures(
    shown: Sequence[SurveyCell], parts: Sequence[str], margins: Iterable[frozenset[str]]
) -> dict[frozenset[str], Why]:
    """Return groups that an attacker may try to work out: differences and overlaps of shown ones, and every part."""
    found: dict[frozenset[str], Why] = {}
    for one in shown:
        for other in shown:
            if other.parts < one.parts:
                found.setdefault(one.parts - other.parts, "differencing")
            elif one.parts & other.parts and not one.parts <= other.parts:
                found.setdefault(one.parts & other.parts, "complementary")
                found.setdefault(one.parts - other.parts, "complementary")
    for group in margins:
        found.setdefault(group, "complementary")
    for part in parts:
        found.setdefault(frozenset({part}), "complementary")
    return found


def _is_given_away(leak: _Leak, figures: _Figures, attacker: Attacker) -> bool:
    """Return whether an attacker can work a group out."""
    of_cell = next((cell for cell in figures.cells if cell.name == leak.name), None)
    if of_cell is not None:
        return not attacker.is_open(of_cell, figures.limits)
    if attacker.sees_through(leak.parts, figures.limits):
        return True
    return bool(leak.by) and set(leak.by) <= {cell.name for cell in attacker.shown}


def _next_to_hide(leak: _Leak, figures: _Figures, attacker: Attacker) -> SurveyCell | None:
    """Return the shown cell to hide for a group's sake: beside it before around it, the smallest that is enough."""
    shown = [cell for cell in attacker.shown if not cell.public and cell.count]
    choice = [cell for cell in shown if cell.name in leak.by] or shown
    ordered = sorted(choice, key=lambda cell: (leak.parts <= cell.parts, cell.count, cell.name))
    for cell in ordered[:-1]:
        without = [one for one in attacker.shown if one.name != cell.name]
        if not _is_given_away(leak, figures, Attacker(without, figures.cells, attacker)):
            return cell
    if len(ordered) > 1 and leak.by:
        return ordered[0]
    return ordered[0] if ordered else None

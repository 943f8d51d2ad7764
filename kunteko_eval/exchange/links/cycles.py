"""The fewest rows that would have to go for a chain to have no cycle: a minimum feedback arc set, weighted by rows.

Each strongly connected component is taken by itself. One of at most `MOST_BY_ORDER` elements is solved exactly over
every order of its elements (dynamic programming over subsets, as Held and Karp's; Lawler 1964).

A larger one is a set cover of its cycles, which are added as they are met (Grötschel, Jünger, Reinelt 1985), solved by
SciPy's HiGHS. Each answer gives a bound, how many rows go at least, and is completed: cycles that are left are opened
at their lightest arrow, elements are moved to better places in the order for as long as that saves rows, and whatever
closes no cycle is taken back. When what is completed costs no more than the bound, it is the fewest; else the best of
`MOST_ROUNDS` answers is taken, and told beside the bound.

A component of more than `MOST_COVERED` arrows, more than a person could look at, is put in order once by the greedy
rule of Eades, Lin and Smyth (Information Processing Letters 47, 1993), weighted by rows; what points backwards goes, and
pairs of opposite arrows give the bound.

The same table gives the same answer: limits count steps, not seconds, and nothing depends on the order of a set.
"""

from __future__ import annotations

import heapq
import math
from collections import deque
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass

import networkx as nx

Arrow = tuple[str, str]

MOST_BY_ORDER = 12
"""Elements of a component that is solved over every order; 2^12 sets of elements take a moment."""

MOST_ROUNDS = 12
"""How often the solver is asked, each time with the cycles that its last answer left."""

MOST_NODES = 20
"""Branches that the solver may look at in a round."""

MOST_WHOLE = 200_000
"""Cycles times arrows up to which an arrow goes or stays; of more, the solver may divide it, which is quick, and ends
when that raises the bound no more."""


MOST_COVERED = 1_500
"""New arrows of a component that is solved as a set cover; the time grows with their square."""


@dataclass(frozen=True, slots=True, kw_only=True)
class CycleCut:
    """What has to go for a chain to have no cycle.

    Attributes:
        gone: The arrows that go, in the order in which they were told.
        rows: How many rows tell of them.
        at_least: How many rows go in any case; the same as `rows` where these are proved to be the fewest.
    """

    gone: tuple[Arrow, ...]
    rows: int
    at_least: int


def open_cycles(told: Mapping[Arrow, int], fixed: Collection[Arrow]) -> CycleCut:
    """Return the arrows that close cycles, chosen so that the fewest rows go.

    Among choices with equally few rows, a component that is solved over every order keeps the arrows told first.

    Args:
        told: New arrows with how many rows tell of each, in the order in which they were told; none to itself.
        fixed: Arrows that stay, without a cycle among them.

    >>> open_cycles({("a", "b"): 2, ("b", "a"): 1}, [])
    CycleCut(gone=(('b', 'a'),), rows=1, at_least=1)
    >>> open_cycles({("a", "b"): 2}, [("b", "c"), ("c", "a")])
    CycleCut(gone=(('a', 'b'),), rows=2, at_least=2)
    """
    stay = set(fixed)
    new = {arrow: rows for arrow, rows in told.items() if arrow not in stay}
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_edges_from([*sorted(stay), *new])
    gone: set[Arrow] = set()
    at_least = 0
    for names in nx.strongly_connected_components(graph):
        within = {arrow: rows for arrow, rows in new.items() if arrow[0] in names and arrow[1] in names}
        if not within:
            continue
        held = sorted(arrow for arrow in stay if arrow[0] in names and arrow[1] in names)
        if len(names) <= MOST_BY_ORDER:
            out = _by_order(sorted(names), within, held)
            bound = sum(within[arrow] for arrow in out)
        elif len(within) > MOST_COVERED:
            out, bound = _by_degree(within, held)
        else:
            out, bound = _by_cover(within, held)
        gone |= out
        at_least += bound
    return CycleCut(
        gone=tuple(arrow for arrow in new if arrow in gone),
        rows=sum(new[arrow] for arrow in gone),
        at_least=at_least,
    )


def shortest_path(arrows: Iterable[Arrow], start: str, end: str) -> tuple[str, ...]:
    """Return the elements of a shortest path, ends included; none where no path leads there.

    >>> shortest_path([("a", "b"), ("b", "c"), ("a", "c")], "a", "c")
    ('a', 'c')
    """
    return _path(_following(arrows), start, end)


def _following(arrows: Iterable[Arrow]) -> dict[str, list[str]]:
    following: dict[str, list[str]] = {}
    for source, target in arrows:
        following.setdefault(source, []).append(target)
    return following


def _path(following: Mapping[str, Sequence[str]], start: str, end: str) -> tuple[str, ...]:
    before: dict[str, str] = {}
    waiting = deque([start])
    while waiting:
        at = waiting.popleft()
        for one in following.get(at, ()):
            if one == end:
                steps = [end, at]
                while steps[-1] != start:
                    steps.append(before[steps[-1]])
                return tuple(reversed(steps))
            if one not in before and one != start:
                before[one] = at
                waiting.append(one)
    return ()


def _by_order(names: Sequence[str], told: Mapping[Arrow, int], fixed: Sequence[Arrow]) -> set[Arrow]:
    """Return the arrows that go backwards in the best order of the elements.

    An arrow costs its rows and, far below them, a digit of its own that is the higher the earlier it was told: the
    cheapest order is the only one of its cost.
    """
    place = {name: index for index, name in enumerate(names)}
    digits = len(told)
    cost: list[dict[int, int]] = [{} for _ in names]
    for number, ((source, target), rows) in enumerate(told.items()):
        cost[place[source]][place[target]] = (rows << digits) + (1 << (digits - 1 - number))
    after = [0] * len(names)
    for source, target in fixed:
        after[place[source]] |= 1 << place[target]
    best: list[tuple[int, int] | None] = [(0, -1)]
    for placed in range(1, 1 << len(names)):
        found: tuple[int, int] | None = None
        for last in range(len(names)):
            earlier = placed & ~(1 << last)
            so_far = best[earlier] if placed >> last & 1 else None
            if so_far is None or after[last] & earlier:
                continue
            spent = so_far[0] + sum(price for target, price in cost[last].items() if earlier >> target & 1)
            if found is None or spent < found[0]:
                found = (spent, last)
        best.append(found)
    gone: set[Arrow] = set()
    placed = (1 << len(names)) - 1
    while placed:
        last = (best[placed] or (0, 0))[1]
        placed &= ~(1 << last)
        gone |= {(names[last], names[target]) for target in cost[last] if placed >> target & 1}
    return gone


def _by_degree(told: Mapping[Arrow, int], fixed: Sequence[Arrow]) -> tuple[set[Arrow], int]:
    """Return the arrows that point backwards in a greedy order in which no fixed one does, and how many rows must go."""
    place = {name: index for index, name in enumerate(_greedy_order(told))}
    names = dict.fromkeys([*place, *(name for arrow in fixed for name in arrow)])
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(fixed)
    ordered = nx.lexicographical_topological_sort(graph, key=lambda name: place.get(name, len(place)))
    last = {name: index for index, name in enumerate(ordered)}
    pairs = sum(min(rows, told.get((target, source), 0)) for (source, target), rows in told.items() if source < target)
    return {arrow for arrow in told if last[arrow[0]] > last[arrow[1]]}, max(1, pairs)


def _greedy_order(told: Mapping[Arrow, int]) -> list[str]:
    """Return elements in order: first what nothing leads to or what leads away most for its rows, last what leads nowhere."""
    before: dict[str, dict[str, int]] = {name: {} for arrow in told for name in arrow}
    after: dict[str, dict[str, int]] = {name: {} for name in before}
    for (source, target), rows in told.items():
        after[source][target] = before[target][source] = rows
    balance = {name: sum(after[name].values()) - sum(before[name].values()) for name in before}
    waiting = [(-rows, name) for name, rows in balance.items()]
    heapq.heapify(waiting)
    ends = deque(name for name in before if not before[name] or not after[name])
    left: dict[str, None] = {}
    right: dict[str, None] = {}
    while len(left) + len(right) < len(before):
        rows, name = (0, ends.popleft()) if ends else heapq.heappop(waiting)
        if name in left or name in right or (rows and balance[name] != -rows):
            continue
        (right if before[name] and not after[name] else left)[name] = None
        for side, others, sign in ((after, before, 1), (before, after, -1)):
            for other, told_rows in side[name].items():
                del others[other][name]
                balance[other] += sign * told_rows
                heapq.heappush(waiting, (-balance[other], other))
                if not others[other]:
                    ends.append(other)
    return [*left, *reversed(right)]


def _by_cover(told: Mapping[Arrow, int], fixed: Sequence[Arrow]) -> tuple[set[Arrow], int]:
    """Return the arrows that go, and how many rows go at least."""
    import numpy as np
    from scipy.optimize import Bounds, LinearConstraint, milp
    from scipy.sparse import csr_array

    arrows = list(told)
    number = {arrow: index for index, arrow in enumerate(arrows)}
    rows_of = np.array([told[arrow] for arrow in arrows], dtype=float)
    cycles: dict[tuple[int, ...], None] = {}
    gone: set[Arrow] = set()
    best, at_least = _completed(told, fixed, gone), 1
    for _ in range(MOST_ROUNDS):
        met = _cycles([*fixed, *(arrow for arrow in arrows if arrow not in gone)])
        if not met:
            break
        cycles |= dict.fromkeys(tuple(sorted(number[one] for one in cycle if one in number)) for cycle in met)
        rows = [row for row, cycle in enumerate(cycles) for _ in cycle]
        columns = [column for cycle in cycles for column in cycle]
        covered = csr_array((np.ones(len(rows)), (rows, columns)), shape=(len(cycles), len(arrows)))
        whole = len(cycles) * len(arrows) <= MOST_WHOLE
        answer = milp(
            rows_of,
            integrality=np.full(len(arrows), whole),
            bounds=Bounds(0, 1),
            constraints=LinearConstraint(covered, lb=1),
            options={"node_limit": MOST_NODES, "mip_rel_gap": 0},
        )
        before, bound = at_least, answer.mip_dual_bound if whole else answer.fun
        if bound is not None and math.isfinite(bound):
            at_least = max(at_least, math.ceil(bound * (1 - 1e-6) - 1e-4))  # Within the solver's tolerances.
        if answer.x is None:
            break
        gone = {arrow for arrow, out in zip(arrows, answer.x, strict=True) if out > 0.5}
        best = min(best, _completed(told, fixed, gone), key=lambda one: sum(told[arrow] for arrow in one))
        if sum(told[arrow] for arrow in best) <= at_least or (not whole and at_least == before):
            break
    return best, min(at_least, sum(told[arrow] for arrow in best))


def _cycles(arrows: Sequence[Arrow]) -> list[list[Arrow]]:
    """Return a shortest cycle through each arrow that is in one."""
    following = _following(arrows)
    found = []
    for source, target in arrows:
        steps = _path(following, target, source)
        if steps:
            found.append(list(zip((source, *steps), steps, strict=False)))
    return found


def _completed(told: Mapping[Arrow, int], fixed: Sequence[Arrow], gone: set[Arrow]) -> set[Arrow]:
    """Return arrows whose going leaves no cycle, and not one of which could stay, near to those given."""
    return _taken_back(told, fixed, _moved(told, fixed, _lightly(told, fixed, gone)))


def _lightly(told: Mapping[Arrow, int], fixed: Sequence[Arrow], gone: set[Arrow]) -> set[Arrow]:
    """Open the cycles that are left at their lightest arrow, the one told last among such."""
    order = {arrow: index for index, arrow in enumerate(told)}
    out = set(gone)
    while met := _cycles([*fixed, *(arrow for arrow in told if arrow not in out)]):
        for cycle in met:
            if out.isdisjoint(cycle):
                out.add(min((one for one in cycle if one in order), key=lambda one: (told[one], -order[one])))
    return out


def _moved(told: Mapping[Arrow, int], fixed: Sequence[Arrow], gone: set[Arrow]) -> set[Arrow]:
    """Put the elements in an order, move each to its best place until nothing is saved, and return what goes back."""
    kept = [*fixed, *(arrow for arrow in told if arrow not in gone)]
    names = sorted({name for arrow in (*told, *fixed) for name in arrow})
    graph: nx.DiGraph[str] = nx.DiGraph()
    graph.add_nodes_from(names)
    graph.add_edges_from(kept)
    order = list(nx.lexicographical_topological_sort(graph))
    never = sum(told.values()) + 1
    price = {**told, **dict.fromkeys(fixed, never)}
    better = True
    while better:
        better = False
        for name in names:
            here = order.index(name)
            rest = [*order[:here], *order[here + 1 :]]
            costs = [sum(price.get((one, name), 0) for one in rest)]  # At the front, all that lead to it go back.
            for one in rest:
                costs.append(costs[-1] + price.get((name, one), 0) - price.get((one, name), 0))
            best = min(range(len(costs)), key=lambda at: (costs[at], abs(at - here)))
            if costs[best] < costs[here]:
                order = [*rest[:best], name, *rest[best:]]
                better = True
    place = {name: index for index, name in enumerate(order)}
    return {arrow for arrow in told if place[arrow[0]] > place[arrow[1]]}


def _taken_back(told: Mapping[Arrow, int], fixed: Sequence[Arrow], gone: set[Arrow]) -> set[Arrow]:
    """Return what is gone without the arrows that close no cycle, the heaviest looked at first."""
    out = set(gone)
    following = _following([*fixed, *(arrow for arrow in told if arrow not in out)])
    order = {arrow: index for index, arrow in enumerate(told)}
    for arrow in sorted(gone, key=lambda one: (-told[one], order[one])):
        if not _path(following, arrow[1], arrow[0]):
            out.discard(arrow)
            following.setdefault(arrow[0], []).append(arrow[1])
    return out

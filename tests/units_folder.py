"""A small programme with units of its own and targets that stand with the indicators, as files."""

from __future__ import annotations

from pathlib import Path

PROGRAMME = """\
schema: 1
id: waters
name: {fi: Vedet, sv: Vatten, en: Waters}
description: {fi: Vedet, sv: Vatten, en: Waters}
synthetic: true
start: "2024-01-01"
end: "2025-12-31"
goals: []
periods:
  - {id: "2024", start: "2024-01-01", end: "2024-12-31", report: true}
  - {id: "2025", start: "2025-01-01", end: "2025-12-31", report: true, previous: "2024"}
  - {id: 2024-2025, start: "2024-01-01", end: "2025-12-31", report: true}
budget: {amount: 5000, currency: EUR, precision: exact, document: plan, place: Money}
rates:
  - {currency: SEK, into: EUR, rate: 0.09, date: "2024-12-31", source: Example bank}
  - {currency: SEK, into: EUR, rate: 0.1, date: "2025-12-31", source: Example bank}
unit_costs:
  - {element: work, indicator: staff}
units:
  - {id: days, label: {fi: päivää, sv: dagar, en: days}, minimum: 0}
  - {id: points, label: {fi: pistettä, sv: poäng, en: points}, decimals: 1, ratio: true}
  - {id: fte, label: {fi: henkilötyövuotta, sv: årsverken, en: full-time equivalents}, decimals: 1, minimum: 0}
"""
CHAIN = """\
schema: 1
programme: waters
due_reason: {fi: x, sv: x, en: x}
levels:
  - {id: actions, kind: actions, label: {fi: Toimet, sv: Åtgärder, en: Actions}}
  - {id: direct, kind: direct, label: {fi: Suorat, sv: Direkta, en: Direct}}
conventions: []
targets:
  basis: source
  recorded: 2023-12-01
  document: plan
  place: Targets
elements:
  - id: work
    level: actions
    label: {fi: Työ, sv: Arbete, en: Work}
    placement: named
    registered: 2023-12-01
    why: {fi: x, sv: x, en: x}
    evidence: [{indicator: staff}, {indicator: cleaned}]
  - id: water
    level: direct
    label: {fi: Vesi, sv: Vatten, en: Water}
    placement: named
    registered: 2023-12-01
    why: {fi: x, sv: x, en: x}
    evidence: [{indicator: wait}, {indicator: balance}, {indicator: saved}]
links:
  - from: work
    to: water
    placement: source
    assumption: {fi: x, sv: x, en: x}
"""
SOURCES = """\
schema: 1
documents:
  - {id: plan, title: {fi: Suunnitelma, sv: Plan, en: Plan}, file: plan.pdf}
groups:
  - {id: all, label: {fi: Kaikki, sv: Alla, en: All}}
themes:
  - {id: waters, label: {fi: Vedet, sv: Vatten, en: Waters}}
collections:
  - {id: books, label: {fi: Kirjat, sv: Böcker, en: Books}, type: monitoring, bias: low, bias_reason: {fi: x, sv: x, en: x}}
"""
INDICATORS = """\
id,label_fi,label_sv,label_en,unit,theme,kind,aggregation,direction,baseline,target,floor
staff,Väki,Folk,Staff,fte,waters,volume,increment,more,,13.0,
cleaned,Puhdistettu,Renat,Cleaned,SEK,waters,volume,increment,more,,900,
wait,Odotus,Väntan,Waiting time,days,waters,tested,level,less,40,10,
balance,Tase,Balans,Balance,points,waters,tested,level,more,-3.5,2.5,
saved,Laatu,Kvalitet,Quality,points,waters,tested,level,more,7.0,7.0,6.0
"""
TARGETS = """\
indicator,period,target,baseline,basis,recorded,reason_en
wait,2024,25,,,,
balance,2024,-1.0,,evaluator,2023-12-02,Half of the way.
"""
OBSERVATIONS = """\
id,indicator,period,value,group,source,document,place,precision,match
staff-24,staff,2024,6.5,all,books,plan,p,exact,read
staff-25,staff,2025,6.5,all,books,plan,p,exact,read
cleaned-24,cleaned,2024,-50,all,books,plan,p,exact,read
cleaned-25,cleaned,2025,500,all,books,plan,p,exact,read
wait-24,wait,2024,31,all,books,plan,p,exact,read
wait-25,wait,2025,13,all,books,plan,p,exact,read
balance-24,balance,2024,-2.0,all,books,plan,p,exact,read
balance-25,balance,2025,1.0,all,books,plan,p,exact,read
saved-24,saved,2024,6.8,all,books,plan,p,exact,read
saved-25,saved,2025,7.1,all,books,plan,p,exact,read
"""
COSTS = """\
id,element,period,amount,currency,document,place,precision,match
work-24,work,2024,1000,SEK,plan,Money,exact,read
work-25,work,2025,400,EUR,plan,Money,exact,read
"""
FINDINGS = "id,statement_fi,statement_sv,statement_en,kind,source,period,document,place\n"
FILES = {
    "programme.yaml": PROGRAMME,
    "chain.yaml": CHAIN,
    "sources.yaml": SOURCES,
    "indicators.csv": INDICATORS,
    "targets.csv": TARGETS,
    "observations.csv": OBSERVATIONS,
    "findings.csv": FINDINGS,
    "costs.csv": COSTS,
}


def write(parent: Path, changes: dict[str, tuple[str, str]] | None = None) -> Path:
    """Write the programme into a folder of `parent`, with one text changed in each file named; return the folder."""
    folder = parent / "waters"
    folder.mkdir(parents=True)
    for name, text in FILES.items():
        before, after = (changes or {}).get(name, ("", ""))
        assert before in text, (name, before)
        (folder / name).write_text(text.replace(before, after, 1) if before else text, encoding="utf-8")
    return folder

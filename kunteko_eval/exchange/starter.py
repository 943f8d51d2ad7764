"""The made-up programme that a new project starts from: small, whole, and rated at once."""

from __future__ import annotations

import datetime
from dataclasses import dataclass
from typing import Any

from kunteko_eval.reading.sheets import Part

Texts = dict[str, str]


@dataclass(frozen=True, slots=True, kw_only=True)
class Start:
    """What is known of a programme when its project is made.

    Attributes:
        id: The programme's id.
        title: In three languages.
        today: The day on which the example expectations are recorded.
    """

    id: str
    title: Texts
    start: datetime.date
    end: datetime.date
    today: datetime.date

    @property
    def period(self) -> str:
        """Return the id of the one period: its year, or its first and last year."""
        years = dict.fromkeys((self.start.year, self.end.year))
        return "-".join(map(str, years))


def _t(fi: str, sv: str, en: str) -> Texts:
    return {"fi": fi, "sv": sv, "en": en}


REPLACE = _t(
    "Keksitty esimerkki: korvaa ohjelmasi omilla tiedoilla.",
    "Påhittat exempel: ersätt med uppgifter om ditt eget program.",
    "A made-up example: replace it by your programme's own.",
)


def starter_parts(given: Start) -> dict[Part, dict[str, Any]]:
    """Return what the three YAML files say."""
    read = {"document": "example-report", "place": "Example heading", "line": 1}
    today = str(given.today)
    # Evidence that is still to come is collected after the expectations were recorded.
    later = str(max(given.today, given.end) + datetime.timedelta(days=90))
    sheet = {
        "schema": 1,
        "id": given.id,
        "name": given.title,
        "description": REPLACE,
        "synthetic": True,
        "start": str(given.start),
        "end": str(given.end),
        "dates": [{"event": "start", "date": str(given.start), "precision": "exact", **read}],
        "goals": [
            {"id": "example-goal", "text": _t("Osaaminen kasvaa", "Kunnandet växer", "Skills grow"), **read},
        ],
        "evaluation_questions": [
            {
                "number": 1,
                "text": _t("Mitä ohjelma sai aikaan?", "Vad åstadkom programmet?", "What did the programme change?"),
                "chapters": ["impact-chain", "pathways"],
                **read,
            }
        ],
        "funders": [{"name": _t("Rahoittaja", "Finansiär", "Funder"), "share": 100, "match": "read", **read}],
        "budget": {"amount": 200000, "currency": "EUR", "precision": "about", **read},
        "periods": [{"id": given.period, "start": str(given.start), "end": str(given.end), "report": True}],
        "recommendations": [
            {
                "id": "example-recommendation",
                "text": _t("Jatkakaa työpajoja", "Fortsätt med verkstäderna", "Go on with the workshops"),
                "elements": ["workshops"],
                **read,
                "follow_up": [
                    {
                        "status": "started",
                        "text": _t("Uudet päivät on sovittu", "Nya dagar är överenskomna", "New days are agreed"),
                        **read,
                    }
                ],
            }
        ],
    }
    sources = {
        "schema": 1,
        "documents": [
            {
                "id": "example-report",
                "title": _t("Esimerkkiraportti", "Exempelrapport", "Example report"),
                "language": "en",
                "file": "example-report.pdf",
                "published": str(given.end + datetime.timedelta(days=30)),
                "reference": "Made-up report of a made-up programme",
            }
        ],
        "groups": [{"id": "all", "label": _t("kaikki", "alla", "all")}],
        "themes": [
            {"id": "work", "label": _t("Toteutus", "Genomförande", "Implementation"), "chapter": "implementation"},
            {"id": "voices", "label": _t("Kokemukset", "Upplevelser", "Experiences"), "chapter": "voices"},
        ],
        "collections": [
            {
                "id": "monitoring",
                "label": _t("Ohjelman seuranta", "Programmets uppföljning", "Programme monitoring"),
                "type": "monitoring",
                "bias": "low",
                "bias_reason": _t("Laskettu luettelosta.", "Räknat ur en förteckning.", "Counted from a list."),
            },
            {
                "id": "survey",
                "label": _t("Osallistujakysely", "Deltagarenkät", "Participants' survey"),
                "type": "participants",
                "bias": "some",
                "bias_reason": _t("Puolet vastasi.", "Hälften svarade.", "Half of them answered."),
                "response_rate": 0.5,
            },
            {
                "id": "interviews",
                "label": _t("Haastattelut", "Intervjuer", "Interviews"),
                "type": "interviews",
                "bias": "some",
                "bias_reason": _t(
                    "Ohjelma valitsi haastatellut.", "Programmet valde dem.", "The programme chose them."
                ),
            },
        ],
    }
    return {"sheet": sheet, "chain": _chain(given, today, later), "sources": sources}


def _chain(given: Start, today: str, later: str) -> dict[str, Any]:
    levels = (
        ("resources", 0, _t("Resurssit", "Resurser", "Resources")),
        ("actions", 0, _t("Toiminta", "Verksamhet", "Actions")),
        ("direct", 0, _t("Suorat vaikutukset", "Direkta effekter", "Direct effects")),
        ("indirect", 2, _t("Välilliset vaikutukset", "Indirekta effekter", "Indirect effects")),
        ("wider", 5, _t("Laajemmat vaikutukset", "Bredare effekter", "Wider effects")),
    )
    evaluator = {"basis": "evaluator", "recorded": today}
    return {
        "schema": 1,
        "programme": given.id,
        "levels": [{"id": name, "kind": name, "label": label, "due_after_years": due} for name, due, label in levels],
        "due_reason": _t(
            "Esimerkin oletus: välilliset kahdessa, laajemmat viidessä vuodessa.",
            "Exemplets antagande: indirekta inom två år, bredare inom fem.",
            "The example's assumption: indirect effects in two years, wider ones in five.",
        ),
        "registration_note": REPLACE,
        "conventions": [
            {
                "id": "planned-workshops",
                "applies_to": "count",
                **evaluator,
                "basis": "source",
                "floor": 0,
                "expected": 20,
                "reason": _t("Suunnitelma lupaa 20.", "Planen utlovar 20.", "The plan promises 20."),
                "document": "example-report",
                "place": "Example heading",
                "line": 1,
            },
            {
                "id": "share-positive",
                "applies_to": "percent",
                **evaluator,
                "floor": 20,
                "expected": 80,
                "reason": _t(
                    "Neljä viidestä kokee hyötyä.", "Fyra av fem upplever nytta.", "Four in five see a benefit."
                ),
            },
            {
                "id": "strong-finding",
                "applies_to": "finding",
                **evaluator,
                "floor": 0,
                "expected": 3,
                "reason": _t(
                    "Vahva havainto täyttää odotuksen.", "Ett starkt fynd räcker.", "A strong finding is enough."
                ),
            },
        ],
        "rivals": [{"id": "other-projects", "text": _t("Muut hankkeet", "Andra projekt", "Other projects")}],
        "elements": _elements(today, later),
        "links": [
            {
                "from": source,
                "to": target,
                "placement": "evaluator",
                "assumption": assumption,
                **({"evidence": ["practices-changed"]} if target == "practices" else {}),
                "rivals": [
                    {
                        "rival": "other-projects",
                        "examined": True,
                        "result": _t("Muita ei ollut.", "Det fanns inga andra.", "There were no others."),
                    }
                ]
                if target == "wellbeing"
                else [],
            }
            for source, target, assumption in (
                (
                    "funding",
                    "workshops",
                    _t("Raha kulkee työpajoihin.", "Pengarna når verkstäderna.", "Money reaches them."),
                ),
                ("workshops", "skills", _t("Työpajassa opitaan.", "I verkstaden lär man sig.", "People learn there.")),
                (
                    "skills",
                    "practices",
                    _t("Opittu otetaan käyttöön.", "Det lärda tas i bruk.", "What is learnt is used."),
                ),
                ("practices", "wellbeing", _t("Työ sujuu paremmin.", "Arbetet löper bättre.", "Work runs better.")),
            )
        ],
        "lineage": [
            {
                "kind": "renamed",
                "former": ["courses"],
                "current": ["workshops"],
                "recorded": today,
                "reason": _t("Kurssit ovat työpajoja.", "Kurserna är verkstäder.", "The courses are workshops."),
            }
        ],
    }


def _elements(today: str, later: str) -> list[dict[str, Any]]:
    def element(
        id: str, level: str, label: Texts, why: Texts, evidence: list[dict[str, Any]], **more: Any
    ) -> dict[str, Any]:
        kept = {"id": id, "level": level, "label": label, "placement": "named", "registered": today, "why": why}
        return {**kept, **more, "evidence": evidence}

    collect = {
        "what": _t("Työhyvinvointi ennen ja jälkeen", "Arbetsvälmående före och efter", "Well-being before and after"),
        "whom": _t("Osallistuneet työpaikat", "Deltagande arbetsplatser", "Workplaces that took part"),
        "type": "organisations",
        "shows": "tested",
        "when": [later],
    }
    none = _t("Näyttöä ei ole vielä.", "Det finns inga belägg ännu.", "There is no evidence yet.")
    return [
        element(
            "funding",
            "resources",
            _t("Rahoitus", "Finansiering", "Funding"),
            none,
            [],
            placement_note=_t("Mainitaan suunnitelmassa.", "Nämns i planen.", "It is named in the plan."),
            concept="funding",
        ),
        element(
            "workshops",
            "actions",
            _t("Työpajat", "Verkstäder", "Workshops"),
            _t("Pidetyt työpajat lasketaan.", "Hållna verkstäder räknas.", "Workshops held are counted."),
            [{"indicator": "workshops-held", "expectation": "planned-workshops"}],
        ),
        element(
            "skills",
            "direct",
            _t("Osaaminen kasvaa", "Kunnandet växer", "Skills grow"),
            _t("Osallistujat kertovat itse.", "Deltagarna berättar själva.", "Participants tell it themselves."),
            [{"indicator": "skills-grew", "expectation": "share-positive"}],
            evaluation_question=1,
        ),
        element(
            "practices",
            "indirect",
            _t("Tavat työpaikoilla muuttuvat", "Arbetsplatsernas sätt ändras", "Practices change at workplaces"),
            _t("Haastatellut antavat esimerkkejä.", "De intervjuade ger exempel.", "Those interviewed give examples."),
            [{"finding": "practices-changed", "expectation": "strong-finding"}],
            evaluation_question=1,
        ),
        element(
            "wellbeing",
            "wider",
            _t("Työhyvinvointi paranee", "Arbetsvälmåendet ökar", "Well-being grows"),
            none,
            [],
            collect=[collect],
        ),
    ]


def starter_tables(given: Start) -> dict[str, list[dict[str, Any]]]:
    """Return the rows of the CSV files."""

    def label(words: Texts, name: str = "label") -> dict[str, str]:
        return {f"{name}_{code}": text for code, text in words.items()}

    read = {"period": given.period, "document": "example-report", "place": "Example heading", "line": 1}
    series = {"direction": "more"}
    held = _t("Pidetyt työpajat", "Hållna verkstäder", "Workshops held")
    grew = _t("Osaaminen kasvoi (%)", "Kunnandet växte (%)", "Skills grew (%)")
    changed = _t("Työpaikat muuttivat tapojaan.", "Arbetsplatser ändrade sina sätt.", "Workplaces changed their ways.")
    board = _t("Yhteinen kehittämistaulu", "En gemensam utvecklingstavla", "A shared board of ideas")
    figures = {"group": "all", "precision": "exact", "match": "read", "note": REPLACE["en"]}
    return {
        "indicators": [
            {
                "id": "workshops-held",
                **label(held),
                "unit": "count",
                "theme": "work",
                "kind": "volume",
                "aggregation": "increment",
                **series,
            },
            {
                "id": "skills-grew",
                **label(grew),
                "unit": "percent",
                "theme": "voices",
                "kind": "perceived",
                "aggregation": "level",
                **series,
            },
        ],
        "observations": [
            {
                "id": "workshops-held-1",
                "indicator": "workshops-held",
                "value": "18",
                "source": "monitoring",
                **read,
                **figures,
            },
            {
                "id": "skills-grew-1",
                "indicator": "skills-grew",
                "value": "75",
                "n": 120,
                "source": "survey",
                **read,
                **figures,
            },
        ],
        "findings": [
            {
                "id": "practices-changed",
                **label(changed, "statement"),
                "direction": "supports",
                "strength": 2,
                "kind": "perceived",
                "source": "interviews",
                **read,
                "coder": "coder-1",
                "theme": "voices",
                "note": REPLACE["en"],
            }
        ],
        "innovations": [
            {
                "id": "idea-board",
                **label(board),
                "spread": "in-use",
                "role": "supported",
                **read,
                "match": "read",
                "note": REPLACE["en"],
            }
        ],
        "scores": [
            {
                "element": element,
                "period": given.period,
                "scorer": f"evaluator-{number}",
                "score": score,
                "date": str(given.today),
            }
            for element in ("workshops", "skills")
            for number, score in ((1, "yellow"), (2, "green" if element == "workshops" else "yellow"))
        ],
    }

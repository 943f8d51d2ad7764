"""Made exports of survey tools, all synthetic: each written as its tool writes, with the answers that stand in it."""

from __future__ import annotations

import csv
import random
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pyreadstat

AGREE = (
    "Täysin eri mieltä",
    "Jokseenkin eri mieltä",
    "Ei samaa eikä eri mieltä",
    "Jokseenkin samaa mieltä",
    "Täysin samaa mieltä",
)
SERVICES = ("Koulutus", "Valmennus", "Verkosto")
ROLES = ("Johtaja", "Esihenkilö", "Työntekijä")
WRITTEN = "Soita Maija Meikäläiselle"
"""What one respondent wrote; it must be nowhere."""

Rows = list[dict[str, Any]]


def answers(count: int, seed: int = 1) -> Rows:
    """Return made respondents: two questions of agreement, services used, a role, a grade and a free text."""
    chance = random.Random(seed)  # noqa: S311 — made answers.
    found: Rows = []
    for place in range(count):
        blank = chance.random() < 0.05
        found.append(
            {
                "first": "" if blank else chance.choice((*AGREE, *AGREE[3:], "En osaa sanoa")),
                "second": chance.choice(AGREE),
                "services": [one for one in SERVICES if chance.random() < 0.5],
                "role": chance.choice(ROLES),
                "grade": chance.randint(1, 5),
                "text": f"{WRITTEN} {place}" if place % 7 == 0 else "",
                "mail": f"vastaaja{place}@esimerkki.invalid",
                "id": 1000 + place,
            }
        )
    return found


def write_csv(path: Path, rows: Sequence[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8") -> Path:
    """Write rows as CSV."""
    with path.open("w", newline="", encoding=encoding) as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def write_xlsx(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """Write rows as a workbook."""
    book = openpyxl.Workbook()
    sheet = book.active
    assert sheet is not None
    for row in rows:
        sheet.append(list(row))
    book.save(path)
    return path


def limesurvey(folder: Path, made: Rows) -> Path:
    """Write them as LimeSurvey does: headings as code and text, full answers, sub-questions in brackets."""
    head = ["id. Vastauksen tunnus", "submitdate. Lähetyspäivä", "lastpage. Viimeinen sivu", "startlanguage. Kieli"]
    head += ["VAITE[SQ001]. Mitä mieltä olet? [Osaaminen kasvoi]", "VAITE[SQ002]. Mitä mieltä olet? [Työ sujuu]"]
    head += [f"PALV[SQ00{place}]. Mitä palveluja käytit? [{one}]" for place, one in enumerate(SERVICES, 1)]
    head += ["ROOLI. Mikä on roolisi?", "ARV. Yleisarvosana", "AVOIN. Mitä muuta haluat sanoa?", "MAIL. Sähköposti"]
    body = [
        [one["id"], "2024-03-01 10:00:00", 3, "fi", one["first"], one["second"]]
        + ["Kyllä" if service in one["services"] else "" for service in SERVICES]
        + [one["role"], one["grade"], one["text"], one["mail"]]
        for one in made
    ]
    return write_csv(folder / "limesurvey.csv", [head, *body], ";", "utf-8-sig")


def microsoft_forms(folder: Path, made: Rows) -> Path:
    """Write them as Microsoft Forms does: a workbook, several choices in one cell, each followed by a semicolon."""
    head = ["Id", "Start time", "Completion time", "Email", "Name", "Osaaminen kasvoi", "Työ sujuu"]
    head += ["Mitä palveluja käytit?", "Mikä on roolisi?", "Yleisarvosana", "Mitä muuta haluat sanoa?"]
    body = [
        [
            one["id"],
            "2024-03-01",
            "2024-03-01",
            one["mail"],
            f"Nimi {one['id']}",
            one["first"],
            one["second"],
            "".join(f"{service};" for service in one["services"]),
            one["role"],
            one["grade"],
            one["text"],
        ]
        for one in made
    ]
    return write_xlsx(folder / "forms.xlsx", [head, *body])


def webropol(folder: Path, made: Rows) -> Path:
    """Write them as Webropol does: numbered questions above their rows and options, which have a column each."""
    above = ["Vastaajan ID", "1. Mitä mieltä olet?", "", "2. Mitä palveluja käytit?", "", "", "3. Mikä on roolisi?"]
    below = ["", "Osaaminen kasvoi", "Työ sujuu", *SERVICES, ""]
    above += ["4. Yleisarvosana", "5. Sähköposti", "6. Mitä muuta haluat sanoa?"]
    body = [
        [one["id"], one["first"], one["second"]]
        + [1 if service in one["services"] else "" for service in SERVICES]
        + [one["role"], one["grade"], one["mail"], one["text"]]
        for one in made
    ]
    return write_xlsx(folder / "webropol.xlsx", [["Kysely (synteettinen)"], above, [*below, "", "", ""], *body])


def kobo(folder: Path, made: Rows) -> Path:
    """Write them as KoboToolbox does, XML values as headings, with the form beside as ``form.xlsx``."""
    survey = [["type", "name", "label::Suomi (fi)"], ["begin_group", "tausta", "Tausta"]]
    survey += [["select_one role", "rooli", "Mikä on roolisi?"], ["end_group", "", ""]]
    survey += [["select_one agree", "osaaminen", "Osaaminen kasvoi"], ["select_one agree", "tyo", "Työ sujuu"]]
    survey += [
        ["select_multiple service", "palvelut", "Mitä palveluja käytit?"],
        ["range", "arvosana", "Yleisarvosana"],
    ]
    survey += [["text", "avoin", "Mitä muuta haluat sanoa?"], ["text", "sposti", "Sähköposti"]]
    agree = [*AGREE, "En osaa sanoa"]
    choices = [["list_name", "name", "label::Suomi (fi)"]]
    choices += [["agree", f"a{place}", said] for place, said in enumerate(agree)]
    choices += [["service", f"s{place}", said] for place, said in enumerate(SERVICES)]
    choices += [["role", f"r{place}", said] for place, said in enumerate(ROLES)]
    book = openpyxl.Workbook()
    assert book.active is not None
    book.active.title = "survey"
    for name, rows in (("survey", survey), ("choices", choices)):
        sheet = book[name] if name in book.sheetnames else book.create_sheet(name)
        for row in rows:
            sheet.append(row)
    book.save(folder / "form.xlsx")
    head = ["start", "end", "tausta/rooli", "osaaminen", "tyo", "palvelut"]
    head += [f"palvelut/s{place}" for place in range(len(SERVICES))]
    head += ["arvosana", "avoin", "sposti", "__version__", "_id", "_uuid", "_submission_time", "_validation_status"]
    code = {said: f"a{place}" for place, said in enumerate(agree)} | {"": ""}
    body = []
    for one in made:
        marks: list[object] = ["2024-03-01T10:00:00", "2024-03-01T10:09:00", f"r{ROLES.index(str(one['role']))}"]
        marks += [code[str(one["first"])], code[str(one["second"])]]
        marks += [" ".join(f"s{SERVICES.index(each)}" for each in one["services"])]
        marks += [int(each in one["services"]) if one["services"] else "" for each in SERVICES]
        marks += [
            one["grade"],
            one["text"],
            one["mail"],
            "vB3x",
            one["id"],
            f"{int(str(one['id'])):08d}-aaaa-bbbb-cccc",
        ]
        body.append([*marks, "2024-03-01T10:09:30", ""])
    return write_csv(folder / "kobo.csv", [head, *body], ";")


def google_forms(folder: Path, made: Rows) -> Path:
    """Write them as Google Forms does: a grid's rows in brackets, several choices in one cell."""
    head = ["Timestamp", "Email Address", "Mitä mieltä olet? [Osaaminen kasvoi]", "Mitä mieltä olet? [Työ sujuu]"]
    head += ["Mitä palveluja käytit?", "Mikä on roolisi?", "Yleisarvosana", "Mitä muuta haluat sanoa?"]
    body = [
        [
            "2024/03/01 10:00:00 AM GMT+2",
            one["mail"],
            one["first"],
            one["second"],
            ";".join(one["services"]),
            one["role"],
            one["grade"],
            one["text"],
        ]
        for one in made
    ]
    return write_csv(folder / "google.csv", [head, *body])


def qualtrics(folder: Path, made: Rows) -> Path:
    """Write them as Qualtrics does: names, questions and import ids above the answers."""
    names = ["StartDate", "EndDate", "Status", "IPAddress", "Progress", "Finished", "ResponseId", "RecipientEmail"]
    names += ["Q1_1", "Q1_2", "Q2_1", "Q2_2", "Q2_3", "Q3", "Q4", "Q5"]
    words = [
        "Start Date",
        "End Date",
        "Response Type",
        "IP Address",
        "Progress",
        "Finished",
        "Response ID",
        "Recipient Email",
    ]
    words += ["Mitä mieltä olet? - Osaaminen kasvoi", "Mitä mieltä olet? - Työ sujuu"]
    words += [f"Mitä palveluja käytit? - Selected Choice - {one}" for one in SERVICES]
    words += ["Mikä on roolisi?", "Yleisarvosana", "Mitä muuta haluat sanoa?"]
    marks = [f'{{"ImportId":"QID{place}"}}' for place in range(len(names))]
    body = [
        [
            "2024-03-01 10:00:00",
            "2024-03-01 10:05:00",
            "IP Address",
            "192.0.2.7",
            100,
            "True",
            f"R_{one['id']}abcdefgh",
            one["mail"],
            one["first"],
            one["second"],
            *(each if each in one["services"] else "" for each in SERVICES),
            one["role"],
            one["grade"],
            one["text"],
        ]
        for one in made
    ]
    return write_csv(folder / "qualtrics.csv", [names, words, marks, *body])


def spss(folder: Path, made: Rows) -> Path:
    """Write them as an SPSS data file, with labels, a missing value and a multiple response set."""
    codes = {said: float(place) for place, said in enumerate(AGREE, 1)} | {"En osaa sanoa": 9.0, "": None}
    frame = pd.DataFrame(
        {
            "v1": [codes[str(one["first"])] for one in made],
            "v2": [codes[str(one["second"])] for one in made],
            **{f"p{place}": [float(each in one["services"]) for one in made] for place, each in enumerate(SERVICES)},
            "rooli": [float(ROLES.index(str(one["role"])) + 1) for one in made],
            "arv": [float(str(one["grade"])) for one in made],
            "avoin": [one["text"] for one in made],
            "sposti": [one["mail"] for one in made],
        }
    )
    agree = {float(place): said for place, said in enumerate(AGREE, 1)} | {9.0: "En osaa sanoa"}
    labels = {"v1": agree, "v2": agree, "rooli": {float(place): said for place, said in enumerate(ROLES, 1)}}
    for place in range(len(SERVICES)):
        labels[f"p{place}"] = {0.0: "Ei valittu", 1.0: "Valittu"}
    path = folder / "survey.sav"
    texts = ["Osaaminen kasvoi", "Työ sujuu", *(f"Mitä palveluja käytit?: {one}" for one in SERVICES)]
    texts += ["Mikä on roolisi?", "Yleisarvosana", "Mitä muuta haluat sanoa?", "Sähköposti"]
    pyreadstat.write_sav(frame, str(path), column_labels=[*texts], variable_value_labels=labels)
    return path


WRITERS: dict[str, Callable[[Path, Rows], Path]] = {
    "limesurvey": limesurvey,
    "microsoft-forms": microsoft_forms,
    "webropol": webropol,
    "kobo": kobo,
    "google-forms": google_forms,
    "qualtrics": qualtrics,
    "spss": spss,
}
"""How each tool writes the same answers."""

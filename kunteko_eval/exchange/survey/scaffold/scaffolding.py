"""``kunteko-eval survey scaffold``: from a survey tool's export to a mapping to confirm, and the indicators it needs."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from kunteko_eval.errors import UnknownName
from kunteko_eval.exchange.faults import refusal
from kunteko_eval.exchange.plain_text import flow_text
from kunteko_eval.exchange.survey.reading import personal
from kunteko_eval.exchange.survey.scaffold.entries import Naming, ProposedIndicator
from kunteko_eval.exchange.survey.scaffold.headed import Headed, headed
from kunteko_eval.exchange.survey.scaffold.mapping_text import Frame, mapping_text
from kunteko_eval.exchange.survey.scaffold.profiles import Profile
from kunteko_eval.exchange.survey.scaffold.proposing import Proposal, profiles_of, propose, unconfirmed
from kunteko_eval.exchange.survey.tools.marks import TOOLS, SurveyTool, tool_of
from kunteko_eval.exchange.survey.tools.raw import RawTable, read_raw
from kunteko_eval.exchange.survey.tools.xlsform import read_form
from kunteko_eval.exchange.wording import plain_id
from kunteko_eval.model.base import Language
from kunteko_eval.model.programme import ProgrammeData
from kunteko_eval.reading.programme_reader import read_programme

TOOL_NAMES = {
    "limesurvey": "LimeSurvey",
    "microsoft-forms": "Microsoft Forms",
    "webropol": "Webropol",
    "kobo": "KoboToolbox or ODK",
    "google-forms": "Google Forms",
    "qualtrics": "Qualtrics",
    "spss": "SPSS",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class ScaffoldOptions:
    """What a person says of an export.

    Attributes:
        programme: The programme's folder or workbook; a programme that is not there yet when None.
        language: The language of the questions; found out when None.
        tool: The tool that wrote it; found out when None.
        form: The XLSForm of a KoBo survey.
        sheet: The sheet of a workbook; its first one when None.
    """

    programme: Path | None = None
    language: Language | None = None
    tool: str | None = None
    form: Path | None = None
    sheet: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Scaffolded:
    """A proposed mapping.

    Attributes:
        text: The mapping file.
        proposal: What it says, before it was written.
        keys: The first keys of the mapping.
        programme: The programme, where it was given.
        language: The language of the questions.
        tool: The tool that wrote the export.
        whole: Whether every row was looked at.
    """

    text: str
    proposal: Proposal
    keys: Mapping[str, Any]
    programme: ProgrammeData | None
    language: Language
    tool: SurveyTool | None
    whole: bool

    @property
    def indicators(self) -> list[ProposedIndicator]:
        """Return the indicators that the programme does not have yet."""
        return [one for entry in self.proposal.entries for one in entry.indicators if not one.there]

    @property
    def unsure(self) -> list[str]:
        """Return what has to be looked at beside the whole."""
        return unconfirmed(self.proposal)


def scaffold(export: Path, options: ScaffoldOptions) -> Scaffolded:
    """Propose a mapping for an export.

    Nothing about a person is kept: no free text, no answer that fewer than five gave unless it is of a known scale, no
    cell of a column that is about persons.

    Args:
        export: CSV, ``.xlsx`` or SPSS ``.sav``, a row for each respondent.
        options: What is known of it.

    Raises:
        FaultyInput: When it, the form or the programme cannot be read, or no question was found.
        UnknownName: When the tool is not known.
    """
    if options.tool is not None and options.tool not in TOOLS:
        raise UnknownName("survey tool", options.tool, list(TOOLS))
    programme = read_programme(options.programme) if options.programme is not None else None
    table = read_raw(export, options.sheet)
    tool = next((one for one in TOOLS if one == options.tool), None) or ("spss" if table.spss else tool_of(table.rows))
    read = headed(table, tool)
    _check_headings(export, read)
    form = read_form(options.form, options.language) if options.form is not None else None
    columns = profiles_of(table, read, form)
    language = options.language or language_of([one.text for one in read.headings], programme)
    naming = _naming(programme, language)
    proposal = propose(columns, naming, table, tool)
    if not proposal.entries:
        raise _no_questions(export, proposal)
    keys, comments = _keys(export, options, table, read, programme)
    if proposal.respondent is not None:
        keys["respondent"] = proposal.respondent
    if proposal.twice:
        keys["keep"] = "last"
        comments["keep"] = f"{proposal.twice} respondents are there more than once: first or last"
    if proposal.weight is not None:
        keys["weight"] = proposal.weight
        comments["weight"] = "shares and means are weighted; take the line out if they should not be"
        if proposal.decimal == ",":
            keys["decimal"] = ","
    keys["all"] = _everybody(programme)
    where = _conditions(columns, tool)
    frame = Frame(keys=keys, comments=comments, remarks=_remarks(export, proposal, tool, options), where=where)
    return Scaffolded(
        text=mapping_text(proposal, frame),
        proposal=proposal,
        keys=keys,
        programme=programme,
        language=language,
        tool=tool,
        whole=table.whole,
    )


def _check_headings(export: Path, read: Headed) -> None:
    """Refuse a table whose first row is a respondent."""
    named = [one for one in read.headings if one.name]
    if not named:
        raise refusal(export, f"row {read.title_rows + 1}", "no headings", "a row of headings above the respondents")
    about = next((kind for one in named if (kind := personal(one.name))), "")
    numbers = sum(one.name.replace(".", "").replace(",", "").isdecimal() for one in named)
    if about or numbers * 2 > len(named):
        found = about or "numbers where headings should stand"
        advice = "Export it with headings; a respondent's answers must not be read as such."
        raise refusal(export, f"row {read.title_rows + 1}", found, "a row of headings above the respondents", advice)
    if not any(any(row) for row in read.body):
        raise refusal(export, "", "no respondents", "one row for each respondent below the headings")


def _no_questions(export: Path, proposal: Proposal) -> Exception:
    """Return the refusal of an export in which nothing can be counted."""
    found = f"no question with answers to choose from, {len(proposal.texts)} columns of free text, "
    found += f"{len(proposal.drop)} about persons"
    expected = "a column in which at least two answers were given by five respondents each, or a known scale"
    advice = (
        "See docs/how-to/import-a-survey.md to write the mapping by hand; check the delimiter and the rows of headings."
    )
    return refusal(export, "", found, expected, advice)


_COMMON = {
    "fi": frozenset(
        [
            "ja",
            "on",
            "ei",
            "että",
            "miten",
            "mitä",
            "kuinka",
            "oletko",
            "olen",
            "onko",
            "mieltä",
            "minkä",
            "seuraavat",
            "kanssa",
            "hyvin",
            "ovat",
        ]
    ),
    "sv": frozenset(
        [
            "och",
            "att",
            "är",
            "hur",
            "vad",
            "du",
            "på",
            "det",
            "inte",
            "av",
            "för",
            "med",
            "en",
            "har",
            "din",
            "vilken",
            "följande",
        ]
    ),
    "en": frozenset(
        [
            "the",
            "and",
            "of",
            "to",
            "how",
            "what",
            "is",
            "you",
            "your",
            "are",
            "do",
            "with",
            "in",
            "which",
            "following",
            "for",
        ]
    ),
}


def language_of(headings: Sequence[str], programme: ProgrammeData | None) -> Language:
    """Return the language that the questions are most likely in.

    >>> language_of(["Kuinka tyytyväinen olet?", "Miten koulutus auttoi sinua?"], None)
    'fi'
    """
    words = [word for one in headings for word in one.casefold().replace("?", " ").split()]
    counts = {code: sum(word in common for word in words) for code, common in _COMMON.items()}
    best = max(counts, key=lambda code: counts[code])
    default = next(iter(languages_of(programme)), "fi")
    chosen = best if counts[best] else default
    return "sv" if chosen == "sv" else "en" if chosen == "en" else "fi"


def languages_of(programme: ProgrammeData | None) -> tuple[str, ...]:
    """Return the languages that a programme reports in."""
    found = getattr(programme.sheet, "languages", None) if programme is not None else None
    return tuple(found or ("fi", "sv", "en"))


def _naming(programme: ProgrammeData | None, language: Language) -> Naming:
    if programme is None:
        return Naming()
    there: dict[tuple[str, str], str] = {
        (one.label[language].casefold(), one.unit): name
        for name, one in programme.indicators_by_id.items()
        if one.kind == "perceived"
    }
    return Naming(there=there, used=set(programme.indicators_by_id))


def _keys(
    export: Path, options: ScaffoldOptions, table: RawTable, read: Headed, programme: ProgrammeData | None
) -> tuple[dict[str, Any], dict[str, str]]:
    """Return the first keys of a mapping, and comments on them."""
    survey = plain_id(export.stem, 40) or "survey"
    period, other = _period(programme)
    keys: dict[str, Any] = {
        "schema": 1,
        "confirmed": False,
        "id": survey,
        "programme": programme.id if programme is not None else "my-programme",
        "source": survey,
        "document": survey,
        "place": export.name[:200],
        "period": period,
    }
    comments = {
        "confirmed": "true when you have looked the mapping through",
        "source": "the collection of sources.yaml",
        "document": "the document of sources.yaml",
        "period": f"the period of the answers; also {', '.join(other)}" if other else "the period of the answers",
    }
    if table.delimiter and table.delimiter != ",":
        keys["delimiter"] = "tab" if table.delimiter == "\t" else table.delimiter
    if table.encoding and table.encoding != "utf-8":
        keys["encoding"] = table.encoding
    if options.sheet is not None:
        keys["sheet"] = options.sheet
    if read.title_rows:
        keys["title_rows"] = read.title_rows
    if read.header_rows != 1:
        keys["header_rows"] = read.header_rows
    if read.joined:
        keys["names"] = "joined"
    return keys, comments


def _period(programme: ProgrammeData | None) -> tuple[str, list[str]]:
    """Return the period that is most likely that of the answers, and the others."""
    if programme is None:
        return "2024", []
    periods = sorted(programme.periods.values(), key=lambda one: (one.report, one.end), reverse=True)
    names = [one.id for one in periods]
    return names[0], names[1:6]


def _everybody(programme: ProgrammeData | None) -> str:
    """Return the group that all respondents belong to."""
    if programme is None or not programme.groups or "all" in programme.groups:
        return "all"
    wholes = {one.part_of for one in programme.groups.values() if one.part_of}
    return next((name for name, one in programme.groups.items() if one.part_of is None and name in wholes), "all")


def _conditions(columns: Sequence[Profile], tool: SurveyTool | None) -> list[str]:
    """Return filters that may be taken in: of responses that were not finished, or were only tried."""
    found = []
    for one in columns:
        name = one.heading.name
        code = name.split(".")[0].casefold()
        if tool == "limesurvey" and code in {"submitdate", "date submitted"} and 0 < one.answered < one.rows:
            found += [f"{one.rows - one.answered} responses were not finished. To leave them out, take this line in:"]
            found += [f'where: {{{flow_text(name)}: {{without: [""]}}}}']
        if tool == "qualtrics" and code == "finished" and len(one.counts) == 2:
            yes = next((text for text in one.counts if text.casefold() in {"true", "1", "kyllä", "sant"}), None)
            if yes is not None:
                found += [
                    f"{one.rows - one.counts[yes]} responses were not finished. To leave them out, take this line in:"
                ]
                found += [f"where: {{{flow_text(name)}: {flow_text(yes)}}}"]
    return found


def _remarks(export: Path, proposal: Proposal, tool: SurveyTool | None, options: ScaffoldOptions) -> list[str]:
    """Return the lines above a mapping."""
    lines = [f"Proposed from {export.name}: {proposal.rows} respondents."]
    if tool is not None:
        how = "as you said" if options.tool else "by its marks"
        lines.append(f"Written by {TOOL_NAMES[tool]}, {how}.")
    lines += [
        "Look it through: the order of each scale, what counts as yes, the columns under drop and texts.",
        "Then write `confirmed: true` here, and where a line below says `confirmed: false`; until then it is not imported.",
    ]
    if tool == "limesurvey" and _are_codes(proposal):
        lines.append("Answers are LimeSurvey's codes; exported as full answers they would say what they mean.")
    return lines


def _are_codes(proposal: Proposal) -> bool:
    answers = [answer for entry in proposal.entries for answer in entry.content.get("answers", {})]
    answers += [answer for one in proposal.scales for answer in one.answers]
    return any(len(answer) in {2, 3, 4} and answer[0] == "A" and answer[-1].isdecimal() for answer in answers)

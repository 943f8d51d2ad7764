"""What became of the documents' recommendations, and the elements that they speak of."""

from __future__ import annotations

from kunteko_eval.model.programme import Recommendation
from kunteko_eval.report import method_words
from kunteko_eval.report.chosen import Rows, picked
from kunteko_eval.report.content import Prose, Table
from kunteko_eval.report.language import Language
from kunteko_eval.report.view import View


def recommendations_of(view: View, rows: Rows) -> list[Recommendation]:
    """Return the recommendations that rows of the frame ``recommendations`` stand for; all when None."""
    return picked(rows, {one.id: one for one in view.programme.sheet.recommendations}, ["recommendation"])


def follow_up_picture(view: View, rows: Rows = None) -> Prose:
    """Return in words how many recommendations the documents return to.

    Args:
        view: The period.
        rows: Rows of the frame ``recommendations``; all when None.
    """
    say, found = view.say, recommendations_of(view, rows)
    if not found:
        return Prose((say("The documents give no recommendations."),))
    told_of = sum(bool(one.follow_up) for one in found)
    first = say.many(
        "The documents give one recommendation.",
        "The documents give {count:w} recommendations.",
        len(found),
    )
    if not told_of:
        second = say("None of them is returned to later; what became of them is not known.")
    else:
        second = say.many(
            "They return to one of them; what became of the others is not known.",
            "They return to {count:w} of them; what became of the others is not known.",
            told_of,
        )
    return Prose((f"{first} {second}",))


def addressed(say: Language, one: Recommendation) -> str:
    """Return whom a recommendation is meant for, and whose reading that is; a dash where nobody is named."""
    meant = one.addressee
    if meant is None:
        return "–"
    who = say.text(meant.who)
    return who if meant.basis == "source" else say("{who} (the evaluator's reading)", who=who)


def follow_up(view: View, rows: Rows = None) -> Table | None:
    """Return each recommendation with what the documents tell of it later; None when there are none.

    Args:
        view: The period.
        rows: Rows of the frame ``recommendations``; all when None.
    """
    say, found = view.say, recommendations_of(view, rows)
    if not found:
        return None
    lines = []
    for one in found:
        later = "; ".join(
            f"{say(method_words.FOLLOWED[entry.status])}: {say.text(entry.text)} ({method_words.place(say, entry)})"
            for entry in one.follow_up
        )
        lines.append(
            (
                one.id,
                say.text(one.text),
                addressed(say, one),
                later or say("not known"),
                "; ".join(
                    f"{say.text(rated.element.label)} ({method_words.extent_word(say, rated)})"
                    for rated in (view.assessment.rating(name) for name in one.elements)
                )
                or "–",
                method_words.place(say, one),
            )
        )
    columns = (
        say("No."),
        say("Recommendation, in brief"),
        say("To whom"),
        say("What became of it"),
        say("Boxes to follow, with their ratings"),
        say("Source"),
    )
    return Table(
        caption=say("Recommendations and their follow-up"), columns=columns, rows=tuple(lines), name="recommendations"
    )

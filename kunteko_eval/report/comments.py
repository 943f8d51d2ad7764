"""The comments that were made on a report, as an annex of the next one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from kunteko_eval.model.comment import Comment
from kunteko_eval.report.colophon import quoted
from kunteko_eval.report.content import escape
from kunteko_eval.report.language import N_, Language
from kunteko_eval.report.passages import Passage

Since = Literal["same", "moved", "changed", "gone", "unknown"]
"""What became of a passage since it was commented on."""

DISPOSITIONS = {
    "accepted": N_("accepted"),
    "partly": N_("accepted in part"),
    "rejected": N_("not accepted"),
    "noted": N_("noted"),
    "open": N_("not decided yet"),
}
SINCE: dict[Since, str] = {
    "same": N_("The passage is as it was."),
    "moved": N_("The passage is as it was, and stands elsewhere in the report now."),
    "changed": N_("The passage has changed since."),
    "gone": N_("The passage is no longer in the report."),
    "unknown": N_("Whether the passage has changed is not known."),
}
MADE_ON = {
    "fi": N_("The comment was made on the report in Finnish."),
    "sv": N_("The comment was made on the report in Swedish."),
    "en": N_("The comment was made on the report in English."),
}


def since(comment: Comment, passages: Mapping[str, Passage], language: str) -> Since:
    """Return what became of a passage since it was commented on.

    Args:
        comment: The comment.
        passages: Those of the present page, by id.
        language: Of the present page; words of another language cannot be compared.
    """
    passage = passages.get(comment.place)
    if comment.passage_digest is None or comment.language != language:
        return "gone" if passage is None else "unknown"
    if passage is not None and comment.passage_digest == passage.digest:
        return "same"
    if _elsewhere(comment, passages) is not None:
        return "moved"
    return "gone" if passage is None else "changed"


def _elsewhere(comment: Comment, passages: Mapping[str, Passage]) -> Passage | None:
    """Return the passage that has the words that were commented on: claims have other ids when one comes before them."""
    return next((one for one in passages.values() if one.digest == comment.passage_digest), None)


def comments_of(comments: Sequence[Comment], period: str) -> tuple[Comment, ...]:
    """Return the comments on reports of a period, the oldest first."""
    return tuple(sorted((one for one in comments if one.period == period), key=lambda one: (one.date, one.id)))


def comments_markup(comments: Sequence[Comment], passages: Mapping[str, Passage], say: Language) -> str:
    """Return the comments and their answers as HTML, one after another.

    Args:
        comments: As `comments_of` returns them.
        passages: Those of the present page, by id.
        say: The page's language.
    """
    counts = {name: sum(one.disposition == name for one in comments) for name in DISPOSITIONS}
    told = ", ".join(f"{say(words)} {say.number(counts[name])}" for name, words in DISPOSITIONS.items() if counts[name])
    lines = [f"<p>{escape(say('Comments: {count}.', count=say.number(len(comments))))} {escape(_sentence(told))}</p>"]
    return "\n".join([*lines, *(_comment(one, passages, say) for one in comments)])


def _sentence(words: str) -> str:
    return f"{words[:1].upper()}{words[1:]}."


def _comment(one: Comment, passages: Mapping[str, Passage], say: Language) -> str:
    became, passage = since(one, passages, say.prose), passages.get(one.place)
    if became == "moved":
        passage = _elsewhere(one, passages)
    where = passage.beginning if passage else (one.passage or one.place)
    place = f'<a href="#{escape(passage.id)}">{escape(where)}</a>' if passage else escape(where)
    lang = "" if one.language == say.prose else f' lang="{one.language}"'
    code = one.report if "-" in one.report else quoted(one.report)
    notes = [SINCE[became]] + ([MADE_ON[one.language]] if one.language != say.prose else [])
    lines = [
        f'<h3 id="comment-{escape(one.id)}">{escape(one.role)}, {escape(say.day(one.date))}: '
        f"{escape(say(DISPOSITIONS[one.disposition]))}</h3>",
        f"<p>{escape(say('Passage'))}: {place}. {' '.join(escape(say(note)) for note in notes)}</p>",
        f"<blockquote{lang}>{escape(one.text)}</blockquote>",
    ]
    if one.answer:
        lines.append(f"<p><b>{escape(say('Answer'))}:</b> <span{lang}>{escape(one.answer)}</span></p>")
    lines.append(f'<p class="source">{escape(say("Made on the page of the code {code}.", code=code))}</p>')
    return "\n".join(lines)

"""The words of the workbench's face: what buttons, fields and panes are called, and what they say when they are empty."""

from __future__ import annotations

import re

from kunteko_eval.report.language import N_, Language

WORDS = {
    # The whole.
    "workbench": N_("Workbench"),
    "pane": N_("What is shown and changed"),
    "period": N_("Period"),
    "undo": N_("Undo"),
    "redo": N_("Redo"),
    "legend": N_("What the signs mean, and the keys"),
    "keys": N_(
        "Keys: the arrow keys walk between boxes, Enter opens the box's card, the space bar chooses it and Esc lets it go. Ctrl+Z undoes and Ctrl+Y redoes; from the card, Esc leads back to the map."
    ),
    "no_answer": N_("Python does not answer. Run the notebook's cells again."),
    "shown_of": N_("{shown} of {all}"),
    "search_boxes": N_("Search the boxes"),
    "point_hint": N_("Point at a box, or walk to it with the arrow keys: its name stands here."),
    # The panes.
    "box": N_("Box"),
    "evidence": N_("Evidence"),
    "leave_out": N_("Leave out"),
    "rules": N_("Rules"),
    "tried": N_("Tried"),
    "side_by_side": N_("Side by side"),
    "judge": N_("Judgement"),
    "save": N_("Save"),
    # The box.
    "no_box": N_("No box is chosen"),
    "choose_hint": N_(
        "Choose a box of the map. Its evidence, its reasons and what would change it open here, and its pathways light up."
    ),
    "robustness": N_("Robustness"),
    "shake": N_("Vary the assumptions"),
    "shaking": N_("Drawing thousands of times…"),
    # The evidence.
    "scope": N_("Which evidence"),
    "of_box": N_("Of the chosen box"),
    "all_evidence": N_("Of the whole period"),
    "figures": N_("Figures"),
    "findings": N_("Findings"),
    "in_use": N_("In use"),
    "what": N_("What it says"),
    "value": N_("Value"),
    "value_to": N_("Upper end"),
    "n": N_("n"),
    "says": N_("For or against, and how much"),
    "credibility": N_("Credibility"),
    "cell": N_("{column}: {row}, {of}"),
    "what_if": N_("What if:"),
    "no_rows": N_("There is no such evidence."),
    "more_rows": N_("Show more"),
    "search_rows": N_("Search the evidence"),
    "add_row": N_("Add a row that nobody observed"),
    "add_hint": N_("It is marked as a trial everywhere and is never written among the evidence."),
    "kind_of_row": N_("Kind"),
    "kind_of_finding": N_("What it can show"),
    "not_coded": N_("not coded"),
    "figure": N_("A figure"),
    "finding": N_("A finding"),
    "search_indicators": N_("Search the indicators"),
    "indicator": N_("Indicator"),
    "group": N_("Group"),
    "statement": N_("What it would say"),
    "source": N_("Source"),
    "add": N_("Add"),
    # Leaving out, and the rules.
    "leave_hint": N_("What is not ticked is left out of every box."),
    "search_left": N_("Search sources and groups"),
    "search_rules": N_("Search the rules"),
    "pooling": N_("Pooling"),
    "as_number": N_("{name}, as a number"),
    # What is tried.
    "nothing_tried": N_("Nothing is tried: everything is as recorded."),
    "back_to_recorded": N_("Back to what is recorded"),
    "remove": N_("Take back"),
    "remove_this": N_("Take back: {what}"),
    "changed_boxes": N_("Changed boxes"),
    # Side by side.
    "sides_hint": N_(
        "Choose two or three to compare, each with the first. They stand below the map, and what differs says so."
    ),
    "first_side": N_("First"),
    "second_side": N_("Second"),
    "third_side": N_("Third"),
    "no_side": N_("none"),
    "close_sides": N_("Close the comparison"),
    "trial_name": N_("Name of this trial"),
    "keep_trial": N_("Keep it to compare with"),
    "level": N_("Level"),
    # Judging.
    "judge_hint": N_(
        "A judgement is of the recorded rating, never of a trial. It is sealed and never changed afterwards; the difference in the files is shown before anything is written."
    ),
    "judgement": N_("Recorded judgement"),
    "score": N_("Score of one of several evaluators"),
    "judge_final": N_("Rating decided"),
    "judge_reason_code": N_("Why, as a code"),
    "judge_reason": N_("Why, in words"),
    "judge_author": N_("Your role, never your name"),
    "judge_confidence": N_("Confidence decided"),
    "judge_second_reviewer": N_("The second reviewer's role, where one is needed"),
    "score_score": N_("Your rating, made without seeing the others'"),
    "score_scorer": N_("Your role, never your name"),
    "score_note": N_("Note"),
    "as_computed": N_("as computed"),
    "show_difference": N_("Show what would be written"),
    "write": N_("Write it"),
    "difference": N_("Difference in the files"),
    # Saving.
    "save_hint": N_("Files are saved beside the notebook; nothing that is there is written over."),
    "save_name": N_("Name: lower-case letters, digits and hyphens"),
    "save_title": N_("What is tried"),
    "save_reason": N_("Why"),
    "save_scenario": N_("Scenario"),
    "save_code": N_("Code of a cell"),
    "save_html": N_("Page (HTML)"),
    "save_svg": N_("Map (SVG)"),
    "save_png": N_("Map (PNG)"),
    "code": N_("Code that tries the same"),
    "copy": N_("Copy"),
    "copied": N_("Copied."),
    "download": N_("Download {file}"),
}
"""What the face is told once, by the name that its scripts know it by; the scripts fill the places."""


def face_words(say: Language) -> dict[str, str]:
    """Return the words in a language; places that the scripts fill stay as they are."""
    return {
        name: say(message, **{place: f"{{{place}}}" for place in re.findall(r"\{(\w+)\}", message)})
        for name, message in WORDS.items()
    }

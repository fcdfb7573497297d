"""Questionnaires as data: one file each in `resources/instruments/`, loaded, answered, scored with advice.

Scores advise, people decide. Missing answers are shown and never made up: what cannot be said without them
has no score. Raw answers are what is kept; scores can always be worked out again.
"""

from caseapp.core.instruments.asking import Asked, answer_problems, asked, kept, shown, states, unanswered
from caseapp.core.instruments.library import codes, forget, load, shipped, shipped_codes, shipped_text, use
from caseapp.core.instruments.model import (
    PROTECTION,
    RISK,
    SELF_HARM,
    WANTS_SUPPORT,
    Answers,
    Band,
    Condition,
    Dimension,
    Instrument,
    Item,
    Option,
    Round,
    Scoring,
    Section,
    Weights,
)
from caseapp.core.instruments.reading import Unsound, read, read_text, read_weights
from caseapp.core.instruments.scoring import (
    BETTER,
    RULES,
    SAME,
    WORSE,
    Mark,
    Part,
    Score,
    carried,
    change,
    follows,
    score,
    triggered,
    written,
)
from caseapp.core.instruments.telling import MarksTold, PartTold, Told, tell, tell_answers

__all__ = [
    "BETTER", "PROTECTION", "RISK", "RULES", "SAME", "SELF_HARM", "WANTS_SUPPORT", "WORSE", "Answers",
    "Asked", "Band", "Condition", "Dimension", "Instrument", "Item", "Mark", "MarksTold", "Option", "Part",
    "PartTold", "Round", "Score", "Scoring", "Section", "Told", "Unsound", "Weights", "answer_problems",
    "asked", "carried", "change", "codes", "follows", "forget", "kept", "load", "read", "read_text",
    "read_weights", "score", "shipped", "shipped_codes", "shipped_text", "shown", "states", "tell",
    "tell_answers", "triggered", "unanswered", "use", "written",
]  # fmt: skip

"""The ways of writing cards into pages of notes: a file and a line each, the surest first."""

from recto.adopting.conventions.headings import HEADINGS
from recto.adopting.conventions.pairs import PAIRS
from recto.adopting.conventions.questions import QUESTIONS
from recto.adopting.conventions.study import STUDY_NOTES

CONVENTIONS = (QUESTIONS, PAIRS, HEADINGS, STUDY_NOTES)

__all__ = ["CONVENTIONS", "STUDY_NOTES"]

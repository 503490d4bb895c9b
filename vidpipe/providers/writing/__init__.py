"""Script writing by a language model, whichever it is: what it is asked for, and whether its answer can be filmed."""

from vidpipe.providers.writing.answer import read_answer
from vidpipe.providers.writing.assignment import VERSION, Assignment, accepts, assignment_for

__all__ = ["VERSION", "Assignment", "accepts", "assignment_for", "read_answer"]

"""The shape of what people send to this slice."""

from .answers import AcceptForm, DeclineForm, InterestForm, NoteForm
from .call import CallForm, SeatForm
from .filters import FilterForm
from .small import AnswerForm, CloseForm, ExtendForm, GroupForm, QuestionForm, Seen

__all__ = [
    "AcceptForm", "AnswerForm", "CallForm", "CloseForm", "DeclineForm", "ExtendForm", "FilterForm",
    "GroupForm", "InterestForm", "NoteForm", "QuestionForm", "SeatForm", "Seen",
]  # fmt: skip

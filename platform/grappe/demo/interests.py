"""The answers to the calls of the demonstration, and what became of them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from grappe.calls.models import Interest
from grappe.calls.operations import answering, deciding, retracting
from grappe.calls.operations.answering import Answer
from grappe.foundation.receiving import receive

from .papers import paper
from .story import Step

if TYPE_CHECKING:
    from .calls import CallPlot


class InterestPlot:
    """One expression of interest as steps: written, talked about, decided on."""

    def __init__(self, plot: CallPlot, said: dict[str, Any]) -> None:
        self.plot, self.said = plot, said
        self.who = said["by"] + (f"/{said['organisation']}" if "organisation" in said else "")
        self.interest: Interest

    def steps(self) -> Iterator[Step]:
        moment = self.plot.days.moment
        yield Step(moment(self.said["at"]), self.respond)
        for who, at, words in self.said.get("notes", ()):
            yield Step(moment(at), lambda who=who, words=words: self.note(who, words))
        for state in ("shortlisted", "accepted", "declined", "withdrawn"):
            if state in self.said:
                yield Step(moment(self.said[state][1]), getattr(self, state))

    def respond(self) -> None:
        call, said = self.plot.call, self.said
        by = self.plot.cast.by(self.who)
        seats = self.plot.seats()
        behalf = said.get("behalf")
        answer = Answer(
            message=said["message"], seats=tuple(seats[place].id for place in said["seats"]),
            on_behalf_of_id=self.plot.cast.organisations[behalf].id if behalf else None,
            answers=tuple(said["answers"]),
            file=receive(by, paper(said["file"], self.lines())) if "file" in said else None,
        )  # fmt: skip
        key = f"demo-{call.id}-{said['by']}-{behalf or ''}"
        self.interest = answering.respond(by, call, key, answer, send=said.get("state") != "draft")

    def lines(self) -> list[str]:
        """What stands in the attached file: the answer again, and that it is invented."""
        return [*self.said["message"].split(". "), "", "Document d'exemple de la démonstration."]

    def note(self, who: str, words: str) -> None:
        """A colleague of two clusters writes for the one that is concerned."""
        by = self.plot.cast.by(self.who if who == self.said["by"] else who)
        deciding.note(by, self.interest, words)

    def deciding_actor(self, state: str) -> Any:
        who = self.said[state][0]
        return self.plot.cast.by(self.plot.by if who == self.plot.said["by"] else who)

    def shortlisted(self) -> None:
        by = self.deciding_actor("shortlisted")
        deciding.shortlist(by, self.interest, self.interest.version)

    def accepted(self) -> None:
        seats = self.plot.seats()
        wanted = tuple(seats[place].id for place in self.said["accepted"][2])
        by = self.deciding_actor("accepted")
        deciding.accept(by, self.interest, self.interest.version, wanted)

    def declined(self) -> None:
        _, _, reason, words = self.said["declined"]
        by = self.deciding_actor("declined")
        deciding.decline(by, self.interest, self.interest.version, reason, words)

    def withdrawn(self) -> None:
        retracting.withdraw(self.plot.cast.by(self.who), self.interest, self.interest.version)

"""The guided intake as data: steps in any order, each a page of questions."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from counselor_desk.core.i18n import changed
from counselor_desk.domain.documents.template import DocumentSort, Template
from counselor_desk.domain.form import Form, Section, is_blank


@dataclass(frozen=True)
class IntakeStep:
    """One page of the path."""

    id: str
    title: str
    about: str = ""
    sections: tuple[Section, ...] = ()
    record: str = ""  # its answers live in this record instead: "client"

    def form(self) -> Form:
        return Form(self.title, self.sections)

    def state(self, answers: Mapping[str, Any]) -> tuple[int, int]:
        """How many of its questions are answered, and of how many."""
        fields = [f for f in self.form().fields if f.is_asked(answers)]
        return sum(not is_blank(answers.get(f.key)) for f in fields), len(fields)


@dataclass(frozen=True)
class IntakePath:
    """The whole path."""

    id: str
    title: str
    version: int
    source: str
    steps: tuple[IntakeStep, ...]
    summary: str = ""  # what its signed document is for

    def step(self, id: str) -> IntakeStep:
        return next((s for s in self.steps if s.id == id), self.steps[0])

    def template(self) -> Template:
        """The intake as a document: all its questions, to be signed as they were answered."""
        sections = [
            changed(section, title=f"{step.title}: {section.title}" if section.title else step.title)
            for step in self.steps
            for section in step.sections
        ]
        return Template(
            id=self.id,
            title=self.title,
            version=self.version,
            source=self.source,
            sections=tuple(sections),
            summary=self.summary,
            kind=DocumentSort.REVIEW,
            order=39,
            header=False,
            client_signs=True,
        )

    def missing(self, answers: Mapping[str, Any]) -> list[tuple[str, str]]:
        """Required questions without an answer, as (step, label)."""
        return [(s.id, f.label) for s in self.steps for f in s.form().missing(answers)]

"""In words to whom something of a chart was given, and who drew it for paper."""

from collections.abc import Sequence

from counselor_desk.core.i18n import _
from counselor_desk.domain.vault.trail_words import action_in_words
from counselor_desk.services.clients.left_chart import DrawnPaper, WentOut
from counselor_desk.ui.kit import words


def left_words(given: Sequence[WentOut], drawn: Sequence[DrawnPaper]) -> str:
    """To whom it was given, or may have been, and who can say where a paper is; or ""."""
    sure = _("given to {who} on {day} (disclosure {number})")
    perhaps = _("perhaps given to {who} on {day} (disclosure {number})")
    paper = _("perhaps on paper: {what}, by {who} on {day}")
    parts = [
        (sure if out.for_certain else perhaps).format(
            who=out.recipient, day=words.full_day(out.on), number=out.number
        )
        for out in given
    ]
    parts += [
        paper.format(what=action_in_words(one.action).lower(), who=one.by, day=words.full_day(one.on))
        for one in drawn
    ]
    return "; ".join(parts)

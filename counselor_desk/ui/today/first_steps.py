"""What comes next for somebody to whom Today has nothing to say: a first colleague, a client."""

from counselor_desk.core.i18n import _
from counselor_desk.domain.roles import Can
from counselor_desk.records.people import Staff
from counselor_desk.services.clients import clients
from counselor_desk.services.clinic import staff
from counselor_desk.services.supervision import review_queue
from counselor_desk.ui.kit import words
from counselor_desk.ui.kit.screen import Panel
from counselor_desk.ui.kit.widgets.empty_state import EmptyState


def show_first_step(screen: Panel, place: EmptyState) -> None:
    """The one step that is due: nobody stands before an empty page and wonders."""
    bridge = screen.bridge
    if bridge.may(Can.MANAGE_PEOPLE):
        screen.ask(staff.all_staff).then(lambda people: _of_people(screen, place, people))
        return
    screen.ask(clients.matching).then(lambda ids: _of_clients(screen, place, ids))
    if bridge.may(Can.COSIGN):
        screen.ask(review_queue.awaiting_review).then(lambda n: _of_review(screen, place, n))


def _of_people(screen: Panel, place: EmptyState, people: list[Staff]) -> None:
    if sum(colleague.active for colleague in people) == 1:
        place.say(
            _("Your vault is ready"),
            _(
                "Add the people who work here: counselors write the notes, a supervisor co-signs "
                "them. If you see clients yourself, add yourself as a counselor, too."
            ),
        )
        place.offer(_("Add a colleague"), lambda: screen.go("settings", part="people"))


def _of_clients(screen: Panel, place: EmptyState, ids: list[int]) -> None:
    if not ids:
        place.say(
            _("No clients yet"),
            _("Register the first person you work with. Sessions, notes and what is due then appear here."),
        )
        place.offer(_("New client"), lambda: screen.go("registration", new=True))


def _of_review(screen: Panel, place: EmptyState, count: int) -> None:
    if count:
        waiting = words.count(
            count, "{n} document waits for your co-signature", "{n} documents wait for your co-signature"
        )
        place.say(waiting, _("Read each beside the plan that it serves."))
        place.offer(_("Open the review queue"), lambda: screen.go("review_queue"))

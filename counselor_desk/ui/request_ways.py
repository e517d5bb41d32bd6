"""From a request in the register to the act that answers it."""

from collections.abc import Callable

from counselor_desk.domain.disclosure import Basis
from counselor_desk.domain.roles import Can
from counselor_desk.i18n import _
from counselor_desk.records.registers import PrivacyRequest
from counselor_desk.ui.screen import Screen

LISTS = ("accounting", "intermediary")
BASES = {"access": Basis.CLIENT, "legal": Basis.COURT_ORDER}


def way_of(request: PrivacyRequest, home: Screen) -> tuple[str, Callable[[], object], str] | None:
    """A subpoena alone leads nowhere: only what is sufficient comes to the wizard."""
    one = request.client_id
    if request.kind in LISTS:
        asked = {"client_id": one, "on": home.bridge.now().astimezone().date()}
        words = _("Print the accounting")
        return words, lambda: home.go("paper", report="accounting", asked=asked), "accounting"
    basis = BASES.get(request.kind)
    if basis is None or not (home.bridge.may(Can.DISCLOSE) and request.is_sufficient):
        return None
    go_on = _("Disclose on this")
    return go_on, lambda: home.go("disclose", client_id=one, basis=str(basis)), "disclose"

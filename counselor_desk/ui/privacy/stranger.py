"""When somebody asks about a client: the words to say, for everyone who picks up a telephone."""

from counselor_desk.catalog import files
from counselor_desk.core.i18n import _, lazy
from counselor_desk.domain.roles import Can
from counselor_desk.ui.kit.bridge import Bridge
from counselor_desk.ui.kit.screen import Go, Screen
from counselor_desk.ui.kit.widgets import text
from counselor_desk.ui.kit.widgets.facts import Group


class Stranger(Screen):
    """Found from everywhere by its name: it is needed while the telephone is in the hand."""

    title = lazy("Privacy inquiries")
    needs = Can.USE_PROGRAM
    in_navigation = False
    icon = "phone"
    everywhere = ((lazy("Privacy inquiries"), {}),)

    def __init__(self, bridge: Bridge, go: Go) -> None:
        super().__init__(bridge, go)
        known = files.caller_scripts()
        self.page.set_title(self.title, _("Neither confirm nor deny"))
        self.page.secondary(_("Back"), lambda: self.go("back"), "Esc", "back")
        self.page.primary(_("Log a call"), lambda: self.go("phone_calls", new=True), "", "write_down_call")
        for caller_script in known.asked:
            steps = [text.body(f"•  {step}").wrapped() for step in caller_script.steps]
            label = text.strong(caller_script.say).wrapped().selectable()
            self.page.add(Group(caller_script.who, label, *steps, text.small(caller_script.source)))
        self.page.add(text.small(known.note))


SCREEN = Stranger

"""A keyring of a test."""

from keyring.backend import KeyringBackend


class Ring(KeyringBackend):
    """A keyring of a test: in memory, and as contrary as it is told to be."""

    priority = 1  # type: ignore[assignment]

    def __init__(self):
        super().__init__()
        self.kept = {}
        self.trouble = None
        self.forgets = False
        self.hangs = None

    def _begin(self):
        if self.trouble is not None:
            raise self.trouble
        if self.hangs is not None:
            self.hangs.wait(30)

    def set_password(self, service, username, password):
        self._begin()
        if not self.forgets:
            self.kept[service, username] = password

    def get_password(self, service, username):
        self._begin()
        return self.kept.get((service, username))

    def delete_password(self, service, username):
        self._begin()
        del self.kept[service, username]

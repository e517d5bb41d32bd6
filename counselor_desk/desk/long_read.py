"""A long reading in small pieces: what others ask of the vault goes between them."""

from collections.abc import Callable, Generator
from concurrent.futures import Future
from typing import Any, Generic, Protocol, TypeVar

from counselor_desk.core.errors import Forbidden, Refused
from counselor_desk.core.i18n import _
from counselor_desk.desk.context import Context, SignIn, UseCase

R = TypeVar("R")
Steps = Generator[None, None, R]


class LongReadHost(Protocol):
    """What the desk does for a reading, on the vault's thread."""

    signed_in: SignIn | None

    def queue(self, work: Callable[[], object]) -> object:
        """After what others have asked until now."""
        ...

    def run_step(self, ctx: Context, step: Callable[[], Any]) -> Any:
        """A step in a transaction of its own, by whoever the person is at that moment."""
        ...

    def log_read(self, sign_in: SignIn, ctx: Context, action: str) -> None:
        """A line on the trail for each chart that was read."""
        ...

    def refuse(self, sign_in: SignIn, action: str, why: Forbidden) -> None: ...


class LongRead(Generic[R]):
    """One on its way. It ends when its person leaves: the lock waits for one piece at most."""

    def __init__(
        self, host: LongReadHost, ctx: Context, use_case: UseCase[..., R], begin: Callable[[], Steps[R]]
    ) -> None:
        self.future: Future[R] = Future()
        self._host, self._sign_in, self._ctx = host, ctx.sign_in, ctx
        self._use_case, self._begin = use_case, begin
        self._result: Any = None
        self._steps: Steps[R] | None = None

    def go_on(self) -> None:
        """The next piece. What was read is handed out once the trail tells of it."""
        try:
            if self._host.signed_in is not self._sign_in:
                raise Refused(_("The vault was locked. Nothing was saved."))
            is_over = self._host.run_step(self._ctx, self._step)
            if is_over:
                self._host.log_read(self._sign_in, self._ctx, self._use_case.name)
            else:
                self._host.queue(self.go_on)
        except BaseException as error:  # noqa: BLE001  raised again where it is waited for
            self._end(error)
        else:
            if is_over:
                self.future.set_result(self._result)

    def _step(self) -> bool:
        if self._steps is None:
            self._steps = self._begin()
        else:
            self._use_case.permit(self._ctx.sign_in.actor)  # who began it may have lost the right since
        try:
            next(self._steps)
        except StopIteration as end:
            self._result = end.value
            return True
        return False

    def _end(self, error: BaseException) -> None:
        if self._steps is not None:
            self._steps.close()
        if isinstance(error, Forbidden):
            self._host.refuse(self._sign_in, self._use_case.name, error)
        self.future.set_exception(error)

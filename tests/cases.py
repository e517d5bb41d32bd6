"""Many small cases as one test: what fails is named, and a thousand cases cost no thousand set-ups."""

import inspect
from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any


def in_one_test(names: str, cases: Iterable[Any]) -> Callable[[Callable[..., None]], Callable[..., None]]:
    """As pytest's parametrize, without a test of its own for each: for cases that leave nothing behind."""
    keys = [name.strip() for name in names.split(",")]
    rows = [case if len(keys) > 1 else (case,) for case in cases]
    assert rows, "a test of no case asserts nothing"

    def decorate(test: Callable[..., None]) -> Callable[..., None]:
        @wraps(test)
        def every_case(**fixtures: Any) -> None:
            failed = []
            for row in rows:
                try:
                    test(**fixtures, **dict(zip(keys, row, strict=True)))
                except Exception as error:  # noqa: BLE001  each is told with its case
                    error.add_note("case: " + ", ".join(map(str, row)))
                    failed.append(error)
            if failed:
                raise ExceptionGroup(f"{len(failed)} of {len(rows)} cases", failed)

        signature = inspect.signature(test)
        asked = [value for name, value in signature.parameters.items() if name not in keys]
        every_case.__signature__ = signature.replace(parameters=asked)  # type: ignore[attr-defined]
        return every_case

    return decorate

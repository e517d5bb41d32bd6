"""What this program says on the line, as data: `python -m tests.network.wire > tests/network/wire_N.json`.

Recorded before the protocol changes; the next version is held against it.
"""

import dataclasses
import inspect
import json
import sys
from typing import get_args, get_type_hints

from counselor_desk.network import codec, kinds, messages


def said_in(hint, found):
    """The kinds of data that a value of this type may have in it, with their fields."""
    for part in (hint, *get_args(hint)):
        if part is not hint:
            said_in(part, found)
            continue
        if not isinstance(part, type) or not kinds.is_data(part):
            continue
        try:
            name = kinds.name_of(part)
        except kinds.NotOnTheLine:
            continue
        if name in found:
            continue
        enum = getattr(part, "__members__", None)
        found[name] = sorted(enum) if enum is not None else sorted(codec._known(part))
        if enum is None and dataclasses.is_dataclass(part):
            for field in get_type_hints(part, include_extras=False).values():
                said_in(field, found)
    return found


def asked(case):
    """The values of a use case: which have to be given."""
    given = list(inspect.signature(case.run).parameters.values())[1:]
    return {one.name: one.default is inspect.Parameter.empty for one in given}


def recorded():
    cases = {name: case for floor in kinds.ASKED for name, case in kinds.use_cases(floor).items()}
    sent = {}
    for case in cases.values():
        hints = get_type_hints(case.run)
        hints.pop("return", None)
        hints.pop("ctx", None)
        for hint in hints.values():
            said_in(hint, sent)
    return {
        "protocol": messages.PROTOCOL,
        "use_cases": {name: asked(case) for name, case in sorted(cases.items())},
        "sent": dict(sorted(sent.items())),
    }


if __name__ == "__main__":
    json.dump(recorded(), sys.stdout, indent=1, sort_keys=True)
    sys.stdout.write("\n")

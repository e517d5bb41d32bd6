"""What the process keeps to itself: no core file with a vault's keys, no look from outside."""

import sys

_PR_SET_DUMPABLE = 4


def keep_to_itself() -> None:
    """At the start of the program. What a system does not offer is done without."""
    if sys.platform == "win32":
        from counselor_desk.vault.file import windows_process

        windows_process.keep_to_itself()
        return
    import resource

    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform.startswith("linux"):
        import ctypes

        # Nor may another program of the same person attach to it.
        ctypes.CDLL(None).prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)

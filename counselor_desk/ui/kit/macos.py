"""Speaks with macOS in C: whether the screen is locked, what a shared screen may show."""

import ctypes
from functools import lru_cache

FRAMEWORKS = "/System/Library/Frameworks"
NOT_SHARED, READ_ONLY = 0, 1  # NSWindowSharingNone, NSWindowSharingReadOnly
KEY, UTF8 = b"CGSSessionScreenIsLocked", 0x08000100


@lru_cache(maxsize=1)
def _libraries() -> tuple[ctypes.CDLL, ctypes.CDLL, int]:
    """CoreGraphics, CoreFoundation and the name that is looked up, made once."""
    graphics = ctypes.CDLL(f"{FRAMEWORKS}/CoreGraphics.framework/CoreGraphics")
    foundation = ctypes.CDLL(f"{FRAMEWORKS}/CoreFoundation.framework/CoreFoundation")
    pointer = ctypes.c_void_p
    graphics.CGSessionCopyCurrentDictionary.restype = pointer
    foundation.CFStringCreateWithCString.restype = pointer
    foundation.CFStringCreateWithCString.argtypes = [pointer, ctypes.c_char_p, ctypes.c_uint32]
    foundation.CFDictionaryGetValue.restype = pointer
    foundation.CFDictionaryGetValue.argtypes = [pointer, pointer]
    foundation.CFBooleanGetValue.restype = ctypes.c_ubyte
    foundation.CFBooleanGetValue.argtypes = [pointer]
    foundation.CFRelease.argtypes = [pointer]
    return graphics, foundation, foundation.CFStringCreateWithCString(None, KEY, UTF8)


def screen_is_locked() -> bool:
    graphics, foundation, name = _libraries()
    session = graphics.CGSessionCopyCurrentDictionary()
    if not session:  # nobody is signed in at the screen
        return True
    try:
        flag = foundation.CFDictionaryGetValue(session, name)
        return bool(flag and foundation.CFBooleanGetValue(flag))
    finally:
        foundation.CFRelease(session)


@lru_cache(maxsize=1)
def _objective_c() -> ctypes.CDLL:
    library = ctypes.CDLL("/usr/lib/libobjc.A.dylib")
    library.sel_registerName.restype = ctypes.c_void_p
    library.sel_registerName.argtypes = [ctypes.c_char_p]
    return library


def share_window(view: int, shared: bool) -> None:
    """Whether screen shots and shared screens show the window of an NSView (a winId)."""
    library, pointer = _objective_c(), ctypes.c_void_p
    # objc_msgSend is called as the method it leads to: with the types of just that one.
    ask = ctypes.CFUNCTYPE(pointer, pointer, pointer)(("objc_msgSend", library))
    tell = ctypes.CFUNCTYPE(None, pointer, pointer, ctypes.c_ulong)(("objc_msgSend", library))
    window = ask(view, library.sel_registerName(b"window"))
    if window:
        wish = READ_ONLY if shared else NOT_SHARED
        tell(window, library.sel_registerName(b"setSharingType:"), wish)

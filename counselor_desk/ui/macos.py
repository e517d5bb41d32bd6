"""Asks macOS, in C, whether the screen of this session is locked."""

import ctypes
from functools import lru_cache

FRAMEWORKS = "/System/Library/Frameworks"
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
        said = foundation.CFDictionaryGetValue(session, name)
        return bool(said and foundation.CFBooleanGetValue(said))
    finally:
        foundation.CFRelease(session)

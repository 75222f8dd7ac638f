"""Becomes another program: the last steps in a child process, in the order that the kernel wants.

Run as ``python -I -S launch.py ORDER COMMAND...`` where ORDER is JSON:

    parent        process id that must still be our parent; we end with it
    death_signal  signal that the kernel sends us when the parent dies, however it dies
    uid, gid      user to become (null: stay), used because PostgreSQL refuses to run as root
    closed_path   true when files to be read lie below a folder closed to that user; then the
                  one privilege to pass through folders is kept, and no other

Standard library only and no import from the package: it runs before anything else exists, and
in a process of its own since ``preexec_fn`` may deadlock when the parent has threads.
"""

import ctypes
import json
import os
import sys

PR_SET_PDEATHSIG = 1
PR_SET_KEEPCAPS = 8
PR_SET_NAME = 15
PR_CAP_AMBIENT = 47
PR_CAP_AMBIENT_RAISE = 2
CAP_DAC_OVERRIDE = 1
CAP_DAC_READ_SEARCH = 2
CAPABILITY_VERSION_3 = 0x20080522
ORPHANED = 75


class _Header(ctypes.Structure):
    _fields_ = [("version", ctypes.c_uint32), ("pid", ctypes.c_int)]


class _Sets(ctypes.Structure):
    _fields_ = [
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    ]


def _checked(result: int, call: str) -> None:
    if result < 0:
        raise OSError(ctypes.get_errno(), call)


def _prctl(*arguments: int) -> None:
    libc = ctypes.CDLL(None, use_errno=True)
    _checked(libc.prctl(*[ctypes.c_ulong(argument) for argument in arguments]), "prctl")


def passing_capability() -> int | None:
    """The weakest capability that we hold and that passes closed folders; None when we hold none."""
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(CAPABILITY_VERSION_3, 0), (_Sets * 2)()
    _checked(libc.capget(ctypes.byref(header), ctypes.byref(sets)), "capget")
    for capability in (CAP_DAC_READ_SEARCH, CAP_DAC_OVERRIDE):
        if sets[0].permitted & (1 << capability):
            return capability
    return None


def become(uid: int, gid: int, *, closed_path: bool) -> None:
    """Change to another user for good, keeping at most the capability to pass closed folders."""
    capability = passing_capability() if closed_path else None
    if capability is not None:
        _prctl(PR_SET_KEEPCAPS, 1, 0, 0, 0)
    os.setgroups([])
    os.setgid(gid)
    os.setuid(uid)
    if capability is None:
        return
    libc = ctypes.CDLL(None, use_errno=True)
    header, sets = _Header(CAPABILITY_VERSION_3, 0), (_Sets * 2)()
    bit = 1 << capability
    sets[0].effective = sets[0].permitted = sets[0].inheritable = bit
    _checked(libc.capset(ctypes.byref(header), ctypes.byref(sets)), "capset")
    _prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_RAISE, capability, 0, 0)


def die_with_parent(parent: int, death_signal: int) -> None:
    """Ask the kernel for ``death_signal`` when the parent dies. Changing user clears it: call it last."""
    if sys.platform == "linux":
        _prctl(PR_SET_PDEATHSIG, death_signal, 0, 0, 0)
        if os.getppid() != parent:  # it died while we were starting
            sys.exit(ORPHANED)


def name_process(name: str) -> None:
    """Show ``name`` (15 bytes of it) in process lists."""
    if sys.platform == "linux":
        buffer = ctypes.create_string_buffer(name.encode()[:15])
        _prctl(PR_SET_NAME, ctypes.addressof(buffer), 0, 0, 0)


def main() -> None:
    """Do what ORDER says, then become COMMAND."""
    order = json.loads(sys.argv[1])
    if order["uid"] is not None:
        become(order["uid"], order["gid"], closed_path=order["closed_path"])
    die_with_parent(order["parent"], order["death_signal"])
    command = sys.argv[2:]
    os.execv(command[0], command)  # noqa: S606 (the point of this program; the command is our own)


if __name__ == "__main__":
    main()

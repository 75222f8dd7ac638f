"""As whom the engines run: PostgreSQL refuses to run as root, so root starts them as somebody else."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from pathlib import Path

from qibu.failure import Failure
from qibu.process import User

PREFERRED = ("nobody", "daemon")


def engine_user(*paths: Path, owned: Path) -> User | None:
    """The user who runs the engines; None when that is ourselves.

    ``owned`` is the engine's own folder: once it belongs to somebody, he stays the user.
    ``paths`` are what else he must reach. Raises Failure when nobody can be found or when the
    folder belongs to another user than ours and we are not root.
    """
    owner = owned.stat().st_uid if owned.exists() else None
    if os.geteuid() != 0:
        if owner not in {None, os.geteuid()}:
            raise Failure(f"{owned} belongs to user {owner}: start Qibu as that user, or as root")
        return None
    entry = _unprivileged(owner)
    closed = any(_is_closed(path, entry.pw_uid) for path in (*paths, owned))
    return User(entry.pw_uid, entry.pw_gid, closed_path=closed)


def hand_over(path: Path, user: User | None) -> None:
    """Make ``path`` the property of ``user``."""
    if user is not None:
        os.chown(path, user.uid, user.gid)


def readable_copy(tree: Path, copy: Path, user: User | None) -> Path:
    """``tree`` (a file or a folder) itself, or ``copy`` made of it when it is closed to ``user``.

    Packages installed under a strict umask can be read by their owner only.
    """
    if user is None or all(map(_others_may_read, (tree, *tree.rglob("*")))):
        return tree
    if not copy.exists():
        copy.parent.mkdir(parents=True, exist_ok=True)
        draft = copy.with_name(f".{copy.name}.new")
        shutil.rmtree(draft, ignore_errors=True)
        if tree.is_dir():
            shutil.copytree(tree, draft, symlinks=True)
        else:
            shutil.copy(tree, draft)
        for path in (copy.parent, draft, *draft.rglob("*")):
            if not path.is_symlink():
                mode = stat.S_IMODE(path.stat().st_mode)
                path.chmod(mode | 0o444 | (0o111 if mode & 0o100 else 0))
        draft.rename(copy)
    return copy


def _unprivileged(owner: int | None) -> pwd.struct_passwd:
    entries = [entry for entry in pwd.getpwall() if entry.pw_uid != 0]
    if owner:
        entries = [entry for entry in entries if entry.pw_uid == owner]
    ranked = sorted(entries, key=lambda entry: (entry.pw_name not in PREFERRED, entry.pw_name != PREFERRED[0]))
    if not ranked:
        whom = f"user {owner}, whose folder it is," if owner else "an unprivileged user"
        raise Failure(
            f"PostgreSQL does not run as root, and this machine does not know {whom} to run it as: "
            "add that user, or start Qibu as an ordinary user"
        )
    return ranked[0]


def _is_closed(path: Path, uid: int) -> bool:
    """Whether a folder above ``path`` lets ``uid`` not pass, judged by owner and others' bits."""
    for folder in {*path.absolute().parents, *path.resolve().parents}:
        if not folder.exists():
            continue
        status = folder.stat()
        needed = stat.S_IXUSR if status.st_uid == uid else stat.S_IXOTH
        if not status.st_mode & needed:
            return True
    return False


def _others_may_read(path: Path) -> bool:
    if path.is_symlink():
        return True
    mode = path.stat().st_mode
    return bool(mode & stat.S_IROTH) and (bool(mode & stat.S_IXOTH) or not mode & stat.S_IXUSR)

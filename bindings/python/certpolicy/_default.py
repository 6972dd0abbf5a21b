"""The engine of this machine and user: what the command uses without options."""

from __future__ import annotations

import os
import stat
import threading
import warnings

from ._engine import Engine
from ._errors import CertificatePolicyWarning, Error

#: The administrator's folder; it does not follow the prefix, since a floor must hold for every build.
MACHINE_FOLDER = "/etc/certpolicy/policy.d"

_lock = threading.Lock()
_engine: Engine | None = None


def _renew_lock() -> None:
    """In a child, where the thread that held the lock is not."""
    global _lock
    _lock = threading.Lock()


os.register_at_fork(after_in_child=_renew_lock)


def _below(variable: str, usual: str) -> str | None:
    """A folder of the XDG specification, which has relative ones ignored."""
    base = os.environ.get(variable, "")
    if base.startswith("/"):
        return os.path.join(base, "certpolicy")
    home = os.environ.get("HOME", "")
    return os.path.join(home, usual, "certpolicy") if home.startswith("/") else None


def _policy_files(folder: str) -> list[str]:
    """The policy files of a folder by name. One that is not there is nothing; one that cannot be
    read raises, since a floor may stand in it."""
    try:
        names = os.listdir(os.fsencode(folder))
    except (FileNotFoundError, NotADirectoryError):
        return []
    wanted = sorted(name for name in names
                    if not name.startswith(b".") and name.endswith((b".yaml", b".yml", b".json")))
    return [os.path.join(folder, os.fsdecode(name)) for name in wanted]


def _is_there(folder: str) -> bool:
    try:
        return stat.S_IFMT(os.stat(folder).st_mode) != 0
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True  # it is there, and the library says what is wrong with it


def _add_policies(engine: Engine) -> None:
    user = _below("XDG_CONFIG_HOME", ".config")
    for folder in (MACHINE_FOLDER, user):
        for path in _policy_files(folder) if folder else []:
            engine.add_policy_file(path)
    if named := os.environ.get("CERTPOLICY_FILE"):
        engine.add_policy_file(named)


def make() -> Engine:
    """A new engine of this machine and user."""
    engine = Engine()
    _add_policies(engine)
    try:
        engine.add_anchors("system")
    except Error as error:
        if error.status == -1 or error.status == -11:  # no memory; the library's own mistake
            raise
        warnings.warn(f"nothing is trusted: {error.message}", CertificatePolicyWarning, stacklevel=4)
    data = _below("XDG_DATA_HOME", os.path.join(".local", "share"))
    if data and _is_there(data):
        engine._native.add_data(data)
    return engine


def engine() -> Engine:
    """The engine of this machine and user, made once for the process."""
    global _engine
    with _lock:
        if _engine is None:
            _engine = make()
        return _engine


def policy_name() -> str | None:
    """The policy that the environment names, for those who name none."""
    return os.environ.get("CERTPOLICY_POLICY") or None

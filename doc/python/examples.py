"""What the examples of the pages find: a folder with files, and servers on loopback.

Nothing is fetched: the public chain is one of tests/data/public-chains, all else is made on the spot.
"""

from __future__ import annotations

import contextlib
import datetime
import os
import pathlib
import shutil
import tempfile
import warnings
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from certpolicy._test_servers import Server, Servers

_PUBLIC = pathlib.Path(__file__).resolve().parents[2] / "tests/data/public-chains"
_END = "-----END CERTIFICATE-----\n"

#: An instant at which google.pem was valid.
DAY = datetime.datetime(2026, 2, 3, tzinfo=datetime.timezone.utc)

_stack = contextlib.ExitStack()
_made: list[Any] = []


def enter() -> None:
    """A new folder with google.pem and roots.pem, and nothing of this machine's settings."""
    before = os.getcwd()
    folder = pathlib.Path(tempfile.mkdtemp(prefix="certpolicy-examples-"))
    _stack.callback(shutil.rmtree, folder)
    _stack.callback(os.chdir, before)
    os.chdir(folder)
    for name in [name for name in os.environ if name.startswith("CERTPOLICY_")]:
        del os.environ[name]
    os.environ.update(XDG_CONFIG_HOME=str(folder), XDG_DATA_HOME=str(folder / "data"))
    chain = (_PUBLIC / "google.com.pem").read_text()
    pathlib.Path("google.pem").write_text(chain)
    pathlib.Path("roots.pem").write_text(chain.split(_END)[-2].lstrip() + _END)
    _stack.enter_context(warnings.catch_warnings())
    warnings.simplefilter("always")


def leave() -> None:
    """Stops the servers and takes the folder away."""
    _stack.close()
    _made.clear()


def servers() -> Servers:
    """The servers of certpolicy.pytest_plugin, without pytest."""
    if not _made:
        from certpolicy._test_servers import Servers

        folder = pathlib.Path("servers")
        folder.mkdir()
        _made.append(Servers(folder))
    return _made[0]  # type: ignore[no-any-return]


def server(kind: str) -> Server:
    """A server that runs to the end of the page; the root of its CA is private.pem."""
    pathlib.Path("private.pem").write_bytes(servers().root_pem())
    return _stack.enter_context(servers()(kind))

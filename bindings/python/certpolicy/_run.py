"""`python -m certpolicy run`: a script under a policy, unchanged."""

from __future__ import annotations

import argparse
import os
import runpy
import sys
from collections.abc import Sequence

from ._errors import Error

__all__ = ["main"]

#: EX_USAGE of sysexits.h, as of the command.
_USAGE = 64


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> None:  # type: ignore[override]
        self.print_usage(sys.stderr)
        self.exit(_USAGE, f"{self.prog}: {message}\n")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m certpolicy run", description="Runs a script whose client connections "
                     "are judged by a policy, whatever the script says of verification.")
    parser.add_argument("--policy", help="the policy; else as certpolicy.SSLContext chooses it")
    parser.add_argument("-m", dest="module", action="store_true", help="the script is a module's name")
    parser.add_argument("script", help="a script, or with -m a module")
    parser.add_argument("arguments", nargs=argparse.REMAINDER, help="the script's own arguments")
    return parser


def main(arguments: Sequence[str]) -> None:
    """Runs the script in this process, as its main program. What it raises and exits with passes through."""
    from ._inject import inject

    parser = _parser()
    chosen = parser.parse_args(arguments)
    try:
        inject(chosen.policy)
    except Error as error:
        parser.exit(_USAGE, f"{parser.prog}: {error}\n")
    sys.argv = [chosen.script, *chosen.arguments]
    if chosen.module:
        runpy.run_module(chosen.script, run_name="__main__", alter_sys=True)
        return
    sys.path[0] = os.path.dirname(os.path.abspath(chosen.script))
    runpy.run_path(chosen.script, run_name="__main__")

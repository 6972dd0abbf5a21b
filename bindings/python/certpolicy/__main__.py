"""`python -m certpolicy run …` runs a script under a policy; every other word is the command's."""

from __future__ import annotations

import os
import shutil
import sys

#: EX_UNAVAILABLE of sysexits.h.
_UNAVAILABLE = 69


def main(arguments: list[str]) -> None:
    """Runs what the arguments say; exits as it does."""
    if arguments[:1] == ["run"]:
        from ._run import main as run

        run(arguments[1:])
        return
    command = shutil.which("certpolicy")
    if command is None:
        print("certpolicy: the command certpolicy is not on PATH", file=sys.stderr)
        raise SystemExit(_UNAVAILABLE)
    os.execv(command, [command, *arguments])  # noqa: S606


if __name__ == "__main__":
    main(sys.argv[1:])

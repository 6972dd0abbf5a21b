"""Processes that never outlive this one, whatever ends it.

They are one group, and one more of it waits for this process to let go of a pipe: then it ends them all.
"""

from __future__ import annotations

import functools
import os
import subprocess


@functools.lru_cache(maxsize=None)
def watchdog() -> subprocess.Popen:
    return subprocess.Popen(["sh", "-c", "trap '' INT; read nothing; kill -KILL 0"], stdin=subprocess.PIPE,
                            preexec_fn=os.setpgrp)


def start(command: list, **options) -> subprocess.Popen:
    group = watchdog().pid
    return subprocess.Popen(command, preexec_fn=lambda: os.setpgid(0, group), **options)

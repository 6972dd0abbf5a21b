"""Runs a server and ends it, with every process that came of it, when standard input ends or SIGTERM comes.

keep.py COMMAND…: the server stays in the foreground or not: what it leaves behind becomes a child of this one. A
test holds the other end of standard input, so that no server outlives it, whatever happens to the test.
"""
import ctypes
import os
import select
import signal
import subprocess
import sys
import time

PR_SET_PDEATHSIG, PR_SET_CHILD_SUBREAPER = 1, 36
PATIENCE = 5  # seconds, for ending in order
prctl = ctypes.CDLL(None).prctl


def begin():
    os.setsid()
    prctl(PR_SET_PDEATHSIG, signal.SIGTERM)


def parents():
    """Who is whose child: the fourth field, after a name in brackets that may hold anything."""
    for entry in filter(str.isdigit, os.listdir("/proc")):
        try:
            with open(f"/proc/{entry}/stat", errors="replace") as stat:
                yield int(entry), int(stat.read().rpartition(")")[2].split()[1])
        except OSError:
            pass


def family():
    """All descendants, the eldest first."""
    known, found = list(parents()), [os.getpid()]
    for parent in found:
        found += [process for process, its in known if its == parent]
    return found[1:]


def reap():
    try:
        while os.waitpid(-1, os.WNOHANG)[0]:
            pass
    except ChildProcessError:
        pass


def send(what):
    for process in family():
        try:
            os.kill(process, what)
        except OSError:
            pass


def end(*_):
    signal.signal(signal.SIGTERM, signal.SIG_IGN)
    latest = time.monotonic() + PATIENCE
    send(signal.SIGTERM)
    while family() and time.monotonic() < latest:
        time.sleep(0.02)
        reap()
    while family():
        send(signal.SIGKILL)
        time.sleep(0.02)
        reap()
    os._exit(0)


def main():
    signal.signal(signal.SIGTERM, end)
    prctl(PR_SET_CHILD_SUBREAPER, 1)
    subprocess.Popen(sys.argv[1:], stdin=subprocess.DEVNULL, preexec_fn=begin)
    while family():
        if select.select([sys.stdin], [], [], 0.1)[0] and not os.read(0, 1):
            end()
        reap()


main()

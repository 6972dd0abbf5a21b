"""Runs a command and fails when it takes too long, too much memory, or prints what a terminal would obey.

measure.py SECONDS MIB CODES COMMAND…: CODES are exit codes with commas; MIB 0 measures no memory. What was printed
goes to the files out and err. Prints what was wrong, else "CODE: MILLISECONDS ms, KIB KiB".
"""
import os
import re
import resource
import signal
import subprocess
import sys
import time

# Controls but tab and newline, C1, marks and overrides of direction, separators (Unicode 15, 23.1 and 23.2).
OBEYED = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200b-\u200f\u2028-\u202e\u2060-\u206f\ufeff]")
MOST_OUTPUT = 4 << 20  # the chain as it was sent, when that is asked for


def run(command, seconds):
    begun = time.monotonic()
    with open("out", "wb") as out, open("err", "wb") as err:
        child = subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=out, stderr=err, start_new_session=True)
    try:
        child.wait(seconds)
    except subprocess.TimeoutExpired:
        os.killpg(child.pid, signal.SIGKILL)
        child.wait()
        return None, seconds
    return child.returncode, time.monotonic() - begun


def raw(name):
    with open(name, "rb") as printed:
        octets = printed.read(MOST_OUTPUT + 1)
    if len(octets) > MOST_OUTPUT:
        return f"more than {MOST_OUTPUT} octets in {name}"
    try:
        found = OBEYED.search(octets.decode())
    except UnicodeDecodeError as error:
        return f"{name} is no UTF-8: {octets[max(error.start - 30, 0):error.start + 30]!r}"
    return f"raw in {name}: {octets.decode()[max(found.start() - 30, 0):found.end() + 30]!r}" if found else None


def main():
    seconds, most, codes = float(sys.argv[1]), int(sys.argv[2]), [int(code) for code in sys.argv[3].split(",")]
    code, took = run(sys.argv[4:], seconds)
    used = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss
    wrong = [raw("out"), raw("err")]
    if code is None:
        wrong.append(f"it did not end within {seconds:g} seconds")
    elif code not in codes:
        wrong.append(f"exit code {code}, not {sys.argv[3]}")
    if most and used > most << 10:
        wrong.append(f"it took {used} KiB")
    wrong = [one for one in wrong if one]
    print("; ".join(wrong) or f"{code}: {took * 1000:.0f} ms, {used} KiB")
    sys.exit(bool(wrong))


main()

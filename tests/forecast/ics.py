"""Holds an iCalendar to RFC 5545: ics.py FILE NUMBER-OF-EVENTS. Prints its UIDs, sorted."""

import re
import sys

octets = open(sys.argv[1], "rb").read()
assert octets.endswith(b"\r\n") and b"\n" not in octets.replace(b"\r\n", b""), "3.1: lines end in CRLF"
folded = octets.split(b"\r\n")[:-1]
assert max(map(len, folded)) <= 75, "3.1: at most 75 octets a line"
for line in folded:
    line.decode("utf-8")  # no character is torn apart
lines = octets.decode("utf-8").replace("\r\n ", "").split("\r\n")[:-1]
assert not any(re.search("[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines), "3.1: no controls"
parsed = []
for line in lines:
    match = re.fullmatch(r'([A-Z0-9-]+)((?:;[A-Z0-9-]+=(?:"[^"]*"|[^";:,]*))*):(.*)', line)
    assert match, line
    parsed.append((match[1], match[3]))

stack, components = [], []
for name, value in parsed:
    if name == "BEGIN":
        stack.append((value, []))
    elif name == "END":
        kind, properties = stack.pop()
        assert kind == value, (kind, value)
        components.append((kind, [each[0] for each in stack], dict(properties), [each[0] for each in properties]))
    else:
        stack[-1][1].append((name, value))
assert not stack
calendars = [each for each in components if each[0] == "VCALENDAR"]
assert len(calendars) == 1 and components[-1] is calendars[0], "one calendar around everything"
assert calendars[0][2]["VERSION"] == "2.0" and calendars[0][2]["PRODID"], "3.6"
assert len(components) > 1, "3.4: at least one component"

TIME = r"\d{8}T\d{6}Z"
TEXT = r"(?:[^\\;,\x00-\x1f]|\\[\\;,nN])*"
uids = []
for kind, around, values, names in components:
    if kind == "VEVENT":
        assert around == ["VCALENDAR"] and len(names) == len(set(names)), names
        for once in ("UID", "DTSTAMP", "DTSTART", "SUMMARY", "DESCRIPTION"):
            assert once in names, once
        assert re.fullmatch(TIME, values["DTSTAMP"]) and re.fullmatch(TIME, values["DTSTART"])
        for text in ("SUMMARY", "DESCRIPTION"):
            assert re.fullmatch(TEXT, values[text]) and values[text], values[text]
        assert re.fullmatch(r"[0-9a-f]{64}-(certificate|renewal)-\d{8}T\d{6}Z@certpolicy", values["UID"])
        uids.append(values["UID"])
    elif kind == "VALARM":
        assert around == ["VCALENDAR", "VEVENT"] and values["ACTION"] == "DISPLAY", "3.6.6"
        assert re.fullmatch(r"-P([1-9]|[12]\d|30)D", values["TRIGGER"]) and values["DESCRIPTION"]
try:
    import icalendar
except ImportError:
    icalendar = None
if icalendar is not None:  # somebody else's reading
    calendar = icalendar.Calendar.from_ical(octets)
    assert sorted(str(event["UID"]) for event in calendar.walk("VEVENT")) == sorted(uids)
    for event in calendar.walk("VEVENT"):
        assert event["DTSTART"].dt.strftime("%Y%m%dT%H%M%SZ") in event["UID"] and not event.errors
assert len(uids) == len(set(uids)) == int(sys.argv[2]), (len(uids), sys.argv[2])
print("\n".join(sorted(uids)))

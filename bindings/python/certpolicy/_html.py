"""A report as a piece of HTML for notebooks: escaped, without scripts or anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING
from unicodedata import category

if TYPE_CHECKING:
    from ._report import Finding, Report

__all__ = ["page_of"]

#: Colours that can be read on light and on dark ground.
_COLOURS = {"allow": "#2e8540", "info": "#4a77d4", "warn": "#c77700", "deny": "#d83933", "ignore": "#808080"}

#: Names of a certificate that are shown; it may have thousands.
_NAMES = 12

#: Characters of a fact that are shown; a subject may have as many as it likes.
_LONGEST = 1000


def _seen(character: str) -> str:
    """Escaped when it is not seen, or changes how others are: controls, directions (Unicode TR 9), joiners,
    tags, lone surrogates, private use, line and paragraph separators."""
    kind = category(character)
    hides = (kind[0] == "C" and character not in "\t\n") or kind in ("Zl", "Zp")
    return f"\\u{{{ord(character):04X}}}" if hides else character


def _text(value: object) -> str:
    text = str(value)
    return escape(text if text.isascii() and text.isprintable() else "".join(map(_seen, text)), quote=True)


def _badge(word: str) -> str:
    colour = _COLOURS.get(word, _COLOURS["ignore"])
    return (f'<span style="background:{colour};color:#fff;border-radius:3px;padding:0 .5em">'
            f"{_text(word)}</span>")


def _row(name: str, value: str) -> str:
    value = value if len(value) <= _LONGEST else f"{value[:_LONGEST]}…"
    return (f'<tr><th style="text-align:left;vertical-align:top;white-space:nowrap">{_text(name)}</th>'
            f'<td style="text-align:left">{_text(value)}</td></tr>')


def _names(names: list[str]) -> str:
    more = f" and {len(names) - _NAMES} more" if len(names) > _NAMES else ""
    return ", ".join(names[:_NAMES]) + more or "none"


def _peers(peer: object) -> str:
    """Who the peer should be, as the request says it: one identity, several, or None on purpose."""
    if peer is None:
        return "no name is checked"
    peers = peer if isinstance(peer, list) else [peer]
    return _names([str(name) for one in peers if isinstance(one, dict) for name in one.values()])


def _facts(report: Report) -> Iterator[str]:
    certificates = report.get("certificates") or []
    classification = report.get("classification") or {}
    encryption = classification.get("encryption") or {}
    if "peer" in report:
        yield _row("peer", _peers(report["peer"]))
    if certificates:
        leaf = certificates[0]
        yield _row("certificate", leaf.get("subject") or "without a subject")
        yield _row("issued by", leaf.get("issuer") or "without an issuer")
        yield _row("valid", f"{leaf.get('not_before')} to {leaf.get('not_after')}")
        yield _row("names", _names([str(name) for name in leaf.get("names") or []]))
    yield _row("kind", f"{report.kind}, validation {classification.get('validation')}")
    if encryption.get("key"):
        yield _row("encryption", f"{encryption.get('key')} ({encryption.get('strength')})")
    yield _row("fit for", ", ".join(classification.get("recommended_scope") or []) or "nothing")


def _finding(finding: Finding) -> str:
    more = "".join(f'<p style="margin:.3em 0 .3em 1em;white-space:pre-wrap">{_text(text)}</p>'
                   for text in (finding.why, finding.remediation) if text)
    badge = f"{_badge(finding.action)} " if finding.action else ""
    return (f"<details><summary>{badge}{_text(finding.message)} "
            f"<code>{_text(finding.code)}</code></summary>{more}</details>")


def page_of(report: Report) -> str:
    """One <div>; the words of certificates stand in it as text only."""
    head = f"{_badge(report.verdict)} " if report.policy else ""
    under = f"under <code>{_text(report.policy)}</code>" if report.policy else "described"
    findings = "".join(_finding(finding) for finding in report.findings)
    return (f'<div style="overflow-wrap:anywhere"><p style="font-weight:bold">{head}{under}</p>'
            f'<table style="border:none">{"".join(_facts(report))}</table>{findings}</div>')

"""A report as a piece of HTML for notebooks: escaped, without scripts or anything from elsewhere."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ._report import Finding, Report

__all__ = ["page_of"]

#: Colours that can be read on light and on dark ground.
_COLOURS = {"allow": "#2e8540", "info": "#4a77d4", "warn": "#c77700", "deny": "#d83933", "ignore": "#808080"}

#: Characters that change the direction of what follows (Unicode TR 9), or hide in it.
_UNSEEN = {code: f"\\u{{{code:04X}}}" for code in (
    *range(0x00, 0x20), *range(0x7F, 0xA0), 0x061C, *range(0x200B, 0x2010), *range(0x2028, 0x202F),
    *range(0x2060, 0x2070), 0xFEFF) if code not in (0x09, 0x0A)}


def _text(value: object) -> str:
    return escape(str(value).translate(_UNSEEN), quote=True)


def _badge(word: str) -> str:
    colour = _COLOURS.get(word, _COLOURS["ignore"])
    return (f'<span style="background:{colour};color:#fff;border-radius:3px;padding:0 .5em">'
            f"{_text(word)}</span>")


def _row(name: str, value: object) -> str:
    return (f'<tr><th style="text-align:left;vertical-align:top">{_text(name)}</th>'
            f'<td style="text-align:left">{_text(value)}</td></tr>')


def _facts(report: Report) -> Iterator[str]:
    certificates = report.get("certificates") or []
    classification = report.get("classification") or {}
    if certificates:
        leaf = certificates[0]
        yield _row("certificate", leaf.get("subject") or "without a subject")
        yield _row("issued by", leaf.get("issuer") or "without an issuer")
        yield _row("valid", f"{leaf.get('not_before')} to {leaf.get('not_after')}")
        yield _row("names", ", ".join(str(name) for name in leaf.get("names") or []) or "none")
    yield _row("kind", f"{report.kind}, validation {classification.get('validation')}")
    yield _row("fit for", ", ".join(classification.get("recommended_scope") or []) or "nothing")


def _finding(finding: Finding) -> str:
    more = "".join(f'<p style="margin:.3em 0 .3em 1em;white-space:pre-wrap">{_text(text)}</p>'
                   for text in (finding.why, finding.remediation) if text)
    return (f"<details><summary>{_badge(finding.action)} {_text(finding.message)} "
            f"<code>{_text(finding.code)}</code></summary>{more}</details>")


def page_of(report: Report) -> str:
    """One <div>; the words of certificates stand in it as text only."""
    head = f"{_badge(report.verdict)} " if report.policy else ""
    under = f"under <code>{_text(report.policy)}</code>" if report.policy else "described"
    findings = "".join(_finding(finding) for finding in report.findings)
    return (f'<div><p style="font-weight:bold">{head}{under}</p>'
            f'<table style="border:none">{"".join(_facts(report))}</table>{findings}</div>')

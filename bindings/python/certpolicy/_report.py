"""Reports and findings: what was judged, read from the library as far as it is asked for."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any, NoReturn

from . import native
from ._words import Action, Severity, Verdict

__all__ = ["Finding", "Report"]


class Finding(Mapping[str, Any]):
    """One thing that was found: a mapping with the fields of a finding in doc/schema/report.json."""

    __slots__ = ("_fields",)

    def __init__(self, fields: dict[str, Any]) -> None:
        self._fields = fields

    @property
    def code(self) -> str:
        """The stable code, such as "identity.self-signed"."""
        return str(self._fields["code"])

    @property
    def rule(self) -> str:
        """The requirement that was broken where a code covers many; else the code again."""
        return str(self._fields["rule"])

    @property
    def action(self) -> Action | None:
        """What the policy says of it; None in a description, which has no policy."""
        value = self._fields.get("action")
        return None if value is None else Action(value)

    @property
    def severity(self) -> Severity:
        """How bad it is, whatever the policy says."""
        return Severity(self._fields["severity"])

    @property
    def certificate(self) -> int | None:
        """Index into the report's certificates; None: about the path, the session or the request."""
        value = self._fields.get("certificate")
        return None if value is None else int(value)

    @property
    def message(self) -> str:
        """What was found, in a sentence; nothing of a certificate in it is unescaped."""
        return str(self._fields["message"])

    @property
    def why(self) -> str | None:
        """Why it matters; None from a rule of an application's own."""
        return self._fields.get("why")

    @property
    def remediation(self) -> str | None:
        """What to do about it, with commands; None from a rule of an application's own."""
        return self._fields.get("remediation")

    def to_dict(self) -> dict[str, Any]:
        """A new dict of its fields."""
        return dict(self._fields)

    def __getitem__(self, key: str) -> Any:
        return self._fields[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._fields)

    def __len__(self) -> int:
        return len(self._fields)

    def __repr__(self) -> str:
        action = f"{self.action} " if self.action else ""
        return f"<certpolicy.Finding {action}{self.code}: {self.message}>"


class Report(Mapping[str, Any]):
    """What was judged: a mapping with the fields of doc/schema/report.json.

    Its verdict and its octets never change, and it is free of the engine that made it. Any number of threads may
    read it; lists and dicts that it hands out are shared by all who ask, to_dict() makes new ones. A report is true
    when the connection may go on (allow and warn), and a TypeError when it is compared with a word; whether there is
    one at all is asked by `is None`.
    """

    __slots__ = ("_fields", "_native")

    def __init__(self, made: native.Report) -> None:
        self._native = made
        self._fields: dict[str, Any] | None = None

    @property
    def verdict(self) -> Verdict:
        """What becomes of the connection; DENY for a description, which has no verdict."""
        return Verdict(self._native.verdict())

    @property
    def primary(self) -> str | None:
        """The code of the finding to mend first, None when nothing was found."""
        return self._native.primary()

    @property
    def policy(self) -> str | None:
        """The name of the policy that judged; None for a description."""
        return self._native.policy()

    @property
    def time(self) -> int:
        """The instant of judgement, seconds since 1970-01-01T00:00:00Z."""
        return self._native.time()

    @property
    def kind(self) -> str:
        """"self-signed", "private-ca", "public-ca", "unknown-ca" or "unreadable"."""
        return self._native.kind()

    @property
    def zone(self) -> str:
        """The zone of the peer: "development", "internal", "dmz" or "public"."""
        return self._native.zone()

    @property
    def alert(self) -> int:
        """The TLS alert (RFC 8446 6.2) for a connection that is denied; -1 when it is not."""
        return self._native.alert()

    @property
    def findings(self) -> list[Finding]:
        """All findings, worst first."""
        return [Finding(fields) for fields in self._loaded().get("findings", [])]

    @property
    def why(self) -> str:
        """The verdict in a sentence: what was found, under which policy, by which code. (`why` of a
        Finding is another: why it matters.)"""
        verdict = f"{self.verdict} under {self.policy}" if self.policy else "described"
        message = self._native.finding_message(0)
        return verdict if message is None else f"{verdict}: {message} [{self._native.finding_code(0)}]"

    @property
    def remediation(self) -> str | None:
        """What to do about the finding to mend first, None when there is nothing to do."""
        return self._native.finding_remediation(0)

    def text(self, colour: bool = False, columns: int = 80) -> str:
        """The report for people, as `certpolicy check` prints it, `columns` characters wide."""
        return self._native.text(1 if colour else 0, columns)

    def to_json(self) -> str:
        """The report as one line of JSON, octet for octet what `certpolicy batch` prints."""
        return self._native.json()

    def to_dict(self) -> dict[str, Any]:
        """A new dict of the whole report."""
        fields: dict[str, Any] = json.loads(self._native.json())
        return fields

    def _loaded(self) -> dict[str, Any]:
        if self._fields is None:
            self._fields = self.to_dict()
        return self._fields

    def __getitem__(self, key: str) -> Any:
        return self._loaded()[key]

    def __iter__(self) -> Iterator[str]:
        return iter(self._loaded())

    def __len__(self) -> int:
        return len(self._loaded())

    def __bool__(self) -> bool:  # a mapping would be true, whatever was found
        return bool(self.verdict)

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Report):
            return self._native.json() == other._native.json()
        if isinstance(other, str):  # else a report would never equal "deny", whatever was found
            raise TypeError(f"a report is not {other!r}, and has a verdict: compare report.verdict")
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self._native.json())

    def __reduce__(self) -> NoReturn:
        raise TypeError("a report cannot be pickled: send report.to_dict() or report.to_json()")

    def __str__(self) -> str:
        return self.text()

    def __repr__(self) -> str:
        return f"<certpolicy.Report {self.why}>"

    def _repr_html_(self) -> str:
        from ._html import page_of

        return page_of(self)

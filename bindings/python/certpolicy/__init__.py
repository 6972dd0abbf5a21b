"""Browser-grade certificate policy for Python.

    import certpolicy

    engine = certpolicy.Engine(anchors=["system"])
    report = engine.evaluate({"chain": [leaf_pem, issuer_pem], "peer": {"dns": "example.org"}},
                             policy="public-strict")
    if report.verdict == "deny":
        raise SystemExit(report.text())

A request is a dict (or its JSON) as doc/schema/request.json describes it; a report is a mapping, and
`report.json` is the very line that `certpolicy batch` prints. What goes wrong with a call is raised as
`certpolicy.Error`; what is wrong with a certificate is a finding in the report.
"""

from __future__ import annotations

import json as _json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any

__all__ = ["Engine", "Error", "Policy", "Report", "codes", "code", "policies", "version"]


class Error(Exception):
    """A call failed: nothing was judged, and the connection must not go on."""

    def __init__(self, code: str, message: str, status: int = -2, file: str | None = None,
                 line: int = 0, column: int = 0) -> None:
        super().__init__(code, message, status, file, line, column)
        self.code = code
        self.message = message
        self.status = status
        self.file = file
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


from . import native as _native  # noqa: E402  (the class above must be there first)

_native.set_error_class(Error)

#: The version of the library, such as "0.1.0".
version: str = _native.version()

LOCK_POLICY = _native.LOCK_POLICY
LOCK_ANCHORS = _native.LOCK_ANCHORS
LOCK_EXTRA_ANCHORS = _native.LOCK_EXTRA_ANCHORS
LOCK_INTERMEDIATES = _native.LOCK_INTERMEDIATES
LOCK_TIME = _native.LOCK_TIME
LOCK_ALL = _native.LOCK_ALL


class Report(Mapping[str, Any]):
    """What was found: a mapping with the fields of doc/schema/report.json."""

    def __init__(self, native: Any) -> None:
        self._native = native
        self._fields: dict[str, Any] | None = None

    @property
    def json(self) -> str:
        """The report as one line of JSON, octet for octet what `certpolicy batch` prints."""
        return self._native.json()

    @property
    def verdict(self) -> str:
        """"allow", "warn" or "deny"; "deny" for a description, which has none."""
        return self._native.verdict()

    @property
    def primary(self) -> str | None:
        """The code of the finding to mend first, None when nothing was found."""
        return self._native.primary()

    def text(self, colour: bool = False, columns: int = 80) -> str:
        """The report for people."""
        return self._native.text(1 if colour else 0, columns)

    def to_dict(self) -> dict[str, Any]:
        """A new dict of the whole report."""
        return _json.loads(self.json)

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

    def __repr__(self) -> str:
        return f"<certpolicy.Report {self.verdict} {self.primary or ''}>"


class Policy:
    """A policy that an engine knows: its name, its digest, and all that is in force."""

    def __init__(self, native: Any) -> None:
        self._native = native

    @property
    def name(self) -> str:
        return self._native.name()

    @property
    def digest(self) -> str:
        return self._native.digest()

    def to_dict(self) -> dict[str, Any]:
        return _json.loads(self._native.json())

    def __repr__(self) -> str:
        return f"<certpolicy.Policy {self.name}>"


def _request(request: Mapping[str, Any] | str | bytes) -> str | bytes:
    if isinstance(request, (str, bytes)):
        return request
    if isinstance(request, Mapping):
        return _json.dumps(request, ensure_ascii=False, allow_nan=False, separators=(",", ":"))
    raise TypeError(f"a request is a dict or its JSON, not {type(request).__name__}")


def _several(values: Iterable[str] | str) -> Iterable[str]:
    return [values] if isinstance(values, str) else values


class Engine:
    """What is trusted and known. Fill it, then judge from any number of threads.

    `anchors` are sources: files, folders, "system", "nss" or "pkcs11:" URIs. An engine without
    anchors trusts nothing. `data` are folders of imported data (certpolicy data import). The first
    judgement freezes it.
    """

    def __init__(self, anchors: Iterable[str] | str = (), *, public_anchors: Iterable[str] | str = (),
                 intermediates: Iterable[str] | str = (), crls: Iterable[str] | str = (),
                 policy_files: Iterable[str] | str = (), denylists: Iterable[str] | str = (),
                 weak_keys: Iterable[str] | str = (), data: Iterable[str] | str = (),
                 ct_log_list: str | None = None,
                 limits: Mapping[str, int] | None = None) -> None:
        self._native = _native.Engine()
        for add, values in ((self._native.add_anchors, anchors),
                            (self._native.add_public_anchors, public_anchors),
                            (self._native.add_intermediates, intermediates),
                            (self._native.add_crls, crls),
                            (self._native.add_policy_file, policy_files),
                            (self._native.add_denylist, denylists),
                            (self._native.add_weak_keys, weak_keys),
                            (self._native.add_data, data),
                            (self._native.set_ct_log_list, ct_log_list or ())):
            for value in _several(values):
                add(value)
        for name, value in (limits or {}).items():
            self._native.set_limit(name, value)

    def add_anchors(self, source: str) -> None:
        """Trusts a file, a folder, "system", "nss" or a "pkcs11:" URI."""
        self._native.add_anchors(source)

    def add_anchor_der(self, der: bytes) -> None:
        """Trusts one certificate as a private anchor."""
        self._native.add_anchor_der(der)

    def add_policy_text(self, text: str, name: str = "<text>") -> None:
        """Loads a policy file from memory; `name` stands for the file in errors."""
        self._native.add_policy_text(text, name)

    def policy(self, name: str) -> Policy:
        """A policy by name."""
        return Policy(self._native.policy(name))

    @property
    def n_anchors(self) -> int:
        return self._native.count_anchors()

    def evaluate(self, request: Mapping[str, Any] | str | bytes, policy: str | None = None,
                 locked: int = 0) -> Report:
        """Judges a request. `policy` goes before the request's own; `locked` is an OR of LOCK_*."""
        return Report(self._native.evaluate(_request(request), policy, locked))

    def forecast(self, request: Mapping[str, Any] | str | bytes, until: int | datetime,
                 policy: str | None = None, locked: int = 0) -> dict[str, Any]:
        """What will become of a request up to `until`, seconds since 1970 or a datetime with its
        zone: a dict with the fields of doc/schema/forecast.json."""
        if isinstance(until, datetime):
            if until.tzinfo is None:
                raise ValueError("until must have a time zone")
            until = int(until.timestamp())
        return _json.loads(self._native.forecast_json(_request(request), until, policy, locked))

    def describe(self, request: Mapping[str, Any] | str | bytes, locked: int = 0) -> Report:
        """Describes and classifies without a trust decision."""
        return Report(self._native.describe(_request(request), locked))


def _names(name_at: Any) -> list[str]:
    names: list[str] = []
    while (name := name_at(len(names))) is not None:
        names.append(name)
    return names


def codes() -> list[str]:
    """Every finding code, in the order of the table."""
    return _names(_native.code_name)


def policies() -> list[str]:
    """The policies that are always there."""
    return _names(_native.policy_builtin_name)


def code(name: str) -> dict[str, Any]:
    """Everything the library knows of a code."""
    return _json.loads(_native.code_json(name))

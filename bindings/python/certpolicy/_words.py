"""The words of reports as enumerations; each member is the word itself, a str."""

from __future__ import annotations

from enum import Enum

__all__ = ["Action", "Purpose", "Severity", "Verdict"]


class _Word(str, Enum):
    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)


class Verdict(_Word):
    """What becomes of a connection."""

    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"


class Action(_Word):
    """What a policy says of a code."""

    IGNORE = "ignore"
    INFO = "info"
    WARN = "warn"
    DENY = "deny"


class Severity(_Word):
    """How bad a finding is, whatever the policy says of it."""

    INFO = "info"
    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"
    CRITICAL = "critical"


class Purpose(_Word):
    """What a certificate is to be used for (RFC 5280 4.2.1.12)."""

    SERVER = "server"
    CLIENT = "client"
    ANY = "any"

"""The words of reports as enumerations; each member is the word itself, a str."""

from __future__ import annotations

from enum import Enum

__all__ = ["Action", "Purpose", "Severity", "Verdict"]


class _Word(str, Enum):
    def __str__(self) -> str:
        return str(self.value)

    def __format__(self, spec: str) -> str:
        return format(str(self.value), spec)


class _Ranked(_Word):
    """Words from the mildest to the worst. By their letters deny would be less than warn."""

    def _ranks(self, other: str) -> tuple[int, int]:
        order = list(type(self))
        return order.index(self), order.index(type(self)(other))

    def __lt__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine < its

    def __le__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine <= its

    def __gt__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine > its

    def __ge__(self, other: str) -> bool:
        mine, its = self._ranks(other)
        return mine >= its


class Verdict(_Ranked):
    """What becomes of a connection, from allow to deny, and compared so: verdict >= "warn". True unless it is deny."""

    ALLOW = "allow"
    WARN = "warn"
    DENY = "deny"

    def __bool__(self) -> bool:  # a word would be true, deny too
        return str(self.value) in ("allow", "warn")


class Action(_Ranked):
    """What a policy says of a code, from ignore to deny, and compared so."""

    IGNORE = "ignore"
    INFO = "info"
    WARN = "warn"
    DENY = "deny"


class Severity(_Ranked):
    """How bad a finding is, whatever the policy says of it: from info to critical, and compared so."""

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

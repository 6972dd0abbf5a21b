"""What can go wrong with a call, and what is worth a warning."""

from __future__ import annotations

__all__ = ["CertificatePolicyWarning", "Error"]


class Error(Exception):
    """A call failed: nothing was judged, and the connection must not go on.

    What is wrong with a certificate is never an error: it is a finding in a report.

    Attributes:
        code: a stable dotted code such as "request.unknown-key".
        message: a sentence for people.
        status: the library's status, a negative number (certpolicy/types.h).
        path: the file or source that the error was met in, or None.
        line, column: the place in it, counted from 1; 0 when unknown.
    """

    __module__ = "certpolicy"  # tracebacks name what programs catch

    def __init__(self, code: str, message: str, status: int = -2, path: str | None = None,
                 line: int = 0, column: int = 0) -> None:
        super().__init__(code, message, status, path, line, column)
        self.code = code
        self.message = message
        self.status = status
        self.path = path
        self.line = line
        self.column = column

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.path, self.line, self.column) if part)
        return f"{place}: {self.message}" if place else self.message


class CertificatePolicyWarning(UserWarning):
    """A connection goes on although something should be mended; the text says what, and how."""

    __module__ = "certpolicy"

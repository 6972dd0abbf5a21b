"""Docstrings are plain text with `code`: what would be markup else is escaped before Sphinx reads it.

In signatures the unions that api.md names go by these names: written out, that of Engine fills a page.
"""

from __future__ import annotations

import ast
import inspect
import re
from typing import Any

from sphinx.application import Sphinx

#: Before napoleon, which finds the sections "Args:" and "Attributes:".
EARLY = 400

#: napoleon takes what stands before a colon in these for a type.
_TYPED = ("attribute", "data", "property")

#: Emphasis, substitutions, and names that end in an underscore.
_MARKUP = re.compile(r"[*|]|(?<=\w)_(?!\w)")

#: As Sphinx writes them, on whatever Python.
_UNIONS = (
    (re.compile(r"str \| bytes \| ~?(os\.)?PathLike\[str\] \| ~?(os\.)?PathLike\[bytes\]"), "Path"),
    (re.compile(r"bytes \| bytearray \| memoryview"), "Octets"),
)


def _plain(line: str) -> str:
    parts = line.split("`")
    parts[::2] = [_MARKUP.sub(r"\\\g<0>", part) for part in parts[::2]]
    return "`".join(parts)


def _escape(_app: Sphinx, what: str, _name: str, thing: Any, _options: Any, lines: list[str]) -> None:
    if what == "module":
        # As it stands: when all that follows its first line is an example, Sphinx, and Python from 3.13 on, take
        # the indentation away.
        source = ast.parse(inspect.getsource(thing))
        lines[:] = [*_literal((ast.get_docstring(source, clean=False) or "").splitlines()), ""]
        return
    lines[:] = [_plain(line) for line in lines]
    if what in _TYPED:
        lines[0] = f": {lines[0]}"  # no type before the colon: a colon in the text is a colon


def _literal(lines: list[str]) -> list[str]:
    """The lines with `::` before each indented block."""
    out: list[str] = []
    inside = False
    for line in lines:
        indented = line.startswith("    ")
        if indented and not inside and not (out and out[-1]):
            out += ["::", ""]
        inside = indented or (inside and not line)
        out.append(line if indented else _plain(line))
    return out


def _name_unions(_app: Sphinx, _what: str, _name: str, _thing: Any, _options: Any, signature: str | None,
                 returns: str | None) -> tuple[str | None, str | None]:
    for union, name in _UNIONS:
        signature = signature and union.sub(name, signature)
        returns = returns and union.sub(name, returns)
    return signature, returns


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.connect("autodoc-process-docstring", _escape, priority=EARLY)
    app.connect("autodoc-process-signature", _name_unions)
    return {"version": "1", "parallel_read_safe": True}

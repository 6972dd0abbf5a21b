"""The directive `code-table`: every code with its severity and what each policy says, asked of the library."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from docutils import nodes
from sphinx.application import Sphinx
from sphinx.util.docutils import SphinxDirective

import certpolicy


def _action(said: dict[str, str]) -> str:
    """As `certpolicy codes` has it: an asterisk where it is softer for some peers."""
    action = "-" if said["action"] == "ignore" else said["action"]
    return f"{action}*" if "softer" in said else action


def _rows() -> Iterable[list[str]]:
    for code in certpolicy.codes():
        fields = certpolicy.explain(code)
        yield [code, fields["severity"], *(_action(fields["policies"][name]) for name in certpolicy.policies()),
               fields["means"]]


def _row(cells: Iterable[str], code: bool = False) -> nodes.row:
    row = nodes.row()
    for index, cell in enumerate(cells):
        text = nodes.literal(text=cell) if code and index == 0 else nodes.Text(cell)
        row += nodes.entry("", nodes.paragraph("", "", text))
    return row


class CodeTable(SphinxDirective):
    """The table, as wide as the policies are many."""

    def run(self) -> list[nodes.Node]:
        """One table."""
        head = ["code", "severity", *certpolicy.policies(), "means"]
        group = nodes.tgroup(cols=len(head))
        group += [nodes.colspec(colwidth=3 if name in ("code", "means") else 1) for name in head]
        group += nodes.thead("", _row(head))
        group += nodes.tbody("", *(_row(row, code=True) for row in _rows()))
        return [nodes.table("", group)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("code-table", CodeTable)
    return {"version": certpolicy.version, "parallel_read_safe": True}

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
        yield [code, fields["means"], fields["severity"],
               *(_action(fields["policies"][name]) for name in certpolicy.policies())]


def _row(first: list[nodes.Node], others: Iterable[str]) -> nodes.row:
    cells = [first, *([nodes.Text(other)] for other in others)]
    return nodes.row("", *(nodes.entry("", *(nodes.paragraph("", "", line) for line in cell)) for cell in cells))


class CodeTable(SphinxDirective):
    """The table, as wide as the policies are many."""

    def run(self) -> list[nodes.Node]:
        """One table."""
        head = ["severity", *certpolicy.policies()]
        group = nodes.tgroup(cols=1 + len(head))
        group += [nodes.colspec(colwidth=width) for width in (5, *(1 for _ in head))]
        group += nodes.thead("", _row([nodes.Text("code")], head))
        group += nodes.tbody("", *(_row([nodes.literal(text=code), nodes.Text(means)], others)
                                   for code, means, *others in _rows()))
        return [nodes.table("", group)]


def setup(app: Sphinx) -> dict[str, Any]:
    """Called by Sphinx."""
    app.add_directive("code-table", CodeTable)
    return {"version": certpolicy.version, "parallel_read_safe": True}

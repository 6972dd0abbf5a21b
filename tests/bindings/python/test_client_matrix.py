"""Every client, allowed and denied, first and resumed: a denial sends nothing and carries its report."""

from __future__ import annotations

import pathlib
import pydoc
import re
import ssl

import certpolicy
import pytest
from client_calls import CLIENTS

PAGE = pathlib.Path(__file__).parents[3] / "doc/python-clients.md"

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


class Noting(certpolicy.SSLContext):
    """A context that keeps the session of each connection, and gives the next one the last."""

    last = None

    def _with_session(self, make, *arguments, **named):
        if named.get("session") is None and self.last is not None:
            named["session"] = self.last
        return make(*arguments, **named)

    def _wrap_socket(self, *arguments, **named):
        return self._with_session(super()._wrap_socket, *arguments, **named)

    def _wrap_bio(self, *arguments, **named):
        return self._with_session(super()._wrap_bio, *arguments, **named)


def _keeps(kind):
    class Kept(kind):
        def do_handshake(self, *arguments):
            super().do_handshake(*arguments)
            self.context.last = self.session

    return Kept


Noting.sslsocket_class, Noting.sslobject_class = (
    _keeps(certpolicy.SSLContext.sslsocket_class), _keeps(certpolicy.SSLContext.sslobject_class))


@pytest.mark.parametrize("version", VERSIONS, ids=["tls12", "tls13"])
@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_allow_goes_on(world, engine, serve, client, version):
    with serve(world.good, client.answer, version=version, before=client.before) as server:
        client.run(server.port, policy="pinned", engine=engine)
    assert server.octets > 0


@pytest.mark.parametrize("version", VERSIONS, ids=["tls12", "tls13"])
@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_deny_sends_nothing_and_carries_the_report(world, engine, serve, client, version):
    with serve(world.stranger, client.answer, version=version, before=client.before) as server:
        with pytest.raises(Exception) as caught:
            client.run(server.port, policy="pinned", engine=engine)
    report = certpolicy.report_of(caught.value)
    assert report is not None, repr(caught.value)
    assert isinstance(caught.value, _to_catch()[client.library]), repr(caught.value)
    assert (report.verdict, report.primary) == ("deny", "identity.self-signed")
    assert server.connections > 0
    assert server.octets == 0


def _to_catch():
    """What the page says that a denial is, by library."""
    rows = re.findall(r"^\| ([\w., ]+) \| (.*) \|$", PAGE.read_text().partition("## What to catch")[2], re.MULTILINE)
    return {library: tuple(pydoc.locate(name) for name in re.findall(r"`((?:\w+\.)+[A-Z][\w.]*)`", names))
            for libraries, names in rows for library in libraries.split(", ")}


def test_the_page_says_of_each_library_what_to_catch():
    table = _to_catch()
    assert set(table) == {client.library for client in CLIENTS} | {"of"}
    for library in set(table) - {"of"}:
        assert table[library], library
        assert all(isinstance(kind, type) and issubclass(kind, Exception) and kind is not Exception
                   for kind in table[library]), library


@pytest.mark.parametrize("client", CLIENTS, ids=str)
def test_a_resumed_session_is_judged(world, engine, serve, client):
    reports = []
    context = Noting("pinned", engine=engine, on_report=reports.append)
    with serve(world.good, client.answer, version=ssl.TLSVersion.TLSv1_2, before=client.before) as server:
        client.run(server.port, **{client.context: context})
        client.run(server.port, **{client.context: context})
        assert server.resumed > 0
        assert {report.verdict for report in reports} == {"allow"}
        assert reports[-1]["certificates"] == reports[0]["certificates"]

        octets, resumed = server.octets, []
        context._terms.judge = _noting(context._terms.judge, resumed)
        context._terms.guard.replace(engine._native, engine.policy("elsewhere")._native)
        with pytest.raises(Exception) as caught:
            client.run(server.port, **{client.context: context})
    assert certpolicy.report_of(caught.value).verdict == "deny"
    assert resumed
    assert all(resumed)
    assert server.octets == octets


def _noting(judge, resumed):
    def note(connection, *rest):
        resumed.append(connection.session_reused)
        return judge(connection, *rest)

    return note

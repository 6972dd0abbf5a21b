"""certpolicy.SSLContext on sockets: judged before an octet passes, resumed or not."""

from __future__ import annotations

import contextlib
import copy
import pickle
import socket
import ssl
import warnings

import certpolicy
import pytest

VERSIONS = [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3]


def connect(context, server, name="localhost", **more):
    plain = socket.create_connection(("127.0.0.1", server.port), timeout=30)
    try:
        return context.wrap_socket(plain, server_hostname=name, **more)
    except BaseException:
        plain.close()
        raise


def settle(server):
    """Until the server has seen the end of what was sent to it."""
    server.close()


@pytest.mark.parametrize("version", VERSIONS)
def test_allow_goes_on_and_has_its_report(world, engine, serve, version):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.good, version=version) as server, connect(context, server) as tls:
        tls.sendall(b"hello")
        assert tls.recv(16) == b"hello"
        report = tls.policy_report
    assert (report.verdict, report.kind, report.policy) == ("allow", "private-ca", "pinned")
    assert len(report["certificates"]) == 3
    assert len(report["path"]) == 3


@pytest.mark.parametrize("version", VERSIONS)
def test_deny_sends_nothing_and_carries_the_report(world, engine, serve, version):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.stranger, version=version) as server:
        with pytest.raises(certpolicy.CertificatePolicyError) as caught:
            connect(context, server)
    error = caught.value
    assert isinstance(error, ssl.SSLCertVerificationError)
    assert error.report.verdict == "deny"
    assert error.report.primary in str(error)
    assert error.report.why in str(error)
    assert (error.verify_code, error.reason, error.library) == (18, "CERTIFICATE_VERIFY_FAILED", "SSL")
    assert certpolicy.report_of(error) is error.report
    assert server.octets == 0
    assert copy.copy(error).report is error.report
    sent = pickle.loads(pickle.dumps(error))
    assert (str(sent), sent.verify_code, sent.report) == (str(error), 18, None)


def test_whoever_writes_first_waits_for_the_verdict(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    for first in (lambda tls: tls.send(b"secret"), lambda tls: tls.sendall(b"secret"),
                  lambda tls: tls.write(b"secret"), lambda tls: tls.recv(1), lambda tls: tls.read(1),
                  lambda tls: tls.recv_into(bytearray(4)), lambda tls: tls.makefile("rb").read(1)):
        with serve(world.stranger) as server:
            tls = connect(context, server, do_handshake_on_connect=False)
            with pytest.raises(certpolicy.CertificatePolicyError):
                first(tls)
            for again in (lambda: tls.send(b"secret"), lambda: tls.read(1), tls.do_handshake,
                          lambda: tls.write(b"secret"), lambda: tls.sendall(b"secret")):
                with pytest.raises(OSError):
                    again()
            assert tls.fileno() == -1
        assert server.octets == 0
    with serve(world.good) as server:
        with connect(context, server, do_handshake_on_connect=False) as tls:
            tls.sendall(b"hello")
            assert tls.recv(16) == b"hello"
            assert tls.policy_report.verdict == "allow"


@pytest.mark.parametrize("way", [socket.SHUT_RD, socket.SHUT_WR])
def test_what_ends_tls_before_the_verdict_ends_the_connection(world, engine, way):
    context = certpolicy.SSLContext("pinned", engine=engine)
    for touch in (lambda tls: tls.sendall(b"secret"), lambda tls: tls.recv(16)):
        ours, theirs = socket.socketpair()
        with ours, theirs:
            theirs.sendall(b"put in")
            with context.wrap_socket(ours, server_hostname="localhost", do_handshake_on_connect=False) as tls:
                tls.shutdown(way)
                with pytest.raises(OSError):
                    touch(tls)
                theirs.settimeout(30)
                assert theirs.recv(16) == b""


def test_a_file_of_a_denied_socket_does_not_keep_it(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.stranger) as server:
        tls = connect(context, server, do_handshake_on_connect=False)
        with tls.makefile("rb") as file:
            for _ in range(2):
                with pytest.raises(certpolicy.CertificatePolicyError):
                    file.read(1)
            settle(server)
            assert not any(one.is_alive() for one in server._open)
    assert server.octets == 0


def test_what_does_not_block_is_judged(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    for made, allowed in ((world.good, True), (world.stranger, False)):
        with serve(made) as server:
            plain = socket.create_connection(("127.0.0.1", server.port), timeout=30)
            plain.setblocking(False)
            tls = context.wrap_socket(plain, server_hostname="localhost", do_handshake_on_connect=False)
            import select

            refused = None
            for _ in range(1000):
                try:
                    tls.send(b"hello")
                    break
                except ssl.SSLWantReadError:
                    select.select([tls], [], [], 10)
                except ssl.SSLWantWriteError:
                    select.select([], [tls], [], 10)
                except certpolicy.CertificatePolicyError as error:
                    refused = error
                    break
            assert (refused is None) == allowed
            tls.close()
        assert (server.octets > 0) == allowed


@pytest.mark.parametrize("version", VERSIONS)
def test_resumed_sessions_are_judged_by_what_the_first_showed(world, engine, serve, version):
    reports = []
    context = certpolicy.SSLContext("pinned", engine=engine, on_report=reports.append)
    with serve(world.good, version=version) as server:
        with connect(context, server) as tls:
            tls.sendall(b"hello")
            assert tls.recv(16) == b"hello"
            session = tls.session
        with connect(context, server, session=session) as tls:
            assert tls.session_reused
            tls.sendall(b"hello")
            assert tls.recv(16) == b"hello"
        assert [report["certificates"] for report in reports[:1]] == [reports[1]["certificates"]]
        octets = server.octets
        with pytest.raises(certpolicy.CertificatePolicyError) as caught:
            connect(context, server, "127.0.0.1", session=session)  # the peer of another name
        assert caught.value.report.primary == "session.chain-unavailable"
    assert server.octets == octets
    assert server.resumed >= 1


def test_a_context_that_saw_no_full_handshake_does_not_resume(world, engine, serve):
    plain = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    plain.check_hostname, plain.verify_mode = False, ssl.CERT_NONE
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.stranger) as server:
        with connect(plain, server) as tls:
            tls.sendall(b"x")
            tls.recv(1)
            session = tls.session
        with pytest.raises(ValueError, match="different SSLContext"):
            connect(context, server, session=session)


def test_who_the_peer_should_be(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with serve(world.good) as server:
        with connect(context, server, "127.0.0.1") as tls:
            assert tls.policy_report["peer"] == {"ip": "127.0.0.1"}
        with pytest.raises(certpolicy.CertificatePolicyError) as caught:
            connect(context, server, "example.org")
        assert caught.value.report["peer"] == {"dns": "example.org"}
        for nobody in (None, ""):
            with pytest.raises(ValueError, match="server_hostname"):
                connect(context, server, nobody)
            with pytest.raises(ValueError, match="server_hostname"):
                certpolicy.SSLContext("pkix", engine=engine).wrap_bio(ssl.MemoryBIO(), ssl.MemoryBIO(),
                                                                      server_hostname=nobody)
        on_purpose = certpolicy.SSLContext("dev-allow", engine=engine, insecure_no_peer=True)
        with pytest.raises(certpolicy.CertificatePolicyError) as caught:
            connect(on_purpose, server, None)  # no peer is public, where private certificates do not belong
        assert caught.value.report.primary == "scope.private-in-public"
        assert "identity.not-checked" in [finding.code for finding in caught.value.report.findings]
        pkix = certpolicy.SSLContext("pkix", engine=engine, insecure_no_peer=True)
        connect(pkix, server, None).close()


def test_who_shows_no_certificate_is_denied(engine):
    from servers import echo, serving

    server_context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context = certpolicy.SSLContext("pkix", engine=engine)
    for one in (server_context, context):
        one.maximum_version = ssl.TLSVersion.TLSv1_2
        one.set_ciphers("AECDH:@SECLEVEL=0")
    with serving(server_context, echo) as server:
        with pytest.raises(certpolicy.CertificatePolicyError, match="showed no certificate at all"):
            connect(context, server)
    assert server.octets == 0


def test_warn_goes_on_and_says_which_pin_to_write(world, engine, serve):
    context = certpolicy.SSLContext("dev-allow", engine=engine)
    with serve(world.stranger) as server:
        with pytest.warns(certpolicy.CertificatePolicyWarning) as caught, connect(context, server) as tls:
            tls.sendall(b"hello")
            assert tls.recv(16) == b"hello"
    assert world.stranger.pin() in str(caught[0].message)
    assert caught[0].filename == __file__


def test_a_warning_that_is_an_error_ends_the_connection(world, engine, serve):
    context = certpolicy.SSLContext("dev-allow", engine=engine)
    with serve(world.stranger) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        with pytest.raises(certpolicy.CertificatePolicyWarning):
            connect(context, server)
    assert server.octets == 0


def test_an_observer_that_raises_ends_the_connection(world, engine, serve):
    def observer(report):
        raise KeyError("no")

    context = certpolicy.SSLContext("pinned", engine=engine, on_report=observer)
    with serve(world.good) as server:
        tls = connect(context, server, do_handshake_on_connect=False)
        with pytest.raises(KeyError):
            tls.do_handshake()
        with pytest.raises(OSError):
            tls.sendall(b"secret")
    assert server.octets == 0


def test_nothing_switches_it_off(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    with pytest.warns(certpolicy.CertificatePolicyWarning, match="has no effect"):
        context.check_hostname = False
    with pytest.warns(certpolicy.CertificatePolicyWarning, match="has no effect"):
        context.verify_mode = ssl.CERT_NONE
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        context.check_hostname = True
        context.verify_mode = ssl.CERT_REQUIRED
        context.load_default_certs()
        context.set_default_verify_paths()
    context.options = 0
    assert context.options & ssl.OP_NO_RENEGOTIATION
    assert (context.verify_mode, context.check_hostname) == (ssl.CERT_REQUIRED, True)
    roots = world.folder / "stranger.pem"
    roots.write_text(world.stranger.pem())
    context.load_verify_locations(roots)
    with pytest.raises(FileNotFoundError):
        context.load_verify_locations("/nonexistent/roots.pem")
    with serve(world.stranger) as server, pytest.raises(certpolicy.CertificatePolicyError) as caught:
        connect(context, server)
    assert str(roots) in str(caught.value)
    assert server.octets == 0
    for duplicate in (copy.copy, copy.deepcopy, pickle.dumps):
        with pytest.raises(TypeError):
            duplicate(context)


def test_what_is_no_policy_is_an_error_at_once(engine):
    with pytest.raises(certpolicy.Error):
        certpolicy.SSLContext("no-such-policy", engine=engine)
    with pytest.raises(ValueError):
        certpolicy.SSLContext("pkix", engine=engine, purpose="any")
    with pytest.raises(TypeError):
        certpolicy.SSLContext(3, engine=engine)


def test_the_environment_names_a_policy(engine, monkeypatch):
    monkeypatch.setenv("CERTPOLICY_POLICY", "dev-allow")
    assert certpolicy.SSLContext(engine=engine).policy.name == "dev-allow"
    monkeypatch.setenv("CERTPOLICY_POLICY", "")
    assert certpolicy.SSLContext(engine=engine).policy is None


def test_bio_objects_are_judged(world, engine, serve):
    context = certpolicy.SSLContext("pinned", engine=engine)
    for made, allowed in ((world.good, True), (world.stranger, False)):
        with serve(made) as server:
            with socket.create_connection(("127.0.0.1", server.port), timeout=30) as plain:
                incoming, outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
                tls = context.wrap_bio(incoming, outgoing, server_hostname="localhost")
                refused = False
                while True:
                    try:
                        tls.write(b"hello")
                        break
                    except ssl.SSLWantReadError:
                        plain.sendall(outgoing.read())
                        incoming.write(plain.recv(65536))
                    except certpolicy.CertificatePolicyError:
                        refused = True
                        break
                assert refused != allowed
                if refused:
                    for again in (lambda: tls.write(b"hello"), lambda: tls.read(1), tls.do_handshake):
                        with pytest.raises(certpolicy.CertificatePolicyError):
                            again()
                plain.sendall(outgoing.read())
                while allowed:
                    try:
                        assert tls.read(5) == b"hello"
                        break
                    except ssl.SSLWantReadError:
                        incoming.write(plain.recv(65536))
                plain.shutdown(socket.SHUT_WR)
                with contextlib.suppress(OSError):
                    while plain.recv(65536):  # until the server has read all that came
                        pass
        assert (server.octets > 0) == allowed


@pytest.mark.parametrize("n_others", [0, 1, 4, 5])
def test_the_error_tells_what_denies_besides(world, serve, n_others):
    engine = world.engine()

    def add(facts):
        for number in range(n_others):
            facts.add_finding(0, f"number {number}")

    engine.add_rule("x-house.other", "deny", "another", add)
    context = certpolicy.SSLContext("public-strict", engine=engine)
    with serve(world.good) as server, pytest.raises(certpolicy.CertificatePolicyError) as caught:
        connect(context, server)
    first, *others = [finding for finding in caught.value.report.findings if finding.action == "deny"]
    assert len(others) >= n_others
    lines = str(caught.value).splitlines()
    assert first.message in lines[0]
    told = [f"Also: {finding.message} [{finding.code}]" for finding in others[:4]]
    more = [f"Also: {len(others) - 4} more"] if len(others) > 4 else []
    assert [line for line in lines if line.startswith("Also: ")] == told + more

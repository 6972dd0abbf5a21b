"""requests under a policy: what switches verification off does not, and all else is as before."""

from __future__ import annotations

import pickle
import ssl
import warnings

import certpolicy
import protocols
import pytest

plain = pytest.importorskip("requests")


@pytest.fixture
def requests():
    return certpolicy.requests


@pytest.fixture
def roots(world):
    path = world.folder / "roots.pem"
    path.write_text(world.stranger.pem())
    return str(path)


def _url(server, name="localhost"):
    return f"https://{name}:{server.port}/"


def _is_denied(caught, server):
    assert isinstance(caught.value, plain.exceptions.SSLError)
    assert certpolicy.report_of(caught.value).verdict == "deny"
    assert server.octets == 0


def test_verify_false_of_a_call_has_no_effect_and_says_so(world, engine, serve, requests):
    with serve(world.stranger, protocols.http()) as server:
        with pytest.warns(certpolicy.CertificatePolicyWarning, match="verify=False") as warned, \
                pytest.raises(plain.exceptions.SSLError) as caught:
            requests.get(_url(server), verify=False, policy="pinned", engine=engine)
        _is_denied(caught, server)
    assert warned[0].filename == __file__


def test_verify_false_of_a_session_has_no_effect(world, engine, serve, requests):
    with serve(world.stranger, protocols.http()) as server, requests.Session("pinned", engine=engine) as session:
        session.verify = False
        with pytest.warns(certpolicy.CertificatePolicyWarning), pytest.raises(plain.exceptions.SSLError) as caught:
            session.get(_url(server))
        _is_denied(caught, server)


@pytest.mark.parametrize("variable", ["REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_a_bundle_of_the_environment_does_not_count(world, engine, serve, requests, monkeypatch, variable, roots):
    monkeypatch.setenv(variable, roots)
    with serve(world.stranger, protocols.http()) as server, requests.Session("pinned", engine=engine) as session:
        with pytest.raises(plain.exceptions.SSLError) as caught:
            session.get(_url(server))
        _is_denied(caught, server)
        assert roots in str(caught.value)


def test_a_bundle_of_a_call_does_not_count(world, engine, serve, requests, roots):
    with serve(world.stranger, protocols.http()) as server:
        with pytest.raises(plain.exceptions.SSLError) as caught:
            requests.get(_url(server), verify=roots, policy="pinned", engine=engine)
        _is_denied(caught, server)
    with serve(world.good, protocols.http()) as server:
        assert requests.get(_url(server), verify=roots, policy="pinned", engine=engine).text == "hello"


def test_no_warning_of_another_library_says_that_nothing_is_verified(world, engine, serve, requests):
    with serve(world.good, protocols.http()) as server, warnings.catch_warnings():
        warnings.simplefilter("error")
        assert requests.get(_url(server), policy="pinned", engine=engine).text == "hello"


def test_a_redirect_is_judged_under_its_own_host(world, engine, serve, requests):
    for made, allowed in ((world.good, True), (world.stranger, False)):
        with serve(made, protocols.http()) as second, \
                serve(world.good, protocols.http("302 Found", f"Location: {_url(second, '127.0.0.1')}")) as first:
            seen = []
            context = certpolicy.SSLContext("pinned", engine=engine, on_report=seen.append)
            with requests.Session(context=context) as session:
                if allowed:
                    assert [one.status_code for one in session.get(_url(first)).history] == [302]
                else:
                    with pytest.raises(plain.exceptions.SSLError) as caught:
                        session.get(_url(first))
                    _is_denied(caught, second)
            assert [report["peer"] for report in seen] == [{"dns": "localhost"}, {"ip": "127.0.0.1"}]
            assert first.octets > 0


def test_retries_are_counted_as_before(world, engine, serve, requests):
    from urllib3.util.retry import Retry

    with serve(world.stranger, protocols.http()) as server, \
            requests.Session("pinned", engine=engine, max_retries=2) as session:
        with pytest.raises(plain.exceptions.SSLError) as caught:
            session.get(_url(server))
        _is_denied(caught, server)
    assert server.connections == 3
    again = Retry(total=2, status_forcelist=[503])
    with serve(world.good, protocols.http("503 Later")) as server, \
            requests.Session("pinned", engine=engine, max_retries=again) as session:
        with pytest.raises(plain.exceptions.RetryError):
            session.get(_url(server))
    assert server.connections == 3


@pytest.mark.parametrize("by_environment", [True, False])
def test_through_a_proxy_the_host_of_the_url_is_judged(world, engine, serve, requests, monkeypatch, by_environment):
    for made, allowed in ((world.good, True), (world.stranger, False)):
        with serve(made, protocols.http(), before=protocols.connect_proxy) as server:
            proxy = f"http://127.0.0.1:{server.port}"
            monkeypatch.setenv("https_proxy", proxy if by_environment else "")
            named = {} if by_environment else {"proxies": {"https": proxy}}
            call = lambda: requests.get("https://localhost:1/", policy="pinned", engine=engine, **named)  # noqa: B023, E731
            if allowed:
                assert call().text == "hello"
            else:
                with pytest.raises(plain.exceptions.SSLError) as caught:
                    call()
                _is_denied(caught, server)
                assert certpolicy.report_of(caught.value)["peer"] == {"dns": "localhost"}


def test_a_proxy_that_speaks_https_is_judged_itself(world, engine, serve, requests):
    with serve(world.good, protocols.http()) as server:
        for made, allowed in ((world.good, True), (world.stranger, False)):
            with serve(made, protocols.relay) as proxy:
                named = {"https": f"https://localhost:{proxy.port}", "http": f"https://localhost:{proxy.port}"}
                session = requests.Session("pinned", engine=engine)
                if allowed:
                    assert session.get(_url(server, "127.0.0.1"), proxies=named).text == "hello"
                    continue
                for url in (_url(server), "http://localhost:1/"):
                    with pytest.raises((plain.exceptions.SSLError, plain.exceptions.ProxyError)) as caught:
                        session.get(url, proxies=named)
                    assert certpolicy.report_of(caught.value).verdict == "deny"
                assert proxy.octets == 0
    assert server.connections == 1


def test_a_client_certificate_is_shown_to_no_other_host(world, engine, requests):
    adapter = requests.PolicyAdapter("pinned", engine=engine)
    first, again, other, none = (adapter._context_for(one) for one in ("a.pem", "a.pem", ["b.pem", "b.key"], None))
    assert first is again
    assert len({id(first), id(other), id(none)}) == 3
    assert (first.policy, first.engine) == (none.policy, none.engine)


def test_a_client_certificate_changes_no_setting(world, engine, serve, requests):
    class Own(certpolicy.SSLContext):
        def __new__(cls):
            return super().__new__(cls, "pinned", engine=engine)

        def __init__(self):
            self.minimum_version = ssl.TLSVersion.TLSv1_3
            self.set_ciphers("ECDHE+AESGCM")
            self.options |= ssl.OP_NO_TICKET

    pair = world.folder / "client.pem", world.folder / "client.key"
    pair[0].write_bytes(world.good.chain_pem())
    pair[1].write_bytes(world.good.key_pem())
    context = Own()
    shown = requests.PolicyAdapter(context=context)._context_for(pair)
    assert type(shown) is Own
    for setting in ("minimum_version", "options"):
        assert getattr(shown, setting) == getattr(context, setting)
    assert shown.get_ciphers() == context.get_ciphers()
    with serve(world.good, protocols.http(), version=ssl.TLSVersion.TLSv1_2) as server, \
            requests.Session(context=context) as session:
        with pytest.raises(requests.exceptions.SSLError):
            session.get(f"https://localhost:{server.port}/", cert=tuple(map(str, pair)))
    assert server.octets == 0


def test_an_adapter_that_would_not_judge_is_refused(world, engine, serve, requests):
    with serve(world.good, protocols.http()) as server, requests.Session("pinned", engine=engine) as session:
        session.mount(_url(server), plain.adapters.HTTPAdapter(max_retries=3))
        with pytest.raises(TypeError, match="PolicyAdapter"):
            session.get(_url(server))
    assert server.connections == 0


def test_adapters_and_sessions_are_not_pickled(engine, requests):
    for one in (requests.PolicyAdapter("pinned", engine=engine), requests.Session("pinned", engine=engine)):
        with pytest.raises(TypeError):
            pickle.dumps(one)


def test_the_module_stands_in_for_requests(requests):
    assert requests.exceptions is plain.exceptions
    assert requests.codes is plain.codes
    for name in ("api", "sessions", "adapters"):
        with pytest.raises(AttributeError, match="shall not be judged"):
            getattr(requests, name)
    with pytest.raises(AttributeError):
        requests.no_such_name  # noqa: B018


def test_every_short_form_is_judged(world, engine, serve, requests):
    for name in ("get", "options", "head", "post", "put", "patch", "delete"):
        with serve(world.stranger, protocols.http()) as server:
            with pytest.raises(plain.exceptions.SSLError) as caught:
                getattr(requests, name)(_url(server), policy="pinned", engine=engine)
            _is_denied(caught, server)


def test_one_line_moves_a_program_from_verify_false(world, engine, serve, requests):
    """A server of development goes on with a warning that names its pin; a public one is checked for real."""
    program = ("development = requests.get(DEVELOPMENT, verify=False).text\n"
               "public = requests.get(PUBLIC, verify=False).text\n")
    with serve(world.stranger, protocols.http()) as ours, serve(world.stranger, protocols.http()) as theirs:
        names = {"DEVELOPMENT": _url(ours), "PUBLIC": f"https://example.org:{theirs.port}/"}
        with warnings.catch_warnings(), _resolved("example.org"):
            warnings.simplefilter("ignore")
            before = {"requests": plain, **names}
            exec(program, before)  # noqa: S102
            assert (before["development"], before["public"]) == ("hello", "hello")
        octets = theirs.octets
        after = {"requests": requests.Session("dev-allow", engine=engine), **names}
        with pytest.warns(certpolicy.CertificatePolicyWarning) as warned, _resolved("example.org"), \
                pytest.raises(plain.exceptions.SSLError) as caught:
            exec(program, after)  # noqa: S102
        assert after["development"] == "hello"
        assert any(world.stranger.pin() in str(one.message) for one in warned)
        assert "scope.private-in-public" in [one.code for one in certpolicy.report_of(caught.value).findings]
        assert theirs.octets == octets


def _resolved(name):
    import socket
    from unittest import mock

    real = socket.getaddrinfo
    return mock.patch("socket.getaddrinfo",
                      lambda host, *more, **named: real("127.0.0.1" if host == name else host, *more, **named))


def test_nothing_leads_past_the_policy(requests):
    for name in ("adapters", "packages", "sessions", "urllib3"):
        with pytest.raises(AttributeError, match="shall not be judged"):
            getattr(requests, name)

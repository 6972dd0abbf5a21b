"""Certificates, engines and servers that the tests share."""

from __future__ import annotations

import os
import pathlib
import warnings
from collections.abc import Callable
from dataclasses import dataclass

import certpolicy
import pytest
import servers

# Under the address sanitizer this process is looked over for leaks at its end. The processes that tests start are not:
# some end while threads judge, and what those threads held is lost with them.
if "ASAN_OPTIONS" in os.environ:
    os.environ["ASAN_OPTIONS"] += ":detect_leaks=0"


@dataclass
class World:
    """A private CA, a server's certificate of it for localhost, and a stranger's."""

    folder: pathlib.Path
    root: servers.Made
    intermediate: servers.Made
    good: servers.Made
    stranger: servers.Made

    def engine(self) -> certpolicy.Engine:
        """Trusts the private CA and has the policies of the tests."""
        engine = certpolicy.Engine()
        engine.add_anchor_der(self.root.certificate.public_bytes(servers.serialization.Encoding.DER))
        engine.add_policy_text(
            "version: 1\n"
            "policies:\n"
            "  pinned:\n"
            "    extends: internal-pinned\n"
            f"    pins: [{{spki: '{self.good.pin()}', peer: localhost, until: 2099-01-01}},"
            f" {{spki: '{self.good.pin()}', peer: 127.0.0.1, until: 2099-01-01}}]\n"
            "  elsewhere:\n"
            "    extends: internal-pinned\n"
            f"    pins: [{{spki: '{self.stranger.pin()}', peer: localhost, until: 2099-01-01}}]\n")
        return engine


@pytest.fixture(scope="session")
def world(tmp_path_factory: pytest.TempPathFactory) -> World:
    root = servers.make("Test root", is_ca=True, days=900)
    intermediate = servers.make("Test intermediate", root, is_ca=True, days=800)
    names = ("localhost", "127.0.0.1")
    return World(tmp_path_factory.mktemp("world"), root, intermediate,
                 servers.make("localhost", intermediate, names=names),
                 servers.make("localhost", names=names))


@pytest.fixture
def engine(world: World) -> certpolicy.Engine:
    return world.engine()


@pytest.fixture
def serve(world: World) -> Callable[..., object]:
    """serve(made, answer): a server that shows this certificate, for a with statement."""

    def start(made: servers.Made, answer: Callable[..., None] = servers.echo, **more: object) -> object:
        version = more.pop("version", None)
        return servers.serving(servers.server_context(made, world.folder, version=version), answer, **more)

    return start


@pytest.fixture(autouse=True)
def _no_settings_of_the_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    """What whoever runs the tests has set for proxies, roots and policies does not count."""
    for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE", "SSL_CERT_DIR", "CERTPOLICY_POLICY",
                 "CERTPOLICY_FILE", "http_proxy", "https_proxy", "all_proxy", "no_proxy"):
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.upper(), raising=False)


@pytest.fixture(autouse=True)
def _every_warning_shows() -> object:
    """Each test meets each warning, whatever earlier ones saw."""
    with warnings.catch_warnings():
        warnings.simplefilter("always")
        yield

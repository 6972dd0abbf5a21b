"""Requests: what is judged, as a dict or JSON, or built once from its parts."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, NoReturn, Union

from . import native
from ._pem import CERTIFICATE, CRL, ders, is_pem
from ._words import Purpose

__all__ = ["UNSAID", "Request", "RequestLike", "json_of", "seconds_of"]

RequestLike = Union[Mapping[str, Any], str, bytes, "Request"]
Octets = Union[bytes, bytearray, memoryview]


class _Unsaid:
    """Nobody said: not the same as None, which says on purpose that there is none."""

    def __repr__(self) -> str:
        return "UNSAID"


UNSAID = _Unsaid()


def _refuse(value: object) -> NoReturn:
    raise TypeError(f"a request as a dict holds what JSON holds (certificates as PEM or base64), not "
                    f"{type(value).__name__}: certpolicy.Request takes DER and datetimes")


_ENCODER = json.JSONEncoder(ensure_ascii=False, allow_nan=False, separators=(",", ":"), default=_refuse)

#: What a session has, and what it is when it is left out.
_SESSION = {"protocol": None, "cipher": None, "group": None, "resumed": False}

_PURPOSES = {Purpose.SERVER: 0, Purpose.CLIENT: 1, Purpose.ANY: 2}


def seconds_of(time: int | datetime) -> int:
    """Seconds since 1970-01-01T00:00:00Z of a number or of a datetime with its zone."""
    if isinstance(time, datetime):
        if time.tzinfo is None:
            raise ValueError("a time must have a time zone")
        return int(time.timestamp() // 1)
    if isinstance(time, bool) or not isinstance(time, int):
        raise TypeError(f"a time is a datetime or whole seconds, not {type(time).__name__}")
    return time


def json_of(request: Mapping[str, Any] | str | bytes) -> str | bytes:
    """The JSON of a request (doc/schema/request.json), as it is given or made of a mapping."""
    if isinstance(request, (str, bytes, bytearray)):
        return request if not isinstance(request, bytearray) else bytes(request)
    if isinstance(request, Mapping):
        return _ENCODER.encode(request if isinstance(request, dict) else dict(request))
    raise TypeError(f"a request is a dict, its JSON or a Request, not {type(request).__name__}")


def _several(values: Iterable[Any] | str | Octets) -> Iterable[Any]:
    one = isinstance(values, (str, bytes, bytearray, memoryview)) or not isinstance(values, Iterable)
    return [values] if one else values


def _ders(values: Iterable[str | Octets] | str | Octets, label: str) -> Iterator[bytes]:
    for value in _several(values):
        yield from ders(value, label)


class Request:
    """A connection or certificate to judge, read once and judged as often as one likes.

    It belongs to one thread at a time while it is judged by a guard; an engine only reads it.

    Args:
        chain: what the peer presented, leaf first: each PEM (one or several) or DER.
        peer: the host name or IP address that it should be; a mapping such as {"email": …},
            {"uri": …}, {"dns": …}, {"ip": …}; several of them, all of which must match. None says on
            purpose that no name is checked; left out, nobody said who it should be (a finding).
        address: the IP address that the connection went to.
        time: the instant of judgement, a datetime with its zone or seconds since 1970; else now.
        purpose: "server", "client" or "any".
        policy: the name of a policy.
        intermediates, crls: further certificates that help to build a path, and revocation lists: each PEM
            (one or several) or DER.
        ocsp_staple, sct_list: what came by TLS extensions, as octets.
        session: a mapping with protocol, cipher, group (each may be left out) and resumed.
    """

    __slots__ = ("_native",)

    def __init__(self, chain: Iterable[str | Octets] | str | Octets = (), *, peer: Any = UNSAID,
                 address: str | None = None, time: int | datetime | None = None,
                 purpose: str = Purpose.SERVER, policy: str | None = None,
                 intermediates: Iterable[str | Octets] | str | Octets = (),
                 crls: Iterable[str | Octets] | str | Octets = (),
                 ocsp_staple: Octets | None = None, sct_list: Octets | None = None,
                 session: Mapping[str, Any] | None = None) -> None:
        made = native.Request()
        self._native = made
        for certificate in _several(chain):
            self.add_certificate(certificate)
        self._add_peers(peer)
        made.set_purpose(_PURPOSES[Purpose(purpose)])
        if address is not None:
            made.set_address(address)
        if time is not None:
            made.set_time(seconds_of(time))
        if policy is not None:
            made.set_policy(policy)
        for der in _ders(intermediates, CERTIFICATE):
            made.add_intermediate_der(der)
        for der in _ders(crls, CRL):
            made.add_crl_der(der)
        if ocsp_staple is not None:
            made.set_ocsp_staple(0, ocsp_staple)
        if sct_list is not None:
            made.set_sct_list(sct_list)
        if session is not None:
            self._set_session(session)

    @classmethod
    def from_json(cls, text: str | bytes, locked: int = 0) -> Request:
        """Reads a request from its JSON; `locked` is an OR of LOCK_*."""
        made = cls.__new__(cls)
        made._native = native.request_from_json(text, locked)
        return made

    def add_certificate(self, certificate: str | Octets) -> None:
        """Appends what the peer presented next: PEM text, or DER, which may be no certificate."""
        if not isinstance(certificate, (str, bytes, bytearray, memoryview)):
            raise TypeError(f"a certificate is PEM text or DER, not {type(certificate).__name__}; "
                            "certpolicy.x509 makes DER of what other packages hold")
        octets = certificate.encode() if isinstance(certificate, str) else bytes(certificate)
        if isinstance(certificate, str) or is_pem(octets):
            self._native.add_chain(octets, None)
        else:
            self._native.add_certificate_der(octets)

    def _add_peers(self, peer: Any) -> None:
        if peer is UNSAID:
            return
        if peer is None:
            self._native.set_insecure_no_peer()
            return
        peers = [peer] if isinstance(peer, Mapping) else list(_several(peer))
        if not peers:
            raise ValueError("an empty list of peers says nothing: leave peer out, or say None")
        for one in peers:
            self._add_peer(one)

    def _add_peer(self, peer: str | Mapping[str, str]) -> None:
        if isinstance(peer, str):
            self._native.add_peer_host(peer)
            return
        if not isinstance(peer, Mapping):
            raise TypeError(f"a peer is a name (str) or a mapping, not {type(peer).__name__}")
        adds = {"dns": self._native.add_peer_dns, "ip": self._native.add_peer_ip,
                "email": self._native.add_peer_email, "uri": self._native.add_peer_uri,
                "srv": self._native.add_peer_srv}
        if len(peer) != 1 or (kind := next(iter(peer))) not in adds:
            raise ValueError(f"a peer is a name or one of {', '.join(adds)}, not {dict(peer)!r}")
        adds[kind](peer[kind])

    def _set_session(self, session: Mapping[str, Any]) -> None:
        if not isinstance(session, Mapping):
            raise TypeError(f"a session is a mapping, not {type(session).__name__}")
        if unknown := [key for key in session if key not in _SESSION]:
            raise TypeError(f"a session has {', '.join(_SESSION)}, not {unknown[0]!r}")
        self._native.set_session(*(session.get(key, usual) for key, usual in _SESSION.items()))

    def __repr__(self) -> str:
        return f"<certpolicy.Request at {id(self):#x}>"

    def __reduce__(self) -> Any:
        raise TypeError("a Request cannot be pickled: send its JSON")

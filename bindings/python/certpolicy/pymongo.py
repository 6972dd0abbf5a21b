"""pymongo under a policy.

    from certpolicy import pymongo
    client = pymongo.MongoClient("db.corp.example", policy="internal-pinned")

pymongo has no option for a context: it makes one out of its tls arguments. Here the client is made without
connecting, and whatever options it makes, at once or when a mongodb+srv:// name is resolved, get the policy's
context in place of their own before it connects.
"""

from __future__ import annotations

from typing import Any

from ._client import context_of, forward, missing, note, wants
from ._engine import Engine, Policy
from ._verdict import CertificatePolicyError
from .tls import SSLContext

try:
    import pymongo
    from pymongo.errors import ConfigurationError, ServerSelectionTimeoutError
except ModuleNotFoundError as error:
    raise missing("pymongo") from error

__all__ = ["AsyncMongoClient", "MongoClient"]

wants(pymongo.MongoClient, "_select_server", "topology_description")
wants(pymongo.AsyncMongoClient, "_select_server", "topology_description")

__getattr__ = forward(pymongo, ("asynchronous", "mongo_client", "synchronous"))

#: Where pymongo.pool_options.PoolOptions keeps its context.
_FIELD = "_PoolOptions__ssl_context"


def _unknown() -> ImportError:
    return ImportError("this version of pymongo cannot be put under a policy")


def _put_into(options: Any, context: SSLContext) -> None:
    pools = options.pool_options
    if pools._ssl_context is None:
        raise ConfigurationError("there is no TLS on these connections to judge: leave out tls=false")
    given = options._options
    if given.get("tlscrlfile"):
        raise ConfigurationError("tlsCRLFile would have no effect: give the list to the engine (crls)")
    if certificate := given.get("tlscertificatekeyfile"):
        context.load_cert_chain(certificate, password=given.get("tlscertificatekeyfilepassword"))
    note(context, given.get("tlscafile") or True)
    if pools.tls_allow_invalid_hostnames or not pools._ssl_context.verify_mode:
        note(context, False)
    setattr(pools, _FIELD, context)
    if pools._ssl_context is not context:
        raise _unknown()


class _Judged:
    def __init__(self, *own: Any, policy: Policy | str | None = None, engine: Engine | None = None,
                 ssl_context: SSLContext | None = None, connect: bool | None = None, **named: Any) -> None:
        context = context_of(ssl_context or True, policy, engine)
        named["connect"] = False
        named.setdefault("tls", True)
        self._judging = context
        super().__init__(*own, **named)
        if self.options.pool_options._ssl_context is not context:  # type: ignore[attr-defined]
            raise _unknown()

    @property
    def _options(self) -> Any:
        """Where pymongo keeps its options, which it may make anew."""
        return self.__dict__["_options"]

    @_options.setter
    def _options(self, options: Any) -> None:
        _put_into(options, self._judging)
        self.__dict__["_options"] = options


def _cause(client: Any) -> BaseException | None:
    """The denial for which no server could be selected: pymongo keeps its text alone."""
    denied = client.options.pool_options._ssl_context._terms.denied
    servers = client.topology_description.server_descriptions().values()
    if denied is None or not any(denied.why in str(one.error) for one in servers):
        return None
    return CertificatePolicyError.of(denied)


class MongoClient(_Judged, pymongo.MongoClient):  # type: ignore[type-arg]
    """A pymongo.MongoClient that is judged, whatever tlsInsecure says; tls is on unless said otherwise.

    Arguments as of pymongo.MongoClient; `policy`, `engine` and `ssl_context` as of certpolicy.SSLContext.
    It connects at its first operation. A denial is found out within serverSelectionTimeoutMS, as any
    failure; certpolicy.report_of finds its report. Without TLS, and with tlsCRLFile: ConfigurationError.
    """

    def _select_server(self, *own: Any, **named: Any) -> Any:
        try:
            return super()._select_server(*own, **named)
        except ServerSelectionTimeoutError as error:
            raise error from _cause(self)


class AsyncMongoClient(_Judged, pymongo.AsyncMongoClient):  # type: ignore[type-arg]
    """A pymongo.AsyncMongoClient that is judged, whatever tlsInsecure says; see MongoClient."""

    async def _select_server(self, *own: Any, **named: Any) -> Any:
        try:
            return await super()._select_server(*own, **named)
        except ServerSelectionTimeoutError as error:
            raise error from _cause(self)

"""redis under a policy.

    from certpolicy import redis
    store = redis.Redis("cache.corp.example", policy="internal-pinned")
    store = redis.from_url("rediss://cache.corp.example/0", policy="internal-pinned")
    store = redis.AsyncRedis("cache.corp.example", policy="internal-pinned")

redis makes the context of each connection itself, out of its ssl_ arguments; here a kind of connection
that takes the policy's is put into the pool. Clusters and sentinels make pools of their own and are not
judged: certpolicy.inject() reaches them.
"""

from __future__ import annotations

from typing import Any

from ._client import context_of, forward, missing, note, wants
from ._engine import Engine, Policy
from .tls import SSLContext

try:
    import redis
    import redis.asyncio as _asyncio
except ModuleNotFoundError as error:
    raise missing("redis") from error

__all__ = ["AsyncRedis", "Redis", "async_from_url", "from_url"]

wants(redis.SSLConnection, "_wrap_socket_with_ssl")
wants(redis.ConnectionPool, "reset")
wants(_asyncio.ConnectionPool, "reset")
wants(_asyncio.SSLConnection, "_connection_arguments")

__getattr__ = forward(redis, ("RedisCluster", "Sentinel", "StrictRedis", "asyncio", "client", "cluster",
                              "connection", "sentinel"))


class _SSLConnection(redis.SSLConnection):
    def __init__(self, *, certpolicy_context: SSLContext, **named: Any) -> None:
        super().__init__(**named)
        self._judging = certpolicy_context

    def _wrap_socket_with_ssl(self, sock: Any) -> Any:
        return self._judging.wrap_socket(sock, server_hostname=self.host)


class _AsyncSSLConnection(_asyncio.SSLConnection):
    def __init__(self, *, certpolicy_context: SSLContext, **named: Any) -> None:
        super().__init__(**named)
        self._judging = certpolicy_context

    def _connection_arguments(self) -> Any:
        return {**super()._connection_arguments(), "ssl": self._judging}


#: Arguments of redis that ask for more than verification does, and would be lost.
_WANT_MORE = ("ssl_include_verify_flags", "ssl_ocsp_expected_cert", "ssl_validate_ocsp",
              "ssl_validate_ocsp_stapled")


def _put_into(pool: Any, kind: type[Any], plain: type[Any], context: SSLContext) -> None:
    """Has a pool make judged connections by its arguments for TLS, in place of those that it has."""
    if pool.connection_class is not plain:
        raise ValueError("there is no TLS on these connections to judge: say ssl=True or rediss://")
    named = pool.connection_kwargs
    if more := [name for name in _WANT_MORE if named.get(name)]:
        raise ValueError(f"{', '.join(more)} would have no effect: what is revoked is the policy's to say, by what "
                         "the engine knows")
    verifies = named.get("ssl_cert_reqs", "required") not in (None, 0, "none")
    note(context, verifies and named.get("ssl_check_hostname", True))
    for roots in (named.get("ssl_ca_certs"), named.get("ssl_ca_path")):
        note(context, roots or True)
    if named.get("ssl_ca_data"):
        context.load_verify_locations(cadata=named["ssl_ca_data"])
    if named.get("ssl_certfile"):
        context.load_cert_chain(named["ssl_certfile"], named.get("ssl_keyfile"), named.get("ssl_password"))
    if named.get("ssl_min_version") is not None:
        context.minimum_version = named["ssl_min_version"]
    if named.get("ssl_ciphers"):
        context.set_ciphers(named["ssl_ciphers"])
    pool.connection_class = kind
    pool.connection_kwargs = {**named, "certpolicy_context": context}
    pool.reset()


class _Judged:
    _kind: type[Any]
    _plain: type[Any]
    _pools: type[Any]

    def __init__(self, *own: Any, policy: Policy | str | None = None, engine: Engine | None = None,
                 ssl: bool = True, ssl_context: SSLContext | None = None, **named: Any) -> None:
        if named.pop("single_connection_client", False):  # it connects while it is made
            raise ValueError("single_connection_client cannot be judged: max_connections=1 has the same effect")
        named["ssl"] = ssl
        super().__init__(*own, **named)
        pool: Any = self.connection_pool  # type: ignore[attr-defined]
        if not isinstance(pool.connection_kwargs.get("certpolicy_context"), SSLContext):
            _put_into(pool, self._kind, self._plain, context_of(ssl_context or True, policy, engine))
        elif any(one is not None for one in (policy, engine, ssl_context)):
            raise TypeError("policy, engine and ssl_context are those of the pool that was given")

    @classmethod
    def from_url(cls, url: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
                 ssl_context: SSLContext | None = None, single_connection_client: bool = False,
                 **named: Any) -> Any:
        """As of redis, judged; rediss:// only."""
        client: Any = cls(connection_pool=cls._pools.from_url(url, **named), policy=policy, engine=engine,
                          ssl_context=ssl_context, single_connection_client=single_connection_client)
        client.auto_close_connection_pool = True  # nobody else has the pool
        return client


class Redis(_Judged, redis.Redis):
    """A redis.Redis that is judged, whatever ssl_cert_reqs says; ssl is True unless said otherwise.

    Arguments as of redis.Redis; `policy`, `engine` and `ssl_context` as of certpolicy.SSLContext. Without
    TLS, with single_connection_client, and with redis' own checks of revocation: ValueError.
    """

    _kind, _plain, _pools = _SSLConnection, redis.SSLConnection, redis.ConnectionPool


class AsyncRedis(_Judged, _asyncio.Redis):  # type: ignore[misc]
    """A redis.asyncio.Redis that is judged, whatever ssl_cert_reqs says; see Redis."""

    _kind, _plain, _pools = _AsyncSSLConnection, _asyncio.SSLConnection, _asyncio.ConnectionPool


def from_url(url: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
             ssl_context: SSLContext | None = None, **named: Any) -> Redis:
    """As redis.from_url, judged; rediss:// only."""
    made: Redis = Redis.from_url(url, policy=policy, engine=engine, ssl_context=ssl_context, **named)
    return made


def async_from_url(url: str, *, policy: Policy | str | None = None, engine: Engine | None = None,
                   ssl_context: SSLContext | None = None, **named: Any) -> AsyncRedis:
    """As redis.asyncio.from_url, judged; rediss:// only."""
    made: AsyncRedis = AsyncRedis.from_url(url, policy=policy, engine=engine, ssl_context=ssl_context, **named)
    return made

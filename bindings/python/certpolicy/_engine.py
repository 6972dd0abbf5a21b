"""The engine and its policies."""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import datetime
from typing import Any, Literal, NoReturn, Union

from . import native
from ._errors import Error
from ._report import Report
from ._request import Request, RequestLike, json_of, seconds_of
from ._words import Action

__all__ = ["Engine", "Policy"]

Path = Union[str, bytes, "os.PathLike[str]", "os.PathLike[bytes]"]


class Policy:
    """A policy that an engine knows: its name, its digest, and all that is in force."""

    __slots__ = ("_native",)

    def __init__(self, made: native.Policy) -> None:
        self._native = made

    @property
    def name(self) -> str:
        """Its name."""
        return self._native.name()

    @property
    def digest(self) -> str:
        """"sha256:…" of all that is in force, the same for policies that judge the same."""
        return self._native.digest()

    def to_dict(self) -> dict[str, Any]:
        """All that is in force, and where each value comes from."""
        fields: dict[str, Any] = json.loads(self._native.json())
        return fields

    def __eq__(self, other: object) -> bool:
        if isinstance(other, Policy):
            return (self.name, self.digest) == (other.name, other.digest)
        return NotImplemented

    def __hash__(self) -> int:
        return hash(self.digest)

    def __reduce__(self) -> NoReturn:
        raise TypeError("a policy cannot be pickled: send its name, or the policy file")

    def __repr__(self) -> str:
        return f"<certpolicy.Policy {self.name}>"


def _several(values: Iterable[Path] | Path) -> Iterable[Path]:
    return [values] if isinstance(values, (str, bytes, os.PathLike)) else values


class Engine:
    """What is trusted and known. Fill it, then judge from any number of threads.

    An engine without anchors trusts nothing. The first judgement freezes it: from then on it refuses
    changes with Error "engine.frozen". Every method that reads a file raises Error with its path.

    Args:
        anchors: files, folders, "system", "nss" or "pkcs11:" URIs to trust.
        public_anchors: files or folders with roots of a public programme.
        intermediates: files with certificates that help to build paths and are not trusted.
        crls: files or folders with revocation lists.
        policy_files: policy files (YAML or JSON), whose zones, routes and floor hold then.
        denylists: lists of certificates, keys, issuers and names never to accept.
        weak_keys: lists of keys whose private halves are public.
        data: folders of imported data (certpolicy data import).
        ct_log_list: the list of Certificate Transparency logs (v3 JSON).
        limits: limits by their name, such as "signatures"; doc/path-validation.md lists them.
    """

    def __init__(self, anchors: Iterable[Path] | Path = (), *,
                 public_anchors: Iterable[Path] | Path = (),
                 intermediates: Iterable[Path] | Path = (), crls: Iterable[Path] | Path = (),
                 policy_files: Iterable[Path] | Path = (), denylists: Iterable[Path] | Path = (),
                 weak_keys: Iterable[Path] | Path = (), data: Iterable[Path] | Path = (),
                 ct_log_list: Path | None = None,
                 limits: Mapping[str, int] | None = None) -> None:
        self._native = made = native.Engine()
        for add, values in ((made.add_anchors, anchors), (made.add_public_anchors, public_anchors),
                            (made.add_intermediates, intermediates), (made.add_crls, crls),
                            (made.add_policy_file, policy_files), (made.add_denylist, denylists),
                            (made.add_weak_keys, weak_keys),
                            # Before the data, which bring a list of logs unless there is one.
                            (made.set_ct_log_list, () if ct_log_list is None else ct_log_list),
                            (made.add_data, data)):
            for value in _several(values):
                add(value)
        for name, limit in (limits or {}).items():
            made.set_limit(name, limit)

    @classmethod
    def default(cls) -> Engine:
        """The engine that the command uses without options, made once for the process.

        It trusts what this machine trusts, knows the policy files of /etc/certpolicy/policy.d, of
        $XDG_CONFIG_HOME/certpolicy (else ~/.config/certpolicy) and $CERTPOLICY_FILE, and what
        `certpolicy data import` keeps. Any thread may be the first to ask. Error for a policy file or data
        that cannot be read, each time until it can; on a machine without roots a CertificatePolicyWarning.
        """
        from ._default import engine

        return engine()

    def add_anchors(self, source: Path) -> None:
        """Trusts a file, a folder, "system", "nss" or a "pkcs11:" URI."""
        self._native.add_anchors(source)

    def add_public_anchors(self, source: Path) -> None:
        """Trusts a file or a folder as roots of a public programme."""
        self._native.add_public_anchors(source)

    def add_anchor_der(self, der: bytes) -> None:
        """Trusts one certificate as a private anchor."""
        self._native.add_anchor_der(der)

    def add_public_anchor_der(self, der: bytes) -> None:
        """Trusts one certificate as a public anchor."""
        self._native.add_public_anchor_der(der)

    def add_intermediates(self, source: Path) -> None:
        """Certificates of a file or a folder that help to build paths and are not trusted."""
        self._native.add_intermediates(source)

    def add_intermediate_der(self, der: bytes) -> None:
        """A certificate that helps to build paths and is not trusted."""
        self._native.add_intermediate_der(der)

    def add_crls(self, source: Path) -> None:
        """Revocation lists of a file or a folder."""
        self._native.add_crls(source)

    def add_crl_der(self, der: bytes) -> None:
        """One revocation list."""
        self._native.add_crl_der(der)

    def add_denylist(self, path: Path) -> None:
        """A list of certificates, keys, issuers and names never to accept."""
        self._native.add_denylist(path)

    def add_weak_keys(self, path: Path) -> None:
        """A list of keys whose private halves are public."""
        self._native.add_weak_keys(path)

    def add_data(self, folder: Path) -> None:
        """All that a folder of imported data has (certpolicy data import)."""
        self._native.add_data(folder)

    def set_ct_log_list(self, path: Path) -> None:
        """The list of Certificate Transparency logs (v3 JSON), once."""
        self._native.set_ct_log_list(path)

    def set_limit(self, name: str, value: int) -> None:
        """A limit by its name, such as "signatures"; doc/path-validation.md lists them."""
        self._native.set_limit(name, value)

    def add_policy_file(self, path: Path) -> None:
        """Loads a policy file."""
        self._native.add_policy_file(path)

    def add_policy_text(self, text: str, name: str = "<text>") -> None:
        """Loads a policy file from memory; `name` stands for the file in errors."""
        self._native.add_policy_text(text, name)

    def add_rule(self, code: str, action: str, title: str, rule: Callable[[native.Facts], None]) -> None:
        """Registers a rule of one's own, a function that is called with the facts of a judgement.

        It adds findings by `facts.add_finding(certificate, message)` (certificate -1: the whole path;
        message None: the title) and can soften nothing. It returns None. What it raises ends the
        evaluation as an Error whose __cause__ it is. It is called from whatever thread judges, and lives
        as long as the engine: a rule that holds its engine keeps both for ever. `facts` has count_path(),
        der(i), subject(i), issuer(i), not_before(i), not_after(i) of the path, leaf first, and kind(),
        zone(), is_anchored(), time(); it lives for the time of the call.

        Args:
            code: "x-" and lower-case letters, digits, dots and hyphens.
            action: "info", "warn" or "deny", unless a policy names the code itself.
            title: the finding's message without its own text.
        """
        actions = {Action.INFO: 1, Action.WARN: 2, Action.DENY: 3}
        if (wanted := Action(action)) not in actions:
            raise ValueError("the action of a rule is info, warn or deny")
        self._native.add_rule(code, actions[wanted], title, rule)

    def policy(self, name: str) -> Policy:
        """A policy by name; Error for a name that no policy has."""
        return Policy(self._native.policy(name))

    @property
    def n_anchors(self) -> int:
        """How many anchors it holds."""
        return self._native.count_anchors()

    def _policy(self, policy: Policy | str | None) -> native.Policy | None:
        held = self._held(policy)
        return None if held is None else held._native

    @staticmethod
    def _read(request: RequestLike, locked: int) -> Request:
        """A request that was made has no locks: whoever made it said what is in it."""
        if not isinstance(request, Request):
            return Request.from_json(json_of(request), locked)
        if locked != 0:
            raise TypeError("locked is for JSON: give it to Request.from_json, a Request that was made has no locks")
        return request

    def _held(self, policy: Policy | str | None) -> Policy | None:
        """A policy by its name, or as it is."""
        if policy is None or isinstance(policy, Policy):
            return policy
        if not isinstance(policy, str):
            raise TypeError(f"a policy is its name or a Policy of the engine, not {type(policy).__name__}")
        return self.policy(policy)

    def evaluate(self, request: RequestLike, policy: Policy | str | None = None,
                 locked: int = 0) -> Report:
        """Judges a request: a dict or its JSON (doc/schema/request.json), or a Request.

        `policy` goes before the request's own; without either the first route of the policy files
        that matches, else public-strict. `locked` is an OR of LOCK_*: what JSON may not bring; with a
        Request it is a TypeError.
        Raises Error when nothing could be judged: then the connection must not go on.
        """
        if not isinstance(request, Request) and (policy is None or isinstance(policy, str)):
            return Report(self._native.evaluate(json_of(request), policy, locked))
        read = self._read(request, locked)
        return Report(self._native.judge(read._native, self._policy(policy)))

    def evaluate_many(self, requests: Iterable[RequestLike], policy: Policy | str | None = None, *,
                      jobs: int | None = None, locked: int = 0,
                      errors: Literal["raise", "yield"] = "raise") -> Iterator[Report | Error]:
        """Judges many requests on all processors; reports come in the order of the requests.

        `requests` may be endless: no more than some hundred are read ahead. `jobs`: threads; by
        default one for each processor. A request that cannot be judged raises Error and ends the
        iteration, or with errors="yield" stands in its place as the Error. What `requests` raises comes
        after the reports of those before.
        """
        from ._many import evaluate_many

        return evaluate_many(self, requests, policy, jobs, locked, errors)

    def describe(self, request: RequestLike, locked: int = 0) -> Report:
        """Describes and classifies without a trust decision; the report has no verdict."""
        return Report(self._native.describe_request(self._read(request, locked)._native))

    def forecast(self, request: RequestLike, until: int | datetime, policy: Policy | str | None = None,
                 locked: int = 0) -> dict[str, Any]:
        """What will become of a request up to `until`, seconds since 1970 or a datetime with its
        zone: a dict with the fields of doc/schema/forecast.json."""
        read = self._read(request, locked)
        fields: dict[str, Any] = json.loads(
            self._native.forecast_request(read._native, seconds_of(until), self._policy(policy)))
        return fields

    def __reduce__(self) -> NoReturn:
        raise TypeError("an engine cannot be pickled: make one in each process")

    def __repr__(self) -> str:
        return f"<certpolicy.Engine, {self.n_anchors} anchors>"

"""A report in a notebook: nothing that a certificate says is markup, hides, or turns what stands beside it."""

from __future__ import annotations

import unicodedata
import xml.etree.ElementTree

import certpolicy
import pytest
import servers
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.x509.name import _ASN1Type
from cryptography.x509.oid import NameOID
from servers import datetime, ec

#: A name in two-octet characters, so that it can be made one that no text can hold.
MARK = "ABCD"

HOSTILE = {
    "markup": "</td><script>alert(1)</script><img src=x onerror=alert(1)>",
    "quotes": "\"' onmouseover=alert(1) &lt;&#60;&amp;",
    "directions": "gnp.\u202eexe.\u2066a\u2069\u061c\u200f",
    "unseen": "a\u200bb\u00adc\u2060d\ufeffe\U000e0041f\u180eg",
    "controls": "a\x00b\x1b[31mc\rd\x7fe\x9bf",
    "separators": "a\u2028b\u2029c\u0085d",
    "long": "x" * 20000,
    "long in two octets": "\u4f60" * 20000,
    "nothing": " ",
}


def chain(common: str, *names: str, two_octets: bool = False) -> bytes:
    """The DER of a self-signed certificate with these names."""
    key = ec.generate_private_key(ec.SECP256R1())
    kind = _ASN1Type.BMPString if two_octets else _ASN1Type.UTF8String
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common, kind, _validate=False)])
    start = datetime.datetime.now(datetime.timezone.utc) - datetime.timedelta(days=1)
    builder = (x509.CertificateBuilder().subject_name(subject).issuer_name(subject).public_key(key.public_key())
               .serial_number(7).not_valid_before(start).not_valid_after(start + datetime.timedelta(days=60)))
    if names:
        builder = builder.add_extension(x509.SubjectAlternativeName([x509.DNSName(name) for name in names]), False)
    return builder.sign(key, hashes.SHA256()).public_bytes(servers.serialization.Encoding.DER)


def pages(der: bytes) -> list[str]:
    """The HTML of a judgement and of a description, both read as XML and as UTF-8."""
    engine = certpolicy.Engine()
    engine.add_rule("x-echo", "warn", "echo", lambda facts: facts.add_finding(-1, facts.subject(0)))
    request = certpolicy.Request(der, peer="localhost")
    made = [engine.evaluate(request, "dev-allow")._repr_html_(), engine.describe(request)._repr_html_()]
    for page in made:
        page.encode()
        xml.etree.ElementTree.fromstring(page)
    return made


def check(page: str) -> None:
    allowed = {"div", "p", "table", "tr", "th", "td", "span", "details", "summary", "code"}
    tree = xml.etree.ElementTree.fromstring(page)
    assert {element.tag for element in tree.iter()} <= allowed
    assert {name for element in tree.iter() for name in element.attrib} <= {"style"}
    hidden = {c for c in page if unicodedata.category(c)[0] == "C" or unicodedata.category(c) in ("Zl", "Zp")}
    assert hidden <= {"\t", "\n"}
    assert len(page) < 100000


@pytest.mark.parametrize("name", HOSTILE)
def test_a_name_is_text_only(name):
    for page in pages(chain(HOSTILE[name])):
        check(page)


def test_lone_surrogates_of_a_certificate():
    der = chain(MARK, two_octets=True).replace(MARK.encode("utf-16-be"), b"\xd8\x00\x00<\xdc\x00\x00>")
    for page in pages(der):
        check(page)


def test_many_names_are_counted():
    page = pages(chain("many", *(f"host-{n}.example.org" for n in range(500))))[0]
    check(page)
    assert "and 488 more" in page
    assert "host-11.example.org" in page


class Said(certpolicy.Report):
    """A report whose words have come to Python unescaped, whatever the library does with them."""

    words = ""

    def _loaded(self):
        finding = {"code": self.words, "action": "deny", "message": self.words, "why": self.words,
                   "remediation": self.words}
        return {"certificates": [{"subject": self.words, "issuer": self.words, "not_before": self.words,
                                  "names": [self.words] * 3}],
                "classification": {"validation": self.words, "recommended_scope": [self.words],
                                   "encryption": {"key": self.words, "strength": self.words}},
                "peer": [{"dns": self.words}, {"email": self.words}],
                "findings": [finding]}


@pytest.mark.parametrize("words", [*HOSTILE.values(), "a\ud800b", "\udcff", "".join(map(chr, range(1500)))])
def test_words_that_nobody_escaped(words):
    made = Said(certpolicy.Engine().evaluate(certpolicy.Request(b"x", peer="localhost"))._native)
    made.words = words[:1500]
    check(made._repr_html_())


def test_a_description_has_findings_without_an_action():
    described = certpolicy.Engine().describe(certpolicy.Request(b"no certificate"))
    assert described.findings
    for finding in described.findings:
        assert finding.action is None
        assert repr(finding) == f"<certpolicy.Finding {finding.code}: {finding.message}>"
    assert repr(described).startswith("<certpolicy.Report described: ")
    assert f"[{described.findings[0].code}]" in described.why
    check(described._repr_html_())


@pytest.mark.parametrize(("said", "shown"), [
    ({"peer": "localhost"}, "localhost"), ({"peer": ["a.example", {"email": "a@b.example"}]}, "a.example, a@b.example"),
    ({"peer": None}, "no name is checked"), ({}, None)])
def test_a_page_says_whom_it_is_about(said, shown):
    page = certpolicy.Engine().evaluate(certpolicy.Request(chain("one"), **said))._repr_html_()
    check(page)
    rows = {row[0].text: row[1].text for row in xml.etree.ElementTree.fromstring(page).iter("tr")}
    assert rows.get("peer") == shown
    assert rows["encryption"] == "EC secp256r1 (strong)"

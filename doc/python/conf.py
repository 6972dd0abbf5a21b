"""Sphinx: the pages of the Python package. `make html` sets the path to the package as it was built."""

from __future__ import annotations

import doctest
import importlib.util
import pathlib
import sys

HERE = pathlib.Path(__file__).resolve().parent
sys.path.insert(0, str(HERE))

import certpolicy

project = "certpolicy for Python"
author = "the authors of libcertpolicy"
version = release = certpolicy.version
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.doctest", "sphinx.ext.napoleon", "code_table",
              "plain_docstrings"]
exclude_patterns = ["_build"]
#: The modules for client libraries are read with their libraries only.
CLIENTS = ("aiohttp", "httpx", "pymongo", "redis", "requests", "urllib3", "websockets")
if absent := [name for name in CLIENTS if importlib.util.find_spec(name) is None]:
    print(f"api-clients is left out: {', '.join(absent)} not installed")
    exclude_patterns.append("api-clients.md")
myst_enable_extensions = ["deflist"]
myst_heading_anchors = 3
#: `name` in a docstring is code.
default_role = "code"

html_theme = "alabaster"
html_theme_options = {"description": "Browser-grade certificate policy for every program",
                      "fixed_sidebar": True, "page_width": "68em",
                      "body_max_width": "none", "code_font_size": "0.85em"}
html_copy_source = False
html_show_copyright = False

napoleon_numpy_docstring = False
autodoc_member_order = "bysource"
autodoc_typehints_format = "short"
autodoc_preserve_defaults = True

nitpicky = True
#: Older versions of Sphinx find certpolicy.native.Engine beside certpolicy.Engine and say so; they take the latter.
suppress_warnings = ["ref.python"]
nitpick_ignore_regex = [
    # Python's own, cryptography's and the client libraries': their inventories would have to be fetched.
    (r"py:.*", r"(asyncio|collections|cryptography|datetime|enum|os|pathlib|pytest|ssl|types"
               r"|typing|urllib|_?warnings)\..*"),
    (r"py:.*", rf"({'|'.join(CLIENTS)})\..*"),
    (r"py:.*", r"(Any|BaseException|Callable|Exception|Iterable|Iterator|Literal|Mapping|NoReturn|Optional|Union"
               r"|UserWarning|TLSVersion|VerifyMode|Options|Purpose|Enum|SSLObject|SSLSocket|PathLike"
               r"|bool|bytearray|bytes|classmethod|datetime|dict|int|list|memoryview|object|str|tuple)"),
]

nitpick_ignore = [
    # Unions with a name for annotations only; api.md says what they are.
    ("py:class", "RequestLike"), ("py:class", "CertificateLike"), ("py:class", "Observer"),
    # Before Python 3.10 annotations are taken as they are written.
    ("py:class", "Octets"), ("py:class", "Path"), ("py:class", "BaseAdapter"), ("py:class", "_sync.ClientConnection"),
]

#: Examples run in a folder of their own, see examples.py.
doctest_global_setup = f"""
import sys
sys.path.insert(0, {str(HERE)!r})
import examples
examples.enter()
"""
doctest_global_cleanup = "examples.leave()"
doctest_test_doctest_blocks = ""
doctest_default_flags = doctest.ELLIPSIS | doctest.DONT_ACCEPT_TRUE_FOR_1

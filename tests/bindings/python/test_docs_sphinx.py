"""The pages of the package: they build without a warning, and their examples give what they say."""

from __future__ import annotations

import inspect
import os
import pathlib
import re
import subprocess
import sys

import pytest

import certpolicy
from certpolicy import native

pytest.importorskip("sphinx", reason="Sphinx is not here (tests/bindings/python/requirements.txt)")
pytest.importorskip("myst_parser", reason="myst-parser is not here (tests/bindings/python/requirements.txt)")

PAGES = pathlib.Path(__file__).resolve().parents[3] / "doc/python"


def sphinx(builder: str, folder: pathlib.Path) -> str:
    """What it printed; fails when it warned, or an example gave something else."""
    package = pathlib.Path(certpolicy.__file__).parents[1]
    path = os.pathsep.join(filter(None, [str(package), os.environ.get("PYTHONPATH")]))
    done = subprocess.run(
        [sys.executable, "-m", "sphinx", "-W", "-n", "--keep-going", "-q", "-b", builder, "-d", folder / "trees",
         PAGES, folder / builder],
        env={**os.environ, "PYTHONPATH": path, "PYTHONDONTWRITEBYTECODE": "1"}, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, text=True, timeout=900)
    assert done.returncode == 0, done.stdout
    return done.stdout


def test_the_pages_build_without_a_warning(tmp_path):
    sphinx("html", tmp_path)
    table = (tmp_path / "html/codes.html").read_text()
    for code in certpolicy.codes():
        assert f">{code}<" in re.sub(r"</?span[^>]*>", "", table)
    assert "certpolicy_engine_add_anchors()" in (tmp_path / "html/native.html").read_text()
    api = (tmp_path / "html/api.html").read_text()
    missing = [name for name in certpolicy.__all__ if f'id="certpolicy.{name}"' not in api]
    assert missing == []


def test_every_method_of_the_generated_layer_says_what_it_does():
    silent = [f"{kind.__name__}.{name}" for kind in (native.Engine, native.Facts, native.Guard, native.Policy,
                                                     native.Report, native.Request)
              for name, method in vars(kind).items() if inspect.isfunction(method) and name[0] != "_"
              and not (method.__doc__ or "").strip()]
    assert silent == []
    assert inspect.isfunction(native.Engine.judge)


def test_the_examples_give_what_the_pages_say(tmp_path):
    pytest.importorskip("trustme", reason="trustme is not here: it makes the examples' certificates")
    sphinx("doctest", tmp_path)
    said = (tmp_path / "doctest/output.txt").read_text()
    tests, failed = (int(re.search(rf"(\d+) {what}", said)[1]) for what in (r"tests?\n", "failures? in tests"))
    assert tests >= 100
    assert failed == 0

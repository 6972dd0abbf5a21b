"""Builds certpolicy._native against the installed libcertpolicy, which pkg-config finds.

From the tree SWIG writes the wrapper; a source distribution carries it, and needs no SWIG. Everything
that is made lies below build/python. What a distribution is called and holds says pyproject.toml.
"""

from __future__ import annotations

import pathlib
import re
import shlex
import shutil
import subprocess
from typing import Any

from setuptools import Extension, setup
from setuptools.command.build_ext import build_ext
from setuptools.command.build_py import build_py
from setuptools.command.sdist import sdist

ROOT = pathlib.Path(__file__).parent
MADE = pathlib.Path("build/python")
WRAPPER = pathlib.Path("bindings/python/generated")


def version() -> str:
    """The version of the tree, which stands in configure.ac alone."""
    found = re.search(r"AC_INIT\(\[certpolicy\], \[([^\]]+)\]\)", (ROOT / "configure.ac").read_text())
    if found is None:
        raise SystemExit("certpolicy: configure.ac says no version")
    return found[1]


def pkg_config(*arguments: str) -> list[str]:
    """What pkg-config says of libcertpolicy; ends the build, saying why, when it is not installed."""
    try:
        run = subprocess.run(["pkg-config", "--print-errors", *arguments, f"certpolicy >= {version()}"],
                             capture_output=True, text=True)
    except FileNotFoundError:
        raise SystemExit("certpolicy: pkg-config was not found (Debian: package pkg-config)") from None
    if run.returncode != 0:
        raise SystemExit(
            f"{run.stderr}\ncertpolicy: libcertpolicy {version()} or later and its headers have to be installed "
            "first, and PKG_CONFIG_PATH has to name the folder of certpolicy.pc where pkg-config does not look")
    return shlex.split(run.stdout)


def generate() -> None:
    """Has SWIG write the wrapper, but in an unpacked source distribution, which brings it."""
    if (ROOT / "PKG-INFO").exists():
        return
    if shutil.which("swig") is None:
        raise SystemExit("certpolicy: swig was not found (Debian: package swig)")
    subprocess.run(["bindings/python/generate", ".", WRAPPER / "native_wrap.c", WRAPPER], check=True)


class BuildPython(build_py):
    """The modules, with the one that SWIG wrote, in a folder that holds nothing of earlier builds."""

    def run(self) -> None:
        """Copies what belongs into the package."""
        if self.editable_mode:
            raise SystemExit("certpolicy: part of the package is made, and so it cannot be installed as editable")
        shutil.rmtree(self.build_lib, ignore_errors=True)
        generate()
        super().run()
        self.copy_file(str(WRAPPER / "native.py"), str(pathlib.Path(self.build_lib, "certpolicy", "native.py")))


class BuildExtension(build_ext):
    """The extension, compiled as the installed library asks for."""

    def build_extension(self, ext: Any) -> None:
        """Compiles and links against the library that pkg-config names."""
        # Generated code is not ours to warn about.
        ext.extra_compile_args = ["-w", "-fvisibility=hidden", *pkg_config("--cflags")]
        ext.extra_link_args = pkg_config("--libs")
        super().build_extension(ext)


class SourceDistribution(sdist):
    """A source distribution that carries the wrapper."""

    def run(self) -> None:
        """Writes the wrapper before files are listed."""
        generate()
        super().run()

    def make_release_tree(self, base_dir: str, files: list[str]) -> None:
        """Leaves out the list of files that setuptools keeps among what is made."""
        super().make_release_tree(base_dir, [name for name in files if MADE not in pathlib.Path(name).parents])


MADE.mkdir(parents=True, exist_ok=True)
setup(
    version=version(),
    ext_modules=[Extension("certpolicy._native", [str(WRAPPER / "native_wrap.c")])],
    cmdclass={"build_py": BuildPython, "build_ext": BuildExtension, "sdist": SourceDistribution},
    options={"build": {"build_base": str(MADE)}, "egg_info": {"egg_base": str(MADE)}},
)

"""Source distribution, wheel, and the wheel that carries the library: each holds what it should and nothing else.

packages.py SRCDIR FOLDER makes them by this Python, for which build and setuptools are installed, against the
library that pkg-config finds; what belongs into them stands in bindings/local.mk. The wheel, which is built from the
source distribution, is then installed with its extra for pytest, which has to find the plugin by itself. The wheel that
carries the library is installed into an environment that knows of no other, and judges there.
"""

from __future__ import annotations

import os
import pathlib
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile

SRCDIR, FOLDER = (pathlib.Path(name).resolve() for name in sys.argv[1:3])
MODULES = "bindings/python/"

#: Judges a public chain by the roots that come with it, and says which libraries are loaded.
JUDGE = """
import certpolicy, pathlib, sys
chain = pathlib.Path(sys.argv[1]).read_bytes()
engine = certpolicy.Engine()
report = engine.evaluate(certpolicy.Request(chain, peer="google.com"), "public-strict")
assert (report.verdict, report.primary) == ("deny", "path.unknown-issuer"), report
assert report["classification"]["encryption"]["enabled"] is True, report
for line in pathlib.Path("/proc/self/maps").read_text().splitlines():
    if any(name in line for name in ("libcertpolicy", "libgnutls", "libp11-kit")):
        print(line.split()[-1])
"""


#: A test as users write it, who import and set nothing.
PLUGIN_TEST = """
def test_a_server(certpolicy_servers, certpolicy_engine):
    with certpolicy_servers("good") as server:
        assert server.port
"""


def makefile_list(name: str) -> set[str]:
    """The words of a variable in bindings/local.mk."""
    text = (SRCDIR / "bindings/local.mk").read_text().replace("\\\n", " ")
    found = re.search(rf"^{name} = (.*)$", text, re.MULTILINE)
    assert found, name
    return set(found[1].split())


def version() -> str:
    """The version of the tree."""
    found = re.search(r"AC_INIT\(\[certpolicy\], \[(.*?)\]", (SRCDIR / "configure.ac").read_text())
    assert found
    return found[1]


def same(what: str, held: set[str], wanted: set[str]) -> None:
    """Ends with what is too much and what is missing."""
    if held != wanted:
        sys.exit(f"{what}: beyond what it should hold: {sorted(held - wanted)}; missing: {sorted(wanted - held)}")


def files(archive: zipfile.ZipFile) -> set[str]:
    """Names of a wheel's files; folders are none."""
    return {name for name in archive.namelist() if not name.endswith("/")}


def in_source(package: set[str]) -> set[str]:
    """What the source distribution holds."""
    interface = makefile_list("CP_SWIG_SOURCES") | makefile_list("CP_PYTHON_SWIG")
    made = {f"{MODULES}generated/native.py", f"{MODULES}generated/native_wrap.c"}
    return package | interface | made | {"COPYING", "MANIFEST.in", "PKG-INFO", "configure.ac", "doc/bindings.md",
                                         "pyproject.toml", "setup.cfg", "setup.py"}


def in_wheel(package: set[str], info: str) -> set[str]:
    """What the wheel holds."""
    made = {"certpolicy/native.py", f"certpolicy/_native{sysconfig.get_config_var('EXT_SUFFIX')}"}
    about = {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/COPYING", "top_level.txt"}
    return {name[len(MODULES):] for name in package} | made | {f"{info}/{name}" for name in about}


def carried(name: str) -> bool:
    """Whether a wheel that carries the library may hold this beside the package."""
    return re.fullmatch(r"certpolicy\.libs/lib[\w.+-]+\.so[\w.]*|[^/]+\.dist-info/(sboms/[\w.]+|licenses/[\w.+-]+)",
                        name) is not None


def install(home: pathlib.Path, env: dict[str, str], *what: object) -> str:
    """A new environment with what pip is told; its Python."""
    venv.create(home, with_pip=True, clear=True)
    python = str(home / "bin/python")
    subprocess.run([python, "-m", "pip", "install", "-q", "--disable-pip-version-check", *what], check=True, env=env)
    return python


def try_plugin(wheel: pathlib.Path) -> None:
    """Installs a wheel with its extra for pytest, which finds the plugin by the entry point alone."""
    home = FOLDER / "plugin"
    env = {name: value for name, value in os.environ.items() if not name.startswith("PYTEST_")}
    python = install(home, env, f"{wheel}[pytest]")
    (home / "test_plugin.py").write_text(PLUGIN_TEST)
    run = subprocess.run([python, "-m", "pytest", "--trace-config", "-p", "no:cacheprovider", "test_plugin.py"],
                         env=env, capture_output=True, text=True, cwd=home)
    registered = rf"PLUGIN registered: <module 'certpolicy\.pytest_plugin' from '{re.escape(str(home))}/"
    if run.returncode != 0 or "1 passed" not in run.stdout or not re.search(registered, run.stdout):
        sys.exit(f"pytest does not find the plugin of the wheel by itself:\n{run.stdout}{run.stderr}")


def try_alone(wheel: pathlib.Path) -> None:
    """Installs a wheel where no library is known, and judges by it."""
    home = FOLDER / "alone"
    env = {name: value for name, value in os.environ.items()
           if name not in ("LD_LIBRARY_PATH", "PKG_CONFIG_PATH", "PKG_CONFIG_SYSROOT_DIR")}
    python = install(home, env, "--no-index", wheel)
    chain = SRCDIR / "tests/data/public-chains/google.com.pem"
    loaded = subprocess.run([python, "-c", JUDGE, chain], check=True, env=env, capture_output=True, text=True,
                            cwd=home).stdout.split()
    foreign = [name for name in loaded if not name.startswith(str(home))]
    for name in ("libcertpolicy", "libgnutls", "libp11-kit"):
        if foreign or not any(name in path for path in loaded):
            sys.exit(f"the wheel that carries the library uses {sorted(set(loaded))}")


def main() -> None:
    """Makes and holds each; a message and 1 when something is wrong."""
    package = makefile_list("CP_PYTHON_FILES") | makefile_list("CP_PYTHON_TYPES")
    name = f"certpolicy-{version()}"
    info = f"{name}.dist-info"
    subprocess.run([sys.executable, "-m", "build", "-n", "-o", FOLDER / "plain", SRCDIR], check=True)
    with tarfile.open(FOLDER / "plain" / f"{name}.tar.gz") as source:
        held = {member.name[len(name) + 1:] for member in source.getmembers() if member.isfile()}
    same("the source distribution", held, in_source(package))
    (wheel,) = (FOLDER / "plain").glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        same("the wheel", files(archive), in_wheel(package, info))
    try_plugin(wheel)
    subprocess.run([SRCDIR / "scripts/python-wheel", sys.executable, FOLDER / "whole"], check=True)
    (whole,) = (FOLDER / "whole").glob("*.whl")
    with zipfile.ZipFile(whole) as archive:
        held = files(archive)
    wanted = in_wheel(package, info)
    same("the wheel that carries the library", {name for name in held if name in wanted or not carried(name)}, wanted)
    for library in ("certpolicy", "gnutls", "nettle", "tasn1", "p11-kit", "idn2", "psl", "yaml"):
        if not any(name.startswith(f"certpolicy.libs/lib{library}-") for name in held):
            sys.exit(f"the wheel that carries the library lacks lib{library}")
    try_alone(whole)


if __name__ == "__main__":
    main()

"""A checkout with stub programs around it: set-up runs for real, nothing is installed."""

import os
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path
from typing import Self

from tests.conftest import REPOSITORY

REAL = ["cat", "chmod", "cksum", "cp", "dirname", "flock", "grep"]
REAL += ["head", "mkdir", "mv", "readlink", "rm", "sh", "sleep"]

# Stands for every Python; what it can do comes from PYTHON (a version), VENV and PIP in the environment.
PYTHON_STUB = """#!/bin/sh
here=$(dirname -- "$0")
echo "$(readlink -f -- "$0") $*" >>"$CALLS"
case "$*" in
*sys.exit*) case ${PYTHON:-3.11} in 3.11|3.12|3.13) exit 0 ;; *) exit 1 ;; esac ;;
*print*) echo "$PYTHON" ;;
*"import lightctl"*) [ -e "$here/installed" ] ;;
"-m venv "*)
    [ "${VENV:-works}" = works ] || [ -e "$CALLS.apt" ] || { echo "ensurepip is not available"; exit 1; }
    make_venv "$3" ;;
*"pip --version"*) [ -e "$here/pip" ] ;;
*"pip install"*)
    sleep "${PIP_TAKES:-0}"
    [ -z "${PIP:-}" ] || { echo "Traceback (most recent call last)"; echo "$PIP"; exit 1; }
    echo yes >"$here/installed" ;;
esac
"""
MAKE_VENV = """#!/bin/sh
mkdir -p "$1/bin"
cp "$(dirname -- "$0")/python-stub" "$1/bin/python"
printf '#!%s/bin/python\\n' "$1" >"$1/bin/pip"
printf '#!/bin/sh\\nprintf "<%%s>" "$@"\\n' >"$1/bin/lightctl"
chmod 755 "$1/bin/lightctl"
"""
UV_STUB = '#!/bin/sh\necho "uv $*" >>"$CALLS"\n[ -z "${UV:-}" ] || exit 1\nmake_venv "$6"\n'
VIRTUALENV_STUB = '#!/bin/sh\necho "virtualenv $*" >>"$CALLS"\nmake_venv "$4"\n'
APT_STUB = """#!/bin/sh
echo "apt-get $*" >>"$CALLS"
[ -z "${APT:-}" ] || exit 1
case "$*" in *install*) : >"$CALLS.apt" ;; esac
"""
STUBS = {"uv": UV_STUB, "virtualenv": VIRTUALENV_STUB, "apt-get": APT_STUB, "python3": PYTHON_STUB}


Done = subprocess.CompletedProcess[str]


@dataclass(frozen=True)
class Place:
    """A folder that holds a checkout, a `bin` that is all of PATH, and a list of what was called."""

    folder: Path
    name: str = "check out"

    @property
    def root(self) -> Path:
        return self.folder / self.name

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    def build(self, *programs: str) -> Self:
        """Lay out the checkout, and put stubs of these programs on its PATH."""
        shutil.copytree(REPOSITORY / "scripts", self.root / "scripts")
        for script in ("demo", "test"):
            shutil.copy(REPOSITORY / script, self.root)
        for text in ("pyproject.toml", "constraints.txt"):
            (self.root / text).write_text("one\n", encoding="utf-8")
        (self.folder / "bin").mkdir(exist_ok=True)
        for tool in REAL:
            found = shutil.which(tool)
            assert found, f"{tool} belongs to every Debian"
            (self.folder / "bin" / tool).symlink_to(found)
        self.program("python-stub", PYTHON_STUB)
        self.program("make_venv", MAKE_VENV)
        for name in programs:
            self.program(name, STUBS[name])
        return self

    def program(self, name: str, text: str) -> None:
        path = self.folder / "bin" / name
        path.write_text(text, encoding="utf-8")
        path.chmod(0o755)

    def start(self, script: str, *, uid: int = 1000, **knobs: str) -> subprocess.Popen[str]:
        """Start a shell text with $root set, for a user whom `id` calls uid."""
        self.program("id", f"#!/bin/sh\ncase $1 in -u) echo {uid} ;; *) echo somebody ;; esac\n")
        calls = str(self.folder / "calls")
        environment = {"PATH": str(self.folder / "bin"), "CALLS": calls, "root": str(self.root), **knobs}
        # A run in the background has Ctrl-C ignored for good, which no shell could trap any more.
        command = ["/usr/bin/env", "--default-signal=INT", "/bin/sh", "-euc", script]
        pipe = subprocess.PIPE
        return subprocess.Popen(
            command, cwd="/", env=environment, stdout=pipe, stderr=pipe, text=True, start_new_session=True
        )

    def sh(self, script: str, *, uid: int = 1000, **knobs: str) -> Done:
        """Run such a text to its end."""
        process = self.start(script, uid=uid, **knobs)
        out, err = process.communicate(timeout=20)
        return Done(script, process.returncode, out, err)

    def set_up(self, kind: str = "run", *, uid: int = 1000, **knobs: str) -> Done:
        return self.sh(f'. "$root/scripts/setup.sh"; set_up {kind}', uid=uid, **knobs)

    def called(self, words: str) -> int:
        """How many calls of stub programs held these words, since the last time that was asked."""
        calls = self.folder / "calls"
        lines = calls.read_text(encoding="utf-8").splitlines() if calls.exists() else []
        return sum(words in line for line in lines)

    def forget_calls(self) -> None:
        os.truncate(self.folder / "calls", 0)


def sentence(done: Done) -> str:
    """The last line of a set-up that gave up: it must have ended with status 1 and no traceback."""
    assert done.returncode == 1, done.stderr
    assert "Traceback" not in done.stderr + done.stdout
    last = done.stderr.strip().splitlines()[-1]
    assert last.endswith(".")
    return last

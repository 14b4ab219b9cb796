"""The test programs that libmodbus brings along as sources, compiled here with another port."""

import re
import subprocess
from pathlib import Path

from tests.conftest import lacking, require_tool

EXAMPLES = Path("/usr/share/doc/libmodbus-dev/examples")
THEIR_PORT = "1502"


def compiled(program: str, port: int, folder: Path) -> Path:
    """Path of the program, built to speak on that port of loopback; else the test is skipped or fails."""
    source = EXAMPLES / f"{program}.c"
    if not source.exists():
        lacking("libmodbus-dev with its test programs is not installed here")
    changed = folder / source.name
    text, count = re.subn(rf"\b{THEIR_PORT}\b", str(port), source.read_text("utf-8"))
    assert count, f"{program} no longer speaks on port {THEIR_PORT}"
    changed.write_text(text, encoding="utf-8")
    built = folder / program
    words = [require_tool("cc"), "-w", "-I", "/usr/include/modbus", "-I", str(EXAMPLES), "-o", str(built)]
    done = subprocess.run(
        [*words, str(changed), "-lmodbus"], capture_output=True, text=True, check=False, timeout=60
    )
    assert done.returncode == 0, done.stderr
    return built

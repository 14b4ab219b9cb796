"""Runs a program for as long as standard input stays open: who started it may be killed, and it ends too.

    python leash.py PROGRAM WORDS…

The kernel closes the pipe of whoever dies, however it dies. (A signal at a parent's death would not do: it is
forgotten by a program that changes its user, as mosquitto does when root starts it.) A script of its own
that needs nothing but the standard library, so that it starts at once.
"""

import os
import signal
import subprocess
import sys
import threading

ENDS_WITHIN_S = 2.0
STDIN, READ_BYTES = 0, 64


def run(words: list[str]) -> int:
    """The program's exit status; negative for the signal that ended it."""
    with subprocess.Popen(words, stdin=subprocess.DEVNULL) as program:
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, lambda *_: program.terminate())
        threading.Thread(target=_hold, args=(program,), daemon=True).start()
        return program.wait()


def _hold(program: "subprocess.Popen[bytes]") -> None:
    while os.read(STDIN, READ_BYTES):
        """Nothing that is said here matters."""
    program.terminate()
    try:
        program.wait(ENDS_WITHIN_S)
    except subprocess.TimeoutExpired:
        program.kill()


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))

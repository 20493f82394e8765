"""Finds and runs the command line ``inflaton``: its progress, its errors, and how it is stopped."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import signal
import subprocess
import sys
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Callable, Sequence, Union

#: What ``progress`` may be: None to show a line where the error stream is a terminal, True to show it anyhow, False to be still, or a
#: function that is given each line.
Progress = Union[None, bool, Callable[[str], None]]

_SUCCESS, _BAD_INPUT, _NUMERICAL_FAILURE, _INTERRUPTED = 0, 2, 3, 130
_PROGRESS = re.compile(r"^(Preparing|Kernel|Predicting|Training|Solving|Writing|Scan|Planning|inflaton: building)\b.*")
_PROBLEM = re.compile(r"^(?P<file>.+?)(?::(?P<line>\d+))?: (?:(?P<key>[A-Za-z_][\w.\-]*): )?(?P<text>.+)$", re.DOTALL)


@dataclass(frozen=True)
class Problem:
    """One thing wrong with what was given."""

    #: The file, ``--set`` for a value given by name, or ``inflaton``.
    file: str
    #: Line in the file; None where there is none.
    line: int | None
    #: Dotted path of the key, such as ``network.hidden``; None where the whole is meant.
    key: str | None
    #: What is wrong, and what to do.
    text: str

    @staticmethod
    def parse(line: str) -> "Problem":
        """Reads a line of the command's."""
        found = _PROBLEM.match(line)
        if found is None:
            return Problem("inflaton", None, None, line)
        return Problem(found["file"], int(found["line"]) if found["line"] else None, found["key"], found["text"])


class CommandError(RuntimeError):
    """The command failed, or is not there."""


class InputError(ValueError):
    """What was given cannot be used: :attr:`problems` has everything that is wrong, as does the message."""

    def __init__(self, lines: Sequence[str]) -> None:
        super().__init__("\n".join(lines) or "inflaton: refused without a word")
        #: Everything that is wrong.
        self.problems: list[Problem] = [Problem.parse(line) for line in lines]


class Interrupted(KeyboardInterrupt):
    """Ctrl-C: the command was asked to stop and wrote what it had, which is :attr:`result` (None where it had nothing)."""

    def __init__(self) -> None:
        super().__init__("stopped; what was recorded is in the exception's result")
        #: What was found until then.
        self.result: Any = None


@dataclass(frozen=True)
class Command:
    """How the command line is called."""

    #: The words before its own, the program first.
    words: tuple[str, ...]

    def run(self, arguments: Sequence[str], progress: Progress = None, cwd: Path | None = None) -> tuple[int, str, list[str]]:
        """Runs it to its end.

        Returns the exit code (0, or 3 for a numerical failure, whose outputs are written), standard output, and what was said beside
        progress. Raises :class:`InputError`, :class:`Interrupted` or :class:`CommandError`. At Ctrl-C the command is asked to stop, and
        waited for; a second one ends it.
        """
        try:
            # A session of its own, so that a terminal's Ctrl-C reaches it once, from here.
            process = subprocess.Popen(
                [*self.words, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL, cwd=cwd,
                text=True, encoding="utf-8", errors="replace", start_new_session=True)
        except OSError as error:
            raise CommandError(f"{self.words[0]}: cannot be run ({error}). Set INFLATON to the command.") from error
        said: list[str] = []
        output: list[str] = []
        show = _Show(progress)
        readers = [
            threading.Thread(target=_read_errors, args=(process.stderr, said, show), daemon=True),
            threading.Thread(target=lambda: output.append(process.stdout.read()), daemon=True),
        ]
        for reader in readers:
            reader.start()
        interrupted = False
        try:
            try:
                process.wait()
            except KeyboardInterrupt:
                interrupted = True
                process.send_signal(signal.SIGINT)
                process.wait()
        except KeyboardInterrupt:
            process.kill()
            process.wait()
            raise
        finally:
            if process.poll() is None:
                process.kill()
                process.wait()
            for reader in readers:
                reader.join()
            process.stdout.close()
            process.stderr.close()
            show.end()
        code = process.returncode
        if interrupted or code == _INTERRUPTED:
            raise Interrupted()
        if code == _BAD_INPUT:
            raise InputError(said)
        if code not in (_SUCCESS, _NUMERICAL_FAILURE):
            raise CommandError("\n".join([f"{' '.join(self.words)} ended with exit code {code}:", *said]))
        return code, "".join(output), said


def find_command() -> Command:
    """The command that will be run; raises :class:`CommandError` where there is none.

    The environment variable ``INFLATON`` comes first, then the script ``inflaton`` of the checkout that this package lies in, then
    ``inflaton`` on the ``PATH``.
    """
    named = os.environ.get("INFLATON")
    if named:
        return Command((named,) if os.path.exists(named) else tuple(shlex.split(named, posix=os.name != "nt")))
    checkout = Path(__file__).resolve().parents[2] / "inflaton"
    if checkout.is_file() and (checkout.parent / "Inflaton.slnx").is_file():
        return Command((str(checkout),))
    installed = shutil.which("inflaton")
    if installed:
        return Command((installed,))
    raise CommandError(
        "The command inflaton is not found. Set INFLATON to it, put it on the PATH, or use the package from a checkout of the repository.")


class _Show:
    """Progress on one line of the error stream, or passed on."""

    def __init__(self, progress: Progress) -> None:
        self._pass = progress if callable(progress) else None
        self._shows = progress is True or (progress is None and sys.stderr is not None and sys.stderr.isatty())
        self._width = 0

    def line(self, text: str) -> None:
        if self._pass is not None:
            self._pass(text)
        elif self._shows:
            sys.stderr.write("\r" + text.ljust(self._width))
            sys.stderr.flush()
            self._width = len(text)

    def end(self) -> None:
        if self._width > 0:
            sys.stderr.write("\r" + " " * self._width + "\r")
            sys.stderr.flush()


def _read_errors(stream: Any, said: list[str], show: _Show) -> None:
    for line in stream:
        text = line.rstrip("\n")
        if _PROGRESS.match(text):
            show.line(text)
        elif text:
            said.append(text)

"""Predicts how wide neural networks train, by the equations of a scalar field in an expanding Universe.

The functions run the command line ``inflaton`` and read what it writes: :func:`run`, :func:`kernel`, :func:`tune`, :func:`scan`,
:func:`universe`, :func:`lattice`, :func:`fit`. Only NumPy is needed; tables are pandas' where it is installed, and networks may be
PyTorch's where that is.

The command is the one that the environment variable ``INFLATON`` names (a program, or a program with words before its options), else
``inflaton`` of the checkout that this package lies in, else ``inflaton`` on the ``PATH``.
"""

from .command import Command, CommandError, InputError, Interrupted, Problem, find_command
from .network import load_network, read_safetensors, save_network, write_safetensors
from .results import Result, ScanResult, TuneResult
from .studies import fit, kernel, lattice, run, scan, tune, universe

__version__ = "0.1.0"

__all__ = [
    "Command", "CommandError", "InputError", "Interrupted", "Problem", "Result", "ScanResult", "TuneResult", "find_command", "fit",
    "kernel", "lattice", "load_network", "read_safetensors", "run", "save_network", "scan", "tune", "universe", "write_safetensors",
]

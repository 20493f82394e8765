"""The commands as functions."""

from __future__ import annotations

import json
import os
import shutil
import tempfile
import weakref
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Sequence, Union

import numpy as np

from .command import Interrupted, Progress, find_command
from .network import PathLike, is_module, save_network
from .results import Result, ScanResult, TuneResult

#: A file, or what stands in one: a mapping of keys to numbers, texts, lists, arrays, mappings. Arrays become lists, a
#: ``pandas.DataFrame`` where a path belongs becomes a file, and so does a PyTorch module where a network or its weights do. Paths in a
#: mapping are relative to the current folder.
Description = Union[PathLike, Mapping[str, Any]]

_ENDINGS = (".csv", ".npy", ".npz", ".safetensors", ".yaml", ".yml")


def run(
        experiment: Description, *, train: bool = True, resume: bool = False, out: PathLike | None = None, pictures: bool = False,
        overwrite: bool = False, threads: int | None = None, progress: Progress = None, **set: Any) -> Result:
    """Predicts the training of a network, trains it, and holds the two against each other.

    ``experiment`` is an experiment file or a mapping of its keys; further names are keys that replace the file's, ``__`` standing for the
    dot: ``run("diabetes.yaml", epochs=100, network__hidden=[64, 64])``. ``train=False`` predicts only, ``resume`` goes on with the training
    that ``out`` holds. Results are written to ``out``; left out, to a folder that lives as long as the result. ``progress`` is True, False,
    or a function of a line.

    Raises :class:`~inflaton.InputError` with everything that is wrong. A numerical failure is a result whose ``status`` says so. Ctrl-C
    raises :class:`~inflaton.Interrupted`, a ``KeyboardInterrupt`` with what was found in ``result``.
    """
    options = [*([] if train else ["--no-train"]), *(["--resume"] if resume else []), *(["--overwrite"] if overwrite else [])]
    return _study("run", experiment, set, Result, options, out, pictures, threads, progress)


def universe(
        universe: Description, *, out: PathLike | None = None, pictures: bool = False, overwrite: bool = False, threads: int | None = None,
        progress: Progress = None, **set: Any) -> Result:
    """The universe of a universe file: background, perturbations and spectra. As :func:`run` for the rest."""
    return _study("universe", universe, set, Result, ["--overwrite"] if overwrite else [], out, pictures, threads, progress)


def lattice(
        lattice: Description, *, resume: bool = False, out: PathLike | None = None, pictures: bool = False, overwrite: bool = False,
        threads: int | None = None, progress: Progress = None, **set: Any) -> Result:
    """Fields on a lattice in their universe. ``resume`` goes on with what ``out`` holds. As :func:`run` for the rest."""
    options = [*(["--resume"] if resume else []), *(["--overwrite"] if overwrite else [])]
    return _study("lattice", lattice, set, Result, options, out, pictures, threads, progress)


def fit(
        fit: Description, *, resume: bool = False, out: PathLike | None = None, pictures: bool = False, overwrite: bool = False,
        threads: int | None = None, progress: Progress = None, **set: Any) -> Result:
    """Parameters of a potential from the sky. ``resume`` goes on with what ``out`` holds. As :func:`run` for the rest."""
    options = [*(["--resume"] if resume else []), *(["--overwrite"] if overwrite else [])]
    return _study("fit", fit, set, Result, options, out, pictures, threads, progress)


def tune(
        experiment: Description, *, target_loss: float | None = None, epochs: int | None = None, trials: int | None = None,
        verify: bool = False, out: PathLike | None = None, pictures: bool = False, threads: int | None = None, progress: Progress = None,
        **set: Any) -> TuneResult:
    """Learning rate and momentum for an experiment, by the theory and a few trial trainings.

    The recommendation for PyTorch is ``tune(...).pytorch``, with ``learning_rate`` and ``momentum``. ``epochs`` is the goal; the
    experiment's own key is set by ``**{"epochs": ...}`` in the mapping. As :func:`run` for the rest.
    """
    options: list[str] = []
    for name, value in (("--target-loss", target_loss), ("--epochs", epochs), ("--trials", trials)):
        options += [] if value is None else [name, repr(value)]
    return _study("tune", experiment, set, TuneResult, options + (["--verify"] if verify else []), out, pictures, threads, progress)


def kernel(
        network: Any = None, inputs: Any = None, *, out: PathLike | None = None, pictures: bool = False, threads: int | None = None,
        progress: Progress = None, **keys: Any) -> Result:
    """The tangent kernel of a network on inputs, its spectrum, and what follows from them.

    ``network`` is a PyTorch module, a file of weights, or a kernel file (``.yaml``); None, with ``kernel="infinite"`` and ``hidden``,
    takes the limit of infinite width. ``inputs`` is an array [N, d], a ``pandas.DataFrame``, a PyTorch tensor or a file. Further names
    are keys of kernel files: ``activation``, ``test_inputs``, ``learning_rate``, ``momentum``, ``weight_std``, ….
    The kernel is ``result["kernel"]``, its eigenvalues ``result["eigenvalues"]``.
    """
    if isinstance(network, (str, os.PathLike)) and str(network).lower().endswith((".yaml", ".yml")):
        with _Folder(out) as folder:
            tables = {"inputs": inputs, "test_inputs": keys.pop("test_inputs", None)}
            given = {name: _table(value, folder, name) for name, value in tables.items() if value is not None}
            return _study("kernel", network, {**given, **keys}, Result, [], out, pictures, threads, progress, folder)
    with _Folder(out) as folder:
        description: dict[str, Any] = {"inputs": inputs, **{_dotted(name): value for name, value in keys.items()}}
        if is_module(network):
            section = save_network(network, folder.file("network.safetensors"), description.get("activation"))
            if "output_scale" in section:
                raise ValueError(
                    f"the module scales its outputs by c = {section['output_scale']!r}, and the kernel would be that of the outputs "
                    "before: take the kernel of the unscaled network and multiply it by c²")
            description = {**description, **section}
        elif network is not None:
            description["weights"] = os.fspath(network)
        for name in ("inputs", "test_inputs"):
            if description.get(name) is None:
                description.pop(name, None)
            else:
                description[name] = _table(description[name], folder, name)
        return _study("kernel", description, {}, Result, [], out, pictures, threads, progress, folder)


def scan(
        scan: Description, *, out: PathLike | None = None, jobs: int | None = None, progress: Progress = None) -> ScanResult:
    """Runs a study for many values of its settings. The same call with the same ``out`` goes on from where it was stopped."""
    with _Folder(out) as folder:
        try:
            find_command().run(
                ["scan", _file(scan, folder, "scan"), "--out", str(folder.results), "--csv",
                 *([] if jobs is None else ["--jobs", str(jobs)])],
                progress)
        except Interrupted as stopped:
            stopped.result = _read(ScanResult, folder)
            raise
        return ScanResult(folder.results, folder.keep())


def _study(
        command: str, description: Description, keys: Mapping[str, Any], kind: type, options: Sequence[str], out: PathLike | None,
        pictures: bool, threads: int | None, progress: Progress, given: "_Folder | None" = None) -> Any:
    with given or _Folder(out) as folder:
        arguments = [command, _file(description, folder, command), "--out", str(folder.results), *options]
        arguments += [] if pictures else ["--no-pictures"]
        arguments += [] if threads is None else ["--threads", str(threads)]
        for name, value in keys.items():
            key = _dotted(name)
            arguments += ["--set", f"{key}={json.dumps(_plain(value, folder, key), ensure_ascii=False)}"]
        try:
            find_command().run(arguments, progress)
        except Interrupted as stopped:
            stopped.result = _read(kind, folder)
            raise
        return kind(folder.results, folder.keep())


def _read(kind: type, folder: "_Folder") -> Any:
    """What a stopped command left; None where there is nothing whole."""
    try:
        return kind(folder.results, folder.keep())
    except (OSError, ValueError):
        return None


class _Folder:
    """Where a study's results go, and beside them what it is given."""

    def __init__(self, out: PathLike | None) -> None:
        self._kept = False
        self._beside = Path(tempfile.mkdtemp(prefix="inflaton-"))
        self._remove = weakref.finalize(self, shutil.rmtree, self._beside, ignore_errors=True)
        self.results = self._beside / "out" if out is None else Path(out).resolve()
        self._out = out

    def __enter__(self) -> "_Folder":
        return self

    def __exit__(self, *_: Any) -> None:
        if not self._kept:
            self._remove()

    def file(self, name: str) -> Path:
        """A file that is given to the command: in the results' folder where there is one, so that it outlives the call."""
        folder = self._beside if self._out is None else self.results / "given"
        folder.mkdir(parents=True, exist_ok=True)
        return folder / name

    def keep(self) -> Any:
        """What has to be held as long as the results are in use."""
        self._kept = self._out is None
        return self if self._kept else None


def _dotted(name: str) -> str:
    return name.replace("__", ".")


def _file(description: Description, folder: _Folder, name: str) -> str:
    """The file of a description."""
    if isinstance(description, (str, os.PathLike)):
        return os.fspath(description)
    if not isinstance(description, Mapping):
        raise TypeError(f"{type(description).__name__} is neither a file nor a mapping of keys")
    path = folder.file(f"{name}.yaml")
    path.write_text(json.dumps(_plain(description, folder, ""), ensure_ascii=False, indent=1), encoding="utf-8")
    return str(path)


def _table(value: Any, folder: _Folder, name: str) -> str:
    """Inputs as a file."""
    if isinstance(value, (str, os.PathLike)):
        return str(Path(value).resolve())
    if hasattr(value, "to_csv"):
        path = folder.file(f"{name}.csv")
        value.to_csv(path, index=False)
    else:
        path = folder.file(f"{name}.npy")
        np.save(path, np.asarray(_array(value), dtype=float))
    return str(path)


def _array(value: Any) -> Any:
    return value.detach().cpu().numpy() if hasattr(value, "detach") else value


def _plain(value: Any, folder: _Folder, key: str) -> Any:
    """A value as JSON has it, which YAML reads."""
    if is_module(value):
        section = save_network(value, folder.file(f"{key.replace('.', '-') or 'network'}.safetensors"))
        return section if key.rpartition(".")[2] != "weights" else section["weights"]
    if isinstance(value, Mapping):
        inner = {str(_dotted(str(name))): one for name, one in value.items()}
        if is_module(inner.get("weights")):
            path = folder.file("network.safetensors")
            inner = {**save_network(inner["weights"], path, inner.get("activation")), **{k: v for k, v in inner.items() if k != "weights"}}
        return {name: _plain(one, folder, f"{key}.{name}" if key else name) for name, one in inner.items()}
    if hasattr(value, "to_csv"):
        return _table(value, folder, key.replace(".", "-"))
    value = _array(value)
    if isinstance(value, (np.ndarray, np.generic)):
        value = value.tolist()
    if isinstance(value, os.PathLike):
        return str(Path(value).resolve())
    if isinstance(value, str):
        return str(Path(value).resolve()) if value.lower().endswith(_ENDINGS) and not key.endswith("name") else value
    if isinstance(value, (list, tuple, range)):
        return [_plain(one, folder, key) for one in value]
    if isinstance(value, float) and value != value:
        raise ValueError(f"{key}: holds NaN, which no file can; leave such rows out")
    return value

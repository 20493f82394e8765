"""What studies found, read from the folders that the command wrote."""

from __future__ import annotations

import csv
import json
import math
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np

from .network import read_safetensors

_NUMBERS = {"NaN": math.nan, "Infinity": math.inf, "-Infinity": -math.inf}
_CLOCKS = ("epochs", "efolds", "t", "time", "step")
_MOST_COLUMNS = 64


def read_json(path: Path) -> Any:
    """A JSON file whose words NaN, Infinity and -Infinity are numbers."""
    return _numbers(json.loads(path.read_text(encoding="utf-8")))


def _numbers(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _numbers(inner) for key, inner in value.items()}
    if isinstance(value, list):
        return [_numbers(inner) for inner in value]
    return _NUMBERS.get(value, value) if isinstance(value, str) else value


class Result(Mapping):
    """What a study found: a mapping from the names of its arrays to arrays, read when they are asked for.

    The folder of a study that was given none is removed when the result is no more in use.
    """

    def __init__(self, folder: Path, keep: Any = None) -> None:
        #: The folder with report, figures and everything else.
        self.folder = folder
        self._keep = keep
        #: ``summary.json``, numbers as numbers.
        self.summary: dict[str, Any] = read_json(folder / "summary.json")
        # Beside them lies what a stopped study can be gone on from.
        arrays = [path for path in folder.glob("*.npz") if not path.name.endswith("state.npz")]
        self._arrays: Mapping[str, np.ndarray] = np.load(arrays[0]) if arrays else {}

    def __getitem__(self, name: str) -> np.ndarray:
        return self._arrays[name]

    def __iter__(self) -> Iterator[str]:
        return iter(self._arrays)

    def __len__(self) -> int:
        return len(self._arrays)

    def __repr__(self) -> str:
        return f"<{type(self).__name__} {self.summary.get('name')}: {self.status}, {len(self)} arrays in {self.folder}>"

    @property
    def status(self) -> str:
        """How it ended: ``completed``, or in which way not, such as ``diverged``."""
        return str(self.summary.get("status") or self.summary.get("outcome") or "completed")

    @property
    def ok(self) -> bool:
        """Whether nothing failed."""
        return self.summary.get("outcome", "completed") == "completed"

    @property
    def message(self) -> str | None:
        """What there is to say of a failure; None without one."""
        return self.summary.get("message")

    @property
    def warnings(self) -> list[str]:
        """What is to be kept in mind."""
        return list(self.summary.get("warnings") or [])

    @property
    def report(self) -> Path:
        """The report, one HTML file."""
        return self.folder / "report.html"

    @property
    def initial_weights(self) -> dict[str, np.ndarray] | None:
        """The network at the start, by name; None where it was not written (see ``save_weights``)."""
        return self._weights("weights-initial.safetensors")

    @property
    def trained_weights(self) -> dict[str, np.ndarray] | None:
        """The trained network, by the names it came with; None where it was not written (see ``save_weights``)."""
        return self._weights("weights-trained.safetensors")

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` of the series over time: one row a record, one column a number.

        A component ``i`` of a series of vectors is the column ``name.i``; series with more than 64 components are left to the arrays.
        """
        import pandas

        clock = next((name for name in _CLOCKS if name in self._arrays and self._arrays[name].ndim == 1), None)
        if clock is None:
            return self._table(pandas)
        index = self._arrays[clock]
        columns: dict[str, np.ndarray] = {}
        for name in self._arrays:
            array = self._arrays[name]
            if name == clock or array.ndim == 0 or array.shape[0] != len(index) or not self._is_series(name, array, len(index)):
                continue
            flat = array.reshape(len(index), -1)
            if array.ndim == 1:
                columns[name] = array
            elif flat.shape[1] <= _MOST_COLUMNS:
                columns.update({f"{name}.{i}": flat[:, i] for i in range(flat.shape[1])})
        return pandas.DataFrame(columns, index=pandas.Index(index, name=clock))

    def _is_series(self, name: str, array: np.ndarray, records: int) -> bool:
        # Arrays over inputs or modes may happen to be as long as there are records; series over epochs are known by their names.
        if "epochs" not in self._arrays:
            return array.ndim == 1 and not name.startswith("potential_")
        known = [one[len("loss_"):] for one in self._arrays if one.startswith("loss_")]
        return name == "time" or name.startswith(("loss_", "accuracy_", "test_loss_")) or any(
            name == one or name.startswith((f"{one}_test", f"test_{one}")) for one in known)

    def _table(self, pandas: Any) -> Any:
        if "kernel" in self._arrays:
            return pandas.DataFrame(self._arrays["kernel"])
        numbers = {name: value for name, value in self.summary.items() if isinstance(value, (int, float, str, bool))}
        return pandas.DataFrame([numbers])

    def _weights(self, name: str) -> dict[str, np.ndarray] | None:
        path = self.folder / name
        return read_safetensors(path) if path.exists() else None


class TuneResult(Result):
    """What ``tune`` recommends."""

    def __init__(self, folder: Path, keep: Any = None) -> None:
        super().__init__(folder, keep)
        #: ``tuning.json``: the choice, trials, and the table by momentum.
        self.tuning: dict[str, Any] = read_json(folder / "tuning.json")

    def to_pandas(self) -> Any:
        """A ``pandas.DataFrame`` with the best rate at each momentum."""
        import pandas

        return pandas.DataFrame(self.tuning["by_momentum"])

    @property
    def learning_rate(self) -> float:
        """The recommended rate, for the loss as the experiment has it."""
        return float(self.tuning["best"]["learning_rate"])

    @property
    def momentum(self) -> float:
        """The recommended momentum."""
        return float(self.tuning["best"]["momentum"])

    @property
    def pytorch(self) -> dict[str, Any]:
        """The same for PyTorch's loss, whose scale may be another: ``optimizer``, ``loss`` and what belongs to them."""
        return dict(self.tuning["pytorch"])


class ScanResult:
    """The table of a scan, one row a run."""

    def __init__(self, folder: Path, keep: Any = None) -> None:
        #: The folder with ``scan.db``, whose view ``results`` SQL reads, and ``results.csv``.
        self.folder = folder
        self._keep = keep
        with open(folder / "results.csv", encoding="utf-8", newline="") as file:
            rows = list(csv.reader(file))
        #: Names of the columns.
        self.columns: list[str] = rows[0]
        self._rows = rows[1:]

    def __len__(self) -> int:
        return len(self._rows)

    def __getitem__(self, column: str) -> np.ndarray:
        """A column: numbers where all its cells are numbers, or empty (NaN); else texts."""
        place = self.columns.index(column)
        cells = [row[place] for row in self._rows]
        try:
            return np.array([float(cell) if cell else math.nan for cell in cells])
        except ValueError:
            return np.array(cells)

    def __repr__(self) -> str:
        return f"<ScanResult: {len(self)} runs, {len(self.columns)} columns in {self.folder}>"

    @property
    def database(self) -> Path:
        """The SQLite database."""
        return self.folder / "scan.db"

    def to_pandas(self) -> Any:
        """The table as a ``pandas.DataFrame``, a row a run, by the number of the run."""
        import pandas

        return pandas.DataFrame({name: self[name] for name in self.columns}).set_index("run")

"""Networks as files: safetensors without a further package, and PyTorch modules where PyTorch is installed."""

from __future__ import annotations

import copy
import json
import math
import os
import struct
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any, Callable, Union

import numpy as np

PathLike = Union[str, "os.PathLike[str]"]

_TYPES = {
    "F64": "<f8", "F32": "<f4", "F16": "<f2", "I64": "<i8", "I32": "<i4", "I16": "<i2", "I8": "i1", "U64": "<u8", "U32": "<u4",
    "U16": "<u2", "U8": "u1", "BOOL": "?",
}
_NAMES = {np.dtype(text): name for name, text in _TYPES.items()}
_CLOSE = 1e-9


def read_safetensors(path: PathLike) -> dict[str, np.ndarray]:
    """The tensors of a safetensors file by name, in its order. BF16 is widened to float32, exactly."""
    data = Path(path).read_bytes()
    (length,) = struct.unpack_from("<Q", data)
    header = json.loads(data[8:8 + length])
    tensors = {}
    for name, entry in header.items():
        if name == "__metadata__":
            continue
        begin, end = (8 + length + offset for offset in entry["data_offsets"])
        if entry["dtype"] == "BF16":
            array = (np.frombuffer(data[begin:end], "<u2").astype("<u4") << 16).view("<f4")
        else:
            array = np.frombuffer(data[begin:end], _TYPES[entry["dtype"]])
        tensors[name] = array.reshape(entry["shape"]).copy()
    return tensors


def write_safetensors(
        path: PathLike, tensors: Mapping[str, np.ndarray], metadata: Mapping[str, str] | None = None, bfloat16: Iterable[str] = ()) -> None:
    """Writes arrays as safetensors, in the order given; those named in ``bfloat16`` hold the upper halves of float32 as uint16."""
    narrow = set(bfloat16)
    header: dict[str, Any] = {"__metadata__": dict(metadata)} if metadata else {}
    parts, end = [], 0
    for name, array in tensors.items():
        array = np.ascontiguousarray(array).reshape(np.shape(array))
        type_name = "BF16" if name in narrow else _NAMES.get(array.dtype.newbyteorder("<") if array.dtype.byteorder == ">" else array.dtype)
        if type_name is None:
            raise ValueError(f"{name}: {array.dtype} is no type of safetensors")
        part = array.astype(array.dtype.newbyteorder("<"), copy=False).tobytes()
        header[name] = {"dtype": type_name, "shape": list(array.shape), "data_offsets": [end, end + len(part)]}
        parts.append(part)
        end += len(part)
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    Path(path).write_bytes(struct.pack("<Q", len(text)) + text + b"".join(parts))


def is_module(value: Any) -> bool:
    """Whether a value is a PyTorch module; PyTorch is not loaded to find out."""
    return any(base.__module__.split(".")[0] == "torch" and base.__name__ == "Module" for base in type(value).__mro__)


def save_network(module: Any, path: PathLike, activation: str | None = None) -> dict[str, Any]:
    """Writes a PyTorch module as a safetensors file that the command reads, under the module's own names.

    The module has to be a fully connected network: ``nn.Linear`` layers in the order in which it defines them, one activation between
    them, and perhaps a constant factor on its outputs. That is not taken on trust: what the file says is held against the module's own
    outputs on random inputs.

    Returns the keys of the section ``network`` that say the rest: ``weights``, ``layers``, ``activation`` and, where the outputs are
    scaled, ``output_scale``. ``activation`` may be left out where it is one of relu, leaky_relu, tanh, sigmoid, gelu, gelu_tanh, silu,
    softplus, erf, sin, cos, abs or identity. Raises :class:`ValueError` for any other module.
    """
    import torch

    layers = [(name, layer) for name, layer in module.named_modules() if isinstance(layer, torch.nn.Linear)]
    if not layers:
        raise ValueError("the module has no nn.Linear: only fully connected networks are known here")
    names = {f"{name}.{kind}" if name else kind for name, _ in layers for kind in ("weight", "bias")}
    strange = [name for name, _ in module.named_parameters() if name not in names]
    if strange:
        raise ValueError(f"the module has parameters that belong to no nn.Linear: {', '.join(strange[:6])}")
    dropped = [name for name, part in module.named_modules() if isinstance(part, torch.nn.modules.dropout._DropoutNd) and part.p > 0]
    if dropped:
        raise ValueError(f"{dropped[0]}: drop-out acts while the network is trained, and is not predicted; take p=0")

    found, scale = _recognize(module, [layer for _, layer in layers], activation)
    tensors, narrow = {}, []
    for name, tensor in module.state_dict().items():
        tensor = tensor.detach().cpu().contiguous()
        if tensor.dtype == torch.bfloat16:
            narrow.append(name)
            tensors[name] = tensor.view(torch.int16).numpy().view(np.uint16)
        else:
            tensors[name] = tensor.numpy()
    write_safetensors(path, tensors, {"format": "pt", "activation": found}, narrow)
    section: dict[str, Any] = {"weights": str(Path(path).resolve()), "activation": found}
    if all(name for name, _ in layers):
        section["layers"] = [name for name, _ in layers]
    if scale != 1:
        section["output_scale"] = scale
    return section


def load_network(module: Any, weights: Union[PathLike, Mapping[str, np.ndarray], Any]) -> Any:
    """Puts weights into a PyTorch module, in place, and returns it.

    ``weights`` is a safetensors file, arrays by name, or the result of a run, whose trained weights are taken.
    """
    import torch

    if hasattr(weights, "trained_weights"):
        weights = weights.trained_weights
        if weights is None:
            raise ValueError("the run wrote no weights: give save_weights='always'")
    elif not isinstance(weights, Mapping):
        weights = read_safetensors(weights)
    module.load_state_dict({name: torch.from_numpy(np.array(array)) for name, array in weights.items()})
    return module


def _recognize(module: Any, layers: Sequence[Any], activation: str | None) -> tuple[str, float]:
    """The activation, and the factor on the outputs, with which the layers in order give the module's own outputs."""
    import torch

    probe = copy.deepcopy(module).cpu().double().eval()
    inputs = torch.from_numpy(np.random.default_rng(1).standard_normal((16, layers[0].in_features)))
    try:
        with torch.no_grad():
            outputs = probe(inputs).numpy()
    except Exception as error:
        raise ValueError(f"the module does not take inputs of shape [N, {layers[0].in_features}]: {error}") from error
    if outputs.ndim == 1:
        outputs = outputs[:, None]
    matrices = [
        (layer.weight.detach().cpu().double().numpy(), None if layer.bias is None else layer.bias.detach().cpu().double().numpy())
        for layer in layers
    ]
    if any(before[0].shape[0] != after[0].shape[1] for before, after in zip(matrices, matrices[1:])):
        raise ValueError("the nn.Linear layers do not chain in the order in which the module defines them")
    slopes = {float(part.negative_slope) for part in module.modules() if isinstance(part, torch.nn.LeakyReLU)}
    known = _functions(sorted(slopes))
    if activation == "leaky_relu":
        activation = "leaky_relu(0.01)"
        known.update(_functions([0.01]))
    if activation is not None and activation not in known:
        return activation, 1.0
    for name in [activation] if activation is not None else (["identity"] if len(layers) == 1 else list(known)):
        values = inputs.numpy()
        for l, (weight, bias) in enumerate(matrices):
            values = values @ weight.T + (0 if bias is None else bias)
            values = known[name](values) if l < len(matrices) - 1 else values
        if activation is not None and not values.any() and not outputs.any():
            return name, 1.0
        if values.shape == outputs.shape and values.any():
            scale = float(np.sum(values * outputs) / np.sum(values * values))
            if scale > 0 and np.linalg.norm(outputs - scale * values) <= _CLOSE * np.linalg.norm(outputs):
                return name, 1.0 if abs(scale - 1) <= _CLOSE else scale
    if activation is not None:
        raise ValueError(f"the module is not its nn.Linear layers in order with {activation} between them, up to a positive factor")
    raise ValueError(
        "the module is not its nn.Linear layers in order with one known activation between them, up to a positive factor on its outputs; "
        f"known are {', '.join(known)}. Another that the command knows is named by activation=")


def _functions(slopes: Sequence[float]) -> dict[str, Callable[[np.ndarray], np.ndarray]]:
    erf = np.vectorize(math.erf, otypes=[float])

    def sigmoid(z: np.ndarray) -> np.ndarray:
        return 0.5 * (1 + np.tanh(0.5 * z))

    functions: dict[str, Callable[[np.ndarray], np.ndarray]] = {
        "relu": lambda z: np.maximum(z, 0), "tanh": np.tanh, "gelu": lambda z: 0.5 * z * (1 + erf(z / math.sqrt(2))),
        "gelu_tanh": lambda z: 0.5 * z * (1 + np.tanh(math.sqrt(2 / math.pi) * (z + 0.044715 * z**3))), "sigmoid": sigmoid,
        "silu": lambda z: z * sigmoid(z), "softplus": lambda z: np.logaddexp(0, z), "erf": erf, "sin": np.sin, "cos": np.cos,
        "abs": np.abs, "identity": lambda z: z,
    }
    for slope in slopes:
        functions[f"leaky_relu({slope!r})"] = lambda z, a=slope: np.where(z > 0, z, a * z)
    return functions

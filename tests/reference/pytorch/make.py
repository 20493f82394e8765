"""Trains two small networks in PyTorch and writes them with the tangent kernels that its own gradients give.

    python3 make.py        (PyTorch 2 and NumPy; nothing else)

gelu.safetensors, gelu-kernel.npy   3 -> 24 -> 16 -> 2, GELU, float32, as nn.Module.state_dict() has it
tanh.npz, tanh-kernel.npy           3 -> 20 -> 1, Tanh, no biases, float64
inputs.npy                          seven inputs
"""

import json
import struct

import numpy as np
import torch

DTYPES = {torch.float32: "F32", torch.float64: "F64"}


def save_safetensors(tensors, path):
    """What safetensors.torch.save_file writes: the length of a JSON header, the header, the numbers."""
    header, data = {}, b""
    for name, tensor in tensors.items():
        numbers = tensor.detach().contiguous().numpy().tobytes()
        header[name] = {"dtype": DTYPES[tensor.dtype], "shape": list(tensor.shape), "data_offsets": [len(data), len(data) + len(numbers)]}
        data += numbers
    text = json.dumps(header).encode()
    text += b" " * (-len(text) % 8)
    with open(path, "wb") as file:
        file.write(struct.pack("<Q", len(text)) + text + data)


def tangent_kernel(network, inputs):
    """J J^T with the Jacobian by autograd, in float64, row (x, c) at x * C + c."""
    network = network.double()
    rows = []
    for x in inputs:
        for output in network(x):
            gradients = torch.autograd.grad(output, list(network.parameters()), retain_graph=True)
            rows.append(torch.cat([gradient.reshape(-1) for gradient in gradients]))
    jacobian = torch.stack(rows)
    return (jacobian @ jacobian.T).numpy()


def train(network, inputs, targets):
    optimizer = torch.optim.SGD(network.parameters(), lr=0.05, momentum=0.9)
    for _ in range(100):
        optimizer.zero_grad()
        torch.nn.functional.mse_loss(network(inputs), targets).backward()
        optimizer.step()
    return network


torch.manual_seed(1)
inputs = torch.randn(7, 3, dtype=torch.float64)
np.save("inputs.npy", inputs.numpy())

gelu = torch.nn.Sequential(
    torch.nn.Linear(3, 24), torch.nn.GELU(), torch.nn.Linear(24, 16), torch.nn.GELU(), torch.nn.Linear(16, 2))
train(gelu, inputs.float(), torch.stack([inputs[:, 0].sin(), inputs[:, 1] * inputs[:, 2]], 1).float())
save_safetensors(gelu.state_dict(), "gelu.safetensors")
np.save("gelu-kernel.npy", tangent_kernel(gelu, inputs))

tanh = torch.nn.Sequential(torch.nn.Linear(3, 20, bias=False), torch.nn.Tanh(), torch.nn.Linear(20, 1, bias=False)).double()
train(tanh, inputs, inputs[:, :1] ** 2)
np.savez("tanh.npz", **{name: tensor.numpy() for name, tensor in tanh.state_dict().items()})
np.save("tanh-kernel.npy", tangent_kernel(tanh, inputs))

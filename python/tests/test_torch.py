"""PyTorch's networks: into the command, through it, and back. Needs torch."""

import tempfile
import unittest

import numpy as np
import torch

import inflaton

INPUTS = torch.from_numpy(np.random.default_rng(2).standard_normal((6, 3)))
TARGETS = INPUTS[:, :1].sin()


def sequential(activation, width=20, outputs=1, bias=True):
    torch.manual_seed(1)
    return torch.nn.Sequential(
        torch.nn.Linear(3, width, bias=bias), activation, torch.nn.Linear(width, width), activation,
        torch.nn.Linear(width, outputs)).double()


def tangent_kernel(module, inputs):
    rows = []
    for x in inputs:
        for output in module(x):
            rows.append(torch.cat([g.reshape(-1) for g in torch.autograd.grad(output, list(module.parameters()), retain_graph=True)]))
    jacobian = torch.stack(rows)
    return (jacobian @ jacobian.T).detach().numpy()


class Named(torch.nn.Module):
    """A module as people write them: names of their own, the activation a function, the outputs scaled."""

    def __init__(self, scale=1.0, activation=torch.tanh):
        super().__init__()
        torch.manual_seed(3)
        self.input = torch.nn.Linear(3, 12)
        self.hidden = torch.nn.Linear(12, 12)
        self.head = torch.nn.Linear(12, 1, bias=False)
        self.scale, self.activation = scale, activation

    def forward(self, x):
        return self.scale * self.head(self.activation(self.hidden(self.activation(self.input(x)))))


class Crossed(Named):
    """Its layers do not stand in the order in which it defines them."""

    def forward(self, x):
        return self.head(self.activation(self.hidden(self.activation(self.hidden(self.activation(self.input(x)))))))


class ModuleTests(unittest.TestCase):
    def test_activations_are_found_by_what_they_do(self):
        for activation, expected in (
                (torch.nn.ReLU(), "relu"), (torch.nn.Tanh(), "tanh"), (torch.nn.GELU(), "gelu"),
                (torch.nn.GELU(approximate="tanh"), "gelu_tanh"), (torch.nn.SiLU(), "silu"), (torch.nn.Sigmoid(), "sigmoid"),
                (torch.nn.Softplus(), "softplus"), (torch.nn.LeakyReLU(0.2), "leaky_relu(0.2)"), (torch.nn.Identity(), "identity")):
            with self.subTest(expected), tempfile.TemporaryDirectory() as home:
                section = inflaton.save_network(sequential(activation), f"{home}/n.safetensors")
                self.assertEqual(section["activation"], expected)
                self.assertEqual(section["layers"], ["0", "2", "4"])
                self.assertNotIn("output_scale", section)

    def test_modules_that_are_no_such_network_are_refused(self):
        with tempfile.TemporaryDirectory() as home:
            path = f"{home}/n.safetensors"
            for module, says in (
                    (torch.nn.Conv1d(1, 1, 1), "no nn.Linear"),
                    (torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.LayerNorm(4), torch.nn.Linear(4, 1)), "no nn.Linear: 1.weight"),
                    (torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.Dropout(0.1), torch.nn.Linear(4, 1)), "1: drop-out"),
                    (Crossed(), "not its nn.Linear layers in order"),
                    (Named(activation=lambda x: x / (1 + x.abs())), "not its nn.Linear layers in order"),
                    (torch.nn.Sequential(torch.nn.Linear(3, 4), torch.nn.ReLU(), torch.nn.Linear(4, 4), torch.nn.Tanh(),
                                         torch.nn.Linear(4, 1)), "one known activation")):
                with self.subTest(says), self.assertRaises(ValueError) as caught:
                    inflaton.save_network(module, path)
                self.assertIn(says, str(caught.exception))
            with self.assertRaises(ValueError) as caught:
                inflaton.save_network(sequential(torch.nn.Tanh()), path, activation="relu")
            self.assertIn("with relu between them", str(caught.exception))

    def test_names_types_and_values_survive(self):
        for kind in (torch.float64, torch.float32, torch.float16, torch.bfloat16):
            with self.subTest(kind), tempfile.TemporaryDirectory() as home:
                module = Named().to(kind)
                inflaton.save_network(module, f"{home}/n.safetensors")
                back = inflaton.load_network(Named().to(kind), f"{home}/n.safetensors")
                for (name, before), (other, after) in zip(module.state_dict().items(), back.state_dict().items()):
                    self.assertEqual((name, before.dtype), (other, after.dtype))
                    self.assertTrue(torch.equal(before, after))


class KernelTests(unittest.TestCase):
    def test_the_kernel_is_that_of_autograd(self):
        for module in (sequential(torch.nn.GELU(), outputs=2), sequential(torch.nn.Tanh(), bias=False), Named().double()):
            result = inflaton.kernel(module, INPUTS)
            expected = tangent_kernel(module, INPUTS)
            np.testing.assert_allclose(result["kernel"], expected, rtol=0, atol=1e-12 * np.abs(expected).max())
            self.assertEqual(result.warnings, [])

    def test_a_file_under_any_names(self):
        with tempfile.TemporaryDirectory() as home:
            module = torch.nn.ModuleDict({"model": Named().double()})
            np.savez(f"{home}/n.npz", **{name: tensor.numpy() for name, tensor in module.state_dict().items()})
            result = inflaton.kernel(f"{home}/n.npz", INPUTS.numpy(), activation="tanh")
        expected = tangent_kernel(module["model"], INPUTS)
        np.testing.assert_allclose(result["kernel"], expected, rtol=0, atol=1e-12 * np.abs(expected).max())

    def test_scaled_outputs_have_no_kernel_here(self):
        with self.assertRaises(ValueError) as caught:
            inflaton.kernel(Named(scale=0.5), INPUTS)
        self.assertIn("multiply it by c²", str(caught.exception))


class RunTests(unittest.TestCase):
    def test_losses_of_practice_are_those_of_PyTorch(self):
        soft = torch.tensor([[0.2, 0.5, 0.3]] * 3 + [[1.0, 0, 0], [0, 1.0, 0], [0, 0, 1.0]], dtype=torch.float64)
        several = torch.cat([soft[:, :1], INPUTS[:, :1] > 0], 1).double()
        weights = torch.tensor([2.0, 0.5], dtype=torch.float64)
        F = torch.nn.functional
        for loss, targets, theirs in (
                ({"bce_with_logits": {}}, (INPUTS[:, :1] > 0).double(), F.binary_cross_entropy_with_logits),
                ({"bce_with_logits": {}}, several, F.binary_cross_entropy_with_logits),
                ({"bce_with_logits": {"weights": [2, 0.5]}}, several,
                 lambda f, y: F.binary_cross_entropy_with_logits(f, y, weight=weights)),
                ({"cross_entropy": {"label_smoothing": 0.2}}, soft, lambda f, y: F.cross_entropy(f, y, label_smoothing=0.2)),
                ({"squared": {"weights": [2, 0.5]}}, several, lambda f, y: 0.5 * (weights * (f - y) ** 2).sum(1).mean())):
            with self.subTest(loss):
                module = sequential(torch.nn.Tanh(), width=256, outputs=targets.shape[1])
                result = inflaton.run({
                    "network": module, "data": {"points": INPUTS, "targets": targets}, "loss": loss,
                    "optimizer": {"gradient_descent": {"learning_rate": 0.01, "momentum": 0.5}}, "epochs": 30, "record_every": 1,
                    "training": {"method": "direct"}, "predictions": ["frozen_kernel", "discrete"]})
                self.assertTrue(result.ok, result.message)
                losses, outputs = self.train(module, lambda f: theirs(f, targets), 30, lr=0.01, momentum=0.5)
                np.testing.assert_allclose(result["loss_trained"], losses, rtol=1e-10)
                np.testing.assert_allclose(result["trained"].ravel(), outputs.ravel(), rtol=0, atol=1e-10)
                # Predicted from the start alone: within the motion of the kernel.
                fall = losses[0] - losses.min()
                self.assertGreater(fall, 0.1 * losses[0])
                self.assertLess(abs(result["loss_discrete"] - losses).max(), 0.1 * fall)
        self.assertEqual(inflaton.run({
            "network": sequential(torch.nn.Tanh()), "data": {"points": INPUTS, "targets": (INPUTS[:, :1] > 0).double()},
            "loss": {"bce_with_logits": {}}, "optimizer": {"gradient_descent": {"learning_rate": 1, "momentum": 0.9}},
            "epochs": 300}).summary["accuracy"]["final"], 1)

    def train(self, module, loss, epochs, **optimizer):
        sgd = torch.optim.SGD(module.parameters(), **optimizer)
        losses, outputs = [], []
        for _ in range(epochs + 1):
            field = module(INPUTS)
            value = loss(field)
            losses.append(value.item())
            outputs.append(field.detach().numpy().copy())
            sgd.zero_grad()
            value.backward()
            sgd.step()
        return np.array(losses), np.array(outputs)

    def test_training_is_that_of_SGD_and_the_weights_go_back(self):
        for scale in (1.0, 0.5):
            module = Named(scale=scale).double()
            experiment = {
                "network": module, "data": {"points": INPUTS, "targets": TARGETS}, "loss": {"squared": {"scale": 2}},
                "optimizer": {"gradient_descent": {"learning_rate": 0.05, "momentum": 0.9}}, "epochs": 40, "record_every": 1,
                "training": {"method": "direct"},
            }
            result = inflaton.run(experiment)
            self.assertTrue(result.ok, result.message)
            losses, outputs = self.train(module, lambda f: torch.nn.functional.mse_loss(f, TARGETS), 40, lr=0.05, momentum=0.9)
            np.testing.assert_allclose(result["loss_trained"], losses, rtol=1e-10)
            np.testing.assert_allclose(result["trained"], outputs[..., 0], rtol=0, atol=1e-10)
            trained = inflaton.load_network(Named(scale=scale).double(), result)
            np.testing.assert_allclose(trained(INPUTS).detach().numpy(), outputs[-1], rtol=0, atol=1e-10)

    def test_a_module_beside_other_keys(self):
        result = inflaton.run({
            "network": {"weights": Named(activation=torch.erf), "centered": True}, "data": {"points": INPUTS, "targets": TARGETS},
            "loss": {"squared": {}}, "optimizer": {"gradient_descent": {"learning_rate": 0.01}}, "epochs": 0})
        np.testing.assert_array_equal(result["trained"][0], np.zeros(6))
        self.assertEqual(result.summary["settings"]["network"]["activation"], "erf")


if __name__ == "__main__":
    unittest.main()

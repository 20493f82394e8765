"""The package with NumPy alone."""

import os
import signal
import subprocess
import sys
import tempfile
import textwrap
import unittest
from pathlib import Path

import numpy as np

import inflaton

EXPERIMENT = {
    "network": {"hidden": [16], "activation": "tanh"},
    "data": {"points": np.linspace(-1, 1, 5)[:, None], "targets": np.sin(np.arange(5.0))},
    "loss": {"squared": {"scale": 1}},
    "optimizer": {"gradient_descent": {"learning_rate": 0.1, "momentum": 0.5}},
    "epochs": 30,
    "record_every": 10,
}


class RunTests(unittest.TestCase):
    def test_a_mapping_runs_and_names_replace_its_keys(self):
        result = inflaton.run(EXPERIMENT, epochs=20, network__hidden=[8, 8])
        self.assertTrue(result.ok)
        self.assertEqual(result.status, "completed")
        self.assertEqual(result.summary["settings"]["network"]["hidden"], [8, 8])
        np.testing.assert_array_equal(result["epochs"], [0, 10, 20])
        self.assertEqual(result["trained"].shape, (3, 5))
        np.testing.assert_allclose(result["loss_trained"][0], np.mean((result["trained"][0] - np.sin(np.arange(5.0))) ** 2) / 2, rtol=1e-12)
        self.assertIn("discrete", result)
        self.assertEqual(len(list(result)), len(result))
        with self.assertRaises(KeyError):
            result["nothing"]

    def test_the_folder_lives_as_long_as_the_result(self):
        result = inflaton.run(EXPERIMENT, epochs=0)
        folder = result.folder
        self.assertTrue((folder / "report.html").exists())
        self.assertEqual(result.report, folder / "report.html")
        del result
        self.assertFalse(folder.exists())

    def test_a_named_folder_stays_and_keeps_what_was_given(self):
        with tempfile.TemporaryDirectory() as home:
            first = inflaton.run(EXPERIMENT, epochs=0, out=f"{home}/one")
            self.assertEqual(first.folder, Path(home).resolve() / "one")
            self.assertTrue((first.folder / "given" / "run.yaml").exists())
            inflaton.run(first.folder / "experiment.yaml", epochs=0, out=f"{home}/two")
            self.assertTrue((Path(home) / "two" / "summary.json").exists())

    def test_weights_come_back_by_name(self):
        result = inflaton.run(EXPERIMENT, network__parameterization="standard")
        start, end = result.initial_weights, result.trained_weights
        self.assertEqual(list(end), ["0.weight", "0.bias", "2.weight", "2.bias"])
        x = EXPERIMENT["data"]["points"]
        for weights, outputs in ((start, result["trained"][0]), (end, result["trained"][-1])):
            hidden = np.tanh(x @ weights["0.weight"].T + weights["0.bias"])
            np.testing.assert_allclose((hidden @ weights["2.weight"].T + weights["2.bias"])[:, 0], outputs, rtol=0, atol=1e-12)

    def test_everything_wrong_is_said_at_once(self):
        with self.assertRaises(inflaton.InputError) as caught:
            inflaton.run({**EXPERIMENT, "network": {"hidden": [0], "activaton": "tanh"}}, epochs=-1)
        keys = {problem.key: problem for problem in caught.exception.problems}
        self.assertEqual(set(keys), {"network.hidden.0", "network.activaton", "epochs"})
        self.assertEqual(keys["epochs"].file, "--set")
        self.assertIsNone(keys["epochs"].line)
        self.assertTrue(keys["network.hidden.0"].file.endswith("run.yaml"))
        self.assertGreater(keys["network.hidden.0"].line, 1)
        self.assertIn("Did you mean activation?", str(caught.exception))
        self.assertIsInstance(caught.exception, ValueError)

    def test_a_file_that_is_not_there(self):
        with self.assertRaises(inflaton.InputError) as caught:
            inflaton.run("nowhere.yaml")
        self.assertIn("does not exist", str(caught.exception))

    def test_what_no_file_can_hold(self):
        with self.assertRaises(ValueError):
            inflaton.run(EXPERIMENT, data={"points": [[1.0, float("nan")]]})
        with self.assertRaises(TypeError):
            inflaton.run(3)

    def test_divergence_is_a_result(self):
        result = inflaton.run(EXPERIMENT, optimizer__gradient_descent__learning_rate=1e6)
        self.assertEqual(result.status, "diverged")
        self.assertFalse(result.ok)
        self.assertIn("learning rate", result.message)

    def test_progress(self):
        lines = []
        inflaton.run(EXPERIMENT, progress=lines.append)
        self.assertTrue(any(line.startswith("Training: epoch 30 of 30") for line in lines), lines)
        # The command beside it says warnings on the same stream; none of its lines are lost.
        code, output, said = inflaton.find_command().run(["schema"])
        self.assertEqual((code, said), (0, []))
        self.assertIn("json-schema.org", output)

    def test_a_command_that_is_not_there(self):
        before = os.environ.get("INFLATON")
        os.environ["INFLATON"] = "/nowhere/inflaton"
        try:
            with self.assertRaises(inflaton.CommandError) as caught:
                inflaton.run(EXPERIMENT)
            self.assertIn("INFLATON", str(caught.exception))
        finally:
            if before is None:
                del os.environ["INFLATON"]
            else:
                os.environ["INFLATON"] = before

    def test_ctrl_c_keeps_what_was_recorded(self):
        code = textwrap.dedent("""
            import signal, sys, inflaton
            signal.signal(signal.SIGINT, signal.default_int_handler)    # which a shell's background job ignores
            sys.path.insert(0, sys.argv[1])
            from test_package import EXPERIMENT
            def show(line):
                if line.startswith("Training: epoch ") and not line.startswith("Training: epoch 0 "):
                    print(line, flush=True)
            try:
                inflaton.run(EXPERIMENT, epochs=2_000_000_000, record_every=1_000_000, predictions=["frozen_kernel"], progress=show)
            except KeyboardInterrupt as stop:
                print("stopped", stop.result.status, len(stop.result["epochs"]) > 0, flush=True)
        """)
        environment = {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}
        with subprocess.Popen(
                [sys.executable, "-c", code, str(Path(__file__).parent)], stdout=subprocess.PIPE, text=True, env=environment) as process:
            self.assertTrue(process.stdout.readline().startswith("Training"))
            process.send_signal(signal.SIGINT)
            output, _ = process.communicate(timeout=60)
        self.assertEqual(output.splitlines()[-1], "stopped interrupted True")


class OtherStudiesTests(unittest.TestCase):
    def test_tune(self):
        tuned = inflaton.tune(EXPERIMENT, epochs=20, trials=0)
        self.assertEqual(tuned.tuning["goal"]["epochs"], 20)
        self.assertEqual(tuned.learning_rate, tuned.summary["best"]["learning_rate"])
        self.assertLess(tuned.momentum, 1)
        # The experiment's loss is half of PyTorch's.
        self.assertAlmostEqual(tuned.pytorch["learning_rate"], tuned.learning_rate / 2, places=6)

    def test_infinite_kernel(self):
        x = np.array([[1.0, 0.0], [0.6, 0.8]])
        result = inflaton.kernel(inputs=x, kernel="infinite", hidden=[1], activation="relu", weight_std=np.sqrt(2))
        angle = np.arccos(0.6)
        nngp = (np.sin(angle) + (np.pi - angle) * 0.6) / np.pi
        # One hidden layer, sigma_w squared 2, no biases: K = 2 E[phi phi], Theta = K + 2 E[phi' phi'] * 2 x.x / d.
        expected = nngp + (np.pi - angle) / np.pi * 0.6
        self.assertAlmostEqual(result["kernel"][0, 1], expected, places=12)
        self.assertEqual(result["eigenvalues"].shape, (2,))

    def test_a_kernel_file_on_other_inputs(self):
        with tempfile.TemporaryDirectory() as home:
            np.save(f"{home}/x.npy", np.eye(2))
            Path(home, "k.yaml").write_text("{inputs: x.npy, kernel: infinite, hidden: [1], activation: relu}", encoding="utf-8")
            own = inflaton.kernel(f"{home}/k.yaml")
            other = inflaton.kernel(f"{home}/k.yaml", np.ones((3, 2)), test_inputs=np.eye(2), weight_std=2)
        np.testing.assert_array_equal(own["inputs"], np.eye(2))
        np.testing.assert_array_equal(other["inputs"], np.ones((3, 2)))
        self.assertEqual(other["kernel_test_train"].shape, (2, 3))
        self.assertEqual(other.summary["settings"]["weight_std"], 2)

    def test_scan_and_its_table(self):
        table = inflaton.scan({
            **EXPERIMENT, "epochs": 0, "network": {"hidden": [[4], [8]], "activation": "relu"},
            "scan": {"grid": ["network.hidden"], "seeds": 3, "measure": ["theta0"]},
        })
        self.assertEqual(len(table), 6)
        self.assertEqual(table["theta0"].dtype, float)
        self.assertEqual(list(table["network.hidden"]), ["[4]"] * 3 + ["[8]"] * 3)
        self.assertTrue(table.database.exists())

    def test_universe(self):
        result = inflaton.universe({
            "potential": {"monomial": {"degree": 2, "mass": 1e-5}}, "initial": {"phi": 17}, "time": {"to": "end_of_inflation"}})
        self.assertEqual(result.status, "completed")
        self.assertGreater(result["efolds"][-1], 60)

    def test_lattice(self):
        result = inflaton.lattice({
            "potential": {"monomial": {"degree": 2, "mass": 1}}, "lattice": {"dimensions": 1, "sites": 16, "length": 8},
            "initial": {"phi": 1}, "time": {"to": 2}})
        self.assertTrue(result.ok, result.message)
        self.assertGreater(len(result), 3)


class SafetensorsTests(unittest.TestCase):
    def test_what_is_written_is_read(self):
        tensors = {
            "b": np.arange(6, dtype=np.float32).reshape(2, 3), "a": np.array(7, dtype=np.int64), "half": np.array([0.5], dtype=np.float16),
            "flags": np.array([True, False]), "none": np.zeros((0, 3)), "turned": np.arange(4.0).reshape(2, 2).T,
            "big": np.arange(3, dtype=">f8"),
        }
        with tempfile.TemporaryDirectory() as home:
            inflaton.write_safetensors(f"{home}/a.safetensors", tensors, {"made by": "a test"})
            read = inflaton.read_safetensors(f"{home}/a.safetensors")
        self.assertEqual(list(read), list(tensors))
        for name, array in tensors.items():
            np.testing.assert_array_equal(read[name], array)
            self.assertEqual(read[name].shape, array.shape)

    def test_bfloat16_is_widened(self):
        with tempfile.TemporaryDirectory() as home:
            inflaton.write_safetensors(f"{home}/a.safetensors", {"x": np.array([0x3F80, 0xC049], dtype=np.uint16)}, bfloat16=["x"])
            read = inflaton.read_safetensors(f"{home}/a.safetensors")["x"]
        np.testing.assert_array_equal(read, np.array([1, -3.140625], dtype=np.float32))

    def test_what_it_does_not_hold_is_refused(self):
        with tempfile.TemporaryDirectory() as home, self.assertRaises(ValueError):
            inflaton.write_safetensors(f"{home}/a.safetensors", {"x": np.array([1j])})


if __name__ == "__main__":
    unittest.main()

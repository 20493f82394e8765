"""Tables in and out. Needs pandas."""

import unittest

import numpy as np
import pandas

import inflaton
from tests.test_package import EXPERIMENT


class TableTests(unittest.TestCase):
    def test_a_run_is_a_table_over_epochs(self):
        result = inflaton.run(EXPERIMENT)
        table = result.to_pandas()
        self.assertEqual(table.index.name, "epochs")
        self.assertEqual(list(table.index), [0, 10, 20, 30])
        np.testing.assert_array_equal(table["loss_discrete"], result["loss_discrete"])
        np.testing.assert_array_equal(table["trained.3"], result["trained"][:, 3])
        np.testing.assert_array_equal(table["mean_field"], result["mean_field"])
        self.assertFalse([name for name in table.columns if name.startswith(("eigen", "inputs", "kernel", "curve"))])

    def test_arrays_that_are_as_long_as_there_are_records_are_no_series(self):
        # Four records, four inputs: eigenvalues and targets have the length of a series.
        result = inflaton.run({**EXPERIMENT, "data": {"points": [[0.1], [0.2], [0.3], [0.4]], "targets": [1, 2, 3, 4]}})
        columns = result.to_pandas().columns
        self.assertIn("loss_trained", columns)
        self.assertFalse({"eigenvalues", "targets", "inputs.0", "kernel_initial.0", "eigenvectors.0"} & set(columns), columns)

    def test_a_universe_is_a_table_over_e_folds(self):
        table = inflaton.universe({
            "potential": {"monomial": {"degree": 2, "mass": 1e-5}}, "initial": {"phi": 17}, "time": {"to": "end_of_inflation"}}).to_pandas()
        self.assertEqual(table.index.name, "efolds")
        self.assertTrue((table["hubble"].diff().dropna() < 0).all())
        self.assertNotIn("potential_field", table.columns)

    def test_a_scan_is_a_table_of_runs(self):
        table = inflaton.scan({
            **EXPERIMENT, "epochs": 0, "network": {"hidden": [4], "activation": ["relu", "erf"]},
            "scan": {"grid": ["network.activation"], "seeds": 2, "measure": ["theta0"]}}).to_pandas()
        self.assertEqual(len(table.groupby("network.activation")["theta0"].mean()), 2)

    def test_tune_and_kernel(self):
        self.assertIn("learning_rate", inflaton.tune(EXPERIMENT, epochs=20, trials=0).to_pandas().columns)
        frame = pandas.DataFrame({"a": [0.0, 1.0, 2.0], "b": [1.0, 0.5, 0.25], "y": [1.0, 2.0, 3.0]})
        result = inflaton.kernel(inputs=frame, ignore=["y"], kernel="infinite", hidden=[1], activation="relu")
        np.testing.assert_array_equal(result["inputs"], frame[["a", "b"]])
        np.testing.assert_array_equal(result.to_pandas(), result["kernel"])

    def test_a_frame_is_a_data_file(self):
        frame = pandas.DataFrame({"a": [0.0, 1.0, 2.0], "b": [1.0, 0.5, 0.25], "y": [1.0, 2.0, 3.0]})
        result = inflaton.run({**EXPERIMENT, "data": {"file": {"path": frame, "target": "y"}}}, epochs=0)
        np.testing.assert_array_equal(result["targets"].ravel(), frame["y"])


if __name__ == "__main__":
    unittest.main()

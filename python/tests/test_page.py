"""The blocks of docs/python.md, in their order. Needs torch and pandas."""

import contextlib
import io
import os
import re
import unittest
from pathlib import Path

import pandas  # noqa: F401 (the page needs it)
import torch  # noqa: F401

ROOT = Path(__file__).resolve().parents[2]


class PageTests(unittest.TestCase):
    def test_all_blocks_run(self):
        blocks = re.findall(r"^```python\n(.*?)^```$", (ROOT / "docs" / "python.md").read_text(encoding="utf-8"), re.DOTALL | re.MULTILINE)
        self.assertGreater(len(blocks), 6)
        before, names = os.getcwd(), {}
        os.chdir(ROOT / "samples")
        try:
            said = io.StringIO()
            with contextlib.redirect_stdout(said):
                for block in blocks:
                    exec(compile(block, "docs/python.md", "exec"), names)
        finally:
            os.chdir(before)
        self.assertIn("completed", said.getvalue())
        self.assertIn("SGD(lr=", said.getvalue())
        self.assertIn("is below 0 (-1)", said.getvalue())


if __name__ == "__main__":
    unittest.main()

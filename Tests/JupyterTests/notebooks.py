"""The tutorials as notebooks: a Jupytext round trip of every script, execution by nbclient and by nbconvert, an error cell,
an interrupted cell. Run in the repository's folder."""

import glob
import os
import subprocess
import sys
import tempfile
import threading
import time
import unittest

import jupytext
import nbformat
from nbclient import NotebookClient
from nbclient.exceptions import CellExecutionError

TUTORIALS = ["examples/first_steps.lua", "examples/strain_sweep.lua", "examples/cifs_to_forest.lua"]


def notebook(path):
    nb = jupytext.read(path, fmt="lua:percent")
    nb.metadata["kernelspec"] = {"name": "spar", "display_name": "Spar (Lua)", "language": "lua"}
    return nb


def outputs(nb):
    return [output for cell in nb.cells if cell.cell_type == "code" for output in cell.outputs]


class Notebooks(unittest.TestCase):
    def test_jupytext_round_trip(self):
        """A script becomes a notebook and the same script again, byte for byte."""
        scripts = sorted(glob.glob("scripts/**/*.lua", recursive=True) + glob.glob("examples/**/*.lua", recursive=True))
        self.assertGreater(len(scripts), 10)
        for path in scripts:
            with self.subTest(path=path):
                text = open(path, encoding="utf-8").read()
                is_cut = "\n-- %%" in text or text.startswith("-- %%")
                fmt = "lua:percent" if is_cut else "lua:light"
                first = jupytext.reads(text, fmt=fmt)
                ipynb = nbformat.writes(first)
                again = nbformat.reads(ipynb, as_version=4)
                back = jupytext.writes(again, fmt=fmt)
                self.assertEqual(back, text)

    def test_tutorials_run_by_nbclient(self):
        for path in TUTORIALS:
            with self.subTest(path=path):
                nb = notebook(path)
                with tempfile.TemporaryDirectory() as folder:  # examples/ is found from any
                    resources = {"metadata": {"path": folder}}
                    NotebookClient(nb, timeout=300, kernel_name="spar", resources=resources).execute()
                kinds = {mime for output in outputs(nb) for mime in output.get("data", {})}
                self.assertLessEqual({"text/plain", "text/html"}, kinds)
                self.assertFalse([output for output in outputs(nb) if output.output_type == "error"])
                counts = [cell.execution_count for cell in nb.cells if cell.cell_type == "code"]
                self.assertEqual(counts, list(range(1, len(counts) + 1)))

    def test_what_the_first_steps_show(self):
        nb = notebook(TUTORIALS[0])
        NotebookClient(nb, timeout=120, kernel_name="spar", resources={"metadata": {"path": "."}}).execute()
        code = [cell for cell in nb.cells if cell.cell_type == "code"]
        self.assertEqual(code[0].outputs[0].data["text/plain"], "72.4283")
        self.assertTrue(code[1].outputs[0].text.startswith("a cube with an edge of 4.1684 Å holds 72.4 Å³"))
        self.assertIn("structure Ni4 O4", code[4].outputs[0].data["text/plain"])
        self.assertIn("<svg", code[4].outputs[0].data["text/html"])

    def test_nbconvert_executes(self):
        with tempfile.TemporaryDirectory() as folder:
            os.symlink(os.path.abspath("examples"), folder + "/examples")
            for path in TUTORIALS:
                with self.subTest(path=path):
                    name = os.path.splitext(os.path.basename(path))[0]
                    nbformat.write(notebook(path), f"{folder}/{name}.ipynb")
                    subprocess.run([sys.executable, "-m", "nbconvert", "--to", "notebook", "--execute", "--inplace",
                                    f"{folder}/{name}.ipynb"], check=True, capture_output=True, timeout=300)
                    done = nbformat.read(f"{folder}/{name}.ipynb", as_version=4)
                    self.assertTrue(outputs(done))

    def test_an_error_cell_is_reported(self):
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("x = 1"), nbformat.v4.new_code_cell("structure.raed('x')")])
        with self.assertRaises(CellExecutionError) as caught:
            NotebookClient(nb, timeout=60, kernel_name="spar").execute()
        self.assertIn("did you mean 'read'?", str(caught.exception))
        self.assertEqual(nb.cells[1].outputs[0].output_type, "error")

    def test_an_endless_cell_is_interrupted(self):
        nb = nbformat.v4.new_notebook(cells=[
            nbformat.v4.new_code_cell("local a = 1 while true do end"), nbformat.v4.new_code_cell("a")])
        client = NotebookClient(nb, timeout=3, interrupt_on_timeout=True, allow_errors=True, kernel_name="spar")
        client.execute()
        self.assertEqual(nb.cells[0].outputs[0].ename, "Interrupted")
        self.assertEqual(nb.cells[1].outputs[0].data["text/plain"], "1")


if __name__ == "__main__":
    unittest.main()

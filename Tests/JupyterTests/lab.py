"""What JupyterLab itself shows of the kernel's outputs, in headless Chromium: tables as tables, structures and figures as
pictures, in the light and the dark theme. With SPAR_GALLERY set to a folder, screenshots are left there to be looked at."""

import os
import shutil
import socket
import subprocess
import sys
import tempfile
import time
import unittest
import urllib.request

import nbformat
from playwright.sync_api import sync_playwright

CHROMIUM = next((path for path in map(shutil.which, ["chromium", "chromium-browser", "google-chrome"]) if path), None)
CELLS = [
    "local rows = data.new{ { formula = 'NiO', QAMS = 0.25, ok = true }, { formula = 'CuO', QAMS = 1.5, ok = false } }\nrows",
    "structure.from_spacegroup(225, { a = 4.178 }, { { 'Ni', 0,0,0 }, { 'O', 0.5,0.5,0.5 } })",
    "local p = plot{ rows, x = 'QAMS', y = 'QAMS', file = 'drawn.svg' }",
    "sweep(range(0, 0.1, 0.02), function(strain) return { QAMS = 3 * strain } end, { name = 'strain' })",
    "{ a = 1, b = { 2, 3 } }",
    "io.write('no line end')",
    "structure.raed('x')",
]


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


class Lab(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.mkdtemp()
        nb = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
        nb.metadata["kernelspec"] = {"name": "spar", "display_name": "Spar (Lua)", "language": "lua"}
        nbformat.write(nb, cls.folder + "/n.ipynb")
        port = free_port()
        cls.log = open(cls.folder + "/log", "w")
        cls.server = subprocess.Popen(
            [sys.executable, "-m", "jupyterlab", "--no-browser", "--ServerApp.ip=127.0.0.1", f"--ServerApp.port={port}",
             "--IdentityProvider.token=", "--ServerApp.password=", "--allow-root", f"--ServerApp.root_dir={cls.folder}",
             "--LabApp.news_url=", "--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate"],
            cwd=cls.folder, stdout=cls.log, stderr=subprocess.STDOUT)
        cls.address = f"http://127.0.0.1:{port}"
        for _ in range(240):
            try:
                urllib.request.urlopen(cls.address + "/api/status", timeout=2).read()
                break
            except OSError:
                time.sleep(0.5)
        cls.playwright = sync_playwright().start()
        cls.browser = cls.playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])

    @classmethod
    def tearDownClass(cls):
        cls.browser.close()
        cls.playwright.stop()
        cls.server.terminate()
        cls.server.wait(timeout=20)
        cls.log.close()
        shutil.rmtree(cls.folder, ignore_errors=True)

    def notebook(self):
        page = self.browser.new_page(viewport={"width": 1300, "height": 2400})
        page.goto(self.address + "/lab/tree/n.ipynb?reset", timeout=120_000)
        page.wait_for_selector(".jp-Notebook .jp-CodeCell", timeout=120_000)
        page.wait_for_timeout(1500)
        page.click("text=Run >> visible=true")
        page.click("text=Run All Cells >> visible=true")
        try:
            page.wait_for_function("""count => {
                const cells = document.querySelectorAll('.jp-Notebook .jp-CodeCell');
                return cells.length == count && cells[count - 1].querySelector('.jp-OutputArea-output');
            }""", arg=len(CELLS), timeout=240_000)
        finally:
            if os.environ.get("SPAR_GALLERY"):
                page.screenshot(path=os.environ["SPAR_GALLERY"] + "/lab_light.png")
        page.wait_for_timeout(1500)
        return page

    def test_outputs_in_jupyterlab(self):
        page = self.notebook()
        gallery = os.environ.get("SPAR_GALLERY")
        if gallery:
            page.screenshot(path=gallery + "/lab_light.png")
        cells = page.query_selector_all(".jp-Notebook .jp-CodeCell")
        self.assertEqual(len(cells), len(CELLS))
        self.assertIsNone(page.query_selector(".jp-RenderedJSON"), "a table is shown as a tree of JSON")
        table = cells[0].query_selector("table.spar-table")
        self.assertIsNotNone(table)
        self.assertEqual([cell.inner_text() for cell in table.query_selector_all("tbody td")], ["0.25", "NiO", "true", "1.50", "CuO", "false"])
        self.assertIn("Fm-3m (225)", cells[1].inner_text())
        self.assertTrue(cells[1].query_selector("svg circle"))
        pictures = cells[2].query_selector_all(".jp-OutputArea-output svg, .jp-OutputArea-output img")
        self.assertEqual(len(pictures), 1)
        self.assertTrue(cells[3].query_selector("svg") and cells[3].query_selector("table.spar-table"))
        self.assertIn("{ a = 1, b = { 2, 3 } }", cells[4].inner_text())
        self.assertIn("no line end", cells[5].inner_text())
        self.assertNotIn("userdata", cells[5].inner_text())
        self.assertIn("did you mean 'read'?", cells[6].inner_text())
        # The same in the dark theme: text of drawings has the page's colour.
        page.evaluate("() => document.body.dataset.jpThemeLight")
        page.click("text=Settings >> visible=true")
        page.hover("text=Theme >> visible=true")
        page.click("text=JupyterLab Dark >> visible=true")
        page.wait_for_timeout(2000)
        if gallery:
            page.screenshot(path=gallery + "/lab_dark.png")
        color = page.evaluate("""() => getComputedStyle(document.querySelector('.jp-CodeCell svg text')).fill""")
        red = int(color.split("(")[1].split(",")[0])
        self.assertGreater(red, 120, f"text of a drawing is {color} on a dark page")


if __name__ == "__main__":
    if CHROMIUM is None:
        print("skipped: there is no Chromium on this machine")
        sys.exit(0)
    unittest.main()

"""Jupyter's own conformance tests of kernels (jupyter_kernel_test), and what they do not ask: interrupts, restarts,
messages that must be dropped, progress, a queue that is given up after an error."""

import os
import tempfile
import time
import unittest
from queue import Empty

import jupyter_kernel_test
from jupyter_client.manager import KernelManager
from jupyter_client.session import Session

STRAINED_PRIMITIVE = (
    "structure.from_spacegroup(225, { a = 4.178 }, { { 'Ni', 0,0,0 }, { 'O', 0.5,0.5,0.5 } }):primitive():strain{ a = 0.01 }.formula"
)


class Conformance(jupyter_kernel_test.KernelTests):
    kernel_name = "spar"
    language_name = "lua"
    file_extension = ".lua"
    code_hello_world = "print('hello, world')"
    code_stderr = STRAINED_PRIMITIVE
    completion_samples = [
        {"text": "structure.re", "matches": ["read", "read_table"]},
        {"text": "local a = stru", "matches": ["structure"]},
        {"text": "structure.read('x'):stra", "matches": ["strain"]},
        {"text": "structure.read('x'):strain{ vol", "matches": ["volume = "]},
    ]
    complete_code_samples = ["x = 1", "for i = 1, 2 do end", "x"]
    incomplete_code_samples = ["for i = 1, 2 do", "f(", "s = [["]
    invalid_code_samples = ["x = = 1", "'open"]
    code_generate_error = "error('no')"
    code_execute_result = [
        {"code": "1 + 1", "result": "2"},
        {"code": "'a' .. 'b'", "result": "ab"},
        {"code": "6 * 7", "result": "42"},
    ]
    code_display_data = [
        {"code": "show(data.new{ columns = { a = { 1, 2 } } })", "mime": "text/html"},
        {"code": "show(plot{ data.new{ { a = 1, b = 2 }, { a = 2, b = 3 } }, x = 'a', y = 'b' })", "mime": "image/svg+xml"},
    ]
    code_history_pattern = "1 + ?"
    supported_history_operations = ("tail", "range", "search")
    code_inspect_sample = "structure.read"


class Behaviour(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.log = tempfile.TemporaryFile("w+")
        cls.km = KernelManager(kernel_name="spar")
        cls.km.start_kernel(stderr=cls.log)
        cls.kc = cls.km.client()
        cls.kc.start_channels()
        cls.kc.wait_for_ready(timeout=30)

    @classmethod
    def tearDownClass(cls):
        cls.kc.stop_channels()
        cls.km.shutdown_kernel()
        cls.log.close()

    def logged(self):
        self.log.seek(0)
        return self.log.read()

    def run_cell(self, code, timeout=30):
        """The reply, and what was published about the request up to idle."""
        request = self.kc.execute(code)
        return self.collect(request, timeout)

    def collect(self, request, timeout=30):
        published = []
        while True:
            message = self.kc.get_iopub_msg(timeout=timeout)
            if message["parent_header"].get("msg_id") != request:
                continue
            if message["msg_type"] == "status":
                if message["content"]["execution_state"] == "idle":
                    break
                continue
            published.append(message)
        while True:
            reply = self.kc.get_shell_msg(timeout=timeout)
            if reply["parent_header"].get("msg_id") == request:
                return reply["content"], published

    def test_interrupt_keeps_the_session(self):
        self.run_cell("local kept = 41")
        request = self.kc.execute("local also = 1\nwhile true do pcall(function() while true do end end) end")
        time.sleep(0.5)
        self.km.interrupt_kernel()
        reply, published = self.collect(request)
        self.assertEqual(reply["status"], "error")
        self.assertEqual(reply["ename"], "Interrupted")
        self.assertIn("error", [m["msg_type"] for m in published])
        reply, published = self.run_cell("kept + also")
        self.assertEqual(published[-1]["content"]["data"]["text/plain"], "42")

    def test_interrupt_between_cells_is_harmless(self):
        self.km.interrupt_kernel()
        time.sleep(0.2)
        reply, _ = self.run_cell("x = 1")
        self.assertEqual(reply["status"], "ok")

    def test_error_names_cell_and_line(self):
        reply, published = self.run_cell("local a = 1\nlocal b = a.x.y")
        self.assertEqual(reply["status"], "error")
        self.assertRegex(reply["evalue"], r"^cell \d+:2: attempt to index a (nil|number) value")
        self.assertTrue(any("local b = a.x.y" in line for line in reply["traceback"]))

    def test_waiting_cells_are_given_up_after_an_error(self):
        first = self.kc.execute("local t = os.time() while os.time() < t + 1 do end error('no')")
        second = self.kc.execute("aborted_cell_ran = true")
        self.collect(first)
        reply, _ = self.collect(second)
        self.assertEqual(reply["status"], "aborted")
        self.assertNotIn("execution_count", reply)
        reply, published = self.run_cell("rawget(_G, 'aborted_cell_ran') == nil")
        self.assertEqual(reply["status"], "ok")

    def test_progress_is_shown_in_place(self):
        code = ("sweep(range(1, 9), function(x) local t = os.clock() while os.clock() < t + 0.2 do end return { y = x } end, "
                "{ name = 'x', title = 'slow' });")
        _, published = self.run_cell(code)
        kinds = [m["msg_type"] for m in published]
        self.assertIn("update_display_data", kinds)
        first = next(m for m in published if m["msg_type"] == "display_data")
        self.assertTrue(first["content"]["data"]["text/plain"].startswith("slow: "))
        last = [m for m in published if m["msg_type"] == "update_display_data"][-1]
        self.assertEqual(last["content"]["data"]["text/plain"], "")  # nothing is kept
        self.assertEqual(last["content"]["transient"], first["content"]["transient"])

    def test_silent_cells_say_nothing(self):
        request = self.kc.execute("print('x')", silent=True)
        reply, published = self.collect(request)
        self.assertEqual([reply["status"], published], ["ok", []])

    def test_input_is_asked_for(self):
        request = self.kc.execute("local name = io.read() io.stderr:write('heard ', name) io.read('n') + 1", allow_stdin=True)
        for answer in ["Ni", "41"]:
            message = self.kc.get_stdin_msg(timeout=20)
            self.assertEqual(message["msg_type"], "input_request")
            self.kc.input(answer)
        reply, published = self.collect(request)
        self.assertEqual(reply["status"], "ok")
        streams = [m["content"] for m in published if m["msg_type"] == "stream"]
        self.assertEqual("".join(s["text"] for s in streams if s["name"] == "stderr"), "heard Ni")
        self.assertEqual(published[-1]["content"]["data"]["text/plain"], "42")
        request = self.kc.execute("io.read()", allow_stdin=False)
        reply, _ = self.collect(request)
        self.assertIn("cannot ask for input", reply["evalue"])

    def test_a_cell_that_ends_in_a_write_shows_no_file(self):
        _, published = self.run_cell("io.write('x')")
        self.assertEqual([m["msg_type"] for m in published], ["execute_input", "stream"])

    def test_figures_have_a_png_beside_the_svg(self):
        _, published = self.run_cell("plot{ data.new{ { a = 1, b = 2 }, { a = 2, b = 3 } }, x = 'a', y = 'b' }")
        data = published[-1]["content"]["data"]
        self.assertLessEqual({"image/svg+xml", "image/png", "text/plain"}, set(data))
        self.assertNotIn("application/json", data)

    def test_comm_info(self):
        request = self.kc.comm_info()
        reply = self.kc.get_shell_msg(timeout=10)
        self.assertEqual(reply["parent_header"]["msg_id"], request)
        self.assertEqual(reply["content"]["comms"], {})

    def send_raw(self, parts):
        self.kc.shell_channel.socket.send_multipart(parts)

    def test_bad_messages_are_dropped_and_logged(self):
        good = self.kc.session
        bad = Session(key=b"another key", signature_scheme="hmac-sha256")
        unsigned = Session(key=b"", signature_scheme="hmac-sha256")
        request = good.msg("execute_request", {"code": "forged = true", "silent": False})
        self.send_raw(bad.serialize(request))
        self.send_raw(unsigned.serialize(request))
        self.send_raw([b"no delimiter at all"])
        self.send_raw([b"<IDS|MSG>", b"sig", b"{}"])
        parts = good.serialize(request)
        parts[parts.index(b"<IDS|MSG>") + 5] = b"{not json"
        self.send_raw(parts)
        broken = [b"[1]", b"{}", b"{}", b"{}"]
        self.send_raw([b"<IDS|MSG>", good.sign(broken)] + broken)
        self.send_raw(good.serialize(good.msg("unheard_of_request", {})))
        self.send_raw(good.serialize(good.msg("execute_request", {})))
        reply, published = self.run_cell("local ok = pcall(function() return forged end) ok")
        self.assertEqual(published[-1]["content"]["data"]["text/plain"], "false")
        log = self.logged()
        for sentence in ["its signature is wrong", "it is not signed", "it has no delimiter", "5 are needed", "its header is no object",
                         "unknown type unheard_of_request", "execute_request without code"]:
            self.assertIn(sentence, log)

    def test_restart_is_clean(self):
        self.run_cell("local before = 1")
        self.km.restart_kernel(now=False)
        self.kc.wait_for_ready(timeout=30)
        reply, _ = self.run_cell("before")
        self.assertEqual(reply["status"], "error")
        self.assertIn("undefined global 'before'", reply["evalue"])
        self.assertEqual(reply["execution_count"], 1)


if __name__ == "__main__":
    unittest.main()

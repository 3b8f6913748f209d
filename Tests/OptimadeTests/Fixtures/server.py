"""A loopback server that speaks OPTIMADE as badly as the first part of its path says. Prints its port, then one line for
each request. Twelve crystals (or as many as the first argument says), mp-1, mp-2 …, rock salt with a = 4 + 0.01 n."""

import gzip
import http.server
import json
import sys
import threading
import time
import urllib.parse

TOTAL = int(sys.argv[1]) if len(sys.argv) > 1 else 12
counts = {}


def crystal(n):
    a = 4 + 0.01 * n
    return {
        "type": "structures",
        "id": f"mp-{n}",
        "attributes": {
            "lattice_vectors": [[a, 0, 0], [0, a, 0], [0, 0, a]],
            "cartesian_site_positions": [[0, 0, 0], [a / 2, a / 2, a / 2]],
            "species_at_sites": ["Ni", "O"],
            "species": [
                {"name": "Ni", "chemical_symbols": ["Ni"], "concentration": [1.0]},
                {"name": "O", "chemical_symbols": ["O"], "concentration": [1.0]},
            ],
            "dimension_types": [1, 1, 1],
            "nsites": 2,
            "_mp_rank": n,
        },
    }


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *arguments):
        pass

    def send(self, status, body, headers=(), kind="application/vnd.api+json"):
        if not isinstance(body, bytes):
            body = json.dumps(body).encode()
        self.send_response(status)
        self.send_header("Content-Type", kind)
        for name, value in headers:
            self.send_header(name, value)
        if not any(name == "Content-Length" for name, _ in headers):
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def do_GET(self):
        try:
            self.answer()
        except (BrokenPipeError, ConnectionResetError):
            pass

    def answer(self):
        parts = urllib.parse.urlsplit(self.path)
        asked = {k: v[0] for k, v in urllib.parse.parse_qs(parts.query).items()}
        mode, *rest = parts.path.strip("/").split("/")
        print(self.path, "key" if self.headers.get("Authorization") or self.headers.get("X-API-KEY") else "", flush=True)
        counts[self.path] = seen = counts.get(self.path, 0) + 1
        if rest[:2] != ["v1", "structures"]:
            return self.send(404, b"<html><head><title>Not here</title></head></html>", kind="text/html")
        if len(rest) == 3:
            found = [n for n in range(1, TOTAL + 1) if rest[2] == f"mp-{n}"]
            return self.send(200, {"data": crystal(found[0]) if found else None, "meta": {"api_version": "1.1.0"}})
        start, limit = int(asked.get("page_offset", 0)), min(int(asked.get("page_limit", 20)), 5)
        page = [crystal(n) for n in range(start + 1, min(start + limit, TOTAL) + 1)]
        more = start + limit < TOTAL
        query = dict(asked, page_offset=start + limit)
        host = f"http://{self.headers['Host']}"
        answer = {
            "data": page,
            "links": {"next": {"href": f"{host}{parts.path}?{urllib.parse.urlencode(query)}"} if more else None},
            "meta": {"api_version": "1.1.0", "more_data_available": more, "data_returned": TOTAL},
        }
        if mode == "gzip":
            return self.send(200, gzip.compress(json.dumps(answer).encode()), [("Content-Encoding", "gzip")])
        if mode == "busy" and seen <= 2:
            return self.send(429, {"errors": [{"title": "Too many", "detail": "slowly"}]}, [("Retry-After", "0")])
        if mode == "cut" and start == 5 and seen <= 1:
            body = json.dumps(answer).encode()
            self.close_connection = True
            return self.send(200, body[: len(body) // 2], [("Content-Length", str(len(body)))])
        if mode == "down" and start == 5:
            return self.send(503, b"<html><head><title>Maintenance</title></head></html>", kind="text/html")
        if mode == "slow":
            time.sleep(float(asked.get("filter", "3").split("=")[-1]))
        if mode == "dripping":
            time.sleep(0.4)
        if mode == "huge":
            return self.send(200, b" " * (3 << 20))
        if mode == "html":
            return self.send(200, b"<!DOCTYPE html><html><head><title>Welcome</title></head></html>", kind="text/html")
        if mode == "nan":
            page[1]["attributes"]["lattice_vectors"][0][0] = float("nan")
        if mode == "moved":
            return self.send(302, b"", [("Location", self.path.replace("/moved/", "/plain/"))])
        if mode == "file":
            return self.send(302, b"", [("Location", "file:///etc/passwd")])
        if mode == "echo":
            key = self.headers.get("Authorization", "").removeprefix("Bearer ")
            return self.send(400, {"errors": [{"title": "Bad Request", "detail": f"no filter for the key {key}"}]})
        return self.send(200, answer)


server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
print(server.server_port, flush=True)
# The server ends with whoever started it: its input is then closed.
threading.Thread(target=lambda: (sys.stdin.read(), server.shutdown()), daemon=True).start()
server.serve_forever()

"""A local service for tests: answers as told, writes down what it was asked, can be out of order."""

import json
import sys
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit


class Service:
    """``handle(method, path, query, headers, body) → (status, data)``; ``calls`` what came."""

    def __init__(self, handle=None):
        self.calls = []
        self.is_down = False
        self.lock = threading.Lock()
        if handle:
            self.handle = handle
        service = self

        class Handler(BaseHTTPRequestHandler):
            def serve(self):
                length = int(self.headers.get("Content-Length") or 0)
                raw = self.rfile.read(length)
                if service.is_down:
                    self.close_connection = True
                    self.connection.close()
                    return
                parts = urlsplit(self.path)
                query = {
                    key: values[0] for key, values in parse_qs(parts.query).items()
                }
                if "json" in (self.headers.get("Content-Type") or ""):
                    body = json.loads(raw or b"null")
                else:
                    body = {
                        key: values[0] for key, values in parse_qs(raw.decode()).items()
                    }
                with service.lock:
                    headers = {
                        key.lower(): value for key, value in self.headers.items()
                    }
                    service.calls.append(
                        (self.command, parts.path, query, headers, body)
                    )
                    status, data = service.handle(
                        self.command, parts.path, query, headers, body
                    )
                content = (
                    data.encode()
                    if isinstance(data, str)
                    else json.dumps(data).encode()
                )
                self.send_response(status)
                page = content.startswith(b"<!DOCTYPE html>")
                kind = "text/html; charset=utf-8" if page else "application/json"
                self.send_header("Content-Type", kind)
                self.send_header("Content-Length", str(len(content)))
                self.end_headers()
                self.wfile.write(content)

            do_GET = do_POST = serve

            def log_message(self, *args):
                pass

        class Server(ThreadingHTTPServer):
            def handle_error(self, request, client_address):
                # whoever asked may have been killed meanwhile
                if isinstance(sys.exc_info()[1], ConnectionError):
                    return None
                return super().handle_error(request, client_address)

        self.server = Server(("127.0.0.1", 0), Handler)
        self.url = f"http://127.0.0.1:{self.server.server_address[1]}"
        threading.Thread(target=self.server.serve_forever, daemon=True).start()

    def handle(self, method, path, query, headers, body):
        return 200, {}

    def paths(self):
        return [call[1] for call in self.calls]

    def close(self):
        self.server.shutdown()
        self.server.server_close()

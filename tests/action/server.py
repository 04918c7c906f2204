"""Serves downloads on loopback, well and badly, and a repository: server.py FOLDER CERTIFICATE

Prints two ports, of http and of https, once it listens. The first part of a path says how the rest is answered; each
request is written to FOLDER/requests, with its method, path and headers. The repository FOLDER/acme/infra.git is for whoever
shows the token `s3cret`, as git does for GitHub.
"""

import http.server
import os
import pathlib
import ssl
import subprocess
import sys
import threading

folder = pathlib.Path(sys.argv[1])
ports = {}
SHOWN = "basic eC1hY2Nlc3MtdG9rZW46czNjcmV0"


class Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        with (folder / "requests").open("a") as requests:
            requests.write(f"{self.command} {self.path} {dict(self.headers)}\n")
        _, how, name = (self.path.split("/", 2) + [""])[:3]
        getattr(self, f"answer_{how}", self.answer_missing)(name)

    do_POST = do_GET

    def reply(self, status, body=b"", **headers):
        self.send_response(status)
        for header, value in headers.items():
            self.send_header(header, value)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def answer_files(self, name):
        """Whatever lies in the folder `files` now."""
        file = folder / "files" / name
        self.reply(200, file.read_bytes()) if file.is_file() else self.answer_missing(name)

    def answer_missing(self, _name):
        self.reply(404, b"<html>not found</html>")

    def answer_broken(self, _name):
        self.reply(500, b"<html>broken</html>")

    def answer_page(self, _name):
        self.reply(200, b"<html>log in first</html>")

    def answer_empty(self, _name):
        self.reply(200)

    def answer_cut(self, name):
        """Less than was said."""
        body = (folder / "files" / name).read_bytes()
        self.send_response(200)
        self.send_header("Content-Length", str(len(body) + 1))
        self.end_headers()
        self.wfile.write(body)
        self.close_connection = True

    def answer_endless(self, _name):
        """Without a length, and so without an end that could be foreseen."""
        self.send_response(200)
        self.send_header("Connection", "close")
        self.end_headers()
        sent = 0
        try:
            while sent < 1 << 30:
                sent += self.wfile.write(b"\0" * (1 << 16))
        except OSError:
            pass
        (folder / "sent").write_text(str(sent))
        self.close_connection = True

    def answer_loop(self, name):
        self.reply(302, Location=f"/loop/{name}")

    def answer_to_http(self, name):
        self.reply(302, Location=f"http://127.0.0.1:{ports['http']}/files/{name}")

    def answer_to_https(self, name):
        """To another host, as GitHub does."""
        self.reply(302, Location=f"https://localhost:{ports['https']}/files/{name}")

    def answer_to_file(self, _name):
        self.reply(302, Location=f"file://{folder}/files/{_name}")

    def answer_moved(self, name):
        self.reply(302, Location=f"/acme/{name}")

    def answer_acme(self, name):
        if self.headers["Authorization"] != SHOWN:
            self.reply(401, **{"WWW-Authenticate": 'Basic realm="git"'})
            return
        path, _, query = name.partition("?")
        body = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        answer = subprocess.run(
            ["git", "http-backend"],
            input=body,
            capture_output=True,
            check=True,
            env=os.environ
            | {"GIT_PROJECT_ROOT": str(folder / "acme"), "GIT_HTTP_EXPORT_ALL": "1", "PATH_INFO": f"/{path}"}
            | {"QUERY_STRING": query, "REQUEST_METHOD": self.command, "CONTENT_LENGTH": str(len(body))}
            | {"CONTENT_TYPE": self.headers.get("Content-Type", ""), "GIT_PROTOCOL": self.headers.get("Git-Protocol", "")}
            | {"HTTP_CONTENT_ENCODING": self.headers.get("Content-Encoding", "")},
        ).stdout
        head, _, body = answer.partition(b"\r\n\r\n")
        headers = dict(line.split(": ", 1) for line in head.decode().split("\r\n"))
        self.reply(int(headers.pop("Status", "200").split()[0]), body, **headers)

    def log_message(self, *_):
        pass


def serve(scheme, context=None):
    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = True
    if context:
        server.socket = context.wrap_socket(server.socket, server_side=True)
    ports[scheme] = server.server_port
    threading.Thread(target=server.serve_forever, daemon=True).start()


context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
context.load_cert_chain(sys.argv[2])
serve("http")
serve("https", context)
print(ports["http"], ports["https"], flush=True)
sys.stdin.read()

"""Stand-ins for the four services and the gateway: the supervisor is tested without waiting for the real ones."""

import os
from pathlib import Path

import pytest

PARTS = ("applicants", "training", "credit", "followup", "gateway")

SERVE = """
import http.server, json, os, sys

class Handler(http.server.BaseHTTPRequestHandler):
    def do_GET(self):
        if self.path == "/die":
            os._exit(3)
        body = json.dumps(dict(os.environ)).encode()
        self.send_response(200)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, *_):
        pass

def serve(variable):
    broken = os.environ["FAKE_BROKEN"]
    if os.path.exists(broken) and sys.modules["__main__"].__spec__.name == open(broken).read():
        raise SystemExit("the reason is in the log")
    port = int(os.environ[variable])
    http.server.ThreadingHTTPServer(("127.0.0.1", port), Handler).serve_forever()
"""
REVISION = """
from alembic import op
revision = "0001"
down_revision = None

def upgrade():
    op.execute("CREATE TABLE made (id int)")
"""


@pytest.fixture(scope="session")
def fakes(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packages of the same names, with one migration each."""
    root = tmp_path_factory.mktemp("fakes")
    (root / "fake_serve.py").write_text(SERVE)
    for name in PARTS:
        package, versions = root / name / "src" / name, root / name / "migrations" / "versions"
        package.mkdir(parents=True)
        versions.mkdir(parents=True)
        (package / "__init__.py").touch()
        (package / "main.py").write_text("from fake_serve import serve\nserve('QIBU_PORT')\n")
        (package / "worker.py").write_text("from fake_serve import serve\nserve('QIBU_WORKER_PORT')\n")
        (versions.parent / "env.py").write_text("from kit.migrations import run_environment\nrun_environment([])\n")
        (versions / "0001_made.py").write_text(REVISION)
    return root


@pytest.fixture
def fake_parts(fakes: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Let platforms run the fakes; the file returned, when it names a module, makes that one fail."""
    broken = tmp_path / "broken"
    paths = [str(fakes), *(str(fakes / name / "src") for name in PARTS)]
    monkeypatch.setenv("PYTHONPATH", os.pathsep.join(paths))
    monkeypatch.setenv("FAKE_BROKEN", str(broken))
    return broken

"""Services are independent, layers point inwards, plumbing knows nobody: checked by import-linter."""

import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def test_import_rules_hold():
    linter = Path(sys.executable).with_name("lint-imports")
    run = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert run.returncode == 0, run.stdout + run.stderr


def test_no_service_reads_another_services_tables_or_calls_it():
    names = {"applicants", "training", "credit", "followup"}
    for path in ROOT.glob("services/*/src/**/*.py"):
        text = path.read_text()
        for other in names - {path.relative_to(ROOT).parts[1]}:
            assert f"QIBU_{other.upper()}_" not in text, f"{path} knows the address of {other}"
        assert "import httpx" not in text, f"{path} could call another service"
        assert "import aiohttp" not in text, f"{path} could call another service"

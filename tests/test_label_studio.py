"""Label Studio itself: a task imported through its API, exported and read back.

Needs Label Studio's executable: in the variable LABEL_STUDIO, or on PATH. It is heavy: give it an environment
of its own.
"""

import json
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

import pytest

from filing_sections.corpus import to_row
from filing_sections.exchange import import_, label_studio_config, to_label_studio
from test_exchange import ROW

TOKEN = "0123456789abcdef0123456789abcdef01234567"


def test_a_file_that_label_studio_exported():
    """tests/exchange/label_studio.json came out of the test below."""
    (document,) = import_(Path(__file__).parent / "exchange" / "label_studio.json", "label-studio")
    assert to_row(document) == ROW


@pytest.fixture
def server(tmp_path):
    """A Label Studio of its own on 127.0.0.1, stopped afterwards."""
    command = os.environ.get("LABEL_STUDIO") or shutil.which("label-studio")
    if not command:
        pytest.skip("Label Studio is not installed")
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    arguments = ["start", "--no-browser", "--port", str(port), "--internal-host", "127.0.0.1", "--user-token", TOKEN,
                 "--username", "a@example.com", "--password", "made-up-1", "--enable-legacy-api-token",
                 "--data-dir", str(tmp_path)]  # fmt: skip
    environment = os.environ | {"LABEL_STUDIO_BASE_DATA_DIR": str(tmp_path), "COLLECT_ANALYTICS": "False"}
    with open(tmp_path / "log", "wb") as log:
        process = subprocess.Popen([command, *arguments], env=environment, stdout=log, stderr=log)
    try:
        yield f"http://127.0.0.1:{port}", process
    finally:
        process.terminate()
        process.wait(30)


@pytest.mark.slow
def test_label_studio_gives_the_labels_back(server, tmp_path):
    httpx = pytest.importorskip("httpx")
    url, process = server
    with httpx.Client(base_url=url, headers={"Authorization": f"Token {TOKEN}"}, timeout=60) as client:
        until = time.monotonic() + 600
        while True:
            assert process.poll() is None, (tmp_path / "log").read_text()[-2000:]
            assert time.monotonic() < until, "Label Studio did not start"
            try:
                if client.get("/health").is_success:
                    break
            except httpx.TransportError:
                pass
            time.sleep(1)

        def post(path, body):
            response = client.post(path, json=body)
            assert response.is_success, response.text
            return response.json()

        project = post("/api/projects", {"title": "made", "label_config": label_studio_config()})["id"]
        post(f"/api/projects/{project}/import", [to_label_studio(ROW)])
        response = client.get(f"/api/projects/{project}/tasks")
        assert response.is_success, response.text
        (task,) = response.json()
        post(f"/api/tasks/{task['id']}/annotations", {"result": task["predictions"][0]["result"]})
        exported = client.get(f"/api/projects/{project}/export", params={"exportType": "JSON"})
        assert exported.is_success, exported.text
    path = tmp_path / "exported.json"
    path.write_bytes(exported.content)
    assert json.loads(exported.content)[0]["annotations"]
    (document,) = import_(path, "label-studio")
    assert to_row(document) == ROW

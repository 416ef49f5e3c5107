"""doccano itself: documents imported through its API, exported and read back.

Needs doccano's executable: in the variable DOCCANO, or on PATH. It pins old libraries: give it an environment
of its own (CONTRIBUTING.md says what goes into it).
"""

import io
import json
import os
import shutil
import socket
import subprocess
import time
import zipfile
from pathlib import Path

import pytest

from filing_sections.corpus import to_row
from filing_sections.exchange import import_, to_doccano
from test_exchange import ROW, SHORT_ROW

ROWS = [ROW, SHORT_ROW]
USER = {"username": "a", "password": "made-up-1"}
PROJECT = {
    "resourcetype": "SequenceLabelingProject", "project_type": "SequenceLabeling", "name": "made",
    "description": "made", "guideline": "", "random_order": False, "collaborative_annotation": True,
    "single_class_classification": False, "allow_overlapping": True, "grapheme_mode": False, "use_relation": False,
    "tags": [],
}  # fmt: skip


@pytest.mark.parametrize("name", ["doccano.jsonl", "doccano_relations.jsonl"])
def test_files_that_doccano_exported(name):
    """These files came out of the test below."""
    documents = import_(Path(__file__).parent / "exchange" / name, "doccano")
    assert [to_row(document) for document in documents] == ROWS


@pytest.fixture
def server(tmp_path):
    """A doccano of its own on 127.0.0.1, and its queue of tasks; both stopped afterwards."""
    command = os.environ.get("DOCCANO") or shutil.which("doccano")
    if not command:
        pytest.skip("doccano is not installed")
    beside = Path(command).parent
    environment = os.environ | {"DOCCANO_HOME": str(tmp_path), "HOME": str(tmp_path), "STANDALONE": "True",
                                "DATABASE_URL": f"sqlite:///{tmp_path}/db.sqlite3", "MEDIA_ROOT": f"{tmp_path}/media",
                                "DJANGO_SETTINGS_MODULE": "config.settings.production"}  # fmt: skip
    for step in (["init"], ["createuser", "--username", USER["username"], "--password", USER["password"]]):
        done = subprocess.run([command, *step], env=environment, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr[-2000:]
    find = "import importlib.util; print(importlib.util.find_spec('backend').submodule_search_locations[0])"
    code = subprocess.run([beside / "python", "-c", find], check=True, capture_output=True, text=True).stdout.strip()
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    # `doccano webserver` listens to every address; what it starts does as it is told
    web = [beside / "gunicorn", "--bind", f"127.0.0.1:{port}", "--chdir", code, "--timeout", "300", "config.wsgi"]
    with open(tmp_path / "log", "wb") as log:
        processes = [
            subprocess.Popen(start, env=environment, stdout=log, stderr=log)
            for start in (web, [command, "task", "--concurrency", "1"])
        ]
    try:
        yield f"http://127.0.0.1:{port}", processes
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait(60)


def until(found, seconds: float = 600):
    """What `found` gives as soon as it gives something."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if (value := found()) is not None:
            return value
        time.sleep(1)
    raise AssertionError("doccano did not answer in time")


@pytest.mark.slow
def test_doccano_gives_the_labels_back(server, tmp_path, monkeypatch):
    httpx = pytest.importorskip("httpx")
    monkeypatch.setenv("NO_PROXY", "127.0.0.1")
    url, processes = server

    def key():
        assert all(process.poll() is None for process in processes), (tmp_path / "log").read_text()[-2000:]
        try:
            response = httpx.post(f"{url}/v1/auth/login/", json=USER, timeout=300)
        except httpx.ConnectError:
            return None
        assert response.is_success, (tmp_path / "log").read_text()[-2000:]
        return response.json()["key"]

    with httpx.Client(base_url=f"{url}/v1", headers={"Authorization": f"Token {until(key)}"}, timeout=300) as client:

        def post(path, **body):
            response = client.post(path, **body)
            assert response.is_success, response.text
            return response

        def export():
            task = post(f"{project}/download", json={"format": "JSONL", "exportApproved": False}).json()

            def archive():
                response = client.get(f"{project}/download", params={"taskId": task["task_id"]})
                return response.content if response.content.startswith(b"PK") else None

            with zipfile.ZipFile(io.BytesIO(until(archive))) as file:
                (name,) = file.namelist()
                return file.read(name)

        project = f"/projects/{post('/projects', json=PROJECT).json()['id']}"
        lines = "".join(json.dumps(to_doccano(row), ensure_ascii=False) + "\n" for row in ROWS)
        upload = post("/fp/process/", files={"filepond": ("rows.jsonl", lines.encode())}).text
        options = {"format": "JSONL", "task": "SequenceLabeling", "column_data": "text", "column_label": "label"}
        task = post(f"{project}/upload", json={"uploadIds": [upload], "encoding": "utf_8", **options}).json()

        def result():
            status = client.get(f"/tasks/status/{task['task_id']}").json()
            return status if status["ready"] else None

        assert until(result)["result"] == {"error": []}
        exports = {"doccano.jsonl": export()}
        response = client.patch(project, json={"use_relation": True, "resourcetype": PROJECT["resourcetype"]})
        assert response.is_success, response.text
        exports["doccano_relations.jsonl"] = export()
    keys = [set(json.loads(content.splitlines()[0])) for content in exports.values()]
    assert "label" in keys[0] - keys[1]
    assert "entities" in keys[1] - keys[0]
    for name, content in exports.items():
        (tmp_path / name).write_bytes(content)
        assert [to_row(document) for document in import_(tmp_path / name, "doccano")] == ROWS

"""train.py as a user runs it: what it trains on, that it says so, and the same model from the same data and seed."""

import json
import os
import random
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from filing_sections import model_card
from filing_sections.corpus import read_corpus, to_row
from filing_sections.made import make
from filing_sections.pool import read_pool

ROOT = Path(__file__).resolve().parents[1]
SHARED = ROOT.parent / "shared" / "corpus"
META = ROOT / "model" / "meta.json"
needs_corpus = pytest.mark.skipif(not SHARED.is_dir(), reason="the texts of the corpus are not at ../shared/corpus")
needs_model = pytest.mark.skipif(not META.exists(), reason="no model is trained yet")


@pytest.fixture
def clone(tmp_path):
    """A checkout's train.py without ../shared, and the cache in which `fetch --corpus` has left three documents."""
    (tmp_path / "clone").mkdir()
    shutil.copy(ROOT / "train.py", tmp_path / "clone")
    fetched = tmp_path / "cache" / "filing-sections" / "corpus"
    fetched.mkdir(parents=True)
    rows = [to_row(document) for document in make(3, seed=7, formats=["text"])]
    (fetched / "train.jsonl").write_text("".join(json.dumps(row) + "\n" for row in rows))
    (fetched / "dev.jsonl").write_text("")
    (fetched / "index.jsonl").write_text("".join(json.dumps({"id": r["id"], "group": r["group"]}) + "\n" for r in rows))
    return tmp_path / "clone"


def train(script: Path, *options: object, **environment: str) -> subprocess.Popen:
    command = [sys.executable, str(script), *map(str, options)]
    return subprocess.Popen(command, env=os.environ | environment, stderr=subprocess.PIPE, text=True)


def files(folder: Path) -> dict[str, bytes]:
    return {str(p.relative_to(folder)): p.read_bytes() for p in sorted(folder.rglob("*")) if p.is_file()}


def test_the_same_data_and_seed_give_the_same_files_and_fetched_documents_are_used(clone, tmp_path):
    runs = [
        train(
            clone / "train.py", "--made", 6, "--quick", "--out", tmp_path / out, XDG_CACHE_HOME=str(tmp_path / "cache")
        )
        for out in ("one", "two")
    ]
    said = [run.communicate(timeout=600)[1] for run in runs]
    assert [run.returncode for run in runs] == [0, 0], said
    assert f"real filings: 3 train and 0 dev documents, from {tmp_path / 'cache'}" in said[0]
    assert "0 extra documents, 6 made filings" in said[0]
    one, two = files(tmp_path / "one"), files(tmp_path / "two")
    assert {"lines.npz", "meta.json", "MODEL_CARD.md", "entities/config.cfg"} <= one.keys()
    assert one == two
    trained_on = json.loads(one["meta.json"])["trained_on"]
    assert {name: trained_on[name] for name in ("train", "dev", "extra", "made")} == {
        "train": 3, "dev": 0, "extra": 0, "made": 6,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("options", "reason"),
    [
        (["--corpus", "nowhere"], "nowhere: no corpus folder"),
        (["--extra", "nowhere.jsonl"], "nowhere.jsonl"),
        (["--made", "0", "--texts", "nowhere"], "nothing to train on"),
        (["--epochs", "3"], "unrecognized arguments"),
    ],
)
def test_wrong_use_is_said_before_any_training(clone, tmp_path, options, reason):
    run = train(clone / "train.py", *options, "--out", tmp_path / "out", XDG_CACHE_HOME=str(tmp_path / "none"))
    said = run.communicate(timeout=600)[1]
    assert (run.returncode, reason in said) == (2, True), said
    assert not (tmp_path / "out").exists()


@pytest.mark.slow
@needs_corpus
@needs_model
def test_the_shipped_model_names_the_data_at_hand_by_its_hash():
    stored = json.loads(META.read_text(encoding="utf-8"))["trained_on"]

    def split(name: str) -> list:  # as train.py chooses a rendering
        both = (read_corpus(SHARED, name, rendering, n_jobs=2) for rendering in ("corpus", "html"))
        return [random.Random(pair[0].id).choice(pair) for pair in zip(*both, strict=True)]

    made = list(make(stored["made"], seed=stored["seed"]))
    learnt, dev = split("train"), split("dev")
    unlabelled = list(read_pool(SHARED / "unlabelled.tar.xz", {document.group for document in dev}))
    now = model_card.trained_on(train=learnt, dev=dev, extra=[], made=made, unlabelled=unlabelled, seed=stored["seed"])
    assert now == stored, (
        "train anew: data, corrections or made filings are others than the shipped model was fitted on"
    )


@pytest.mark.slow
@needs_corpus
@needs_model
def test_training_on_the_whole_corpus_gives_the_shipped_model_byte_for_byte(tmp_path):
    meta = json.loads(META.read_text(encoding="utf-8"))
    if meta["libraries"] != model_card.libraries():
        pytest.skip(f"the shipped model was trained with {meta['libraries']}")
    run = train(ROOT / "train.py", "--corpus", SHARED, "--out", tmp_path / "again")  # half an hour or more
    said = run.communicate()[1]
    assert run.returncode == 0, said
    shipped = {name: content for name, content in files(ROOT / "model").items() if not name.startswith(".")}
    assert files(tmp_path / "again") == shipped

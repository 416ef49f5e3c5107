"""Filings without labels: what their tags tell of each line stays, the tags go."""

import io
import json
import tarfile

import numpy as np
import pytest

from filing_sections.pool import ALONE, BESIDE_EXHIBITS, EXHIBIT, read_pool

SUBMISSION = """<SEC-DOCUMENT>x.txt
<DOCUMENT>
<TYPE>10-K
<SEQUENCE>1
<TEXT>
FORM 10-K
Meadow Lamp Co.
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>EX-13
<SEQUENCE>2
<TEXT>
ANNUAL REPORT
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""


@pytest.fixture
def archive(tmp_path):
    rows = [
        {"file": "whole.txt", "kind": "full-submission", "group": "lamp"},
        {"file": "letter.txt", "kind": "main-document", "group": "ink"},
        {"file": "plan.txt", "kind": "exhibit", "group": "ink"},
        {"file": "scan.pdf", "kind": "exhibit", "group": "ink"},
    ]
    contents = {
        "whole.txt": SUBMISSION,
        "letter.txt": "Dear Sirs,\n\nYours",
        "plan.txt": "STOCK PLAN",
        "scan.pdf": "%PDF-1.4 \x00\x01",
        "index.jsonl": "\n".join(map(json.dumps, rows)),
    }
    path = tmp_path / "pool.tar.xz"
    with tarfile.open(path, "w:xz") as out:
        for name, text in contents.items():
            member = tarfile.TarInfo(f"pool/{name}")
            data = text.encode()
            member.size = len(data)
            out.addfile(member, io.BytesIO(data))
    return path


def test_each_document_comes_alone_and_a_submission_whole_too(archive) -> None:
    found = {text.lines.text.strip(): text for text in read_pool(archive)}
    main, exhibit = "FORM 10-K\nMeadow Lamp Co.", "ANNUAL REPORT"
    whole = next(text for text in found if text.startswith(main) and text.endswith(exhibit))
    assert set(found) == {main, exhibit, whole, "Dear Sirs,\n\nYours", "STOCK PLAN"}
    assert not any("<TEXT>" in text or "<TYPE>" in text for text in found)
    for text, share in ((main, BESIDE_EXHIBITS), (exhibit, EXHIBIT), ("Dear Sirs,\n\nYours", ALONE)):
        np.testing.assert_allclose(found[text].attached, share)
    inside = [found[whole].attached[i] for i, line in enumerate(found[whole].lines) if line.strip()]
    np.testing.assert_allclose(inside, [BESIDE_EXHIBITS, BESIDE_EXHIBITS, EXHIBIT])
    assert all(len(text.attached) == len(text.lines) for text in found.values())


def test_groups_can_be_left_out(archive) -> None:
    assert {text.group for text in read_pool(archive, without={"lamp"})} == {"ink"}


def test_what_is_no_archive_of_filings_is_an_error_that_names_it(archive, tmp_path) -> None:
    damaged = tmp_path / "damaged.tar.xz"
    damaged.write_bytes(archive.read_bytes()[:200])
    empty = tmp_path / "empty.tar"
    tarfile.open(empty, "w").close()
    for path in (damaged, empty):
        with pytest.raises(ValueError, match=f"{path.name}: no archive of filings"):
            list(read_pool(path))
    with pytest.raises(FileNotFoundError):
        list(read_pool(tmp_path / "none.tar.xz"))

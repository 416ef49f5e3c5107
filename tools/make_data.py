"""Write data/labels, data/SOURCES.md and data/POOL.csv from a corpus folder that has the texts.

usage: python tools/make_data.py ../shared/corpus [data]
"""

import csv
import json
import sys
import tarfile
from collections import defaultdict
from pathlib import Path

from filing_sections.label_files import dumps, loads

SOURCES_HEAD = """# Where each filing is to be had

`filing-sections fetch --corpus` brings those with an accession number from EDGAR. Each document is also in a public
repository on GitHub, under the path given in its label file (`repo`, `commit`, `path`), which is where it was found;
for those without an accession number that is the only place known. A path with `!` names a file in an archive.

"""


def head(row: dict) -> dict:
    """What the label file says about the document, from its row of the corpus' index."""
    url = None
    if row["accession"] and row["cik"]:
        url = f"https://www.sec.gov/Archives/edgar/data/{int(row['cik'])}/{row['accession']}.txt"
    first = {"id": row["id"], "url": url}
    keys = "accession document cik company type form filed year format group repo commit path"
    return first | {key: row[key] for key in keys.split()}


def write_labels(corpus: Path, data: Path, index: dict[str, dict]) -> None:
    """One label file a document; each is read back and compared before the next is written."""
    for split in ("train", "dev"):
        folder = data / "labels" / split
        folder.mkdir(parents=True, exist_ok=True)
        with open(corpus / f"{split}.jsonl", encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                file = dumps(head(index[row["id"]]), row)
                again = loads(file, row["text"])
                if json.dumps(again, sort_keys=True) != json.dumps(row, sort_keys=True):
                    raise SystemExit(f"{row['id']}: the label file does not give the labels back")
                (folder / f"{row['id']}.json").write_text(file, encoding="utf-8")


def write_sources(data: Path, index: dict[str, dict]) -> None:
    """A table of the filings with accession numbers, and a list by repository of the documents without."""
    lines = ["| id | split | form | filed | filing |", "|---|---|---|---|---|"]
    elsewhere = defaultdict(list)
    for row in sorted(index.values(), key=lambda row: (row["split"], row["id"])):
        if url := head(row)["url"]:
            lines.append(
                f"| {row['id']} | {row['split']} | {row['type']} | {row['filed'] or ''} | [{row['accession']}]({url}) |"
            )
        else:
            elsewhere[row["repo"], row["commit"]].append(row)
    text = SOURCES_HEAD + "\n".join(lines) + "\n\n## Without an accession number\n"
    for (repo, commit), rows in sorted(elsewhere.items()):
        text += f"\n### {repo}, commit {commit}\n\n"
        text += "".join(f"- {row['id']} ({row['split']}, {row['type']}): `{row['path']}`\n" for row in rows)
    (data / "SOURCES.md").write_text(text, encoding="utf-8")


def write_pool(corpus: Path, data: Path) -> None:
    """What is in the archive of filings without labels: where each was found, and its sha256."""
    keys = ["file", "kind", "group", "accession", "cik", "form", "filed", "repo", "commit", "path", "sha256"]
    with tarfile.open(corpus / "unlabelled.tar.xz") as archive:
        member = next(m for m in archive if m.name.endswith("/index.jsonl"))
        rows = [json.loads(line) for line in archive.extractfile(member)]
    with open(data / "POOL.csv", "w", encoding="utf-8", newline="") as file:
        out = csv.DictWriter(file, keys, extrasaction="ignore", lineterminator="\n")
        out.writeheader()
        out.writerows(sorted(rows, key=lambda row: row["file"]))


if __name__ == "__main__":
    if len(sys.argv) not in (2, 3):
        raise SystemExit(__doc__)
    source, target = Path(sys.argv[1]), Path(sys.argv[2] if len(sys.argv) == 3 else "data")
    with open(source / "index.jsonl", encoding="utf-8") as rows:
        entries = {row["id"]: row for row in map(json.loads, rows)}
    write_labels(source, target, entries)
    write_sources(target, entries)
    write_pool(source, target)

"""What `submission.read` makes of every form in which filings come, intact and damaged."""

import json
import lzma
import tarfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from filing_sections import submission
from filing_sections.decoding import looks_like_html

HERE = Path(__file__).resolve().parent
SEEDS = HERE / "fuzz" / "seeds"
CORPUS = HERE.parents[1] / "shared" / "corpus"
TABBED = (SEEDS / "tabbed.txt").read_bytes()

needs_corpus = pytest.mark.skipif(not CORPUS.is_dir(), reason="the corpus (../shared/corpus) is not here")


def contents(filing):
    return [(d.type, d.content) for d in filing.documents]


def test_tabbed_header_and_documents():
    filing = submission.read(TABBED)
    header = filing.header
    assert (header["form"], header["accession_number"]) == ("10-K", "0001234567-98-000012")
    assert (header["filed"], header["period"], header["document_count"]) == ("1998-03-31", "1997-12-31", 2)
    (filer,) = header["filers"]
    assert (filer["role"], filer["name"], filer["cik"]) == ("filer", "MOSSBRIDGE TURBINES INC", "0000123456")
    assert filer["business_address"] == {"street1": "12 MILL LANE", "city": "FAIRHOLM", "state": "VT", "zip": "05000"}
    assert "COMPANY CONFORMED NAME" in header["raw"]
    first, second = filing.documents
    assert (first.type, first.sequence, first.description) == ("10-K", 1, "ANNUAL REPORT")
    assert first.content.startswith(b"<PAGE>\n")
    assert first.content.endswith(b"Orla Venn\n")
    assert (second.type, second.sequence) == ("EX-27", 2)
    assert not filing.warnings
    assert not any(d.warnings for d in filing.documents)


def test_offsets_are_bytes_of_the_input():
    data = TABBED.replace(b"SIGNATURES", "SIGNATÜRES".encode())
    for document in submission.read(data).documents:
        assert data[document.start : document.end] == document.content


def test_archive_header_reads_like_a_tabbed_one():
    filing = submission.read(SEEDS / "archive.nc")
    assert (filing.header["form"], filing.header["filed"]) == ("8-K", "2004-02-11")
    (filer,) = filing.header["filers"]
    assert (filer["name"], filer["business_address"]["city"]) == ("MOSSBRIDGE TURBINES INC", "FAIRHOLM")
    (document,) = filing.documents
    assert (document.type, document.filename, document.is_html) == ("8-K", "m8k.htm", True)


def test_mail_wrapper_changes_nothing():
    plain, wrapped = submission.read(TABBED), submission.read((SEEDS / "pem.txt").read_bytes())
    assert contents(plain) == contents(wrapped)
    assert wrapped.header["filers"] == plain.header["filers"]
    assert not wrapped.warnings


def test_several_filers_and_former_names():
    header = (
        b"<SEC-HEADER>\nACCESSION NUMBER:\t0-00-0\n\nSUBJECT COMPANY:\t\n\n\tCOMPANY DATA:\t\n"
        b"\t\tCOMPANY CONFORMED NAME:\t\t\tQUILL: AND CO\n\t\tCENTRAL INDEX KEY:\t0000000001\n\n"
        b"\tMAIL ADDRESS:\t\n\t\tCITY:\t\tOSTVIK\n\n\tFORMER COMPANY:\t\n\t\tFORMER CONFORMED NAME:\tOLD QUILL\n\n"
        b"FILED BY:\t\t\n\n\tCOMPANY DATA:\t\n\t\tCOMPANY CONFORMED NAME:\t\tHARROW LP\n"
        b"\t\tCENTRAL INDEX KEY:\t0000000002\n"
        b"</SEC-HEADER>\n<DOCUMENT>\n<TYPE>SC 13D\n<TEXT>\nx\n</TEXT>\n</DOCUMENT>\n"
    )
    subject, by = submission.read(header).header["filers"]
    assert (subject["role"], subject["name"]) == ("subject company", "QUILL: AND CO")
    assert (subject["mail_address"], subject["former_names"]) == ({"city": "OSTVIK"}, ["OLD QUILL"])
    assert (by["role"], by["name"], by["cik"]) == ("filed by", "HARROW LP", "0000000002")


@pytest.mark.parametrize("change", [bytes.lower, lambda b: b.replace(b"\n", b"\r\n"), lambda b: b"\n" + b])
def test_case_line_ends_and_a_leading_blank_line(change):
    documents = submission.read(change(TABBED)).documents
    assert [d.type.upper() for d in documents] == ["10-K", "EX-27"]
    assert b"orla venn" in documents[0].content.lower()
    assert not any(d.warnings for d in documents)


def test_closing_tag_inside_a_text_does_not_cut_it():
    data = TABBED.replace(b"SIGNATURES", b"the tag </TEXT> ends a text\n</TEXT>\nhere it does not")
    assert b"here it does not" in submission.read(data).documents[0].content


TAGS = [
    b"<DOCUMENT>\n",
    b"<TYPE>10-K\n",
    b"<SEQUENCE>1\n",
    b"<TEXT>\n",
    b"</TEXT>\n",
    b"</DOCUMENT>\n",
    b"</SEC-HEADER>\n",
]


@pytest.mark.parametrize("tag", TAGS)
def test_any_tag_removed_costs_no_document(tag):
    whole = submission.read(TABBED)
    at = TABBED.index(tag)
    filing = submission.read(TABBED[:at] + TABBED[at + len(tag) :])
    assert len(filing.documents) == 2
    for intact, read in zip(whole.documents, filing.documents, strict=True):
        assert intact.content.strip() in read.content
        assert len(read.content) < len(intact.content) + 40
    if tag not in (b"<SEQUENCE>1\n", b"</SEC-HEADER>\n"):
        assert any("byte" in w for d in filing.documents for w in d.warnings)


def test_cut_at_any_byte_keeps_what_came_before():
    whole = submission.read(TABBED).documents
    for cut in range(whole[0].start + 1, len(TABBED)):
        filing = submission.read(TABBED[:cut])
        read = [d for d in filing.documents if d.type]
        assert read[0].content.strip() == whole[0].content[: cut - whole[0].start].strip() or cut > whole[0].end
        if cut > whole[1].start:
            assert whole[1].content[: cut - whole[1].start].strip() == read[1].content.strip() or cut > whole[1].end
        if cut < whole[0].end:
            assert any(str(cut) in w for w in read[0].warnings)


def test_front_lost():
    data = TABBED[TABBED.index(b"MOSSBRIDGE TURBINES, INC.") :].replace(b"SIGNATURES", b"SIGNATURES\n" + b"word " * 100)
    first, second = submission.read(data).documents
    assert b"Orla Venn" in first.content
    assert b"<TYPE>" not in first.content
    assert second.type == "EX-27"


def test_text_outside_documents_is_kept_or_told():
    long = submission.read(TABBED + b"word " * 100)
    assert long.documents[2].content.startswith(b"word word")
    assert long.documents[2].warnings
    small = submission.read(TABBED + b"KXNAME")
    assert len(small.documents) == 2
    assert any("KXNAME" in w for w in small.warnings)


def test_flood_of_documents_is_kept_in_fewer():
    data = b"".join(b"<DOCUMENT>\n<TYPE>EX-%d\n" % i for i in range(5000))
    filing = submission.read(data)
    assert [d.type for d in filing.documents[:1000]] == [f"EX-{i}" for i in range(1000)]
    assert 1000 < len(filing.documents) < 2000
    assert filing.documents[-1].end == len(data)
    assert b"EX-4999" in filing.documents[-1].content
    at = data.index(b"<DOCUMENT>", filing.documents[-1].start)
    assert filing.warnings == [
        f"more than {len(filing.documents)} documents: what follows byte {at} is kept in the last of them"
    ]


@pytest.mark.parametrize(
    ("kind", "content", "reason"),
    [
        (b"GRAPHIC", b"begin 644 logo.gif\nM12345\n`\nend\n", "uuencoded"),
        (b"EX-101.INS", b"<XBRL>\n<?xml version='1.0'?><xbrl/>\n</XBRL>\n", "ex-101.ins"),
        (b"XML", b"<XML>\n<?xml version='1.0'?><a/>\n</XML>\n", "xml"),
        (b"4", b"<XML>\n<?xml version='1.0'?><ownershipDocument/>\n</XML>\n", "xml"),
        (b"EX-99", b"%PDF-1.4 ...\n", "a PDF"),
        (b"EXCEL", b"PK..\n", "excel"),
    ],
)
def test_parts_without_text_are_kept_and_flagged(kind, content, reason):
    data = b"<DOCUMENT>\n<TYPE>%s\n<SEQUENCE>2\n<TEXT>\n%s</TEXT>\n</DOCUMENT>\n" % (kind, content)
    (document,) = submission.read(TABBED[: TABBED.index(b"<DOCUMENT>")] + data).documents
    assert document.skipped == reason
    assert any("skipped" in w for w in document.warnings)
    assert not document.is_html


def test_inline_xbrl_is_text_not_data():
    data = (
        b"<DOCUMENT>\n<TYPE>8-K\n<TEXT>\n<XBRL>\n<?xml version='1.0'?>\n<html><body>x</body></html>\n</XBRL>\n</TEXT>\n"
    )
    (document,) = submission.read(data).documents
    assert document.is_html
    assert document.skipped is None
    assert document.content.startswith(b"<?xml")
    assert b"XBRL" not in document.content


@pytest.mark.parametrize(
    "text",
    [
        "<PAGE>\n  FORM 10-K\n<TABLE>\n<CAPTION>\n<S> <C>\n<FN>\n</TABLE>\n",
        "The <html> tag, <DOCUMENT> and </TEXT> are discussed in Item 1.\n",
        "ACCESSION NUMBER: 1\nCONFORMED SUBMISSION TYPE: 10-K\n\n FORM 10-K\n",
        "<TEXT>\nstray tag\n",
        "\n\n\f  Page 2\n",
    ],
)
def test_plain_text_is_one_document_unchanged(text):
    for source in (text, text.encode()):
        (document,) = submission.read(source).documents
        assert (document.text(), document.type, document.is_html) == (text, None, False)
        assert not document.all_warnings()


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("<!DOCTYPE html>\n<p>x", True),
        ("\ufeff<?xml version='1.0'?>\n<!-- made -->\n<html>", True),
        ("<P ALIGN=CENTER>FORM 8-K</P>", True),
        ("10-K 1 x.htm\n<font size=2>a</font><br><br><p>b</p>", True),
        ("<TABLE><TR><TD>x</TD></TR></TABLE>", True),
        ("<TABLE>\n<CAPTION>\n<S>      <C>\nSales <1>   2\n</TABLE>", False),
        ("<PAGE>\n<A> note, see <B>", False),
        ("5 < 6 and 7 > 3\n", False),
        ("", False),
    ],
)
def test_looks_like_html(text, expected):
    assert looks_like_html(text) is expected


def test_path_bytes_and_text_read_alike(tmp_path):
    path = tmp_path / "filing.txt"
    path.write_bytes(TABBED)
    by_path, by_name, by_bytes = submission.read(path), submission.read(str(path)), submission.read(TABBED)
    by_text = submission.read(TABBED.decode())
    assert by_path.documents == by_name.documents == by_bytes.documents == by_text.documents
    assert by_path.source == str(path)
    assert by_bytes.source is None


@given(st.text(max_size=200))
@settings(max_examples=60, deadline=None)
def test_any_text_reads_as_its_bytes_do(text):
    text += "\n"  # without a line end it would name a file
    data = text.encode("utf-8")
    try:
        expected = submission.read(data)
    except submission.ReadError:
        with pytest.raises(submission.ReadError):
            submission.read(text)
        return
    assert submission.read(text) == expected
    for document in expected.documents:
        assert data[document.start : document.end] == document.content


# -- against secsgml, on real submissions


@pytest.fixture(scope="session")
def submissions(tmp_path_factory):
    archive = CORPUS / "unlabelled.tar.xz"
    if not archive.is_file():
        pytest.skip("the unlabelled submissions (../shared/corpus/unlabelled.tar.xz) are not here")
    files = {}
    with lzma.open(archive) as stream, tarfile.open(fileobj=stream) as tar:
        index = []
        for member in tar:
            data = tar.extractfile(member).read() if member.isfile() else b""
            if member.name.endswith("index.jsonl"):
                index = [json.loads(line) for line in data.splitlines()]
            files[Path(member.name).name] = data
    return {row["file"]: files[row["file"]] for row in index if row["kind"] == "full-submission"}


def secsgml_documents(data):
    parse = pytest.importorskip("secsgml.parse_sgml").parse_sgml_content_into_memory
    header, documents = parse(bytes_content=data)
    return header, list(zip(header[b"documents"], documents, strict=True))


@pytest.mark.slow
def test_parity_with_secsgml(submissions):
    compared = headers = 0
    for name, data in submissions.items():
        header, expected = secsgml_documents(data)
        filing = submission.read(data)
        assert len(filing.documents) == len(expected), name
        if b"accession-number" in header:  # secsgml does not see the headers of two files
            assert filing.header["accession_number"].encode() == header[b"accession-number"], name
            assert filing.header["form"].encode() == header[b"type"], name
            headers += 1
        for document, (fields, content) in zip(filing.documents, expected, strict=True):
            values = {
                key.decode(): value.decode("latin-1").strip()
                for key, value in fields.items()
                if key != b"secsgml_size_bytes"
            }
            assert document.type == values["type"], name
            assert str(document.sequence) == values["sequence"], name
            assert (document.filename or "") == values.get("filename", ""), name
            assert (document.description or "") == values.get("description", ""), name
            if document.skipped != "uuencoded":  # secsgml decodes those; it also joins lines of 1,023 characters
                assert b"".join(document.content.split()) == b"".join(content.split()), name
            compared += 1
    assert (compared > 1000, headers > 150) == (True, True)


@pytest.mark.slow
def test_damaged_submissions_keep_their_documents(submissions):
    damaged = 0
    for data in list(submissions.values())[::6]:
        whole = [d for d in submission.read(data).documents if len(d.content) > 1000]
        for tag in (b"<DOCUMENT>", b"</DOCUMENT>", b"<TEXT>", b"</TEXT>", b"<TYPE>"):
            at = data.find(tag, len(data) // 3)
            if at < 0:
                continue
            read = submission.read(data[:at] + data[at + len(tag) :]).documents
            for document in whole:
                middle = document.content[400:-400]
                assert any(middle in d.content for d in read), (tag, document.type)
            assert len(read) >= len(whole)
            damaged += 1
    assert damaged > 100

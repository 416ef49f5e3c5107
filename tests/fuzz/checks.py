"""What must hold of every result of the readers; the fuzz target and tests/test_bad_input.py run it."""

from filing_sections import lines, submission


def check(data: bytes) -> None:
    """Read `data` every way there is, and check what must hold of each result."""
    try:
        filing = submission.read(data)
    except submission.ReadError:
        return
    for document in filing.documents:
        assert data[document.start : document.end] == document.content
        if document.skipped:
            assert document.warnings
            continue
        check_lines(lines.Lines.from_document(document), document.text())
        check_lines(lines.Lines.from_html(document.text()), document.text())


def check_lines(laid_out: lines.Lines, html: str) -> None:
    """Lines join to the text, offsets index it, places lie inside the HTML."""
    assert "\n".join(laid_out) == laid_out.text
    assert len(laid_out) == laid_out.text.count("\n") + 1
    assert all(laid_out[i] == line for i, line in enumerate(laid_out.text.split("\n")))
    if laid_out.source is not None:
        assert (laid_out.source >= 0).all()
        assert (laid_out.source <= len(html)).all()
        assert (laid_out.source[:, 0] <= laid_out.source[:, 1]).all()

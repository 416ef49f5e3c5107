"""What header, document types, file names and inline XBRL add to a cover. Companies are invented."""

import json
import tarfile
import time
from pathlib import Path

import numpy as np
import pytest

from filing_sections import agreement
from filing_sections.filing import Cover, Document, Filing
from filing_sections.labels import Label
from filing_sections.lines import Lines
from filing_sections.metadata import enrich, header_fields, is_exhibit, is_exhibit_name, says_exhibit
from filing_sections.submission import read
from filing_sections.xbrl import cover_fields, dei_facts
from stand_in import shipped

ROOT = Path(__file__).resolve().parents[1]
SAMPLE = ROOT / "data" / "samples" / "8-k-2023-lumenfold.htm"
UNLABELLED = ROOT.parent / "shared" / "corpus" / "unlabelled.tar.xz"

SUBMISSION = """<SEC-DOCUMENT>0009999999-95-000007.txt : 19950330
<SEC-HEADER>0009999999-95-000007.hdr.sgml : 19950330
ACCESSION NUMBER:		0009999999-95-000007
CONFORMED SUBMISSION TYPE:	10-K405
PUBLIC DOCUMENT COUNT:		2
CONFORMED PERIOD OF REPORT:	19941231
FILED AS OF DATE:		19950330

FILER:

	COMPANY DATA:
		COMPANY CONFORMED NAME:			HARROW NATL BANCORP /OH/
		CENTRAL INDEX KEY:			0009999999

	BUSINESS ADDRESS:
		STREET 1:		1 MILL ST
		CITY:			DOVER
		STATE:			OH
		ZIP:			43001
</SEC-HEADER>
<DOCUMENT>
<TYPE>EX-3
<SEQUENCE>1
<TEXT>
ARTICLES
</TEXT>
</DOCUMENT>
<DOCUMENT>
<TYPE>10-K405
<SEQUENCE>2
<TEXT>
ANNUAL REPORT
</TEXT>
</DOCUMENT>
</SEC-DOCUMENT>
"""
HEADER = read(SUBMISSION.encode()).header
OF_HEADER = {
    "form": "10-K405",
    "registrants": ["HARROW NATL BANCORP"],
    "address": "1 MILL ST, DOVER, OH 43001",
    "date": "1994-12-31",
}


def document(cover=None, html=None, text="ANNUAL REPORT", labels=None, **given):
    lines = Lines.from_text(text)
    labels = labels or [Label.BODY] * len(lines)
    return Document("d", lines, labels, np.ones(len(lines)), cover=cover, html=html, **given)


def enriched(header=None, **given):
    """The cover and the warnings of a filing of one document."""
    filing = enrich(Filing([document(**given)], header or {}))
    return filing.documents[0].cover, filing.documents[0].warnings


def fact(name, value, context="c-1", more=""):
    return f'<ix:nonNumeric contextRef="{context}" name="dei:{name}"{more}>{value}</ix:nonNumeric>'


def fields(html):
    return cover_fields(dei_facts(html))


# -- inline XBRL


def test_facts_of_the_sample():
    assert fields(SAMPLE.read_text(encoding="utf-8")) == {
        "form": "8-K",
        "registrants": ["Lumenfold Therapeutics, Inc."],
        "address": "2200 Causeway Park Drive, Suite 410, Durham, North Carolina 27713",
        "date": "May 9, 2023",
    }


def test_several_registrants_give_all_names_and_the_first_ones_address():
    html = (
        fact("EntityAddressAddressLine1", "9 Old Wharf", "former")
        + fact("EntityRegistrantName", "Harrow Foods, Inc.", "a")
        + fact("EntityRegistrantName", "Harrow Foods LP", "b")
        + fact("EntityAddressAddressLine1", "7 Quay Road", "b")
        + fact("EntityAddressAddressLine1", "1 Mill Street", "a")
        + fact("EntityAddressCityOrTown", "Cork", "a")
        + fact("EntityAddressCountry", "Ireland", "a")
        + fact("EntityRegistrantName", "Harrow Foods, Inc.", "a")
    )
    assert fields(html) == {
        "registrants": ["Harrow Foods, Inc.", "Harrow Foods LP"],
        "address": "1 Mill Street, Cork, Ireland",
    }


def test_nested_split_and_hidden_facts_are_read_whole():
    html = (
        "<div style='display:none'><ix:header><ix:hidden>"
        + fact("AmendmentFlag", "Amendment No. 1", more=' format="ixt:fixed-true"')
        + "</ix:hidden></ix:header></div>"
        + fact("DocumentPeriodEndDate", fact("CurrentFiscalYearEndDate", "December&nbsp;31") + ", <b>2023</b>")
        + fact(
            "EntityRegistrantName", "Harrow<br>Foods <ix:exclude>Page 2</ix:exclude>&amp; ", more=' continuedAt="k1"'
        )
        + '<p>between</p><ix:continuation id="k1" continuedAt="k2">Sons, </ix:continuation>'
        + '<ix:continuation id="k2" continuedAt="k1">Inc.</ix:continuation>'  # a circle
        + fact("DocumentType", "10-K")
    )
    assert fields(html)["form"] == "10-K/A"
    assert fields(html)["date"] == "December 31, 2023"
    assert fields(html)["registrants"][0].startswith("Harrow Foods & Sons, Inc.")


@pytest.mark.parametrize(
    "html",
    [
        "",
        "no facts, but dei: stands here",
        '<ix:nonNumeric name="dei:DocumentType"',
        '<ix:nonNumeric name="dei:DocumentType"></ix:nonNumeric>',
        '<ix:nonNumeric name="us-gaap:Cash">dei:</ix:nonNumeric>',
        "</ix:nonNumeric></ix:exclude>" + "dei:EntityRegistrantName",
        "\ud800\0dei:DocumentType",
    ],
)
def test_markup_without_facts_gives_none(html):
    assert dei_facts(html) == []


def test_cut_fact_still_counts():
    assert (
        fields(fact("DocumentType", "8-K") + '<ix:nonNumeric name="dei:EntityRegistrantName">Harrow Fo')["form"]
        == "8-K"
    )


def test_time_grows_with_the_input_only():
    start = time.process_time()
    many = "".join(fact("EntityRegistrantName", f"Harrow {k} Corp", f"c-{k}") for k in range(20_000))
    assert len(fields(many)["registrants"]) == 20_000
    other = '<ix:nonFraction name="us-gaap:Cash">1</ix:nonFraction>' * 100_000
    assert fields(fact("DocumentType", "10-Q") + other) == {"form": "10-Q"}
    deep = '<ix:nonNumeric name="dei:DocumentType">10-K ' * 20_000
    assert len(dei_facts(deep)) <= 20_000
    long = fact("EntityRegistrantName", "<b>x</b> " * 100_000) + fact("DocumentType", "10-Q")
    assert fields(long) == {"form": "10-Q"}
    assert time.process_time() - start < 20


# -- the header


def test_header_fields():
    assert header_fields(HEADER) == OF_HEADER
    assert header_fields({}) == {}


def test_header_of_a_schedule_names_the_subject_not_who_filed():
    filers = [{"role": "filed by", "name": "ROE JANE"}, {"role": "subject company", "name": "HARROW FOODS INC"}]
    assert header_fields({"form": "SC 13D", "filers": filers}) == {
        "form": "SC 13D",
        "registrants": ["HARROW FOODS INC"],
    }


def test_period_of_a_proxy_statement_is_no_cover_date():
    assert "date" not in header_fields({"form": "DEF 14A", "period": "1996-05-01"})
    assert header_fields({"form": "8-K", "period": "1996-05-01"})["date"] == "1996-05-01"
    assert "date" not in header_fields({"form": "8-K", "period": "unknown"})


def test_foreign_state_codes_are_left_out():
    address = {"street1": "2 QUAY RD", "city": "CORK", "state": "L2", "zip": "T12"}
    found = header_fields(
        {"form": "6-K", "filers": [{"role": "filer", "name": "HARROW PLC", "business_address": address}]}
    )
    assert found["address"] == "2 QUAY RD, CORK, T12"


# -- what they make of a filing


def test_missing_fields_are_filled_from_xbrl_first_and_say_so():
    html = fact("EntityRegistrantName", "Harrow National Bancorp") + fact("DocumentPeriodEndDate", "December 31, 1994")
    given = Cover(form="10-K", confidence=0.8, source={"form": "text"}, line={"form": 3})
    cover, warnings = enriched(HEADER, cover=given, html=html)
    assert cover == Cover(
        "10-K",
        ["Harrow National Bancorp"],
        "1 MILL ST, DOVER, OH 43001",
        "December 31, 1994",
        0.8,
        {"form": "text", "registrants": "xbrl", "address": "header", "date": "xbrl"},
        {"form": 3},
    )
    assert warnings == []


def test_text_stands_and_contradictions_are_warned_of():
    given = Cover("10-K", ["Kestrel Corp."], "1 Mill Street, Dover, Ohio", "December 31, 1993")
    html = fact("DocumentPeriodEndDate", "December 31, 1993")
    cover, warnings = enriched(HEADER, cover=given, html=html)
    assert (cover.form, cover.registrants, cover.address, cover.date) == (
        given.form,
        given.registrants,
        given.address,
        given.date,
    )
    assert set(cover.source.values()) == {"text"}
    assert warnings == [
        'cover registrants: the text says "Kestrel Corp.", the header "HARROW NATL BANCORP"; the text stands',
        'cover date: the text says "December 31, 1993", the header "1994-12-31"; the text stands',
    ]


def test_filled_field_that_the_header_contradicts_is_warned_of():
    cover, warnings = enriched(HEADER, html=fact("DocumentPeriodEndDate", "June 30, 1994"))
    assert (cover.date, cover.source["date"]) == ("June 30, 1994", "xbrl")
    assert warnings == ['cover date: inline XBRL says "June 30, 1994", the header "1994-12-31"; inline XBRL stands']


def test_agreement_gives_no_warning():
    given = Cover(
        "10-K", ["Harrow National Bancorp, Inc."], "One Mill Street, Suite 3, Dover, Ohio 43001-2", "December 31, 1994"
    )
    cover, warnings = enriched(HEADER, cover=given)
    assert (cover.date, cover.source["date"], warnings) == ("December 31, 1994", "text", [])


def test_cover_is_made_where_the_text_has_none():
    cover, warnings = enriched(HEADER, type="10-K405")
    assert {name: getattr(cover, name) for name in OF_HEADER} == OF_HEADER
    assert cover.source == dict.fromkeys(OF_HEADER, "header")
    assert (cover.confidence, cover.line, warnings) == (None, {}, [])


def test_without_metadata_nothing_is_made():
    filing = Filing([document(html="<p>dei: nothing</p>")])
    assert enrich(filing) is filing
    assert enrich(Filing([], HEADER)).documents == []


def test_only_the_main_document_gains_a_cover():
    filing = Filing([document(type="EX-3"), document(type="10-K405"), document(type="10-K405")], HEADER)
    assert [d.cover is not None for d in enrich(filing).documents] == [False, True, False]
    alone = Filing([document(type="EX-99.1")], HEADER)
    assert enrich(alone).documents[0].cover is None


@pytest.mark.parametrize(("second", "warned"), [("(Date of earliest event: May 2, 1996)", 0), ("Akron, Ohio", 1)])
def test_an_8k_may_print_two_dates(second, warned):
    header = {"form": "8-K", "period": "1996-05-02"}
    text = f"Date of Report: May 9, 1996\n{second}"
    _, warnings = enriched(header, cover=Cover("8-K", date="May 9, 1996"), text=text, labels=[Label.COVER] * 2)
    assert len(warnings) == warned


def test_shown_values_are_bounded():
    html = "".join(fact("EntityRegistrantName", f"Harrow {k} Corp", f"c-{k}") for k in range(5000))
    _, warnings = enriched(cover=Cover("8-K", ["Kestrel Corp"]), html=html)
    assert len(warnings) == 1
    assert len(warnings[0]) < 400


# -- whether two sources say the same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("December 31, 1994", "1994-12-31", True),
        ("DECEMBER  31,1994", "1994-12-31", True),
        ("12/31/94", "1994-12-31", True),
        ("31 December 1994", "1994-12-31", True),
        ("December 1994", "1994-12-31", True),
        ("December 30, 1994", "1994-12-31", False),
        ("November 1994", "1994-12-31", False),
        ("February 31, 1994", "1994-12-31", True),  # no date, so no contradiction
    ],
)
def test_dates(one, other, same):
    assert agreement.same_date(one, other) is same


@pytest.mark.parametrize(
    ("given", "known", "same"),
    [
        (["Harrow Foods, Inc."], ["HARROW FOODS INC /DE/"], True),
        (["Kestrel Corporation"], ["KESTREL CORP/ NC"], True),
        (["The Harrow Foods Company"], ["HARROW FOODS CO"], True),
        (["Harrow Manufacturing Incorporated"], ["HARROW MFG INC"], True),
        (["H.F. Foods N.V."], ["HF FOODS NV"], True),
        (["Jane Q. Roe"], ["ROE JANE Q"], True),
        (["Harrow Foods"], ["HARROW FOODS INC", "HARROW LP"], True),
        (["Harrow Foods, Inc.", "Kestrel Corp."], ["HARROW FOODS INC"], False),
        (["Harrow Foods, Inc."], ["HARROW STEEL INC"], False),
        (["Kestrel"], ["HARROW FOODS INC"], False),
    ],
)
def test_names(given, known, same):
    assert agreement.same_names(given, known) is same


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("One Mill Street, Suite 4, Dover, Ohio 43001", "1 MILL ST, STE 4, DOVER, OH 43001-0017", True),
        ("P.O. Box 12, Albany, New York", "PO BOX 12, ALBANY, NY 12201", True),
        ("100 Elm Street, Dover, Ohio 43001", "2200 Ross Ave, Dover, OH 43001", False),
        ("1 Mill Street, Dover, Ohio 43001", "1 Quay Road, Salem, OR 97301", False),
    ],
)
def test_addresses(one, other, same):
    assert agreement.same_address(one, other) is same


@pytest.mark.parametrize(
    ("printed", "known", "same"),
    [
        ("10-K", "10-K405", True),
        ("10-K", "10-KT", True),
        ("8-K", "8-K12G3", True),
        ("8-K/A", "8-K/A", True),
        ("SCHEDULE 14A", "DEFM14A", True),
        ("SCHEDULE 14D-1", "SC 14D1/A", True),
        ("12b-25", "NT 10-Q", True),
        ("S-3", "S-3ASR", True),
        ("S-3", "424B3", True),
        ("N-SAR", "NSAR-B", True),
        ("10-K", "10-K/A", False),
        ("10-K", "10-Q", False),
        ("10-K", "10-KSB", False),
        ("S-1", "S-11", False),
    ],
)
def test_forms(printed, known, same):
    assert agreement.same_form(printed, known) is same


# -- exhibits


EXHIBITS = """
    ex99-1.htm ex991.htm ex-10.1.txt ex_4.2.html exhibit10_1.txt exh99.htm EX27.TXT ex10-25a.htm dex991.htm
    d123456dex101.htm harrow-20231231xex311.htm harrow-ex991_6.htm v123_ex99-1.htm a2024q1ex-991.htm folder/ex21.htm
    0009999999-95-000007_ex-4-2.txt a20231231-10kexhibit211.htm ex-10.1 c:\\filings\\ex99d1.htm"""
OTHERS = """
    example.htm exxon-10k.htm 8-k_ex99combined.txt complex10.htm index10.htm apex10.htm annex10.htm ex.htm exhibits.htm
    10-k.htm flex1.txt d10k.htm harrow-8k-and-ex99.txt 10-k+ex13.txt ex2024.htm extra99.htm hex10.txt exhibit.txt
    vex12.htm"""


@pytest.mark.parametrize("name", EXHIBITS.split())
def test_names_of_exhibits(name):
    assert is_exhibit_name(name)


@pytest.mark.parametrize("name", OTHERS.split())
def test_other_names(name):
    assert not is_exhibit_name(name)


def test_a_long_name_costs_no_time():
    start = time.process_time()
    assert not is_exhibit_name("ex" + "1a" * 50_000 + "!.htm")
    assert not is_exhibit_name("ex1" + "1" * 200 + "!.htm")
    assert time.process_time() - start < 1


def test_the_type_goes_before_the_name():
    assert is_exhibit("EX-FILING FEES")
    assert not is_exhibit("10-K")
    assert says_exhibit("EX-99.1", "main.htm", None)
    assert not says_exhibit("8-K", "ex99.htm", "ex99.htm")
    assert says_exhibit(None, "ex99.htm", "all.txt")
    assert not says_exhibit(None, "main.htm", "ex99.txt")
    assert says_exhibit(None, None, "some/ex99.txt")
    assert not says_exhibit(None, None, None)


# -- the whole way


@shipped
def test_the_switch(tmp_path):
    import filing_sections as fs

    model = fs.load()
    lines = ["Quarterly sales of lamps rose in all our markets.", "We opened a shop in Dover, Ohio."]
    path = tmp_path / "ex99-1.txt"
    path.write_text("\n".join(lines * 5))
    named, plain = (model.predict(path, use_metadata=on).documents[0] for on in (True, False))
    assert Label.EXHIBIT in named.labels
    assert not {Label.BODY, Label.COVER} & set(named.labels)
    assert plain.labels == model.predict(path.read_text()).documents[0].labels
    on, off = (model.predict(SUBMISSION, use_metadata=use) for use in (True, False))
    assert on.documents[1].cover.registrants == ["HARROW NATL BANCORP"]
    sources = [set(d.cover.source.values()) for d in off.documents if d.cover]
    assert all(found <= {"text"} for found in sources)
    assert not any(w.startswith("cover ") for d in off.documents for w in d.warnings)


@pytest.mark.slow
@pytest.mark.skipif(not UNLABELLED.is_file(), reason="the shared corpus is not here")
def test_headers_of_real_submissions_give_covers():
    seen = 0
    with tarfile.open(UNLABELLED) as archive:
        for member in archive:
            data = archive.extractfile(member).read() if member.isfile() else b""
            if b"-HEADER>" not in data[:100_000].upper():
                continue
            header = read(data).header
            if not header.get("filers"):
                continue
            seen += 1
            found = header_fields(header)
            assert found["form"] == header["form"], member.name
            assert "registrants" in found or header["filers"][0]["role"] not in ("filer", "subject company"), (
                member.name
            )
            assert json.dumps(found)
    assert seen > 50

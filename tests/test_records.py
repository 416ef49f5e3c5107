"""Records from labelled lines and entities, over the layouts that filings use. Companies and people are invented."""

import re
import time
from pathlib import Path

import numpy as np
import pytest

from filing_sections.filing import Entity
from filing_sections.labels import EntityLabel, Label
from filing_sections.lines import Lines
from filing_sections.records import cover, exhibits, signatures

LABELS = {
    "c": Label.COVER,
    "s": Label.SIGNATURE,
    "e": Label.EXHIBIT,
    "b": Label.BOILERPLATE,
    "t": Label.BODY,
}
TYPES = {
    "P": EntityLabel.PERSON,
    "O": EntityLabel.ORG,
    "T": EntityLabel.TITLE,
    "D": EntityLabel.DATE,
    "A": EntityLabel.ADDRESS,
}
CORPUS = Path(__file__).resolve().parents[1].parent / "shared" / "corpus"


def marked(source: str, marks: bool = True):
    """Lines, labels and entities of a text whose lines begin with a label's letter and a bar; {P:...} is an entity."""
    rows = source.strip("\n").split("\n")
    labels = [LABELS.get(row[:1]) if row[2:].strip() else None for row in rows]
    text, entities, at = "", [], 0
    joined = "\n".join(row[2:] for row in rows)
    for match in re.finditer(r"\{([PODTA]):([^}]*)\}", joined):
        text += joined[at : match.start()]
        start = len(text)
        text += match[2]
        if marks:
            entities.append(Entity(start, len(text), TYPES[match[1]], match[2]))
        at = match.end()
    text += joined[at:]
    return Lines.from_text(text), labels, entities


def signers(source: str, marks: bool = True, attached=()):
    return [(s.name, s.title, s.company, s.date) for s in signatures(*marked(source, marks), list(attached))]


BY_NAME_TITLE = """
s|                          SIGNATURES
b|Pursuant to the requirements of the Securities Exchange Act of 1934, the registrant has
b|duly caused this report to be signed on its behalf by the undersigned.
 |
s|                               {O:Marrow Bay Timber Corp.}
 |
s|Date: {D:March 4, 1999}              By:    /s/ {P:Alma Quist}
s|                               -----------------------
s|                               Name:  {P:Alma R. Quist}
s|                               Title: {T:Vice President and
s|                                      Treasurer}
"""

TABLE = """
b|Pursuant to the requirements of the Securities Exchange Act of 1934, this report has been signed below.
 |
s|  Signature                        Title                          Date
s|  ---------                        -----                          ----
 |
s|/s/ {P:Odo Fenwick}          {T:Chairman of the Board}           {D:March 9, 1999}
s|------------------        ({T:Principal Executive Officer})
s|{P:Odo Fenwick}
 |
s|/s/ {P:PETRA LUND}           {T:Director}                        {D:March 10, 1999}
s|------------------
s|{P:Petra Lund}
 |
b|<PAGE>
b|                                 14
 |
s|  Signature                        Title                          Date
 |
s|                          {T:Director}                        {D:March   , 1999}
s|------------------
s|{P:Abel Crane}
 |
s|/s/ {P:Ida Voss}             {T:Director}                        {D:March 11, 1999}
s|------------------
s|{P:Ida Voss}
"""


def test_name_and_title_under_one_another():
    found = signers(BY_NAME_TITLE)
    assert found == [("Alma R. Quist", "Vice President and Treasurer", "Marrow Bay Timber Corp.", "March 4, 1999")]
    record = signatures(*marked(BY_NAME_TITLE), [])[0]
    assert record.line == 9
    assert 0.5 < record.confidence <= 1


def test_table_goes_on_across_a_page_turn_and_leaves_out_who_did_not_sign():
    assert signers(TABLE) == [
        ("Odo Fenwick", "Chairman of the Board", None, "March 9, 1999"),
        ("Petra Lund", "Director", None, "March 10, 1999"),
        ("Ida Voss", "Director", None, "March 11, 1999"),
    ]


def test_text_alone_tells_the_signers_where_no_entity_was_found():
    (alone,) = signers(BY_NAME_TITLE, marks=False)
    assert alone[0] == "Alma R. Quist"
    assert alone[1].startswith("Vice President")
    assert alone[2:] == ("Marrow Bay Timber Corp.", "March 4, 1999")
    assert [name for name, *_ in signers(TABLE, marks=False)] == ["Odo Fenwick", "Petra Lund", "Ida Voss"]
    assert [title for _, title, *_ in signers(TABLE, marks=False)] == ["Chairman of the Board", "Director", "Director"]


def test_a_wrong_label_inside_a_block_does_not_cut_it():
    lines, labels, entities = marked(BY_NAME_TITLE)
    labels[8] = Label.BODY
    found = signatures(lines, labels, entities, [])
    assert [(s.name, s.company) for s in found] == [("Alma R. Quist", "Marrow Bay Timber Corp.")]


def test_an_entity_cut_short_is_made_whole():
    source = BY_NAME_TITLE.replace("{P:Alma R. Quist}", "Alma {P:R. Quist}").replace("{P:Alma Quist}", "{P:Alma} Quist")
    assert signers(source)[0][0] == "Alma R. Quist"


def test_blocks_side_by_side():
    found = signers("""
s|{O:Copper Fold Inc.}                       {O:Delta Reach LLC}
 |
s|By: /s/ {P:Nils Aho}                       By: /s/ {P:Greta Moss}
s|---------------------                      ---------------------
s|{P:Nils Aho}                               {P:Greta Moss}
s|{T:President}                              {T:Managing Member}
""")
    assert found == [
        ("Nils Aho", "President", "Copper Fold Inc.", None),
        ("Greta Moss", "Managing Member", "Delta Reach LLC", None),
    ]


def test_several_registrants_and_a_company_that_signs_through_another():
    found = signers("""
s|{O:Copper Fold Inc.}
s|By: /s/ {P:Nils Aho}
s|    {P:Nils Aho}
s|    {T:Secretary}
 |
s|{O:Copper Fold Partners, L.P.}
s|By: {O:Copper Fold GP LLC}, its {T:general partner}
s|By: /s/ {P:Nils Aho}
s|    {P:Nils Aho}
s|    {T:Manager}
 |
s|Date: {D:May 2, 2011}
""")
    assert found == [
        ("Nils Aho", "Secretary", "Copper Fold Inc.", "May 2, 2011"),
        ("Nils Aho", "Manager", "Copper Fold Partners, L.P.", "May 2, 2011"),
    ]


def test_attorney_in_fact_signs_beside_those_he_signs_for():
    found = signers("""
s|{P:Odo Fenwick}*            {T:Director}
s|{P:Petra Lund}*             {T:Director}
s|{P:Abel Crane}              {T:Director}
 |
s|*By /s/ {P:Ida Voss}                                 {D:June 1, 1997}
s|   -----------------
s|   {P:Ida Voss}, {T:Attorney-in-Fact}
""")
    assert found == [
        ("Odo Fenwick", "Director", None, "June 1, 1997"),
        ("Petra Lund", "Director", None, "June 1, 1997"),
        ("Ida Voss", "Attorney-in-Fact", None, "June 1, 1997"),
    ]


def test_an_audit_firm_is_a_signer():
    found = signers("""
s|                              /s/ {O:Hallow & Pike LLP}
s|                              {O:Hallow & Pike LLP}
 |
s|{A:Duluth, Minnesota}
s|{D:February 2, 2003}
""")
    assert found == [("Hallow & Pike LLP", None, None, "February 2, 2003")]


def test_printed_names_are_signers_where_nobody_signed_by_hand():
    found = signers("""
s|Submitted by the Audit Committee
s|  {P:Odo Fenwick}, {T:Chair}
s|  {P:Petra Lund}
""")
    assert [(name, title) for name, title, *_ in found] == [("Odo Fenwick", "Chair"), ("Petra Lund", None)]


def test_the_date_of_the_sentence_over_the_block():
    found = signers("""
b|has duly caused this report to be signed on its behalf by the undersigned, this 25th day of
b|May, 1994.
s|              {O:Marrow Bay Timber Corp.}
s|              By: /s/ {P:Alma Quist}
s|                  {P:Alma Quist}
s|                  {T:Treasurer}
""")
    assert found == [("Alma Quist", "Treasurer", "Marrow Bay Timber Corp.", "25th day of May, 1994")]


def test_no_signer_where_there_is_no_signature_line():
    assert signers("t|/s/ Nobody At All\n") == []
    assert signatures(*marked("s|SIGNATURES\n"), []) == []


def listed(source: str, attached=()):
    return [(x.number, x.description) for x in exhibits(*marked(source), list(attached))]


def test_exhibit_list_with_nested_numbers_over_lines_and_pages():
    found = listed("""
e|Item 14.  Exhibits, Financial Statement Schedules and Reports on Form 8-K
 |
e|(a) 1.  Financial Statements
e|        Balance Sheets                                      12
 |
e|    3.  Exhibits
 |
e|    3.1   Articles of Incorporation of {O:Marrow Bay Timber Corp.}, as
e|          amended (incorporated by reference to Exhibit 3.1 to the
e|          registrant's Form 10-Q for June 1994)
 |
e|    10    Material contracts:
e|          (a)  Lease of the Quay Street mill, dated {D:May 1, 1990}                 31
 |
e|          (b)  (i)  Bonus plan for officers
b|<PAGE>
b|                                  9
e|               (ii) Amendment of the bonus plan, which sets new
e|                    targets for 1995
 |
e|    21*   Subsidiaries of the registrant
 |
e|* Filed herewith.
 |
e|(b) Reports on Form 8-K: none.
""")
    assert found == [
        (
            "3.1",
            "Articles of Incorporation of Marrow Bay Timber Corp., as amended (incorporated by reference to "
            "Exhibit 3.1 to the registrant's Form 10-Q for June 1994)",
        ),
        ("10(a)", "Lease of the Quay Street mill, dated May 1, 1990"),
        ("10(b)(i)", "Bonus plan for officers"),
        ("10(b)(ii)", "Amendment of the bonus plan, which sets new targets for 1995"),
        ("21", "Subsidiaries of the registrant"),
    ]


def test_exhibit_table_whose_columns_stand_far_apart():
    found = listed("""
e|                         EXHIBIT INDEX
 |
e|Exhibit No.                     Description                              Method of filing
e|-----------                     -----------                              ----------------
e|  (4)                           Form of warrant for the purchase         Incorporated by
e|                                of common stock                          reference
e|  99.1 +                        Press release of {D:July 7, 2004}             Filed herewith
e|  101.INS                       XBRL instance document
""")
    assert found == [
        ("4", "Form of warrant for the purchase of common stock"),
        ("99.1", "Press release of July 7, 2004"),
        ("101.INS", "XBRL instance document"),
    ]


def test_captions_of_attached_exhibits_and_first_mention_first():
    source = """
e|(c) Exhibits
e|    Exhibit 99.2 - Letter to holders
 |
e|                        EX-99.1
e|A press release
e|of two lines
 |
e|                     EXHIBIT 99.2
e|Dear holder:
"""
    assert listed(source, [(4, 6), (8, 9)]) == [("99.2", "Letter to holders"), ("99.1", None)]


def test_numbers_under_letters_and_numbers_of_pages_between():
    found = listed("""
e|Item 19. Exhibits.
 |
e|(a) File the exhibits listed below as part of this form.
 |
e|(1) Code of conduct of the fund, filed herewith.
 |
e|- 2 -
 |
e|(2) Letters of two officers, filed herewith.
 |
e|(b) Letter of the treasurer, filed herewith.
""")
    assert [number for number, _ in found] == ["(a)(1)", "(a)(2)", "(b)"]


def test_a_year_at_the_head_of_a_description():
    assert listed("""
e|Exhibits
e| 11   Statement of earnings a share
e| 13   1993 annual report to holders
e| 21  *  Subsidiaries
""") == [
        ("11", "Statement of earnings a share"),
        ("13", "1993 annual report to holders"),
        ("21", "Subsidiaries"),
    ]


def test_wrapped_lines_that_begin_with_a_number_open_no_entry():
    found = listed("""
e|Exhibits
e|10.1  Plan described in the report on Form
e|      10-K for the year ended December
e|      31, 1994, and in Exhibit 10.4
e|      of the proxy statement
e|10.2  Not applicable
""")
    assert [number for number, _ in found] == ["10.1"]


COVER = """
c|                       SECURITIES AND EXCHANGE COMMISSION
c|                             Washington, D.C. 20549
 |
c|                                  FORM 8-K/A
 |
c|Date of Report (Date of earliest event reported): {D:May 7, 2001} ({D:May 4, 2001})
 |
c|                        {O:Marrow Bay Timber Corp.}
c|       ----------------------------------------------------
c|       (Exact name of registrant as specified in its charter)
 |
c|      Oregon                     0-99999                 93-0000000
c| (State of incorporation)   (Commission File Number)   (IRS Employer No.)
 |
c|     {A:12 Quay Street                                  97999
c|     Port Ember, Oregon}                               (Zip Code)
c|     (Address of principal executive offices)
"""


@pytest.mark.parametrize("marks", [True, False])
def test_cover_by_its_captions(marks):
    found = cover(*marked(COVER, marks), [])
    assert found.form == "8-K/A"
    assert found.registrants == ["Marrow Bay Timber Corp."]
    assert found.date == "May 7, 2001"
    assert found.address == "12 Quay Street, Port Ember, Oregon 97999"
    assert found.line["form"] == 4
    assert found.line["registrants"] == 8


@pytest.mark.parametrize(
    ("source", "form", "registrants", "address", "date"),
    [
        (
            "c|SCHEDULE 13D\nc|Under the Securities Exchange Act of 1934\nc|{O:Delta Reach Inc.}\nc|(Name of Issuer)\n"
            "c|{P:Nils Aho}\nc|{A:1 Lane, Port Ember}\nc|(Name, Address of Person Authorized to Receive Notices)\n"
            "c|{D:March 3, 2015}\nc|(Date of Event which Requires Filing of this Statement)",
            "SCHEDULE 13D",
            ["Delta Reach Inc."],
            None,
            "March 3, 2015",
        ),
        (
            "c|FORM 12b-25\nc|For Period Ended: {D:June 30, 1995}\nc|Full Name of Registrant\nc|{O:Copper Fold Inc.}\n"
            "c|Former Name if Applicable\nc|N/A\nc|Address of Principal Executive Office (Street and Number)\n"
            "c|{A:7 Dock Road}\nc|City, State and Zip Code\nc|{A:Port Ember, Oregon 97999}",
            "12b-25",
            ["Copper Fold Inc."],
            "7 Dock Road, Port Ember, Oregon 97999",
            "June 30, 1995",
        ),
        (
            "c|{A:9 Post Street\nc|Gullport, Maine 04999}\nc|FORM 12b-25\nc|For Period Ended: {D:June 30, 1995}\n"
            "c|Full Name of Registrant\nc|{O:Copper Fold Inc.}\n"
            "c|Address of Principal Executive Office (Street and Number)\nc|{O:Marrow Bay Timber Corp.}, 7 Dock Road\n"
            "c|City, State and Zip Code:\nt|Port Ember, Oregon 97999",
            "12b-25",
            ["Copper Fold Inc."],
            "7 Dock Road, Port Ember, Oregon 97999",
            "June 30, 1995",
        ),
        (
            "c|FORM 10-D\nc|For the period ended {D:May 31, 2019}\nc|{O:Copper Fold Trust} 2019-B2\n"
            "c|(Exact name of issuing entity as specified in its charter)\n"
            "c|{O:Copper Fold Inc.\nc|Marrow Bay Timber Corp.}\n"
            "c|(Exact names of registrants as specified in their charters)\n"
            "c|170 Mt{A:. Ember Road, Port Ember, Oregon 97999}\nc|(Address of principal executive offices)",
            "10-D",
            ["Copper Fold Trust 2019-B2", "Copper Fold Inc.", "Marrow Bay Timber Corp."],
            "170 Mt. Ember Road, Port Ember, Oregon 97999",
            "May 31, 2019",
        ),
        (
            "c|FORM 6-K\nc|Report of Foreign Private Issuer\nc|For the month of {D:December 2002}\n"
            "c|{O:Han Bit Glass Co., Ltd.}\n"
            "c|(Translation of registrant's name into English)\nc|{A:10 Sample-ro\nc|Mapo-gu\nc|Seoul, Korea}\n"
            "c|(Address of principal executive offices)",
            "6-K",
            ["Han Bit Glass Co., Ltd."],
            "10 Sample-ro, Mapo-gu, Seoul, Korea",
            "December 2002",
        ),
        (
            "c|Filed Pursuant to Rule 424(b)(5)\nc|(To Prospectus dated {D:May 1, 2019})\nc|{O:Delta Reach Inc.}\n"
            "c|Prospectus Supplement dated {D:June 3, 2019}",
            "424B5",
            ["Delta Reach Inc."],
            None,
            "June 3, 2019",
        ),
        (
            "c|SCHEDULE 14A\nc|[X] Definitive Proxy Statement\nc|{O:Delta Reach Inc.}\n"
            "c|(Name of Registrant as Specified In Its Charter)",
            "SCHEDULE 14A",
            ["Delta Reach Inc."],
            None,
            None,
        ),
        (
            "c|FORM 10-K\nc|For the fiscal year ended {D:December 31, 2019}\n"
            "c|{O:Copper Fold Inc.}\nc|{O:Copper Fold Partners, L.P.}\n"
            "c|(Exact name of registrant as specified in its charter)",
            "10-K",
            ["Copper Fold Inc.", "Copper Fold Partners, L.P."],
            None,
            "December 31, 2019",
        ),
    ],
)
def test_covers_of_other_forms(source, form, registrants, address, date):
    found = cover(*marked(source), [])
    assert (found.form, found.registrants, found.address, found.date) == (form, registrants, address, date)


def test_no_cover_without_cover_lines():
    assert cover(*marked("t|Nothing here\n"), []) is None


def test_probabilities_lower_the_confidence():
    lines, labels, entities = marked(BY_NAME_TITLE)
    doubtful = np.full(len(labels), 0.5)
    sure, unsure = (signatures(lines, labels, entities, [], p)[0].confidence for p in (None, doubtful))
    assert unsure < sure


def test_long_documents_take_linear_time():
    block = TABLE + " |\n" + "t|Words of the report that go on.\n" * 40

    def seconds(times: int) -> float:
        args = marked(block * times)
        start = time.process_time()
        assert len(signatures(*args, [])) == 3 * times
        return time.process_time() - start

    seconds(2)
    assert seconds(80) < 16 * max(seconds(10), 0.01)


@pytest.mark.skipif(not CORPUS.exists(), reason="the labelled corpus is not beside this checkout")
def test_records_from_gold_regions_and_entities_do_not_fall():
    import importlib.util

    from filing_sections.corpus import read_corpus

    spec = importlib.util.spec_from_file_location("score", CORPUS.parent / "score.py")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    gold, given = {}, {}
    for d in read_corpus(CORPUS, "dev"):
        entities = [Entity(s, e, EntityLabel(x), d.lines.text[s:e]) for s, e, x in sorted(d.entities)]
        args = (d.lines, d.labels, entities, d.attached)
        gold[d.id] = {
            "labels": [],
            "entities": [],
            "cover": d.cover,
            "signatures": d.signatures,
            "exhibits": d.exhibits,
        }
        found = cover(*args)
        given[d.id] = {
            "labels": [],
            "entities": [],
            "cover": found and {k: getattr(found, k) for k in ("form", "registrants", "address", "date")},
            "signatures": [{k: getattr(s, k) for k in ("name", "title", "company", "date")} for s in signatures(*args)],
            "exhibits": [{k: getattr(x, k) for k in ("number", "description")} for x in exhibits(*args)],
        }
        gold[d.id]["labels"] = given[d.id]["labels"] = ["body"]
    result, _, _ = score.score(gold, given)
    assert all(v["share"] >= 0.95 for v in result["cover"].values())
    assert result["signatures"]["name"]["f1"] >= 0.95
    assert result["signatures"]["title"]["f1"] >= 0.87
    assert result["exhibits"]["number"]["f1"] >= 0.91
    assert result["exhibits"]["full"]["f1"] >= 0.90


COLUMNS_MERGED = """
s|/s/ {P:Alma Quist}                        /s/ {P:Odo Fenwick}
s|{P:Alma Quist}                            {P:Odo Fenwick}
s|{T:President and                         Chairman of the Board,
s|Chief Executive Officer               and Director}
"""

CROSSED = """
s|/s/ {P:Alma Quist}                        /s/ {P:Odo Fenwick}
s|{P:Alma Quist}                            {P:Odo Fenwick}
s|{T:Chairman of the Board}                 {T:Director
s|and Chief Executive Officer}
"""


def test_a_title_marked_over_two_columns_is_parted():
    assert [s[:2] for s in signers(COLUMNS_MERGED)] == [
        ("Alma Quist", "President and Chief Executive Officer"),
        ("Odo Fenwick", "Chairman of the Board, and Director"),
    ]


def test_a_second_line_goes_to_the_title_it_stands_under():
    titles = {name: title.replace(",", "") for name, title, *_ in signers(CROSSED)}
    assert titles == {"Alma Quist": "Chairman of the Board and Chief Executive Officer", "Odo Fenwick": "Director"}


@pytest.mark.parametrize(
    ("source", "title"),
    [
        ("s|/s/ {P:Alma Quist}\ns|{T:Alma Quist, Vice President}", "Vice President"),
        ("s|/s/ {P:Alma Quist Director}", "Director"),
        ("s|/s/ {P:Alma Quist}\ns|{T:Its President}", "President"),
        ("s|/s/ {P:Alma Quist}\ns|{T:Director, Chairman} of the\ns|{T:Board}", "Director, Chairman of the Board"),
        ("s|/s/ {P:Alma Quist}\ns|{T:Member, Board of}\ns|Directors", "Member, Board of Directors"),
        ("s|/s/ {P:Alma Quist}\ns|{T:Director\n |\ns|12/31/2019}", "Director"),
        ("s|/s/ {P:Alma Quist}\ns|{P:Alma Quist}\nt|Chief Executive Officer", "Chief Executive Officer"),
    ],
    ids=["name in title", "title in name", "its", "cut", "goes on", "over a blank line", "wrong label"],
)
def test_titles_are_read_in_spite_of_wrong_spans(source, title):
    assert [s[:2] for s in signers(source)] == [("Alma Quist", title)]


def test_a_company_is_named_once_and_without_what_it_is():
    source = """
s|{O:MARROW BAY, L.P.}
s|{O:Marrow Bay, L.P.}
s|{O:a Delaware limited partnership}
s|By: /s/ {P:Alma Quist}
s|{T:President}
"""
    assert signers(source) == [("Alma Quist", "President", "MARROW BAY, L.P.", None)]


@pytest.mark.parametrize(
    ("source", "found"),
    [
        (
            "e|EXHIBITS\n |\n"
            "e|                                                   Exhibit No.\n"
            "e|                                                   -----------\n"
            "e|Agreement of Limited Partnership                       4.1\n |\n"
            "e|Supply Agreement, dated {D:May 5, 1987}, between         10.1\n"
            "e|{O:Marrow Bay Timber Corp.} and the Registrant\n |\n"
            "e|First Amendment to the\n"
            "e|Supply Agreement                                      10.2\n",
            [
                ("4.1", "Agreement of Limited Partnership"),
                (
                    "10.1",
                    "Supply Agreement, dated May 5, 1987, between Marrow Bay Timber Corp. and the Registrant",
                ),
                ("10.2", "First Amendment to the Supply Agreement"),
            ],
        ),
        (
            "e|EXHIBIT INDEX\n |\n"
            "e|Incorporated by\n"
            "e|Reference to:              Exhibit No.      Exhibit\n |\n"
            "e|Exhibit 3(a) [1]               3.1          Restated Articles\n"
            "e|                                            of Incorporation\n |\n"
            "e|Exhibit B to the report       10.2          Lease of the Quay\n"
            "e|dated March 23, 1988                        Street mill\n",
            [("3.1", "Restated Articles of Incorporation"), ("10.2", "Lease of the Quay Street mill")],
        ),
        (
            "e|Exhibits\n |\n"
            "e|   (3)  Declaration of trust, incorporated herein by reference to\n"
            "e|   Item 14(a)3, Exhibit (3) of Form 10-K for the year 1984.\n |\n"
            "e|   (4)  By-laws, incorporated herein by reference to\n"
            'e|        "Part I, Item 1 - Business."\n |\n'
            "e|   (10)  Lease of the Quay Street mill\n",
            [
                (
                    "3",
                    "Declaration of trust, incorporated herein by reference to Item 14(a)3, Exhibit (3) of Form "
                    "10-K for the year 1984.",
                ),
                ("4", 'By-laws, incorporated herein by reference to "Part I, Item 1 - Business."'),
                ("10", "Lease of the Quay Street mill"),
            ],
        ),
        (
            "e|Exhibits\n |\n"
            "e|   10C*#  Plan of deferred pay\ne|   10D*#  Plan of retirement\ne|   10F*#  Plan for directors\n",
            [("10C", "Plan of deferred pay"), ("10D", "Plan of retirement"), ("10F", "Plan for directors")],
        ),
        (
            "e|Item 14. Exhibits and Reports on Form 8-K\n |\n"
            "e|(a) (1) The following financial statements\n"
            "e|                                                              10-K\n"
            "e|                                                          Page Number\n"
            "e|    (2) All other schedules for which provision is made are omitted.\n |\n"
            "e|    (3) The following exhibits are filed by the registrant:\n |\n"
            "e|        4   Exhibits 1 and 4 to the report of the trustee\n"
            "e|        10b Lease of the Quay Street mill\n"
            "e|            (i)  Amendment of the lease\n",
            [
                ("4", "Exhibits 1 and 4 to the report of the trustee"),
                ("10b", "Lease of the Quay Street mill"),
                ("10b(i)", "Amendment of the lease"),
            ],
        ),
    ],
    ids=["numbers on the right", "numbers in the middle", "wrapped Item", "letters like forms", "parts of the Item"],
)
def test_exhibit_lists_of_other_layouts(source, found):
    assert listed(source) == found


@pytest.mark.parametrize(
    ("source", "date"),
    [
        (
            "t|Dated: March 29, 1996\n |\ns|{O:Copper Fold Inc.}\ns|By: /s/ {P:Nils Aho}\ns|    {P:Nils Aho}",
            "March 29, 1996",
        ),
        ("s|/s/ {O:Hallow & Pike LLP}\n |\ns|{A:Duluth, Minnesota}\nt|February 2, 2003", "February 2, 2003"),
        ("t|March 29, 1996\n |\nt|Dear holders:\n |\ns|/s/ {P:Nils Aho}\ns|{P:Nils Aho}", None),
    ],
    ids=["over the block", "under an auditor", "the head of a letter"],
)
def test_a_date_beside_a_block_counts_whatever_its_label_says(source, date):
    assert [s[3] for s in signers(source)] == [date]


def test_an_address_cut_short_gets_its_last_words_back():
    source = (
        "c|FORM 20-F\nc|{A:10 Harbour Street, Port Ember, B}.C. V6C 3E1, Canada\n"
        "c|(Address of principal executive offices)"
    )
    assert cover(*marked(source), []).address == "10 Harbour Street, Port Ember, B.C. V6C 3E1, Canada"


def test_title_in_pieces_goes_on_and_joins_as_it_reads():
    found = signers("""
s|/s/ {P:Alma Quist}                                  {D:March 4, 1999}
s|------------------
s|{P:Alma Quist}, {T:President and Chief Operating
s|   Officer} ({T:Principal Financial Officer}) and {T:Director}
 |
s|/s/ {P:Odo Fenwick}
s|{P:Odo Fenwick}
s|{T:Executive Vice}
 |
s|{T:President}
 |
s|/s/ {P:Petra Lund}
s|{P:Petra Lund}
s|{T:Individual General Partner of}
""")
    assert [(name, title) for name, title, *_ in found] == [
        ("Alma Quist", "President and Chief Operating Officer and Director"),
        ("Odo Fenwick", "Executive Vice President"),
        ("Petra Lund", "Individual General Partner"),
    ]


def test_title_goes_on_in_a_table_without_blank_lines():
    found = signers("""
s|     SIGNATURE                     TITLE
s|     {P:A. B. QUIST}*            {T:Chairman of the Board,}
s|                                  {T:Chief Executive Officer}
s|                                  {T:and Director}
s|     {P:P. S. LUND}*             {T:President and Director}
""")
    assert [(name, title) for name, title, *_ in found] == [
        ("A. B. QUIST", "Chairman of the Board, Chief Executive Officer and Director"),
        ("P. S. LUND", "President and Director"),
    ]


def test_names_written_on_their_rules():
    found = signers("""
s|_____{P:A. R. Quist}__________  {T:Director}        {D:March 4, 1999}
s|     {P:A. R. Quist}
 |
s|_____{P:Odo Fenwick}__________  {T:Controller}      {D:March 4, 1999}
s|     {P:Odo Fenwick}
""")
    assert found == [
        ("A. R. Quist", "Director", None, "March 4, 1999"),
        ("Odo Fenwick", "Controller", None, "March 4, 1999"),
    ]


def test_one_family_with_one_middle_initial_are_two_signers():
    found = signers("""
s|______________________________          {T:Director}
s|     {P:Karl W. Lund}*
 |
s|______________________________          {T:Director}
s|     {P:Wilma D. Lund}*
 |
s|*By __/s/ {P:Ida Voss}_____________
s|          {P:Ida Voss}, {T:Attorney-in-Fact}
""")
    assert [name for name, *_ in found] == ["Karl W. Lund", "Wilma D. Lund", "Ida Voss"]


def test_directors_in_a_brace_beside_their_attorney():
    found = signers("""
s|{P:ALMA QUIST}, {P:ODO FENWICK},      )  By: /s/ {P:Ida Voss}
s|{P:PETRA LUND},                     )      {P:Ida Voss}
s|{P:ABEL CRANE},                     )      {T:Attorney-in-fact}
s|{T:Directors}                       )      {D:March 4, 1999}
""")
    assert sorted((name, title) for name, title, *_ in found) == [
        ("ABEL CRANE", "Director"),
        ("ALMA QUIST", "Director"),
        ("Ida Voss", "Attorney-in-fact"),
        ("ODO FENWICK", "Director"),
        ("PETRA LUND", "Director"),
    ]


def test_date_of_a_notarys_commission_is_no_signing_date():
    assert signers("""
s|          /s/ {P:Ida Voss}
s|          {T:Notary Public}
s|          My Commission Expires:  {D:12/18/95}
""") == [("Ida Voss", "Notary Public", None, None)]
    assert (
        signers("""
s|          {P:Ida Voss}
s|          {T:Notary Public}
 |
s|My Commission Expires:
s|6-14-97
""")[0][3]
        is None
    )


def test_company_that_closes_a_sign_off():
    assert signers("""
s|Sincerely,
 |
s|/s/ {P:Ida Voss}
s|{P:Ida Voss}
s|{T:Controller}
s|{O:Copper Fold Telephone Company}
""") == [("Ida Voss", "Controller", "Copper Fold Telephone Company", None)]


def test_captions_and_degrees_stay_outside_names_and_titles():
    assert signers("""
s|By: /s/ {P:Ida Voss, M.D., CFA}
s|Name: {P:Ida Voss, M.D., CFA}
s|{T:Title: Vice President  Address:}
""") == [("Ida Voss", "Vice President", None, None)]


def test_general_partner_on_the_row_under_its_company_is_no_signers_title():
    assert (
        signers("""
s|                {O:COPPER FOLD FUTURES FUND L.P.}
s|                By: {O:Marrow Bay Management Corp.},
s|                      {T:General Partner}
 |
s|                By: /s/ {P:Ida Voss}
s|                    {P:Ida Voss}, {T:President}
""")[0][1]
        == "President"
    )


def test_nested_numbers_printed_whole_under_their_parents_description():
    found = listed("""
e|Exhibits
 |
e|   10j    Marrow Bay Long-Term Incentive Plan
 |
e|          10j(i) Restricted Stock Unit Agreement
 |
e|          10j(i)(a) Addendum to Restricted Stock Unit Agreement
 |
e|   10k    Marrow Bay Income Deferral Plan
""")
    assert [number for number, _ in found] == ["10j", "10j(i)", "10j(i)(a)", "10k"]


def test_group_that_numbers_its_later_entries_alone():
    found = listed("""
e|Exhibits
 |
e|   (4)-1 Mortgage and Deed of Trust
e|       2 Second supplemental indenture
e|       3 Third supplemental indenture
e|  (10)-1 Lease of the Copper Fold mill
e|       2 Lease of the Marrow Bay wharf
""")
    assert [number for number, _ in found] == ["(4)-1", "(4)-2", "(4)-3", "(10)-1", "(10)-2"]

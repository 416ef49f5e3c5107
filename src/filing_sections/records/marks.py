"""What stands on a line of a signature block: entities, and what text patterns tell where entities are missing."""

from __future__ import annotations

import re

from .layout import DATE, OPEN_END, ORG_WORDS, TITLE_WORDS, Piece, Sheet, chunks, fold

#: "/s/" as filings print it.
SIGNED = re.compile(
    r"(?i)(?<![A-Za-z0-9/])(?:/\s?s\s?/|\(s\)(?=\s*[a-z])|\\s\\|/s\\|\\s/|s/(?=\s*[a-z])|s\\|//(?=\s*[A-Z]))"
)
STAR = re.compile(
    r"(?<![\w*])\*{1,3}(?!\*)(?=\s|$|[A-Z(])(?!\s*[Bb][Yy]\b)(?!\s{0,2}[A-Z]\w+ (?:of|by)\b)"
    r"|(?<=[\w.)])\s?\*{1,3}(?=[\s,]|$)"
)
RULE = re.compile(r"(?:[_-]\s?){6,}")
CAPTION = re.compile(
    r"(?i)(?<!\w)(?P<by>by)\s*:?(?=\W|$)|(?<!\w)(?P<name>(?:print(?:ed)? )?name)\s*:"
    r"|(?<!\w)(?P<title>title|its|capacity|position)\s*:|(?<!\w)(?P<date>dated?)\s*(?::|(?=\s[\s_\d]))"
)
CAPACITY = re.compile(r"(?i)\b(?:partner|member|manager|trustee|advis[eo]r|agent|administrator|parent)\b")
_TOKEN = r"(?:[A-Z][\w.'\u2019-]*|[a-z]{2,3}(?=\s[A-Z])|\"[A-Z]\w+\"|“[A-Z]\w+”)"
NAME = re.compile(rf"^{_TOKEN}(?:,?\s+{_TOKEN}){{1,5}}$")
NOT_NAME = re.compile(
    r"(?i)\b(?:signatures?|title|date|name|by|registrant|pursuant|requirements|the|exhibit|form|page|item|power|attorney|"
    r"principal|capacity|report|securities|exchange|commission|united|states|street|avenue|road|suite|agreed|accepted|"
    r"dr|mr|mrs|ms|prof|esq|esquire|md|cpa|phd|order|board|committee|very|page|phone|report|signing|manager|continued|truly|yours|sincerely|witness|attest|chief|vice|executive|senior|phone|place|on|behalf|"
    r"new york|north|california|texas|illinois|massachusetts|pennsylvania|ohio|florida|minnesota|georgia|january|"
    r"february|march|april|june|july|august|september|october|november|december)\b"
)
NOT_COMPANY = re.compile(
    r"(?i)\b(?:agent|committee|board|title|signature|date|on behalf|accountants|address|street)\b|\d{3}"
)
FIRM_END = re.compile(r"(?i)\b(?:llp|l\.l\.p\.?|p\.?c\.?|cpas?|p\.?a\.?)$")
_CAPITAL = r"[A-Z][\w.'\u2019-]*"
NAME_BEFORE = re.compile(rf"(?:^|\s{{2,}}|[\t:/\\|_(])\s?((?:{_CAPITAL} ){{1,3}})$")
_SUFFIX = r", (?:Jr|Sr|II|III|IV|V)\b\.?"
_PARTICLE = r"(?:[\"\u201c]\w+[\"\u201d] |v[ao]n (?:de[rn]? )?|de )"
NAME_AFTER = re.compile(rf"((?: {_PARTICLE}?{_CAPITAL}){{1,3}}(?:{_SUFFIX})?|{_SUFFIX})(?=\s{{2,}}|\t|[,(/*_]|\s*$)")
ORG_BEFORE = re.compile(r"(?:^|\s{2,}|\t|(?<=/)|(?<=\())\s?((?:[A-Z\d][\w.'\u2019&+-]*,? (?:[-\u2013&] )?){1,4})$")
TITLE_BEFORE = re.compile(r"(?:^|\s{2,}|[\t:,(|])\s?((?:(?:[A-Z][\w.'-]*|and|of|the|&),? ){1,8})$")
TITLE_AFTER = re.compile(r"((?:,? (?:[A-Z][\w.'\u2019-]*|and|of|the|&|-)){1,9})(?=\s{2,}|\t|[,(/*)]|\s*$)")
#: Words that may go on with a title: capitals, "and", "of the".
GOES_ON = re.compile(r"(?:(?:[A-Z][\w'-]*|and|of|the|&)[,.]?\s?){1,7}")
OPEN_TITLE = re.compile(r"(?i)(?:\b(?:and|of|the|chief|vice|executive|senior|assistant|general|principal|deputy)|&|,)$")
ON_WITH = re.compile(r" (?:of|-|&) ?|,? and\b")
_WORD = re.compile(r"[a-z]+")


def block_pieces(sheet: Sheet, row: int) -> list[Piece]:
    """Pieces of a row, left to right; labels are those of entities, and MARK, STAR, BY and ROLE (a bracketed title)."""
    line = sheet.line(row)
    found = [_copy(p) for p in sheet.pieces(row)]
    if _prose(line, found):
        return []
    for piece in found:
        if piece.label == "TITLE" and _bracketed(line, piece):
            piece.label = "ROLE"
        elif piece.label == "TITLE" and _capacity(sheet, row, line, piece):
            piece.label = "CAPACITY"
        elif piece.label == "TITLE" and re.match(r"\s*:", line[piece.end :]):
            piece.label = "HEAD"
    covered = [(p.start, p.end) for p in found]
    free = lambda a, b: all(b <= s or a >= e for s, e in covered)  # noqa: E731
    for match in SIGNED.finditer(line):
        if free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "MARK"))
    for match in STAR.finditer(line):
        if free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "STAR"))
    for match in RULE.finditer(line):
        if free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "RULE"))
    for match in CAPTION.finditer(line):
        if match["by"] and free(*match.span()):
            found.append(sheet.piece(row, *match.span(), "BY"))
    found.sort(key=lambda p: p.start)
    found = [part for p in _healed(sheet, row, line, found) for part in _named_title(sheet, line, p)]
    found.extend(_guesses(sheet, row, line, found))
    found.sort(key=lambda p: p.start)
    return found


def _copy(p: Piece) -> Piece:
    return Piece(p.row, p.start, p.end, p.left, p.right, p.label, p.text, p.entity)


def _bracketed(line: str, piece: Piece) -> bool:
    before, after = line[: piece.start].rstrip(), line[piece.end :].lstrip()
    return before.endswith("(") or (after.startswith(")") and "(" not in piece.text)


def _capacity(sheet: Sheet, row: int, line: str, piece: Piece) -> bool:
    """Whether a title says in what capacity a company signs for another ("By: Y LLC, its general partner")."""
    if not CAPACITY.search(piece.text):
        return False
    before = line[: piece.start]
    over = sheet.pieces(row - 1) if row else []
    company = any(p.label == "ORG" for p in over) and not any(p.label == "PERSON" for p in over)
    if re.search(r"(?i)\bits(?: sole| managing)?\s*$", before):
        return any(p.label == "ORG" and p.end <= piece.start for p in sheet.pieces(row)) or company
    return not before.strip() and company and bool(re.search(r"(?i),\s*its\s*$", sheet.line(row - 1)))


def _prose(line: str, pieces: list[Piece]) -> bool:
    """Running text (a footnote on powers of attorney): its names sign nothing."""
    at, bare = 0, []
    for p in pieces:
        bare.append(line[at : p.start])
        at = max(at, p.end)
    bare.append(line[at:])
    return sum(len(w) > 1 for w in _WORD.findall(" ".join(bare))) >= 9


def _healed(sheet: Sheet, row: int, line: str, pieces: list[Piece]) -> list[Piece]:
    """The pieces, with names, titles and dates that were cut short given back the rest of their words."""
    for k, piece in enumerate(pieces):
        if piece.label not in ("PERSON", "TITLE", "DATE", "ORG") or piece.text != fold(line[piece.start : piece.end]):
            continue
        low = max([p.end for p in pieces if p.end <= piece.start], default=0)
        high = min([p.start for p in pieces if p.start >= piece.end], default=len(line))
        before, after = line[low : piece.start], line[piece.end : high]
        if piece.label == "PERSON":
            a, b = NAME_BEFORE.search(before), NAME_AFTER.match(after)
        elif piece.label == "TITLE":
            a, b = TITLE_BEFORE.search(before), _title_after(piece.text, after)
        elif piece.label == "ORG":
            a, b = ORG_BEFORE.search(before), None
        else:
            full = next((m for m in DATE.finditer(line) if m.start() <= piece.start and m.end() >= piece.end), None)
            if full:
                pieces[k] = sheet.piece(row, full.start(), full.end(), "DATE", piece.entity)
            continue
        start = low + a.start(1) if a and not _no_name(a[1], piece.label) else piece.start
        end = piece.end + b.end(1) if b and not _no_name(b[1], piece.label) else piece.end
        if (start, end) != (piece.start, piece.end):
            pieces[k] = sheet.piece(row, start, end, piece.label, piece.entity)
    return pieces


def _named_title(sheet: Sheet, line: str, piece: Piece) -> list[Piece]:
    """ "Ann Lee, President", marked as one title or one name: the name and the title."""
    if piece.label == "PERSON":
        word = TITLE_WORDS.search(line, piece.start, piece.end)
        name = re.sub(r"(?i)\s+and\s*$", "", line[piece.start : word.start()].rstrip()) if word else ""
        if len(name.split()) < 2:
            return [piece]
        at = piece.start + len(name)
        return [
            sheet.piece(piece.row, piece.start, at, "PERSON", piece.entity),
            sheet.piece(piece.row, at, piece.end, "TITLE", piece.entity),
        ]
    comma = line.find(",", piece.start, piece.end)
    if piece.label != "TITLE" or comma < 0 or not _is_name(line[piece.start : comma]):
        return [piece]
    if not TITLE_WORDS.search(piece.text) or len(line[piece.start : comma].split()) > 4:
        return [piece]
    title = sheet.piece(piece.row, comma + 1, piece.end, "TITLE", piece.entity)
    title.text = piece.text.partition(",")[2].strip()
    return [sheet.piece(piece.row, piece.start, comma, "PERSON", piece.entity), title]


def continue_titles(sheet: Sheet, row: int, over: list[Piece], here: list[Piece]) -> None:
    """Adds to a row's pieces what goes on with a title over it that ends open ("Chairman of the")."""
    line = None
    for title in over:
        if title.label != "TITLE" or not OPEN_END.search(title.text):
            continue
        line = line or sheet.line(row)
        for a, b in chunks(line):
            piece = sheet.piece(row, a, b, "TITLE")
            free = all(b <= p.start or a >= p.end for p in here)
            if free and piece.left < title.right and title.left < piece.right and GOES_ON.fullmatch(piece.text):
                here.append(piece)
                here.sort(key=lambda p: p.start)
                break


def _no_name(text: str, label: str) -> bool:
    """Whether these words cannot be the rest of a name or title."""
    if label == "TITLE":
        return bool(re.search(r"(?i)\b(?:its|an?|by|title|date|name|signature)\b|[A-Za-z]\.\s?[A-Z]\b|\bph\.", text))
    return bool(
        NOT_NAME.search(text)
        or TITLE_WORDS.search(text)
        or ORG_WORDS.search(text)
        or re.search(r"[A-Z]\.[A-Z]\.|Ph\.", text)
    )


def _title_after(title: str, after: str) -> re.Match | None:
    match = TITLE_AFTER.match(after)
    if match and (TITLE_WORDS.search(match[1]) or OPEN_TITLE.search(title) or ON_WITH.match(match[1])):
        return match
    return None


def _guesses(sheet: Sheet, row: int, line: str, pieces: list[Piece]) -> list[Piece]:
    """Names after "/s/" or "Name:", titles after "Title:", dates, companies: where no entity stands."""
    out: list[Piece] = []
    spans = [(p.start, p.end) for p in pieces]
    caption = ""
    for a, b in chunks(line):
        at = a
        for s, e in [*sorted(x for x in spans if x[0] < b and x[1] > a), (b, b)]:
            if s > at:
                guess, caption = _guess(sheet, row, line, at, s, pieces, caption, whole=(at, s) == (a, b))
                if guess is not None:
                    out.append(guess)
            at = max(at, e)
            if e > s and s != b:
                caption = ""
    return out


def _guess(
    sheet: Sheet, row: int, line: str, a: int, b: int, pieces: list[Piece], caption: str, whole: bool
) -> tuple[Piece | None, str]:
    """What an unmarked stretch of a signature line is, if anything; and the caption that it ends with."""
    match = None
    for match in CAPTION.finditer(line, a, b):
        caption = match.lastgroup or caption
    start = match.end() if match else a
    text = line[start:b]
    start += len(text) - len(text.lstrip(" ,;:.(*_/-|\t"))
    text = line[start:b].rstrip(" ,;:(*_/-|\t")
    closes = text.endswith(")") and "(" not in text
    if closes:
        text = text[:-1]
    if len(text) < 3:
        return None, caption
    end = start + len(text)
    marked = any(p.label == "MARK" and 0 <= start - p.end <= 4 for p in pieces)
    named = _is_name(text)
    label = None
    date = DATE.search(text)
    if date and len(date.group()) >= 0.7 * len(text):
        return sheet.piece(row, start + date.start(), start + date.end(), "DATE"), ""
    count = len(text.split())
    if caption == "title" and count <= 14 and re.match(r"[A-Za-z]", text):
        label = "TITLE"
    elif (marked or caption == "name") and named:
        label = "PERSON"
    elif marked and (ORG_WORDS.search(text) or FIRM_END.search(text)):
        label = "ORG"
    elif TITLE_WORDS.search(text) and is_title(text):
        label = "ROLE" if closes or line[:start].rstrip().endswith("(") else "TITLE"
    elif whole and ORG_WORDS.search(text) and count <= 9 and _is_company(text):
        label = "ORG"
    elif named and (whole or match):
        label = "MAYBE"
    if label is None:
        return None, caption
    return sheet.piece(row, start, end, label), ""


def _is_name(text: str) -> bool:
    return bool(NAME.match(text)) and not (NOT_NAME.search(text) or TITLE_WORDS.search(text) or ORG_WORDS.search(text))


def is_title(text: str) -> bool:
    """Whether words of a signature block read as a title."""
    plain = [
        w for w in re.findall(r"[A-Za-z][\w'-]*", text) if w not in ("and", "of", "the", "for", "in", "fact", "to")
    ]
    return (
        bool(plain)
        and len(plain) <= 12
        and sum(w[0].isupper() for w in plain) >= 0.8 * len(plain)
        and not re.search(r"(?i)\b(?:signatures?|date|registrant|committee|following|majority)\b|\d|:", text)
        and not re.search(r"(?i)\b(?:inc|corp|llc|llp|l\.p|ltd|trust company)\b", text)
        and text.strip().casefold() not in ("title", "directors", "officers", "trustees", "members")
    )


def _is_company(text: str) -> bool:
    if NOT_COMPANY.search(text):
        return False
    plain = [w for w in re.findall(r"[A-Za-z][\w'-]*", text) if w not in ("and", "of", "the", "for")]
    return len(plain) > 1 and plain[0].casefold() not in ("a", "an", "the") and all(w[0].isupper() for w in plain)

"""Where in the HTML the text stands that the parser hands over."""

from __future__ import annotations

import re

_PLAIN = re.compile(r"[A-Za-z0-9]+")
_MARKUP = re.compile(r"(?:\s+|&nbsp;|&#160;|<!--.*?-->|<[^>]*>)*", re.S)
_ALNUM = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789"
#: A word found with one of these beside it is part of another word, or of an entity.
_JOINS_BEFORE, _JOINS_AFTER = frozenset(_ALNUM + "#&"), frozenset(_ALNUM)

_FAR = 20_000  # characters; nothing is looked for further away


class Places:
    """Finds each text's place; places never go back.

    The parser does not say where it is. But it is fed piece by piece, which bounds the place; inside those bounds the
    text's first word is looked for outside of tags. Where entities hide that word, the place is that of what precedes.
    """

    def __init__(self, html: str) -> None:
        self.html = html
        self.at = 0  # all before it has been found
        self.upper = 0  # the end of the piece at hand
        self._lower = 0  # where it starts

    def reached(self, start: int, end: int) -> None:
        """The parser is about to see ``html[start:end]``."""
        # the text that ends the piece before comes only now; all before that has come
        self.at = max(self.at, self._lower)
        self._lower, self.upper = start, end

    def here(self) -> tuple[int, int]:
        """The place of what has no word to look for."""
        return self.at, self.at

    def find(self, word: str, line_end: str = "") -> tuple[int, int]:
        """Start and end, in characters, of the text that begins with `word`; it ends at a tag, or at `line_end`."""
        if not word.isascii() or "&" in word or "<" in word:
            m = _PLAIN.search(word)
            word = m.group() if m else ""
        html, upper = self.html, self.upper
        start = self._word(word) if word else _MARKUP.match(html, self.at, upper).end()
        if line_end and (stop := html.find(line_end, start, upper)) >= 0:
            upper = stop  # first, so that a long text without a tag is not searched once a line
        end = html.find("<", start, upper)
        end = upper if end < 0 else end
        self.at = end
        return start, end

    def _word(self, word: str) -> int:
        """Where `word` next stands as a word of the text; failing that, where text next begins."""
        html, position = self.html, self.at
        upper = min(self.upper, position + _FAR)
        while (found := html.find(word, position, upper)) >= 0:
            tag = html.rfind("<", position, found)
            if tag >= 0 and html.find(">", tag, found) < 0:  # inside a tag
                position = html.find(">", found, upper) + 1
                if not position:
                    break
                continue
            after = found + len(word)
            inside = (found and html[found - 1] in _JOINS_BEFORE and word[0].isalnum()) or (
                after < upper and html[after] in _JOINS_AFTER and word[-1].isalnum()
            )
            if not inside:
                return found
            position = after
        return _MARKUP.match(html, self.at, upper).end()

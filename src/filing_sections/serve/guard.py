"""What stands before every request: who may ask, from where, how much.

A page of another site must not be able to use a server on this machine through the user's browser, so Host and Origin
are checked; a server for others than this machine wants a token besides.
"""

from __future__ import annotations

import secrets
from http.cookies import CookieError, SimpleCookie
from urllib.parse import parse_qs, urlencode, urlsplit

from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

COOKIE = "filing_sections_token"
LOCAL = frozenset({"127.0.0.1", "localhost", "::1"})
HEADERS = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"cache-control", b"no-store"),
]


class Guard:
    """ASGI middleware: 403 for a foreign Host or Origin, 401 without the token, 413 for too large a body.

    Args:
        app: what to guard.
        max_bytes: the largest request body, in bytes.
        token: asked for as ``Authorization: Bearer``, as a cookie, or once as ``?token=``, which sets the cookie.
        hosts: names under which the server may be called, beside those of this machine; None allows any name.
    """

    def __init__(self, app: ASGIApp, max_bytes: int, token: str | None, hosts: frozenset[str] | None) -> None:
        self.app, self.max_bytes, self.token, self.hosts = app, max_bytes, token, hosts

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        answer = self._foreign(scope, headers) or self._stranger(scope, headers)
        length = headers.get("content-length", "")
        if not answer and length.isdigit() and int(length) > self.max_bytes:
            answer = self._too_large()
        send = _with_headers(send)
        if answer:
            await answer(scope, receive, send)
        else:
            await self._limited(scope, receive, send)

    def _foreign(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        host = headers.get("host", "")
        name = _host_name(host)
        if self.hosts is not None and name not in self.hosts | LOCAL:
            return _refuse(403, f"this server does not answer to the name {name[:80]!r}")
        if scope["method"] in ("GET", "HEAD", "OPTIONS"):
            return None
        origin = headers.get("origin")
        site = headers.get("sec-fetch-site", "none")
        if (origin is not None and origin != f"{scope['scheme']}://{host}") or site not in ("same-origin", "none"):
            return _refuse(403, "requests from other sites are refused")
        return None

    def _stranger(self, scope: Scope, headers: dict[str, str]) -> Response | None:
        if not self.token or scope["path"] == "/health":
            return None
        query = parse_qs(scope["query_string"].decode("latin-1"), keep_blank_values=True)
        given = query.pop("token", [""])[0]
        if given and self._is_token(given) and scope["method"] == "GET":
            rest = urlencode(query, doseq=True)
            # one slash: "//name" would lead to another site
            answer = RedirectResponse("/" + scope["path"].lstrip("/") + (f"?{rest}" if rest else ""), status_code=303)
            answer.set_cookie(COOKIE, given, httponly=True, samesite="strict")
            return answer
        bearer = headers.get("authorization", "").removeprefix("Bearer ")
        if self._is_token(bearer) or self._is_token(_cookie(headers.get("cookie", ""))):
            return None
        return _refuse(
            401, "a token is needed: open the address that the server printed, or send Authorization: Bearer"
        )

    def _is_token(self, given: str) -> bool:
        return secrets.compare_digest(given.encode(), (self.token or "").encode())

    def _too_large(self) -> Response:
        return _refuse(413, f"more than {self.max_bytes:,} bytes")

    async def _limited(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Count the body as it comes (a length need not be given), and answer 413 in place of what the app says."""
        got, answered = 0, False

        async def counted() -> Message:
            nonlocal got
            message = await receive()
            got += len(message.get("body", b""))
            if got > self.max_bytes:
                raise _TooLarge
            return message

        async def answer(message: Message) -> None:
            nonlocal answered
            if got <= self.max_bytes:
                await send(message)
            elif not answered:
                answered = True
                await self._too_large()(scope, receive, send)

        try:
            await self.app(scope, counted, answer)
        except _TooLarge:
            if not answered:
                await self._too_large()(scope, receive, send)


class _TooLarge(Exception):
    pass


def _refuse(status: int, reason: str) -> Response:
    return JSONResponse({"detail": reason}, status_code=status)


def _host_name(host: str) -> str:
    try:
        return (urlsplit(f"//{host}").hostname or "").lower()
    except ValueError:
        return ""


def _cookie(header: str) -> str:
    try:
        morsel = SimpleCookie(header).get(COOKIE)
    except CookieError:
        return ""
    return morsel.value if morsel else ""


def _with_headers(send: Send) -> Send:
    async def sending(message: Message) -> None:
        if message["type"] == "http.response.start":
            message = {**message, "headers": [*message.get("headers", []), *HEADERS]}
        await send(message)

    return sending

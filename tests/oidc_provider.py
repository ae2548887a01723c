"""An OpenID Connect provider on this machine: discovery, a page to choose an account, codes, signed tokens, sign-out.

It is as strict as a client can notice: codes work once, for the redirect address and the challenge they were asked with.
"""

from __future__ import annotations

import base64
import hashlib
import secrets
import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from html import escape
from urllib.parse import urlencode

import uvicorn
from joserfc import jwt
from joserfc.jwk import RSAKey
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, PlainTextResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT_ID, CLIENT_SECRET = "seamline", "secret of the client"


@dataclass(frozen=True)
class Account:
    """Somebody who can sign in.

    Attributes:
        claims: what the token says beside the standard's own claims.
        forged: the token is signed with another key than the published one.
    """

    name: str
    claims: dict[str, object]
    forged: bool = False


@dataclass
class Provider:
    """The provider at `address`; `accounts` are offered to whoever comes to sign in."""

    address: str
    accounts: tuple[Account, ...]
    key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "published"}))
    other_key: RSAKey = field(default_factory=lambda: RSAKey.generate_key(2048, {"kid": "published"}))
    codes: dict[str, tuple[Account, dict[str, str]]] = field(default_factory=dict)
    signed_out: list[str] = field(default_factory=list)

    def routes(self) -> list[Route]:
        return [
            Route("/.well-known/openid-configuration", self.discovery),
            Route("/jwks", self.jwks),
            Route("/authorize", self.authorize),
            Route("/choose", self.choose),
            Route("/token", self.token, methods=["POST"]),
            Route("/logout", self.logout),
        ]

    def discovery(self, _: Request) -> Response:
        return JSONResponse(
            {
                "issuer": self.address,
                "authorization_endpoint": f"{self.address}/authorize",
                "token_endpoint": f"{self.address}/token",
                "jwks_uri": f"{self.address}/jwks",
                "end_session_endpoint": f"{self.address}/logout",
                "response_types_supported": ["code"],
                "subject_types_supported": ["public"],
                "id_token_signing_alg_values_supported": ["RS256"],
                "code_challenge_methods_supported": ["S256"],
            }
        )

    def jwks(self, _: Request) -> Response:
        return JSONResponse({"keys": [self.key.as_dict(private=False)]})

    def authorize(self, request: Request) -> Response:
        asked = request.query_params
        if (asked.get("client_id"), asked.get("response_type")) != (CLIENT_ID, "code"):
            return PlainTextResponse("unknown client", status_code=400)
        names = [*(account.name for account in self.accounts), "Refuse"]
        links = [f'<a href="/choose?{escape(urlencode({**asked, "account": name}))}">{name}</a>' for name in names]
        return HTMLResponse(
            f"<!doctype html><link rel=icon href=data:,><title>Provider</title><h1>Choose an account</h1>{' '.join(links)}"
        )

    def choose(self, request: Request) -> Response:
        asked = dict(request.query_params)
        chosen = next((account for account in self.accounts if account.name == asked["account"]), None)
        if chosen is None:
            answer = {"error": "access_denied", "error_description": "refused"}
        else:
            answer = {"code": secrets.token_urlsafe()}
            self.codes[answer["code"]] = (chosen, asked)
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({**answer, 'state': asked['state']})}", 302)

    async def token(self, request: Request) -> Response:
        given = await request.form()
        account, asked = self.codes.pop(str(given.get("code")), (None, {}))
        authorization = request.headers.get("authorization", "")
        expected = base64.b64encode(f"{CLIENT_ID}:{CLIENT_SECRET}".encode()).decode()
        challenge = hashlib.sha256(str(given.get("code_verifier")).encode()).digest()
        if (
            account is None
            or authorization != f"Basic {expected}"
            or given.get("redirect_uri") != asked["redirect_uri"]
            or base64.urlsafe_b64encode(challenge).decode().rstrip("=") != asked["code_challenge"]
        ):
            return JSONResponse({"error": "invalid_grant"}, status_code=400)
        now = int(time.time())
        claims = {"iss": self.address, "aud": CLIENT_ID, "sub": account.name, "iat": now, "exp": now + 300}
        key = self.other_key if account.forged else self.key
        signed = jwt.encode(
            {"alg": "RS256", "kid": "published"}, {**claims, "nonce": asked["nonce"], **account.claims}, key
        )
        return JSONResponse({"access_token": "unused", "token_type": "Bearer", "expires_in": 300, "id_token": signed})

    def logout(self, request: Request) -> Response:
        self.signed_out.append(request.query_params["id_token_hint"])
        return RedirectResponse(request.query_params["post_logout_redirect_uri"], 302)


@contextmanager
def running_provider(accounts: tuple[Account, ...]) -> Iterator[Provider]:
    """Serve a provider from a thread of this process."""
    with socket.create_server(("127.0.0.1", 0)) as listener:  # it listens at once; who comes early waits for an answer
        provider = Provider(f"http://127.0.0.1:{listener.getsockname()[1]}", accounts)
        app = Starlette(routes=provider.routes())
        server = uvicorn.Server(uvicorn.Config(app, log_level="warning", ws="none", lifespan="off"))
        thread = threading.Thread(target=server.run, args=([listener],))
        thread.start()
        try:
            yield provider
        finally:
            server.should_exit = True
            thread.join()

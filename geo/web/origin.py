"""The dashboard's own address, as one who asks has to write it."""

from __future__ import annotations

from starlette.requests import Request

from geo.address import public_address


def dashboard_address(request: Request, *, local: str) -> str:
    """Where the dashboard is for whoever sent the request, without a slash at its end.

    SEAMLINE_PUBLIC_URL where it is set; else what the request itself names, which only its sender gets to see: an answer
    that repeats it must not be kept by a shared cache.

    Args:
        request: of a route of ours.
        local: the route's own part of the path, such as `/feed.atom`; what stands before it is the base path.
    """
    return public_address() or f"{request.url.scheme}://{request.url.netloc}{request.url.path.removesuffix(local)}"

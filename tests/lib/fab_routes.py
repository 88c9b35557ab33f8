"""Every address the API server answers at, found in the application itself: many stand in no published list of them.

Run with the libraries of production and the API server's environment; prints JSON: [{"path", "methods", "kind"}], kind:
api, execution or page (Flask).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any


def routes(app: Any, prefix: str = "", kind: str = "api") -> Iterator[dict[str, Any]]:
    """Routes of an application and of those mounted in it."""
    for route in app.routes:
        path, inner = f"{prefix}{route.path}", getattr(route, "app", None)
        if getattr(route, "methods", None):
            yield {"path": path, "methods": sorted(route.methods), "kind": kind}
        elif hasattr(inner, "versions"):
            inner._cadwyn_initialize()  # as the first request does
            latest = max(inner.router.versioned_routers)
            yield from routes(inner, path, "execution")
            yield from routes(inner.router.versioned_routers[latest], path, "execution")
        elif hasattr(inner, "routes"):
            yield from routes(inner, path, kind)
        else:
            yield from _pages(inner, path)


def _pages(wsgi: Any, prefix: str) -> Iterator[dict[str, Any]]:
    for inner in vars(wsgi).values() if wsgi is not None else ():
        for rule in inner.url_map.iter_rules() if hasattr(inner, "url_map") else ():
            yield {"path": f"{prefix}{rule.rule}", "methods": sorted(rule.methods), "kind": "page"}


if __name__ == "__main__":
    from airflow.api_fastapi.app import create_app

    print(json.dumps(list(routes(create_app()))))  # noqa: T201 - its answer

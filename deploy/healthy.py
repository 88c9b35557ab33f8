"""Exit code 0 when a component of Airflow answers for itself: `healthy.py scheduler`. Needs the standard library only.

The API server knows every component's heartbeat; asking it costs nothing, where Airflow's own check loads all of Airflow.
"""

from __future__ import annotations

import json
import os
import sys
import urllib.error
import urllib.request

SECONDS = 10


def is_healthy(component: str, base: str) -> bool:
    """component: as /api/v2/monitor/health names it, or api_server for the answer itself."""
    try:
        with urllib.request.urlopen(f"{base}/api/v2/monitor/health", timeout=SECONDS) as answer:  # noqa: S310 - own server
            health = json.load(answer)
    except (urllib.error.URLError, OSError, ValueError):
        return False
    known = "metadatabase" if component == "api_server" else component
    return (health.get(known) or {}).get("status") == "healthy"


if __name__ == "__main__":
    sys.exit(not is_healthy(sys.argv[1], os.environ.get("MONITOR_API_SERVER", "http://127.0.0.1:8080")))

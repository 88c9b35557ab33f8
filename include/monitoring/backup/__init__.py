"""What cannot be made again, kept aside: what was delivered and decided, what was published, and the keys on request.

A backup is a folder: `warehouse.dump` (pg_dump), `files/` (the data folder), `manifest.json` (published digests) and
`SHA256SUMS` over all of it, which `sha256sum --check` reads.
"""

from __future__ import annotations

DUMP, FILES, MANIFEST, SUMS = "warehouse.dump", "files", "manifest.json", "SHA256SUMS"

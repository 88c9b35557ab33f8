"""Publication under faults: runs killed, frozen and doubled, servers lost, disks full; `python -m tests.reliability`."""

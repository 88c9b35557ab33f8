"""The two families of errors: what a person can mend, and what is broken in the system.

No message ever holds a value of a row: names of departments, files, columns, row numbers, codes and counts only.
"""


class MonitoringError(Exception):
    """Base of every error this package raises on purpose. runbook: the page under docs/runbooks that says what to do."""

    runbook = "task_failed.md"


_PAGES = {
    "F017": "wrong_month.md",
    "FUTURE_MONTH": "wrong_month.md",
    "MONTH_MISMATCH": "wrong_month.md",
    "REJECTED": "held.md",
    "REPLAY": "wrong_month.md",
    "SCHEMA_DRIFT": "source_unavailable.md",
    "SOURCE_NOT_OF_MONTH": "source_unavailable.md",
}


def refusal_page(code: str) -> str:
    """The page under docs/runbooks about a refusal with that reason code."""
    return _PAGES.get(code, DeliveryRefused.runbook)


class DeliveryRefused(MonitoringError):
    """A delivery cannot be used and will not become usable by trying again.

    code: reason code (for example S007); message: Chinese, says what is wrong and what the department should do.
    """

    runbook = "delivery_refused.md"

    def __init__(self, code: str, message: str) -> None:
        super().__init__(f"【{code}】{message}")
        self.code = code
        self.message = message
        self.runbook = _PAGES.get(code, self.runbook)


class DeliveryStopped(DeliveryRefused):
    """The file was read, but a critical expectation about the whole delivery failed; nothing of it was staged."""

    runbook = "delivery_stopped.md"


class ConfigurationError(MonitoringError):
    """A contract, suite, rule or parameter file is wrong; the message names file and key."""

    runbook = "configuration.md"


class AuditRefused(MonitoringError):
    """The audit before publication found something; the pointer did not move."""

    runbook = "publication_refused.md"


class PublicationHeld(MonitoringError):
    """The month is ready, but a delivery differs so much from earlier ones that a named person must decide about it."""

    runbook = "held.md"


class LedgerBroken(MonitoringError):
    """delivered = staged + quarantined + dropped does not hold: a defect of this system, never of a department."""

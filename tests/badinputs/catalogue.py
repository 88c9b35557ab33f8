"""All bad inputs in the order of their numbers."""

from __future__ import annotations

import importlib
import pkgutil

import tests.badinputs.cases as package
from tests.badinputs.case import Case


def _collected() -> list[Case]:
    modules = [importlib.import_module(f"{package.__name__}.{m.name}") for m in pkgutil.iter_modules(package.__path__)]
    return sorted((case for module in modules for case in module.CASES), key=lambda case: case.number)


CASES = _collected()

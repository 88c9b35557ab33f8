"""What must be true of the project's files as a whole."""

from __future__ import annotations

import ast
import re
import subprocess
import tomllib
from functools import cache
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parents[2]
TEXT = {".py", ".sql", ".yml", ".yaml", ".md", ".json", ".toml", ".txt", ".j2", ".css", ".lock", ".csv", ""}
PACKAGE = sorted((PROJECT / "include" / "monitoring").rglob("*.py"))

# A source that shows the state of today is asked in its own month only; what is published never depends on it.
CLOCK = Path("sources/today.py")
# The published test vectors of the number's standard and of its damages; every other number must be invented (5299xx).
VECTORS = {
    "11010519491231002X",
    "440524188001010014",
    "440308199901101512",
    "440308199901101513",
    "440308199902301512",
    "430302199312194239",
    "362324198001010014",
    "360426199101010071",
    "810000199408230021",
    "830000199201300022",
    "34052419800101001X",
    "610104196209276908",
    "110101199003077890",
    "500154199301135886",
}
ID_NUMBER = re.compile(r"(?<![0-9A-Za-z])[1-9][0-9]{5}(?:19|20)[0-9]{2}(?:0[1-9]|1[0-2])[0-9]{5}[0-9Xx](?![0-9A-Za-z])")
CLOCKS = {"now", "today", "utcnow", "uuid1", "uuid4"}


@cache
def texts() -> dict[Path, str]:
    """Every text file that is or would be in the repository."""
    listed = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard"],
        cwd=PROJECT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.splitlines()
    paths = [PROJECT / name.strip('"') for name in listed]
    readable = [path for path in paths if path.is_file() and path.suffix in TEXT]
    return {path.relative_to(PROJECT): path.read_text(encoding="utf-8") for path in readable}


def matches(pattern: re.Pattern[str], *, skip: tuple[str, ...] = ()) -> list[str]:
    """file: match, for every match outside the files to skip."""
    return [
        f"{path}: {found.group()}"
        for path, text in texts().items()
        if str(path) not in skip
        for found in pattern.finditer(text)
    ]


def test_modules_import_only_what_they_may(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    from importlinter.cli import lint_imports

    monkeypatch.chdir(PROJECT)
    monkeypatch.syspath_prepend(str(PROJECT / "include"))
    code = lint_imports(config_filename=".importlinter", no_cache=True)
    assert code == 0, capsys.readouterr().out


def test_words_others_use_are_not_used_here() -> None:
    rows = [line for line in (PROJECT / "GLOSSARY.md").read_text(encoding="utf-8").splitlines() if line.startswith("|")]
    words = {word.strip() for row in rows[2:] for word in row.rstrip("|").rsplit("|", 1)[1].split(",") if word.strip()}
    assert "execution_date" in words
    pattern = re.compile(r"\b(" + "|".join(map(re.escape, sorted(words))) + r")\b", re.IGNORECASE)
    assert matches(pattern, skip=("GLOSSARY.md", "tests/unit/test_project.py", "requirements.lock")) == []


def test_the_readme_names_every_make_target_and_every_variable() -> None:
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    makefile = (PROJECT / "Makefile").read_text(encoding="utf-8")
    targets = re.findall(r"^([a-z-]+):.*##", makefile, re.MULTILINE)
    assert len(targets) >= 10
    assert [target for target in targets if target != "help" and f"make {target}" not in readme] == []
    code = "".join(text for path, text in texts().items() if path.suffix == ".py" and path.parts[0] != "tests")
    variables = set(re.findall(r"MONITOR_[A-Z][A-Z_]+[A-Z]", code))
    assert "MONITOR_HOME" in variables
    assert sorted(name for name in variables if name not in readme) == []


def test_every_link_in_a_document_leads_somewhere() -> None:
    broken = [
        f"{path}: {target}"
        for path, text in texts().items()
        if path.suffix == ".md"
        for target in re.findall(r"\]\(([^)#\s]+)", text)
        if "://" not in target and not (PROJECT / path.parent / target).exists()
    ]
    assert broken == []


def test_every_decision_names_tests_that_exist() -> None:
    decisions = sorted((PROJECT / "docs" / "adr").glob("0*.md"))
    assert [path.name[:4] for path in decisions] == [f"{number:04d}" for number in range(1, len(decisions) + 1)]
    for path in decisions:
        text = path.read_text(encoding="utf-8")
        assert "A change violates this decision when" in text
        named = re.findall(r"`(tests/[^`]+)`", text.partition("## Enforced by")[2])
        assert named, path.name
        assert [test for test in named if not (PROJECT / test).exists()] == [], path.name


def test_no_file_names_a_machine_or_a_registry() -> None:
    hosts = "|".join(("py" + "pi", "python" + "hosted", "index-" + "url", "npm" + "js"))
    folders = "|".join(f"/{name}/" for name in ("ho" + "me", "ro" + "ot", "wo" + "rk", "Us" + "ers"))
    assert matches(re.compile(f"{hosts}|(?<![\\w.}}])(?:{folders})")) == []


def test_id_numbers_are_invented_or_published_vectors() -> None:
    found = [match for match in matches(ID_NUMBER) if match.rsplit(" ", 1)[1].upper() not in VECTORS]
    invented = ("5299", "999999")  # 999999: what the national system writes for "no number"
    assert [match for match in found if not match.rsplit(" ", 1)[1].startswith(invented)] == []


@pytest.mark.parametrize("path", PACKAGE, ids=lambda path: path.stem)
def test_a_module_fits_its_budget(path: Path) -> None:
    assert len(path.read_text(encoding="utf-8").splitlines()) <= 300


def test_nothing_published_asks_for_the_time_or_for_chance() -> None:
    offenders = [
        f"{path.name}:{node.lineno}"
        for path in PACKAGE
        if "simulator" not in path.parts and path.relative_to(PROJECT / "include" / "monitoring") != CLOCK
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in CLOCKS)
        or (isinstance(node, ast.Import) and any(name.name in ("random", "uuid") for name in node.names))
    ]
    assert offenders == []
    clocks = re.compile(r"\b(now|random|uuid)\s*\(|\bcurrent_(date|time|timestamp)\b|\btoday\s*\(", re.IGNORECASE)
    assert [match for match in matches(clocks) if match.startswith("include/sql/")] == []


def test_the_lock_holds_every_declared_library() -> None:
    project = tomllib.loads((PROJECT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    declared = project["dependencies"] + project["optional-dependencies"]["dev"]
    names = {re.split(r"[<>=\[; ]", line)[0].lower() for line in declared}
    locked = set(
        re.findall(r"^([a-z0-9._-]+)==", (PROJECT / "requirements.lock").read_text(encoding="utf-8"), re.MULTILINE)
    )
    assert sorted(names - locked) == []

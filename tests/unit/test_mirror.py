"""The tests under `unit/` mirror the source: whoever looks for a module's tests knows where they are."""

from __future__ import annotations

from pathlib import Path

import pytest

import checker

HERE = Path(__file__).parent
SOURCE = Path(checker.__file__).parent
# These test the house itself, or several of its rooms at once.
OF_THE_HOUSE = {
    "test_floors.py",
    "test_mirror.py",
    "test_probes.py",
    "test_words.py",
    "diagnosis/test_captured.py",
    "diagnosis/test_golden.py",
}


def counterparts(test: Path) -> list[Path]:
    """The source files that a test file may be about."""
    folder = SOURCE / test.relative_to(HERE).parent
    name = test.stem.removeprefix("test_")
    found = [folder / f"{name}.py", folder / f"_{name}.py", folder / name / "__init__.py"]
    return [*found, folder / "__init__.py"] if folder.name == name else found


@pytest.mark.parametrize(
    "test", sorted(HERE.rglob("test_*.py")), ids=lambda path: str(path.relative_to(HERE))
)  # fmt: skip
def test_a_test_file_has_its_source_file(test: Path) -> None:
    if test.relative_to(HERE).as_posix() in OF_THE_HOUSE:
        return
    assert [path for path in counterparts(test) if path.exists()], f"nothing in checker/ is called {test.stem[5:]}"


def test_the_list_of_exceptions_is_true() -> None:
    for name in OF_THE_HOUSE:
        test = HERE / name
        assert test.exists()
        if name != "test_words.py":
            assert not [path for path in counterparts(test) if path.exists()], f"{name} is an ordinary test"


@pytest.mark.parametrize("room", ["evidence", "diagnosis", "diagnosis/causes", "fixes", "report"])
def test_every_module_of_the_pure_floors_has_its_tests(room: str) -> None:
    modules = {path.stem for path in (SOURCE / room).glob("*.py") if not path.stem.startswith("_")}
    tests = {path.stem.removeprefix("test_") for path in (HERE / room).glob("test_*.py")}
    assert sorted(modules - tests) == []

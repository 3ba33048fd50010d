"""A pytest plugin: every ``claims.toml`` beside a ``study.toml`` is a test file, every claim in it a test.

``pytest --claims my-study`` adds a folder (or a bundled study) to what is run. A test fails when a verdict, value or
flag is not the one the claims file expects. Nothing heavy is imported unless such a file is collected;
``pytest -p no:biomarker_stats`` leaves the plugin out.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

if TYPE_CHECKING:
    from biomarker_stats.claims.verdict import Verdict

_CLAIMS, _STUDY = "claims.toml", "study.toml"


class VerdictChanged(Exception):
    """A verdict that is not the expected one."""


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add ``--claims DIR``."""
    group = parser.getgroup("biomarker_stats", "published numbers")
    told = "Check the claims of this study folder, or bundled study, too; may be given several times."
    group.addoption("--claims", action="append", default=[], metavar="DIR", help=told)


def pytest_configure(config: pytest.Config) -> None:
    """Refuse a folder of ``--claims`` that is no study before anything is collected."""
    for name in config.getoption("--claims"):
        _claims_file(name)


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(session: pytest.Session, config: pytest.Config, items: list[pytest.Item]) -> None:
    """Add the claims of ``--claims`` folders, before -k and -m choose.

    They are not put among pytest's own arguments, because pytest would then run the ``conftest.py`` of a folder that
    may come from a stranger.
    """
    present = {item.path for item in items if isinstance(item, ClaimItem)}
    for path in dict.fromkeys(_claims_file(name) for name in config.getoption("--claims")):
        if path not in present:
            items.extend(session.genitems(ClaimsFile.from_parent(session, path=path)))


def pytest_collect_file(file_path: Path, parent: pytest.Collector) -> "ClaimsFile | None":
    """Collect a ``claims.toml`` that has a ``study.toml`` beside it."""
    if file_path.name == _CLAIMS and (file_path.parent / _STUDY).is_file():
        found: ClaimsFile = ClaimsFile.from_parent(parent, path=file_path)
        return found
    return None


class ClaimsFile(pytest.File):
    """The claims of one study."""

    def collect(self) -> Iterator["ClaimItem"]:
        """Yield one item a claim, in the order of the file."""
        from biomarker_stats.claims import verify
        from biomarker_stats.claims.output.claim_lines import claim_lines
        from biomarker_stats.errors import BiomarkerStatsError

        try:
            table = verify(self.path.parent)
        except BiomarkerStatsError as error:
            raise self.CollectError(str(error)) from None  # shown as it is, without a traceback
        text = self.path.read_text(encoding="utf-8-sig")
        starts = claim_lines(text, [verdict.claim.id for verdict in table.verdicts])
        for verdict in table.verdicts:
            name = verdict.claim.id
            yield ClaimItem.from_parent(self, name=name, verdict=verdict, line=starts[name])


class ClaimItem(pytest.Item):
    """One published number."""

    def __init__(self, *, verdict: "Verdict", line: int, **rest: Any) -> None:
        super().__init__(**rest)
        self.verdict = verdict
        self._line = line
        self.user_properties.append(("verdict", verdict.word))

    def runtest(self) -> None:
        """Fail where the verdict is not the expected one."""
        if not self.verdict.as_expected:
            from biomarker_stats.claims.output.words import lines

            raise VerdictChanged("\n".join(lines(self.verdict)))

    def repr_failure(self, excinfo: pytest.ExceptionInfo[BaseException], style: Any = None) -> Any:
        """Return what a reader needs to act on: quotation, place, numbers, what changed, how to accept it."""
        return str(excinfo.value) if isinstance(excinfo.value, VerdictChanged) else super().repr_failure(excinfo, style)

    def reportinfo(self) -> tuple[Path, int, str]:
        """Return where the claim stands; pytest counts lines from 0."""
        return self.path, self._line - 1, f"claim {self.name}"


def _claims_file(name: str) -> Path:
    """Return the claims file of a study folder or a bundled study.

    Raises:
        pytest.UsageError: there is none.
    """
    from biomarker_stats.errors import StudyError
    from biomarker_stats.study.locate import locate

    try:
        folder = locate(name)
    except StudyError as error:
        msg = f"--claims: {error}"
        raise pytest.UsageError(msg) from None
    for file in (_CLAIMS, _STUDY):
        if not (folder / file).is_file():
            msg = f"--claims {name}: the folder holds no {file}"
            raise pytest.UsageError(msg)
    return (folder / _CLAIMS).resolve()

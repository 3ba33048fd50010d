"""``biomarker-stats simulate``."""

import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import Annotated

import typer

from biomarker_stats.commands.shared import JsonOption, print_json, say
from biomarker_stats.errors import OutputError


def simulate(
    folder: Annotated[Path, typer.Argument(help="The folder to write to; it must be empty or new.")],
    seed: Annotated[
        int | None, typer.Option(help="The seed; the same seed gives the same bytes.", show_default="that of the study")
    ] = None,
    as_json: JsonOption = False,
) -> None:
    """Write the SIMULATED pre-clinical study combination_simulated: a study folder, true parameters in its README.

    Example: biomarker-stats simulate my-simulation --seed 1
    """
    from biomarker_stats.methods.preclinical.simulation import DEFAULT_SEED, combination_simulated

    used = DEFAULT_SEED if seed is None else seed
    files = combination_simulated(used)
    _put(files, folder)
    if as_json:
        print_json({"folder": str(folder), "seed": used, "simulated": True, "files": sorted(files)})
        return
    say(f"wrote SIMULATED data (seed {used}) to {folder}: {', '.join(sorted(files))}")


def _put(files: Mapping[str, bytes], folder: Path) -> None:
    """Write the files into a new or empty folder: all of them, or none.

    Raises:
        OutputError: the folder is not empty, or cannot be written.
    """
    moved: list[Path] = []
    try:
        new = not folder.exists()
        if not new and (not folder.is_dir() or any(folder.iterdir())):
            msg = f"{folder} exists and is not an empty folder — name a new one"
            raise OutputError(msg)
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent if new else folder) as draft:
            made = Path(draft) / "simulated"
            made.mkdir()
            for name, content in files.items():
                (made / name).write_bytes(content)
            if new:
                made.rename(folder)
                return
            for name in files:
                moved.append((made / name).rename(folder / name))  # noqa: PERF401  # what was moved is undone below
    except OSError as error:
        for path in moved:
            path.unlink(missing_ok=True)
        msg = f"{folder} cannot be written: {error.strerror or error} — choose another folder"
        raise OutputError(msg) from None

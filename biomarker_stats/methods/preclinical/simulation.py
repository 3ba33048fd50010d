"""The study ``combination_simulated``: SIMULATED tables of a two-agent experiment whose true parameters are known.

Random numbers come from NumPy's legacy ``RandomState``, whose streams are frozen, each table from a stream of its own;
numbers are written to a fixed number of decimals. So a seed gives the same bytes from one release of NumPy to the next.
"""

from collections.abc import Callable, Iterable

import numpy as np

from biomarker_stats.errors import UsageError
from biomarker_stats.methods.preclinical import simulation_tables as tables_of
from biomarker_stats.methods.preclinical.simulation_study import claims, manifest
from biomarker_stats.methods.preclinical.simulation_tables import Row
from biomarker_stats.methods.preclinical.simulation_text import readme
from biomarker_stats.methods.preclinical.simulation_truth import MARK, TRUTH, TrueParameters

DEFAULT_SEED = 20080901

_LARGEST_SEED = 2**32 - 1


def combination_simulated(seed: int = DEFAULT_SEED, truth: TrueParameters = TRUTH) -> dict[str, bytes]:
    """Return the files of the SIMULATED study folder by name: the same seed gives the same bytes.

    They are CSV tables, README.md with the true parameters, study.toml and claims.toml, which ``load_study`` reads.

    Args:
        seed: 0 … 2³² − 1.
        truth: the parameters to simulate from.

    Raises:
        UsageError: the seed is not a whole number in that range.

    >>> files = combination_simulated()
    >>> files["blots.csv"].decode().splitlines()[0]
    'gel,lane,arm,phospho,total,loading,data'
    >>> files == combination_simulated()
    True
    """
    if not isinstance(seed, int) or isinstance(seed, bool) or not 0 <= seed <= _LARGEST_SEED:
        msg = f"seed must be a whole number from 0 to {_LARGEST_SEED}, got {seed!r}"
        raise UsageError(msg)
    texts = {"README.md": readme(seed, truth), "study.toml": manifest(seed, truth), "claims.toml": claims(truth)}
    files = {name: text.encode() for name, text in texts.items()}
    volumes, weights = tables_of.xenograft(_stream(seed, 0), truth)
    files["xenograft.csv"] = _csv("mouse,arm,day,volume_mm3", volumes)
    files["weights.csv"] = _csv("mouse,arm,day,tumour_weight_g", weights)
    tables: tuple[tuple[str, str, Callable[[np.random.RandomState, TrueParameters], list[Row]]], ...] = (
        ("brdu.csv", "dish,arm,field,positive,total", tables_of.brdu),
        ("ki67.csv", "mouse,arm,field,positive,total", tables_of.ki67),
        ("tunel.csv", "mouse,arm,percent_area", tables_of.tunel),
        ("growth_in_vitro.csv", "experiment,well,arm,day,absorbance", tables_of.wells),
        ("blots.csv", "gel,lane,arm,phospho,total,loading", tables_of.blots),
        ("qpcr.csv", "sample,arm,gene,technical,efficiency,ct", tables_of.qpcr),
    )
    for place, (name, header, make) in enumerate(tables, start=1):
        files[name] = _csv(header, make(_stream(seed, place), truth))
    return files


def _stream(seed: int, table: int) -> np.random.RandomState:
    return np.random.RandomState([seed, table])


def _csv(header: str, rows: Iterable[Row]) -> bytes:
    """Return a table whose every row is marked as simulated."""
    lines = [f"{header},data", *(",".join(map(str, (*row, MARK))) for row in rows)]
    return ("\n".join(lines) + "\n").encode()

"""The bounds on a study folder: far above any small study, low enough that a hostile file costs only a message."""

FILE_BYTES = 32 * 2**20
TOML_BYTES = 4 * 2**20
UNPACKED_BYTES = 256 * 2**20
"""What an xlsx or parquet file may unpack to."""
CELL_CHARACTERS = 10_000
TABLE_CHARACTERS = 256 * 2**20
"""What the cells of one table may hold together: an xlsx or parquet file can name one long text a million times."""
ROWS = 1_000_000
COLUMNS = 10_000
CELLS = 20_000_000
TOML_DEPTH = 32
TOML_VALUES = 50_000
VIOLATIONS_A_TABLE = 10_000
VIOLATIONS_A_DOCUMENT = 1_000
"""Violations listed for one table, and for one TOML file; one more says that there are others."""
LARGEST_INTEGER = 2**53
"""Beyond this a double no longer holds every integer."""

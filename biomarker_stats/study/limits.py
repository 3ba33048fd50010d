"""The bounds on a study folder. They are far above any small study, and keep a hostile file from costing more than a message."""

FILE_BYTES = 32 * 2**20
TOML_BYTES = 4 * 2**20
UNPACKED_BYTES = 256 * 2**20
"""What an xlsx or parquet file may unpack to."""
CELL_CHARACTERS = 10_000
ROWS = 1_000_000
COLUMNS = 10_000
TOML_DEPTH = 32
VIOLATIONS_A_TABLE = 10_000
"""Cell violations listed for one table; the rest are counted in one more violation."""
LARGEST_INTEGER = 2**53
"""Beyond this a double no longer holds every integer."""

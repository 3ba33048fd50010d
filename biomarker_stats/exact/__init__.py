"""The exact engine: integer scores, linear statistics and their null distributions. NumPy only, no I/O, no pandas."""

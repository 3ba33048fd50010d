"""One file an output format. All but the results are written by pandoc, from one syntax tree."""

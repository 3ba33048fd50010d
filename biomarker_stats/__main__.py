"""``python -m biomarker_stats`` is the command line."""

from biomarker_stats.cli import main

if __name__ == "__main__":
    main()

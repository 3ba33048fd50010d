"""Many biomarkers of the same few units, tested exactly and adjusted for their number."""

"""Small pre-clinical experiments: animals, dishes, gels and wells, each analysed at its experimental unit."""

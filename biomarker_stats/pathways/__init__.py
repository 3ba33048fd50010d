"""Pathways: genes of a published figure, exact tests of gene sets, and a signed feedback model held against a paper."""

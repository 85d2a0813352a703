"""Scanners: one contract, and one back-end for each way of talking to them."""

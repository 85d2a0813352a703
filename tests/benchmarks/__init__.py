"""Benchmarks: what takes the program's time, each held against a yardstick measured beside it. No part of the test run."""

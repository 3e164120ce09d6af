"""Benchmarks: `make bench`. Ratios against a named peer, never a timed test."""

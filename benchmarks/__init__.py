"""Measurements, a command each: `python -m benchmarks.read_fec --size 10k --runs 5`.

Every figure is a median over fresh processes, beside a floor measured in the same job: ratios travel, seconds don't.
"""

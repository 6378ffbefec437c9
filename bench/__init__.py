"""Ratios against bare restic and bare click, measured in one run with public commands only: `make bench`.

Seconds say something about this machine; ratios of medians, taken alternately on the same data in the same minute,
say something about us. `BENCH_SCALE=0.1` makes the data smaller, `BENCH_RUNS=3` the runs fewer, `TMPDIR` says where.
"""

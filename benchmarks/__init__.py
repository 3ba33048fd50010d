"""Speed of this package beside its peers, in one run on one machine: ``python -m benchmarks``.

Jobs a–j time one thing each; ``python -m benchmarks --help`` lists them. Every case is first answered by everyone: a
peer counts as exact only if it claims to be and agrees with this package, and the ratio printed is our time over that
of the fastest such peer. Other peers (asymptotic, Monte Carlo, known to be wrong with ties) are shown and never enter a
ratio. Peers in R run where ``Rscript`` is found, timed inside R; packages that are not installed are reported as not
here. Times are medians over several runs. Only ratios mean something: machines and their other work differ.

``ours`` is the public call with its interval, where it has one; ``ours, p only`` the same call with
``interval="none"``, which is what the peers compute; ``engine`` the exact distribution without data frame and Result.
The data frame is built outside the timing.

A ``stand-in`` is a loop of ours over another package's test, for jobs that no package does whole.
"""

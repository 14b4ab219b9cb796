"""Long proofs: what the tests show in seconds, shown again over thousands of cases.

`python -m prove` runs them all; `prove/results/` keeps what they counted, `docs/proved.md` quotes it.
"""

"""Report numbers: ledger rows in, figures out; pure."""

"""When and to whom: the clock, the delivery ledger's worker, pace and retries."""

"""One file per module of risk-core."""

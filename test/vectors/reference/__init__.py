"""Reference vectors of risk-core: its functions once more, in exact or 120-digit arithmetic, from their formulas alone."""

"""The language, without any knowledge of plans: numbers, dates, names, folding."""

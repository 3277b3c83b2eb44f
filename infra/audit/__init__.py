"""`make audit`: everything that looks at the contracts, and contracts/AUDIT.md of what it saw."""

"""What accounts does when something happened. What reaches PostgreSQL does not reach Cognito, and
the other way round: they hand over by events."""

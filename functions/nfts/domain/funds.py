"""What the minter's account must be able to pay for, and how it is told to CloudWatch."""

METRICS, GAS_METRIC = "Didit360", "MinterGas"
"""Of the account: for how much gas it pays at what gas costs now. So it is of no chain's coin."""
LOW_GAS = 300_000_000
"""What one artist's airdrops may take in a day: 10,000 wallets at some 28,000 gas."""

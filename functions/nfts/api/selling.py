"""What operations of the market import ahead of the first request (SnapStart)."""


def prepare() -> None:
    from nfts.data import chain, selling_reads, selling_transactions, signatures  # noqa: F401
    from nfts.domain import addresses, trade_calls, typed_data  # noqa: F401

    chain.prepare()
    signatures.prepare()
    addresses.prepare()

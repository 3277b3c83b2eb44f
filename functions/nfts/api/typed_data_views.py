"""What all typed data has that people sign: its domain and its types (EIP-712)."""

from didit360.http import Model


class FieldView(Model):
    name: str
    type: str


class DomainView(Model):
    """No other contract, and no other chain, takes the signature."""

    name: str
    version: str
    chainId: int  # noqa: N815  EIP-712's own word, as the next one
    verifyingContract: str  # noqa: N815

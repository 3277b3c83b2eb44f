"""One process knows one house's tables after the other's."""

import pytest

from infra.local.seed.stores import forget_tables


@pytest.mark.parametrize("table", ["ours", "theirs"])
def test_a_table_that_was_forgotten_is_looked_up_again(
    table: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    forget_tables()
    monkeypatch.setenv("LEDGER_TABLE", table)
    from nfts.data.ledger_rows import LogRow

    assert LogRow.Meta.table_name == table
    forget_tables()
    monkeypatch.setenv("LEDGER_TABLE", f"{table} of another house")
    from nfts.data import ledger_rows

    assert ledger_rows.LogRow.Meta.table_name == f"{table} of another house"
    forget_tables()

"""The `didit360` command: the platform on this machine, and one's own tracks from a terminal."""

import typer

from infra.cli import contracts, house, logs, market, people, search, seed, wallet

app = typer.Typer(
    name="didit360",
    help="Didit360 on this machine, and your tracks from a terminal.",
    no_args_is_help=True,
    pretty_exceptions_show_locals=False,
)
house.register(app)
logs.register(app)
people.register(app)
search.register(app)
seed.register(app)
wallet.register(app)
contracts.register(app)
market.register(app)

if __name__ == "__main__":
    app()

"""What a contract refuses, in words for whoever asked: each of its errors as a problem."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING

from didit360.log import logger
from didit360.problems import Conflict, NotFound, Problem, Unprocessable
from nfts.api.chain_access import ChainUnavailableError
from nfts.data.chain_errors import ChainError, OutOfFundsError, RevertedError
from nfts.domain.currency import told

if TYPE_CHECKING:
    from typing import Any


@contextmanager
def asking() -> Iterator[None]:
    """Around questions to contracts. NotFound (404), ChainUnavailableError (503)."""
    try:
        yield
    except RevertedError as error:
        raise _absent(error) from None
    except ChainError:
        logger().exception("a node did not answer")
        raise ChainUnavailableError from None


@contextmanager
def trying() -> Iterator[None]:
    """Around a transaction that is tried: the contract's reason becomes a problem."""
    try:
        yield
    except RevertedError as error:
        raise refusal(error) from None
    except OutOfFundsError:
        detail = "The wallet has too little of the chain's own coin."
        raise Conflict(detail, code="not-enough-funds") from None
    except ChainError:
        logger().exception("a node did not answer")
        raise ChainUnavailableError from None


def refusal(error: RevertedError) -> Problem:
    """Conflict (409) of what may change, Unprocessable (422) of what is asked wrongly."""
    said = str(error)[:250]
    return (
        _of_sale(error.error, error.arguments)
        or _of_terms(error.error, error.arguments)
        or _of_auction(error.error, error.arguments)
        or _of_owner(error.error)
        or Conflict(f"The contract refused it: {said}.", code="refused")
    )


def _absent(error: RevertedError) -> Problem:
    match error.error:
        case "NoSuchRelease":
            return NotFound("The edition is not on the chain.", code="not-on-chain")
        case "NoSuchAuction":
            return NotFound("There is no such auction, or it is over.", code="no-such-auction")
        case "NotAPayee":
            return _not_a_payee()
    logger().error("a question was refused", extra={"error": str(error)})
    return ChainUnavailableError()


def _of_sale(name: str, said: "dict[str, Any]") -> Problem | None:
    match name:
        case "SoldOut":
            return Conflict(f"Of the edition {said['left']} are left.", code="sold-out")
        case "EditionClosed":
            return Conflict("The edition is closed: no more are minted.", code="edition-closed")
        case "NotOpen":
            return Conflict(_not_open(said), code="not-open")
        case "WalletLimit":
            detail = f"A wallet may buy {said['limit']} of the edition at most."
            return Conflict(detail, code="wallet-limit")
        case "NotOnAllowList":
            return Conflict("The wallet is not on the voucher's list.", code="not-on-allow-list")
        case "SaleInCurrency" | "PriceAbove":
            detail = "Its artist has changed the price or the currency: look at the sale again."
            return Conflict(detail, code="terms-changed")
        case "CurrencyNotAllowed":
            detail = f"The contract takes no prices in {told(said['currency'])}."
            return Conflict(detail, code="currency-not-allowed")
        case "EnforcedPause":
            detail = "Sales are paused. What is owed can be withdrawn all the same."
            return Conflict(detail, code="paused")
        case "NoSuchRelease":
            return NotFound("The edition is not on the chain.", code="not-on-chain")
        case "WrongPayment" | "PaidShort" | "SafeERC20FailedOperation":
            return Conflict("The price can't be taken from the wallet.", code="not-enough-funds")
    return None


def _of_terms(name: str, said: "dict[str, Any]") -> Problem | None:
    match name:
        case "NotEnoughLeft":
            return Conflict(f"{said['left']} are left of it.", code="not-enough-left")
        case "OrderSpent":
            return Conflict("It was taken back, or used up.", code="cancelled")
        case "CounterPassed":
            detail = "Its maker has taken back all that they had signed."
            return Conflict(detail, code="cancelled")
        case "BadSignature" | "NotASigner":
            return Conflict("Its signature does not hold (any more).", code="signature-void")
        case "NotForYou":
            return Conflict(f"It is for {said['taker']} alone.", code="not-for-you")
        case "ERC1155InsufficientBalance":
            detail = f"{said['sender']} holds {said['balance']} of it."
            return Conflict(detail, code="not-enough-tokens")
        case "ERC1155MissingApprovalForAll":
            detail = f"{said['owner']} has not let the Market take their tokens."
            return Conflict(detail, code="approval-missing")
        case "ERC1155InvalidReceiver":
            return Conflict("The receiver takes no tokens.", code="no-receiver")
        case "SaleNeverOpen":
            return Unprocessable("A sale closes after it opens.", code="window")
    return None


def _of_auction(name: str, said: "dict[str, Any]") -> Problem | None:
    match name:
        case "BidTooLow":
            return Conflict(f"The next bid is {said['least']} at least.", code="bid-too-low")
        case "NotBiddingTime":
            return Conflict("No bids are taken now.", code="not-bidding-time")
        case "NoSuchAuction":
            return NotFound("There is no such auction, or it is over.", code="no-such-auction")
        case "NotEnded":
            return Conflict("The auction still runs.", code="auction-runs")
        case "HasBid":
            return Conflict("There is a bid: it can't be taken back.", code="has-bid")
        case "NothingToClaim":
            return Conflict("Nothing waits for this wallet.", code="nothing-to-claim")
        case "AuctionTimes":
            detail = "An auction ends after it starts, within 30 days."
            return Unprocessable(detail, code="window")
        case "RaiseOutOfBounds":
            detail = "The least raise is 100 to 5,000 basis points."
            return Unprocessable(detail, code="raise")
    return None


def _of_owner(name: str) -> Problem | None:
    match name:
        case "NotTheArtist":
            detail = "Only the wallet that the edition was minted for may do this."
            return Conflict(detail, code="not-the-artist")
        case "NotTheSeller":
            return Conflict("Only the wallet that made it may do this.", code="not-the-seller")
        case "ReleaseFrozen":
            return Conflict("It is frozen: its metadata stays as it is.", code="frozen")
        case "NothingOwed" | "NothingDue":
            return Conflict("There is nothing to take out.", code="nothing-due")
        case "NotAPayee":
            return _not_a_payee()
    return None


def _not_a_payee() -> Problem:
    return Conflict("The wallet is not on that split.", code="not-a-payee")


def _not_open(said: "dict[str, Any]") -> str:
    if said["time"] < said["opensAt"]:
        return "It is not open yet."
    return "It is over." if said["closesAt"] else "It is not on sale."

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Shares} from "../lib/Shares.sol";
import {Trades} from "./Trades.sol";

/// @title English auctions: the token waits here, outbid money waits in the ledger.
abstract contract Auctions is Trades {
    /// @notice A bid this close to the end moves the end to this long after the bid.
    uint256 public constant EXTENSION = 10 minutes;
    /// @notice The longest time from making an auction to its first end.
    uint256 public constant MAX_DURATION = 30 days;
    /// @notice The least that a minimum raise may be, in basis points of the last bid.
    uint256 public constant MIN_RAISE_BPS = 100;
    /// @notice The most that a minimum raise may be.
    uint256 public constant MAX_RAISE_BPS = 5_000;
    /// @dev What handing over a token at the end may use, the receiver's answer included.
    uint256 private constant HANDOVER_GAS = 300_000;
    /// @dev Goes with a token that an auction brings here: no other token that this contract moves may come back.
    bytes32 internal constant TO_AUCTION = "NFTChords auction";

    /// @notice An auction.
    /// @param bid The highest bid; 0 before the first.
    /// @param feeBps The platform's fee as it was when the auction was made.
    /// @param holder Who the tokens are for once it is over; zero while it runs, and when they were handed over.
    struct Auction {
        address seller;
        uint40 startsAt;
        uint40 endsAt;
        uint16 minRaiseBps;
        address bidder;
        uint96 bid;
        address currency;
        uint96 reserve;
        uint256 id;
        address holder;
        uint32 quantity;
        uint16 feeBps;
        bool over;
    }

    mapping(uint256 auction => Auction) private _auctions;
    /// @notice How many auctions were made; their numbers are 1 to this.
    uint256 public auctionCount;

    /// @notice An auction was made; `quantity` of `id` waits here.
    event AuctionCreated(
        uint256 indexed auction,
        address indexed seller,
        uint256 indexed id,
        uint256 quantity,
        address currency,
        uint256 reserve,
        uint256 minRaiseBps,
        uint256 startsAt,
        uint256 endsAt,
        uint256 feeBps
    );
    /// @notice `bidder` has the highest bid; the bid before it is owed to `outbid` in the ledger.
    event Bid(
        uint256 indexed auction, address indexed bidder, uint256 amount, address indexed outbid, uint256 refund
    );
    /// @notice A late bid moved the end.
    event Extended(uint256 indexed auction, uint256 endsAt);
    /// @notice The auction ended: sold to `winner` for `price`, or with no bid (`winner` and `price` zero).
    event Settled(
        uint256 indexed auction, address indexed winner, uint256 price, uint256 royalty, uint256 fee
    );
    /// @notice The seller took the auction back before the first bid.
    event AuctionCancelled(uint256 indexed auction);
    /// @notice The tokens' new holder did not take them: they wait here until it claims them.
    event KeptForClaim(uint256 indexed auction, address indexed holder);
    /// @notice The holder of kept tokens had them sent to `to`.
    event Claimed(uint256 indexed auction, address indexed holder, address to);

    /// @notice There is no such auction, or it is over.
    error NoSuchAuction(uint256 auction);
    /// @notice An auction must start before it ends, end in the future, and within the longest duration.
    error AuctionTimes(uint256 startsAt, uint256 endsAt);
    /// @notice The minimum raise is outside its bounds.
    error RaiseOutOfBounds(uint256 minRaiseBps);
    /// @notice Bids are taken only between these two times (the end excluded).
    error NotBiddingTime(uint256 startsAt, uint256 endsAt);
    /// @notice The bid is below the reserve, or below the last bid and the minimum raise.
    error BidTooLow(uint256 amount, uint256 least);
    /// @notice The auction still runs.
    error NotEnded(uint256 endsAt);
    /// @notice Only the auction's seller may do this.
    error NotTheSeller(address account);
    /// @notice There was a bid: the auction can't be taken back.
    error HasBid(uint256 auction);
    /// @notice Nothing waits here for this account from this auction.
    error NothingToClaim(uint256 auction, address account);
    /// @notice Sent with too little gas to offer the tokens fairly.
    error HandoverGas();

    /// @notice Auctions `quantity` of the caller's `id`; they wait here until it is over.
    /// @param reserve The least first bid.
    /// @param minRaiseBps The least raise over the last bid, in basis points of it.
    function createAuction(
        uint256 id,
        uint32 quantity,
        address currency,
        uint96 reserve,
        uint16 minRaiseBps,
        uint40 startsAt,
        uint40 endsAt
    ) external whenNotPaused nonReentrant returns (uint256 auction) {
        if (endsAt <= startsAt || endsAt <= block.timestamp || endsAt > block.timestamp + MAX_DURATION) {
            revert AuctionTimes(startsAt, endsAt);
        }
        if (minRaiseBps < MIN_RAISE_BPS || minRaiseBps > MAX_RAISE_BPS) revert RaiseOutOfBounds(minRaiseBps);
        _checkCurrency(currency);
        if (quantity == 0) revert ZeroQuantity();
        auction = ++auctionCount;
        Auction storage made = _auctions[auction];
        made.seller = msg.sender;
        made.startsAt = startsAt;
        made.endsAt = endsAt;
        made.minRaiseBps = minRaiseBps;
        made.currency = currency;
        made.reserve = reserve;
        made.id = id;
        made.quantity = quantity;
        made.feeBps = feeBps;
        _tellCreated(auction, made);
        RELEASES.safeTransferFrom(msg.sender, address(this), id, quantity, abi.encode(TO_AUCTION));
    }

    /// @notice Bids `amount` (native coin: sent with the call to the unit). The bid before is owed to its bidder.
    function bid(uint256 auction, uint96 amount) external payable whenNotPaused nonReentrant {
        Auction storage on = _running(auction);
        if (block.timestamp < on.startsAt || block.timestamp >= on.endsAt) {
            revert NotBiddingTime(on.startsAt, on.endsAt);
        }
        uint256 least = _leastBid(on);
        if (amount < least) revert BidTooLow(amount, least);
        (address outbid, uint256 refund) = (on.bidder, on.bid);
        _credit(outbid, on.currency, refund);
        on.bidder = msg.sender;
        on.bid = amount;
        emit Bid(auction, msg.sender, amount, outbid, refund);
        if (on.endsAt < block.timestamp + EXTENSION) {
            on.endsAt = uint40(block.timestamp + EXTENSION);
            emit Extended(auction, on.endsAt);
        }
        _take(msg.sender, on.currency, amount);
    }

    /// @notice Ends an auction whose time is over. Anyone may; works while paused.
    function settle(uint256 auction) external nonReentrant {
        Auction storage on = _running(auction);
        if (block.timestamp < on.endsAt) revert NotEnded(on.endsAt);
        (address winner, uint96 price) = (on.bidder, on.bid);
        if (winner == address(0)) {
            emit Settled(auction, address(0), 0, 0, 0);
            _handOver(auction, on, on.seller);
            return;
        }
        (, uint256 royalty, uint256 fee) = _share(on.id, on.seller, on.currency, price, on.feeBps);
        emit Settled(auction, winner, price, royalty, fee);
        _handOver(auction, on, winner);
    }

    /// @notice Takes an auction back before its first bid. Works while paused.
    function cancelAuction(uint256 auction) external nonReentrant {
        Auction storage on = _running(auction);
        if (on.seller != msg.sender) revert NotTheSeller(msg.sender);
        if (on.bidder != address(0)) revert HasBid(auction);
        emit AuctionCancelled(auction);
        _handOver(auction, on, on.seller);
    }

    /// @notice Sends tokens that their holder could not take at the end to wherever the holder says.
    function claim(uint256 auction, address to) external nonReentrant {
        Auction storage past = _auctions[auction];
        if (past.holder != msg.sender) revert NothingToClaim(auction, msg.sender);
        past.holder = address(0);
        emit Claimed(auction, msg.sender, to);
        RELEASES.safeTransferFrom(address(this), to, past.id, past.quantity, "");
    }

    /// @notice An auction as it is now.
    function auctionOf(uint256 auction) external view returns (Auction memory) {
        return _auctions[auction];
    }

    /// @notice The least that the next bid must be.
    function leastBid(uint256 auction) external view returns (uint256) {
        return _leastBid(_running(auction));
    }

    /// @dev Offers the tokens to `to`; if it does not take them they are kept for it, and everything else goes on.
    function _handOver(uint256 auction, Auction storage on, address to) private {
        on.over = true;
        // written before the offer: what the receiver calls back must find the tokens spoken for
        on.holder = to;
        if (gasleft() < HANDOVER_GAS + HANDOVER_GAS / 16) revert HandoverGas();
        try RELEASES.safeTransferFrom{gas: HANDOVER_GAS}(address(this), to, on.id, on.quantity, "") {
            on.holder = address(0);
        } catch {
            emit KeptForClaim(auction, to);
        }
    }

    function _leastBid(Auction storage on) private view returns (uint256) {
        if (on.bidder == address(0)) return on.reserve == 0 ? 1 : on.reserve;
        uint96 last = on.bid;
        uint256 raise = Shares.part(last, on.minRaiseBps);
        return last + (raise == 0 ? 1 : raise);
    }

    function _running(uint256 auction) private view returns (Auction storage on) {
        on = _auctions[auction];
        if (on.seller == address(0) || on.over) revert NoSuchAuction(auction);
    }

    function _tellCreated(uint256 auction, Auction storage made) private {
        emit AuctionCreated(
            auction,
            made.seller,
            made.id,
            made.quantity,
            made.currency,
            made.reserve,
            made.minRaiseBps,
            made.startsAt,
            made.endsAt,
            made.feeBps
        );
    }
}

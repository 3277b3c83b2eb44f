// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Shares} from "../lib/Shares.sol";
import {SaleWord, SaleWords} from "../lib/SaleWords.sol";
import {Tally} from "../lib/Tallies.sol";
import {Sale} from "../Terms.sol";
import {Editions} from "./Editions.sol";
import {PullLedger} from "./PullLedger.sol";
import {SignedTerms} from "./SignedTerms.sol";

/// @title First sales: from the open sale that an artist set, and where the money goes.
/// @notice Native coin gathers in the release's own pot (one storage write with the supply) until anyone has it
/// collected into the ledger; ERC-20s go to the ledger at once.
abstract contract Sales is Editions, PullLedger, SignedTerms {
    bytes32 private constant SALE_TYPE = keccak256(
        "Sale(uint256 id,uint96 price,address currency,uint40 opensAt,uint40 closesAt,uint32 perWallet,uint256 nonce,uint256 counter)"
    );

    /// @notice The release is (`closesAt` not passed) or is no longer on sale, on these terms.
    event SaleSet(
        uint256 indexed id, uint96 price, address currency, uint40 opensAt, uint40 closesAt, uint32 perWallet
    );
    /// @notice `buyer` bought `quantity` for `price` in all; `fee` of it is the platform's, the rest the split's.
    event Bought(
        uint256 indexed id, address indexed buyer, uint256 quantity, uint256 price, address currency, uint256 fee
    );
    /// @notice A release's pot of native coin went to the ledger: `proceeds` to the split, `fees` to the treasury.
    event Collected(uint256 indexed id, uint256 proceeds, uint256 fees);

    /// @notice The wallet would have bought more of this release than one wallet may.
    error WalletLimit(uint256 id, address wallet, uint256 limit);
    /// @notice The sale is in this currency (zero: the native coin), not in what the buyer would pay.
    error SaleInCurrency(uint256 id, address currency);
    /// @notice So many at this price of one are above the most that the buyer would pay in all.
    error PriceAbove(uint256 price, uint256 most);
    /// @notice A sale must close after it opens.
    error SaleNeverOpen(uint256 opensAt, uint256 closesAt);

    /// @notice Puts the caller's release on sale, or ends its sale (terms that have closed already).
    function setSale(uint256 id, Sale calldata sale) external onlyArtist(id) whenNotPaused {
        _setSale(id, sale);
    }

    /// @notice Buys from a release's open sale in the native coin, which must come with the call to the unit: so no
    /// terms set ahead of the call can take more.
    function buy(uint256 id, uint256 quantity) external payable whenNotPaused nonReentrant {
        (Edition storage edition, SaleWord sale) = _onSale(id, quantity);
        if (sale.inToken()) revert SaleInCurrency(id, edition.token);
        _buy(edition, sale, id, quantity, NATIVE);
    }

    /// @notice Buys from a release's open sale in an ERC-20, out of the caller's allowance.
    /// @param currency The ERC-20 that the caller would pay in.
    /// @param most What the caller would pay in all: the artist may set other terms ahead of the call.
    function buyWith(uint256 id, uint256 quantity, address currency, uint256 most)
        external
        whenNotPaused
        nonReentrant
    {
        (Edition storage edition, SaleWord sale) = _onSale(id, quantity);
        address asked = sale.inToken() ? edition.token : NATIVE;
        if (asked == NATIVE || asked != currency) revert SaleInCurrency(id, asked);
        // by division, which no quantity overflows
        if (sale.price() > most / quantity) revert PriceAbove(sale.price(), most);
        _buy(edition, sale, id, quantity, currency);
    }

    /// @notice Moves the pots of native coin of these releases into the ledger. Anyone may ask.
    function collect(uint256[] calldata ids) external {
        for (uint256 i = 0; i < ids.length; ++i) {
            Edition storage edition = _editions[ids[i]];
            Tally tally = edition.tally;
            (uint256 proceeds, uint256 fees) = (tally.proceeds(), tally.fees());
            edition.tally = tally.emptied();
            _credit(edition.payout, NATIVE, proceeds);
            _credit(treasury, NATIVE, fees);
            emit Collected(ids[i], proceeds, fees);
        }
    }

    /// @notice The release's pot of native coin that no one has had collected yet.
    function uncollected(uint256 id) external view returns (uint256 proceeds, uint256 fees) {
        return (_editions[id].tally.proceeds(), _editions[id].tally.fees());
    }

    /// @notice The terms of the release's sale; one that was never set or was ended has closed.
    function saleOf(uint256 id) external view returns (Sale memory) {
        SaleWord sale = _editions[id].sale;
        address currency = sale.inToken() ? _editions[id].token : NATIVE;
        return Sale(sale.price(), currency, sale.opensAt(), sale.closesAt(), sale.perWallet());
    }

    /// @dev The sale that an artist signed for someone else to send.
    function _setSignedSale(
        uint256 id,
        Sale calldata sale,
        uint256 nonce,
        uint256 signedCounter,
        bytes calldata signature
    ) internal {
        address artist = _artistOf(id);
        _checkSignature(artist, keccak256(abi.encode(SALE_TYPE, id, sale, nonce, signedCounter)), signature);
        _spend(artist, nonce, signedCounter);
        _setSale(id, sale);
    }

    /// @dev Everything of a sale but the receiver's say: takes the price, divides it, mints to `to`.
    /// @param terms Price, wallet limit and the edition's own closing time; the rest of the word is not looked at.
    function _sell(
        Edition storage edition,
        uint256 id,
        SaleWord terms,
        address to,
        uint256 quantity,
        address currency
    ) internal returns (uint256 total, uint256 fee) {
        Tally tally = _grown(id, edition.tally, terms.editionClosesAt(), quantity);
        // no overflow: the price is a uint96, and quantity, as it fits the edition, a uint32
        unchecked {
            total = terms.price() * quantity;
        }
        fee = Shares.part(uint128(total), feeBps);
        if (currency == NATIVE) {
            if (msg.value != total) revert WrongPayment(total, msg.value);
            tally = tally.paid(uint128(total - fee), uint128(fee));
        }
        edition.tally = tally;
        uint256 bought = _giveBought(to, id, quantity);
        uint256 limit = terms.perWallet();
        if (limit != 0 && bought > limit) revert WalletLimit(id, to, limit);
        if (currency != NATIVE) {
            _credit(edition.payout, currency, total - fee);
            _credit(treasury, currency, fee);
            _take(msg.sender, currency, total);
        }
    }

    function _buy(Edition storage edition, SaleWord sale, uint256 id, uint256 quantity, address currency) private {
        (uint256 total, uint256 fee) = _sell(edition, id, sale, msg.sender, quantity, currency);
        emit Bought(id, msg.sender, quantity, total, currency, fee);
        _askReceiver(msg.sender, msg.sender, id, quantity);
    }

    function _onSale(uint256 id, uint256 quantity) private view returns (Edition storage edition, SaleWord sale) {
        edition = _editions[id];
        sale = edition.sale;
        _checkOpen(sale.opensAt(), sale.closesAt());
        if (quantity == 0) revert ZeroQuantity();
    }

    function _setSale(uint256 id, Sale calldata sale) private {
        if (sale.closesAt != 0 && sale.closesAt <= sale.opensAt) revert SaleNeverOpen(sale.opensAt, sale.closesAt);
        _checkCurrency(sale.currency);
        Edition storage edition = _editions[id];
        edition.sale = SaleWords.pack(
            sale.price,
            sale.opensAt,
            sale.closesAt,
            sale.perWallet,
            edition.sale.editionClosesAt(),
            sale.currency != NATIVE
        );
        if (sale.currency != NATIVE) edition.token = sale.currency;
        emit SaleSet(id, sale.price, sale.currency, sale.opensAt, sale.closesAt, sale.perWallet);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Order} from "../Terms.sol";
import {SignedTerms} from "./SignedTerms.sol";
import {Trades} from "./Trades.sol";

/// @title Signed listings and offers: they cost nothing to make, and can be taken in parts.
abstract contract Orders is Trades, SignedTerms {
    bytes32 private constant LISTING_TYPE = keccak256(
        "Listing(address maker,uint256 id,uint32 quantity,uint96 unitPrice,address currency,uint40 opensAt,uint40 closesAt,address taker,uint256 nonce,uint256 counter)"
    );
    bytes32 private constant OFFER_TYPE = keccak256(
        "Offer(address maker,uint256 id,uint32 quantity,uint96 unitPrice,address currency,uint40 opensAt,uint40 closesAt,address taker,uint256 nonce,uint256 counter)"
    );

    /// @notice `buyer` took `quantity` of a listing for `to`; `price` in all, of which `royalty` and `fee`.
    event ListingFilled(
        address indexed seller,
        uint256 indexed id,
        address indexed buyer,
        address to,
        uint256 nonce,
        uint256 quantity,
        uint256 price,
        address currency,
        uint256 royalty,
        uint256 fee
    );
    /// @notice `seller` sold `quantity` to an offer; `price` in all, of which `royalty` and `fee`.
    event OfferFilled(
        address indexed buyer,
        uint256 indexed id,
        address indexed seller,
        uint256 nonce,
        uint256 quantity,
        uint256 price,
        address currency,
        uint256 royalty,
        uint256 fee
    );

    /// @notice The order is for another account only.
    error NotForYou(address taker);
    /// @notice An offer can't be in the native coin: its maker is not there to send it.
    error OfferInNative();

    /// @notice Buys `quantity` of a listing for `to`. Native coin must come with the call to the unit.
    function buy(Order calldata listing, bytes calldata signature, uint256 quantity, address to)
        external
        payable
        whenNotPaused
        nonReentrant
    {
        _useOrder(listing, LISTING_TYPE, signature, quantity);
        uint128 price = _priceOf(listing, quantity);
        (, uint256 royalty, uint256 fee) = _share(listing.id, listing.maker, listing.currency, price, feeBps);
        _take(msg.sender, listing.currency, price);
        _tellListing(listing, to, quantity, price, royalty, fee);
        RELEASES.safeTransferFrom(listing.maker, to, listing.id, quantity, "");
    }

    /// @notice Sells `quantity` of the caller's tokens to an offer. The maker's ERC-20 allowance pays.
    function accept(Order calldata offer, bytes calldata signature, uint256 quantity)
        external
        whenNotPaused
        nonReentrant
    {
        if (offer.currency == NATIVE) revert OfferInNative();
        _useOrder(offer, OFFER_TYPE, signature, quantity);
        uint128 price = _priceOf(offer, quantity);
        (, uint256 royalty, uint256 fee) = _share(offer.id, msg.sender, offer.currency, price, feeBps);
        _takeToken(offer.maker, offer.currency, price);
        _tellOffer(offer, quantity, price, royalty, fee);
        RELEASES.safeTransferFrom(msg.sender, offer.maker, offer.id, quantity, "");
    }

    function _useOrder(Order calldata order, bytes32 orderType, bytes calldata signature, uint256 quantity) private {
        if (quantity == 0) revert ZeroQuantity();
        _checkOpen(order.opensAt, order.closesAt);
        if (order.taker != address(0) && order.taker != msg.sender) revert NotForYou(order.taker);
        _checkSignature(order.maker, _hashOrder(orderType, order), signature);
        _use(order.maker, order.nonce, order.counter, quantity, order.quantity);
    }

    function _hashOrder(bytes32 orderType, Order calldata order) private pure returns (bytes32) {
        uint256 start;
        assembly ("memory-safe") {
            start := order
        }
        return _hashStruct(orderType, start, 10);
    }

    /// @dev No overflow: a uint96 times what was seen to be no more than the order's uint32.
    function _priceOf(Order calldata order, uint256 quantity) private pure returns (uint128) {
        unchecked {
            return uint128(order.unitPrice * quantity);
        }
    }

    function _tellListing(
        Order calldata listing,
        address to,
        uint256 quantity,
        uint256 price,
        uint256 royalty,
        uint256 fee
    ) private {
        emit ListingFilled(
            listing.maker,
            listing.id,
            msg.sender,
            to,
            listing.nonce,
            quantity,
            price,
            listing.currency,
            royalty,
            fee
        );
    }

    function _tellOffer(Order calldata offer, uint256 quantity, uint256 price, uint256 royalty, uint256 fee)
        private
    {
        emit OfferFilled(
            offer.maker, offer.id, msg.sender, offer.nonce, quantity, price, offer.currency, royalty, fee
        );
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC2981} from "@openzeppelin/contracts/interfaces/IERC2981.sol";
import {Shares} from "../lib/Shares.sol";
import {PullLedger} from "./PullLedger.sol";

/// @title How the price of a resale divides: royalty by the token (capped here), the platform's fee, the seller's rest.
abstract contract Trades is PullLedger {
    /// @notice The only token contract traded here: NFTChords' Releases.
    IERC1155 public immutable RELEASES;

    constructor(IERC1155 releases) {
        RELEASES = releases;
    }

    /// @dev Credits all three parts of a price that was (or is in the same call) taken.
    function _share(uint256 id, address seller, address currency, uint128 price, uint16 feeBps_)
        internal
        returns (address royaltyTo, uint256 royalty, uint256 fee)
    {
        uint256 rest;
        (royaltyTo, royalty) = IERC2981(address(RELEASES)).royaltyInfo(id, price);
        if (royaltyTo == address(0)) royalty = 0;
        (rest, royalty, fee) = Shares.divide(price, feeBps_, royalty);
        _credit(seller, currency, rest);
        _credit(royaltyTo, currency, royalty);
        _credit(treasury, currency, fee);
    }
}

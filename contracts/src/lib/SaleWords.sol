// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @notice All that a sale reads of a release, in one storage word, lowest bits first: the price of one (96 bits), when
/// the sale opens (40) and closes (40), the wallet limit (32), when the edition itself closes (40), and whether the
/// price is in an ERC-20 (1).
type SaleWord is uint256;

using SaleWords for SaleWord global;

/// @title Reading and making sale words: a word travels as one value, where a struct would be unpacked into memory.
library SaleWords {
    /// @notice The word of these terms.
    function pack(
        uint96 price_,
        uint40 opensAt_,
        uint40 closesAt_,
        uint32 perWallet_,
        uint40 editionClosesAt_,
        bool inToken_
    ) internal pure returns (SaleWord) {
        return SaleWord.wrap(
            uint256(price_) | (uint256(opensAt_) << 96) | (uint256(closesAt_) << 136) | (uint256(perWallet_) << 176)
                | (uint256(editionClosesAt_) << 208) | (inToken_ ? 1 << 248 : 0)
        );
    }

    function price(SaleWord word) internal pure returns (uint96) {
        return uint96(SaleWord.unwrap(word));
    }

    function opensAt(SaleWord word) internal pure returns (uint40) {
        return uint40(SaleWord.unwrap(word) >> 96);
    }

    function closesAt(SaleWord word) internal pure returns (uint40) {
        return uint40(SaleWord.unwrap(word) >> 136);
    }

    function perWallet(SaleWord word) internal pure returns (uint32) {
        return uint32(SaleWord.unwrap(word) >> 176);
    }

    function editionClosesAt(SaleWord word) internal pure returns (uint40) {
        return uint40(SaleWord.unwrap(word) >> 208);
    }

    function inToken(SaleWord word) internal pure returns (bool) {
        return SaleWord.unwrap(word) >> 248 != 0;
    }
}

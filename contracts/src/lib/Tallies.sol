// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @notice All that a sale writes of a release, in one storage word, lowest bits first: how many are minted (32 bits),
/// the edition's size (32), and the release's pot of native coin: the split's proceeds (96) and the platform's fees (96).
type Tally is uint256;

using Tallies for Tally global;

/// @title Reading and adding to a tally: words are added as a whole, as the compiler's packed structs cost 1,500 gas a
/// sale more.
library Tallies {
    /// @notice More native coin than a pot can count (7.9e28 units): collect it first.
    error PotFull(uint256 forSplit, uint256 forHouse);

    /// @notice The tally of a new edition.
    function start(uint32 size) internal pure returns (Tally) {
        return Tally.wrap(uint256(size) << 32);
    }

    function minted(Tally tally) internal pure returns (uint256) {
        return uint32(Tally.unwrap(tally));
    }

    function maxSupply(Tally tally) internal pure returns (uint256) {
        return uint32(Tally.unwrap(tally) >> 32);
    }

    function proceeds(Tally tally) internal pure returns (uint256) {
        return uint96(Tally.unwrap(tally) >> 64);
    }

    function fees(Tally tally) internal pure returns (uint256) {
        return Tally.unwrap(tally) >> 160;
    }

    /// @notice How many more the edition has room for.
    function left(Tally tally) internal pure returns (uint256) {
        // the size is never below what is minted
        unchecked {
            return tally.maxSupply() - tally.minted();
        }
    }

    /// @notice With `quantity` more minted; the caller has seen that it is no more than `left`.
    function grown(Tally tally, uint256 quantity) internal pure returns (Tally) {
        unchecked {
            return Tally.wrap(Tally.unwrap(tally) + quantity);
        }
    }

    /// @notice With `quantity` fewer minted: what an airdrop's receivers refused.
    function shrunk(Tally tally, uint256 quantity) internal pure returns (Tally) {
        return Tally.wrap(Tally.unwrap(tally) - quantity);
    }

    /// @notice With more in the pot.
    function paid(Tally tally, uint128 toSplit, uint128 fee) internal pure returns (Tally) {
        // no sum of a uint96 and a uint128 overflows, and neither part of the word runs over into the next
        unchecked {
            uint256 forSplit = tally.proceeds() + toSplit;
            uint256 forHouse = tally.fees() + fee;
            if (forSplit > type(uint96).max || forHouse > type(uint96).max) revert PotFull(forSplit, forHouse);
            return Tally.wrap(Tally.unwrap(tally) + (uint256(toSplit) << 64) + (uint256(fee) << 160));
        }
    }

    /// @notice With an empty pot.
    function emptied(Tally tally) internal pure returns (Tally) {
        return Tally.wrap(uint64(Tally.unwrap(tally)));
    }

    /// @notice With the edition's size cut to what is minted.
    function closed(Tally tally) internal pure returns (Tally) {
        uint256 word = Tally.unwrap(tally);
        return Tally.wrap((word & ~(uint256(type(uint32).max) << 32)) | (tally.minted() << 32));
    }
}

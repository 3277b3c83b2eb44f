// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {SaleWord, SaleWords} from "../../src/lib/SaleWords.sol";
import {Tally} from "../../src/lib/Tallies.sol";

/// @dev Proofs that fields of one storage word never touch each other, for halmos with its own solver of bits.
contract PackingProofs {
    /// @dev A sale's money and count go each to its own field of the tally, and no field runs over.
    function check_tallyFieldsAreKeptApart(Tally tally, uint128 toSplit, uint128 fee, uint32 quantity) external pure {
        if (tally.minted() > tally.maxSupply() || quantity > tally.left()) return;
        if (tally.proceeds() + toSplit > type(uint96).max || tally.fees() + fee > type(uint96).max) return;
        Tally next = tally.grown(quantity).paid(toSplit, fee);
        assert(next.minted() == tally.minted() + quantity);
        assert(next.minted() <= next.maxSupply());
        assert(next.maxSupply() == tally.maxSupply());
        assert(next.proceeds() == tally.proceeds() + toSplit);
        assert(next.fees() == tally.fees() + fee);
        Tally empty = next.emptied();
        assert(empty.proceeds() == 0 && empty.fees() == 0);
        assert(empty.minted() == next.minted() && empty.maxSupply() == next.maxSupply());
        Tally closed = next.closed();
        assert(closed.left() == 0 && closed.minted() == next.minted());
        assert(closed.proceeds() == next.proceeds() && closed.fees() == next.fees());
    }

    function check_saleWordGivesBackItsFields(
        uint96 price,
        uint40 opensAt,
        uint40 closesAt,
        uint32 perWallet,
        uint40 editionClosesAt,
        bool inToken
    ) external pure {
        SaleWord word = SaleWords.pack(price, opensAt, closesAt, perWallet, editionClosesAt, inToken);
        assert(word.price() == price && word.opensAt() == opensAt && word.closesAt() == closesAt);
        assert(word.perWallet() == perWallet && word.editionClosesAt() == editionClosesAt);
        assert(word.inToken() == inToken);
    }
}

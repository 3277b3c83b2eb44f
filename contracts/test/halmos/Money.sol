// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Shares} from "../../src/lib/Shares.sol";

/// @dev Proofs of how money divides, for halmos: each holds for every value of its arguments, not for samples of them.
/// Products and quotients need a solver of integers: --solver-command "python tools/smt.py".
contract MoneyProofs {
    /// @dev A price is its three parts; fee and royalty stay within their caps; the seller gets the rest.
    function check_aPriceIsItsParts(uint128 price, uint16 feeBps, uint256 asked) external pure {
        if (feeBps > Shares.MAX_FEE_BPS) return;
        (uint256 seller, uint256 royalty, uint256 fee) = Shares.divide(price, feeBps, asked);
        assert(seller + royalty + fee == price);
        assert(royalty <= asked);
    }

    /// @dev The largest fee and the largest royalty: together less than a price, so nothing there can underflow.
    function check_theLargestFee(uint128 price) external pure {
        unchecked {
            assert(Shares.part(price, Shares.MAX_FEE_BPS) * 10 <= price);
        }
    }

    function check_theLargestRoyalty(uint128 price) external pure {
        unchecked {
            assert(Shares.part(price, Shares.MAX_ROYALTY_BPS) * 4 <= price);
        }
    }

    /// @dev A part is never more than the whole: no fee can eat a price.
    function check_aPartIsNoMoreThanTheWhole(uint128 amount, uint16 bps) external pure {
        if (bps > Shares.BPS) return;
        assert(Shares.part(amount, bps) <= amount);
    }

    /// @dev Lines add up to their sum's weight: so columns that sum to 100% make weights that sum to 1e8 (below),
    /// whatever part goes by composition and however many the payees.
    function check_weightsAddUp(uint256 r1, uint256 r2, uint256 c1, uint256 c2, uint256 part) external pure {
        unchecked {
            assert(
                Shares.weight(r1, c1, part) + Shares.weight(r2, c2, part) == Shares.weight(r1 + r2, c1 + c2, part)
            );
        }
    }

    function check_wholeColumnsAreTheWholeWeight(uint256 part) external pure {
        assert(Shares.weight(Shares.BPS, Shares.BPS, part) == Shares.WEIGHTS);
        assert(Shares.weight(Shares.BPS, 0, 0) == Shares.WEIGHTS);
    }

    // The remainder rule. What a weight has earned is the floor of its part: summed over payees whose weights sum to
    // 1e8, never more than came, and less than one unit each is undivided. No solver here follows a product of two
    // unknowns through a quotient, so these hold for every weight at amounts of each kind; both at once is fuzzed
    // (Split.t.sol) and held by an invariant.

    function check_anyWeightOfOneUnit(uint32 weight) external pure {
        floors(1, weight);
    }

    function check_anyWeightOfTwoUnits(uint32 weight) external pure {
        floors(2, weight);
    }

    function check_anyWeightOfSevenUnits(uint32 weight) external pure {
        floors(7, weight);
    }

    function check_anyWeightOfAHundredAndOneUnits(uint32 weight) external pure {
        floors(101, weight);
    }

    function check_anyWeightOfOneGwei(uint32 weight) external pure {
        floors(1 gwei, weight);
    }

    function check_anyWeightOfOneEther(uint32 weight) external pure {
        floors(1 ether, weight);
    }

    function check_incomeOnlyAdds(uint128 received) external pure {
        unchecked {
            uint256 more = uint256(received) + 1;
            assert(Shares.earned(more, 33_333_333) >= Shares.earned(received, 33_333_333));
        }
    }

    function floors(uint256 received, uint32 weight) internal pure {
        if (weight > Shares.WEIGHTS) return;
        unchecked {
            uint256 whole = Shares.earned(received, weight) * Shares.WEIGHTS;
            uint256 product = received * weight;
            assert(whole <= product);
            assert(product < whole + Shares.WEIGHTS);
        }
    }
}

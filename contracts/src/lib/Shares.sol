// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

/// @title The money arithmetic: how a price and a split's income divide.
/// @notice Pure functions, so that each rule can be proved by itself (test/halmos).
library Shares {
    /// @notice 100% in basis points.
    uint256 internal constant BPS = 10_000;
    /// @notice The sum of all weights of a split: basis points of basis points.
    uint256 internal constant WEIGHTS = BPS * BPS;
    /// @notice The most that the platform may ever take of a price.
    uint16 internal constant MAX_FEE_BPS = 1_000;
    /// @notice The most that a royalty may ever take of a price.
    uint16 internal constant MAX_ROYALTY_BPS = 2_500;

    /// @notice `bps` of `amount`, rounded down: what does not divide stays with the one who sells.
    /// @dev Prices are a uint96 times a uint32: a uint128 times a uint16 can't overflow.
    function part(uint128 amount, uint16 bps) internal pure returns (uint256) {
        unchecked {
            return (uint256(amount) * bps) / BPS;
        }
    }

    /// @notice A price as three parts that add up to it.
    /// @param feeBps No more than the cap, as House sees to; with the royalty's cap it is less than the price.
    /// @param asked What the token's royaltyInfo answers; it gets no more than the cap.
    function divide(uint128 price, uint16 feeBps, uint256 asked)
        internal
        pure
        returns (uint256 seller, uint256 royalty, uint256 fee)
    {
        fee = part(price, feeBps);
        uint256 most = part(price, MAX_ROYALTY_BPS);
        royalty = asked < most ? asked : most;
        seller = price - fee - royalty;
    }

    /// @notice A payee's weight from the two columns of a split sheet.
    /// @param compositionPart The bps of income that go to the composition; the rest goes to the recording. No more
    /// than BPS, as Splits sees to.
    /// @dev Linear in both columns, so weights sum to WEIGHTS where the columns sum to BPS.
    function weight(uint256 recordingBps, uint256 compositionBps, uint256 compositionPart)
        internal
        pure
        returns (uint256)
    {
        unchecked {
            return recordingBps * (BPS - compositionPart) + compositionBps * compositionPart;
        }
    }

    /// @notice What a weight has earned of all that was ever received, rounded down.
    /// @dev floor(received * weight / WEIGHTS), in two steps so that it overflows for no `received`, as a weight is no
    /// more than WEIGHTS.
    function earned(uint256 received, uint32 weight_) internal pure returns (uint256) {
        unchecked {
            return (received / WEIGHTS) * weight_ + ((received % WEIGHTS) * weight_) / WEIGHTS;
        }
    }
}

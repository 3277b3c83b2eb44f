// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Ownable, Ownable2Step} from "@openzeppelin/contracts/access/Ownable2Step.sol";
import {Pausable} from "@openzeppelin/contracts/utils/Pausable.sol";
import {Shares} from "../lib/Shares.sol";

/// @title What every sale reads of the platform's settings.
/// @dev A contract of its own only for its place before Pausable, whose flag then shares this storage slot: a sale
/// reads all three at the price of one.
abstract contract Settings {
    /// @notice Who is owed the platform's fees.
    address public treasury;
    /// @notice The platform's part of every price, in basis points.
    uint16 public feeBps;
}

/// @title The platform's settings: its owner, pause, fee, treasury and the currencies it takes.
/// @notice None of these moves a token, changes a release, or keeps anyone from withdrawing.
abstract contract House is Ownable2Step, Settings, Pausable {
    /// @notice The native coin, wherever a currency is named.
    address internal constant NATIVE = address(0);

    /// @notice The ERC-20s that prices may be in; the native coin always may.
    mapping(address currency => bool) public isAllowed;

    /// @notice The platform's fee was set; it holds for sales from here on.
    event FeeSet(uint16 feeBps);
    /// @notice Fees credited or collected from here on are owed to `treasury`.
    event TreasurySet(address indexed treasury);
    /// @notice Prices may (or may no longer) be in `currency`.
    event CurrencySet(address indexed currency, bool allowed);

    /// @notice The fee asked for is above the cap that is fixed in the code.
    error FeeAboveCap(uint256 feeBps, uint256 cap);
    /// @notice Ownership can be handed over, never dropped: someone must be able to lift a pause.
    error OwnershipKept();
    /// @notice An account or contract that must be named is the zero address.
    error ZeroAddress();
    /// @notice Prices can't be in this currency: the platform does not list it.
    error CurrencyNotAllowed(address currency);

    constructor(address owner_, address treasury_, uint16 feeBps_) Ownable(owner_) {
        _setTreasury(treasury_);
        _setFee(feeBps_);
    }

    /// @notice Stops new sales, mints, orders and bids; never withdrawals, settlements, cancellations or refunds.
    function pause() external onlyOwner {
        _pause();
    }

    /// @notice Lets sales go on.
    function unpause() external onlyOwner {
        _unpause();
    }

    /// @notice Sets the fee of later sales, at most `Shares.MAX_FEE_BPS`.
    function setFee(uint16 feeBps_) external onlyOwner {
        _setFee(feeBps_);
    }

    /// @notice Sets who is owed later fees.
    function setTreasury(address treasury_) external onlyOwner {
        _setTreasury(treasury_);
    }

    /// @notice Lists an ERC-20 for prices, or delists it: what is owed in it stays withdrawable.
    function setCurrency(address currency, bool allowed) external onlyOwner {
        if (currency == NATIVE) revert ZeroAddress();
        isAllowed[currency] = allowed;
        emit CurrencySet(currency, allowed);
    }

    /// @notice Not possible: the platform always has an owner.
    function renounceOwnership() public view override onlyOwner {
        revert OwnershipKept();
    }

    function _checkCurrency(address currency) internal view {
        if (currency != NATIVE && !isAllowed[currency]) revert CurrencyNotAllowed(currency);
    }

    function _setFee(uint16 feeBps_) private {
        if (feeBps_ > Shares.MAX_FEE_BPS) revert FeeAboveCap(feeBps_, Shares.MAX_FEE_BPS);
        feeBps = feeBps_;
        emit FeeSet(feeBps_);
    }

    function _setTreasury(address treasury_) private {
        if (treasury_ == address(0)) revert ZeroAddress();
        treasury = treasury_;
        emit TreasurySet(treasury_);
    }
}

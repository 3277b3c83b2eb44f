// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Guarded} from "./Guarded.sol";
import {Payments} from "../lib/Payments.sol";
import {House} from "./House.sol";

/// @title What each account is owed in each currency; paid out only when asked, and only to that account.
abstract contract PullLedger is House, Guarded {
    using SafeERC20 for IERC20;

    /// @notice What `account` can have withdrawn to it in `currency` (zero: the native coin).
    mapping(address account => mapping(address currency => uint256)) public owed;

    /// @notice `account` was paid all that it was owed in `currency`.
    event Withdrawn(address indexed account, address indexed currency, uint256 amount);

    /// @notice The native coin sent is not the price.
    error WrongPayment(uint256 expected, uint256 sent);
    /// @notice The ERC-20 handed over less than the price: tokens that take a fee of transfers can't pay.
    error PaidShort(address currency, uint256 expected, uint256 received);
    /// @notice There is nothing to withdraw.
    error NothingOwed(address account, address currency);
    /// @notice A quantity of none was asked for.
    error ZeroQuantity();

    /// @notice Pays `account` all that it is owed in `currency`. Anyone may ask; nobody can send it elsewhere.
    function withdraw(address account, address currency) external nonReentrant returns (uint256 amount) {
        amount = owed[account][currency];
        if (amount == 0) revert NothingOwed(account, currency);
        owed[account][currency] = 0;
        emit Withdrawn(account, currency, amount);
        Payments.send(currency, account, amount);
    }

    function _credit(address account, address currency, uint256 amount) internal {
        if (amount != 0) owed[account][currency] += amount;
    }

    /// @dev Takes exactly `amount` from `payer`: as the coin that came with the call, or out of its ERC-20 allowance.
    function _take(address payer, address currency, uint256 amount) internal {
        if (currency == NATIVE) {
            if (msg.value != amount) revert WrongPayment(amount, msg.value);
            return;
        }
        if (msg.value != 0) revert WrongPayment(0, msg.value);
        _takeToken(payer, currency, amount);
    }

    /// @dev Takes exactly `amount` out of the payer's ERC-20 allowance.
    function _takeToken(address payer, address currency, uint256 amount) internal {
        _checkCurrency(currency);
        uint256 before = IERC20(currency).balanceOf(address(this));
        IERC20(currency).safeTransferFrom(payer, address(this), amount);
        uint256 received = IERC20(currency).balanceOf(address(this)) - before;
        if (received != amount) revert PaidShort(currency, amount, received);
    }
}

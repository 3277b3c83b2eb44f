// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {LowLevelCall} from "@openzeppelin/contracts/utils/LowLevelCall.sol";

/// @title Paying out, in the native coin (currency zero) or an ERC-20.
library Payments {
    using SafeERC20 for IERC20;

    /// @notice The account did not take the native coin; it stays owed to that account.
    error PaymentRefused(address account, uint256 amount);

    /// @notice Pays `amount` to `account`, or reverts.
    /// @dev What the account answers is not read: a long answer would cost the caller its gas.
    function send(address currency, address account, uint256 amount) internal {
        if (currency != address(0)) {
            IERC20(currency).safeTransfer(account, amount);
        } else if (!LowLevelCall.callNoReturn(account, amount, "")) {
            revert PaymentRefused(account, amount);
        }
    }
}

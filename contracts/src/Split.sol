// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC20} from "@openzeppelin/contracts/token/ERC20/IERC20.sol";
import {Clones} from "@openzeppelin/contracts/proxy/Clones.sol";
import {Guarded} from "./base/Guarded.sol";
import {Payments} from "./lib/Payments.sol";
import {Shares} from "./lib/Shares.sol";

/// @title The income of one split sheet, in the native coin (currency zero) and any ERC-20.
/// @notice A clone whose payees and weights are part of its code: nobody can change them, and it has no owner.
/// @notice The remainder rule. With R = all that was ever received in a currency, a payee of weight w has earned
/// floor(R * w / 1e8). What does not divide (fewer units than there are payees) stays here as `undivided` and counts
/// with what comes next, so that paid + due + undivided = received, always, to the last unit.
/// @notice What was received is read off the balance: tokens that take a fee of transfers count as they arrive.
/// A token that shrinks balances by itself pays whoever asks first, until its balance grows again.
contract Split is Guarded {
    /// @dev Each payee in the clone's code: 20 bytes of address, 4 of weight; ascending by address.
    uint256 internal constant ROW = 24;

    /// @notice Everything paid out so far in a currency.
    mapping(address currency => uint256) public paidOut;
    /// @notice What a payee was paid so far in a currency.
    mapping(address currency => mapping(address payee => uint256)) public paid;

    /// @notice The native coin arrived.
    event PaymentReceived(address indexed from, uint256 amount);
    /// @notice `payee` was paid all that was due to it in `currency`.
    event Withdrawn(address indexed payee, address indexed currency, uint256 amount);

    /// @notice The account has no share in this split.
    error NotAPayee(address account);
    /// @notice Nothing is due to the payee in this currency now.
    error NothingDue(address payee, address currency);

    /// @notice Takes the native coin.
    receive() external payable {
        emit PaymentReceived(msg.sender, msg.value);
    }

    /// @notice Pays `payee` all that is due to it in `currency`. Anyone may ask; it goes to the payee only.
    function withdraw(address payee, address currency) external nonReentrant returns (uint256 amount) {
        amount = due(payee, currency);
        if (amount == 0) revert NothingDue(payee, currency);
        paid[currency][payee] += amount;
        paidOut[currency] += amount;
        emit Withdrawn(payee, currency, amount);
        Payments.send(currency, payee, amount);
    }

    /// @notice What `payee` can have withdrawn now in `currency`.
    function due(address payee, address currency) public view returns (uint256) {
        return _due(payee, uint32(weightOf(payee)), currency, received(currency));
    }

    /// @notice What was received in `currency` and can't be divided yet: it counts with what comes next.
    function undivided(address currency) external view returns (uint256 rest) {
        uint256 total = received(currency);
        rest = total;
        (, uint256[] memory weights) = payees();
        for (uint256 i = 0; i < weights.length; ++i) {
            rest -= Shares.earned(total, uint32(weights[i]));
        }
    }

    /// @notice All that was ever received in `currency`.
    function received(address currency) public view returns (uint256) {
        uint256 held = currency == address(0) ? address(this).balance : IERC20(currency).balanceOf(address(this));
        return held + paidOut[currency];
    }

    /// @notice The payees, ascending by address, and their weights, which sum to 1e8.
    function payees() public view returns (address[] memory accounts, uint256[] memory weights) {
        bytes memory rows = Clones.fetchCloneArgs(address(this));
        uint256 count = rows.length / ROW;
        accounts = new address[](count);
        weights = new uint256[](count);
        for (uint256 i = 0; i < count; ++i) {
            (accounts[i], weights[i]) = _row(rows, i);
        }
    }

    /// @notice A payee's weight, of 1e8.
    function weightOf(address payee) public view returns (uint256) {
        bytes memory rows = Clones.fetchCloneArgs(address(this));
        uint256 low = 0;
        uint256 high = rows.length / ROW;
        while (low < high) {
            uint256 middle = (low + high) / 2;
            (address account, uint256 weight) = _row(rows, middle);
            if (account == payee) return weight;
            if (account < payee) low = middle + 1;
            else high = middle;
        }
        revert NotAPayee(payee);
    }

    function _due(address payee, uint32 weight, address currency, uint256 total) private view returns (uint256) {
        uint256 earned = Shares.earned(total, weight);
        uint256 before = paid[currency][payee];
        return earned > before ? earned - before : 0;
    }

    function _row(bytes memory rows, uint256 index) private pure returns (address account, uint256 weight) {
        uint256 word;
        assembly ("memory-safe") {
            word := mload(add(add(rows, 0x20), mul(index, 24)))
        }
        account = address(uint160(word >> 96));
        weight = uint32(word >> 64);
    }
}

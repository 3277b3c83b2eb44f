// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ERC1155} from "@openzeppelin/contracts/token/ERC1155/ERC1155.sol";
import {ERC1155Utils} from "@openzeppelin/contracts/token/ERC1155/utils/ERC1155Utils.sol";

/// @title OpenZeppelin's ERC-1155 with each wallet's purchases counted beside its balance.
/// @notice A wallet limit then costs a sale nothing: balance and purchases are one storage slot.
abstract contract Holdings is ERC1155 {
    /// @dev A holding's low half is the balance; its high half all that the wallet ever bought from the artist.
    uint256 private constant BOUGHT = 1 << 128;
    uint256 private constant BOUGHT_AND_HELD = BOUGHT | 1;

    mapping(uint256 id => mapping(address account => uint256 holding)) private _holdings;

    constructor() ERC1155("") {}

    /// @inheritdoc ERC1155
    function balanceOf(address account, uint256 id) public view override returns (uint256) {
        return uint128(_holdings[id][account]);
    }

    /// @notice How many of `id` the wallet has bought in sales and by vouchers, whatever it holds now.
    function boughtBy(address account, uint256 id) public view returns (uint256) {
        return _holdings[id][account] / BOUGHT;
    }

    /// @inheritdoc ERC1155
    /// @dev OpenZeppelin's makes arrays of one for it, at 1,000 gas.
    function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes memory data)
        public
        override
    {
        _checkAuthorized(msg.sender, from);
        if (to == address(0)) revert ERC1155InvalidReceiver(to);
        _move(from, to, id, value);
        emit TransferSingle(msg.sender, from, to, id, value);
        ERC1155Utils.checkOnERC1155Received(msg.sender, from, to, id, value, data);
    }

    /// @dev New tokens for nothing, to an account without code.
    function _give(address operator, address to, uint256 id, uint256 quantity) internal {
        _add(to, id, quantity);
        emit TransferSingle(operator, address(0), to, id, quantity);
    }

    /// @dev New tokens for nothing, to anyone who takes them.
    function _giveSafely(address operator, address to, uint256 id, uint256 quantity) internal {
        if (to == address(0)) revert ERC1155InvalidReceiver(to);
        _give(operator, to, id, quantity);
        _askReceiver(operator, to, id, quantity);
    }

    /// @dev New tokens that count against the wallet's limit; returns what it has bought with these.
    function _giveBought(address to, uint256 id, uint256 quantity) internal returns (uint256 bought) {
        unchecked {
            bought = _add(to, id, quantity * BOUGHT_AND_HELD) / BOUGHT;
        }
        emit TransferSingle(msg.sender, address(0), to, id, quantity);
    }

    /// @dev An edition's size is a uint32: neither half of a holding can overflow.
    function _add(address to, uint256 id, uint256 more) private returns (uint256 holding) {
        mapping(address account => uint256) storage holders = _holdings[id];
        unchecked {
            holding = holders[to] + more;
        }
        holders[to] = holding;
    }

    /// @dev The receiver's say, last of all, when everything else is written.
    function _askReceiver(address operator, address to, uint256 id, uint256 quantity) internal {
        ERC1155Utils.checkOnERC1155Received(operator, address(0), to, id, quantity, "");
    }

    /// @dev As OpenZeppelin's, on our storage. Only batches come here: nothing mints, burns or moves one through it.
    function _update(address from, address to, uint256[] memory ids, uint256[] memory values) internal override {
        if (ids.length != values.length) revert ERC1155InvalidArrayLength(ids.length, values.length);
        for (uint256 i = 0; i < ids.length; ++i) {
            _move(from, to, ids[i], values[i]);
        }
        emit TransferBatch(msg.sender, from, to, ids, values);
    }

    function _move(address from, address to, uint256 id, uint256 value) private {
        uint256 holding = _holdings[id][from];
        uint256 balance = uint128(holding);
        if (balance < value) revert ERC1155InsufficientBalance(from, balance, value, id);
        unchecked {
            _holdings[id][from] = holding - value;
        }
        _add(to, id, value);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ERC20} from "@openzeppelin/contracts/token/ERC20/ERC20.sol";

/// @dev An ERC-20 as it should be.
contract Token is ERC20("Test Dollar", "TUSD") {
    function mint(address to, uint256 amount) external {
        _mint(to, amount);
    }
}

/// @dev Keeps 1% of every transfer.
contract FeeToken is Token {
    function _update(address from, address to, uint256 value) internal override {
        uint256 kept = from == address(0) ? 0 : value / 100;
        super._update(from, to, value - kept);
        if (kept != 0) super._update(from, address(0xFEE), kept);
    }
}

/// @dev Answers nothing where the standard asks for a bool, as some old and large tokens do.
contract MuteToken {
    mapping(address account => uint256) public balanceOf;
    mapping(address account => mapping(address spender => uint256)) public allowance;

    function mint(address to, uint256 amount) external {
        balanceOf[to] += amount;
    }

    function approve(address spender, uint256 amount) external {
        allowance[msg.sender][spender] = amount;
    }

    function transfer(address to, uint256 amount) external {
        _move(msg.sender, to, amount);
    }

    function transferFrom(address from, address to, uint256 amount) external {
        allowance[from][msg.sender] -= amount;
        _move(from, to, amount);
    }

    function _move(address from, address to, uint256 amount) private {
        balanceOf[from] -= amount;
        balanceOf[to] += amount;
    }
}

/// @dev Says false and moves nothing.
contract FalseToken is Token {
    function transferFrom(address, address, uint256) public pure override returns (bool) {
        return false;
    }

    function transfer(address, uint256) public pure override returns (bool) {
        return false;
    }
}

/// @dev Before a transfer it calls its sender back, as tokens with hooks do.
contract HookToken is Token {
    function transfer(address to, uint256 amount) public override returns (bool) {
        if (to.code.length != 0) Hooked(to).onTokenComing();
        return super.transfer(to, amount);
    }
}

interface Hooked {
    function onTokenComing() external;
}

/// @dev Can take away from balances by itself.
contract ShrinkingToken is Token {
    function shrink(address account, uint256 amount) external {
        _burn(account, amount);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";

/// @dev Takes neither coin nor token.
contract Refuser {
    function run(address target, uint256 value, bytes memory data) external returns (bytes memory) {
        (bool done, bytes memory answer) = target.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }
}

/// @dev Takes tokens and coin, and on each does what it was told: calls something, answers at length, or burns gas.
contract Receiver is ERC165, IERC1155Receiver {
    enum Mood {
        Kind,
        WrongAnswer,
        Silent,
        Bomb,
        Guzzle
    }

    Mood public mood;
    address private _target;
    bytes private _data;
    bool public called;
    bytes public failure;

    receive() external payable {
        _act();
        if (mood == Mood.Bomb) _bomb();
        if (mood == Mood.Guzzle) _guzzle();
    }

    function set(Mood mood_) external {
        mood = mood_;
    }

    /// @dev Calls back when something comes.
    function aim(address target, bytes calldata data) external {
        (_target, _data) = (target, data);
    }

    function run(address target, uint256 value, bytes memory data) external returns (bytes memory) {
        (bool done, bytes memory answer) = target.call{value: value}(data);
        if (!done) {
            assembly {
                revert(add(answer, 0x20), mload(answer))
            }
        }
        return answer;
    }

    function onTokenComing() external {
        _act();
    }

    function onERC1155Received(address, address, uint256, uint256, bytes calldata) external returns (bytes4) {
        _act();
        if (mood == Mood.WrongAnswer) return 0xdeadbeef;
        if (mood == Mood.Silent) {
            assembly {
                revert(0, 0)
            }
        }
        if (mood == Mood.Bomb) _bomb();
        if (mood == Mood.Guzzle) _guzzle();
        return IERC1155Receiver.onERC1155Received.selector;
    }

    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        view
        returns (bytes4)
    {
        return mood == Mood.Kind ? IERC1155Receiver.onERC1155BatchReceived.selector : bytes4(0);
    }

    function supportsInterface(bytes4 id) public view override(ERC165, IERC165) returns (bool) {
        return id == type(IERC1155Receiver).interfaceId || super.supportsInterface(id);
    }

    function _act() private {
        if (_target == address(0)) return;
        (bool done, bytes memory answer) = _target.call(_data);
        called = done;
        failure = answer;
    }

    function _bomb() private pure {
        assembly {
            revert(0, 2000000)
        }
    }

    function _guzzle() private pure {
        while (true) {}
    }
}

/// @dev A wallet whose owner signs for it by EIP-1271.
contract Wallet {
    address public immutable KEY;

    constructor(address key) {
        KEY = key;
    }

    receive() external payable {}

    function isValidSignature(bytes32 digest, bytes calldata signature) external view returns (bytes4) {
        return ECDSA.recover(digest, signature) == KEY ? this.isValidSignature.selector : bytes4(0);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {IERC1155Receiver} from "@openzeppelin/contracts/token/ERC1155/IERC1155Receiver.sol";
import {ERC165, IERC165} from "@openzeppelin/contracts/utils/introspection/ERC165.sol";
import {EIP712} from "@openzeppelin/contracts/utils/cryptography/EIP712.sol";
import {Auctions} from "./base/Auctions.sol";
import {House} from "./base/House.sol";
import {Orders} from "./base/Orders.sol";
import {Trades} from "./base/Trades.sol";

/// @title NFTChords Market: listings, offers and auctions of Releases' tokens, and of no other contract's.
contract Market is Orders, Auctions, ERC165, IERC1155Receiver {
    /// @notice Tokens come here only by an auction: sent otherwise they could never leave.
    error OnlyByAuction();

    constructor(address owner_, address treasury_, uint16 feeBps_, IERC1155 releases)
        EIP712("NFTChords Market", "1")
        House(owner_, treasury_, feeBps_)
        Trades(releases)
    {}

    /// @inheritdoc IERC1155Receiver
    function onERC1155Received(address operator, address, uint256, uint256, bytes calldata data)
        external
        view
        returns (bytes4)
    {
        // by whom is not enough: this contract is also the operator of what is bought or claimed `to` it
        if (msg.sender != address(RELEASES) || operator != address(this) || bytes32(data) != TO_AUCTION) {
            revert OnlyByAuction();
        }
        return IERC1155Receiver.onERC1155Received.selector;
    }

    /// @inheritdoc IERC1155Receiver
    function onERC1155BatchReceived(address, address, uint256[] calldata, uint256[] calldata, bytes calldata)
        external
        pure
        returns (bytes4)
    {
        revert OnlyByAuction();
    }

    /// @inheritdoc IERC165
    function supportsInterface(bytes4 interfaceId) public view override(ERC165, IERC165) returns (bool) {
        return interfaceId == type(IERC1155Receiver).interfaceId || super.supportsInterface(interfaceId);
    }
}

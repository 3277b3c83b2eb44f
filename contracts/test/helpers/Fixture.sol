// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Test} from "forge-std/Test.sol";
import {IERC1155} from "@openzeppelin/contracts/token/ERC1155/IERC1155.sol";
import {Market} from "../../src/Market.sol";
import {Releases} from "../../src/Releases.sol";
import {Payee, Sheet, Splits} from "../../src/Splits.sol";
import {Split} from "../../src/Split.sol";
import {Order, Release, Sale, Voucher} from "../../src/Terms.sol";
import {Signing} from "./Signing.sol";
import {Token} from "./Tokens.sol";

/// @dev All contracts deployed, three collaborators, and one release of a hundred on their sheet.
abstract contract Fixture is Test, Signing {
    uint16 internal constant FEE = 250;
    uint16 internal constant ROYALTY = 1_000;
    uint256 internal constant ID = 0x018F2C3A9B7D4E5F6071829304A5B6C7;
    uint96 internal constant PRICE = 0.05 ether;
    address internal constant COIN = address(0);

    address internal owner = makeAddr("owner");
    address internal treasury = makeAddr("treasury");
    address internal fan = makeAddr("fan");
    address internal other = makeAddr("other");
    address internal minter;
    uint256 internal minterKey;
    address internal artist;
    uint256 internal artistKey;
    address internal seller;
    uint256 internal sellerKey;

    Splits internal splits;
    Releases internal releases;
    Market internal market;
    Token internal token;
    Split internal split;

    function setUp() public virtual {
        vm.warp(1_800_000_000);
        (minter, minterKey) = makeAddrAndKey("minter");
        (artist, artistKey) = makeAddrAndKey("artist");
        (seller, sellerKey) = makeAddrAndKey("seller");
        token = new Token();
        splits = new Splits();
        releases = new Releases(owner, minter, treasury, FEE, splits, "ipfs://house");
        market = new Market(owner, treasury, FEE, IERC1155(address(releases)));
        vm.startPrank(owner);
        releases.setCurrency(address(token), true);
        market.setCurrency(address(token), true);
        vm.stopPrank();
        split = Split(payable(publish(ID, 100, 0, address(0), 0)));
        vm.deal(fan, 1_000 ether);
        vm.deal(other, 1_000 ether);
    }

    /// @dev Publishes a release of the artist on the three collaborators' sheet.
    function publish(uint256 id, uint32 maxSupply, uint40 closesAt, address to, uint256 quantity)
        internal
        returns (address)
    {
        Sheet memory sheet = sheetOf(bytes32(id), 3);
        bytes[] memory consents = consentsTo(splits, sheet);
        Release memory release = releaseOf(id, maxSupply, closesAt);
        vm.prank(minter);
        return releases.publish(release, sheet, consents, to, quantity);
    }

    function releaseOf(uint256 id, uint32 maxSupply, uint40 closesAt) internal view returns (Release memory) {
        return Release(id, artist, maxSupply, closesAt, ROYALTY, sha256("the master"), "ipfs://bafy/first.json");
    }

    function openSale(uint96 price, address currency, uint32 perWallet) internal {
        vm.prank(artist);
        releases.setSale(ID, Sale(price, currency, 0, type(uint40).max, perWallet));
    }

    function voucherOf(uint96 price, address currency, uint32 maxQuantity, uint32 perWallet)
        internal
        view
        returns (Voucher memory)
    {
        return Voucher(ID, artist, price, currency, maxQuantity, perWallet, 0, type(uint40).max, 0, 0, 0);
    }

    /// @dev Listing of the seller, or offer of whoever is put in as maker.
    function orderOf(uint32 quantity, uint96 unitPrice, address currency) internal view returns (Order memory) {
        return Order(seller, ID, quantity, unitPrice, currency, 0, type(uint40).max, address(0), 0, 0);
    }

    /// @dev The seller holds `quantity` and lets the market move them.
    function stock(uint256 quantity) internal {
        bytes32 key = keccak256(abi.encode("stock", releases.totalSupply(ID)));
        vm.prank(minter);
        releases.mintTo(key, ID, seller, quantity);
        vm.prank(seller);
        releases.setApprovalForAll(address(market), true);
    }

    function fund(address account, address spender, uint256 amount) internal {
        token.mint(account, amount);
        vm.prank(account);
        token.approve(spender, type(uint256).max);
    }
}

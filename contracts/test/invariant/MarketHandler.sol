// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";
import {StdUtils} from "forge-std/StdUtils.sol";
import {Signing} from "../helpers/Signing.sol";
import {Token} from "../helpers/Tokens.sol";
import {Auctions} from "../../src/base/Auctions.sol";
import {Market} from "../../src/Market.sol";
import {Releases} from "../../src/Releases.sol";
import {Order} from "../../src/Terms.sol";

/// @dev Four wallets trade in every way there is, in any order; books of who holds what are kept beside.
contract MarketHandler is CommonBase, StdUtils, Signing {
    Market internal immutable MARKET;
    Releases internal immutable RELEASES;
    Token internal immutable TOKEN;
    uint256 internal immutable ID;
    address internal immutable OWNER;

    address[] internal wallets;
    mapping(address wallet => uint256) internal keys;
    mapping(address wallet => uint256) public held;
    mapping(address wallet => mapping(uint256 nonce => uint256)) public filled;
    uint256 public thefts;

    constructor(Market market, Releases releases, Token token, uint256 id, address owner) {
        MARKET = market;
        RELEASES = releases;
        TOKEN = token;
        ID = id;
        OWNER = owner;
        for (uint256 i = 1; i < 5; ++i) {
            address wallet = vm.addr(i);
            wallets.push(wallet);
            keys[wallet] = i;
            token.mint(wallet, type(uint128).max);
            vm.startPrank(wallet);
            token.approve(address(market), type(uint256).max);
            releases.setApprovalForAll(address(market), true);
            vm.stopPrank();
        }
    }

    function given(address wallet, uint256 quantity) external {
        held[wallet] += quantity;
    }

    function buy(uint256 from, uint256 by, uint256 quantity, uint96 price, bool inToken, uint256 nonce) external {
        address seller = walletOf(from);
        nonce = bound(nonce, 0, 20);
        Order memory order = orderOf(seller, price, inToken, nonce);
        if (!canFill(seller, nonce, quantity = bound(quantity, 1, 3)) || held[seller] < quantity) return;
        bytes memory signature = signListing(keys[seller], address(MARKET), order);
        uint256 value = inToken ? 0 : uint256(order.unitPrice) * quantity;
        vm.deal(walletOf(by), value);
        vm.prank(walletOf(by));
        MARKET.buy{value: value}(order, signature, quantity, walletOf(by));
        moved(seller, walletOf(by), quantity);
        filled[seller][nonce] += quantity;
    }

    function accept(uint256 from, uint256 by, uint256 quantity, uint96 price, uint256 nonce) external {
        (address buyer, address seller) = (walletOf(by), walletOf(from));
        nonce = bound(nonce, 0, 20);
        Order memory order = orderOf(buyer, price, true, nonce);
        if (!canFill(buyer, nonce, quantity = bound(quantity, 1, 3)) || held[seller] < quantity) return;
        bytes memory signature = signOffer(keys[buyer], address(MARKET), order);
        vm.prank(seller);
        MARKET.accept(order, signature, quantity);
        moved(seller, buyer, quantity);
        filled[buyer][nonce] += quantity;
    }

    /// @dev Someone sends tokens to the market itself, by each way that they can take: nothing may stay there.
    function lose(uint256 from, uint256 by, uint96 price, uint256 nonce) external {
        address seller = walletOf(from);
        Order memory order = orderOf(seller, price, true, bound(nonce, 0, 20));
        bytes memory signature = signListing(keys[seller], address(MARKET), order);
        vm.prank(walletOf(by));
        try MARKET.buy(order, signature, 1, address(MARKET)) {} catch {}
        order.maker = address(MARKET);
        order.counter = 0;
        vm.prank(seller);
        try MARKET.accept(order, "", 1) {} catch {}
        vm.prank(seller);
        try RELEASES.safeTransferFrom(seller, address(MARKET), ID, 1, abi.encode(bytes32("NFTChords auction"))) {}
            catch {}
    }

    /// @dev Someone signs in another's name: nothing may move.
    function forge(uint256 from, uint256 by, uint96 price, uint256 nonce) external {
        (address victim, address thief) = (walletOf(from), walletOf(by));
        if (victim == thief) return;
        Order memory order = orderOf(victim, price, true, bound(nonce, 0, 20));
        vm.startPrank(thief);
        try MARKET.buy(order, signListing(keys[thief], address(MARKET), order), 1, thief) {
            ++thefts;
        } catch {}
        try MARKET.accept(order, signOffer(keys[thief], address(MARKET), order), 1) {
            ++thefts;
        } catch {}
        vm.stopPrank();
    }

    function takeBack(uint256 who, uint256 nonce, bool all) external {
        vm.startPrank(walletOf(who));
        if (all) {
            MARKET.cancelAll();
        } else {
            uint256[] memory nonces = new uint256[](1);
            nonces[0] = bound(nonce, 0, 20);
            MARKET.cancel(nonces);
        }
        vm.stopPrank();
    }

    function createAuction(uint256 who, uint32 quantity, bool inToken, uint96 reserve, uint16 raise) external {
        address seller = walletOf(who);
        if (held[seller] == 0) return;
        quantity = uint32(bound(quantity, 1, held[seller]));
        uint40 end = uint40(block.timestamp + 1 days);
        vm.prank(seller);
        MARKET.createAuction(
            ID,
            quantity,
            inToken ? address(TOKEN) : address(0),
            uint96(bound(reserve, 0, 1e20)),
            uint16(bound(raise, 100, 5_000)),
            0,
            end
        );
        moved(seller, address(MARKET), quantity);
    }

    function bid(uint256 which, uint256 who, uint256 more) external {
        (uint256 number, Auctions.Auction memory auction, bool found) = running(which);
        if (!found || block.timestamp >= auction.endsAt) return;
        uint256 least = MARKET.leastBid(number);
        if (least > 1e26) return;
        uint96 amount = uint96(bound(more, least, least * 2));
        uint256 value = auction.currency == address(0) ? amount : 0;
        vm.deal(walletOf(who), value);
        vm.prank(walletOf(who));
        MARKET.bid{value: value}(number, amount);
    }

    function settle(uint256 which) external {
        (uint256 number, Auctions.Auction memory auction, bool found) = running(which);
        if (!found) return;
        if (block.timestamp < auction.endsAt) vm.warp(auction.endsAt);
        MARKET.settle(number);
        moved(address(MARKET), auction.bidder == address(0) ? auction.seller : auction.bidder, auction.quantity);
    }

    function cancelAuction(uint256 which) external {
        (uint256 number, Auctions.Auction memory auction, bool found) = running(which);
        if (!found || auction.bidder != address(0)) return;
        vm.prank(auction.seller);
        MARKET.cancelAuction(number);
        moved(address(MARKET), auction.seller, auction.quantity);
    }

    function withdraw(uint256 who, bool inToken) external {
        address currency = inToken ? address(TOKEN) : address(0);
        address account = who % 6 < 4 ? wallets[who % 6] : who % 6 == 4 ? MARKET.treasury() : payout();
        if (MARKET.owed(account, currency) != 0) MARKET.withdraw(account, currency);
    }

    function setFee(uint16 fee) external {
        vm.prank(OWNER);
        MARKET.setFee(fee % 1_001);
    }

    function pass(uint256 time) external {
        vm.warp(block.timestamp + bound(time, 1, 1 days));
    }

    function allWallets() external view returns (address[] memory) {
        return wallets;
    }

    function payout() public view returns (address to) {
        (to,) = RELEASES.royaltyInfo(ID, 0);
    }

    function walletOf(uint256 seed) internal view returns (address) {
        return wallets[seed % wallets.length];
    }

    function running(uint256 which) internal view returns (uint256, Auctions.Auction memory auction, bool) {
        uint256 count = MARKET.auctionCount();
        if (count == 0) return (0, auction, false);
        uint256 number = 1 + which % count;
        auction = MARKET.auctionOf(number);
        return (number, auction, !auction.over);
    }

    function canFill(address maker, uint256 nonce, uint256 quantity) internal view returns (bool) {
        return MARKET.used(maker, nonce) + quantity <= 5;
    }

    function orderOf(address maker, uint96 price, bool inToken, uint256 nonce) internal view returns (Order memory) {
        address currency = inToken ? address(TOKEN) : address(0);
        uint96 unitPrice = uint96(bound(price, 0, 1e24));
        return Order(
            maker, ID, 5, unitPrice, currency, 0, type(uint40).max, address(0), nonce, MARKET.counter(maker)
        );
    }

    function moved(address from, address to, uint256 quantity) internal {
        held[from] -= quantity;
        held[to] += quantity;
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {CommonBase} from "forge-std/Base.sol";
import {StdUtils} from "forge-std/StdUtils.sol";
import {Signing} from "../helpers/Signing.sol";
import {Token} from "../helpers/Tokens.sol";
import {Releases} from "../../src/Releases.sol";
import {Release, Sale, Voucher} from "../../src/Terms.sol";

/// @dev Uses one release in every way there is, in any order, and keeps books of its own beside.
contract ReleasesHandler is CommonBase, StdUtils, Signing {
    Releases internal immutable RELEASES;
    Token internal immutable TOKEN;
    uint256 internal immutable ID;
    address internal immutable ARTIST;
    uint256 internal immutable ARTIST_KEY;
    address internal immutable MINTER;
    address internal immutable OWNER;

    address[] internal wallets;
    mapping(address wallet => uint256) public held;
    mapping(address wallet => uint256) public bought;
    uint256 public minted;
    uint256 public thefts;
    uint256 public oversold;
    uint256 private _keys;

    constructor(Releases releases, Token token, uint256 id, uint256 artistKey, address minter, address owner) {
        RELEASES = releases;
        TOKEN = token;
        ID = id;
        ARTIST = vm.addr(artistKey);
        ARTIST_KEY = artistKey;
        MINTER = minter;
        OWNER = owner;
        for (uint160 i = 1; i < 5; ++i) {
            address wallet = address(0xA0000 + i);
            wallets.push(wallet);
            token.mint(wallet, type(uint128).max);
            vm.prank(wallet);
            token.approve(address(releases), type(uint256).max);
        }
    }

    function setSale(uint96 price, bool inToken, uint32 perWallet) external {
        price = uint96(bound(price, 0, 1e24));
        vm.prank(ARTIST);
        RELEASES.setSale(ID, Sale(price, inToken ? address(TOKEN) : address(0), 0, type(uint40).max, perWallet % 8));
    }

    function buy(uint256 who, uint256 quantity) external {
        address wallet = walletOf(who);
        quantity = bound(quantity, 1, 5);
        Sale memory sale = RELEASES.saleOf(ID);
        if (sale.closesAt == 0 || !fits(wallet, quantity, sale.perWallet)) return;
        uint256 price = sale.price * quantity;
        if (sale.currency == address(0)) {
            vm.deal(wallet, price);
            vm.prank(wallet);
            RELEASES.buy{value: price}(ID, quantity);
        } else {
            vm.prank(wallet);
            RELEASES.buyWith(ID, quantity, sale.currency, price);
        }
        count(wallet, quantity, true);
    }

    /// @dev Someone would pay in other terms than the sale's, as who saw it before it was set anew: nothing may be sold.
    function buyOnOtherTerms(uint256 who, uint256 quantity, uint256 value, uint256 most) external {
        address wallet = walletOf(who);
        quantity = bound(quantity, 1, 5);
        Sale memory sale = RELEASES.saleOf(ID);
        uint256 price = sale.price * quantity;
        bool inCoin = sale.currency == address(0);
        value = bound(value, 0, 1e25);
        most = inCoin || price == 0 ? most : bound(most, 0, price - 1);
        vm.deal(wallet, value);
        vm.startPrank(wallet);
        if (!inCoin || value != price) {
            try RELEASES.buy{value: value}(ID, quantity) {
                ++oversold;
            } catch {}
        }
        if (inCoin || price != 0) {
            try RELEASES.buyWith(ID, quantity, address(TOKEN), most) {
                ++oversold;
            } catch {}
        }
        vm.stopPrank();
    }

    function redeem(uint256 who, uint256 payer, uint256 quantity, uint96 price, bool inToken, uint256 nonce) external {
        quantity = bound(quantity, 1, 5);
        nonce = bound(nonce, 0, 40);
        if (RELEASES.used(ARTIST, nonce) + quantity > 6 || !fits(walletOf(who), quantity, 9)) return;
        Voucher memory voucher = voucherOf(uint96(bound(price, 0, 1e24)), inToken, nonce);
        bytes memory signature = signVoucher(ARTIST_KEY, address(RELEASES), voucher);
        uint256 value = inToken ? 0 : voucher.price * quantity;
        vm.deal(walletOf(payer), value);
        vm.prank(walletOf(payer));
        RELEASES.redeem{value: value}(voucher, signature, new bytes32[](0), walletOf(who), quantity);
        count(walletOf(who), quantity, true);
    }

    function takeBack(uint256 nonce, bool all) external {
        vm.startPrank(ARTIST);
        if (all) {
            RELEASES.cancelAll();
        } else {
            uint256[] memory nonces = new uint256[](1);
            nonces[0] = bound(nonce, 0, 40);
            RELEASES.cancel(nonces);
        }
        vm.stopPrank();
    }

    function mintTo(uint256 who, uint256 quantity) external {
        quantity = bound(quantity, 1, 5);
        if (!fits(walletOf(who), quantity, 0)) return;
        vm.prank(MINTER);
        RELEASES.mintTo(bytes32(++_keys), ID, walletOf(who), quantity);
        count(walletOf(who), quantity, false);
    }

    function airdrop(uint256 first, uint256 second, uint256 each) external {
        each = bound(each, 1, 3);
        if (!fits(address(0), 2 * each, 0)) return;
        address[] memory to = new address[](2);
        (to[0], to[1]) = (walletOf(first), walletOf(second));
        vm.prank(MINTER);
        RELEASES.airdrop(bytes32(++_keys), ID, to, each);
        count(to[0], each, false);
        count(to[1], each, false);
    }

    function transfer(uint256 from, uint256 to, uint256 quantity) external {
        quantity = bound(quantity, 0, held[walletOf(from)]);
        vm.prank(walletOf(from));
        RELEASES.safeTransferFrom(walletOf(from), walletOf(to), ID, quantity, "");
        held[walletOf(from)] -= quantity;
        held[walletOf(to)] += quantity;
    }

    /// @dev Anyone tries to move anyone's tokens; without the holder's leave it must not go.
    function steal(uint256 by, uint256 from, uint256 operator) external {
        address thief = [MINTER, OWNER, ARTIST, walletOf(by)][operator % 4];
        address victim = walletOf(from);
        if (thief == victim || held[victim] == 0) return;
        vm.prank(thief);
        try RELEASES.safeTransferFrom(victim, walletOf(by), ID, 1, "") {
            ++thefts;
        } catch {}
    }

    function collect() external {
        uint256[] memory ids = new uint256[](1);
        ids[0] = ID;
        RELEASES.collect(ids);
    }

    function withdraw(uint256 who, bool inToken) external {
        address currency = inToken ? address(TOKEN) : address(0);
        (address payout,) = RELEASES.royaltyInfo(ID, 0);
        address account = who % 2 == 0 ? payout : RELEASES.treasury();
        if (RELEASES.owed(account, currency) != 0) RELEASES.withdraw(account, currency);
    }

    function setFee(uint16 fee) external {
        vm.prank(OWNER);
        RELEASES.setFee(fee % 1_001);
    }

    function close(uint256 chance) external {
        if (chance % 50 != 0) return;
        vm.prank(ARTIST);
        RELEASES.close(ID);
    }

    function allWallets() external view returns (address[] memory) {
        return wallets;
    }

    function voucherOf(uint96 price, bool inToken, uint256 nonce) internal view returns (Voucher memory) {
        address currency = inToken ? address(TOKEN) : address(0);
        uint256 counter = RELEASES.counter(ARTIST);
        return Voucher(ID, ARTIST, price, currency, 6, 9, 0, type(uint40).max, 0, nonce, counter);
    }

    function walletOf(uint256 seed) internal view returns (address) {
        return wallets[seed % wallets.length];
    }

    function count(address wallet, uint256 quantity, bool wasBought) internal {
        held[wallet] += quantity;
        minted += quantity;
        if (wasBought) bought[wallet] += quantity;
    }

    function fits(address wallet, uint256 quantity, uint256 limit) internal view returns (bool) {
        (Release memory release,,,) = RELEASES.releaseOf(ID);
        return minted + quantity <= release.maxSupply && (limit == 0 || bought[wallet] + quantity <= limit);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Fixture} from "./helpers/Fixture.sol";
import {Payee, Sheet} from "../src/Splits.sol";
import {Order, Release, Voucher} from "../src/Terms.sol";

/// @dev Whole-transaction costs: by `isolate` each call below is a transaction of its own, 21,000 and calldata
/// included. Each is held to the budget that we mean to beat, and to what gas.json says it last cost. To write that
/// file anew: GAS_RECORD=1 forge test --mc GasTest -j 1
/// forge-config: default.isolate = true
contract GasTest is Fixture {
    /// @dev What a measure may differ from the record: addresses with more or fewer zero bytes.
    uint256 internal constant TOLERANCE = 250;
    string internal constant RECORD = "gas.json";
    bytes32[] internal none;

    function setUp() public override {
        super.setUp();
        stock(20);
        fund(fan, address(releases), 1_000 ether);
        fund(other, address(releases), 1_000 ether);
        fund(fan, address(market), 1_000 ether);
        fund(other, address(market), 1_000 ether);
    }

    function test_buy() public {
        openSale(PRICE, COIN, 0);
        vm.prank(other);
        releases.buy{value: PRICE}(ID, 1);
        spent("buy_first_of_a_release", 80_000);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        spent("buy", 60_700);
        vm.prank(fan);
        releases.buy{value: PRICE}(ID, 1);
        spent("buy_again", 44_000);
    }

    function test_buyTwenty() public {
        openSale(PRICE, COIN, 20);
        vm.prank(other);
        releases.buy{value: PRICE}(ID, 1);
        vm.prank(fan);
        releases.buy{value: 20 * PRICE}(ID, 20);
        spent("buy_20_under_wallet_limit", 60_700);
    }

    function test_buyInErc20() public {
        openSale(PRICE, address(token), 0);
        vm.prank(other);
        releases.buyWith(ID, 1, address(token), PRICE);
        vm.prank(fan);
        releases.buyWith(ID, 1, address(token), PRICE);
        spent("buy_in_erc20", 110_000);
    }

    function test_redeem() public {
        Voucher memory voucher = voucherOf(PRICE, COIN, 50, 5);
        bytes memory signature = signVoucher(artistKey, address(releases), voucher);
        vm.prank(other);
        releases.redeem{value: PRICE}(voucher, signature, none, other, 1);
        vm.prank(fan);
        releases.redeem{value: PRICE}(voucher, signature, none, fan, 1);
        spent("redeem", 86_000);
    }

    function test_redeemRelayed() public {
        Voucher memory voucher = voucherOf(0, COIN, 50, 5);
        voucher.signer = minter;
        bytes memory signature = signVoucher(minterKey, address(releases), voucher);
        vm.prank(other);
        releases.redeem(voucher, signature, none, other, 1);
        vm.prank(minter);
        releases.redeem(voucher, signature, none, fan, 1);
        spent("redeem_free_relayed", 86_000);
    }

    function test_resale() public {
        Order memory listing = orderOf(18, PRICE, COIN);
        bytes memory signature = signListing(sellerKey, address(market), listing);
        vm.prank(other);
        market.buy{value: PRICE}(listing, signature, 1, other);
        spent("resale_first", 180_000);
        vm.prank(fan);
        market.buy{value: PRICE}(listing, signature, 1, fan);
        spent("resale", 104_700);
    }

    function test_acceptOffer() public {
        (address buyer, uint256 key) = makeAddrAndKey("fan");
        Order memory offer = orderOf(18, PRICE, address(token));
        offer.maker = buyer;
        bytes memory signature = signOffer(key, address(market), offer);
        vm.prank(seller);
        market.accept(offer, signature, 1);
        vm.prank(seller);
        releases.safeTransferFrom(seller, other, ID, 1, "");
        vm.prank(seller);
        market.accept(offer, signature, 1);
        spent("offer_accepted", 115_000);
    }

    function test_splitOfFive() public {
        Sheet memory sheet = sheetOf("five", 5);
        bytes[] memory consents = consentsTo(splits, sheet);
        splits.create(sheet, consents);
        spent("split_of_5", 158_000);
    }

    function test_splitWithdrawal() public {
        (address[] memory payees,) = split.payees();
        vm.deal(address(split), 1 ether);
        split.withdraw(payees[0], COIN);
        vm.deal(address(split), 2 ether);
        split.withdraw(payees[0], COIN);
        spent("split_withdraw", 60_000);
    }

    function test_publish() public {
        Sheet memory sheet = sheetOf("three", 3);
        bytes[] memory consents = consentsTo(splits, sheet);
        Release memory release = releaseOf(ID + 1, 100, 0);
        release.uri = "ipfs://bafybeigdyrzt5sfp7udm7hu76uh7y26nf3efuylqabf3oclgtqy55fbzdi";
        vm.prank(minter);
        releases.publish(release, sheet, consents, artist, 10);
        spent("publish_with_split_of_3", 400_000);
    }

    function test_mintTo() public {
        vm.prank(minter);
        releases.mintTo("key", ID, fan, 1);
        spent("mint_to", 90_000);
    }

    function test_airdrop() public {
        publish(ID + 1, type(uint32).max, 0, seller, 1);
        address[] memory to = new address[](101);
        for (uint256 i = 0; i < to.length; ++i) {
            to[i] = makeAddr(string(abi.encode(i)));
        }
        address[] memory one = new address[](1);
        one[0] = other;
        vm.prank(minter);
        releases.airdrop("one", ID + 1, one, 1);
        uint256 single = vm.lastCallGas().gasTotalUsed;
        vm.prank(minter);
        releases.airdrop("many", ID + 1, to, 1);
        record("airdrop_each_receiver", (vm.lastCallGas().gasTotalUsed - single) / 100, 28_500);
    }

    function test_auction() public {
        uint40 end = uint40(block.timestamp + 1 days);
        vm.prank(seller);
        uint256 auction = market.createAuction(ID, 1, COIN, 1, 500, 0, end);
        vm.prank(other);
        market.bid{value: 1 ether}(auction, 1 ether);
        vm.prank(fan);
        market.bid{value: 2 ether}(auction, 2 ether);
        spent("bid_over_another", 85_000);
        vm.warp(end);
        market.settle(auction);
        spent("settle", 220_000);
    }

    function spent(string memory what, uint256 budget) internal {
        record(what, vm.lastCallGas().gasTotalUsed, budget);
    }

    function record(string memory what, uint256 gas, uint256 budget) internal {
        assertLe(gas, budget, what);
        if (vm.envOr("GAS_RECORD", false)) {
            vm.writeJson(vm.toString(gas), RECORD, string.concat(".", what));
        } else {
            uint256 last = vm.parseJsonUint(vm.readFile(RECORD), string.concat(".", what));
            assertApproxEqAbs(gas, last, TOLERANCE, what);
        }
    }
}

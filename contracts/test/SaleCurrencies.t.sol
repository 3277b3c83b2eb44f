// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {SafeERC20} from "@openzeppelin/contracts/token/ERC20/utils/SafeERC20.sol";
import {Fixture} from "./helpers/Fixture.sol";
import {FalseToken, FeeToken, MuteToken} from "./helpers/Tokens.sol";
import {House} from "../src/base/House.sol";
import {PullLedger} from "../src/base/PullLedger.sol";
import {Sales} from "../src/base/Sales.sol";
import {SignedTerms} from "../src/base/SignedTerms.sol";
import {Sale} from "../src/Terms.sol";

/// @dev Sales in ERC-20s, also odd ones: nothing is sold for less than its price.
contract SaleCurrenciesTest is Fixture {
    function test_buyInAnErc20() public {
        openSale(PRICE, address(token), 0);
        fund(fan, address(releases), 10 * uint256(PRICE));
        vm.prank(fan);
        releases.buyWith(ID, 2, address(token), 2 * uint256(PRICE));
        uint256 total = 2 * uint256(PRICE);
        uint256 fee = total * FEE / 10_000;
        assertEq(releases.owed(address(split), address(token)), total - fee);
        assertEq(releases.owed(treasury, address(token)), fee);
        assertEq(token.balanceOf(address(releases)), total);
        releases.withdraw(address(split), address(token));
        assertEq(token.balanceOf(address(split)), total - fee);
        assertEq(releases.saleOf(ID).currency, address(token));
    }

    function test_aPriceRaisedAheadOfTheBuyerIsNotTaken() public {
        openSale(PRICE, address(token), 0);
        fund(fan, address(releases), 1_000 ether);
        openSale(PRICE + 1, address(token), 0);
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(Sales.PriceAbove.selector, PRICE + 1, PRICE));
        releases.buyWith(ID, 1, address(token), PRICE);
        uint256 most = 3 * (uint256(PRICE) + 1);
        vm.expectRevert(abi.encodeWithSelector(Sales.PriceAbove.selector, PRICE + 1, most - 1));
        releases.buyWith(ID, 3, address(token), most - 1);
        vm.expectRevert(abi.encodeWithSelector(Sales.PriceAbove.selector, PRICE + 1, type(uint256).max - 1));
        releases.buyWith(ID, type(uint256).max, address(token), type(uint256).max - 1);
        assertEq(token.balanceOf(fan), 1_000 ether);
        releases.buyWith(ID, 3, address(token), most);
        assertEq(token.balanceOf(fan), 1_000 ether - most);
    }

    function test_aPriceLoweredAheadOfTheBuyerIsAllThatIsTaken() public {
        openSale(PRICE - 1, address(token), 0);
        fund(fan, address(releases), PRICE);
        vm.prank(fan);
        releases.buyWith(ID, 1, address(token), PRICE);
        assertEq(token.balanceOf(fan), 1);
    }

    function test_aNativePriceRaisedAheadOfTheBuyerIsNotTaken() public {
        openSale(PRICE + 1, COIN, 0);
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.WrongPayment.selector, PRICE + 1, PRICE));
        releases.buy{value: PRICE}(ID, 1);
    }

    function test_aSaleMovedIntoAnErc20AheadOfTheBuyer() public {
        fund(fan, address(releases), PRICE);
        openSale(PRICE, address(token), 0);
        vm.startPrank(fan);
        bytes memory refusal = abi.encodeWithSelector(Sales.SaleInCurrency.selector, ID, address(token));
        vm.expectRevert(refusal);
        releases.buy(ID, 1);
        vm.expectRevert(refusal);
        releases.buy{value: PRICE}(ID, 1);
        assertEq(token.balanceOf(fan), PRICE);
    }

    function test_aSaleMovedIntoTheNativeCoinAheadOfTheBuyer() public {
        fund(fan, address(releases), PRICE);
        openSale(0, COIN, 0);
        bytes memory refusal = abi.encodeWithSelector(Sales.SaleInCurrency.selector, ID, COIN);
        vm.startPrank(fan);
        vm.expectRevert(refusal);
        releases.buyWith(ID, 1, address(token), PRICE);
        vm.expectRevert(refusal);
        releases.buyWith(ID, 1, COIN, PRICE);
    }

    function test_aSaleMovedIntoAnotherErc20AheadOfTheBuyer() public {
        MuteToken dear = new MuteToken();
        sellIn(address(dear));
        dear.mint(fan, 1_000);
        vm.startPrank(fan);
        dear.approve(address(releases), 1_000);
        vm.expectRevert(abi.encodeWithSelector(Sales.SaleInCurrency.selector, ID, address(dear)));
        releases.buyWith(ID, 1, address(token), PRICE);
    }

    function test_anErc20SaleThatIsNotOpen() public {
        vm.prank(artist);
        releases.setSale(ID, Sale(PRICE, address(token), 0, 1, 0));
        vm.startPrank(fan);
        vm.expectRevert(abi.encodeWithSelector(SignedTerms.NotOpen.selector, 0, 1, block.timestamp));
        releases.buyWith(ID, 1, address(token), PRICE);
    }

    function test_noneOfAnErc20Sale() public {
        openSale(PRICE, address(token), 0);
        vm.prank(fan);
        vm.expectRevert(PullLedger.ZeroQuantity.selector);
        releases.buyWith(ID, 0, address(token), PRICE);
    }

    function testFuzz_noMoreIsTakenThanTheBuyerNamed(uint96 price, uint8 quantity, uint256 most) public {
        quantity = uint8(bound(quantity, 1, 100));
        openSale(price, address(token), 0);
        fund(fan, address(releases), type(uint128).max);
        uint256 total = uint256(price) * quantity;
        most = bound(most, 0, 2 * total);
        vm.prank(fan);
        if (total > most) vm.expectRevert(abi.encodeWithSelector(Sales.PriceAbove.selector, price, most));
        releases.buyWith(ID, quantity, address(token), most);
        assertEq(type(uint128).max - token.balanceOf(fan), total > most ? 0 : total);
    }

    function test_delistedCurrencyStopsSalesNotWithdrawals() public {
        openSale(PRICE, address(token), 0);
        fund(fan, address(releases), 10 * uint256(PRICE));
        vm.prank(fan);
        releases.buyWith(ID, 1, address(token), PRICE);
        vm.prank(owner);
        releases.setCurrency(address(token), false);
        vm.prank(fan);
        vm.expectRevert(abi.encodeWithSelector(House.CurrencyNotAllowed.selector, address(token)));
        releases.buyWith(ID, 1, address(token), PRICE);
        releases.withdraw(address(split), address(token));
    }

    function test_tokensThatTakeAFeeOfTransfersAreRefused() public {
        FeeToken odd = new FeeToken();
        sellIn(address(odd));
        odd.mint(fan, 1_000);
        vm.startPrank(fan);
        odd.approve(address(releases), 1_000);
        vm.expectRevert(abi.encodeWithSelector(PullLedger.PaidShort.selector, address(odd), 1_000, 990));
        releases.buyWith(ID, 1, address(odd), 1_000);
    }

    function test_tokensThatAnswerNothingWork() public {
        MuteToken odd = new MuteToken();
        sellIn(address(odd));
        odd.mint(fan, 1_000);
        vm.startPrank(fan);
        odd.approve(address(releases), 1_000);
        releases.buyWith(ID, 1, address(odd), 1_000);
        releases.withdraw(address(split), address(odd));
        assertEq(odd.balanceOf(address(split)), 975);
    }

    function test_tokensThatSayFalseAreRefused() public {
        FalseToken odd = new FalseToken();
        sellIn(address(odd));
        odd.mint(fan, 1_000);
        vm.startPrank(fan);
        odd.approve(address(releases), 1_000);
        vm.expectRevert(abi.encodeWithSelector(SafeERC20.SafeERC20FailedOperation.selector, address(odd)));
        releases.buyWith(ID, 1, address(odd), 1_000);
    }

    function sellIn(address currency) internal {
        vm.prank(owner);
        releases.setCurrency(currency, true);
        openSale(1_000, currency, 0);
    }
}

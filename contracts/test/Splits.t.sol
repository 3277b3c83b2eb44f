// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {Fixture} from "./helpers/Fixture.sol";
import {Wallet} from "./helpers/Hostile.sol";
import {Signatures} from "../src/lib/Signatures.sol";
import {Payee, Sheet, Splits} from "../src/Splits.sol";
import {Split} from "../src/Split.sol";

/// @dev Sheets: which are refused, who must consent, and where their split is.
contract SplitsTest is Fixture {
    function test_createFromASheetThatAllConsentedTo() public {
        Sheet memory sheet = sheetOf("sheet", 5);
        bytes[] memory consents = consentsTo(splits, sheet);
        address foreseen = splits.predict(sheet);
        (address[] memory accounts, uint256[] memory weights) = weightsOf(sheet);
        vm.expectEmit(address(splits));
        emit Splits.SplitCreated("sheet", foreseen, accounts, weights);
        assertEq(splits.create(sheet, consents), foreseen);
        (address[] memory madeAccounts, uint256[] memory madeWeights) = Split(payable(foreseen)).payees();
        assertEq(abi.encode(madeAccounts), abi.encode(accounts));
        assertEq(abi.encode(madeWeights), abi.encode(weights));
    }

    function test_createAgainIsTheSameSplit() public {
        Sheet memory sheet = sheetOf("sheet", 5);
        bytes[] memory consents = consentsTo(splits, sheet);
        address made = splits.create(sheet, consents);
        vm.recordLogs();
        assertEq(splits.create(sheet, consents), made);
        assertEq(splits.create(sheet, new bytes[](0)), made);
        assertEq(vm.getRecordedLogs().length, 0);
    }

    function test_otherSheetsAreOtherSplits() public view {
        Sheet memory sheet = sheetOf("sheet", 3);
        address first = splits.predict(sheet);
        sheet.id = "other";
        assertNotEq(splits.predict(sheet), first);
        sheet.id = "sheet";
        sheet.compositionPart = 2_999;
        assertNotEq(splits.predict(sheet), first);
    }

    function test_digestIsAsWalletsHashIt() public view {
        Sheet memory sheet = sheetOf("sheet", 4);
        assertEq(splits.hashSheet(sheet), hashSheet(sheet));
        assertEq(splits.digestOf(sheet), digestOf(address(splits), hashSheet(sheet)));
    }

    function test_everyPayeeMustConsent() public {
        Sheet memory sheet = sheetOf("sheet", 5);
        for (uint256 i = 0; i < 5; ++i) {
            bytes[] memory consents = consentsTo(splits, sheet);
            consents[i] = consents[(i + 1) % 5];
            vm.expectRevert(
                abi.encodeWithSelector(Signatures.BadSignature.selector, sheet.payees[i].account)
            );
            splits.create(sheet, consents);
        }
    }

    function test_consentIsToTheWholeSheet() public {
        Sheet memory sheet = sheetOf("sheet", 2);
        bytes[] memory consents = consentsTo(splits, sheet);
        sheet.payees[0].recordingBps += 1;
        sheet.payees[1].recordingBps -= 1;
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, sheet.payees[0].account));
        splits.create(sheet, consents);
    }

    function test_consentCount() public {
        Sheet memory sheet = sheetOf("sheet", 2);
        vm.expectRevert(abi.encodeWithSelector(Splits.ConsentCount.selector, 0, 2));
        splits.create(sheet, new bytes[](0));
        vm.expectRevert(abi.encodeWithSelector(Splits.ConsentCount.selector, 3, 2));
        splits.create(sheet, new bytes[](3));
    }

    function test_aContractWalletConsents() public {
        Wallet wallet = new Wallet(artist);
        Sheet memory sheet = Sheet("sheet", 0, new Payee[](1));
        sheet.payees[0] = Payee(address(wallet), 10_000, 0);
        bytes[] memory consents = new bytes[](1);
        consents[0] = sign(sellerKey, splits.digestOf(sheet));
        vm.expectRevert(abi.encodeWithSelector(Signatures.BadSignature.selector, address(wallet)));
        splits.create(sheet, consents);
        consents[0] = sign(artistKey, splits.digestOf(sheet));
        splits.create(sheet, consents);
    }

    function test_sheetsThatAreRefused() public {
        Sheet memory sheet = sheetOf("sheet", 3);
        sheet.payees = new Payee[](0);
        refused(sheet, abi.encodeWithSelector(Splits.PayeeCount.selector, 0, 100));

        sheet = sheetOf("sheet", 3);
        sheet.payees = new Payee[](101);
        refused(sheet, abi.encodeWithSelector(Splits.PayeeCount.selector, 101, 100));

        sheet = sheetOf("sheet", 3);
        sheet.payees[1].account = sheet.payees[0].account;
        refused(sheet, abi.encodeWithSelector(Splits.PayeesNotAscending.selector, sheet.payees[1].account));

        sheet = sheetOf("sheet", 3);
        (sheet.payees[0], sheet.payees[1]) = (sheet.payees[1], sheet.payees[0]);
        refused(sheet, abi.encodeWithSelector(Splits.PayeesNotAscending.selector, sheet.payees[1].account));

        sheet = sheetOf("sheet", 3);
        sheet.payees[0].account = address(0);
        refused(sheet, abi.encodeWithSelector(Splits.PayeesNotAscending.selector, address(0)));

        sheet = sheetOf("sheet", 3);
        sheet.payees[2].recordingBps += 1;
        refused(sheet, abi.encodeWithSelector(Splits.RecordingSum.selector, 10_001));

        sheet = sheetOf("sheet", 3);
        sheet.payees[2].compositionBps -= 1;
        refused(sheet, abi.encodeWithSelector(Splits.CompositionSum.selector, 9_999));

        sheet = sheetOf("sheet", 3);
        sheet.compositionPart = 0;
        refused(sheet, abi.encodeWithSelector(Splits.CompositionSum.selector, 10_000));

        sheet = sheetOf("sheet", 3);
        sheet.compositionPart = 10_001;
        refused(sheet, abi.encodeWithSelector(Splits.CompositionPart.selector, 10_001));

        sheet = sheetOf("sheet", 3);
        sheet.payees[1].recordingBps = 0;
        sheet.payees[1].compositionBps = 0;
        refused(sheet, abi.encodeWithSelector(Splits.PayeeWithoutShare.selector, sheet.payees[1].account));
    }

    function test_allByRecordingOrAllByComposition() public {
        Sheet memory sheet = sheetOf("recording", 2);
        sheet.compositionPart = 0;
        sheet.payees[0].compositionBps = 0;
        sheet.payees[1].compositionBps = 0;
        Split made = Split(payable(splits.create(sheet, consentsTo(splits, sheet))));
        assertEq(made.weightOf(sheet.payees[0].account), uint256(sheet.payees[0].recordingBps) * 10_000);

        sheet = sheetOf("composition", 2);
        sheet.compositionPart = 10_000;
        made = Split(payable(splits.create(sheet, consentsTo(splits, sheet))));
        assertEq(made.weightOf(sheet.payees[1].account), uint256(sheet.payees[1].compositionBps) * 10_000);
    }

    function test_aHundredPayees() public {
        Sheet memory sheet = sheetOf("hundred", 100);
        Split made = Split(payable(splits.create(sheet, consentsTo(splits, sheet))));
        vm.deal(address(made), 1 ether);
        uint256 out;
        for (uint256 i = 0; i < 100; ++i) {
            out += made.withdraw(sheet.payees[i].account, COIN);
        }
        assertEq(out + made.undivided(COIN), 1 ether);
        assertLt(made.undivided(COIN), 100);
    }

    function test_theImplementationHoldsNothingForAnyone() public {
        Split code = Split(payable(splits.IMPLEMENTATION()));
        vm.expectRevert(abi.encodeWithSelector(Split.NotAPayee.selector, fan));
        code.withdraw(fan, COIN);
    }

    function weightsOf(Sheet memory sheet)
        internal
        pure
        returns (address[] memory accounts, uint256[] memory weights)
    {
        accounts = new address[](sheet.payees.length);
        weights = new uint256[](accounts.length);
        for (uint256 i = 0; i < accounts.length; ++i) {
            Payee memory payee = sheet.payees[i];
            accounts[i] = payee.account;
            weights[i] = uint256(payee.recordingBps) * (10_000 - sheet.compositionPart)
                + uint256(payee.compositionBps) * sheet.compositionPart;
        }
    }

    function refused(Sheet memory sheet, bytes memory reason) internal {
        vm.expectRevert(reason);
        splits.create(sheet, new bytes[](0));
        vm.expectRevert(reason);
        splits.predict(sheet);
    }
}

// SPDX-License-Identifier: UNLICENSED
pragma solidity 0.8.37;

import {ECDSA} from "@openzeppelin/contracts/utils/cryptography/ECDSA.sol";
import {SignatureChecker} from "@openzeppelin/contracts/utils/cryptography/SignatureChecker.sol";

/// @title Who signed: a key (65 bytes, low s) or a contract wallet (EIP-1271).
library Signatures {
    /// @notice The signature is not `signer`'s over these terms: other terms, another chain, or another key.
    error BadSignature(address signer);

    /// @notice Reverts unless `signer` signed `digest`.
    /// @dev The key comes first: asking every signer for code, as OpenZeppelin's checker does, costs 2,600 gas each.
    function check(address signer, bytes32 digest, bytes calldata signature) internal view {
        (address recovered, ECDSA.RecoverError failure,) = ECDSA.tryRecoverCalldata(digest, signature);
        if (failure == ECDSA.RecoverError.NoError && recovered == signer) return;
        if (!SignatureChecker.isValidERC1271SignatureNowCalldata(signer, digest, signature)) {
            revert BadSignature(signer);
        }
    }
}

"""The interfaces of our contracts, line by line; tests/contracts holds each against the build.

Importing this parses it all: API functions import it when they need it, see nfts.data.chain.
"""

from nfts.domain.errors_abi import ERRORS
from nfts.domain.interface import Interface, Said, structs_of

STRUCTS = structs_of(
    """
struct Payee { address account; uint16 recordingBps; uint16 compositionBps; }
struct Sheet { bytes32 id; uint16 compositionPart; Payee[] payees; }
struct Release { uint256 id; address artist; uint32 maxSupply; uint40 closesAt; uint16 royaltyBps;
    bytes32 contentHash; string uri; }
struct Sale { uint96 price; address currency; uint40 opensAt; uint40 closesAt; uint32 perWallet; }
struct Voucher { uint256 id; address signer; uint96 price; address currency; uint32 maxQuantity;
    uint32 perWallet; uint40 opensAt; uint40 closesAt; bytes32 allowRoot; uint256 nonce;
    uint256 counter; }
struct Order { address maker; uint256 id; uint32 quantity; uint96 unitPrice; address currency;
    uint40 opensAt; uint40 closesAt; address taker; uint256 nonce; uint256 counter; }
struct Auction { address seller; uint40 startsAt; uint40 endsAt; uint16 minRaiseBps;
    address bidder; uint96 bid; address currency; uint96 reserve; uint256 id; address holder;
    uint32 quantity; uint16 feeBps; bool over; }
"""
)

SPLITS = Interface(
    "Splits",
    """
constructor ()
function IMPLEMENTATION() view returns (address)
function create(Sheet sheet, bytes[] consents) returns (address split)
function digestOf(Sheet sheet) view returns (bytes32)
function predict(Sheet sheet) view returns (address)
event SplitCreated(bytes32 indexed sheet, address indexed split, address[] payees, uint256[]
    weights)
""",
    STRUCTS,
)

SPLIT = Interface(
    "Split",
    """
function due(address payee, address currency) view returns (uint256)
function paid(address currency, address payee) view returns (uint256)
function paidOut(address currency) view returns (uint256)
function payees() view returns (address[] accounts, uint256[] weights)
function received(address currency) view returns (uint256)
function undivided(address currency) view returns (uint256 rest)
function weightOf(address payee) view returns (uint256)
function withdraw(address payee, address currency) returns (uint256 amount)
event PaymentReceived(address indexed from, uint256 amount)
event Withdrawn(address indexed payee, address indexed currency, uint256 amount)
""",
    STRUCTS,
)

RELEASES = Interface(
    "Releases",
    """
constructor (address owner_, address minter, address treasury_, uint16 feeBps_, address splits,
    string contractURI_)
function SPLITS() view returns (address)
function acceptOwnership()
function airdrop(bytes32 key, uint256 id, address[] to, uint256 quantityEach)
function balanceOf(address account, uint256 id) view returns (uint256)
function balanceOfBatch(address[] accounts, uint256[] ids) view returns (uint256[])
function boughtBy(address account, uint256 id) view returns (uint256)
function buy(uint256 id, uint256 quantity) payable
function buyWith(uint256 id, uint256 quantity, address currency, uint256 most)
function cancel(uint256[] nonces)
function cancelAll() returns (uint256 raised)
function close(uint256 id)
function collect(uint256[] ids)
function contractURI() view returns (string)
function counter(address maker) view returns (uint256)
function feeBps() view returns (uint16)
function freeze(uint256 id)
function isAllowed(address currency) view returns (bool)
function isApprovedForAll(address account, address operator) view returns (bool)
function isDone(bytes32 key) view returns (bool)
function isMinter(address account) view returns (bool)
function mintTo(bytes32 key, uint256 id, address to, uint256 quantity)
function owed(address account, address currency) view returns (uint256)
function owner() view returns (address)
function pause()
function paused() view returns (bool)
function pendingOwner() view returns (address)
function publish(Release release, Sheet sheet, bytes[] consents, address to, uint256 quantity)
    returns (address payout)
function redeem(Voucher voucher, bytes signature, bytes32[] proof, address to, uint256 quantity)
    payable
function releaseOf(uint256 id) view returns (Release release, address payout, uint256 minted,
    bool frozen)
function royaltyInfo(uint256 id, uint256 price) view returns (address receiver, uint256 amount)
function safeTransferFrom(address from, address to, uint256 id, uint256 value, bytes data)
function saleOf(uint256 id) view returns (Sale)
function setApprovalForAll(address operator, bool approved)
function setContractURI(string newURI)
function setCurrency(address currency, bool allowed)
function setFee(uint16 feeBps_)
function setMinter(address account, bool allowed)
function setSale(uint256 id, Sale sale)
function setSaleFor(uint256 id, Sale sale, uint256 nonce, uint256 signedCounter, bytes signature)
function setTreasury(address treasury_)
function setURI(uint256 id, string newURI)
function totalSupply(uint256 id) view returns (uint256)
function transferOwnership(address newOwner)
function treasury() view returns (address)
function uncollected(uint256 id) view returns (uint256 proceeds, uint256 fees)
function unpause()
function uri(uint256 id) view returns (string)
function used(address maker, uint256 nonce) view returns (uint256)
function withdraw(address account, address currency) returns (uint256 amount)
event AirdropRefused(bytes32 indexed key, uint256 indexed id, address indexed to)
event Airdropped(bytes32 indexed key, uint256 indexed id, uint256 receivers, uint256 quantityEach)
event ApprovalForAll(address indexed account, address indexed operator, bool approved)
event Bought(uint256 indexed id, address indexed buyer, uint256 quantity, uint256 price, address
    currency, uint256 fee)
event Closed(uint256 indexed id, uint256 supply)
event Collected(uint256 indexed id, uint256 proceeds, uint256 fees)
event ContractURIUpdated()
event CounterRaised(address indexed maker, uint256 counter)
event CurrencySet(address indexed currency, bool allowed)
event FeeSet(uint16 feeBps)
event Frozen(uint256 indexed id)
event Minted(bytes32 indexed key, uint256 indexed id, address indexed to, uint256 quantity)
event MinterSet(address indexed account, bool allowed)
event OrderCancelled(address indexed maker, uint256 nonce)
event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
event Paused(address account)
event Redeemed(uint256 indexed id, address indexed to, address indexed signer, uint256 nonce,
    address payer, uint256 quantity, uint256 price, address currency, uint256 fee)
event ReleasePublished(uint256 indexed id, address indexed artist, address indexed payout,
    uint32 maxSupply, uint40 closesAt, uint16 royaltyBps, bytes32 contentHash, string uri)
event SaleSet(uint256 indexed id, uint96 price, address currency, uint40 opensAt, uint40
    closesAt, uint32 perWallet)
event TransferBatch(address indexed operator, address indexed from, address indexed to,
    uint256[] ids, uint256[] values)
event TransferSingle(address indexed operator, address indexed from, address indexed to, uint256
    id, uint256 value)
event TreasurySet(address indexed treasury)
event URI(string value, uint256 indexed id)
event Unpaused(address account)
event Withdrawn(address indexed account, address indexed currency, uint256 amount)
""",
    STRUCTS,
)

MARKET = Interface(
    "Market",
    """
constructor (address owner_, address treasury_, uint16 feeBps_, address releases)
function RELEASES() view returns (address)
function accept(Order offer, bytes signature, uint256 quantity)
function acceptOwnership()
function auctionCount() view returns (uint256)
function auctionOf(uint256 auction) view returns (Auction)
function bid(uint256 auction, uint96 amount) payable
function buy(Order listing, bytes signature, uint256 quantity, address to) payable
function cancel(uint256[] nonces)
function cancelAll() returns (uint256 raised)
function cancelAuction(uint256 auction)
function claim(uint256 auction, address to)
function counter(address maker) view returns (uint256)
function createAuction(uint256 id, uint32 quantity, address currency, uint96 reserve, uint16
    minRaiseBps, uint40 startsAt, uint40 endsAt) returns (uint256 auction)
function feeBps() view returns (uint16)
function isAllowed(address currency) view returns (bool)
function leastBid(uint256 auction) view returns (uint256)
function owed(address account, address currency) view returns (uint256)
function owner() view returns (address)
function pause()
function paused() view returns (bool)
function pendingOwner() view returns (address)
function setCurrency(address currency, bool allowed)
function setFee(uint16 feeBps_)
function setTreasury(address treasury_)
function settle(uint256 auction)
function transferOwnership(address newOwner)
function treasury() view returns (address)
function unpause()
function used(address maker, uint256 nonce) view returns (uint256)
function withdraw(address account, address currency) returns (uint256 amount)
event AuctionCancelled(uint256 indexed auction)
event AuctionCreated(uint256 indexed auction, address indexed seller, uint256 indexed id,
    uint256 quantity, address currency, uint256 reserve, uint256 minRaiseBps, uint256 startsAt,
    uint256 endsAt, uint256 feeBps)
event Bid(uint256 indexed auction, address indexed bidder, uint256 amount, address indexed
    outbid, uint256 refund)
event Claimed(uint256 indexed auction, address indexed holder, address to)
event CounterRaised(address indexed maker, uint256 counter)
event CurrencySet(address indexed currency, bool allowed)
event Extended(uint256 indexed auction, uint256 endsAt)
event FeeSet(uint16 feeBps)
event KeptForClaim(uint256 indexed auction, address indexed holder)
event ListingFilled(address indexed seller, uint256 indexed id, address indexed buyer, address
    to, uint256 nonce, uint256 quantity, uint256 price, address currency, uint256 royalty,
    uint256 fee)
event OfferFilled(address indexed buyer, uint256 indexed id, address indexed seller, uint256
    nonce, uint256 quantity, uint256 price, address currency, uint256 royalty, uint256 fee)
event OrderCancelled(address indexed maker, uint256 nonce)
event OwnershipTransferStarted(address indexed previousOwner, address indexed newOwner)
event OwnershipTransferred(address indexed previousOwner, address indexed newOwner)
event Paused(address account)
event Settled(uint256 indexed auction, address indexed winner, uint256 price, uint256 royalty,
    uint256 fee)
event TreasurySet(address indexed treasury)
event Unpaused(address account)
event Withdrawn(address indexed account, address indexed currency, uint256 amount)
""",
    STRUCTS,
)

ERC20 = Interface(
    "ERC20",
    """
function allowance(address owner, address spender) view returns (uint256)
function approve(address spender, uint256 value) returns (bool)
function balanceOf(address account) view returns (uint256)
function decimals() view returns (uint8)
function symbol() view returns (string)
function transfer(address to, uint256 value) returns (bool)
event Transfer(address indexed from, address indexed to, uint256 value)
event Approval(address indexed owner, address indexed spender, uint256 value)
""",
    {},
)


def decode_error(data: bytes) -> Said | None:
    """What a revert says in our contracts' words or in Solidity's own; None if nothing."""
    return ERRORS.error(data)

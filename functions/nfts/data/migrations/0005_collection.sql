-- What somebody has put into auctions that run is looked up by who sells.

create index auctions_running on auctions (seller) where state = 'running';

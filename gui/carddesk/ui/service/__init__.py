"""Who reads: what an operator must know of each service, its options, and the accounts behind them."""

//! The invariants, checked after every action. Their names are those of the design.

use alloy::eips::BlockNumberOrTag;
use alloy::primitives::{Address, Bytes, U256};
use alloy::rpc::types::TransactionReceipt;
use alloy::sol_types::{SolCall, SolEventInterface};
use ballast_bindings::debt_book::IDebtBook::IDebtBookEvents;
use ballast_bindings::insurance::IInsurance::IInsuranceEvents;
use ballast_bindings::oracle::IOracle::IOracleEvents;
use ballast_bindings::pool::IPool::IPoolEvents;
use ballast_bindings::unwinder::IUnwinder::IUnwinderEvents;
use ballast_bindings::vault::IVault::IVaultEvents;
use ballast_bindings::{IDebtBook, IInsurance, IPool, IUnwinder, IVault};
use ballast_chain_tests::{outcome, portfolio};

use super::market::{RESERVES, SYMBOLS};
use super::world::World;

/// How far a fill's need may differ from the quote just before it: none but rounding where the clock stands still.
const NEED_TOLERANCE: u64 = 1_000_000;
/// The same in parts of the need where a wall clock has moved on in between.
const NEED_TOLERANCE_MOVING: u64 = 100;

impl World {
    /// After a successful action.
    pub async fn check(&mut self, receipt: &TransactionReceipt, before: BlockNumberOrTag) {
        self.take_escrow_events(receipt);
        self.logs_are_published(receipt);
        // Before positions are seen anew.
        self.gates_are_kept(receipt).await;
        let lost = outcome::events(receipt, self.stage.pool());
        let states = self.check_everything(&lost).await;
        self.nothing_moved_unseen(receipt, &states);
        self.check_apart(receipt).await;
        self.check_loans(receipt, before).await;
        let pool = self.stage.pool();
        for account in Self::judged(receipt, pool) {
            self.opening_health_allows(account).await;
        }
        let filled: Vec<IUnwinder::Filled> = outcome::events(receipt, self.stage.unwinder());
        for fill in &filled {
            self.fill_is_fair(fill, before).await;
        }
        self.openers_are_paid_once(receipt).await;
        self.schedules_are_sound(receipt).await;
        if let Some(Err(breach)) = self.also.map(|also| also(self)) {
            panic!("{breach}");
        }
    }

    /// Every log of a program is an event of its interface.
    fn logs_are_published(&self, receipt: &TransactionReceipt) {
        for log in receipt.inner.logs() {
            let (address, topics, data) = (log.address(), log.topics(), &log.data().data);
            let known = if address == self.stage.pool() || address == self.apart.stage.pool() {
                IPoolEvents::decode_raw_log(topics, data).is_ok()
                    || IDebtBookEvents::decode_raw_log(topics, data).is_ok()
            } else if address == self.stage.unwinder() {
                IUnwinderEvents::decode_raw_log(topics, data).is_ok()
            } else if address == self.stage.oracle() {
                IOracleEvents::decode_raw_log(topics, data).is_ok()
            } else if address == self.stage.fund() {
                IInsuranceEvents::decode_raw_log(topics, data).is_ok()
            } else if self.vaults().iter().any(|(_, vault)| *vault == address) {
                IVaultEvents::decode_raw_log(topics, data).is_ok()
            } else {
                true // a token's
            };
            assert!(known, "a log that no interface has: {log:?}");
        }
    }

    /// Everything that the pool knows of its reserves and of some accounts, in one call: views in a `multicall`.
    pub async fn survey(
        &self,
        accounts: &[Address],
    ) -> (Vec<IPool::ReserveState>, Vec<Vec<IPool::Position>>) {
        let assets = SYMBOLS.map(|symbol| self.stage.token(symbol));
        let states = assets.map(|asset| IPool::reserveStateCall { asset }.abi_encode());
        let mut calls: Vec<Bytes> = states.into_iter().map(Bytes::from).collect();
        for account in accounts.iter().copied() {
            let view = |asset| IPool::positionCall { asset, account }.abi_encode();
            calls.extend(assets.map(view).map(Bytes::from));
        }
        let call = IPool::multicallCall { calls };
        let mut results = self.stage.read(self.stage.pool(), &call).await.into_iter();
        let states = results
            .by_ref()
            .take(RESERVES)
            .map(|data| IPool::reserveStateCall::abi_decode_returns(&data).expect("a state"));
        let states = states.collect();
        let positions: Vec<_> = results
            .map(|data| IPool::positionCall::abi_decode_returns(&data).expect("a position"))
            .collect();
        (
            states,
            positions.chunks(RESERVES).map(<[_]>::to_vec).collect(),
        )
    }

    /// Of every reserve, every account and every vault.
    pub async fn check_everything(
        &mut self,
        lost: &[IPool::WrittenOff],
    ) -> Vec<IPool::ReserveState> {
        let accounts = self.accounts();
        let (states, positions) = self.survey(&accounts).await;
        for (index, state) in states.iter().enumerate() {
            self.reserve_is_solvent(index, state).await;
            let of_all = positions.iter().map(|of_one| &of_one[index]);
            Self::claims_are_backed(SYMBOLS[index], state, of_all);
        }
        for (account, positions) in accounts.into_iter().zip(positions) {
            self.escrow_is_as_told(account, &positions);
            self.positions.insert(account, positions);
        }
        self.shares_kept_their_worth(&states, lost);
        self.fund_has_what_it_counts().await;
        self.vault_shares_kept_their_worth(lost).await;
        states
    }

    /// POOL-1 by totals, and POOL-5.
    async fn reserve_is_solvent(&self, index: usize, reserve: &IPool::ReserveState) {
        let symbol = SYMBOLS[index];
        assert!(
            reserve.cash + reserve.debt >= reserve.reserves + reserve.premium,
            "POOL-1: {symbol}: {reserve:?} owes more than it has"
        );
        let balance = self.stage.balance(symbol, self.stage.pool()).await;
        assert!(
            balance >= reserve.cash + reserve.collateral,
            "POOL-5: {symbol}: {balance} in tokens, {} recorded",
            reserve.cash + reserve.collateral
        );
    }

    /// POOL-1 by the claims of everybody.
    fn claims_are_backed<'a>(
        symbol: &str,
        reserve: &IPool::ReserveState,
        positions: impl Iterator<Item = &'a IPool::Position>,
    ) {
        let (mut claims, mut collateral, mut shares) = (U256::ZERO, U256::ZERO, U256::ZERO);
        for position in positions {
            claims += position.supplied;
            collateral += position.collateral;
            shares += position.debtShares;
        }
        assert!(
            reserve.cash + reserve.debt >= claims + reserve.reserves + reserve.premium,
            "POOL-1: {symbol}: claims of {claims} on {reserve:?}"
        );
        assert_eq!(
            (collateral, shares),
            (reserve.collateral, reserve.debtShares),
            "POOL-5: {symbol}: escrow and debt are not the sums of accounts"
        );
    }

    /// POOL-2: collateral is lowered only by what events tell of its owner or an open unwind.
    fn escrow_is_as_told(&self, account: Address, positions: &[IPool::Position]) {
        for (symbol, position) in SYMBOLS.into_iter().zip(positions) {
            let told = self
                .escrow
                .get(&(account, self.stage.token(symbol)))
                .copied()
                .unwrap_or_default();
            assert_eq!(position.collateral, told, "POOL-2: {symbol} of {account}");
        }
    }

    fn take_escrow_events(&mut self, receipt: &TransactionReceipt) {
        let pool = self.stage.pool();
        let mut ended = Vec::new();
        for event in outcome::events::<IPool::AuthorizationSet>(receipt, pool) {
            let pair = (event.account, event.manager);
            if event.authorised {
                self.managers.insert(pair);
            } else {
                ended.push(pair);
            }
        }
        for event in outcome::events::<IPool::CollateralDeposited>(receipt, pool) {
            *self.escrow.entry((event.account, event.asset)).or_default() += event.amount;
        }
        for event in outcome::events::<IPool::CollateralWithdrawn>(receipt, pool) {
            let allowed = receipt.from == event.account
                || self.managers.contains(&(event.account, receipt.from))
                || self.contracts.contains(&event.account);
            assert!(allowed, "POOL-2: collateral of another");
            *self.escrow.entry((event.account, event.asset)).or_default() -= event.amount;
        }
        for event in outcome::events::<IPool::Settled>(receipt, pool) {
            let schedule = self.schedules.get(&event.account);
            let open =
                schedule.is_some_and(|schedule| schedule.start != 0 && schedule.closedAt == 0);
            assert!(open, "POOL-2: sold without an open unwind");
            *self
                .escrow
                .entry((event.account, event.collateralAsset))
                .or_default() -= event.collateralAmount;
        }
        for event in outcome::events::<IDebtBook::OpenerPaid>(receipt, pool) {
            let schedule = self.schedules.get(&event.account);
            let open =
                schedule.is_some_and(|schedule| schedule.start != 0 && schedule.closedAt == 0);
            assert!(open, "POOL-2: an opener paid without an open unwind");
            *self
                .escrow
                .entry((event.account, event.collateralAsset))
                .or_default() -= event.collateralAmount;
            *self
                .escrow
                .entry((event.opener, event.collateralAsset))
                .or_default() += event.collateralAmount;
        }
        for event in outcome::events::<IDebtBook::PassedInKind>(receipt, pool) {
            let schedule = self.schedules.get(&event.account);
            let open =
                schedule.is_some_and(|schedule| schedule.start != 0 && schedule.closedAt == 0);
            assert!(open, "POOL-2: passed in kind without an open unwind");
            self.holders.insert(event.holder);
            for (account, from) in [(event.account, true), (event.holder, false)] {
                let told = self
                    .escrow
                    .entry((account, event.collateralAsset))
                    .or_default();
                *told = if from {
                    *told - event.collateralAmount
                } else {
                    *told + event.collateralAmount
                };
            }
        }
        for pair in ended {
            self.managers.remove(&pair);
        }
    }

    /// POOL-4: what a supply share is worth falls only where a loss is told.
    fn shares_kept_their_worth(
        &mut self,
        states: &[IPool::ReserveState],
        lost: &[IPool::WrittenOff],
    ) {
        for (index, symbol) in SYMBOLS.into_iter().enumerate() {
            let reserve = &states[index];
            let claims = reserve.cash + reserve.debt - reserve.reserves - reserve.premium;
            let now = (claims, reserve.supplyShares + U256::from(1_000_000));
            let before = std::mem::replace(&mut self.claims[index], now);
            let asset = self.stage.token(symbol);
            if lost.iter().any(|loss| loss.asset == asset) {
                continue;
            }
            // Debt, reserves and premium are told in whole units.
            assert!(
                (now.0 + U256::from(4)) * before.1 >= before.0 * now.1,
                "POOL-4: {symbol}: {before:?} became {now:?}"
            );
        }
    }

    /// ERC-4626: what a vault's share is worth falls only where a loss is told. A performance fee takes of gains only.
    async fn vault_shares_kept_their_worth(&mut self, lost: &[IPool::WrittenOff]) {
        for (index, (symbol, vault)) in self.vaults().into_iter().enumerate() {
            // 10^12 whole tokens' worth of them at first.
            let decimals = self.stage.at.tokens[symbol].decimals;
            let shares = U256::from(10).pow(U256::from(decimals + 6 + 12));
            let call = IVault::convertToAssetsCall { shares };
            let now = self.stage.read(vault, &call).await;
            let assets = self.stage.read(vault, &IVault::totalAssetsCall {}).await;
            let supply = self.stage.read(vault, &IVault::totalSupplyCall {}).await;
            let held = supply > U256::from(1_000_000);
            let (before, were) = std::mem::replace(&mut self.worths[index], (now, held));
            let asset = self.stage.token(symbol);
            if !were || !held || lost.iter().any(|loss| loss.asset == asset) {
                continue;
            }
            // Some units of rounding of all assets.
            let tolerated = before / (assets + U256::from(1)) * U256::from(4) + U256::from(2);
            assert!(
                now + tolerated >= before,
                "VAULT: {symbol}: a share fell from {before} to {now} with assets of {assets}"
            );
        }
    }

    /// INS-1: the fund has the capital that it counts, for it never pays more, and the collateral.
    async fn fund_has_what_it_counts(&self) {
        let fund = self.stage.fund();
        let capital = self.stage.read(fund, &IInsurance::capitalCall {}).await;
        let balance = self.stage.balance("USDC", fund).await;
        assert!(balance >= capital, "INS-1: {balance} for {capital}");
        let collateral = self.stage.token("ETH");
        let call = IInsurance::holdingCall { collateral };
        let counted = self.stage.read(fund, &call).await.amount;
        let held = self.stage.balance("ETH", fund).await;
        assert!(held >= counted, "INS-1: {held} for {counted}");
    }

    async fn opening_health_allows(&self, account: Address) {
        let health = self
            .stage
            .read(self.stage.pool(), &IPool::openingHealthCall { account })
            .await;
        let required = U256::from(10).pow(U256::from(18)) + self.stage.config.risk.buffer.0;
        assert!(health >= required, "POOL-3: {account} at {health}");
    }

    /// UNW-1's last part, UNW-2 and UNW-4, recomputed with risk-core from the portfolio before and after.
    async fn fill_is_fair(&self, fill: &IUnwinder::Filled, before: BlockNumberOrTag) {
        let (book, account, owner) = (fill.book, fill.account, self.stage.owner.address());
        let view = IDebtBook::portfolioCall { account };
        let was = self.stage.read_at(owner, book, &view, before).await;
        let is = self.stage.read(book, &view).await;
        let quote = IUnwinder::quoteCall { book, account };
        let quote = self
            .stage
            .read_at(owner, self.stage.unwinder(), &quote, before)
            .await;
        let (raised, tolerance) = portfolio::shortage_raised(&was, &is);
        // Where every sale adds stress (hedged books) the discount is zero, and the rise is that stress.
        let at_par_or_above = fill.repaid + U256::from(10_u64.pow(13)) >= fill.sold;
        assert!(
            raised <= tolerance || at_par_or_above,
            "UNW-2: {account}: debt + stress - collateral rose by {raised} WAD ({tolerance} tolerated)\n{fill:?}\n{quote:?}\n{}",
            portfolio::tell(&was)
        );
        let status = IUnwinder::statusCall { book, account };
        let status = self
            .stage
            .read_at(owner, self.stage.unwinder(), &status, before)
            .await;
        let target = self.stage.config.unwinder.target.0;
        assert!(
            status.health < target,
            "UNW-4: {account} was sold at health {}",
            status.health
        );
        let moving = !self.stage.node.stands_still;
        let parts = U256::from(if moving {
            NEED_TOLERANCE_MOVING
        } else {
            NEED_TOLERANCE
        });
        let tolerated = quote.need / parts + U256::from(10_u64.pow(12));
        assert!(
            fill.sold <= quote.need + tolerated,
            "UNW-1: {account}: {} sold of a need of {}",
            fill.sold,
            quote.need
        );
    }

    /// Who opens is paid once for a schedule, however often that is resumed: beside a fill, a hundredth of it at most, and no more
    /// than is owed. What is owed falls by that, and rises only for a schedule that begins anew.
    async fn openers_are_paid_once(&mut self, receipt: &TransactionReceipt) {
        let (book, unwinder) = (self.stage.pool(), self.stage.unwinder());
        for event in outcome::events::<IUnwinder::Opened>(receipt, unwinder) {
            if event.book != book {
                continue;
            }
            let account = event.account;
            let call = IUnwinder::openerFeeCall { book, account };
            let data = call.abi_encode().into();
            let caller = self.stage.owner.address();
            let node = &self.stage.node;
            let Ok(answer) = node.call(caller, unwinder, data, U256::ZERO).await else {
                continue; // a price is missing again
            };
            let told = IUnwinder::openerFeeCall::abi_decode_returns(&answer).expect("a fee");
            let most = self.stage.config.unwinder.opener_fee.0;
            assert!(told.owed <= most, "OPENER: {account}: {} owed", told.owed);
            // Its clock is the block's: a schedule that begins anew begins at the time of the block.
            let resumed = event.start < self.stage.node.now().await;
            let known = self.owed.insert(account, told.owed);
            if let (true, Some(known)) = (resumed, known) {
                assert!(told.owed <= known, "OPENER: {account}: owed anew");
            }
        }
        let fills: Vec<IUnwinder::Filled> = outcome::events(receipt, unwinder);
        let paid: Vec<IUnwinder::OpenerPaid> = outcome::events(receipt, unwinder);
        for event in paid.iter().filter(|event| event.book == book) {
            let account = event.account;
            let fill = fills.iter().find(|fill| fill.account == account);
            let fill = fill.expect("OPENER: a fee without a fill");
            assert_eq!(
                event.collateralAsset, fill.collateralAsset,
                "OPENER: {account}: of another asset"
            );
            assert!(
                event.collateralAmount * U256::from(100) <= fill.collateralAmount,
                "OPENER: {account}: {event:?} beside {fill:?}"
            );
            // USD of the collateral that was sold, in proportion; a unit of rounding.
            let usd = fill.sold * event.collateralAmount / fill.collateralAmount;
            self.paid += 1;
            let known = self.owed.insert(account, event.owed);
            let known = known.unwrap_or(self.stage.config.unwinder.opener_fee.0);
            assert!(
                usd + event.owed
                    <= known + U256::from(10_u64.pow(10)) + fill.sold / fill.collateralAmount,
                "OPENER: {account}: {usd} paid and {} owed of {known}",
                event.owed
            );
        }
    }

    /// UNW-1 of every schedule that the action may have touched.
    async fn schedules_are_sound(&mut self, receipt: &TransactionReceipt) {
        let unwinder = self.stage.unwinder();
        let touched = receipt
            .inner
            .logs()
            .iter()
            .filter(|log| log.address() == unwinder);
        let mut accounts: Vec<Address> = touched
            .filter_map(|log| log.topics().get(2))
            .map(|topic| Address::from_word(*topic))
            .collect();
        let anybody = self.actor().address();
        accounts.push(anybody);
        accounts.extend(
            self.schedules
                .iter()
                .filter(|(_, known)| known.closedAt == 0)
                .map(|(account, _)| *account),
        );
        accounts.sort_unstable();
        accounts.dedup();
        let opened: Vec<IUnwinder::Opened> = outcome::events(receipt, unwinder);
        for account in accounts {
            let schedule = self.schedule(account).await;
            assert!(
                schedule.sold <= schedule.released,
                "UNW-1: {account}: {} sold, {} released",
                schedule.sold,
                schedule.released
            );
            let anew = opened.iter().any(|event| event.account == account);
            if let Some(known) = self
                .schedules
                .get(&account)
                .filter(|known| known.start != 0 && !anew)
            {
                assert!(
                    schedule.released >= known.released,
                    "UNW-1: {account}: released fell from {} to {}",
                    known.released,
                    schedule.released
                );
                assert!(schedule.sold >= known.sold, "UNW-1: {account}: sold fell");
                assert!(
                    schedule.start == known.start && schedule.end <= known.end,
                    "UNW-1: {account} was moved from {known:?} to {schedule:?}"
                );
            }
            self.schedules.insert(account, schedule);
        }
    }
}

//! A reserve as the pool tells it to other programs, and what its caps leave.

use alloy_primitives::{Address, U256};
use alloy_sol_types::SolCall;
use ballast_common::{
    call::{self, Words},
    dispatch::{Input, Output},
};
use risk_core::fixed::mul_div_down;
use stylus_sdk::stylus_core::Host;

use crate::{
    IPool,
    layout::{BORROW_ENABLED, COLLATERAL_ENABLED, Config, Verb},
    market::{VIRTUAL_ASSETS, VIRTUAL_SHARES},
};

/// How many units [`Told::claims_up`] may exceed what the pool counts: debts are told rounded up, fees rounded down.
const CLAIMS_ERROR: u128 = 3;

/// A reserve's totals with interest to now, and its settings. Token units.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Told {
    /// Tokens that claims and borrowers draw on.
    pub cash: u128,
    /// Owed by all borrowers, rounded up.
    pub debt: u128,
    /// Of all suppliers.
    pub supply_shares: u128,
    /// Of interest, earned by the protocol and the insurance fund, each rounded down.
    pub fees: u128,
    /// Collateral of all accounts.
    pub escrow: u128,
    /// Per year, WAD.
    pub borrow_rate: u128,
    /// Settings; the pool does not tell the decimals.
    pub config: Config,
    /// Packed risk profile.
    pub profile: U256,
    /// Packed scenario losses.
    pub scenarios: U256,
    /// Verbs that are paused.
    pub paused: u8,
    /// Whether only accounts on the allow-list may enter.
    pub gated: bool,
    /// What may flow out now.
    pub outflow_left: u128,
}

impl Told {
    /// Asks the pool; `None` where it has no such reserve or answers otherwise than a pool.
    #[inline(never)]
    pub fn read<H: Host + ?Sized>(
        vm: &H,
        pool: &Address,
        asset: &Address,
        decimals: u8,
    ) -> Option<Self> {
        let ask =
            |selector| call::read(vm, *pool, Output::selected(selector).address(asset).data()).ok();
        Self::decode(
            &ask(IPool::reserveStateCall::SELECTOR)?,
            &ask(IPool::reserveConfigCall::SELECTOR)?,
            &ask(IPool::limitsCall::SELECTOR)?,
            decimals,
        )
    }

    /// Of `IPool.reserveState`, `IPool.reserveConfig` and `IPool.limits`.
    #[inline(never)]
    pub(crate) fn decode(
        state: &Words,
        config: &Words,
        limits: &Words,
        decimals: u8,
    ) -> Option<Self> {
        let mut input = Input::new(state.bytes());
        let (cash, debt, supply_shares) = (input.amount(), input.amount(), input.amount());
        input.word(); // debt shares
        let fees = input.amount().saturating_add(input.amount());
        let (escrow, borrow_rate) = (input.amount(), input.amount());
        input.finish().ok()?;
        let mut input = Input::new(config.bytes());
        let feed = input.number(255) as u8;
        let collateral = if input.flag() { COLLATERAL_ENABLED } else { 0 };
        let borrow = if input.flag() { BORROW_ENABLED } else { 0 };
        let mut share = || input.number(65_535) as u16;
        let config = Config {
            feed,
            decimals,
            flags: collateral | borrow,
            place: 0,
            base_rate: share(),
            slope_below: share(),
            slope_above: share(),
            kink: share(),
            reserve_factor: share(),
            premium_factor: share(),
            supply_cap: input.number(u64::MAX),
            borrow_cap: input.number(u64::MAX),
        };
        let (profile, scenarios) = (input.word(), input.word());
        input.finish().ok()?;
        let mut input = Input::new(limits.bytes());
        let (paused, gated) = (input.number(255) as u8, input.flag());
        let [..] = [(); 2].map(|()| input.word()); // cap and window
        let outflow_left = input.amount();
        input.finish().ok()?;
        Some(Self {
            cash,
            debt,
            supply_shares,
            fees,
            escrow,
            borrow_rate,
            config,
            profile,
            scenarios,
            paused,
            gated,
            outflow_left,
        })
    }

    /// Whether the reserve is open to an account: it has no allow-list, or the account is on it.
    #[inline(never)]
    pub fn admits<H: Host + ?Sized>(&self, vm: &H, pool: &Address, account: &Address) -> bool {
        let mut question = Output::selected(IPool::isAllowedCall::SELECTOR);
        !self.gated
            || call::read(vm, *pool, question.address(account).data())
                .is_ok_and(|words| words.get(0).is_some_and(|word| !word.is_zero()))
    }

    /// Whether a verb is paused.
    pub fn pauses(&self, verb: Verb) -> bool {
        self.paused & verb as u8 != 0
    }

    /// What suppliers own together, at most [`CLAIMS_ERROR`] units more than the pool counts.
    pub fn claims_up(&self) -> u128 {
        self.cash
            .saturating_add(self.debt)
            .saturating_sub(self.fees)
    }

    /// What of the supply cap is left.
    pub fn supply_cap_left(&self) -> u128 {
        self.config
            .cap(self.config.supply_cap)
            .saturating_sub(self.cash)
            .saturating_sub(self.debt)
            .saturating_sub(self.escrow)
    }

    /// What of the borrow cap is left.
    pub fn borrow_cap_left(&self) -> u128 {
        self.config
            .cap(self.config.borrow_cap)
            .saturating_sub(self.debt)
    }

    /// What can be supplied now for whom the reserve is open to: the pool takes as much, and at most [`CLAIMS_ERROR`] units
    /// more.
    pub fn max_supply(&self) -> u128 {
        if self.pauses(Verb::Supply) {
            return 0;
        }
        // Where losses left little behind the shares, their number is the limit: conversions count the virtual ones too.
        let countable = u128::MAX
            .saturating_sub(VIRTUAL_SHARES)
            .saturating_sub(self.supply_shares);
        let claims = self.claims_up().saturating_sub(CLAIMS_ERROR);
        let countable = mul_div_down(
            countable,
            claims.saturating_add(VIRTUAL_ASSETS),
            self.supply_shares.saturating_add(VIRTUAL_SHARES),
        );
        self.supply_cap_left().min(countable.unwrap_or(u128::MAX))
    }

    /// What suppliers can take back now.
    pub fn max_withdraw(&self) -> u128 {
        if self.pauses(Verb::Withdraw) {
            return 0;
        }
        self.cash.min(self.outflow_left)
    }

    /// What collateral can be deposited now by whom the reserve is open to.
    pub fn max_deposit(&self) -> u128 {
        if !self.config.allows(COLLATERAL_ENABLED) || self.pauses(Verb::Collateral) {
            return 0;
        }
        self.supply_cap_left()
    }

    /// What can be borrowed now by whom the reserve is open to and health allows it.
    pub fn max_borrow(&self) -> u128 {
        if !self.config.allows(BORROW_ENABLED) || self.pauses(Verb::Borrow) {
            return 0;
        }
        self.cash.min(self.borrow_cap_left()).min(self.outflow_left)
    }
}

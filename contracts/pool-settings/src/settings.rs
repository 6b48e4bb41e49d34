//! What the owner sets, inside hard bounds.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, SolError, SolEvent};
use ballast_common::{
    abi::{
        IInsurance,
        IOwned::{AlreadySet, ParameterOutOfBounds},
    },
    call,
    convert::{address_word, wide},
    dispatch::{Input, Output},
    token,
};
use ballast_pool_state::{
    IPool,
    error::{Failure, Result, about, address, bounded, number},
    health::Held,
    layout::{BORROW_ENABLED, COLLATERAL_ENABLED, Config, Judge, Key, ReserveField, Risk},
    ramp::Ramp,
    state::MAX_RESERVES,
};
use risk_core::{
    curve::AdaptiveCurve,
    fixed::WAD,
    health::{self as risk, AssetRisk},
};
use stylus_sdk::prelude::*;

use crate::Settings;

const BPS: u128 = 10_000;
/// Least decimals of a token: its unit is worth less than what rounding may shift.
const MIN_DECIMALS: u128 = 6;
/// Largest borrow rate in bps per year, at utilisation 1: tenfold.
const MAX_RATE: u128 = 100_000;
/// Largest loss in bps that an asset may be judged by.
const MAX_LOSS: u128 = 9_000;
/// Largest volatility that no factor explains, bps per year.
const MAX_VOLATILITY: u128 = 30_000;
/// Largest fee of flash loans, bps.
const MAX_FLASH_FEE: u128 = 100;
/// Most decimals of a token: amounts of it still fit beside their prices.
const MAX_DECIMALS: u128 = 24;

/// `IPool.ReserveConfig`, but the decimals, which the token tells.
pub(crate) struct ReserveSettings {
    config: Config,
    profile: U256,
    scenarios: U256,
}

impl ReserveSettings {
    /// The words of an `IPool.ReserveConfig`.
    #[inline(never)]
    pub(crate) fn read(input: &mut Input) -> Self {
        let feed = input.number(255) as u8;
        let mut flags = 0;
        for flag in [COLLATERAL_ENABLED, BORROW_ENABLED] {
            if input.flag() {
                flags |= flag;
            }
        }
        let [
            base_rate,
            slope_below,
            slope_above,
            kink,
            reserve_factor,
            premium_factor,
        ] = [0; 6].map(|_: u8| input.number(u64::from(u16::MAX)) as u16);
        let (supply_cap, borrow_cap) = (input.number(u64::MAX), input.number(u64::MAX));
        let config = Config {
            base_rate,
            slope_below,
            slope_above,
            kink,
            reserve_factor,
            premium_factor,
            supply_cap,
            borrow_cap,
            feed,
            decimals: 0,
            flags,
            place: 0,
        };
        Self {
            config,
            profile: input.word(),
            scenarios: input.word(),
        }
    }
}

/// Writes the words of an `IPool.ReserveConfig`.
#[inline(never)]
pub(crate) fn write_config(out: &mut Output, config: &Config, profile: U256, scenarios: U256) {
    out.number(u64::from(config.feed))
        .number(u64::from(config.allows(COLLATERAL_ENABLED)))
        .number(u64::from(config.allows(BORROW_ENABLED)));
    for small in [
        config.base_rate,
        config.slope_below,
        config.slope_above,
        config.kink,
        config.reserve_factor,
        config.premium_factor,
    ] {
        out.number(u64::from(small));
    }
    out.number(config.supply_cap)
        .number(config.borrow_cap)
        .word(profile)
        .word(scenarios);
}

/// Writes the risk parameters in the order of `IPool.risk`.
#[inline(never)]
pub(crate) fn write_risk(out: &mut Output, risk: &Risk, correlations: U256) {
    out.number(risk.z_score)
        .number(u64::from(risk.horizon))
        .number(risk.buffer);
    for feed in risk.factor_feeds {
        out.number(u64::from(feed));
    }
    out.word(correlations);
}

impl Settings {
    /// `IPool.setReserve`.
    #[inline(never)]
    pub(crate) fn set_reserve(&mut self, asset: Address, settings: ReserveSettings) -> Result<u8> {
        self.only_unsealed_owner()?;
        address(asset)?;
        let ReserveSettings {
            mut config,
            profile,
            scenarios,
        } = settings;
        bounded(6, u128::from(config.kink), 0, BPS)?;
        let highest = u128::from(config.base_rate)
            .saturating_add(u128::from(config.slope_below))
            .saturating_add(u128::from(config.slope_above));
        // An adaptive curve finds its rates itself.
        bounded(5, highest, 0, if config.adaptive() { 0 } else { MAX_RATE })?;
        bounded(
            7,
            u128::from(config.reserve_factor).saturating_add(u128::from(config.premium_factor)),
            0,
            BPS / 2,
        )?;
        // What every unit of such an asset may be judged to lose stays below its worth.
        let judged = AssetRisk::unpack(profile.to_be_bytes(), scenarios.to_be_bytes());
        let floor = u128::from(judged.haircut).saturating_add(u128::from(judged.basis));
        bounded(11, floor, 0, MAX_LOSS)?;
        bounded(11, u128::from(judged.idiosyncratic), 0, MAX_VOLATILITY)?;
        // The profile's last 64 bits are the pool's.
        let [unused, ..] = *profile.as_limbs();
        bounded(11, u128::from(unused), 0, 0)?;
        for loss in judged.scenarios {
            bounded(12, u128::from(loss.unsigned_abs()), 0, MAX_LOSS)?;
        }
        // The oracle must know the feed: an account with an unknown one could not be judged at all.
        self.prices(
            &[Held {
                feed: config.feed,
                ..Held::default()
            }],
            &Risk {
                factor_feeds: [config.feed; 4],
                ..Risk::default()
            },
        )?;

        let count = self.count();
        let before = self.config(&asset).ok();
        let reserve = match before {
            Some(before) => {
                let reserve = before.place.wrapping_sub(1);
                // Interest up to now is owed under the old curve, and divided by the old factors.
                let (_, market) = self.accrued(&asset)?;
                self.store_market(reserve, &market);
                let split = market.divide(self.split(reserve))?;
                self.put(Key::reserve(reserve, ReserveField::Split), split.pack());
                // A token that changes its decimals changes nothing here; pauses and limits have functions of their own.
                config.decimals = market.config.decimals;
                config.flags |= market.config.flags & !(COLLATERAL_ENABLED | BORROW_ENABLED);
                reserve
            }
            None => {
                if count >= MAX_RESERVES {
                    return Err(number(IPool::TooMany::SELECTOR, u64::from(MAX_RESERVES)));
                }
                config.decimals = token::decimals(self.vm(), asset)?;
                bounded(0, u128::from(config.decimals), MIN_DECIMALS, MAX_DECIMALS)?;
                self.put(
                    Key::reserve(count, ReserveField::Asset),
                    address_word(asset),
                );
                self.put(Key::COUNT, wide(u128::from(count.saturating_add(1))));
                count
            }
        };
        config.place = reserve.saturating_add(1);
        self.store_config(&asset, &config);
        if config.adaptive() && before.is_none_or(|before| !before.adaptive()) {
            // The curve begins now: a new reserve's time does not.
            let mut market = self.current(config)?;
            market.rate_at_target = AdaptiveCurve::INITIAL_RATE_AT_TARGET.0;
            self.store_market(reserve, &market);
        }
        let mut stored = profile;
        if before.is_some() {
            stored |= U256::from(self.ramp_to(asset, reserve, judged).pack());
        }
        self.put(Key::reserve(reserve, ReserveField::Profile), stored);
        self.put(Key::reserve(reserve, ReserveField::Scenarios), scenarios);
        self.require_monotone(Some(judged.family), 11)?;
        let mut event = Output::event(&IPool::ReserveSet::SIGNATURE_HASH);
        write_config(
            event.address(&asset).number(u64::from(reserve)),
            &config,
            profile,
            scenarios,
        );
        event.emit(self.vm(), 2);
        Ok(reserve)
    }

    /// `IPool.setRisk`.
    #[inline(never)]
    pub(crate) fn set_risk(
        &mut self,
        z_score: u128,
        horizon: u128,
        buffer: u128,
        factor_feeds: [u8; 4],
        told: U256,
    ) -> Result<()> {
        self.only_unsealed_owner()?;
        let mut packed = Risk {
            z_score: bounded(0, z_score, WAD, WAD.saturating_mul(4))? as u64,
            horizon: bounded(1, horizon, 3_600, 259_200)? as u32,
            buffer: bounded(2, buffer, WAD / 100, WAD / 5)? as u64,
            factor_feeds,
            ramp: Ramp::default(),
        };
        let judge = Judge::new(self.judge().oracle(), told);
        risk::correlations_valid(judge.correlations())?;
        if judge.told() != told {
            let mut refusal = Output::selected(ParameterOutOfBounds::SELECTOR);
            return Err(Failure(refusal.number(4).word(told).done()));
        }
        self.prices(&[], &packed)?;
        let set = Risk::unpack(self.word_at(Key::RISK));
        let mut old = self.eased_risk(&set).unwrap_or(set);
        // A lower z-score holds at once; a horizon either way may tighten. Without a score before, nobody was judged.
        old.z_score = old.z_score.min(packed.z_score);
        if old.z_score > 0 && (old.z_score, old.horizon) != (packed.z_score, packed.horizon) {
            packed.ramp = self.begin_ramp(Address::ZERO);
            self.put(Key::OLD_RISK, old.pack());
        }
        self.put(Key::RISK, packed.pack());
        self.put(Key::JUDGE, judge.0);
        self.require_monotone(None, 0)?;
        let mut event = Output::event(&IPool::RiskSet::SIGNATURE_HASH);
        write_risk(&mut event, &packed, told);
        event.emit(self.vm(), 0);
        Ok(())
    }

    /// `IPool.setFlashFee`.
    #[inline(never)]
    pub(crate) fn set_flash_fee(&mut self, asset: Address, fee: u128) -> Result<()> {
        self.only_unsealed_owner()?;
        let reserve = self.reserve(&asset)?;
        let word = wide(bounded(1, fee, 0, MAX_FLASH_FEE)?);
        self.put(Key::reserve(reserve, ReserveField::FlashFee), word);
        let mut event = Output::event(&IPool::FlashFeeSet::SIGNATURE_HASH);
        event.address(&asset).word(word);
        event.emit(self.vm(), 1);
        Ok(())
    }

    /// `IPool.setUnwinder`.
    #[inline(never)]
    pub(crate) fn set_unwinder(&mut self, unwinder: Address) -> Result<()> {
        self.only_unsealed_owner()?;
        let word = address_word(address(unwinder)?);
        let current = self.address_at(Key::UNWINDER);
        if !current.is_zero() {
            return Err(about(AlreadySet::SELECTOR, &current));
        }
        self.put(Key::UNWINDER, word);
        Output::event(&IPool::UnwinderSet::SIGNATURE_HASH)
            .word(word)
            .emit(self.vm(), 0);
        Ok(())
    }

    /// Refuses a contract that does not answer with `expected`.
    #[inline(never)]
    fn require_answer(&self, target: Address, question: &Output, expected: U256) -> Result<()> {
        let answer = call::read(self.vm(), target, question.data());
        if answer.ok().and_then(|words| words.get(0)) == Some(expected) {
            Ok(())
        } else {
            Err(about(IPool::CallFailed::SELECTOR, &target))
        }
    }

    /// `IPool.setInsurance`. The zero address: none.
    #[inline(never)]
    pub(crate) fn set_insurance(&mut self, asset: Address, insurance: Address) -> Result<()> {
        self.only_unsealed_owner()?;
        let reserve = self.reserve(&asset)?;
        let word = address_word(insurance);
        if !insurance.is_zero() {
            // A fund of another asset, or one that this pool cannot claim from, would cover nothing.
            let question = Output::selected(IInsurance::assetCall::SELECTOR);
            self.require_answer(insurance, &question, address_word(asset))?;
            let mut question = Output::selected(IInsurance::isBookCall::SELECTOR);
            question.address(&self.vm().contract_address());
            self.require_answer(insurance, &question, U256::from(1))?;
        }
        self.put(Key::reserve(reserve, ReserveField::Insurance), word);
        Output::event(&IPool::InsuranceSet::SIGNATURE_HASH)
            .address(&asset)
            .word(word)
            .emit(self.vm(), 1);
        Ok(())
    }
}

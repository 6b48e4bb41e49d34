//! Loans that yield repays: without dates until they lapse, then with equal parts of principal. Growth that nobody harvested
//! yet is not counted: it is the oracle's word.

use alloy_primitives::{Address, U256};
use alloy_sol_types::{SolCall, sol};
use ballast_common::{
    dispatch::{Input, Output},
    revert::Result,
};
use risk_core::{
    RiskError,
    amortise::{Locked, simple_interest},
    fixed::{WAD, Wad, YEAR, mul_div_down},
};
use stylus_sdk::stylus_core::Host;

use crate::{
    outlook::{Bearer, Outlook, Row, Rows, Stage, Which, even},
    program::{ask, failed},
};

#[allow(missing_docs, clippy::too_many_arguments)] // of what the macros generate
mod abi {
    use super::sol;

    sol!("../../abi/src/IYieldLoan.sol");
}
use abi::IYieldLoan;

/// Words of `IYieldLoan.Terms` between the assets and the rate, and between the rate and the patience.
const BEFORE_RATE: usize = 4;
const BEFORE_PATIENCE: usize = 5;

/// A loan as if settled, as far as it matters here, with its terms.
struct Yielding {
    borrower: Address,
    debt_asset: Address,
    collateral_asset: Address,
    turned: bool,
    start: u64,
    opened: u128,
    locked: Locked,
    cash: u128,
    shares: u128,
    withheld: u128,
    /// Interest from before `from`, and what was paid since.
    unpaid: u128,
    paid: u128,
    from: u64,
    /// WAD per year, of the phase that it is in.
    rate: u64,
    patience: u64,
    longest: u64,
    count: u64,
    period: u64,
    grace: u64,
    /// What the program tells: interest now, whether it has lapsed, the next line's date and the principal above it.
    interest: u128,
    lapsed: bool,
    due: u64,
    part: u128,
}

impl Yielding {
    #[inline(never)]
    fn load<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Self> {
        let program = &which.program;
        let mut question = Output::selected(IYieldLoan::loanAtCall::SELECTOR);
        let stored = ask(vm, program, question.word(which.loan))?;
        let mut question = Output::selected(IYieldLoan::owedCall::SELECTOR);
        let owed = ask(vm, program, question.word(which.loan))?;
        let (mut stored, mut owed) = (Input::new(stored.bytes()), Input::new(owed.bytes()));
        let (borrower, offer, turned) = (stored.address(), stored.number(u64::MAX), stored.flag());
        let mut question = Output::selected(IYieldLoan::offerAtCall::SELECTOR);
        let terms = ask(vm, program, question.word(U256::from(offer)))?;
        let mut terms = Input::new(terms.bytes());
        let _lender = terms.address();
        let (debt_asset, collateral_asset) = (terms.address(), terms.address());
        (0..BEFORE_RATE).for_each(|_| {
            terms.word();
        });
        let rate = terms.number(u64::MAX);
        (0..BEFORE_PATIENCE).for_each(|_| {
            terms.word();
        });
        let (patience, longest) = (terms.number(u64::MAX), terms.number(u64::MAX));
        let term_rate = terms.number(u64::MAX);
        let [start, interest_from, _sale_from] = [0; 3].map(|_: u8| stored.number(u64::MAX));
        let [
            opened,
            principal,
            collateral,
            unpaid,
            paid,
            _opened_rate,
            _mark,
        ] = [0; 7].map(|_: u8| stored.amount());
        let [cash, shares, withheld] = [0; 3].map(|_: u8| stored.amount());
        let [left, interest, forfeits] = [0; 3].map(|_: u8| owed.amount());
        let mut loan = Self {
            borrower,
            debt_asset,
            collateral_asset,
            turned,
            start,
            opened,
            locked: Locked {
                principal: left,
                collateral: collateral.saturating_sub(forfeits),
            },
            cash,
            shares: shares.saturating_add(forfeits),
            withheld,
            unpaid,
            paid,
            from: interest_from,
            rate: if turned { term_rate } else { rate },
            patience,
            longest,
            count: terms.number(u64::MAX),
            period: terms.number(u64::MAX),
            grace: terms.number(u64::MAX),
            interest,
            lapsed: owed.flag(),
            due: owed.number(u64::MAX),
            part: owed.amount(),
        };
        for input in [&stored, &owed, &terms] {
            input.finish().map_err(|_| failed(program))?;
        }
        if left < principal {
            // What was missed starts the bucket anew.
            (loan.unpaid, loan.paid, loan.from) = (interest, 0, vm.block_timestamp());
        }
        Ok(loan)
    }

    fn lives(&self) -> bool {
        self.locked.principal > 0
    }

    /// Interest in the bucket at a second, as the program reckons it.
    fn interest_at(&self, time: u64) -> Result<u128, RiskError> {
        let seconds = time.saturating_sub(self.from);
        let since = simple_interest(self.locked.principal, Wad(self.rate.into()), seconds)?;
        Ok(self.unpaid.saturating_add(since).saturating_sub(self.paid))
    }

    /// The first second in which it has lapsed if nothing more is paid; 0: never. Interest of s seconds, rounded up, exceeds
    /// what was paid from s = floor(paid * year / (principal * rate)) + 1 on.
    fn lapses(&self) -> u64 {
        let year = WAD.saturating_mul(YEAR.into());
        let covered = mul_div_down(self.paid, year, self.locked.principal)
            .ok()
            .and_then(|paid| paid.checked_div(self.rate.into()))
            .and_then(|seconds| u64::try_from(seconds).ok());
        let unpaid = covered.map_or(u64::MAX, |seconds| {
            let since = seconds.saturating_add(self.patience).saturating_add(1);
            self.from.saturating_add(since)
        });
        let over = match self.longest {
            0 => u64::MAX,
            longest => self.start.saturating_add(longest).saturating_add(1),
        };
        match unpaid.min(over) {
            u64::MAX => 0,
            second => second,
        }
    }

    /// Principal at most after date `number`, rounded down as the program does.
    fn line(&self, number: u64) -> Result<u128, RiskError> {
        let left = self.count.saturating_sub(number);
        mul_div_down(self.opened, left.into(), self.count.into())
    }

    fn date(&self, number: u64) -> u64 {
        self.start
            .saturating_add(self.period.saturating_mul(number))
    }

    fn missed_after(&self, due: u64) -> u64 {
        due.saturating_add(self.grace)
    }
}

/// What `ILoanLens.outlooks` tells.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn outlook<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Outlook> {
    let loan = Yielding::load(vm, which)?;
    let mut told = Outlook {
        borrower: loan.borrower,
        debt_asset: loan.debt_asset,
        collateral_asset: loan.collateral_asset,
        cash: loan.cash,
        forfeited: loan.shares,
        withheld: loan.withheld,
        ..Outlook::default()
    };
    if !loan.lives() {
        return Ok(told);
    }
    let now = vm.block_timestamp();
    told.principal = loan.locked.principal;
    told.interest = loan.interest;
    told.collateral = loan.locked.collateral;
    let owed = loan.locked.principal.checked_add(loan.interest);
    told.break_even = even(owed.ok_or(RiskError::Overflow)?, loan.locked.collateral);
    told.bearer = Bearer::Lender;
    if loan.turned {
        let due = loan.part > 0 && loan.due <= now;
        told.stage = if due { Stage::Due } else { Stage::Running };
        told.next_due = loan.due;
        told.missed_after = loan.missed_after(loan.due);
        told.last_due = loan.date(loan.count);
        if loan.part > 0 {
            // Interest is paid before principal.
            let interest = loan.interest_at(loan.due.max(now))?;
            told.next_payment = loan.part.checked_add(interest).ok_or(RiskError::Overflow)?;
            (_, told.next_unlocks) = loan.locked.repay(loan.part)?;
        }
    } else {
        told.next_due = loan.lapses();
        told.stage = Stage::Running;
        if loan.lapsed {
            told.stage = Stage::Open;
            told.next_payment = loan.interest_at(now.saturating_sub(loan.patience))?;
        }
    }
    Ok(told)
}

/// `ILoanLens.schedule`: the dates at which principal stands above its line.
///
/// # Errors
/// `CallFailed`; [`RiskError`].
#[inline(never)]
pub(crate) fn schedule<H: Host + ?Sized>(vm: &H, which: &Which) -> Result<Rows> {
    let (mut loan, mut rows) = (Yielding::load(vm, which)?, Rows::default());
    if !loan.turned || !loan.lives() {
        return Ok(rows);
    }
    let now = vm.block_timestamp();
    let passed = loan.due.saturating_sub(loan.start);
    let first = passed.checked_div(loan.period).unwrap_or(u64::MAX);
    // At most 120 dates, by the program's own bounds.
    for number in first..=loan.count.min(first.saturating_add(120)) {
        let (due, line) = (loan.date(number), loan.line(number)?);
        let principal = loan.locked.principal.saturating_sub(line);
        if principal == 0 {
            continue;
        }
        let time = due.max(now);
        let interest = loan.interest_at(time)?;
        let (rest, unlocks) = loan.locked.repay(principal)?;
        rows.add(&Row {
            number,
            due,
            missed_after: loan.missed_after(due),
            principal,
            interest,
            unlocks,
        });
        loan.locked = rest;
        (loan.unpaid, loan.paid, loan.from) = (0, 0, time);
    }
    Ok(rows)
}

//! A generated book: loans of every health, size and shape, the same for the same seed.

use super::{Book, Loan, Shape, is_dollar};
use crate::error::{Error, Result};
use crate::fixed::{WAD, scale_down};
use crate::random::Random;

/// Loans of a generated book where nobody asks for another number.
pub const DEFAULT_LOANS: usize = 120;

/// The stablecoin that is borrowed, and held beside the collateral of hedged loans.
const DOLLAR: &str = "USDC";

/// Share of its limit that a loan uses: from a conservative third to just under the limit.
const LEAST_USE: u128 = WAD / 100 * 35;
const MOST_USE: u128 = WAD / 1_000 * 985;

/// Collateral is worth at least $500, and at most $2M (11.9658 doublings) where nobody asks for another size.
const LEAST_USD: u128 = 500 * WAD;
const MOST_USD: u128 = 2_000_000 * WAD;
/// Most doublings of the least size: $2 billion.
const MOST_DOUBLINGS: u128 = 22;

/// What the loans of a generated book are made of.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Kind {
    /// Single, multi and hedged loans together, as [`synthetic_book`] says.
    #[default]
    Blend,
    /// One volatile asset against USDC.
    Single,
    /// Two volatile assets against USDC.
    Multi,
    /// Long one volatile asset, short another: one against the other.
    Hedged,
    /// Staked ether (WSTETH) against ETH.
    Staked,
}

/// A book to generate.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Plan {
    /// Number of loans.
    pub loans: usize,
    /// What they are made of.
    pub kind: Kind,
    /// Largest collateral, WAD USD: $1,000 to $2 billion.
    pub largest: u128,
    /// Any number; the same seed gives the same book.
    pub seed: u64,
}

impl Default for Plan {
    fn default() -> Self {
        Self {
            loans: DEFAULT_LOANS,
            kind: Kind::Blend,
            largest: MOST_USD,
            seed: 1,
        }
    }
}

/// Amounts are cut to decimals that tokens have: 6 for dollars, 8 for others.
const DOLLAR_GRAIN: u128 = WAD / 1_000_000;
const TOKEN_GRAIN: u128 = WAD / 100_000_000;

/// A book of `n` loans at `prices` (WAD USD per symbol).
///
/// - Shapes: 60% one volatile asset against USDC; 25% two volatile assets against USDC; 15% hedged:
///   a volatile asset and USDC against another volatile asset (two of three), or a volatile asset
///   against another and USDC (one of three). With only one volatile asset in `prices` all loans are
///   of one asset. Where an asset is drawn alone, the first of `prices` is drawn half the time.
/// - Sizes: collateral from $500 to $2M, even in its logarithm.
/// - Health: each loan's largest debt that `can_open` admits is found by bisection; it takes 35% to
///   98.5% of that, crowded towards the limit (1 - share falls with the square of an even draw).
///
/// `can_open` must say no to more debt whenever it says no to less; it sees the loan with its debt.
///
/// # Errors
/// [`Error::Parameter`] for `n` of 0 or no volatile asset; [`Error::NothingBorrowable`] if
/// `can_open` admits no debt for some loan; [`Error::Overflow`].
pub fn synthetic_book(
    n: usize,
    seed: u64,
    prices: &[(String, u128)],
    can_open: &dyn Fn(&Loan) -> bool,
) -> Result<Book> {
    let plan = Plan {
        loans: n,
        seed,
        ..Plan::default()
    };
    generated_book(&plan, prices, can_open)
}

/// A book as planned at `prices` (WAD USD per symbol): sizes even in their logarithm from $500 to the largest, debts as
/// [`synthetic_book`] draws them.
///
/// # Errors
/// As [`synthetic_book`]; [`Error::Parameter`] also for a largest loan outside its bounds, and for assets that the kind
/// needs and `prices` lacks.
pub fn generated_book(
    plan: &Plan,
    prices: &[(String, u128)],
    can_open: &dyn Fn(&Loan) -> bool,
) -> Result<Book> {
    let refuse = |name, value: String, advice| {
        Err(Error::Parameter {
            name,
            value,
            advice,
        })
    };
    let (n, seed) = (plan.loans, plan.seed);
    if n == 0 {
        let advice = "give at least 1";
        return refuse("the number of loans", "0".to_owned(), advice);
    }
    if !(2 * LEAST_USD..=2_000_000_000 * WAD).contains(&plan.largest) {
        let value = crate::decimal::format_wad(plan.largest);
        return refuse("the largest loan", value, "give $1,000 to $2,000,000,000");
    }
    let staked = super::price_in(prices, "WSTETH").zip(super::price_in(prices, "ETH"));
    let volatile: Vec<(String, u128)> = prices
        .iter()
        .filter(|(asset, price)| !is_dollar(asset) && asset != "WSTETH" && *price > 0)
        .cloned()
        .collect();
    let (least, advice) = match plan.kind {
        Kind::Blend | Kind::Single => (1, "give the price of at least one, such as ETH"),
        Kind::Multi | Kind::Hedged => (2, "give the prices of two, such as ETH and BTC"),
        Kind::Staked => (0, ""),
    };
    if volatile.len() < least {
        let value = volatile.len().to_string();
        return refuse("the number of volatile assets", value, advice);
    }
    if plan.kind == Kind::Staked && staked.is_none() {
        let value = "missing".to_owned();
        return refuse(
            "the price of WSTETH or ETH",
            value,
            "give ETH's, and a depeg or WSTETH's",
        );
    }
    let mut random = Random::new(seed);
    let mut shapes = match plan.kind {
        Kind::Blend => shapes(n, volatile.len()),
        Kind::Single => vec![Shape::Single; n],
        Kind::Multi => vec![Shape::Multi; n],
        Kind::Hedged | Kind::Staked => vec![Shape::Hedged; n],
    };
    random.shuffle(&mut shapes);
    let dollar_price = super::price_in(prices, DOLLAR).unwrap_or(WAD);
    let doublings = (1..MOST_DOUBLINGS).find(|doublings| LEAST_USD << doublings >= plan.largest);
    let mut maker = Maker {
        random,
        kind: plan.kind,
        volatile,
        staked: staked.unwrap_or_default(),
        dollar: (DOLLAR.to_owned(), dollar_price),
        hedges: 0,
        doublings: doublings.unwrap_or(MOST_DOUBLINGS),
        largest: plan.largest,
    };
    let digits = n.to_string().len().max(3);
    let loans = shapes.into_iter().enumerate().map(|(id, shape)| {
        let owner = format!("loan-{:0digits$}", id + 1);
        maker.loan(id, owner, shape, can_open)
    });
    let loans = loans.collect::<Result<Vec<_>>>()?;
    let kind = match plan.kind {
        Kind::Blend => "synthetic",
        Kind::Single => "single-asset",
        Kind::Multi => "multi-asset",
        Kind::Hedged => "hedged",
        Kind::Staked => "staked",
    };
    let source = format!("{n} {kind} loans, seed {seed}");
    Ok(Book {
        loans,
        source,
        notes: Vec::new(),
        reference_prices: prices.to_vec(),
    })
}

/// The plain rule "debt at most `limit` (WAD) of the collateral" for [`synthetic_book`].
pub fn at_most_loan_to_value(
    limit: u128,
    prices: &[(String, u128)],
) -> impl Fn(&Loan) -> bool + use<'_> {
    move |loan| {
        let values = (loan.collateral_usd(prices), loan.debt_usd(prices));
        let (Ok(collateral), Ok(debt)) = values else {
            return false;
        };
        scale_down(collateral, limit, WAD, "a limit").is_ok_and(|most| debt <= most)
    }
}

fn shapes(n: usize, volatile: usize) -> Vec<Shape> {
    let (hedged, multi) = if volatile < 2 {
        (0, 0)
    } else {
        (n * 15 / 100, n * 25 / 100)
    };
    let mut shapes = vec![Shape::Hedged; hedged];
    shapes.extend(vec![Shape::Multi; multi]);
    shapes.resize(n, Shape::Single);
    shapes
}

/// An asset, its price, and its part of a side of the loan; all WAD.
type Part = (String, u128, u128);

struct Maker {
    random: Random,
    kind: Kind,
    volatile: Vec<(String, u128)>,
    /// Prices of staked ether and of ether.
    staked: (u128, u128),
    dollar: (String, u128),
    hedges: usize,
    doublings: u128,
    largest: u128,
}

impl Maker {
    fn loan(
        &mut self,
        id: usize,
        owner: String,
        shape: Shape,
        can_open: &dyn Fn(&Loan) -> bool,
    ) -> Result<Loan> {
        let (collateral, debt) = self.parts(shape);
        let drawn = self.random.log_even(self.doublings);
        let size = scale_down(LEAST_USD, drawn, WAD, "a loan's size")?;
        // Whole doublings end a little above the largest: fold the top back.
        let size = size.min(self.largest);
        let mut loan = Loan {
            id,
            owner,
            collateral: amounts(&collateral, size)?,
            debt: Vec::new(),
            shape,
        };
        let most = largest_debt(&mut loan, &debt, size, can_open)?;
        let draw = self.random.between(0, WAD);
        let unused = scale_down(draw, draw, WAD, "a share")?;
        let unused = scale_down(MOST_USE - LEAST_USE, unused, WAD, "a share")?;
        let owed = scale_down(most, MOST_USE - unused, WAD, "a debt")?;
        loan.debt = amounts(&debt, owed)?;
        loan.debt.retain(|(_, amount)| *amount > 0);
        if loan.debt.is_empty() || !can_open(&loan) {
            return Err(Error::NothingBorrowable { loan: id + 1 });
        }
        Ok(loan)
    }

    /// What the two sides of a loan are made of.
    fn parts(&mut self, shape: Shape) -> (Vec<Part>, Vec<Part>) {
        let (first, second) = self.two();
        let dollar = self.dollar.clone();
        let part = self.random.between(WAD / 5, WAD / 5 * 4);
        let whole = |(asset, price): (String, u128)| vec![(asset, price, WAD)];
        let both = |one: (String, u128), other: (String, u128)| {
            vec![(one.0, one.1, part), (other.0, other.1, WAD - part)]
        };
        match shape {
            Shape::Hedged if self.kind == Kind::Hedged => (whole(first), whole(second)),
            Shape::Hedged if self.kind == Kind::Staked => {
                let named = |asset: &str, price| whole((asset.to_owned(), price));
                (named("WSTETH", self.staked.0), named("ETH", self.staked.1))
            }
            Shape::Single => (whole(first), whole(dollar)),
            Shape::Multi => (both(first, second), whole(dollar)),
            Shape::Hedged => {
                self.hedges += 1;
                if self.hedges.is_multiple_of(3) {
                    (whole(first), both(second, dollar))
                } else {
                    (both(first, dollar), whole(second))
                }
            }
        }
    }

    /// Two different volatile assets, if there are two.
    fn two(&mut self) -> ((String, u128), (String, u128)) {
        let mut pool = self.volatile.clone();
        if pool.is_empty() {
            return Default::default(); // staked loans draw none
        }
        let heads = self.random.below(2) == 0;
        let others = u64::try_from(pool.len()).unwrap_or(1).saturating_sub(1);
        let mut take = |random: &mut Random, bound: u64, skip: usize| {
            let index = skip + usize::try_from(random.below(bound)).unwrap_or(0);
            pool.remove(index.min(pool.len() - 1))
        };
        if others == 0 {
            let only = take(&mut self.random, 1, 0);
            return (only.clone(), only);
        }
        let first = if heads {
            take(&mut self.random, 1, 0)
        } else {
            take(&mut self.random, others, 1)
        };
        let second = take(&mut self.random, others, 0);
        (first, second)
    }
}

/// Amounts of the parts of a value in WAD USD, rounded down to the token's decimals.
fn amounts(parts: &[Part], value: u128) -> Result<Vec<(String, u128)>> {
    let amount = |(asset, price, part): &Part| {
        let usd = scale_down(value, *part, WAD, "a part of a loan")?;
        let amount = scale_down(usd, WAD, *price, "an amount")?;
        let grain = if is_dollar(asset) {
            DOLLAR_GRAIN
        } else {
            TOKEN_GRAIN
        };
        Ok((asset.clone(), amount / grain * grain))
    };
    parts.iter().map(amount).collect()
}

/// The largest debt in WAD USD, up to `size`, that `can_open` admits, to within a millionth of
/// `size`.
fn largest_debt(
    loan: &mut Loan,
    debt: &[Part],
    size: u128,
    can_open: &dyn Fn(&Loan) -> bool,
) -> Result<u128> {
    let (mut admitted, mut refused) = (0, size);
    for _ in 0..20 {
        let middle = admitted + (refused - admitted) / 2;
        loan.debt = amounts(debt, middle)?;
        if can_open(loan) {
            admitted = middle;
        } else {
            refused = middle;
        }
    }
    if admitted == 0 {
        Err(Error::NothingBorrowable { loan: loan.id + 1 })
    } else {
        Ok(admitted)
    }
}

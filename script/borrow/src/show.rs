//! An account: its positions and loans, and the pool around it.

use alloy::primitives::U256;
use ballast_bindings::lens::ILens::{Limits, Market, accountReturn};
use ballast_bindings::unwinder::IUnwinder::Parameters;
use serde_json::{Value, json};

use crate::act::pretty;
use crate::amount::{duration, exact, health, percent, tokens, usd};
use crate::explain::flags;
use crate::failure::Failure;
use crate::session::{Asset, Session, holding};
use crate::table::{list, table};
use crate::{collar, growth, put, term};

/// Prints everything about the account.
///
/// # Errors
/// [`Failure`].
pub async fn show(session: &Session, json: bool) -> Result<String, Failure> {
    let standing = session.standing().await?;
    let terms = session.terms().await?;
    let mut rows = Vec::new();
    for market in &session.markets {
        let limits = session.limits(market.asset).await?;
        rows.push((session.named(market.asset), market, limits));
    }
    let (mut loans, mut loans_text) = term::show::section(session).await?;
    for (more, text) in [
        put::tell::section(session).await?,
        collar::tell::section(session).await?,
        growth::tell::section(session).await?,
    ] {
        loans.extend(more);
        loans_text.push_str(&text);
    }
    Ok(if json {
        let mut all = as_json(session, &standing, &terms, &rows);
        all["loans"] = loans.into();
        pretty(&all)
    } else {
        format!("{}{loans_text}", as_text(session, &standing, &terms, &rows))
    })
}

type Row<'a> = (Asset, &'a Market, Limits);

/// A stage of unwinding.
const fn stage(number: u8) -> &'static str {
    match number {
        0 => "calm",
        1 => "watch",
        2 => "metered",
        3 => "auction",
        4 => "backstop",
        5 => "shortfall",
        _ => "unknown",
    }
}

/// What to do in a stage.
const fn advice(number: u8) -> &'static str {
    match number {
        0 => "",
        1 => ": nothing is sold yet; top up or repay to be calm again",
        2 => ": sold in slices while health is under the target; top up or repay to stop it",
        3 => ": everything needed is auctioned; top up or repay to stop it",
        4 => {
            ": nobody bought it; insurance buys at a discount, then lenders take it; top up or repay to stop it"
        }
        _ => ": the debt exceeds what is left",
    }
}

/// What unwinding costs and how long it takes.
pub fn terms_text(terms: &Parameters) -> [(&'static str, String); 2] {
    let slices = format!(
        "under health 1 in slices, at most {} under spot, for at most {}, until health is {}",
        percent(terms.sliceDiscount),
        duration(terms.recovery),
        health(terms.target)
    );
    let auction = format!(
        "past that, or when critical: {} of one auction, at most {} under spot",
        duration(terms.auctionDuration),
        percent(terms.auctionDiscount)
    );
    [("sold", slices), ("and then", auction)]
}

/// The same for programs.
pub fn terms_json(terms: &Parameters) -> Value {
    json!({
        "target": exact(terms.target),
        "recovery_seconds": terms.recovery.saturating_to::<u64>(),
        "minimum_recovery_seconds": terms.minimumRecovery.saturating_to::<u64>(),
        "slice_discount": exact(terms.sliceDiscount),
        "auction_seconds": terms.auctionDuration.saturating_to::<u64>(),
        "auction_discount": exact(terms.auctionDiscount),
    })
}

fn as_text(
    session: &Session,
    standing: &accountReturn,
    terms: &Parameters,
    rows: &[Row],
) -> String {
    let (judged, unwind) = (&standing.health, &standing.unwind);
    let mut pairs = vec![
        ("account", session.account.to_string()),
        ("pool", session.pool.to_string()),
        (
            "opening health",
            format!(
                "{} (required {})",
                health(judged.opening),
                health(judged.required)
            ),
        ),
        (
            "health",
            format!(
                "smoothed {}, spot {}",
                health(judged.smoothed),
                health(judged.spot)
            ),
        ),
        (
            "value",
            format!(
                "collateral {}, debt {}",
                usd(judged.collateral),
                usd(judged.debt)
            ),
        ),
        (
            "unwinding",
            format!("{}{}", stage(unwind.stage), advice(unwind.stage)),
        ),
    ];
    if unwind.start != 0 {
        let schedule = format!(
            "opened at {}, ends at {} (unix time)",
            unwind.start, unwind.end
        );
        pairs.push(("schedule", schedule));
    }
    pairs.extend(terms_text(terms));
    let amount = |asset: &Asset, units| tokens(units, asset.decimals);
    let positions: Vec<_> = standing
        .holdings
        .iter()
        .map(|held| {
            let asset = session.named(held.asset);
            vec![
                asset.symbol.clone(),
                amount(&asset, held.supplied),
                amount(&asset, held.collateral),
                amount(&asset, held.debt),
                usd(held.suppliedUsd),
                usd(held.collateralUsd),
                usd(held.debtUsd),
            ]
        })
        .collect();
    let reserves: Vec<_> = rows
        .iter()
        .map(|(asset, market, _)| {
            let price = match market.flags {
                0 => usd(market.spot),
                set => format!("{} ({})", usd(market.spot), flags(set)),
            };
            vec![
                asset.symbol.clone(),
                price,
                percent(market.supplyRate),
                percent(market.borrowRate),
                percent(market.utilisation),
            ]
        })
        .collect();
    let limits: Vec<_> = rows
        .iter()
        .map(|(asset, _, limits)| {
            let each = [
                limits.supply,
                limits.withdraw,
                limits.depositCollateral,
                limits.withdrawCollateral,
                limits.borrow,
                limits.repay,
            ];
            let cells = each.iter().map(|&units| amount(asset, units));
            std::iter::once(asset.symbol.clone()).chain(cells).collect()
        })
        .collect();
    let positions = if positions.is_empty() {
        "no positions\n".to_owned()
    } else {
        let head = ["asset", "supplied", "collateral", "debt", "", "in USD", ""];
        format!("positions\n{}", table(&head, &positions))
    };
    let head = [
        "asset",
        "price",
        "supply rate",
        "borrow rate",
        "utilisation",
    ];
    let reserves = table(&head, &reserves);
    let head = [
        "asset", "supply", "withdraw", "deposit", "release", "borrow", "repay",
    ];
    let limits = table(&head, &limits);
    format!(
        "{}{positions}rates, a year\n{reserves}most that can be done now\n{limits}",
        list(&pairs)
    )
}

fn as_json(session: &Session, standing: &accountReturn, terms: &Parameters, rows: &[Row]) -> Value {
    let (judged, unwind) = (&standing.health, &standing.unwind);
    let assets: Vec<_> = rows
        .iter()
        .map(|(asset, market, limits)| {
            let amount = |units: U256| tokens(units, asset.decimals);
            let held = holding(&standing.holdings, asset);
            let part = |units: Option<U256>| units.unwrap_or(U256::ZERO);
            json!({
                "asset": asset.symbol,
                "address": asset.address,
                "decimals": asset.decimals,
                "supplied": amount(part(held.map(|h| h.supplied))),
                "collateral": amount(part(held.map(|h| h.collateral))),
                "debt": amount(part(held.map(|h| h.debt))),
                "supplied_usd": exact(part(held.map(|h| h.suppliedUsd))),
                "collateral_usd": exact(part(held.map(|h| h.collateralUsd))),
                "debt_usd": exact(part(held.map(|h| h.debtUsd))),
                "spot": exact(market.spot),
                "smoothed": exact(market.smoothed),
                "flags": market.flags,
                "supply_rate": exact(market.supplyRate),
                "borrow_rate": exact(market.borrowRate),
                "utilisation": exact(market.utilisation),
                "limits": {
                    "supply": amount(limits.supply),
                    "withdraw": amount(limits.withdraw),
                    "deposit": amount(limits.depositCollateral),
                    "release": amount(limits.withdrawCollateral),
                    "borrow": amount(limits.borrow),
                    "repay": amount(limits.repay),
                },
            })
        })
        .collect();
    json!({
        "account": session.account,
        "pool": session.pool,
        "health": {
            "opening": exact(judged.opening),
            "required": exact(judged.required),
            "smoothed": exact(judged.smoothed),
            "spot": exact(judged.spot),
            "critical": exact(unwind.criticalHealth),
            "collateral_usd": exact(judged.collateral),
            "debt_usd": exact(judged.debt),
            "stress_usd": exact(judged.stress),
        },
        "unwind": {
            "stage": unwind.stage,
            "name": stage(unwind.stage),
            "start": unwind.start,
            "end": unwind.end,
            "auction_start": unwind.auctionStart,
            "terms": terms_json(terms),
        },
        "assets": assets,
    })
}

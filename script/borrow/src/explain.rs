//! What programs revert with, in sentences that say what to do next.

use alloy::primitives::U256;
use alloy::sol_types::SolInterface;
use ballast_bindings::lens::ILens::Limits;
use ballast_bindings::owned::IOwned::IOwnedErrors;
use ballast_bindings::pool::IPool::{IPoolErrors, Unhealthy};
use ballast_deploy::Error;

use crate::amount;
use crate::failure::Failure;
use crate::session::{Asset, Session};
use crate::verb::Verb;

/// What the flags of a price say.
pub fn flags(flags: u8) -> String {
    const WORDS: [&str; 4] = [
        "stale",
        "unusable while the sequencer is down or just back",
        "in doubt: its sources disagree",
        "depegged",
    ];
    let set = (0..8).filter(|bit| flags >> bit & 1 == 1);
    let words = set.map(|bit| WORDS.get(bit).copied().unwrap_or("flagged"));
    words.collect::<Vec<_>>().join(", ")
}

/// Words for the failure of an action.
pub async fn explain(
    session: &Session,
    verb: Verb,
    asset: &Asset,
    amount: U256,
    error: Error,
) -> Failure {
    let data = match &error {
        Error::Reverted { data, .. } if !data.is_empty() => data,
        Error::Rpc { reason, .. } if reason.contains("insufficient funds") => {
            let payer = session.chain.from();
            return Failure::Failed(format!("{payer} cannot pay for gas: send it ether"));
        }
        _ => return error.into(),
    };
    if let Ok(IPoolErrors::Unhealthy(refused)) = IPoolErrors::abi_decode(data) {
        let text = unhealthy(session, verb, asset, amount, &refused).await;
        return text.map_or_else(|failure| failure, Failure::Failed);
    }
    let text = IPoolErrors::abi_decode(data)
        .ok()
        .and_then(|refused| of_pool(session, verb, &refused))
        .or_else(|| of_any(data));
    text.map_or_else(|| error.into(), Failure::Failed)
}

/// The pool's own errors, as far as users meet them.
fn of_pool(session: &Session, verb: Verb, error: &IPoolErrors) -> Option<String> {
    let act = verb.name();
    Some(match error {
        IPoolErrors::UnknownReserve(e) => format!("this pool has no reserve of {}", e.asset),
        IPoolErrors::TooMany(e) => format!(
            "an account has at most {} assets, 8 by what others give it: close a position in another asset first",
            e.limit
        ),
        IPoolErrors::ZeroAmount(_) => {
            "nothing is there to take, or the amount rounds to nothing".to_owned()
        }
        IPoolErrors::NotEnabled(e) => {
            let what = if verb == Verb::Borrow {
                "borrowing"
            } else {
                "collateral"
            };
            let symbol = session.named(e.asset).symbol;
            format!("{symbol} is closed to new {what}: choose another asset")
        }
        IPoolErrors::Paused(e) => {
            let symbol = session.named(e.asset).symbol;
            format!(
                "the guardian has paused this for {symbol}: try again later; repaying and topping up always work"
            )
        }
        IPoolErrors::NotAllowed(e) => {
            let symbol = session.named(e.asset).symbol;
            format!(
                "{symbol} is for accounts on the allow-list, and {} is not on it: ask its gatekeeper",
                e.account
            )
        }
        IPoolErrors::OutflowExceeded(e) => {
            let asset = session.named(e.asset);
            let (left, wanted) = (asset.say(e.available), asset.say(e.wanted));
            format!(
                "the outflow cap leaves {left} at this moment, not {wanted}: {act} at most that, or wait"
            )
        }
        IPoolErrors::CapExceeded(e) => {
            let asset = session.named(e.asset);
            let what = if verb == Verb::Borrow {
                "borrow"
            } else {
                "supply"
            };
            let (cap, total) = (asset.say(e.cap), asset.say(e.total));
            format!(
                "the {what} cap is {cap}, and this would make it {total}: {act} less, `show` tells how much"
            )
        }
        IPoolErrors::ReserveExhausted(e) => {
            let symbol = session.named(e.asset).symbol;
            format!("losses left too little in the reserve of {symbol}: it takes no more supply")
        }
        IPoolErrors::InsufficientCash(e) => {
            let asset = session.named(e.asset);
            let (there, wanted) = (asset.say(e.available), asset.say(e.wanted));
            format!(
                "the reserve has {there} in cash, not {wanted}: {act} at most that, or wait until borrowers repay"
            )
        }
        IPoolErrors::InsufficientBalance(e) => {
            let asset = session.named(e.asset);
            let (there, wanted) = (asset.say(e.available), asset.say(e.wanted));
            format!("the account has {there} there, not {wanted}: {act} all, or less")
        }
        IPoolErrors::NotAuthorised(e) => format!(
            "{} may not act for {}: that account has to run `ballast-borrow authorise {}` first",
            e.caller, e.account, e.caller
        ),
        IPoolErrors::PriceUnavailable(e) => {
            let symbol = session.named(e.asset).symbol;
            format!(
                "the price of {symbol} is {}: nothing can be borrowed or released until it is good again; \
                 repaying and topping up always work",
                flags(e.flags)
            )
        }
        IPoolErrors::TransferFailed(e) => {
            let symbol = session.named(e.token).symbol;
            format!(
                "the token {symbol} refused the transfer: is it paused, or one of the accounts blocked?"
            )
        }
        IPoolErrors::TransferMismatch(e) => {
            let asset = session.named(e.token);
            let (expected, received) = (asset.say(e.expected), asset.say(e.received));
            format!(
                "the token delivered {received} instead of {expected}: the pool takes no tokens with fees on transfers"
            )
        }
        IPoolErrors::CallFailed(e) => {
            format!(
                "{} does not answer, which the pool depends on: try again later, or tell its operator",
                e.target
            )
        }
        _ => return None,
    })
}

/// Errors that all programs share.
fn of_any(data: &[u8]) -> Option<String> {
    Some(match IOwnedErrors::abi_decode(data).ok()? {
        IOwnedErrors::ZeroAddress(_) => {
            "the zero address stands where an account is needed".to_owned()
        }
        IOwnedErrors::Reentered(_) => {
            "the token called back into the pool, which refuses that".to_owned()
        }
        IOwnedErrors::RiskCalculation(e) => format!(
            "these amounts are beyond what can be judged (code {}): take less",
            e.code
        ),
        _ => return None,
    })
}

/// What would be enough.
async fn unhealthy(
    session: &Session,
    verb: Verb,
    asset: &Asset,
    amount: U256,
    refused: &Unhealthy,
) -> Result<String, Failure> {
    let Limits {
        withdrawCollateral,
        borrow,
        ..
    } = session.limits(asset.address).await?;
    let mut text = format!(
        "health would be {}, and at least {} is required",
        amount::health(refused.health),
        amount::health(refused.required)
    );
    let most = if verb == Verb::Borrow {
        borrow
    } else {
        withdrawCollateral
    };
    if most.is_zero() {
        text.push_str(&format!("; nothing can be {} now", participle(verb)));
    } else {
        text.push_str(&format!("; {} at most {}", verb.name(), asset.say(most)));
    }
    if verb == Verb::Borrow {
        let additions = collateral_for(session, asset, amount).await?;
        if !additions.is_empty() {
            text.push_str(&format!(", or deposit {} first", additions.join(" or ")));
        }
    } else {
        text.push_str(", or repay debt first");
    }
    Ok(text)
}

const fn participle(verb: Verb) -> &'static str {
    match verb {
        Verb::Borrow => "borrowed",
        _ => "released",
    }
}

/// What collateral each asset that is taken as such would have to add, of those that the account has or, where it has
/// none, of all.
async fn collateral_for(
    session: &Session,
    debt: &Asset,
    amount: U256,
) -> Result<Vec<String>, Failure> {
    let holdings = session.standing().await?.holdings;
    let pledged = |address| {
        let mut held = holdings.iter();
        held.any(|h| h.asset == address && !h.collateral.is_zero())
    };
    let none = !holdings.iter().any(|h| !h.collateral.is_zero());
    let mut additions = Vec::new();
    for market in &session.markets {
        if !market.collateralEnabled || market.asset == debt.address {
            continue;
        }
        if none || pledged(market.asset) {
            let asset = session.named(market.asset);
            let needed = session.collateral_for(debt, amount, &asset).await?;
            if needed != U256::MAX && !needed.is_zero() {
                additions.push(asset.say(needed));
            }
        }
    }
    Ok(additions)
}

#[cfg(test)]
mod tests {
    use super::flags;

    #[test]
    fn flags_are_told() {
        assert_eq!(flags(0), "");
        assert_eq!(flags(1), "stale");
        assert_eq!(flags(9), "stale, depegged");
        assert_eq!(flags(128), "flagged");
    }
}

//! What programs revert with, in sentences that say what to do next.

use alloy::primitives::{Address, U256};
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
        Error::Funds { account, .. } => {
            return Failure::Failed(format!("{account} cannot pay for gas: send it ether"));
        }
        _ => return error.into(),
    };
    if let Ok(IPoolErrors::Unhealthy(refused)) = IPoolErrors::abi_decode(data) {
        let text = unhealthy(session, verb, asset, amount, &refused).await;
        return text.map_or_else(|failure| failure, Failure::Failed);
    }
    let text = IPoolErrors::abi_decode(data)
        .ok()
        .and_then(|refused| of_pool(&|asset| session.named(asset), verb, &refused))
        .or_else(|| of_any(data));
    text.map_or_else(|| error.into(), Failure::Failed)
}

/// The pool's own errors, as far as users meet them.
fn of_pool(named: &dyn Fn(Address) -> Asset, verb: Verb, error: &IPoolErrors) -> Option<String> {
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
            let symbol = named(e.asset).symbol;
            format!("{symbol} is closed to new {what}: choose another asset")
        }
        IPoolErrors::Paused(e) => {
            let symbol = named(e.asset).symbol;
            format!(
                "the guardian has paused this for {symbol}: try again later; repaying and topping up always work"
            )
        }
        IPoolErrors::NotAllowed(e) => {
            let symbol = named(e.asset).symbol;
            format!(
                "{symbol} is for accounts on the allow-list, and {} is not on it: ask its gatekeeper",
                e.account
            )
        }
        IPoolErrors::OutflowExceeded(e) => {
            let asset = named(e.asset);
            let (left, wanted) = (asset.say(e.available), asset.say(e.wanted));
            format!(
                "the outflow cap leaves {left} at this moment, not {wanted}: {act} at most that, or wait"
            )
        }
        IPoolErrors::CapExceeded(e) => {
            let asset = named(e.asset);
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
            let symbol = named(e.asset).symbol;
            format!("losses left too little in the reserve of {symbol}: it takes no more supply")
        }
        IPoolErrors::InsufficientCash(e) => {
            let asset = named(e.asset);
            let (there, wanted) = (asset.say(e.available), asset.say(e.wanted));
            format!(
                "the reserve has {there} in cash, not {wanted}: {act} at most that, or wait until borrowers repay"
            )
        }
        IPoolErrors::InsufficientBalance(e) => {
            let asset = named(e.asset);
            let (there, wanted) = (asset.say(e.available), asset.say(e.wanted));
            format!("the account has {there} there, not {wanted}: {act} all, or less")
        }
        IPoolErrors::NotAuthorised(e) => format!(
            "{} may not act for {}: that account has to run `ballast-borrow authorise {}` first",
            e.caller, e.account, e.caller
        ),
        IPoolErrors::PriceUnavailable(e) => {
            let symbol = named(e.asset).symbol;
            format!(
                "the price of {symbol} is {}: nothing can be borrowed or released until it is good again; \
                 repaying and topping up always work",
                flags(e.flags)
            )
        }
        IPoolErrors::TransferFailed(e) => {
            let symbol = named(e.token).symbol;
            format!(
                "the token {symbol} refused the transfer: is it paused, or one of the accounts blocked?"
            )
        }
        IPoolErrors::TransferMismatch(e) => {
            let asset = named(e.token);
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
pub fn of_any(data: &[u8]) -> Option<String> {
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
    use alloy::sol_types::SolError;
    use ballast_bindings::owned::IOwned::{Reentered, RiskCalculation, Unauthorised, ZeroAddress};
    use ballast_bindings::pool::IPool;

    use super::*;

    #[test]
    fn flags_are_told() {
        assert_eq!(flags(0), "");
        assert_eq!(flags(1), "stale");
        assert_eq!(flags(9), "stale, depegged");
        assert_eq!(flags(128), "flagged");
    }

    /// Every error of the pool that a user can meet, and what its sentence must say.
    #[test]
    fn every_refusal_says_what_and_what_to_do() {
        let (asset, account) = (Address::repeat_byte(1), Address::repeat_byte(2));
        let named = |address| Asset {
            symbol: "USDC".to_owned(),
            address,
            decimals: 6,
        };
        let million = |amount: u64| U256::from(amount) * U256::from(1_000_000);
        let (available, wanted) = (million(5), million(7));
        let of = |verb, data: Vec<u8>| {
            let error = IPoolErrors::abi_decode(&data).unwrap();
            of_pool(&named, verb, &error)
        };
        let said = |verb, data| of(verb, data).unwrap();
        let cases = [
            (
                IPool::UnknownReserve { asset }.abi_encode(),
                &["no reserve of 0x0101"][..],
            ),
            (
                IPool::TooMany {
                    limit: U256::from(16),
                }
                .abi_encode(),
                &["at most 16 assets", "close a position"],
            ),
            (IPool::ZeroAmount {}.abi_encode(), &["rounds to nothing"]),
            (
                IPool::Paused { asset, what: 2 }.abi_encode(),
                &["paused this for USDC", "try again later"],
            ),
            (
                IPool::NotAllowed { asset, account }.abi_encode(),
                &[
                    "USDC is for accounts on the allow-list",
                    "0x0202",
                    "ask its gatekeeper",
                ],
            ),
            (
                IPool::OutflowExceeded {
                    asset,
                    available,
                    wanted,
                }
                .abi_encode(),
                &["outflow cap leaves 5 USDC", "not 7 USDC", "or wait"],
            ),
            (
                IPool::ReserveExhausted { asset }.abi_encode(),
                &["reserve of USDC", "no more supply"],
            ),
            (
                IPool::InsufficientCash {
                    asset,
                    available,
                    wanted,
                }
                .abi_encode(),
                &[
                    "has 5 USDC in cash, not 7 USDC",
                    "wait until borrowers repay",
                ],
            ),
            (
                IPool::InsufficientBalance {
                    asset,
                    available,
                    wanted,
                }
                .abi_encode(),
                &["has 5 USDC there, not 7 USDC", "all, or less"],
            ),
            (
                IPool::NotAuthorised {
                    account: asset,
                    caller: account,
                }
                .abi_encode(),
                &[
                    "0x0202",
                    "may not act for 0x0101",
                    "ballast-borrow authorise 0x0202",
                ],
            ),
            (
                IPool::PriceUnavailable { asset, flags: 2 }.abi_encode(),
                &[
                    "price of USDC",
                    "sequencer is down",
                    "repaying and topping up always work",
                ],
            ),
            (
                IPool::TransferFailed { token: asset }.abi_encode(),
                &["USDC refused the transfer", "blocked"],
            ),
            (
                IPool::TransferMismatch {
                    token: asset,
                    expected: wanted,
                    received: available,
                }
                .abi_encode(),
                &["delivered 5 USDC instead of 7 USDC", "fees on transfers"],
            ),
            (
                IPool::CallFailed { target: account }.abi_encode(),
                &["0x0202", "does not answer", "tell its operator"],
            ),
        ];
        for (error, words) in cases {
            let text = said(Verb::Withdraw, error);
            for word in words {
                assert!(text.contains(word), "{word}: {text}");
            }
        }
        // What depends on the verb.
        let closed = || IPool::NotEnabled { asset }.abi_encode();
        assert!(said(Verb::Borrow, closed()).contains("closed to new borrowing"));
        assert!(said(Verb::Deposit, closed()).contains("closed to new collateral"));
        let capped = || {
            let (cap, total) = (available, wanted);
            IPool::CapExceeded { asset, cap, total }.abi_encode()
        };
        assert!(
            said(Verb::Borrow, capped())
                .contains("the borrow cap is 5 USDC, and this would make it 7 USDC")
        );
        assert!(said(Verb::Supply, capped()).contains("the supply cap is 5 USDC"));
        // What users do not meet is told as it is.
        let sealed = IPool::SettingsAreSealed {}.abi_encode();
        assert_eq!(of(Verb::Supply, sealed), None);
    }

    #[test]
    fn errors_of_all_programs_are_told() {
        let told = |data: Vec<u8>| of_any(&data).unwrap();
        assert!(told(ZeroAddress {}.abi_encode()).contains("zero address"));
        assert!(told(Reentered {}.abi_encode()).contains("called back"));
        let text = told(RiskCalculation { code: 3 }.abi_encode());
        assert!(
            text.contains("code 3") && text.contains("take less"),
            "{text}"
        );
        let caller = Address::ZERO;
        assert_eq!(of_any(&Unauthorised { caller }.abi_encode()), None);
        assert_eq!(of_any(&[1, 2, 3, 4]), None);
    }
}

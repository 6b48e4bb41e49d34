//! Amounts as people write them, and back.

use std::str::FromStr;

use alloy::primitives::U256;
use alloy::primitives::utils::{format_units, parse_units};

/// The pool takes amounts from here on for all of what there is.
const TOO_LARGE: u32 = 128;
/// Seconds.
const DAY: u64 = 86_400;
/// One, in WAD.
pub const WAD: u64 = 1_000_000_000_000_000_000;

/// How much.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Amount {
    /// All that there is.
    All,
    /// The least that brings health back to what opening demands.
    Enough,
    /// Whole tokens and decimals, not yet in units of a token.
    Number(String),
}

impl FromStr for Amount {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        match text {
            "all" => return Ok(Self::All),
            "enough" => return Ok(Self::Enough),
            _ => {}
        }
        let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        let (whole, places) = text.split_once('.').unwrap_or((text, "0"));
        if whole.is_empty() || places.is_empty() || !digits(whole) || !digits(places) {
            return Err("not an amount; write a number such as 1.5, or all".to_owned());
        }
        Ok(Self::Number(text.to_owned()))
    }
}

/// A number of whole tokens in units of a token with `decimals`.
///
/// # Errors
/// What is wrong with it: zero, more places than the token has, or beyond what a pool counts.
pub fn units(number: &str, symbol: &str, decimals: u8) -> Result<U256, String> {
    let places = number.split_once('.').map_or("", |(_, places)| places);
    let places = places.trim_end_matches('0').len();
    if places > usize::from(decimals) {
        return Err(format!(
            "{number} has {places} decimals, {symbol} only {decimals}"
        ));
    }
    // No more places than there are, so that nothing is cut off in silence.
    let exact = number.split_once('.').map_or_else(
        || number.to_owned(),
        |(whole, all)| format!("{whole}.{}", all.get(..places).unwrap_or_default()),
    );
    let large = || format!("{number} {symbol} is more than a pool counts; write all for all");
    let amount: U256 = parse_units(exact.trim_end_matches('.'), decimals)
        .map_err(|_| large())?
        .into();
    if amount.is_zero() {
        return Err(format!("the amount of {symbol} is zero"));
    }
    if amount >> TOO_LARGE != U256::ZERO {
        return Err(large());
    }
    Ok(amount)
}

/// Units of a token as exact whole tokens, without zeros at the end.
pub fn tokens(amount: U256, decimals: u8) -> String {
    let text = format_units(amount, decimals).unwrap_or_else(|_| amount.to_string());
    match text.contains('.') {
        true => text.trim_end_matches('0').trim_end_matches('.').to_owned(),
        false => text,
    }
}

/// A WAD number with so many places, rounded down.
fn rounded(value: U256, places: usize) -> String {
    let text = format_units(value, 18).unwrap_or_else(|_| value.to_string());
    match text.split_once('.') {
        Some((whole, all)) => format!("{whole}.{}", all.get(..places).unwrap_or(all)),
        None => text,
    }
}

/// Health for people.
pub fn health(value: U256) -> String {
    if value == U256::MAX {
        "no debt".to_owned()
    } else {
        rounded(value, 4)
    }
}

/// USD for people.
pub fn usd(value: U256) -> String {
    format!("${}", rounded(value, 2))
}

/// A ratio for people.
pub fn percent(value: U256) -> String {
    format!("{}%", rounded(value.saturating_mul(U256::from(100)), 2))
}

/// A WAD number for programs, exact; none for what has no bound.
pub fn exact(value: U256) -> Option<String> {
    (value != U256::MAX).then(|| tokens(value, 18))
}

/// Seconds for people.
pub fn duration(seconds: U256) -> String {
    let seconds = seconds.saturating_to::<u64>();
    if seconds >= 2 * DAY {
        return match (seconds / DAY, seconds % DAY / 3600) {
            (days, 0) => format!("{days} d"),
            (days, hours) => format!("{days} d {hours} h"),
        };
    }
    match (seconds / 3600, seconds % 3600 / 60) {
        (0, minutes) => format!("{minutes} min"),
        (hours, 0) => format!("{hours} h"),
        (hours, minutes) => format!("{hours} h {minutes} min"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_become_units_exactly() {
        let usdc = |text| units(text, "USDC", 6);
        assert_eq!(usdc("1.5"), Ok(U256::from(1_500_000)));
        assert_eq!(usdc("0.000001"), Ok(U256::ONE));
        assert_eq!(usdc("2"), Ok(U256::from(2_000_000)));
        assert_eq!(
            usdc("2.50000000000"),
            Ok(U256::from(2_500_000)),
            "zeros are no decimals"
        );
        assert_eq!(
            usdc("1.0000001").unwrap_err(),
            "1.0000001 has 7 decimals, USDC only 6"
        );
        assert_eq!(usdc("0.0").unwrap_err(), "the amount of USDC is zero");
        let huge = format!("1{}", "0".repeat(90));
        for large in ["340282366920938463463374607431768.211456", huge.as_str()] {
            assert!(usdc(large).unwrap_err().contains("more than a pool counts"));
        }
        assert!(usdc("340282366920938463463374607431768.211455").is_ok());
    }

    #[test]
    fn only_plain_numbers_are_amounts() {
        for text in [
            "", ".", "1.", ".5", "-1", "1e18", "0x10", "1,5", "1.2.3", "ALL", "+1",
        ] {
            assert!(text.parse::<Amount>().is_err(), "{text}");
        }
        assert_eq!("all".parse(), Ok(Amount::All));
        assert_eq!("enough".parse(), Ok(Amount::Enough));
        assert_eq!("1.5".parse(), Ok(Amount::Number("1.5".to_owned())));
    }

    #[test]
    fn numbers_read_well() {
        let wad = U256::from(WAD);
        assert_eq!(tokens(U256::from(1_500_000), 6), "1.5");
        assert_eq!(tokens(U256::from(100), 0), "100");
        assert_eq!(tokens(U256::from(1_000_000), 6), "1");
        assert_eq!(health(wad + wad / U256::from(3)), "1.3333");
        assert_eq!(health(U256::MAX), "no debt");
        assert_eq!(usd(wad * U256::from(1234)), "$1234.00");
        assert_eq!(percent(wad / U256::from(40)), "2.50%");
        assert_eq!(exact(U256::MAX), None);
        assert_eq!(exact(wad / U256::from(4)).as_deref(), Some("0.25"));
        assert_eq!(duration(U256::from(43_200)), "12 h");
        assert_eq!(duration(U256::from(5_400)), "1 h 30 min");
        assert_eq!(duration(U256::from(900)), "15 min");
        assert_eq!(duration(U256::from(172_799)), "47 h 59 min");
        assert_eq!(duration(U256::from(176_400)), "2 d 1 h");
        assert_eq!(duration(U256::from(2_592_000)), "30 d");
    }
}

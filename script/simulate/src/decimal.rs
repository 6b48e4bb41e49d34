//! Decimal text to and from WAD, exactly and without floats.

/// Digits after the point that a WAD holds.
const DIGITS: i64 = 18;

/// Reads a non-negative decimal as WAD. Digits beyond the 18th after the point are cut (rounded
/// down); an exponent (`2.25e-06`) is understood.
///
/// # Errors
/// A short reason that completes "the field `x` ...": empty, negative, not a number, too large.
pub fn parse_wad(text: &str) -> Result<u128, &'static str> {
    let text = text.trim();
    if text.is_empty() {
        return Err("is empty");
    }
    if text.starts_with('-') {
        return Err("is negative");
    }
    let text = text.strip_prefix('+').unwrap_or(text);
    let (mantissa, exponent) = match text.split_once(['e', 'E']) {
        Some((mantissa, exponent)) => (
            mantissa,
            exponent.parse::<i16>().map_err(|_| "is not a number")?,
        ),
        None => (text, 0),
    };
    let (whole, fraction) = mantissa.split_once('.').unwrap_or((mantissa, ""));
    if whole.is_empty() && fraction.is_empty() {
        return Err("is not a number");
    }
    let point = i64::try_from(whole.len()).map_err(|_| "is too large")? + i64::from(exponent);
    let keep = point + DIGITS;
    let mut value: u128 = 0;
    let mut taken: i64 = 0;
    for byte in whole.bytes().chain(fraction.bytes()) {
        let digit = match byte {
            b'0'..=b'9' => u128::from(byte - b'0'),
            _ => return Err("is not a number"),
        };
        if taken < keep {
            value = push_digit(value, digit)?;
        }
        taken += 1;
    }
    if value == 0 {
        return Ok(0);
    }
    while taken < keep {
        value = push_digit(value, 0)?;
        taken += 1;
    }
    Ok(value)
}

fn push_digit(value: u128, digit: u128) -> Result<u128, &'static str> {
    value
        .checked_mul(10)
        .and_then(|v| v.checked_add(digit))
        .ok_or("is too large")
}

/// Writes a WAD as the shortest plain decimal; [`parse_wad`] reads the same value back.
#[must_use]
pub fn format_wad(value: u128) -> String {
    const ONE: u128 = crate::fixed::WAD;
    let (whole, fraction) = (value / ONE, value % ONE);
    if fraction == 0 {
        return whole.to_string();
    }
    format!(
        "{whole}.{}",
        format!("{fraction:018}").trim_end_matches('0')
    )
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::fixed::WAD;

    #[test]
    fn exact_decimals() {
        assert_eq!(parse_wad("3923.95"), Ok(3_923_950_000_000_000_000_000));
        assert_eq!(parse_wad(" 1 "), Ok(WAD));
        assert_eq!(parse_wad("0.000000000000000001"), Ok(1));
        assert_eq!(parse_wad("0.0000000000000000019"), Ok(1), "rounded down");
        assert_eq!(parse_wad("2.25e-06"), Ok(2_250_000_000_000));
        assert_eq!(parse_wad("1e-15"), Ok(1_000));
        assert_eq!(parse_wad("1e-30"), Ok(0));
        assert_eq!(parse_wad("12E3"), Ok(12_000 * WAD));
        assert_eq!(parse_wad(".5"), Ok(WAD / 2));
        assert_eq!(parse_wad("5."), Ok(5 * WAD));
        assert_eq!(parse_wad("0e32000"), Ok(0));
    }

    #[test]
    fn refused() {
        for (text, reason) in [
            ("", "is empty"),
            ("-1", "is negative"),
            ("abc", "is not a number"),
            (".", "is not a number"),
            ("NaN", "is not a number"),
            ("inf", "is not a number"),
            ("1,000", "is not a number"),
            ("1.2.3", "is not a number"),
            ("1e", "is not a number"),
            ("1e99999", "is not a number"),
            ("1e30000", "is too large"),
            ("400000000000000000000", "is too large"),
        ] {
            assert_eq!(parse_wad(text), Err(reason), "{text}");
        }
    }

    proptest! {
        #[test]
        fn round_trip(value: u128) {
            prop_assert_eq!(parse_wad(&format_wad(value)), Ok(value));
        }

        #[test]
        fn never_panics(text in ".{0,40}") {
            let _ = parse_wad(&text);
        }
    }
}

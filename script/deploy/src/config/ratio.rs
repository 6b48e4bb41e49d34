//! Exact decimal numbers.

use std::fmt;
use std::str::FromStr;

use alloy::primitives::U256;
use alloy::primitives::utils::{format_units, parse_units};
use serde::{Deserialize, Deserializer, Serialize, Serializer, de};

/// A decimal number with up to 18 places, not negative, held as WAD. Written as a number or a string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Ratio(pub U256);

impl Ratio {
    /// A whole number.
    #[must_use]
    pub fn from_whole(whole: u64) -> Self {
        Self(U256::from(whole) * U256::from(10).pow(U256::from(18)))
    }

    /// Basis points.
    #[must_use]
    pub fn from_bps(bps: u64) -> Self {
        Self(Self::from_whole(bps).0 / U256::from(10_000))
    }

    /// With another number of places than 18, rounded down.
    #[must_use]
    pub fn with_decimals(self, decimals: u8) -> U256 {
        let power = |exponent: u8| U256::from(10).pow(U256::from(exponent));
        if decimals <= 18 {
            self.0 / power(18 - decimals)
        } else {
            self.0.saturating_mul(power(decimals - 18))
        }
    }
}

impl FromStr for Ratio {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        if text.starts_with('-') {
            return Err(format!("{text} is negative"));
        }
        let places = text.split_once('.').map_or(0, |(_, places)| places.len());
        if places > 18 {
            return Err(format!("{text} has more than 18 places"));
        }
        let parsed = parse_units(text, 18).map_err(|error| format!("{text}: {error}"))?;
        Ok(Self(parsed.into()))
    }
}

impl fmt::Display for Ratio {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let text = format_units(self.0, 18).map_err(|_| fmt::Error)?;
        let text = text.trim_end_matches('0');
        f.write_str(text.strip_suffix('.').unwrap_or(text))
    }
}

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        #[derive(Deserialize)]
        #[serde(untagged)]
        enum Form {
            Text(String),
            Whole(u64),
            // The shortest decimal that reads as this number, which is what was written, up to 15 digits.
            Number(f64),
        }
        let text = match Form::deserialize(deserializer)? {
            Form::Text(text) => text,
            Form::Whole(whole) => whole.to_string(),
            Form::Number(number) => number.to_string(),
        };
        text.parse().map_err(de::Error::custom)
    }
}

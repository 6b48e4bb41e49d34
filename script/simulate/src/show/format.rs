//! Numbers and times for people.

use serde::{Serialize, Serializer};

use crate::decimal::format_wad;
use crate::fixed::WAD;

/// Dollars, WAD. As JSON an exact decimal in a string.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord)]
pub struct Usd(pub i128);

impl Usd {
    /// A value, cut at the most that fits.
    #[must_use]
    pub fn of(value: u128) -> Self {
        Self(i128::try_from(value).unwrap_or(i128::MAX))
    }
}

impl Serialize for Usd {
    fn serialize<S: Serializer>(&self, serializer: S) -> std::result::Result<S::Ok, S::Error> {
        serializer.serialize_str(&exact(self.0))
    }
}

/// A signed WAD as the shortest exact decimal.
#[must_use]
pub fn exact(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    format!("{sign}{}", format_wad(value.unsigned_abs()))
}

/// A WAD of dollars with separators: whole dollars, cents below a thousand.
#[must_use]
pub fn usd(value: i128) -> String {
    let sign = if value < 0 { "-" } else { "" };
    let cents = (value.unsigned_abs() + WAD / 200) / (WAD / 100);
    if cents >= 100_000 {
        format!("{sign}${}", grouped((cents + 50) / 100))
    } else {
        format!("{sign}${}.{:02}", cents / 100, cents % 100)
    }
}

/// A whole number with separators.
#[must_use]
pub fn grouped(value: u128) -> String {
    let digits = value.to_string();
    let mut out = String::with_capacity(digits.len() + digits.len() / 3);
    for (index, digit) in digits.chars().enumerate() {
        if index > 0 && (digits.len() - index).is_multiple_of(3) {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

/// `part` of `whole` as a percentage with two places; a dash for no whole.
#[must_use]
pub fn percent(part: i128, whole: u128) -> String {
    if whole == 0 {
        return "\u{2013}".to_owned();
    }
    format!("{:.2}%", part as f64 / whole as f64 * 100.0)
}

/// A WAD as a float, for drawing only.
#[must_use]
pub fn float(value: i128) -> f64 {
    value as f64 / WAD as f64
}

/// A unix second as `2021-05-19 13:00` UTC.
#[must_use]
pub fn utc(time: u64) -> String {
    let (year, month, day) = date(time / 86_400);
    let minutes = time % 86_400 / 60;
    format!(
        "{year:04}-{month:02}-{day:02} {:02}:{:02}",
        minutes / 60,
        minutes % 60
    )
}

/// The day's date since 1970-01-01 (Gregorian).
fn date(days: u64) -> (u64, u64, u64) {
    // Eras of 400 years from 0000-03-01, so that the leap day is a year's last.
    let days = days + 719_468;
    let era = days / 146_097;
    let day_of_era = days % 146_097;
    let year_of_era =
        (day_of_era - day_of_era / 1_460 + day_of_era / 36_524 - day_of_era / 146_096) / 365;
    let day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
    let shifted = (5 * day_of_year + 2) / 153;
    let day = day_of_year - (153 * shifted + 2) / 5 + 1;
    let month = if shifted < 10 {
        shifted + 3
    } else {
        shifted - 9
    };
    let year = era * 400 + year_of_era + u64::from(month <= 2);
    (year, month, day)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dollars() {
        assert_eq!(usd(0), "$0.00");
        assert_eq!(usd(1_234_567_890_000_000_000_000_000), "$1,234,568");
        assert_eq!(usd(-12_345_000_000_000_000_000), "-$12.35");
        assert_eq!(exact(-1_500_000_000_000_000_000), "-1.5");
    }

    #[test]
    fn dates() {
        assert_eq!(utc(0), "1970-01-01 00:00");
        assert_eq!(utc(1_621_429_200), "2021-05-19 13:00");
        assert_eq!(utc(1_709_251_199), "2024-02-29 23:59");
    }
}

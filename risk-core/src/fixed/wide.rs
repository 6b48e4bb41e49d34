//! Full 512-bit directed mul-div on 256-bit integers, for token amounts that exceed 128 bits: schoolbook in 64-bit words.

use super::words::{high, join, low, product, short_digit};
use crate::RiskError;
use ruint::aliases::U256;

/// Words of a factor, of the divisor and of the quotient, the lowest first.
const WORDS: usize = 4;
/// An estimated digit is at most this much too great.
const CORRECTIONS: usize = 2;

type Words = [u64; WORDS];

/// One word of `sum += row * factor`, and what it carries.
#[inline(always)]
fn step(sum: &mut u64, word: u64, factor: u64, carry: u64) -> u64 {
    // At most (2^64 - 1)^2 + 2 (2^64 - 1) = 2^128 - 1: nothing wraps.
    let total = product(word, factor)
        .wrapping_add(join(0, *sum))
        .wrapping_add(join(0, carry));
    *sum = low(total);
    high(total)
}

/// `sum += row * factor`, and what it carries. Written out, for a loop costs as much as what it repeats.
#[inline(never)]
fn accumulate(sum: &mut Words, row: &Words, factor: u64) -> u64 {
    let ([a, b, c, d], [e, f, g, h]) = (sum, row);
    let carry = step(a, *e, factor, 0);
    let carry = step(b, *f, factor, carry);
    let carry = step(c, *g, factor, carry);
    step(d, *h, factor, carry)
}

/// One word of `sum -= row`, and what it borrows.
fn less(sum: &mut u64, word: u64, borrow: bool) -> bool {
    let (difference, first) = sum.overflowing_sub(word);
    let (difference, second) = difference.overflowing_sub(u64::from(borrow));
    *sum = difference;
    first | second
}

/// `sum -= row`, and whether it borrows.
#[inline(never)]
fn subtract(sum: &mut Words, row: &Words) -> bool {
    let ([a, b, c, d], [e, f, g, h]) = (sum, row);
    let borrow = less(a, *e, false);
    let borrow = less(b, *f, borrow);
    let borrow = less(c, *g, borrow);
    less(d, *h, borrow)
}

/// `words << n` for n below 64, with `carry` from below, each bit turned over where the mask's is set; and what leaves
/// above, as it is.
#[inline(never)]
fn shift(words: &mut Words, n: u32, carry: u64, mask: u64) -> u64 {
    let [a, b, c, d] = words;
    // In two steps, for a shift by 64 would be none.
    let down = |word: u64| (word >> 1) >> 63_u32.wrapping_sub(n);
    let out = down(*d);
    *d = ((*d << n) | down(*c)) ^ mask;
    *c = ((*c << n) | down(*b)) ^ mask;
    *b = ((*b << n) | down(*a)) ^ mask;
    *a = ((*a << n) | carry) ^ mask;
    out
}

/// One digit of a quotient, and its rest in place of the dividend. The dividend is given as its complement, by its four
/// upper and its lowest word, so that taking multiples away is adding them: it is below 2^64 times the divisor, whose
/// leading bit is set.
fn digit(window: &mut Words, top: u64, divisor: &Words) -> u64 {
    let ([_, _, _, next], [_, _, _, leading]) = (&*window, divisor);
    let (rest, next) = (!top, !*next);
    let mut digit = if rest >= *leading {
        u64::MAX
    } else {
        short_digit(rest, next, *leading)
    };
    let carry = accumulate(window, divisor, digit);
    let (_, mut beyond) = top.overflowing_add(carry);
    let mut top = top.wrapping_add(carry);
    for _ in 0..CORRECTIONS {
        if !beyond {
            break;
        }
        digit = digit.wrapping_sub(1);
        if subtract(window, divisor) {
            (top, beyond) = top.overflowing_sub(1);
            beyond = !beyond;
        }
    }
    digit
}

/// `a * b / d` and whether a rest was left.
#[inline(never)]
fn quotient(a: U256, b: U256, d: U256) -> Result<(U256, bool), RiskError> {
    let (mut words, mut divisor) = ([0; 2 * WORDS], *d.as_limbs());
    for (index, factor) in a.as_limbs().iter().enumerate() {
        let place = words.get_mut(index..).unwrap_or_default();
        if let Some((window, [top, ..])) = place.split_first_chunk_mut() {
            *top = accumulate(window, b.as_limbs(), *factor);
        }
    }
    // The quotient fits where the product is below 2^256 times the divisor.
    let mut top = words.last_chunk().copied().unwrap_or_default();
    if !subtract(&mut top, &divisor) {
        return Err(if d.is_zero() {
            RiskError::DivisionByZero
        } else {
            RiskError::Overflow
        });
    }
    // Dividend and divisor are shifted left until the divisor's leading bit is set.
    for _ in 1..WORDS {
        if divisor.last() != Some(&0) {
            break;
        }
        divisor.rotate_right(1);
        words.rotate_right(1); // a zero, for the dividend is below 2^256 times the divisor
    }
    let n = divisor.last().map_or(0, |word| word.leading_zeros()) & 63;
    shift(&mut divisor, n, 0, 0);
    let mut carry = 0;
    for half in words.as_chunks_mut().0 {
        carry = shift(half, n, carry, u64::MAX);
    }
    let mut quotient = [0; WORDS];
    for (index, place) in quotient.iter_mut().enumerate().rev() {
        let dividend = words.get_mut(index..).unwrap_or_default();
        if let Some((window, [top, ..])) = dividend.split_first_chunk_mut() {
            *place = digit(window, *top, &divisor);
        }
    }
    let rest = words.iter().take(WORDS).any(|word| *word != u64::MAX);
    Ok((U256::from_limbs(quotient), rest))
}

/// `a * b / d` rounded down, with a 512-bit intermediate product.
///
/// # Errors
/// [`RiskError::DivisionByZero`]; [`RiskError::Overflow`] where the quotient exceeds 256 bits.
pub fn wide_mul_div_down(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    quotient(a, b, d).map(|(quotient, _)| quotient)
}

/// `a * b / d` rounded up, with a 512-bit intermediate product.
///
/// # Errors
/// [`RiskError::DivisionByZero`]; [`RiskError::Overflow`] where the quotient exceeds 256 bits.
pub fn wide_mul_div_up(a: U256, b: U256, d: U256) -> Result<U256, RiskError> {
    let (quotient, rest) = quotient(a, b, d)?;
    if rest {
        return quotient.checked_add(U256::ONE).ok_or(RiskError::Overflow);
    }
    Ok(quotient)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::fixed::{mul_div_down, mul_div_up};
    use proptest::prelude::*;
    use ruint::aliases::U512;

    /// Words at which estimates of digits go wrong, carries run through and shifts vanish.
    fn word() -> impl Strategy<Value = u64> {
        prop_oneof![
            Just(0),
            Just(1),
            Just(u64::MAX),
            Just(u64::MAX - 1),
            Just(1 << 63),
            Just((1 << 63) - 1),
            Just(u64::MAX << 32),
            Just(u64::MAX >> 32),
            any::<u64>(),
        ]
    }

    fn wide() -> impl Strategy<Value = U256> {
        prop::array::uniform4(word()).prop_map(U256::from_limbs)
    }

    fn narrow() -> impl Strategy<Value = u128> {
        (word(), word()).prop_map(|(high, low)| join(high, low))
    }

    /// The floor and the ceiling, by a big-integer library.
    fn reference(a: U256, b: U256, d: U256) -> Option<(U512, U512)> {
        let product: U512 = a.widening_mul(b);
        let (quotient, rest) = (d != U256::ZERO).then(|| product.div_rem(U512::from(d)))?;
        Some((quotient, quotient + U512::from(u8::from(!rest.is_zero()))))
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(20_000))]

        #[test]
        fn wide_mul_div_is_exact_where_digits_are_misjudged(a in wide(), b in wide(), d in wide()) {
            let exact = reference(a, b, d);
            let fits = |value: U512| U256::checked_from_limbs_slice(value.as_limbs());
            prop_assert_eq!(wide_mul_div_down(a, b, d).ok(), exact.and_then(|(down, _)| fits(down)));
            prop_assert_eq!(wide_mul_div_up(a, b, d).ok(), exact.and_then(|(_, up)| fits(up)));
        }

        #[test]
        fn mul_div_is_exact_where_digits_are_misjudged(a in narrow(), b in narrow(), d in narrow()) {
            let exact = reference(U256::from(a), U256::from(b), U256::from(d));
            prop_assert_eq!(mul_div_down(a, b, d).ok(), exact.and_then(|(down, _)| u128::try_from(down).ok()));
            prop_assert_eq!(mul_div_up(a, b, d).ok(), exact.and_then(|(_, up)| u128::try_from(up).ok()));
        }
    }
}

//! The surface, and what a market quotes from it.

use super::*;

#[test]
fn an_exact_root_is_not_rounded() {
    // 2^60 squared, times any seconds, has all its digits.
    let volatility = Wad(1 << 60);
    let strikes = [Wad(8 * WAD / 10), Wad(WAD), Wad(12 * WAD / 10)];
    let surface = Surface::new(strikes, [1_000, 2_000, 3_000], [[volatility; 3]; 3]).unwrap();
    for seconds in [1, 1_000, 1_500, 2_000, 3_000, MAX_SECONDS] {
        assert_eq!(surface.volatility(Wad::ONE, seconds), Ok(volatility));
    }
    let beyond = surface.volatility(Wad::ONE, MAX_SECONDS + 1);
    assert_eq!(beyond, Err(crate::RiskError::OutOfDomain));
}

#[test]
fn surface_refuses_arbitrage() {
    let strikes = [Wad(8 * WAD / 10), Wad(WAD), Wad(12 * WAD / 10)];
    let expiries = [YEAR / 52, YEAR / 12, YEAR / 4];
    let flat = [[Wad(8 * WAD / 10); 3]; 3];
    let surface = Surface::new(strikes, expiries, flat).unwrap();
    for seconds in [1, YEAR / 52, YEAR / 20, YEAR] {
        let volatility = surface.volatility(Wad(9 * WAD / 10), seconds).unwrap().0;
        assert!(volatility.abs_diff(8 * WAD / 10) <= 3);
    }
    let mut calendar = flat;
    calendar[1] = [Wad(WAD / 5); 3];
    assert!(Surface::new(strikes, expiries, calendar).is_err());
    let mut butterfly = flat;
    butterfly[2][1] = Wad(2 * WAD);
    assert!(Surface::new(strikes, expiries, butterfly).is_err());
    assert!(Surface::new([strikes[1], strikes[0], strikes[2]], expiries, flat).is_err());
    assert!(surface.volatility(Wad::ONE, 0).is_err());
}

#[test]
fn quoted_volatility_takes_the_slower_floor_and_the_skew() {
    let quoted = |surface, slow, used| {
        quoted_volatility(Wad(surface), Wad(slow), Wad(WAD / 2), Wad(used))
            .unwrap()
            .0
    };
    assert_eq!(quoted(WAD, 2 * WAD, 0), 2 * WAD);
    assert_eq!(quoted(2 * WAD, WAD, WAD / 2), 5 * WAD / 2);
    assert_eq!(quoted(2 * WAD, WAD, 7 * WAD), 3 * WAD);
}

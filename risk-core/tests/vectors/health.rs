//! Stress, the forms of health, limits, and the catalogue of assets and covariances that the books of other tables are
//! made of.

use std::sync::{LazyLock, Mutex};

use crate::read::{Bound, Row, Table};
use risk_core::fixed::{BPS, SignedWad, WAD, Wad};
use risk_core::health::{self, AssetRisk, Auction, Factors, Opening, Position, StressParameters};
use ruint::aliases::U256;

const EXACT: Bound = Bound::within(0.0);

/// Every row of a table, as `read` makes of it.
fn rows<T>(function: &str, read: impl Fn(&Row) -> T) -> Vec<T> {
    let all = Mutex::new(Vec::new());
    Table::read("health", function).check(|row| all.lock().expect("one thread").push(read(row)));
    all.into_inner().expect("one thread")
}

fn array<T: std::str::FromStr + Copy + std::fmt::Debug, const N: usize>(
    row: &Row,
    name: &str,
) -> [T; N] {
    row.list::<T>(name)
        .try_into()
        .expect("as many as the table says")
}

fn asset(row: &Row) -> AssetRisk {
    let fields: [i128; 26] = array(row, "fields");
    let narrow = |index: usize| i16::try_from(fields[index]).expect("16 bits");
    AssetRisk {
        loadings: std::array::from_fn(narrow),
        idiosyncratic: fields[4] as u16,
        issuer: fields[5] as u8,
        family: fields[6] as u8,
        haircut: fields[7] as u16,
        basis: fields[8] as u16,
        depth: fields[9] as u64,
        scenarios: std::array::from_fn(|scenario| narrow(10 + scenario)),
    }
}

static ASSETS: LazyLock<Vec<AssetRisk>> = LazyLock::new(|| {
    rows("pack", |row| {
        let asset = asset(row);
        let (profile, scenarios) = asset.pack();
        row.expect_in("profile", U256::from_be_bytes(profile), EXACT);
        row.expect_in("scenarios", U256::from_be_bytes(scenarios), EXACT);
        assert_eq!(AssetRisk::unpack(profile, scenarios), asset);
        asset
    })
});

/// The reference's own covariances, towards zero.
static MATRICES: LazyLock<Vec<Factors>> = LazyLock::new(|| {
    rows("new", |row| {
        let variances: [u128; 4] = array(row, "variances");
        let factors = Factors::new(variances.map(Wad), array(row, "correlations"));
        let mut covariance = [[SignedWad::ZERO; 4]; 4];
        for (index, variance) in variances.into_iter().enumerate() {
            covariance[index][index] = SignedWad(variance as i128);
        }
        for (k, l) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            let column = format!("c{k}{l}");
            let value = factors.map(|factors| factors.covariance[k][l]);
            // Two roots of up to ten, each rounded down.
            row.expect_in(&column, value, Bound::within(21.0));
            let text: String = row.get(&column);
            let whole = text.split('.').next().and_then(|whole| whole.parse().ok());
            covariance[k][l] = SignedWad(whole.expect("a number"));
            covariance[l][k] = covariance[k][l];
        }
        Factors { covariance }
    })
});

#[test]
fn covariances_of_any_correlations_are_near() {
    Table::read("health", "from_valid").check(|row| {
        let variances: [u128; 4] = array(row, "variances");
        let factors = Factors::from_valid(variances.map(Wad), array(row, "correlations"));
        for (k, l) in [(0, 1), (0, 2), (0, 3), (1, 2), (1, 3), (2, 3)] {
            let value = factors.map(|factors| factors.covariance[k][l]);
            // Two roots of up to ten, each rounded down, and up to 3.3 times that.
            row.expect_in(&format!("c{k}{l}"), value, Bound::within(67.0));
        }
        if let Ok(factors) = factors {
            for (k, variance) in variances.into_iter().enumerate() {
                assert_eq!(factors.covariance[k][k].0.unsigned_abs(), variance);
                for l in 0..4 {
                    assert_eq!(factors.covariance[k][l], factors.covariance[l][k]);
                }
            }
        }
    });
}

/// Positions that hold or owe the amounts of a row.
fn amounts(row: &Row, held: bool) -> Vec<Position> {
    let position = |amount| match held {
        true => Position {
            collateral: Wad(amount),
            ..Position::NONE
        },
        false => Position {
            debt: Wad(amount),
            ..Position::NONE
        },
    };
    row.list("amounts").into_iter().map(position).collect()
}

#[test]
fn collateral_is_the_sum() {
    Table::read("health", "collateral").check(|row| {
        assert_eq!(health::collateral(&amounts(row, false)), Wad::ZERO);
        row.expect(health::collateral(&amounts(row, true)), EXACT);
    });
}

#[test]
fn debt_is_the_sum() {
    Table::read("health", "debt").check(|row| {
        assert_eq!(health::debt(&amounts(row, true)), Wad::ZERO);
        row.expect(health::debt(&amounts(row, false)), EXACT);
    });
}

/// The book, factors and parameters of a row.
pub struct Case {
    pub book: Vec<Position>,
    pub factors: Factors,
    pub parameters: StressParameters,
}

impl Case {
    pub fn of(row: &Row) -> Self {
        let (collateral, debt) = (row.list::<u128>("collateral"), row.list::<u128>("debt"));
        let assets = row.list::<usize>("assets");
        let book = collateral.into_iter().zip(debt).zip(assets);
        Self {
            book: book
                .map(|((collateral, debt), asset)| Position {
                    collateral: Wad(collateral),
                    debt: Wad(debt),
                    risk: ASSETS[asset],
                })
                .collect(),
            factors: MATRICES[row.get::<usize>("matrix")],
            parameters: StressParameters {
                z: Wad(row.get("z")),
                horizon: row.get("horizon"),
            },
        }
    }

    pub fn gross(&self) -> f64 {
        self.book
            .iter()
            .map(|position| position.collateral.0 as f64 + position.debt.0 as f64)
            .sum()
    }
}

#[test]
fn profiles_are_packed_alike() {
    assert!(ASSETS.len() >= 2_000);
}

#[test]
fn covariances_agree() {
    assert!(MATRICES.len() >= 2_000);
}

#[test]
fn stress_agrees() {
    Table::read("health", "stress").check(|row| {
        let case = Case::of(row);
        let stress = health::stress(&case.book, &case.factors, case.parameters);
        let bound = Bound::within(row.get::<u128>("accuracy") as f64);
        row.expect_in("parametric", stress.map(|stress| stress.parametric), bound);
        row.expect_in("scenario", stress.map(|stress| stress.scenario), bound);
        row.expect_in("floor", stress.map(|stress| stress.floor), bound);
        row.expect_in("liquidity", stress.map(|stress| stress.liquidity), bound);
        if let Ok(stress) = stress {
            let loss = stress.parametric.max(stress.scenario).max(stress.floor);
            assert_eq!(stress.total, loss.saturating_add(stress.liquidity));
        }
    });
}

#[test]
fn health_is_the_floor() {
    Table::read("health", "health").check(|row| {
        let of = |name| Wad(row.get(name));
        row.expect(
            health::health(of("collateral"), of("stress"), of("debt")),
            Bound::FLOOR,
        );
    });
}

#[test]
fn effective_health_agrees() {
    Table::read("health", "effective_health").check(|row| {
        let of = |name| Wad(row.get(name));
        row.expect(
            health::effective_health(of("smoothed"), of("spot"), of("critical")),
            EXACT,
        );
    });
}

#[test]
fn variances_agree() {
    Table::read("health", "maintenance_variances").check(|row| {
        let of = |name| Wad(row.get(name));
        let [first, .., last] =
            health::maintenance_variances([of("slow"); 4], of("floor"), of("cap"));
        assert_eq!(first, last);
        row.expect(first, EXACT);
    });
    Table::read("health", "opening_variances").check(|row| {
        let of = |name| Wad(row.get(name));
        let [first, .., last] = health::opening_variances([of("fast"); 4], [of("slow"); 4]);
        assert_eq!(first, last);
        row.expect(first, EXACT);
    });
}

#[test]
fn worst_marginal_stress_agrees() {
    Table::read("health", "worst_marginal_stress").check(|row| {
        let risk = ASSETS[row.get::<usize>("asset")];
        let parameters = StressParameters {
            z: Wad(row.get("z")),
            horizon: row.get("horizon"),
        };
        let factors = &MATRICES[row.get::<usize>("matrix")];
        let stress = health::worst_marginal_stress(risk, factors, parameters, Wad(row.get("cap")));
        row.expect(stress, Bound::within(row.get::<u128>("error") as f64));
    });
}

#[test]
fn auction_stress_agrees() {
    Table::read("health", "auction_stress").check(|row| {
        let Case {
            book,
            factors,
            parameters,
        } = Case::of(row);
        let auction = Auction {
            duration: row.get("auction"),
            discount: Wad(row.get("discount")),
        };
        let recovery = health::stress(&book, &factors, parameters).expect("a stress");
        let stress = health::auction_stress(&book, &factors, parameters, &recovery, auction);
        row.expect(stress, Bound::within(row.get::<u128>("accuracy") as f64));
    });
}

/// What the error of the stress makes of the result, as the row says.
fn stated_error(row: &Row) -> Bound {
    Bound::within(row.get::<f64>("error"))
}

#[test]
fn maintenance_health_agrees() {
    Table::read("health", "maintenance_health").check(|row| {
        let case = Case::of(row);
        let health = health::maintenance_health(&case.book, &case.factors, case.parameters);
        row.expect(health, stated_error(row));
    });
}

#[test]
fn opening_health_agrees() {
    Table::read("health", "opening_health").check(|row| {
        let case = Case::of(row);
        let moves = row.list::<u128>("moves");
        let moved = case.book.iter().zip(moves).map(|(position, bps)| Position {
            collateral: Wad(position.collateral.0 * bps / BPS),
            debt: Wad(position.debt.0 * bps / BPS),
            ..*position
        });
        let smoothed: Vec<Position> = moved.collect();
        let (factors, parameters) = (&case.factors, case.parameters);
        let health = health::opening_health(&case.book, &smoothed, factors, parameters);
        row.expect(health, stated_error(row));
        // The lesser of two does not tell which is which.
        if smoothed.len() == case.book.len() {
            let swapped = health::opening_health(&smoothed, &case.book, factors, parameters);
            assert_eq!(swapped, health);
        }
    });
}

#[test]
fn critical_health_agrees() {
    Table::read("health", "critical_health").check(|row| {
        let case = Case::of(row);
        let auction = Auction {
            duration: row.get("auction"),
            discount: Wad(row.get("discount")),
        };
        let (book, factors, parameters) = (&case.book, &case.factors, case.parameters);
        let critical = health::critical_health(book, factors, parameters, auction);
        row.expect(critical, stated_error(row));
        let stress = health::stress(book, factors, parameters).and_then(|recovery| {
            health::auction_stress(book, factors, parameters, &recovery, auction)
        });
        let expected = stress
            .map(|stress| health::health(health::collateral(book), stress, health::debt(book)));
        assert_eq!(critical, expected);
    });
}

#[test]
fn marginal_stress_agrees() {
    Table::read("health", "marginal_stress").check(|row| {
        let case = Case::of(row);
        let (index, added) = (row.get("index"), Wad(row.get("added")));
        let marginal =
            health::marginal_stress(&case.book, &case.factors, case.parameters, index, added);
        row.expect(marginal, stated_error(row));
    });
}

#[test]
fn marginal_stresses_agree() {
    Table::read("health", "marginal_stresses").check(|row| {
        let (case, added) = (Case::of(row), Wad(row.get("added")));
        let marginals =
            health::marginal_stresses(&case.book, &case.factors, case.parameters, added);
        for index in 0..health::MAX_POSITIONS {
            let bound = if index < case.book.len() {
                stated_error(row)
            } else {
                EXACT
            };
            let marginal = marginals.map(|marginals| marginals[index]);
            row.expect_in(&format!("m{index}"), marginal, bound);
        }
    });
}

#[test]
fn the_same_correlations_are_possible() {
    Table::read("health", "correlations_valid").check(|row| {
        let valid = health::correlations_valid(array(row, "correlations"));
        row.expect(valid.map(|()| 1_u64), EXACT);
    });
}

/// What a limit may be off by: 2e-12 of the gross value, at the slope of the gap, and the search's own tolerance.
fn limit_bound(row: &Row, case: &Case) -> Bound {
    let slope: f64 = row.get("slope");
    Bound::within(case.gross() * (2e-12 / slope + 1e-12) + 1e6)
}

/// At equal prices, spot and smoothed.
fn limit(row: &Row, find: impl Fn(&Opening, usize) -> Result<Wad, risk_core::RiskError>) {
    let case = Case::of(row);
    let opening = Opening {
        spot: &case.book,
        smoothed: &case.book,
        factors: &case.factors,
        parameters: case.parameters,
        required: Wad(row.get("required")),
    };
    row.expect(find(&opening, row.get("index")), limit_bound(row, &case));
}

#[test]
fn the_most_that_may_be_borrowed_agrees() {
    Table::read("health", "max_borrow").check(|row| {
        limit(row, |opening, index| opening.max_borrow(index, Wad(WAD)));
    });
}

#[test]
fn the_most_that_may_be_withdrawn_agrees() {
    Table::read("health", "max_withdraw").check(|row| {
        limit(row, |opening, index| opening.max_withdraw(index, Wad(WAD)));
    });
}

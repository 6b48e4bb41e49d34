//! Everything that comes in belongs to somebody, to the wei, whoever claims and transfers when.

use proptest::prelude::*;

use super::*;
use crate::income::{Due, MAX_SHARES};

#[test]
fn parts_are_exact_at_the_largest_numbers() {
    let mut due = Due::default();
    due.add(u128::MAX, MAX_SHARES - 1, MAX_SHARES).unwrap();
    // u128::MAX * (all - 1) = all * whole + part
    let product = number(u128::MAX).widening_mul::<256, 4, 512, 8>(number(MAX_SHARES - 1));
    let told = number(due.whole).widening_mul::<256, 4, 512, 8>(number(MAX_SHARES));
    assert_eq!(product - told, alloy_primitives::U512::from(due.part));
    assert!(due.part < MAX_SHARES);
    let mut other = Due::default();
    other.add(u128::MAX, 1, MAX_SHARES).unwrap();
    assert_eq!(due.whole + other.whole, u128::MAX - 1);
    assert_eq!(due.part + other.part, MAX_SHARES);
    // The fraction of a unit comes with what comes in later.
    let mut third = Due::default();
    for _ in 0..2 {
        third.add(1, 1, 3).unwrap();
        assert_eq!(third.take(u128::MAX), 0);
    }
    third.add(1, 1, 3).unwrap();
    assert_eq!((third.take(u128::MAX), third.part), (1, 0));
}

#[derive(Clone, Copy, Debug)]
enum Act {
    /// Cash and collateral come in.
    Income(u128, u128),
    /// From, to, ten-thousandths of what the first has.
    Transfer(usize, usize, u128),
    /// Who, cash and collateral at most.
    Claim(usize, u128, u128),
}

const HOLDERS: usize = 4;

fn account(index: usize) -> Address {
    Address::with_last_byte(0xf0 + index as u8)
}

fn acts() -> impl Strategy<Value = Vec<Act>> {
    let amount = || prop_oneof![0..20_u128, 0..1_u128 << 100];
    let who = || 0..HOLDERS;
    let act = prop_oneof![
        2 => (amount(), amount()).prop_map(|(cash, collateral)| Act::Income(cash, collateral)),
        3 => (who(), who(), 0..=10_000_u128).prop_map(|(from, to, part)| Act::Transfer(from, to, part)),
        2 => (who(), prop_oneof![Just(u128::MAX), amount()], prop_oneof![Just(u128::MAX), amount()])
            .prop_map(|(who, cash, collateral)| Act::Claim(who, cash, collateral)),
    ];
    prop::collection::vec(act, 1..40)
}

fn of(program: &TermPool, who: usize) -> [Due; 2] {
    program.reckoned(&account(who), program.income()).unwrap()
}

proptest! {
    /// Over any transfers, claims and income: paid out and held by somebody is exactly what came in, of both tokens.
    #[test]
    fn nothing_is_lost_and_nothing_gained(
        shares in prop::array::uniform4(prop_oneof![0..5_u128, 0..1_u128 << 110]),
        acts in acts(),
    ) {
        let (vm, mut program) = opened();
        let all: u128 = shares.iter().sum();
        prop_assume!(all > 0);
        for (who, shares) in shares.iter().enumerate() {
            program.hand(&Address::ZERO, &account(who), *shares).unwrap();
        }
        program.put_supply(all);
        vm.set_block_timestamp(START);
        let mut paid = [0_u128; 2];
        for act in acts {
            match act {
                Act::Income(cash, collateral) => {
                    let before = program.income();
                    program.put_income((before.0 + cash, before.1 + collateral));
                }
                Act::Transfer(from, to, part) => {
                    let value = program.balance(&account(from)) / 10_000 * part;
                    vm.set_sender(account(from));
                    let before = [of(&program, from), of(&program, to)];
                    let to_call = ITermPool::transferCall { to: account(to), value: number(value) };
                    prop_assert!(call(&mut program, &to_call).unwrap());
                    prop_assert_eq!([of(&program, from), of(&program, to)], before, "what was collected stays");
                }
                Act::Claim(who, cash, collateral) => {
                    vm.set_sender(account(who));
                    let due = of(&program, who);
                    let told = call(&mut program, &claim(cash, collateral)).unwrap();
                    let most = [due[0].whole.min(cash), due[1].whole.min(collateral)];
                    prop_assert_eq!([told.cashPaid, told.collateralPaid], most.map(number));
                    paid = [paid[0] + most[0], paid[1] + most[1]];
                }
            }
            let income = program.income();
            prop_assert_eq!(program.paid(), (paid[0], paid[1]));
            for (token, came) in [income.0, income.1].into_iter().enumerate() {
                let (mut whole, mut part) = (number(paid[token]), U256::ZERO);
                for who in 0..HOLDERS {
                    let due = of(&program, who)[token];
                    prop_assert!(due.part < all);
                    whole += number(due.whole);
                    part += number(due.part);
                }
                // The fractions together are whole units: nobody's is lost.
                prop_assert_eq!(part % number(all), U256::ZERO);
                prop_assert_eq!(whole + part / number(all), number(came));
            }
        }
    }

    /// Who keeps its shares gets the same whether it claims once or at any times, and whatever the others do.
    #[test]
    fn when_somebody_claims_makes_no_difference(
        (mine, others) in (1..1_u128 << 100, 1..1_u128 << 100),
        income in prop::collection::vec((0..1_u128 << 90, any::<bool>(), any::<bool>()), 1..30),
    ) {
        let (vm, mut program) = opened();
        for (who, shares) in [mine, others].into_iter().enumerate() {
            program.hand(&Address::ZERO, &account(who), shares).unwrap();
        }
        program.put_supply(mine + others);
        vm.set_block_timestamp(START);
        let (mut came, mut got) = (0, U256::ZERO);
        for (cash, i_claim, they_claim) in income {
            came += cash;
            program.put_income((came, 0));
            for (who, claims) in [i_claim, they_claim].into_iter().enumerate() {
                if claims {
                    vm.set_sender(account(who));
                    let paid = call(&mut program, &claim(u128::MAX, u128::MAX)).unwrap().cashPaid;
                    got += if who == 0 { paid } else { U256::ZERO };
                }
            }
        }
        vm.set_sender(account(0));
        got += call(&mut program, &claim(u128::MAX, 0)).unwrap().cashPaid;
        prop_assert_eq!(got, number(came) * number(mine) / number(mine + others));
    }
}

#[test]
fn claims_pay_what_was_asked_of_either_token() {
    let (vm, mut program) = held(&[(ALICE, 3), (BOB, 1)]);
    vm.set_block_timestamp(START);
    program.put_income((10, 7));
    let told = call(&mut program, &ITermPool::claimableCall { account: ALICE }).unwrap();
    assert_eq!((told.cash, told.collateral), (number(7), number(5)));
    let paid = call(&mut program, &claim(u128::MAX, 0)).unwrap();
    assert_eq!(
        (paid.cashPaid, paid.collateralPaid),
        (number(7), U256::ZERO)
    );
    let event: ITermPool::Claimed = last_event(&vm);
    assert_eq!((event.owner, event.receiver), (ALICE, CAROL));
    assert_eq!((event.cash, event.collateral), (number(7), U256::ZERO));
    let paid = call(&mut program, &claim(0, 2)).unwrap();
    assert_eq!(
        (paid.cashPaid, paid.collateralPaid),
        (U256::ZERO, number(2))
    );
    let told = call(&mut program, &ITermPool::incomeCall {}).unwrap();
    assert_eq!((told.cashIn, told.collateralIn), (number(10), number(7)));
    assert_eq!((told.cashPaid, told.collateralPaid), (number(7), number(2)));
    let nobody = ITermPool::claimCall {
        receiver: Address::ZERO,
        ..claim(1, 1)
    };
    let zero = IOwned::IOwnedErrors::ZeroAddress(IOwned::ZeroAddress {});
    assert_eq!(call(&mut program, &nobody), Err(zero.abi_encode()));
    // A buyer gets what comes in later.
    let sold = ITermPool::transferCall {
        to: CAROL,
        value: number(3),
    };
    call(&mut program, &sold).unwrap();
    program.put_income((14, 7));
    for (account, cash, collateral) in [(ALICE, 0, 3), (BOB, 3, 1), (CAROL, 3, 0)] {
        let told = call(&mut program, &ITermPool::claimableCall { account }).unwrap();
        assert_eq!(
            (told.cash, told.collateral),
            (number(cash), number(collateral))
        );
    }
}

#[test]
fn deposits_that_nobody_published_come_back() {
    let (vm, mut program) = held(&[(ALICE, 700), (BOB, 300)]);
    let total = |program: &mut TermPool| call(program, &ITermPool::totalAssetsCall {}).unwrap();
    let of = |program: &mut TermPool, account| {
        call(program, &ITermPool::claimableCall { account })
            .unwrap()
            .cash
    };
    vm.set_block_timestamp(EXPIRY);
    assert_eq!(
        of(&mut program, ALICE),
        U256::ZERO,
        "it can still be published"
    );
    vm.set_block_timestamp(EXPIRY + 1);
    assert_eq!(of(&mut program, ALICE), number(700));
    assert_eq!(total(&mut program), number(1_000));
    let paid = call(&mut program, &claim(u128::MAX, u128::MAX)).unwrap();
    assert_eq!(paid.cashPaid, number(700));
    assert_eq!(of(&mut program, ALICE), U256::ZERO);
    assert_eq!(of(&mut program, BOB), number(300));
    assert_eq!(total(&mut program), number(300));
    let series = call(&mut program, &ITermPool::seriesCall {}).unwrap();
    assert!(series.closed);
    let publish = refused(&mut program, &ITermPool::publishCall {});
    let error = ITermPool::NotPublishable {
        start: U256::from(START),
        expiry: U256::from(EXPIRY),
    };
    assert_eq!(publish, Refusal::NotPublishable(error));
}

//! OPT-1 and every unit of value, over any actions at any times and prices.

use proptest::prelude::*;
use risk_core::fixed::mul_div_up;

use super::*;

/// Cash for a put of a unit times a price, in this market.
const SCALE: u128 = 1_000_000_000_000_000_000_000_000_000_000;
const WRITERS: [Address; 2] = [WRITER, OTHER];

/// What somebody does next, after some seconds.
#[derive(Clone, Debug)]
enum Act {
    /// The oracle tells another price, dollars, or none.
    Tell(u128),
    Die,
    Deposit(usize, u128),
    /// So many ten-thousandths of the writer's shares.
    Redeem(usize, u128),
    /// Asks for the most that can be withdrawn.
    Withdraw(usize),
    Request(usize, u128),
    EndRequest(u64),
    Serve(u128),
    Buy(u64, u128),
    /// So many ten-thousandths of the holder's puts.
    Close(u64, u128),
    Exercise(u64, u128),
}

/// What happens up to a second that time stops at, each after some seconds.
fn acts(most: usize, pause: u64) -> impl Strategy<Value = Vec<(u64, Act)>> {
    let amounts = || prop_oneof![1..20_u128, 1..20_000 * DOLLAR];
    let sizes = || prop_oneof![1..20_u128, 1..3 * WAD];
    let parts = || prop_oneof![Just(10_000_u128), 0..10_000_u128];
    let writer = 0..2_usize;
    let strike = 0..3_u64;
    let act = prop_oneof![
        4 => (1..6_000_u128).prop_map(Act::Tell),
        1 => Just(Act::Die),
        4 => (writer.clone(), amounts()).prop_map(|(who, amount)| Act::Deposit(who, amount)),
        2 => (writer.clone(), parts()).prop_map(|(who, part)| Act::Redeem(who, part)),
        1 => writer.clone().prop_map(Act::Withdraw),
        2 => (writer, parts()).prop_map(|(who, part)| Act::Request(who, part)),
        1 => (1..8_u64).prop_map(Act::EndRequest),
        2 => (0..4_u128).prop_map(Act::Serve),
        8 => (strike.clone(), sizes()).prop_map(|(strike, amount)| Act::Buy(strike, amount)),
        4 => (strike.clone(), parts()).prop_map(|(strike, part)| Act::Close(strike, part)),
        6 => (strike, parts()).prop_map(|(strike, part)| Act::Exercise(strike, part)),
    ];
    let seconds = prop_oneof![3 => 0..pause, 1 => 0..3_u64];
    prop::collection::vec((seconds, act), 0..most)
}

/// What a call moved: tokens in where it was refused for a balance that cannot move here, else out. Other refusals moved
/// nothing.
fn outcome<C: SolCall>(program: &mut OptionMarket, to: &C) -> Option<Result<C::Return, u128>> {
    match call(program, to) {
        Ok(answer) => Some(Ok(answer)),
        Err(data) => match Refusal::abi_decode_validate(&data) {
            Ok(Refusal::TransferMismatch(error)) => Some(Err(error.expected.to())),
            _ => None,
        },
    }
}

/// The tokens that a market must have, by what came and went.
#[derive(Clone, Copy, Debug, Default)]
struct Held {
    cash: u128,
    underlying: u128,
}

/// What holds at every moment.
fn holds(vm: &TestVM, program: &mut OptionMarket, held: Held) -> Result<(), TestCaseError> {
    let [cash, locked, underlying, queued] = book(program);
    // OPT-1, before the window is over.
    let mut most = 0;
    for strike in 0..3 {
        let open = open(program, strike);
        prop_assert_eq!(open, puts(program, HOLDER, strike));
        most += mul_div_up(open, STRIKES[strike as usize] * WAD, SCALE).unwrap();
    }
    if vm_time(vm) <= UNTIL {
        prop_assert_eq!(locked, most);
        prop_assert!(cash >= locked, "{} {}", cash, locked);
    } else {
        prop_assert_eq!(locked, 0);
    }
    // Every unit that came is there or has gone.
    prop_assert_eq!((cash, underlying), (held.cash, held.underlying));
    // Every share is somebody's.
    let supply: u128 = call(program, &IOptionMarket::totalSupplyCall {})
        .unwrap()
        .to();
    let waits = shares(program, THIS);
    prop_assert_eq!(waits, queued);
    let all: u128 = WRITERS.iter().map(|writer| shares(program, *writer)).sum();
    prop_assert_eq!(supply, all + waits);
    // What is told of the worth of shares does not fail, and is no more than there is.
    let total: u128 = call(program, &IOptionMarket::totalAssetsCall {})
        .unwrap()
        .to();
    prop_assert!(total <= cash && total >= cash - locked);
    for owner in WRITERS {
        let most: u128 = call(program, &IOptionMarket::maxWithdrawCall { owner })
            .unwrap()
            .to();
        prop_assert!(most <= cash - locked);
        call(program, &IOptionMarket::maxDepositCall { receiver: owner }).unwrap();
    }
    Ok(())
}

fn vm_time(vm: &TestVM) -> u64 {
    use stylus_sdk::prelude::*;
    vm.block_timestamp()
}

/// So many ten-thousandths of what is held.
fn portion(held: u128, part: u128) -> u128 {
    if part == 10_000 {
        held
    } else {
        held / 10_000 * part
    }
}

/// Does one thing, and counts what moved.
fn act(
    vm: &TestVM,
    program: &mut OptionMarket,
    act: &Act,
    held: &mut Held,
) -> Result<(), TestCaseError> {
    let share = |program: &mut OptionMarket, who: usize, part: u128| {
        portion(shares(program, WRITERS[who]), part)
    };
    match *act {
        Act::Tell(dollars) => price(vm, dollars * WAD),
        Act::Die => kill_oracle(vm),
        Act::Deposit(who, amount) => {
            vm.set_sender(WRITERS[who]);
            let to = IOptionMarket::depositCall {
                receiver: WRITERS[who],
                ..deposit(amount)
            };
            if let Some(Err(assets)) = outcome(program, &to) {
                prop_assert_eq!(assets, amount);
                held.cash += assets;
            }
        }
        Act::Redeem(who, part) => {
            vm.set_sender(WRITERS[who]);
            let before = book(program)[2];
            let amount = share(program, who, part);
            if let Some(Ok(assets)) = outcome(program, &redeem(amount, WRITERS[who])) {
                held.cash -= assets.to::<u128>();
                held.underlying -= before - book(program)[2];
            }
        }
        Act::Withdraw(who) => {
            vm.set_sender(WRITERS[who]);
            let owner = WRITERS[who];
            let before = book(program)[2];
            let most = call(program, &IOptionMarket::maxWithdrawCall { owner }).unwrap();
            if most > U256::ZERO {
                let to = IOptionMarket::withdrawCall {
                    assets: most,
                    receiver: owner,
                    owner,
                };
                // What is told can be done.
                prop_assert!(call(program, &to).is_ok());
                held.cash -= most.to::<u128>();
                held.underlying -= before - book(program)[2];
            }
        }
        Act::Request(who, part) => {
            vm.set_sender(WRITERS[who]);
            let amount = share(program, who, part);
            let to = IOptionMarket::requestRedeemCall {
                shares: number(amount),
                least: U256::ZERO,
            };
            let _ = outcome(program, &to);
        }
        Act::EndRequest(id) => {
            let request = U256::from(id);
            if let Ok(told) = call(program, &IOptionMarket::requestAtCall { request }) {
                vm.set_sender(told.owner);
                prop_assert_eq!(
                    call(program, &IOptionMarket::endRequestCall { request }),
                    Ok(told.shares)
                );
            }
        }
        Act::Serve(most) => {
            let before = book(program)[2];
            let to = IOptionMarket::serveCall { most: number(most) };
            if let Some(Ok(assets)) = outcome(program, &to) {
                held.cash -= assets.to::<u128>();
                held.underlying -= before - book(program)[2];
            }
        }
        Act::Buy(strike, amount) => {
            vm.set_sender(HOLDER);
            if let Some(Err(premium)) = outcome(program, &buy(strike, amount)) {
                prop_assert!(premium > 0);
                held.cash += premium;
            }
        }
        Act::Close(strike, part) => {
            vm.set_sender(HOLDER);
            let amount = portion(puts(program, HOLDER, strike), part);
            if let Some(Ok(paid)) = outcome(program, &close(strike, amount)) {
                held.cash -= paid.to::<u128>();
            }
        }
        Act::Exercise(strike, part) => {
            vm.set_sender(HOLDER);
            let amount = portion(puts(program, HOLDER, strike), part);
            let before = book(program)[0];
            if let Some(Err(delivered)) = outcome(program, &exercise(strike, amount)) {
                prop_assert_eq!(delivered, amount);
                prop_assert!((EXPIRY..=UNTIL).contains(&vm_time(vm)));
                let paid = before - book(program)[0];
                let owed = number(amount) * number(STRIKES[strike as usize] * WAD) / number(SCALE);
                prop_assert_eq!(number(paid), owed);
                held.cash -= paid;
                held.underlying += delivered;
            }
        }
    }
    Ok(())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn open_puts_are_covered_and_every_unit_is_accounted_for(
        first in 1..20_000 * DOLLAR, before in acts(32, 2 * DAY), within in acts(12, DAY / 6), after in acts(8, DAY),
    ) {
        let (vm, mut program) = fresh();
        let mut held = Held::default();
        act(&vm, &mut program, &Act::Deposit(0, first), &mut held)?;
        let mut now = START;
        for (from, until, acts) in [(START, EXPIRY - 1, before), (EXPIRY, UNTIL, within), (UNTIL + 1, u64::MAX, after)] {
            now = now.max(from);
            for (seconds, next) in acts {
                now = (now + seconds).min(until);
                vm.set_block_timestamp(now);
                act(&vm, &mut program, &next, &mut held)?;
                holds(&vm, &mut program, held)?;
            }
        }
        // After the window, with a dead oracle, writers and those who wait take all, to the last unit.
        kill_oracle(&vm);
        vm.set_block_timestamp(now.max(UNTIL + 1));
        let supply = call(&mut program, &IOptionMarket::totalSupplyCall {}).unwrap();
        act(&vm, &mut program, &Act::Serve(100), &mut held)?;
        for who in WRITERS {
            vm.set_sender(who);
            let mine = shares(&mut program, who);
            let before = book(&mut program)[2];
            if let Some(Ok(assets)) = outcome(&mut program, &redeem(mine, who)) {
                held.cash -= assets.to::<u128>();
                held.underlying -= before - book(&mut program)[2];
            }
        }
        let [cash, _, underlying, _] = book(&mut program);
        prop_assert_eq!((cash, underlying), (held.cash, held.underlying));
        let left = call(&mut program, &IOptionMarket::totalSupplyCall {}).unwrap();
        if left.is_zero() && !supply.is_zero() {
            prop_assert_eq!((cash, underlying), (0, 0));
        } else {
            // Shares that get nothing of it stay: they are too few for a unit.
            prop_assert!(supply.is_zero() || cash < 2, "{} of {}", cash, left);
        }
    }

    /// What others do takes nothing from a writer who stays, while time and prices stand still.
    #[test]
    fn no_share_falls_by_what_others_do_at_once(
        dollars in 500..5_000_u128, first in 1..5 * WAD, acts in prop::collection::vec((0..7_u8, 0..3_u64, 1..10_000_u128), 1..12),
    ) {
        let (vm, mut program) = funded(20_000);
        price(&vm, dollars * WAD);
        vm.set_sender(HOLDER);
        let _ = outcome(&mut program, &buy(1, first));
        let mine = shares(&mut program, WRITER);
        let worth = |program: &mut OptionMarket| -> u128 {
            call(program, &IOptionMarket::previewRedeemCall { shares: number(mine) }).unwrap().to()
        };
        let (mut before, mut held) = (worth(&mut program), Held { cash: u128::MAX / 2, underlying: 0 });
        for (kind, strike, part) in acts {
            let next = match kind {
                0 => Act::Deposit(1, part * DOLLAR),
                1 => Act::Redeem(1, part),
                2 => Act::Withdraw(1),
                3 => Act::Request(1, part),
                4 => Act::Serve(2),
                5 => Act::Buy(strike, part * (WAD / 1_000)),
                _ => Act::Close(strike, part),
            };
            act(&vm, &mut program, &next, &mut held)?;
            let now = worth(&mut program);
            prop_assert!(now + 2 >= before, "{:?}: {} after {}", next, now, before);
            before = now;
        }
    }
}

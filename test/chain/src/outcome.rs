//! What came of a transaction.

use alloy::primitives::Address;
use alloy::rpc::types::TransactionReceipt;
use alloy::sol_types::SolEvent;

/// A transaction that succeeded.
#[derive(Clone, Debug)]
pub struct Done<T> {
    /// What the function returned.
    pub returned: T,
    /// Its receipt.
    pub receipt: TransactionReceipt,
}

impl<T> Done<T> {
    /// Every event of this kind that `emitter` logged. An event with this signature that does not decode fails.
    pub fn events<E: SolEvent>(&self, emitter: Address) -> Vec<E> {
        events(&self.receipt, emitter)
    }

    /// The one event of this kind that `emitter` logged.
    pub fn event<E: SolEvent>(&self, emitter: Address) -> E {
        let mut events = self.events::<E>(emitter);
        assert_eq!(events.len(), 1, "{} events {}", events.len(), E::SIGNATURE);
        events.remove(0)
    }
}

/// Every event of a kind in a receipt.
pub fn events<E: SolEvent>(receipt: &TransactionReceipt, emitter: Address) -> Vec<E> {
    let logs = receipt
        .inner
        .logs()
        .iter()
        .filter(|log| log.address() == emitter);
    logs.filter(|log| log.topic0() == Some(&E::SIGNATURE_HASH))
        .map(|log| {
            E::decode_raw_log_validate(log.topics().iter().copied(), &log.data().data)
                .unwrap_or_else(|error| panic!("{} does not decode: {error}", E::SIGNATURE))
        })
        .collect()
}

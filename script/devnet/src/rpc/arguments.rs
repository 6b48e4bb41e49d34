//! Positional arguments of a request.

use super::RpcError;
use alloy::primitives::U256;
use serde::{Deserialize, Deserializer, de::DeserializeOwned};
use serde_json::Value;

/// The arguments of one request.
#[derive(Debug)]
pub(crate) struct Arguments(Vec<Value>);

impl Arguments {
    pub fn new(values: Vec<Value>) -> Self {
        Self(values)
    }

    /// Argument `index`, which must be there.
    ///
    /// # Errors
    /// Invalid params.
    pub fn required<T: DeserializeOwned>(&mut self, index: usize) -> Result<T, RpcError> {
        self.optional(index)?.ok_or_else(|| {
            RpcError::invalid_params(format!("missing value for required argument {index}"))
        })
    }

    /// Argument `index`, if it is there and not null.
    ///
    /// # Errors
    /// Invalid params.
    pub fn optional<T: DeserializeOwned>(&mut self, index: usize) -> Result<Option<T>, RpcError> {
        match self.0.get_mut(index).map(Value::take) {
            None | Some(Value::Null) => Ok(None),
            Some(value) => serde_json::from_value(value).map(Some).map_err(|error| {
                RpcError::invalid_params(format!("invalid argument {index}: {error}"))
            }),
        }
    }

    /// Argument `index` or the type's default.
    ///
    /// # Errors
    /// Invalid params.
    pub fn or_default<T: DeserializeOwned + Default>(
        &mut self,
        index: usize,
    ) -> Result<T, RpcError> {
        Ok(self.optional(index)?.unwrap_or_default())
    }
}

/// A number as tools write it: JSON number, hex string or decimal string.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Quantity(pub U256);

impl Quantity {
    /// The number, if it fits 64 bits.
    ///
    /// # Errors
    /// Invalid params.
    pub fn to_u64(self) -> Result<u64, RpcError> {
        u64::try_from(self.0).map_err(|_| RpcError::invalid_params("number does not fit 64 bits"))
    }
}

impl<'de> Deserialize<'de> for Quantity {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        use serde::de::Error;
        match Value::deserialize(deserializer)? {
            Value::Number(number) => {
                let number = number
                    .as_u64()
                    .ok_or_else(|| D::Error::custom("expected a non-negative whole number"))?;
                Ok(Self(U256::from(number)))
            }
            Value::String(text) if text == "0x" => Ok(Self(U256::ZERO)),
            Value::String(text) => text.parse().map(Self).map_err(D::Error::custom),
            _ => Err(D::Error::custom("expected a number")),
        }
    }
}

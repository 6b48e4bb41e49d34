//! Inputs as bytes: big-endian numbers, one behind the other. Every string of bytes is an input; what is missing is zero.

use core::ops::Deref;

use risk_core::fixed::{Ray, SignedWad, Wad};
use risk_core::health::{AssetRisk, Factors, MAX_POSITIONS, Position, StressParameters};
use risk_core::unwind::Pair;
use ruint::aliases::U256;

/// Bytes, read in order.
pub struct Input<'a>(&'a [u8]);

impl<'a> Input<'a> {
    /// These bytes.
    #[must_use]
    pub const fn new(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    /// The next `N` bytes, zeros behind the end.
    fn take<const N: usize>(&mut self) -> [u8; N] {
        match self.0.split_first_chunk::<N>() {
            Some((bytes, rest)) => {
                self.0 = rest;
                *bytes
            }
            None => {
                self.0 = &[];
                [0; N]
            }
        }
    }
}

/// A value that travels as bytes.
pub trait Wire: Sized {
    /// The next value.
    fn read(input: &mut Input) -> Self;

    /// Appends the value.
    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>);
}

macro_rules! numbers {
    ($($number:ty),*) => {$(
        impl Wire for $number {
            #[inline(never)]
            fn read(input: &mut Input) -> Self {
                Self::from_be_bytes(input.take())
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn write(&self, output: &mut Vec<u8>) {
                output.extend(self.to_be_bytes());
            }
        }
    )*};
}
numbers!(u8, u16, u32, u64, u128, i16, i32, i64, i128);

impl Wire for bool {
    fn read(input: &mut Input) -> Self {
        u8::read(input) & 1 == 1
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        u8::from(*self).write(output);
    }
}

impl Wire for usize {
    fn read(input: &mut Input) -> Self {
        u16::read(input).into()
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        u16::try_from(*self)
            .expect("an index or a count")
            .write(output);
    }
}

impl Wire for U256 {
    #[inline(never)]
    fn read(input: &mut Input) -> Self {
        Self::from_be_bytes::<32>(input.take())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        output.extend(self.to_be_bytes::<32>());
    }
}

impl<T: Wire, const N: usize> Wire for [T; N] {
    fn read(input: &mut Input) -> Self {
        core::array::from_fn(|_| T::read(input))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        self.iter().for_each(|value| value.write(output));
    }
}

impl<T: Wire, U: Wire> Wire for (T, U) {
    fn read(input: &mut Input) -> Self {
        let first = T::read(input);
        (first, U::read(input))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        self.0.write(output);
        self.1.write(output);
    }
}

impl<T: Wire> Wire for Option<T> {
    fn read(input: &mut Input) -> Self {
        bool::read(input).then(|| T::read(input))
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        self.is_some().write(output);
        if let Some(value) = self {
            value.write(output);
        }
    }
}

macro_rules! newtypes {
    ($($newtype:ident),*) => {$(
        impl Wire for $newtype {
            fn read(input: &mut Input) -> Self {
                Self(Wire::read(input))
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn write(&self, output: &mut Vec<u8>) {
                self.0.write(output);
            }
        }
    )*};
}
newtypes!(Wad, SignedWad, Ray);

/// Structs field by field.
#[macro_export]
macro_rules! wire_structs {
    ($($name:ty { $($field:ident),* $(,)? })*) => {$(
        impl $crate::Wire for $name {
            fn read(input: &mut $crate::Input) -> Self {
                Self { $($field: $crate::Wire::read(input)),* }
            }

            #[cfg(not(target_arch = "wasm32"))]
            fn write(&self, output: &mut Vec<u8>) {
                $($crate::Wire::write(&self.$field, output);)*
            }
        }
    )*};
}

wire_structs! {
    Factors { covariance }
    StressParameters { z, horizon }
    Pair { collateral, debt }
    Position { collateral, debt, risk }
}

impl Wire for AssetRisk {
    #[inline(never)]
    fn read(input: &mut Input) -> Self {
        let profile = input.take();
        Self::unpack(profile, input.take())
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        let (profile, scenarios) = self.pack();
        output.extend(profile);
        output.extend(scenarios);
    }
}

/// At most two positions more than a portfolio may have.
const LARGEST: usize = MAX_POSITIONS + 2;

/// A portfolio.
#[derive(Clone, Copy, Debug)]
pub struct Book {
    positions: [Position; LARGEST],
    count: usize,
}

impl Book {
    /// Of these positions.
    ///
    /// # Panics
    /// Above [`MAX_POSITIONS`] and two.
    #[cfg(not(target_arch = "wasm32"))]
    #[must_use]
    pub fn new(positions: &[Position]) -> Self {
        let mut book = Self::read(&mut Input::new(&[]));
        book.positions[..positions.len()].copy_from_slice(positions);
        book.count = positions.len();
        book
    }
}

impl Deref for Book {
    type Target = [Position];

    fn deref(&self) -> &[Position] {
        self.positions.get(..self.count).unwrap_or(&self.positions)
    }
}

impl Wire for Book {
    #[inline(never)]
    fn read(input: &mut Input) -> Self {
        // 19 counts, the greatest of which is cut.
        let count = usize::from(u8::read(input)) % (LARGEST + 1);
        let mut nothing = Input::new(&[]);
        let mut position = |index| {
            Position::read(if index < count {
                &mut *input
            } else {
                &mut nothing
            })
        };
        Self {
            positions: core::array::from_fn(&mut position),
            count,
        }
    }

    #[cfg(not(target_arch = "wasm32"))]
    fn write(&self, output: &mut Vec<u8>) {
        u8::try_from(self.count)
            .expect("few positions")
            .write(output);
        self.iter().for_each(|position| position.write(output));
    }
}

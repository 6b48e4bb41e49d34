//! Structs of the Solidity interfaces as arguments and results of programs.

/// Lets a struct that `sol!` made cross a program's ABI: the Stylus SDK wants its name, the types of its
/// fields for selectors, and its declaration for the exported interface.
///
/// The SDK's own derive cannot be used in `sol!`, which would put it on errors and events too.
///
/// `abi_struct!(IOracle::Feed, "Feed", (Address, u8), "address asset; uint8 decimals;")`
#[macro_export]
macro_rules! abi_struct {
    ($type:ty, $name:literal, $fields:ty, $declaration:literal) => {
        impl ::stylus_sdk::abi::AbiType for $type {
            type SolType = Self;

            const ABI: ::stylus_sdk::abi::ConstString = ::stylus_sdk::abi::ConstString::new($name);

            const SELECTOR_ABI: ::stylus_sdk::abi::ConstString =
                <$fields as ::stylus_sdk::abi::AbiType>::SELECTOR_ABI;

            const EXPORT_ABI_ARG: ::stylus_sdk::abi::ConstString =
                ::stylus_sdk::abi::ConstString::new(concat!($name, " calldata"));

            const EXPORT_ABI_RET: ::stylus_sdk::abi::ConstString =
                ::stylus_sdk::abi::ConstString::new(concat!($name, " memory"));
        }

        #[cfg(feature = "export-abi")]
        impl ::stylus_sdk::abi::export::internal::InnerTypes for $type {
            fn inner_types() -> ::std::vec::Vec<::stylus_sdk::abi::export::internal::InnerType> {
                ::std::vec![::stylus_sdk::abi::export::internal::InnerType {
                    name: concat!("struct ", $name, " { ", $declaration, " }").into(),
                    id: ::core::any::TypeId::of::<$type>(),
                }]
            }
        }
    };
}

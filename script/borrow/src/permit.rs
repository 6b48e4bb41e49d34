//! ERC-2612: a signature instead of an approval.

use alloy::primitives::{Address, B256, Bytes, U256};
use alloy::signers::SignerSync;
use alloy::sol;
use alloy::sol_types::{Eip712Domain, SolCall, SolStruct};
use ballast_bindings::IPool;
use ballast_deploy::Error;

use crate::session::{Asset, Session};

/// Seconds for which a permit holds.
const PATIENCE: u64 = 1200;

sol! {
    /// What a permit needs of a token.
    interface IPermitted {
        function name() external view returns (string memory);
        function version() external view returns (string memory);
        function nonces(address owner) external view returns (uint256);
        function DOMAIN_SEPARATOR() external view returns (bytes32);
    }

    /// What is signed.
    struct Permit {
        address owner;
        address spender;
        uint256 value;
        uint256 nonce;
        uint256 deadline;
    }
}

/// The domain in which a token's permits are signed; none where the token has no permits, or says that its domain is
/// another: what is signed for this token must not be worth anything elsewhere.
pub async fn domain(session: &Session, token: Address) -> Option<Eip712Domain> {
    let separator = session.read(token, &IPermitted::DOMAIN_SEPARATORCall {});
    let separator: B256 = separator.await.ok()?;
    let name = session.read(token, &IPermitted::nameCall {}).await.ok()?;
    let version = session.read(token, &IPermitted::versionCall {}).await;
    let version = version.unwrap_or_else(|_| "1".to_owned());
    let id = U256::from(session.chain.id());
    let domain = Eip712Domain::new(
        Some(name.into()),
        Some(version.into()),
        Some(id),
        Some(token),
        None,
    );
    (domain.separator() == separator).then_some(domain)
}

/// The pool's call that lets it pull `amount`, signed by the key's account.
pub async fn permit(
    session: &Session,
    asset: &Asset,
    domain: &Eip712Domain,
    amount: U256,
) -> Result<Bytes, Error> {
    let owner = session.chain.from();
    let call = IPermitted::noncesCall { owner };
    let nonce = session.read(asset.address, &call).await?;
    let now = session.chain.head().await?.2;
    let deadline = U256::from(now.saturating_add(PATIENCE));
    let permit = Permit {
        owner,
        spender: session.pool,
        value: amount,
        nonce,
        deadline,
    };
    let signed = session
        .signer()?
        .sign_hash_sync(&permit.eip712_signing_hash(domain))
        .map_err(|error| Error::Key(format!("signing the permit: {error}")))?;
    let call = IPool::permitCall {
        asset: asset.address,
        amount,
        deadline,
        v: 27 + u8::from(signed.v()),
        r: signed.r().into(),
        s: signed.s().into(),
    };
    Ok(call.abi_encode().into())
}

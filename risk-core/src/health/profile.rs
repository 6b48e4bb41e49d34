//! An asset's risk profile and its packing into two storage words.

use super::{FACTORS, SCENARIOS};

/// How an asset may lose value.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct AssetRisk {
    /// Sensitivity to each factor in basis points: 10,000 moves one for one.
    pub loadings: [i16; FACTORS],
    /// Volatility per year that no factor explains, in basis points.
    pub idiosyncratic: u16,
    /// The issuer or bridge. Idiosyncratic risks of one issuer add up; those of different issuers are independent.
    pub issuer: u8,
    /// The family within which longs and shorts net.
    pub family: u8,
    /// The least loss to withstand, in basis points of the family's net exposure. Members of a family should agree;
    /// where they do not, each exposure nets at its own.
    pub haircut: u16,
    /// How far the asset may depart from its family, in basis points: zero for the family's own asset. Both sides of
    /// a matched exposure pay theirs. At most the sum of the pair's haircuts keeps the stress convex.
    pub basis: u16,
    /// What the market absorbs at 1% impact, in whole USD per minute. `u64::MAX`: a numeraire, without exit cost.
    pub depth: u64,
    /// The loss of a long exposure in each scenario, in basis points; negative for a gain.
    pub scenarios: [i16; SCENARIOS],
}

impl AssetRisk {
    /// No risk at all: the unit of account.
    pub const NONE: Self = Self {
        loadings: [0; FACTORS],
        idiosyncratic: 0,
        issuer: 0,
        family: 0,
        haircut: 0,
        basis: 0,
        depth: u64::MAX,
        scenarios: [0; SCENARIOS],
    };

    /// Reads a profile from two words of big-endian fields.
    ///
    /// `profile`, by byte: 0..8 four loadings (i16), 8..10 idiosyncratic (u16), 10 issuer (u8), 11 family (u8),
    /// 12..14 haircut (u16), 14..16 basis (u16), 16..24 depth (u64), 24..32 unused, zero.
    /// `scenarios`, by byte: 0..32 sixteen losses (i16).
    #[must_use]
    #[inline(never)]
    pub fn unpack(profile: [u8; 32], scenarios: [u8; 32]) -> Self {
        let [
            l00,
            l01,
            l10,
            l11,
            l20,
            l21,
            l30,
            l31,
            i0,
            i1,
            issuer,
            family,
            h0,
            h1,
            b0,
            b1,
            d0,
            d1,
            d2,
            d3,
            d4,
            d5,
            d6,
            d7,
            ..,
        ] = profile;
        let mut losses = [0; SCENARIOS];
        for (loss, bytes) in losses.iter_mut().zip(scenarios.as_chunks::<2>().0) {
            *loss = i16::from_be_bytes(*bytes);
        }
        Self {
            loadings: [
                i16::from_be_bytes([l00, l01]),
                i16::from_be_bytes([l10, l11]),
                i16::from_be_bytes([l20, l21]),
                i16::from_be_bytes([l30, l31]),
            ],
            idiosyncratic: u16::from_be_bytes([i0, i1]),
            issuer,
            family,
            haircut: u16::from_be_bytes([h0, h1]),
            basis: u16::from_be_bytes([b0, b1]),
            depth: u64::from_be_bytes([d0, d1, d2, d3, d4, d5, d6, d7]),
            scenarios: losses,
        }
    }

    /// The two words that [`AssetRisk::unpack`] reads: the profile and the scenarios.
    #[must_use]
    pub fn pack(&self) -> ([u8; 32], [u8; 32]) {
        let [l0, l1, l2, l3] = self.loadings.map(i16::to_be_bytes);
        let (idiosyncratic, haircut) =
            (self.idiosyncratic.to_be_bytes(), self.haircut.to_be_bytes());
        let (basis, depth) = (self.basis.to_be_bytes(), self.depth.to_be_bytes());
        let (owners, unused) = ([self.issuer, self.family], [0; 8]);
        let fields: [&[u8]; 10] = [
            &l0,
            &l1,
            &l2,
            &l3,
            &idiosyncratic,
            &owners,
            &haircut,
            &basis,
            &depth,
            &unused,
        ];
        let mut profile = [0; 32];
        for (to, from) in profile.iter_mut().zip(fields.into_iter().flatten()) {
            *to = *from;
        }
        let mut scenarios = [0; 32];
        let losses = self.scenarios.iter().flat_map(|loss| loss.to_be_bytes());
        for (to, from) in scenarios.iter_mut().zip(losses) {
            *to = from;
        }
        (profile, scenarios)
    }
}

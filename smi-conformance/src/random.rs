//! Numbers that look random, the same for the same seed (SplitMix64).

/// What is added to the state for each number.
pub(crate) const STEP: u64 = 0x9E37_79B9_7F4A_7C15;

/// The number of a state.
pub(crate) const fn mixed(state: u64) -> u64 {
    let mixed = (state ^ (state >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    mixed ^ (mixed >> 31)
}

#[cfg(test)]
mod tests {
    use super::{STEP, mixed};

    #[test]
    fn the_numbers_are_the_published_ones() {
        let numbers =
            [1_u64, 2, 3].map(|nth| mixed(STEP.wrapping_mul(nth).wrapping_add(1_234_567)));
        let published =
            [6_457_827_717_110_365_317, 3_203_168_211_198_807_973, 9_817_491_932_198_370_423];
        assert_eq!(numbers, published);
    }
}

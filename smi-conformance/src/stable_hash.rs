//! A hash that is the same in every version of this suite, on every machine (FNV-1a with a last mix).

/// Hashes bytes.
#[must_use]
pub(crate) fn of(bytes: &[u8]) -> u64 {
    let hash = bytes.iter().fold(0xCBF2_9CE4_8422_2325_u64, |hash, byte| {
        (hash ^ u64::from(*byte)).wrapping_mul(0x0100_0000_01B3)
    });
    (hash ^ (hash >> 32)).wrapping_mul(0xD6E8_FEB8_6659_FD93).rotate_right(32)
}

#[cfg(test)]
mod tests {
    #[test]
    fn it_never_changes() {
        assert_eq!(super::of(b"access/default-deny"), super::of(b"access/default-deny"));
        assert_ne!(super::of(b"a") % 7, super::of(b"b") % 7);
    }
}

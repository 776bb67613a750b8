//! Where do random numbers come from? From the seed, so that a run can be repeated; only tokens
//! and the like come from the operating system.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;

use super::hex;

/// `SplitMix64`: small, quick, and the same on every machine. Not for secrets.
#[derive(Debug, Clone)]
pub struct Random(u64);

impl Random {
    /// A stream of numbers that the seed decides.
    pub fn new(seed: u64) -> Self {
        Random(seed)
    }

    /// The next 64 random bits.
    pub fn bits(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// The upper half of the next bits.
    pub fn half(&mut self) -> u32 {
        u32::try_from(self.bits() >> 32).unwrap_or(u32::MAX)
    }

    /// A number from 0 to 1, 1 excluded.
    pub fn fraction(&mut self) -> f64 {
        f64::from(self.half()) / (f64::from(u32::MAX) + 1.0)
    }

    /// One of a non-empty list.
    pub fn pick<'a, T>(&mut self, list: &'a [T]) -> &'a T {
        &list[usize::try_from(self.bits()).unwrap_or(0) % list.len()]
    }

    /// A UUID of version 4, the form of Intercom's newer request ids.
    pub fn uuid(&mut self) -> String {
        let (high, low) = (self.bits(), self.bits());
        let mut text = [b'-'; 36];
        let parts = [
            (high >> 32, 0..8),
            (high >> 16, 9..13),
            (high & 0xfff | 0x4000, 14..18),
            (low >> 48 & 0x3fff | 0x8000, 19..23),
            (low, 24..36),
        ];
        for (part, place) in parts {
            hex::write(part, &mut text[place]);
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

/// A new access token.
pub fn token() -> String {
    format!("sandbox_{}", secret())
}

/// 32 hexadecimal digits that nobody can guess: 128 bits from the operating system, by way of the
/// randomly keyed hashers of the standard library. They guard a loopback server with invented data.
pub fn secret() -> String {
    format!("{:016x}{:016x}", system_bits(), system_bits())
}

/// Another number each time, whatever the seed.
pub fn system_bits() -> u64 {
    RandomState::new().hash_one("bits")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_seed_decides_everything_that_follows() {
        let (mut one, mut same, mut other) = (Random::new(7), Random::new(7), Random::new(8));
        let uuid = one.uuid();
        assert_eq!(uuid, same.uuid());
        assert_ne!(uuid, other.uuid());
        assert_eq!(uuid.len(), 36);
        assert_eq!(&uuid[14..15], "4");
    }

    #[test]
    fn fractions_stay_below_one() {
        let mut random = Random::new(1);
        assert!((0..1000).map(|_| random.fraction()).all(|f| (0.0..1.0).contains(&f)));
    }

    #[test]
    fn two_tokens_differ() {
        assert_ne!(token(), token());
    }
}

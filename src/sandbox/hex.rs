//! Hexadecimal digits without the formatting machinery: ids are the most frequent text here, six
//! in every contact that is shown.

/// Writes a number into `digits`, all of them, with zeros in front.
pub fn write(mut number: u64, digits: &mut [u8]) {
    for digit in digits.iter_mut().rev() {
        *digit = b"0123456789abcdef"[(number & 0xf) as usize];
        number >>= 4;
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_fill_their_digits() {
        let mut digits = [0; 8];
        write(0x00de_ad0b, &mut digits);
        assert_eq!(&digits, b"00dead0b");
    }
}

//! Hashes that get into names (cmd/internal/hash).

use sha2::{Digest, Sha256};

/// The mark of an inlined call in the name of a literal: the first eight bytes of a hash of `text`, in base64.
pub(super) fn mark(text: &str) -> String {
    let mut hash = Sha256::new();
    hash.update([1]);
    hash.update(text);
    base64(&hash.finalize()[..8])
}

/// What stands for the name of a shape that is too long.
pub(super) fn hex_sum(text: &str) -> String {
    let mut sum = Sha256::digest(text);
    sum[0] ^= 0xff;
    sum.iter().map(|b| format!("{b:02x}")).collect()
}

fn base64(bytes: &[u8]) -> String {
    const DIGITS: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut out = String::new();
    for chunk in bytes.chunks(3) {
        let bits = (0..3).fold(0u32, |n, i| {
            n << 8 | u32::from(chunk.get(i).copied().unwrap_or(0))
        });
        for i in 0..4 {
            if i <= chunk.len() {
                let digit = bits >> (18 - 6 * i) & 63;
                out.push(char::from(DIGITS[digit as usize]));
            } else {
                out.push('=');
            }
        }
    }
    out
}

#[cfg(test)]
mod tests {
    #[test]
    fn base64_pads() {
        assert_eq!(super::base64(b"light wo"), "bGlnaHQgd28=");
        assert_eq!(super::base64(b"abc"), "YWJj");
    }
}

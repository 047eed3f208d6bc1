//! What the fuzz targets share: changes to programs that keep most of them whole.

use libfuzzer_sys::fuzzer_mutate;
use mutate::Random;

#[path = "../../tests/type_errors/mutate.rs"]
pub mod mutate;

/// Tokens in place of others, mostly; bytes now and then. Gives the new size.
pub fn change(data: &mut [u8], size: usize, max_size: usize, seed: u32) -> usize {
    let mut random = Random(u64::from(seed));
    if random.below(4) > 0
        && let Ok(text) = std::str::from_utf8(&data[..size])
        && let Some(new) = some_mutants(text, &mut random)
        && new.len() <= max_size
    {
        data[..new.len()].copy_from_slice(new.as_bytes());
        return new.len();
    }
    fuzzer_mutate(data, size, max_size)
}

/// One to four changes, one behind the other.
fn some_mutants(text: &str, random: &mut Random) -> Option<String> {
    let mut new = None;
    for _ in 0..=random.below(4) {
        let text = new.as_deref().unwrap_or(text);
        new = mutate::mutant(text, random).or(new);
    }
    new
}

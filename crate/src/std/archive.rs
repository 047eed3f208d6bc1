//! Finds the export data in what the compiler writes for a package: an `ar` archive whose first member, `__.PKGDEF`, holds it
//! (cmd/internal/bio, internal/exportdata).

/// The export data in the bytes of an object archive: what stands between the `u` after `$$B` and the closing `$$`.
///
/// Nothing if the bytes are no such archive.
pub fn export_data(archive: &[u8]) -> Option<&[u8]> {
    const MAGIC: &[u8] = b"!<arch>\n";
    const HEADER: usize = 60;
    let rest = archive.strip_prefix(MAGIC)?;
    let header = rest.get(..HEADER)?;
    if header[..16].trim_ascii_end() != b"__.PKGDEF" {
        return None;
    }
    let size: usize = core::str::from_utf8(&header[48..58])
        .ok()?
        .trim()
        .parse()
        .ok()?;
    let member = rest.get(HEADER..HEADER.checked_add(size)?)?;
    let start = find(member, b"\n$$B\nu")? + b"\n$$B\nu".len();
    let data = &member[start..];
    data.strip_suffix(b"\n$$\n")
}

fn find(text: &[u8], what: &[u8]) -> Option<usize> {
    text.windows(what.len()).position(|w| w == what)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_the_payload_and_refuses_anything_else() {
        let body = b"go object linux amd64\n\n$$B\nuDATA\n$$\n";
        let mut archive = b"!<arch>\n".to_vec();
        archive.extend(format!("{:<48}{:<10}`\n", "__.PKGDEF", body.len()).bytes());
        archive.extend(body);
        assert_eq!(export_data(&archive), Some(&b"DATA"[..]));
        for cut in 0..archive.len() {
            assert_eq!(export_data(&archive[..cut]), None);
        }
    }
}

//! Makes a program small that shows a difference: declarations and statements are left out as long as it still does.

use crate::judge::{File, Judge, Outcome};

/// How often the compiler is asked at most.
const TRIES: usize = 1500;

/// Makes the text smaller; the difference under `mode` has to stay one of the same kind.
pub fn shrink(judge: &Judge, text: &str, mode: usize, kind: &str) -> String {
    let mut tries = TRIES;
    let mut best = text.to_owned();
    let mut holds = |text: &str| {
        if tries == 0 {
            return None;
        }
        tries -= 1;
        repaired(judge, text, mode, kind)
    };
    loop {
        let before = best.len();
        for pass in [by_chunks, by_braces, by_unwrapping, by_parts] {
            let mut at = 0;
            while let Some((candidate, next)) = pass(&best, at) {
                match holds(&candidate) {
                    Some(smaller) if smaller.len() < best.len() => best = smaller,
                    _ => at = next,
                }
            }
        }
        if best.len() >= before {
            return best;
        }
    }
}

/// The text with what is unused taken away or used, if it then shows the difference.
fn repaired(judge: &Judge, text: &str, mode: usize, kind: &str) -> Option<String> {
    let mut text = text.to_owned();
    for _ in 0..4 {
        let files = [File {
            name: "x.go".into(),
            text: text.clone(),
        }];
        match judge.compare(&files, &[mode]) {
            Outcome::Same => return None,
            Outcome::Differs(list) => return list.iter().any(|d| d.kind() == kind).then_some(text),
            Outcome::Invalid(errors) => {
                let mut lines: Vec<String> = text.lines().map(str::to_owned).collect();
                let mut mended = false;
                let mut told: Vec<(usize, &str)> = Vec::new();
                for error in errors.lines() {
                    let mut parts = error.splitn(4, ':');
                    let line = parts.nth(1)?.parse::<usize>().ok()?;
                    told.push((line, parts.nth(1)?.trim()));
                }
                told.sort_by_key(|t| std::cmp::Reverse(t.0));
                for (line, message) in told {
                    let at = line.checked_sub(1)?;
                    if message.ends_with("imported and not used") {
                        lines.remove(at);
                        mended = true;
                    } else if let Some(name) = message.strip_prefix("declared and not used: ") {
                        let opens = lines.get(at)?.trim_end().ends_with(['{', ';', ',', '(']);
                        if opens && !lines[at].trim_end().ends_with('{') {
                            return None;
                        }
                        lines.insert(at + 1, format!("_ = {name}"));
                        mended = true;
                    } else {
                        return None;
                    }
                }
                if !mended {
                    return None;
                }
                text = lines.join("\n") + "\n";
            }
        }
    }
    None
}

fn without(lines: &[&str], from: usize, to: usize) -> String {
    let kept = lines[..from].iter().chain(&lines[to..]);
    kept.map(|l| format!("{l}\n")).collect()
}

/// Leaves out a line, or from a line that opens a brace to the line that closes it.
fn by_braces(text: &str, at: usize) -> Option<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let line = lines.get(at)?;
    if line.starts_with("package ") {
        return by_braces(text, at + 1);
    }
    let end = closing(&lines, at).unwrap_or(at);
    Some((without(&lines, at, end + 1), at + 1))
}

/// Leaves out whole top-level declarations, which is where most is won.
fn by_chunks(text: &str, at: usize) -> Option<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let starts =
        |l: &str| l.starts_with("func ") || l.starts_with("type ") || l.starts_with("var ");
    let at = (at..lines.len()).find(|&i| starts(lines[i]))?;
    let end = closing(&lines, at).unwrap_or(at);
    Some((without(&lines, at, end + 1), at + 1))
}

/// Leaves out the two lines of a block and keeps what is inside.
fn by_unwrapping(text: &str, at: usize) -> Option<(String, usize)> {
    let lines: Vec<&str> = text.lines().collect();
    let at =
        (at..lines.len()).find(|&i| lines[i].ends_with('{') && closing(&lines, i).is_some())?;
    let end = closing(&lines, at)?;
    let inner = [&lines[..at], &lines[at + 1..end], &lines[end + 1..]].concat();
    Some((inner.iter().map(|l| format!("{l}\n")).collect(), at + 1))
}

/// Leaves out what stands between two parentheses or braces of a line, and elements of lists.
fn by_parts(text: &str, at: usize) -> Option<(String, usize)> {
    let bytes = text.as_bytes();
    for open in at..bytes.len() {
        if !matches!(bytes[open], b'(' | b'{' | b'[' | b',' | b' ') {
            continue;
        }
        let mut depth = 0;
        for end in open + 1..bytes.len() {
            match bytes[end] {
                b'\n' => break,
                b'(' | b'{' | b'[' => depth += 1,
                b')' | b'}' | b']' | b',' if depth == 0 => {
                    if end > open + 1 {
                        return Some((
                            format!(
                                "{}{}",
                                &text[..open + usize::from(bytes[open] != b',')],
                                &text[end..]
                            ),
                            open + 1,
                        ));
                    }
                    break;
                }
                b')' | b'}' | b']' => depth -= 1,
                _ => {}
            }
        }
    }
    None
}

/// The line that closes what a line opens.
fn closing(lines: &[&str], at: usize) -> Option<usize> {
    let mut depth = 0;
    for (i, line) in lines.iter().enumerate().skip(at) {
        for c in line.chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ => {}
            }
        }
        if i == at && depth <= 0 {
            return None;
        }
        if depth <= 0 {
            return Some(i);
        }
    }
    None
}

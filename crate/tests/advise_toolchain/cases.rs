//! The programs: `testdata/advise/CODE.txt`. Its first line names the rule; `-- offered/NAME.go [B] --` starts a program that is rewritten
//! (B: with a question); `-- explained/NAME.go [RULE] --` one that gets an explanation without edits (by another rule, where one is named); `-- near NAME.go: WHAT [=> REFUSAL] --` a change of that program, as lines to be replaced by others, after
//! which it is not.

use std::path::Path;

/// A program that is rewritten.
#[derive(Clone)]
pub struct Case {
    pub name: String,
    pub code: String,
    pub rule: String,
    pub asks: bool,
    /// There is nothing to apply.
    pub explained: bool,
    pub text: String,
}

/// A program that misses one condition.
pub struct Near {
    pub case: Case,
    pub what: String,
    pub text: String,
    pub refusal: Option<String>,
}

fn files() -> Vec<(String, String)> {
    let dir = Path::new(env!("CARGO_MANIFEST_DIR")).join("testdata/advise");
    let mut files: Vec<(String, String)> = std::fs::read_dir(dir)
        .expect("testdata/advise")
        .filter_map(|e| {
            let path = e.ok()?.path();
            let code = path.file_name()?.to_str()?.strip_suffix(".txt")?.to_owned();
            let only = std::env::var("GOESCAPE_ONLY").unwrap_or_default();
            if !only.is_empty() && !only.split(',').any(|o| o == code) {
                return None;
            }
            Some((code, std::fs::read_to_string(path).ok()?))
        })
        .collect();
    files.sort();
    files
}

/// Header and body of each section.
fn sections(text: &str) -> Vec<(&str, String)> {
    let mut out: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n').skip(1) {
        let header = line
            .trim_end()
            .strip_prefix("-- ")
            .and_then(|l| l.strip_suffix(" --"));
        match (header, out.last_mut()) {
            (Some(h), _) => out.push((h, String::new())),
            (None, Some((_, body))) => body.push_str(line),
            (None, None) => panic!("text in front of the first section: {line}"),
        }
    }
    out
}

fn all() -> (Vec<Case>, Vec<Near>) {
    let (mut offered, mut near) = (Vec::new(), Vec::new());
    for (code, text) in files() {
        let first = text.lines().next().unwrap_or_default();
        let rule = first.strip_prefix("rule ").expect("the rule").to_owned();
        let mut own: Vec<Case> = Vec::new();
        for (header, body) in sections(&text) {
            if let Some(name) = header.strip_prefix("explained/") {
                let (name, rule) = name.split_once(' ').unwrap_or((name, &rule));
                own.push(Case {
                    name: format!("{code}/{name}"),
                    code: code.clone(),
                    rule: rule.to_owned(),
                    asks: false,
                    explained: true,
                    text: body,
                });
                continue;
            }
            if let Some(name) = header.strip_prefix("offered/") {
                let (file, asks) = match name.strip_suffix(" B") {
                    Some(file) => (file, true),
                    None => (name, false),
                };
                own.push(Case {
                    name: format!("{code}/{file}"),
                    code: code.clone(),
                    rule: rule.clone(),
                    asks,
                    explained: false,
                    text: body,
                });
                continue;
            }
            let (file, what) = header
                .strip_prefix("near ")
                .and_then(|h| h.split_once(": "))
                .expect("a header");
            let case = own
                .iter()
                .find(|c| c.name == format!("{code}/{file}"))
                .expect("its program")
                .clone();
            let (what, refusal) = match what.split_once(" => ") {
                Some((what, code)) => (what, Some(code.to_owned())),
                None => (what, None),
            };
            let text = changed(&case, what, &body);
            near.push(Near {
                case,
                what: what.to_owned(),
                text,
                refusal,
            });
        }
        offered.extend(own);
    }
    (offered, near)
}

/// Lines with `-` are replaced by those with `+` that follow.
fn changed(case: &Case, what: &str, body: &str) -> String {
    let mut text = case.text.clone();
    let lines: Vec<&str> = body.lines().collect();
    let part = |from: usize, sign: char| -> (String, usize) {
        let end = lines[from..]
            .iter()
            .position(|l| !l.starts_with(sign))
            .map_or(lines.len(), |n| from + n);
        let bare: Vec<&str> = lines[from..end]
            .iter()
            .map(|l| l[1..].strip_prefix(' ').unwrap_or_default())
            .collect();
        (bare.join("\n"), end)
    };
    let mut at = 0;
    while at < lines.len() {
        let (old, middle) = part(at, '-');
        let (new, end) = part(middle, '+');
        assert!(
            end > at && !old.is_empty(),
            "{} ({what}): {}",
            case.name,
            lines[at]
        );
        assert!(text.contains(&old), "{} ({what}): no {old:?}", case.name);
        text = text.replace(&old, &new);
        at = end;
    }
    text
}

/// Programs that are rewritten.
pub fn offered() -> Vec<Case> {
    all().0
}

/// Programs that miss one condition.
pub fn near() -> Vec<Near> {
    all().1
}

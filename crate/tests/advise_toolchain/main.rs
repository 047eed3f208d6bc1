//! Every rule against the real toolchain: its programs are rewritten by us and then judged by Go: gofmt, vet, equal output, fewer
//! allocations, the race detector, and pools that scribble over what is put back or hand it out again at once. Programs that miss one
//! condition must not be rewritten. `GOESCAPE_ONLY=CODE,…` looks at the programs of some codes alone.

#[path = "../support/mod.rs"]
mod support;

mod cases;
mod module;
mod record;
mod std_rewritten;

use cases::{Case, Near};
use goescape::wire::{
    Answer, Confidence, Input, InputFile, Options, RefusalCode, Report, SuggestionCode,
};
use goescape::{Packages, analyze};
use std::path::PathBuf;

/// The facts about std, read once for all programs.
struct Engine {
    index: Vec<(String, PathBuf)>,
    packages: Packages,
}

impl Engine {
    fn new() -> Option<Engine> {
        let index = support::std_facts::index()?;
        let mut packages = Packages::default();
        packages.set_available(index.iter().map(|(p, _)| p.clone()).collect());
        // As std imports what it brings along.
        for (path, _) in &index {
            if let Some(bare) = path.strip_prefix("vendor/") {
                packages.map_import(bare, path);
            }
        }
        Some(Engine { index, packages })
    }

    fn report(&mut self, text: &str) -> Box<Report> {
        let file = InputFile {
            name: "main.go".into(),
            text: text.into(),
        };
        self.report_of(vec![file], None)
    }

    /// The program with everything of confidence A applied, if there are several such suggestions.
    fn together(&mut self, text: &str) -> Option<String> {
        let together = self.report(text).together?;
        let text = goescape::advise::apply(text, 0, &together.edits);
        Some(text.expect("edits apart").to_string())
    }

    fn report_of(&mut self, files: Vec<InputFile>, package: Option<String>) -> Box<Report> {
        let input = Input {
            files,
            options: Options {
                advise: true,
                inline: true,
                package,
                ..Options::default()
            },
        };
        loop {
            match analyze(&input, &mut self.packages) {
                Answer::Report { report } => return report,
                Answer::Missing { missing } => {
                    for path in missing {
                        let (_, file) = self.index.iter().find(|(p, _)| *p == path).expect("std");
                        let bytes = std::fs::read(file).expect("the facts about std");
                        self.packages.add(&path, &bytes);
                    }
                }
            }
        }
    }
}

fn name_of(code: &impl serde::Serialize) -> String {
    let value = serde_json::to_value(code).expect("a code");
    value.as_str().expect("a name").to_owned()
}

/// Applies suggestions of a code, one after the other, until none is left; gives the text and how many there were. `in_place`: pools in
/// the other layout.
fn rewritten(engine: &mut Engine, case: &Case, text: &str, in_place: bool) -> (String, usize) {
    let mut text = text.to_owned();
    let style = in_place.then_some("inPlace");
    let had = engine.report(&text).lints.len();
    for n in 0..8 {
        let report = engine.report(&text);
        assert!(
            report.problems.is_empty(),
            "{}: {:?}\n{text}",
            case.name,
            report.problems
        );
        let found = (report.suggestions.iter())
            .filter(|s| s.params.get("style").map(String::as_str) == style)
            .find(|s| name_of(&s.code) == case.code && s.rule == case.rule && !s.edits.is_empty());
        let Some(s) = found else {
            // Whoever advises a pool must have no mistakes to tell of it.
            let lints = &report.lints;
            assert!(lints.len() <= had, "{}: {lints:?}\n{text}", case.name);
            return (text, n);
        };
        let want = if case.asks {
            Confidence::B
        } else {
            Confidence::A
        };
        assert_eq!(s.confidence, want, "{}: {:?}", case.name, s.checks);
        text = goescape::advise::apply(&text, 0, &s.edits)
            .expect("edits apart")
            .to_string();
    }
    panic!(
        "{}: the rewrite is offered again and again\n{text}",
        case.name
    )
}

#[test]
fn a_program_that_misses_one_condition_is_not_rewritten() {
    let Some(mut engine) = Engine::new() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let mut bad = Vec::new();
    for Near {
        case,
        what,
        text,
        refusal,
    } in cases::near()
    {
        let report = engine.report(&text);
        if !report.problems.is_empty() {
            bad.push(format!(
                "{} ({what}): {:?}\n{text}",
                case.name, report.problems
            ));
            continue;
        }
        let offered = (report.suggestions.iter()).any(|s| name_of(&s.code) == case.code);
        if offered {
            bad.push(format!("{} ({what}): offered all the same", case.name));
        }
        let refusals: Vec<(SuggestionCode, RefusalCode)> = report
            .refusals
            .iter()
            .map(|r| (r.suggestion, r.code))
            .collect();
        if let Some(code) = refusal
            && !refusals
                .iter()
                .any(|(s, r)| name_of(s) == case.code && name_of(r) == code)
        {
            bad.push(format!(
                "{} ({what}): no refusal {code}: {refusals:?}",
                case.name
            ));
        }
    }
    assert!(bad.is_empty(), "{}", bad.join("\n"));
}

#[test]
fn what_is_only_explained_has_confidence_c_and_no_edits() {
    let Some(mut engine) = Engine::new() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    for case in cases::offered().into_iter().filter(|c| c.explained) {
        let report = engine.report(&case.text);
        assert!(
            report.problems.is_empty(),
            "{}: {:?}",
            case.name,
            report.problems
        );
        let found = (report.suggestions.iter())
            .find(|s| name_of(&s.code) == case.code && s.rule == case.rule);
        let found = found.unwrap_or_else(|| panic!("{}: not explained", case.name));
        assert_eq!(found.confidence, Confidence::C, "{}", case.name);
        assert!(found.edits.is_empty(), "{}", case.name);
    }
}

#[test]
fn every_rule_with_programs_is_known() {
    for case in cases::offered() {
        let rules = goescape::advise::RULES.iter().filter(|r| r.id == case.rule);
        let codes: Vec<String> = rules.flat_map(|r| r.codes).map(name_of).collect();
        assert!(codes.contains(&case.code), "{}: {codes:?}", case.name);
    }
    // And every code of a rule has programs.
    let cases = cases::offered();
    for rule in goescape::advise::RULES {
        for code in rule.codes {
            let code = name_of(code);
            assert!(cases.iter().any(|c| c.code == code), "{} {code}", rule.id);
        }
    }
}

#[test]
fn what_is_rewritten_does_the_same_with_fewer_allocations() {
    let Some(mut engine) = Engine::new() else {
        eprintln!("no facts about std here: `npm run setup` makes them");
        return;
    };
    let mut pairs = Vec::new();
    let mut bad = Vec::new();
    for case in cases::offered().into_iter().filter(|c| !c.explained) {
        let (after, n) = rewritten(&mut engine, &case, &case.text, false);
        if n == 0 {
            let report = engine.report(&case.text);
            let codes: Vec<String> = report
                .suggestions
                .iter()
                .map(|s| format!("{} {}", s.rule, name_of(&s.code)))
                .collect();
            bad.push(format!(
                "{}: not offered; offered are {codes:?}; refused {:?}",
                case.name, report.refusals
            ));
            continue;
        }
        pairs.push(module::Pair {
            name: case.name.clone(),
            before: case.text.clone(),
            after,
        });
        let (in_place, n) = rewritten(&mut engine, &case, &case.text, true);
        if n > 0 {
            pairs.push(module::Pair {
                name: format!("{} in place", case.name),
                before: case.text.clone(),
                after: in_place,
            });
        } else if case.rule == "R35" && case.name != "poolBytes/sized.go" {
            // A buffer whose size differs would be made in the function.
            bad.push(format!("{}: not offered in place", case.name));
        }
        if let Some(all) = engine.together(&case.text) {
            pairs.push(module::Pair {
                name: format!("{} together", case.name),
                before: case.text.clone(),
                after: all,
            });
        }
    }
    let Some(go) = support::toolchain::goroot() else {
        eprintln!("no Go here: rewrites were made, and not judged");
        assert!(bad.is_empty(), "{}", bad.join("\n"));
        return;
    };
    bad.extend(module::judge(&go, &pairs));
    assert!(bad.is_empty(), "{}", bad.join("\n\n"));
}

/// Packages of std that are rewritten in every run: small ones, with rewrites of several kinds.
const SAMPLE: [&str; 6] = [
    "archive/tar",
    "encoding/csv",
    "encoding/pem",
    "mime/multipart",
    "net/textproto",
    "text/tabwriter",
];

#[test]
fn what_is_rewritten_in_std_still_builds() {
    let (Some(mut engine), Some(go)) = (Engine::new(), support::toolchain::goroot()) else {
        eprintln!("no Go or no facts about std here: std was not rewritten");
        return;
    };
    let full = std::env::var_os("GOESCAPE_FULL").is_some();
    let only = (!full).then_some(&SAMPLE[..]);
    let outcome = std_rewritten::judge(&mut engine, &go, only);
    if full && std::env::var_os("GOESCAPE_UPDATE").is_some() {
        record::write(&outcome);
    }
    assert!(outcome.bad.is_empty(), "{}", outcome.bad.join("\n\n"));
    let applied = outcome.compiled;
    assert!(applied > 0, "nothing was applied: the sample says nothing");
    if full {
        assert!(applied >= 300, "only {applied}: the sample says too little");
        assert!(outcome.tested >= 300, "{} tested", outcome.tested);
        return;
    }
    // What is recorded of these packages is what was found now.
    let mut record = record::Record::read();
    for name in SAMPLE {
        let now = outcome.packages.get(name).map(|c| &c.applied);
        let recorded = record.packages.remove(name).map(|c| c.applied);
        assert_eq!(recorded.as_ref(), now, "{name}");
    }
}

#[test]
fn the_record_of_std_says_what_its_lines_say() {
    let record = record::Record::read();
    assert_eq!(record.sums, record.summed());
    assert_eq!(record.broken, 0);
    let (applied, tested) = (record.sums.values()).fold((0, 0), |(a, t), s| (a + s.0, t + s.1));
    assert!(
        applied >= 300 && tested >= 300,
        "{applied} applied, {tested} tested"
    );
    assert!(record.looked_at >= record.packages.len());
}

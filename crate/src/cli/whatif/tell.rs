//! What `goescape whatif` prints: the changes that are possible, the difference that one makes, why one can not be made.

use super::{Asked, DIFFERS, IMPOSSIBLE};
use crate::wire::{
    Allocates, Amount, Change, Cost, Difference, Function, ImpossibleCode, Offer, Params, Report,
    Site, SiteChangeKind, Span,
};
use serde_json::json;

pub(super) fn file_name<'r>(report: &'r Report, span: &Span) -> &'r str {
    let part = report.parts.iter().find(|p| span.from <= p.to);
    let file = part.map(|p| &p.name);
    let file = file.or_else(|| report.files.get(span.file as usize));
    file.map_or("", String::as_str)
}

pub(super) fn shown_place(report: &Report, span: &Span) -> String {
    format!("{}:{}:{}", file_name(report, span), span.line, span.col)
}

pub(super) fn list(asked: &Asked, report: &Report, offers: &[Offer]) {
    if asked.common.json {
        println!("{}", json!({ "offers": offers }));
        return;
    }
    for offer in offers {
        let param = |name: &str| offer.params.get(name).map_or("", String::as_str);
        let what = match &offer.change {
            Change::Inline { on } => format!("inline={}", if *on { "on" } else { "off" }),
            Change::Lang { lang } => format!("lang={lang}"),
            Change::Sizes { elements, .. } => format!("size={elements}"),
            Change::Concrete { .. } => "concrete".into(),
            Change::NoInline { on: true, .. } => "noinline".into(),
            Change::NoInline { on: false, .. } => "inlinable".into(),
            Change::Prints => "prints".into(),
        };
        match &offer.span {
            None => println!("{what}"),
            Some(span) => {
                let typ = param("type");
                let typ = if typ.is_empty() {
                    String::new()
                } else {
                    format!(" as {typ}")
                };
                println!(
                    "{}: {what}: {}{typ}",
                    shown_place(report, span),
                    param("name")
                );
            }
        }
    }
}

pub(super) fn impossible(asked: &Asked, code: ImpossibleCode, params: &Params) -> u8 {
    if asked.common.json {
        println!(
            "{}",
            json!({ "impossible": { "code": code, "params": params } })
        );
    } else {
        eprintln!("goescape: {}", words(code, params));
    }
    IMPOSSIBLE
}

/// Why a change can not be made.
pub(super) fn words(code: ImpossibleCode, params: &Params) -> String {
    let param = |name: &str| params.get(name).map_or("", String::as_str);
    match code {
        ImpossibleCode::NotAnalysed => "the changed program could not be analysed".into(),
        ImpossibleCode::NoSuchPlace => "nothing there can be changed so".into(),
        ImpossibleCode::SameAlready => "it is so already".into(),
        ImpossibleCode::NoType => {
            format!(
                "what is put into {} has no type that is known",
                param("name")
            )
        }
        ImpossibleCode::SeveralTypes => {
            format!(
                "several types are put into {}: {}",
                param("name"),
                param("types")
            )
        }
        ImpossibleCode::NoName => format!(
            "the type {} has no name where {} is declared",
            param("type"),
            param("name")
        ),
        ImpossibleCode::LangOfModule => "the language version stands in go.mod".into(),
        ImpossibleCode::DoesNotCheck => {
            format!("the changed program has an error: {}", param("error"))
        }
    }
}

pub(super) fn tell(asked: &Asked, before: &Report, difference: &Difference) -> u8 {
    match asked.common.json {
        true => println!("{}", json!({ "before": before, "difference": difference })),
        false => {
            for line in as_text(before, difference) {
                println!("{line}");
            }
        }
    }
    match asked.common.check && !difference.sites.is_empty() {
        true => DIFFERS,
        false => 0,
    }
}

fn as_text(before: &Report, difference: &Difference) -> Vec<String> {
    let after = &difference.after;
    let mut lines = Vec::new();
    for change in &difference.sites {
        let old = change.before.map(|i| &before.sites[i as usize]);
        let new = change.after.map(|i| &after.sites[i as usize]);
        let (report, site) = match (old, new) {
            (Some(site), _) => (before, site),
            (None, Some(site)) => (&**after, site),
            (None, None) => continue,
        };
        let place = shown_place(report, &site.span);
        let told = match (old, new) {
            (Some(old), Some(new)) => format!("{} -> {}", said(old), said(new)),
            (Some(old), None) => format!("{} -> gone", said(old)),
            (None, Some(new)) => format!("new: {}", said(new)),
            (None, None) => continue,
        };
        let told = match (change.kind, old, new) {
            (SiteChangeKind::Other, Some(a), Some(b)) if told_alike(a, b) => {
                format!("{}: {} -> {}", said(a), runs(a), runs(b))
            }
            _ => told,
        };
        lines.push(format!("{place}: {told}"));
    }
    for change in &difference.functions {
        let old = change.before.map(|i| &before.functions[i as usize]);
        let new = change.after.map(|i| &after.functions[i as usize]);
        let (Some(old), Some(new)) = (old, new) else {
            continue;
        };
        let place = shown_place(before, &old.span);
        if change.inlining {
            let told = format!("{} -> {}", inlining(old), inlining(new));
            lines.push(format!("{place}: {}: {told}", old.name));
        }
        if change.per_call {
            let told = format!("{} -> {}", cost(old.per_call), cost(new.per_call));
            lines.push(format!("{place}: {}: a call allocates {told}", old.name));
        }
    }
    if difference.sites.is_empty() {
        lines.push("no verdict differs".into());
    }
    lines
}

/// Whether two sites have the same verdict in the same words, whatever the expression is now.
fn told_alike(a: &Site, b: &Site) -> bool {
    let words = |s: &Site| {
        s.words
            .iter()
            .map(|w| w.replace(&s.name, ""))
            .collect::<Vec<_>>()
    };
    words(a) == words(b)
}

fn said(site: &Site) -> String {
    match site.words.is_empty() {
        true => site.name.clone(),
        false => site.words.join(", "),
    }
}

fn runs(site: &Site) -> String {
    let how = match &site.allocates {
        Allocates::Never { .. } => return "never allocates".into(),
        Allocates::AboveSize { bytes } => format!("allocates above {bytes} bytes"),
        Allocates::Unknown => "not known".into(),
        _ => cost(Some(site.cost)),
    };
    let often = match (site.times.loops, site.times.turns) {
        (0, _) => "once",
        (_, Some(_)) => "a known number of times",
        (_, None) => "each turn of a loop",
    };
    let maybe = if site.times.maybe { " at most" } else { "" };
    format!("{how}, {often}{maybe}")
}

fn inlining(f: &Function) -> String {
    match (f.can_inline, f.cost, &f.cannot_inline) {
        (Some(true), Some(cost), _) => format!("can inline, cost {cost}"),
        (Some(true), None, _) => "can inline".into(),
        (Some(false), _, Some(why)) => format!("cannot inline: {why}"),
        (Some(false), _, None) => "cannot inline".into(),
        (None, ..) => "not asked".into(),
    }
}

fn cost(cost: Option<Cost>) -> String {
    let Some(cost) = cost else {
        return "what is not known".into();
    };
    if cost.objects.most == Some(0) {
        return "nothing".into();
    }
    let amount = |a: Amount| match a.most {
        Some(most) if most == a.least => most.to_string(),
        Some(most) => format!("{} to {most}", a.least),
        None => format!("{} or more", a.least),
    };
    let one = cost.objects.least == 1 && cost.objects.most == Some(1);
    let objects = if one { "object" } else { "objects" };
    format!(
        "{} {objects}, {} bytes",
        amount(cost.objects),
        amount(cost.bytes)
    )
}

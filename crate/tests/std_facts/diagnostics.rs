//! Facts about functions against what the compiler prints about them with -m=2.

use goescape::std::{FuncFacts, World};
use goescape::text::Pos;
use goescape::types::ObjId;
use std::collections::{BTreeMap, BTreeSet};

/// What the compiler says of one package.
#[derive(Default)]
pub struct Said {
    /// Cost by function.
    costs: BTreeMap<String, u32>,
    /// Lines about parameters by position `file:line:col`.
    params: BTreeMap<String, BTreeSet<String>>,
}

/// What the compiler says, by import path.
pub fn parse(output: &str) -> BTreeMap<String, Said> {
    let mut all = BTreeMap::new();
    let mut said: &mut Said = all.entry(String::new()).or_default();
    for line in output.lines() {
        if let Some(path) = line.strip_prefix("# ") {
            said = all.entry(path.to_string()).or_default();
            continue;
        }
        let Some((pos, text)) = line.split_once(": ") else {
            continue;
        };
        if let Some(rest) = text.strip_prefix("can inline ") {
            if let Some((name, rest)) = rest.split_once(" with cost ")
                && let Some((cost, _)) = rest.split_once(' ')
            {
                said.costs
                    .insert(name.to_string(), cost.parse().expect("a cost"));
            }
        } else if text.starts_with("leaking param")
            || text.ends_with(" does not escape")
            || text.starts_with("moved to heap: ")
        {
            let pos = pos.trim_start_matches("./").to_string();
            said.params.entry(pos).or_default().insert(text.to_string());
        }
    }
    all
}

/// Counts of what was compared.
#[derive(Default, Debug)]
pub struct Compared {
    pub functions: usize,
    pub inlinable: usize,
    pub params: usize,
    pub bodies: usize,
}

/// Compares the facts about the functions of a package with what the compiler says of them; gives the differences.
pub fn compare(world: &World, path: &str, said: &Said, seen: &mut Compared) -> Vec<String> {
    let mut wrong = Vec::new();
    for func in world.store.functions() {
        let Some((home, symbol)) = world.store.symbol(&world.types, func) else {
            continue;
        };
        let facts = world.store.facts(&world.types, func).expect("it is listed");
        if *world.types[home].path != *path || facts.params_esc.is_none() {
            continue;
        }
        seen.functions += 1;
        let cost = facts.inline.map(|i| i.cost);
        seen.inlinable += usize::from(cost.is_some());
        if cost != said.costs.get(&*symbol).copied() {
            wrong.push(format!(
                "{path}.{symbol}: cost {cost:?}, not {:?}",
                said.costs.get(&*symbol)
            ));
        }
        let body = world.store.body_of(&world.types, func).is_some();
        seen.bodies += usize::from(body);
        if body != cost.is_some() {
            wrong.push(format!("{path}.{symbol}: cost {cost:?}, but body: {body}"));
        }
        tags(world, func, facts, &symbol, said, seen, &mut wrong);
    }
    wrong
}

fn tags(
    world: &World,
    func: ObjId,
    facts: &FuncFacts,
    symbol: &str,
    said: &Said,
    seen: &mut Compared,
    wrong: &mut Vec<String>,
) {
    let types = &world.types;
    let sig = types
        .signature(types.type_of(func))
        .expect("a function's type");
    let tags = facts.params_esc.as_ref().expect("not generic");
    let params: Vec<_> = sig.recv.iter().chain(&*sig.params).collect();
    assert_eq!(params.len(), tags.len());
    for (&&param, tag) in params.iter().zip(tags.iter()) {
        let name = &*types[param].name;
        if name.is_empty() || name == "_" {
            continue;
        }
        let none = BTreeSet::new();
        let lines = said
            .params
            .get(&place(world, types[param].pos))
            .unwrap_or(&none);
        let moved = lines.contains(&format!("moved to heap: {name}"));
        if moved || tag.is_empty() && lines.is_empty() {
            continue;
        }
        seen.params += 1;
        let results: Vec<_> = sig
            .results
            .iter()
            .map(|&r| types[r].name.to_string())
            .collect();
        let want = lines_of(name, tag, &results);
        if want != *lines {
            wrong.push(format!("{symbol}: {name}: {want:?}, not {lines:?}"));
        }
    }
}

fn place(world: &World, pos: Pos) -> String {
    let place = world.map.place(pos).expect("a parameter's position");
    let file = place.file.trim_start_matches("$GOROOT/src/").to_string();
    format!("{file}:{}:{}", place.line1, place.col1)
}

/// The lines that the compiler prints for a tag (escape/escape.go, reportLeaks; escape/leaks.go).
fn lines_of(name: &str, tag: &[u8], results: &[String]) -> BTreeSet<String> {
    let mut leaks = [0u8; 8];
    match tag.strip_prefix(b"esc:") {
        Some(encoded) => leaks[..encoded.len()].copy_from_slice(encoded),
        None => leaks[0] = 1,
    }
    let mut lines = BTreeSet::new();
    match leaks[0] {
        0 => {}
        1 => _ = lines.insert(format!("leaking param: {name}")),
        _ => _ = lines.insert(format!("leaking param content: {name}")),
    }
    for (i, &leak) in leaks[3..].iter().enumerate().filter(|l| *l.1 > 0) {
        let result = match &*results[i] {
            "" | "_" => format!("~r{i}"),
            named => named.to_string(),
        };
        lines.insert(format!(
            "leaking param: {name} to result {result} level={}",
            leak - 1
        ));
    }
    if lines.is_empty() {
        lines.insert(format!("{name} does not escape"));
    }
    lines
}

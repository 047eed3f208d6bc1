//! A change as edits of the text, and what has to follow them.

use super::Impossible;
use super::subjects::{File, Subjects, TYPE, Variable};
use super::values::{Value, shown, written};
use crate::text::{Gather, InOrder};
use crate::wire::{Edit, ImpossibleCode, InputFile, Place, Problem};
use std::collections::BTreeSet;

/// The edits that give one `make`, or each, a constant size.
pub fn sizes(all: &Subjects, elements: u32, at: Option<Place>) -> Result<Vec<Edit>, Impossible> {
    let edits: Vec<Edit> = all
        .makes
        .iter()
        .filter(|(place, _)| at.is_none_or(|at| at == **place))
        .map(|(_, make)| Edit {
            insert: elements.max(make.least).to_string(),
            ..make.sizes.clone()
        })
        .collect();
    match (edits.is_empty(), at) {
        (true, Some(_)) => Err(Impossible::new(ImpossibleCode::NoSuchPlace, &[])),
        (true, None) => Err(Impossible::new(ImpossibleCode::SameAlready, &[])),
        // One in another's size would be cut in the middle.
        _ => Ok(outermost(edits)),
    }
}

/// Edits without those that stand inside of others; in order.
fn outermost(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.order_by_key(|e| (e.file, e.from, std::cmp::Reverse(e.to)));
    let mut out: Vec<Edit> = Vec::new();
    for edit in edits {
        let inside = |o: &Edit| o.file == edit.file && edit.from < o.to;
        if !out.last().is_some_and(inside) {
            out.push(edit);
        }
    }
    out
}

/// The type that a variable would have, with its packages marked.
pub fn type_of(all: &Subjects, variable: &Variable) -> Result<String, Impossible> {
    let name = ("name", variable.name.as_str());
    let given = variable.together.iter().filter_map(|at| all.values.get(at));
    let values: BTreeSet<&Value> = given.flatten().gather();
    let mut types = Vec::new();
    for value in values {
        match value {
            Value::Type(text) => types.push(text),
            Value::Nameless(shown) => {
                let params = [name, ("type", shown)];
                return Err(Impossible::new(ImpossibleCode::NoName, &params));
            }
            Value::Unknown => return Err(Impossible::new(ImpossibleCode::NoType, &[name])),
        }
    }
    match types[..] {
        [] => Err(Impossible::new(ImpossibleCode::NoType, &[name])),
        [one] => Ok(one.clone()),
        _ => {
            let list: Vec<String> = types.iter().map(|t| shown(t)).collect();
            let params = [name, ("types", &list.join(", "))];
            Err(Impossible::new(ImpossibleCode::SeveralTypes, &params))
        }
    }
}

/// The edits that give a variable, a parameter or a conversion the type that is put into it.
pub fn concrete(all: &Subjects, at: Place) -> Result<Vec<Edit>, Impossible> {
    if let Some(conversion) = all.conversions.get(&at) {
        return Ok(vec![conversion.edit.clone()]);
    }
    let no = || Impossible::new(ImpossibleCode::NoSuchPlace, &[]);
    let variable = all.variables.get(&at).ok_or_else(no)?;
    let file = all.files.get(&variable.file).ok_or_else(no)?;
    let (text, imports) = written(&type_of(all, variable)?, file);
    let mut edits: Vec<Edit> = imports.iter().map(|i| import(file, i)).collect();
    let own = variable.edits.iter().map(|e| Edit {
        insert: e.insert.replace(TYPE, &text),
        ..e.clone()
    });
    edits.extend(own);
    Ok(sorted(edits))
}

/// A further import, on the line of the package clause so that no line moves.
fn import(file: &File, (name, path): &(String, String)) -> Edit {
    let Place { file, at } = file.behind_package;
    Edit {
        file,
        from: at,
        to: at,
        insert: format!("; import {name} \"{path}\""),
    }
}

/// The edit that puts `//go:noinline` in front of a function, or takes it away.
pub fn no_inline(all: &Subjects, at: Place, on: bool) -> Result<Vec<Edit>, Impossible> {
    let no = || Impossible::new(ImpossibleCode::NoSuchPlace, &[]);
    let function = all.functions.get(&at).ok_or_else(no)?;
    match (on, &function.take) {
        (true, None) => Ok(vec![function.put.clone()]),
        (false, Some(take)) => Ok(vec![take.clone()]),
        _ => Err(Impossible::new(ImpossibleCode::SameAlready, &[])),
    }
}

/// The edits that take what is printed to a function that keeps nothing.
pub fn prints(all: &Subjects) -> Result<Vec<Edit>, Impossible> {
    let edits: Vec<Edit> = all.prints.values().cloned().collect();
    match edits.is_empty() {
        true => Err(Impossible::new(ImpossibleCode::SameAlready, &[])),
        false => Ok(outermost(edits)),
    }
}

/// Edits that follow from others: what these leave without a use is kept, an import for nothing and a variable by an assignment to `_`.
/// Neither changes a verdict. Places of problems are in the text after `done`.
pub fn follow(all: &Subjects, done: &[Edit], problems: &[Problem]) -> Vec<Edit> {
    let mut more = Vec::new();
    for problem in problems {
        let Some(span) = problem.span else { continue };
        let Some(at) = back(done, span.file, span.from) else {
            continue;
        };
        if problem.text.starts_with("declared and not used") {
            let place = Place {
                file: span.file,
                at,
            };
            more.extend(all.locals.get(&place).cloned());
        } else if problem.text.contains("imported and not used")
            || problem.text.contains("imported as")
        {
            let blank = all.files.values().flat_map(|f| &f.blank);
            let fits = |e: &&Edit| e.file == span.file && e.from == at;
            more.extend(blank.filter(fits).cloned());
        }
    }
    more
}

/// Edits in order.
pub fn sorted(mut edits: Vec<Edit>) -> Vec<Edit> {
    edits.order_by_key(|e| (e.file, e.from, e.to));
    edits.dedup();
    edits
}

/// Where a place after some edits was before them; nothing in what they brought.
fn back(edits: &[Edit], file: u32, at: u32) -> Option<u32> {
    let mut shift = 0i64;
    let at = i64::from(at);
    for e in edits.iter().filter(|e| e.file == file) {
        let from = i64::from(e.from) + shift;
        let len = e.insert.encode_utf16().count() as i64;
        if at < from {
            break;
        }
        if at < from + len {
            return None;
        }
        shift += len - i64::from(e.to - e.from);
    }
    u32::try_from(at - shift).ok()
}

/// The files after edits; nothing where these do not fit.
pub fn apply(files: &[InputFile], edits: &[Edit]) -> Option<Vec<InputFile>> {
    let apart = |w: &[Edit]| w[0].file != w[1].file || w[0].to <= w[1].from;
    if !edits.windows(2).all(apart) {
        return None;
    }
    let file = |(i, f): (usize, &InputFile)| {
        Some(InputFile {
            name: f.name.clone(),
            text: crate::advise::apply(&f.text, i as u32, edits)?.to_string(),
        })
    };
    files.iter().enumerate().map(file).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn edit(from: u32, to: u32, insert: &str) -> Edit {
        Edit {
            file: 0,
            from,
            to,
            insert: insert.into(),
        }
    }

    #[test]
    fn places_are_found_back() {
        let edits = [edit(2, 4, "abc"), edit(6, 6, "x")];
        let found: Vec<_> = (0..9).map(|at| back(&edits, 0, at)).collect();
        let want = [
            Some(0),
            Some(1),
            None,
            None,
            None,
            Some(4),
            Some(5),
            None,
            Some(6),
        ];
        assert_eq!(found, want);
        assert_eq!(back(&edits, 1, 3), Some(3));
    }

    #[test]
    fn what_stands_inside_another_edit_is_left_to_it() {
        let edits = vec![edit(5, 6, "b"), edit(2, 9, "a"), edit(9, 10, "c")];
        assert_eq!(outermost(edits), [edit(2, 9, "a"), edit(9, 10, "c")]);
    }
}

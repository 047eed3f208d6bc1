//! Fills the holes of [`crate::templates`].

use crate::expr::{hole, operand, parse_type};
use crate::program::Gen;
use crate::ty::T;
use std::collections::HashMap;
use std::rc::Rc;

/// What the holes of a template share.
#[derive(Default)]
struct Shared {
    names: HashMap<String, Rc<str>>,
    types: HashMap<String, T>,
    kept: String,
    /// Names belong to the package.
    top: bool,
}

impl Gen {
    /// A template of statements, filled.
    pub fn fill(&mut self, template: &str, depth: usize) -> String {
        self.fill_with(template, depth, Shared::default())
    }

    /// A template of declarations at the top level, filled.
    pub fn fill_top(&mut self, template: &str) -> String {
        let top = true;
        self.fill_with(
            template,
            3,
            Shared {
                top,
                ..Shared::default()
            },
        )
    }

    fn fill_with(&mut self, template: &str, depth: usize, mut shared: Shared) -> String {
        let mark = self.vars.len();
        let d = depth.saturating_sub(1);
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = hole(rest) {
            out.push_str(&rest[..at]);
            let end = at + rest[at..].find('}').expect("holes are closed");
            let name = &rest[at + 1..end];
            rest = &rest[end + 1..];
            let text = self.hole(name, rest.starts_with('.'), d, &mut shared);
            if name.starts_with("body") || name == "block" || name == "loop" {
                // Parameters and loop variables end there.
                self.vars.truncate(mark);
            }
            let line = out.rsplit('\n').next().unwrap_or_default();
            let header = ["if ", "for ", "switch "]
                .iter()
                .any(|w| line.starts_with(w));
            let expr = !name.starts_with(['#', '~', '+', 'b', 'l']) || name.starts_with("bool");
            let text = match rest.starts_with(['.', '[']) && !name.starts_with(['#', '~']) {
                true => operand(&text),
                // What holds a brace needs parentheses in a header.
                false if header && expr && text.contains('{') => format!("({text})"),
                false => text,
            };
            out.push_str(&text);
        }
        self.vars.truncate(mark);
        out + rest
    }

    fn hole(&mut self, name: &str, selected: bool, d: usize, shared: &mut Shared) -> String {
        let (first, name_of) = (name.chars().next(), name.get(1..).unwrap_or_default());
        match (first, name) {
            (_, "small") => self.rng.below(9).to_string(),
            (_, "@") => shared.kept.clone(),
            (_, "block") => self.scope(Vec::new(), None),
            (_, "loop") => self.scope(Vec::new(), Some((None, true))),
            (_, "body") => self.inner_body(&[]),
            (Some('b'), _) if name.starts_with("body ") => {
                let ty = self.template_type(&name["body ".len()..], shared);
                self.inner_body(&[ty])
            }
            (Some('#'), _) => self.template_name(name_of, shared).to_string(),
            (Some('~'), _) => {
                let ty = self.template_type(name, shared);
                self.show(&ty)
            }
            (Some(':'), _) => {
                let ty = self.template_type(&format!("~{name_of}"), shared);
                self.typed(&ty, d)
            }
            (Some('+'), _) => {
                let (var, ty) = name_of.split_once(' ').expect("a name and a type");
                let ty = self.template_type(ty, shared);
                let name = match var.strip_prefix('#') {
                    Some(var) => self.template_name(var, shared),
                    None => var.into(),
                };
                self.param(name, ty);
                String::new()
            }
            (Some('@'), _) => {
                let ty = parse_type(name_of);
                let place = self.place(&ty);
                let text = place.unwrap_or_else(|| self.literal(&ty, 0, true));
                shared.kept = operand(&text);
                text
            }
            _ if selected => self.typed(&parse_type(name), d),
            _ => self.expr(&parse_type(name), d),
        }
    }

    fn template_name(&mut self, name: &str, shared: &mut Shared) -> Rc<str> {
        if let Some(known) = shared.names.get(name) {
            return known.clone();
        }
        let new = match shared.top {
            true => self.top_name(name),
            false => self.name(name),
        };
        shared.names.insert(name.into(), new.clone());
        new
    }

    fn template_type(&mut self, name: &str, shared: &mut Shared) -> T {
        let Some(name) = name.strip_prefix('~') else {
            return parse_type(name);
        };
        if let Some(known) = shared.types.get(name) {
            return known.clone();
        }
        let new = self.pick_ty(1);
        shared.types.insert(name.into(), new.clone());
        new
    }

    /// The body of a function literal in a template.
    fn inner_body(&mut self, results: &[T]) -> String {
        self.body(results, false)
    }
}

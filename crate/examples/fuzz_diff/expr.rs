//! Expressions of a wanted type.

use crate::program::{Gen, Reach};
use crate::std_calls;
use crate::ty::{Constraint, Dir, Sig, T, Ty, basic, subst_sig, unify};
use std::rc::Rc;

/// An expression for something that exists.
#[derive(Clone)]
pub struct Place {
    pub text: String,
    pub ty: T,
    pub var: usize,
    pub addressable: bool,
    pub assignable: bool,
}

/// Text that can be called, selected from or indexed.
pub fn operand(text: &str) -> String {
    let simple = |c: char| c.is_alphanumeric() || "_.".contains(c);
    match text.starts_with(|c: char| c.is_alphabetic() || c == '(') && !text.starts_with("func") {
        true if text.chars().all(simple) || text.ends_with([')', ']']) && balanced_call(text) => {
            text.into()
        }
        _ => format!("({text})"),
    }
}

/// Whether no operator stands outside of parentheses.
fn balanced_call(text: &str) -> bool {
    let mut depth = 0;
    for c in text.chars() {
        match c {
            '(' | '[' | '{' => depth += 1,
            ')' | ']' | '}' => depth -= 1,
            ' ' | '<' | '>' | '*' | '&' | '"' if depth == 0 => return false,
            _ => {}
        }
    }
    true
}

impl Gen {
    /// All that can be reached from variables in a few steps.
    pub fn places(&mut self) -> Vec<Place> {
        let mut out = Vec::new();
        for i in 0..self.vars.len() {
            let v = &self.vars[i];
            if v.constant || v.global && self.reach == Reach::Leaf {
                continue;
            }
            let place = Place {
                text: v.name.to_string(),
                ty: v.ty.clone(),
                var: i,
                addressable: v.assignable,
                assignable: v.assignable,
            };
            self.extend(place, 2, &mut out);
        }
        out
    }

    fn extend(&mut self, place: Place, depth: usize, out: &mut Vec<Place>) {
        out.push(place.clone());
        if depth == 0 || out.len() > 300 {
            return;
        }
        let through = |text: String, ty: &T, addressable: bool, assignable: bool| Place {
            text,
            ty: ty.clone(),
            var: place.var,
            addressable,
            assignable,
        };
        let base = operand(&place.text);
        if let Ty::Ptr(to) = &*place.ty {
            if let Some(Ty::Struct(fields)) = self.decls.under(to).as_deref() {
                for f in fields {
                    self.extend(
                        through(format!("{base}.{}", f.name), &f.ty, true, true),
                        depth - 1,
                        out,
                    );
                }
            }
            if !matches!(**to, Ty::Std(_)) {
                self.extend(
                    through(format!("*{}", place.text), to, true, true),
                    depth - 1,
                    out,
                );
            }
            return;
        }
        if let Ty::Param(i) = *place.ty {
            if let Some(Constraint::SliceOf(e)) = self.tparams.get(i) {
                let elem = Rc::new(Ty::Param(*e));
                self.extend(
                    through(format!("{base}[0]"), &elem, true, true),
                    depth - 1,
                    out,
                );
            }
            return;
        }
        let Some(under) = self.decls.under(&place.ty) else {
            return;
        };
        let addressable = place.addressable;
        match &*under {
            Ty::Struct(fields) => {
                for f in fields {
                    let p = through(
                        format!("{base}.{}", f.name),
                        &f.ty,
                        addressable,
                        addressable,
                    );
                    self.extend(p, depth - 1, out);
                }
            }
            Ty::Slice(t) => {
                let index = self.index(&base);
                self.extend(
                    through(format!("{base}[{index}]"), t, true, true),
                    depth - 1,
                    out,
                );
            }
            Ty::Array(n, t) => {
                let index = self.rng.below(*n).to_string();
                let p = through(format!("{base}[{index}]"), t, addressable, addressable);
                self.extend(p, depth - 1, out);
            }
            Ty::Map(k, v) => {
                let key = match **k {
                    Ty::Basic(name) => self.basic_literal(name, name, true),
                    _ => format!("*new({})", self.show(k)),
                };
                out.push(through(format!("{base}[{key}]"), v, false, true));
            }
            Ty::Basic("string") => {
                let index = self.index(&base);
                out.push(through(
                    format!("{base}[{index}]"),
                    &basic("uint8"),
                    false,
                    false,
                ));
            }
            _ => {}
        }
    }

    fn index(&mut self, base: &str) -> String {
        let ints: Vec<usize> = (0..self.vars.len())
            .filter(|&i| {
                self.vars[i].ty.is("int") && !self.vars[i].constant && !self.vars[i].global
            })
            .collect();
        match self.rng.below(3) {
            0 if !ints.is_empty() => {
                let v = *self.rng.pick(&ints);
                self.vars[v].used = true;
                self.vars[v].name.to_string()
            }
            1 => format!("len({base})-1"),
            _ => self.rng.below(3).to_string(),
        }
    }

    /// Takes note that a place is read.
    pub fn read(&mut self, place: &Place) -> String {
        self.vars[place.var].used = true;
        place.text.clone()
    }

    /// Something of exactly that type that is no constant.
    pub fn place(&mut self, ty: &T) -> Option<String> {
        let found: Vec<Place> = self.places().into_iter().filter(|p| p.ty == *ty).collect();
        if found.is_empty() {
            return None;
        }
        let place = self.rng.pick(&found).clone();
        Some(self.read(&place))
    }

    fn addressable(&mut self, ty: &T) -> Option<String> {
        let found: Vec<Place> = self
            .places()
            .into_iter()
            .filter(|p| p.addressable && p.ty == *ty)
            .collect();
        if found.is_empty() {
            return None;
        }
        let place = self.rng.pick(&found).clone();
        Some(self.read(&place))
    }

    /// An expression that can be assigned to a variable of the type.
    pub fn expr(&mut self, ty: &T, depth: usize) -> String {
        self.fuel -= 1;
        if self.decls.is_interface(ty)
            && self.rng.chance(60)
            && let Some(text) = self.implementer(ty, depth)
        {
            return text;
        }
        self.any_expr(ty, depth, false)
    }

    /// An expression whose own type is the type.
    pub fn typed(&mut self, ty: &T, depth: usize) -> String {
        self.fuel -= 1;
        self.any_expr(ty, depth, true)
    }

    fn any_expr(&mut self, ty: &T, depth: usize, typed: bool) -> String {
        if depth == 0 || self.fuel < 0 {
            return match self.rng.chance(60) {
                true => self.place(ty),
                false => None,
            }
            .unwrap_or_else(|| self.literal(ty, depth.min(1), typed));
        }
        for _ in 0..4 {
            let made = match self.rng.weighted(&[14, 5, 5, 5, 5, 6, 3, 2, 3, 2, 2, 2]) {
                0 => self.place(ty),
                1 => Some(self.literal(ty, depth, typed)),
                2 => self.call_of(ty, depth),
                3 => self.method_of(ty, depth),
                4 => self.std_of(ty, depth, typed),
                5 => self.operation(ty, depth),
                6 => self.conversion(ty, depth),
                7 => self.immediate(ty, depth),
                8 => self.address_or_value(ty, depth),
                9 => self.assertion(ty),
                10 => self.received(ty),
                _ => self.constant(ty),
            };
            if let Some(text) = made {
                return text;
            }
        }
        self.literal(ty, depth, typed)
    }

    fn constant(&mut self, ty: &T) -> Option<String> {
        let found: Vec<usize> = (0..self.vars.len())
            .filter(|&i| self.vars[i].constant && self.vars[i].ty == *ty)
            .collect();
        if found.is_empty() || self.reach == Reach::Leaf {
            return None;
        }
        let i = *self.rng.pick(&found);
        self.vars[i].used = true;
        Some(self.vars[i].name.to_string())
    }

    /// A value of a concrete type that implements the interface.
    fn implementer(&mut self, ty: &T, depth: usize) -> Option<String> {
        let depth = depth.saturating_sub(1);
        match &**ty {
            Ty::Any => {
                let inner = self.pick_ty(1);
                Some(match *inner {
                    Ty::Any => self.literal(&basic("int"), 0, false),
                    _ => self.typed(&inner, depth),
                })
            }
            Ty::Std(name) => match &**name {
                "fmt.Stringer" => self.implementer_of(&[3], depth),
                "io.Writer" => self.implementer_of(&[5], depth),
                _ => None,
            },
            Ty::Error => self.implementer_of(&[4], depth),
            other => {
                let specs = self.decls.iface(other)?.to_vec();
                self.implementer_of(&specs, depth)
            }
        }
    }

    fn implementer_of(&mut self, specs: &[usize], depth: usize) -> Option<String> {
        let mut found = Vec::new();
        for i in 0..self.decls.named.len() {
            if self.decls.named[i].under.is_none() || !self.decls.named[i].tparams.is_empty() {
                continue;
            }
            let t = Rc::new(Ty::Named(i));
            if self.decls.has_methods(&t, specs) {
                found.push(t.clone());
            }
            let p = Rc::new(Ty::Ptr(t));
            if self.decls.has_methods(&p, specs) {
                found.push(p);
            }
        }
        if found.is_empty() {
            return None;
        }
        let t = self.rng.pick(&found).clone();
        Some(self.typed(&t, depth))
    }

    /// A literal, or the nearest thing to one. With `typed` its own type is the type.
    pub fn literal(&mut self, ty: &T, depth: usize, typed: bool) -> String {
        let d = depth.saturating_sub(1);
        let shown = self.show(ty);
        let wrapped = match **ty {
            Ty::Basic(_)
            | Ty::Named(_)
            | Ty::Inst(..)
            | Ty::Std(_)
            | Ty::Any
            | Ty::Error
            | Ty::Param(_) => shown.clone(),
            _ => format!("({shown})"),
        };
        let empty = depth == 0 || self.fuel < 0;
        match &**ty {
            Ty::Basic(name) => self.basic_literal(name, name, typed),
            Ty::Any => match self.implementer(ty, d) {
                Some(text) if !typed => text,
                Some(text) => format!("any({text})"),
                None => "any(nil)".into(),
            },
            Ty::Error => match self.rng.below(3) {
                0 => "error(nil)".into(),
                _ => format!("errors.New({})", self.expr(&basic("string"), d)),
            },
            Ty::Std(name) => match self.decls.is_interface(ty) {
                true => format!("{name}(nil)"),
                false if &**name == "time.Duration" => "3 * time.Second".into(),
                false => format!("{name}{{}}"),
            },
            Ty::Param(_) => match self.place(ty) {
                Some(text) => text,
                None => format!("*new({shown})"),
            },
            Ty::Ptr(to) => {
                if self.rng.chance(15) {
                    return format!("{wrapped}(nil)");
                }
                let composite = self.decls.under(to).is_some_and(|u| {
                    matches!(
                        *u,
                        Ty::Struct(_) | Ty::Array(..) | Ty::Slice(_) | Ty::Map(..)
                    )
                });
                match composite && !empty {
                    true if !matches!(**to, Ty::Std(_)) => format!("&{}", self.composite(to, d)),
                    _ => format!("new({})", self.show(to)),
                }
            }
            _ => {
                let Some(under) = self.decls.under(ty) else {
                    // An interface of the program.
                    return match self.implementer(ty, d) {
                        Some(text) if !typed => text,
                        Some(text) => format!("{shown}({text})"),
                        None => format!("{shown}(nil)"),
                    };
                };
                match &*under {
                    Ty::Basic(name) => self.basic_literal(name, &shown, true),
                    Ty::Struct(_) | Ty::Array(..) if empty => format!("{shown}{{}}"),
                    Ty::Struct(_) | Ty::Array(..) => self.composite(ty, d),
                    Ty::Slice(_) | Ty::Map(..) if empty => format!("{wrapped}(nil)"),
                    Ty::Slice(_) => match self.rng.below(5) {
                        0 => format!("{wrapped}(nil)"),
                        1 => {
                            let n = self.expr(&basic("int"), d);
                            format!("make({shown}, {n})")
                        }
                        2 => format!("make({shown}, 0, {})", self.rng.below(20)),
                        _ => self.composite(ty, d),
                    },
                    Ty::Map(..) => match self.rng.below(3) {
                        0 => format!("make({shown})"),
                        _ => self.composite(ty, d),
                    },
                    Ty::Chan(dir, t) => {
                        let size = self.rng.below(3);
                        let made = format!("make(chan {}, {size})", self.chan_elem(t));
                        match dir {
                            Dir::Both if under == *ty => made,
                            _ => format!("{wrapped}({made})"),
                        }
                    }
                    Ty::Func(sig) => {
                        if empty && self.rng.chance(70) {
                            return format!("{wrapped}(nil)");
                        }
                        let text = self.func_literal(sig);
                        match under == *ty {
                            true => text,
                            false => format!("{shown}({text})"),
                        }
                    }
                    _ => format!("*new({shown})"),
                }
            }
        }
    }

    fn chan_elem(&self, t: &T) -> String {
        match **t {
            Ty::Chan(..) => format!("({})", self.show(t)),
            _ => self.show(t),
        }
    }

    fn basic_literal(&mut self, name: &str, shown: &str, typed: bool) -> String {
        let n = self.rng.below(100);
        let (text, default) = match name {
            "bool" => (["true", "false"][n % 2].to_string(), true),
            "string" => (
                ["\"\"", "\"a\"", "\"héllo\"", "\"x\\ny\"", "`raw`"][n % 5].to_string(),
                true,
            ),
            "float64" => (format!("{n}.5"), true),
            "float32" => (format!("{n}.25"), false),
            "complex128" => (format!("{n}i"), true),
            "int" => (n.to_string(), true),
            "int32" => ("'x'".to_string(), true),
            _ => (n.to_string(), false),
        };
        match typed && !(default && shown == name) || name != shown && self.rng.chance(80) {
            true => format!("{shown}({text})"),
            false => text,
        }
    }

    /// A composite literal of a type that has them.
    fn composite(&mut self, ty: &T, depth: usize) -> String {
        let shown = self.show(ty);
        let Some(under) = self.decls.under(ty) else {
            return format!("*new({shown})");
        };
        let elements: Vec<String> = match &*under {
            Ty::Struct(fields) => {
                let all = self.rng.chance(30);
                let mut list = Vec::new();
                for f in fields {
                    if all || self.rng.chance(50) {
                        let value = self.expr(&f.ty, depth);
                        list.push(match all {
                            true => value,
                            false => format!("{}: {value}", f.name),
                        });
                    }
                }
                list
            }
            Ty::Array(n, t) => (0..self.rng.below(n.min(&6) + 1))
                .map(|_| self.element(t, depth))
                .collect(),
            Ty::Slice(t) => (0..self.rng.below(4))
                .map(|_| self.element(t, depth))
                .collect(),
            Ty::Map(k, v) => {
                let count = self.rng.below(4);
                let mut list = Vec::new();
                for i in 0..count {
                    // Distinct where it is a constant.
                    let key = match self.decls.under(k).as_deref() {
                        Some(Ty::Basic("string")) => format!("\"k{i}\""),
                        Some(u) if u.is_int() || u.is_float() => i.to_string(),
                        Some(Ty::Basic("complex128" | "uintptr")) => i.to_string(),
                        _ if i == 0 => self.expr(k, depth),
                        _ => break,
                    };
                    list.push(format!("{key}: {}", self.element(v, depth)));
                }
                list
            }
            _ => Vec::new(),
        };
        format!("{shown}{{{}}}", elements.join(", "))
    }

    /// An element of a composite literal, sometimes without its type.
    fn element(&mut self, ty: &T, depth: usize) -> String {
        let text = self.expr(ty, depth);
        let shown = self.show(ty);
        if self.rng.chance(50)
            && let Some(rest) = text.strip_prefix(&format!("{shown}{{"))
            && !matches!(**ty, Ty::Std(_))
            && text.matches('}').count() == 1
            && text.ends_with('}')
        {
            return format!("{{{rest}");
        }
        text
    }

    /// A function literal.
    pub fn func_literal(&mut self, sig: &Sig) -> String {
        // What it captures may be assigned inside.
        let text = self.function(sig);
        format!("func{text}")
    }

    /// Arguments for a call.
    pub fn args(&mut self, sig: &Sig, depth: usize, typed: bool) -> String {
        let d = depth.saturating_sub(1);
        let mut args = Vec::new();
        let fixed = sig.params.len() - usize::from(sig.variadic);
        for t in &sig.params[..fixed] {
            args.push(if typed {
                self.typed(t, d)
            } else {
                self.expr(t, d)
            });
        }
        if sig.variadic {
            let t = &sig.params[fixed];
            match self.rng.below(4) {
                0 => {
                    let slice = Rc::new(Ty::Slice(t.clone()));
                    args.push(format!("{}...", self.typed(&slice, d)));
                }
                _ => {
                    for _ in 0..self.rng.below(4) {
                        args.push(if typed {
                            self.typed(t, d)
                        } else {
                            self.expr(t, d)
                        });
                    }
                }
            }
        }
        args.join(", ")
    }

    /// The functions of the program that may be called here.
    fn callables(&self) -> Vec<usize> {
        let leaf_only = self.reach != Reach::All;
        (0..self.callable)
            .filter(|&i| !leaf_only || self.decls.funcs[i].leaf)
            .collect()
    }

    /// A call of a function with these results: its text, or nothing if it has others.
    fn call(&mut self, index: usize, wanted: Option<&T>, depth: usize) -> Option<(String, Vec<T>)> {
        let func = self.decls.funcs[index].clone();
        let mut known = vec![None; func.tparams.len()];
        if let Some(ty) = wanted
            && (func.sig.results.len() != 1 || !unify(&func.sig.results[0], ty, &mut known))
        {
            return None;
        }
        if func.tparams.is_empty() {
            let args = self.args(&func.sig, depth, false);
            return Some((format!("{}({args})", func.name), func.sig.results));
        }
        let targs = self.type_args(&func.tparams, known)?;
        let sig = subst_sig(&func.sig, &targs);
        let text = match self.inferable(&func.tparams, &func.sig, &targs) && self.rng.chance(70) {
            true => format!("{}({})", func.name, self.args(&sig, depth, true)),
            false => format!(
                "{}[{}]({})",
                func.name,
                self.list(&targs),
                self.args(&sig, depth, false)
            ),
        };
        Some((text, sig.results))
    }

    /// Whether each type argument follows from an argument whose type is told.
    fn inferable(&self, tparams: &[Constraint], sig: &Sig, targs: &[T]) -> bool {
        let fixed = sig.params.len() - usize::from(sig.variadic);
        let told = |i: usize| {
            let direct = |p: &T| match &**p {
                Ty::Param(j) => *j == i,
                Ty::Ptr(t) | Ty::Slice(t) => **t == Ty::Param(i),
                _ => false,
            };
            sig.params[..fixed].iter().any(direct)
        };
        (0..tparams.len()).all(told) && !targs.iter().any(|t| self.decls.is_interface(t))
    }

    fn call_of(&mut self, ty: &T, depth: usize) -> Option<String> {
        let list = self.callables();
        if list.is_empty() {
            return None;
        }
        for _ in 0..4 {
            let i = *self.rng.pick(&list);
            if let Some((text, _)) = self.call(i, Some(ty), depth) {
                return Some(text);
            }
        }
        // A value of function type does as well.
        let funcs: Vec<Place> = self
            .places()
            .into_iter()
            .filter(|p| {
                let under = self.decls.under(&p.ty);
                matches!(under.as_deref(), Some(Ty::Func(sig)) if sig.results.len() == 1 && sig.results[0] == *ty)
            })
            .collect();
        if funcs.is_empty() {
            return None;
        }
        let place = self.rng.pick(&funcs).clone();
        let Some(Ty::Func(sig)) = self.decls.under(&place.ty).as_deref().cloned() else {
            return None;
        };
        let text = operand(&self.read(&place));
        Some(format!("{text}({})", self.args(&sig, depth, false)))
    }

    /// A call of a function or method of the program, and its results.
    pub fn any_call(&mut self, depth: usize) -> Option<(String, Vec<T>)> {
        for _ in 0..4 {
            if self.rng.chance(50) {
                let list = self.callables();
                if list.is_empty() {
                    continue;
                }
                let i = *self.rng.pick(&list);
                if let Some(made) = self.call(i, None, depth) {
                    return Some(made);
                }
            } else if let Some(made) = self.method_call(None, depth) {
                return Some(made);
            }
        }
        None
    }

    fn method_of(&mut self, ty: &T, depth: usize) -> Option<String> {
        Some(self.method_call(Some(ty), depth)?.0)
    }

    fn method_call(&mut self, wanted: Option<&T>, depth: usize) -> Option<(String, Vec<T>)> {
        if self.reach != Reach::All {
            return None;
        }
        let mut found = Vec::new();
        for p in self.places() {
            if let Ty::Param(i) = *p.ty {
                if let Some(Constraint::Method(s)) = self.tparams.get(i) {
                    let spec = self.decls.specs[*s].clone();
                    if wanted.is_none_or(|w| spec.sig.results == [w.clone()]) {
                        found.push((p, spec.name, spec.sig, Vec::new(), None));
                    }
                }
                continue;
            }
            // Methods of generic types take no part in generic code: an instance could make ever larger ones.
            if p.ty.has_param() {
                continue;
            }
            for m in self.decls.reach(&p.ty) {
                if m.needs_ptr && !p.addressable {
                    continue;
                }
                let mut known = vec![None; m.tparams.len()];
                let fits = match wanted {
                    Some(w) => m.sig.results.len() == 1 && unify(&m.sig.results[0], w, &mut known),
                    None => true,
                };
                if fits {
                    found.push((p.clone(), m.name, m.sig, m.tparams, Some(known)));
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let (place, name, sig, tparams, known) = self.rng.pick(&found).clone();
        let base = operand(&self.read(&place));
        if tparams.is_empty() {
            let args = self.args(&sig, depth, false);
            // A method expression now and then.
            if self.rng.chance(8) && !place.ty.has_param() && !self.needs_address(&place, &name) {
                let comma = if args.is_empty() { "" } else { ", " };
                let shown = self.show(&place.ty);
                return Some((
                    format!("({shown}).{name}({}{comma}{args})", place.text),
                    sig.results,
                ));
            }
            return Some((format!("{base}.{name}({args})"), sig.results));
        }
        if !self.tparams.is_empty() {
            return None;
        }
        let targs = self.type_args(&tparams, known.unwrap_or_default())?;
        let sig = subst_sig(&sig, &targs);
        let args = self.args(&sig, depth, false);
        Some((
            format!("{base}.{name}[{}]({args})", self.list(&targs)),
            sig.results,
        ))
    }

    fn needs_address(&self, place: &Place, name: &str) -> bool {
        self.decls
            .reach(&place.ty)
            .iter()
            .any(|m| &*m.name == name && m.needs_ptr)
    }

    fn std_of(&mut self, ty: &T, depth: usize, typed: bool) -> Option<String> {
        let shown = self.show(ty).replace("uint8", "byte");
        let list: Vec<&str> = std_calls::EXPRS
            .iter()
            .filter(|(t, _)| *t == shown)
            .map(|(_, text)| *text)
            .collect();
        if list.is_empty() {
            return None;
        }
        let template = *self.rng.pick(&list);
        let text = self.fill(template, depth);
        match typed && self.decls.is_interface(ty) {
            true => Some(format!("{shown}({text})")),
            false => Some(text),
        }
    }

    fn operation(&mut self, ty: &T, depth: usize) -> Option<String> {
        let d = depth - 1;
        if let Ty::Param(i) = **ty {
            let c = self.tparams.get(i).copied()?;
            if !matches!(c, Constraint::Ordered | Constraint::Integer) {
                return None;
            }
            let (a, b) = (self.place(ty)?, self.place(ty)?);
            return Some(match self.rng.below(3) {
                0 => format!("min({a}, {b})"),
                _ => format!("{a} + {b}"),
            });
        }
        let under = self.decls.under(ty)?;
        match &*under {
            Ty::Basic("bool") if under == *ty => self.condition(d),
            Ty::Basic("bool") => Some(format!("!{}", operand(&self.place(ty)?))),
            Ty::Basic("string") => {
                let a = self.place(ty)?;
                Some(match self.rng.below(6) {
                    0 => format!("{}[{}:]", operand(&a), self.rng.below(3)),
                    1 => format!("{}[:len({a})/2]", operand(&a)),
                    2 => format!("min({a}, {})", self.typed(ty, d)),
                    3 => format!("{} + {a} + {}", self.typed(ty, d), self.typed(ty, d)),
                    _ => format!("{a} + {}", self.typed(ty, d)),
                })
            }
            Ty::Slice(_) if matches!(**ty, Ty::Slice(_) | Ty::Named(_)) => {
                let Ty::Slice(t) = &*under else { return None };
                Some(match self.rng.below(5) {
                    0 => format!("{}[1:]", operand(&self.place(ty)?)),
                    1 => format!("{}[:2:3]", operand(&self.place(ty)?)),
                    2 => {
                        let a = self.typed(ty, d);
                        format!("append({a}, {}...)", self.typed(ty, d))
                    }
                    _ => {
                        let a = self.typed(ty, d);
                        let all: Vec<String> = (0..1 + self.rng.below(2))
                            .map(|_| self.expr(t, d))
                            .collect();
                        format!("append({a}, {})", all.join(", "))
                    }
                })
            }
            u if u.is("int") && under == *ty && self.rng.chance(35) => self.length(),
            u if u.is_int() || u.is("uintptr") => {
                let a = self.place(ty)?;
                Some(match self.rng.below(8) {
                    0 => format!("{a} / {}", 1 + self.rng.below(9)),
                    1 => format!("{a} % ({} | 1)", self.place(ty)?),
                    2 => format!("{a} << ({} & 7)", self.place(ty)?),
                    3 => format!("-{}", operand(&a)),
                    4 => format!("{a} &^ {}", operand(&self.typed(ty, d))),
                    5 => format!("max({a}, {})", self.typed(ty, d)),
                    _ => {
                        let op = *self.rng.pick(&["+", "-", "*", "&", "|", "^"]);
                        format!("({a} {op} {})", operand(&self.typed(ty, d)))
                    }
                })
            }
            u if u.is_float() || u.is("complex128") => {
                let a = self.place(ty)?;
                let op = *self.rng.pick(&["+", "-", "*"]);
                Some(format!("({a} {op} {})", operand(&self.typed(ty, d))))
            }
            Ty::Func(sig) if under == *ty => self.func_value(sig),
            _ => None,
        }
    }

    fn length(&mut self) -> Option<String> {
        let found: Vec<Place> = self
            .places()
            .into_iter()
            .filter(|p| {
                let under = self.decls.under(&p.ty);
                matches!(
                    under.as_deref(),
                    Some(
                        Ty::Slice(_)
                            | Ty::Map(..)
                            | Ty::Array(..)
                            | Ty::Basic("string")
                            | Ty::Chan(..)
                    )
                )
            })
            .collect();
        if found.is_empty() {
            return None;
        }
        let place = self.rng.pick(&found).clone();
        Some(format!("len({})", self.read(&place)))
    }

    /// A method value, a method expression or the name of a function.
    fn func_value(&mut self, sig: &Sig) -> Option<String> {
        if self.reach != Reach::All {
            return None;
        }
        let mut found = Vec::new();
        for i in self.callables() {
            let f = &self.decls.funcs[i];
            if f.tparams.is_empty() && f.sig == *sig {
                found.push((None, f.name.to_string()));
            }
            let mut known = vec![None; f.tparams.len()];
            if f.tparams.len() == 1
                && self.tparams.is_empty()
                && f.sig.params.len() == sig.params.len()
                && f.sig.results.len() == sig.results.len()
                && f.sig.variadic == sig.variadic
                && f.sig
                    .params
                    .iter()
                    .zip(&sig.params)
                    .all(|(a, b)| unify(a, b, &mut known))
                && f.sig
                    .results
                    .iter()
                    .zip(&sig.results)
                    .all(|(a, b)| unify(a, b, &mut known))
            {
                let (name, tparams) = (f.name.clone(), f.tparams.clone());
                if let Some(targs) = self.type_args(&tparams, known) {
                    found.push((None, format!("{name}[{}]", self.list(&targs))));
                }
            }
        }
        for p in self.places() {
            if p.ty.has_param() {
                continue;
            }
            for m in self.decls.reach(&p.ty) {
                if m.tparams.is_empty() && m.sig == *sig && (!m.needs_ptr || p.addressable) {
                    found.push((Some(p.clone()), format!("{}.{}", operand(&p.text), m.name)));
                }
            }
        }
        for i in 0..self.decls.named.len() {
            if !self.decls.named[i].tparams.is_empty() {
                continue;
            }
            let Some(first) = sig.params.first() else {
                break;
            };
            let t = Rc::new(Ty::Named(i));
            let p = Rc::new(Ty::Ptr(t.clone()));
            for recv in [t, p] {
                if *first != recv {
                    continue;
                }
                for m in self.decls.reach(&recv) {
                    let rest = Sig {
                        params: sig.params[1..].to_vec(),
                        ..sig.clone()
                    };
                    if !m.needs_ptr
                        && m.tparams.is_empty()
                        && m.sig == rest
                        && (!sig.variadic || sig.params.len() > 1)
                    {
                        found.push((None, format!("({}).{}", self.show(&recv), m.name)));
                    }
                }
            }
        }
        if found.is_empty() {
            return None;
        }
        let (place, text) = self.rng.pick(&found).clone();
        if let Some(place) = place {
            self.read(&place);
        }
        Some(text)
    }

    /// A condition.
    pub fn condition(&mut self, depth: usize) -> Option<String> {
        let places = self.places();
        if places.is_empty() {
            return None;
        }
        let d = depth.saturating_sub(1);
        let bool_ty = basic("bool");
        match self.rng.below(6) {
            0 => {
                let a = self.typed(&bool_ty, d);
                let b = self.typed(&bool_ty, d);
                let op = *self.rng.pick(&["&&", "||"]);
                return Some(format!("({a} {op} {b})"));
            }
            1 => return Some(format!("!{}", operand(&self.typed(&bool_ty, d)))),
            _ => {}
        }
        for _ in 0..4 {
            let p = self.rng.pick(&places).clone();
            let tparams = self.tparams.clone();
            let under = self.decls.under(&p.ty);
            let nil = self.decls.is_interface(&p.ty)
                || matches!(
                    under.as_deref(),
                    Some(Ty::Slice(_) | Ty::Map(..) | Ty::Func(_) | Ty::Ptr(_) | Ty::Chan(..))
                );
            let ordered = under
                .as_deref()
                .is_some_and(|u| u.is_int() || u.is_float() || u.is("string"));
            if nil && self.rng.chance(60) {
                let text = self.read(&p);
                let op = *self.rng.pick(&["==", "!="]);
                return Some(format!("({text} {op} nil)"));
            }
            if ordered {
                let text = self.read(&p);
                let op = *self.rng.pick(&["<", ">=", "==", "!="]);
                return Some(format!("({text} {op} {})", operand(&self.typed(&p.ty, d))));
            }
            if self.decls.comparable(&p.ty, &tparams) {
                let text = self.read(&p);
                return Some(format!("({text} == {})", operand(&self.typed(&p.ty, d))));
            }
        }
        None
    }

    fn conversion(&mut self, ty: &T, depth: usize) -> Option<String> {
        let under = self.decls.under(ty)?;
        let shown = self.show(ty);
        let d = depth - 1;
        if under.is_int() || under.is_float() {
            let from = *self
                .rng
                .pick(&["int", "int64", "uint8", "float64", "uint32"]);
            let text = self.place(&basic(from))?;
            return Some(format!("{shown}({text})"));
        }
        if under != *ty && !matches!(**ty, Ty::Std(_)) {
            let text = self.typed(&under, d);
            return Some(format!("{shown}({text})"));
        }
        match &*under {
            Ty::Slice(t) if t.is("uint8") => {
                Some(format!("[]byte({})", self.typed(&basic("string"), d)))
            }
            Ty::Slice(t) if t.is("int32") => {
                Some(format!("[]rune({})", self.typed(&basic("string"), d)))
            }
            Ty::Basic("string") => {
                let bytes = Rc::new(Ty::Slice(basic("uint8")));
                Some(format!("string({})", self.typed(&bytes, d)))
            }
            Ty::Array(n, t) => {
                let slice = Rc::new(Ty::Slice(t.clone()));
                let text = self.place(&slice)?;
                let _ = n;
                Some(format!("{shown}({text})"))
            }
            // From a type of the program with the same structure.
            _ => {
                let found: Vec<Place> = self
                    .places()
                    .into_iter()
                    .filter(|p| {
                        p.ty != *ty
                            && matches!(*p.ty, Ty::Named(_))
                            && self.decls.under(&p.ty).as_ref() == Some(ty)
                    })
                    .collect();
                if found.is_empty() {
                    return None;
                }
                let place = self.rng.pick(&found).clone();
                let text = self.read(&place);
                Some(format!("({shown})({text})"))
            }
        }
    }

    /// A function literal that is called at once.
    fn immediate(&mut self, ty: &T, depth: usize) -> Option<String> {
        if self.fuel < 6 {
            return None;
        }
        let params = (0..self.rng.below(2)).map(|_| self.pick_ty(1)).collect();
        let sig = Sig {
            params,
            variadic: false,
            results: vec![ty.clone()],
        };
        let literal = self.func_literal(&sig);
        Some(format!("{literal}({})", self.args(&sig, depth, false)))
    }

    fn address_or_value(&mut self, ty: &T, depth: usize) -> Option<String> {
        match &**ty {
            Ty::Ptr(to) => match self.rng.below(3) {
                // `new` of an expression.
                0 if !matches!(**to, Ty::Std(_)) => {
                    Some(format!("new({})", self.typed(to, depth - 1)))
                }
                _ => {
                    let text = self.addressable(to)?;
                    Some(format!("&{text}"))
                }
            },
            Ty::Slice(t) => {
                let found: Vec<Place> = self
                    .places()
                    .into_iter()
                    .filter(|p| p.addressable && matches!(&*p.ty, Ty::Array(_, e) if e == t))
                    .collect();
                if found.is_empty() {
                    return None;
                }
                let place = self.rng.pick(&found).clone();
                Some(format!("{}[:]", operand(&self.read(&place))))
            }
            _ => None,
        }
    }

    fn assertion(&mut self, ty: &T) -> Option<String> {
        if matches!(**ty, Ty::Param(_)) && self.rng.chance(50) {
            return None;
        }
        let text = self.place(&Rc::new(Ty::Any))?;
        Some(format!("{}.({})", operand(&text), self.show(ty)))
    }

    fn received(&mut self, ty: &T) -> Option<String> {
        let dir = *self.rng.pick(&[Dir::Both, Dir::Receive]);
        let text = self.place(&Rc::new(Ty::Chan(dir, ty.clone())))?;
        Some(format!("<-{text}"))
    }
}

/// Where the next hole of a template begins: braces of Go in templates hold a space or nothing.
pub fn hole(text: &str) -> Option<usize> {
    let mut from = 0;
    loop {
        let at = from + text[from..].find('{')?;
        match text[at + 1..].chars().next() {
            Some(' ' | '}' | '\n') | None => from = at + 1,
            Some(_) => return Some(at),
        }
    }
}

/// A type of a template.
pub fn parse_type(text: &str) -> T {
    let text = text.trim();
    let rc = |t| Rc::new(t);
    if let Some(rest) = text.strip_prefix("[]") {
        return rc(Ty::Slice(parse_type(rest)));
    }
    if let Some(rest) = text.strip_prefix('*') {
        return rc(Ty::Ptr(parse_type(rest)));
    }
    if let Some(rest) = text.strip_prefix("map[") {
        let (key, value) = rest.split_once(']').expect("a map's key ends");
        return rc(Ty::Map(parse_type(key), parse_type(value)));
    }
    if let Some(rest) = text.strip_prefix("func(") {
        let (params, results) = rest.split_once(')').expect("parameters end");
        let results = results.trim().trim_start_matches('(').trim_end_matches(')');
        let list = |text: &str| {
            text.split(',')
                .filter(|t| !t.trim().is_empty())
                .map(parse_type)
                .collect()
        };
        return rc(Ty::Func(Sig {
            params: list(params),
            variadic: false,
            results: list(results),
        }));
    }
    match text {
        "any" => rc(Ty::Any),
        "error" => rc(Ty::Error),
        "byte" => basic("uint8"),
        _ if text.contains('.') => rc(Ty::Std(text.into())),
        _ => {
            let names = ["bool", "string", "uintptr", "complex128"];
            let known = crate::ty::INTS
                .iter()
                .chain(&crate::ty::FLOATS)
                .chain(&names);
            basic(
                known
                    .copied()
                    .find(|n| *n == text)
                    .expect("a predeclared type"),
            )
        }
    }
}

//! Statements and blocks.

use crate::expr::{Place, operand, parse_type};
use crate::program::{Gen, Var};
use crate::std_calls;
use crate::templates;
use crate::ty::{Dir, Sig, T, Ty, basic};
use std::rc::Rc;

/// A header's expression: what holds a brace needs parentheses there.
fn header(text: String) -> String {
    match text.contains('{') {
        true => format!("({text})"),
        false => text,
    }
}

impl Gen {
    /// Statements of a block, each with its line feed. The last block of a function ends with what has to be returned.
    pub fn block(&mut self, count: usize, whole: bool) -> String {
        let mark = self.vars.len();
        let mut lines: Vec<String> = Vec::new();
        for _ in 0..count {
            if self.fuel < 0 {
                break;
            }
            self.fuel -= 1;
            let before = self.vars.len();
            if let Some(text) = self.statement() {
                lines.push(text);
            }
            for v in &mut self.vars[before..] {
                v.line = Some(lines.len());
            }
        }
        if whole && !self.frame.results.is_empty() {
            lines.push(self.returns());
        }
        // A use may have been in a text that was given up.
        let text = lines.join("\n");
        for v in self.vars.split_off(mark).into_iter().rev() {
            let used = v.used && mentions(&text, &v.name) > 1;
            if let (false, false, Some(at)) = (used, v.constant, v.line) {
                lines.insert(at, format!("_ = {}", v.name));
            }
        }
        lines.iter().map(|l| format!("{l}\n")).collect()
    }

    /// A block with variables that its header declared.
    pub fn scope(
        &mut self,
        vars: Vec<(Rc<str>, T)>,
        around: Option<(Option<Rc<str>>, bool)>,
    ) -> String {
        let mark = self.vars.len();
        for (name, ty) in vars {
            self.vars.push(Var {
                name,
                ty,
                used: false,
                assignable: true,
                constant: false,
                global: false,
                line: None,
            });
        }
        let is_loop = around.is_some();
        if let Some(around) = around {
            self.frame.around.push(around);
        }
        let count = 1 + self.rng.below(4);
        let body = self.block(count, false);
        if is_loop {
            self.frame.around.pop();
        }
        let mut unused = String::new();
        for v in self.vars.split_off(mark) {
            if !v.used || mentions(&body, &v.name) == 0 {
                unused.push_str(&format!("_ = {}\n", v.name));
            }
        }
        unused + &body
    }

    fn declare(&mut self, stem: &str, ty: &T) -> Rc<str> {
        let name = self.name(stem);
        self.vars.push(Var {
            name: name.clone(),
            ty: ty.clone(),
            used: false,
            assignable: true,
            constant: false,
            global: false,
            line: None,
        });
        name
    }

    fn returns(&mut self) -> String {
        if self.frame.bare && self.rng.chance(50) {
            return "return".into();
        }
        let results = self.frame.results.clone();
        if results.len() > 1
            && self.rng.chance(15)
            && let Some((text, types)) = self.any_call(2)
            && types == results
        {
            return format!("return {text}");
        }
        let all: Vec<String> = results.iter().map(|t| self.expr(t, 2)).collect();
        format!("return {}", all.join(", ")).trim_end().into()
    }

    fn statement(&mut self) -> Option<String> {
        match self
            .rng
            .weighted(&[14, 8, 14, 8, 9, 10, 5, 5, 4, 4, 6, 7, 6, 2, 4, 5, 14])
        {
            0 => self.declaration(),
            1 => self.several(),
            2 => self.assignment(),
            3 => {
                let (text, _) = self.any_call(3)?;
                Some(text)
            }
            4 => Some(self.branch()),
            5 => self.looping(None),
            6 => self.switch(),
            7 => self.type_switch(),
            8 => self.select(),
            9 => self.labelled(),
            10 => self.deferred(),
            11 => {
                let template = *self.rng.pick(std_calls::STMTS);
                Some(self.fill(template, 3))
            }
            16 => {
                let template = *self.rng.pick(templates::STMTS);
                self.fuel -= 2;
                Some(self.fill(template, 3))
            }
            12 => self.leave(),
            13 => {
                let body = self.scope(Vec::new(), None);
                Some(format!("{{\n{body}}}"))
            }
            14 => self.send(),
            _ => self.closure(),
        }
    }

    fn declaration(&mut self) -> Option<String> {
        let ty = self.pick_ty(2);
        match self.rng.below(8) {
            0 => {
                let name = self.declare("x", &ty);
                Some(format!("var {name} {}", self.show(&ty)))
            }
            1 => {
                let value = self.expr(&ty, 3);
                let name = self.declare("x", &ty);
                Some(format!("var {name} {} = {value}", self.show(&ty)))
            }
            2 => {
                let other = self.pick_ty(1);
                let (a, b) = (self.typed(&ty, 2), self.typed(&other, 2));
                let (x, y) = (self.declare("x", &ty), self.declare("y", &other));
                Some(format!("{x}, {y} := {a}, {b}"))
            }
            3 if !self.vars.is_empty() && self.rng.chance(30) => {
                let name = self.name("k");
                self.vars.push(Var {
                    name: name.clone(),
                    ty: basic("int"),
                    used: true,
                    assignable: false,
                    constant: true,
                    global: false,
                    line: None,
                });
                Some(format!("const {name} int = {}", 1 + self.rng.below(50)))
            }
            _ => {
                let value = self.typed(&ty, 3);
                let name = self.declare("x", &ty);
                Some(format!("{name} := {value}"))
            }
        }
    }

    /// A declaration of several variables from one expression.
    fn several(&mut self) -> Option<String> {
        let (text, types) = match self.rng.below(6) {
            0 => {
                let p = self.pick_place(|g, p| {
                    matches!(g.decls.under(&p.ty).as_deref(), Some(Ty::Map(..)))
                })?;
                let Some(Ty::Map(k, v)) = self.decls.under(&p.ty).as_deref().cloned() else {
                    return None;
                };
                let base = operand(&self.read(&p));
                (
                    format!("{base}[{}]", self.typed(&k, 1)),
                    vec![v, basic("bool")],
                )
            }
            1 => {
                let text = self.place(&Rc::new(Ty::Any))?;
                let ty = self.pick_ty(1);
                (
                    format!("{}.({})", operand(&text), self.show(&ty)),
                    vec![ty, basic("bool")],
                )
            }
            2 => {
                let p = self
                    .pick_place(|_, p| matches!(&*p.ty, Ty::Chan(Dir::Both | Dir::Receive, _)))?;
                let Ty::Chan(_, t) = &*p.ty.clone() else {
                    return None;
                };
                (
                    format!("<-{}", self.read(&p)),
                    vec![t.clone(), basic("bool")],
                )
            }
            3 | 4 => {
                let (types, template) = *self.rng.pick(std_calls::MULTI);
                let text = self.fill(template, 2);
                // A cancel function has a type of its own.
                let ty = |t: &&str| match (*t, template.starts_with("context.")) {
                    ("func()", true) => Rc::new(Ty::Std("context.CancelFunc".into())),
                    (t, _) => parse_type(t),
                };
                (text, types.iter().map(ty).collect())
            }
            _ => {
                let (text, types) = self.any_call(2)?;
                if types.is_empty() {
                    return Some(text);
                }
                (text, types)
            }
        };
        let mut names: Vec<String> = Vec::new();
        let keep = self.rng.below(types.len());
        for (i, ty) in types.iter().enumerate() {
            match i == keep || self.rng.chance(60) {
                true => names.push(self.declare("x", ty).to_string()),
                false => names.push("_".into()),
            }
        }
        if self.rng.chance(10)
            && names.len() == 2
            && names.iter().all(|n| n != "_")
            && types[1].is("bool")
        {
            return Some(format!("var {} = {text}", names.join(", ")));
        }
        Some(format!("{} := {text}", names.join(", ")))
    }

    fn pick_place(&mut self, fits: impl Fn(&Gen, &Place) -> bool) -> Option<Place> {
        let all = self.places();
        let found: Vec<Place> = all.into_iter().filter(|p| fits(self, p)).collect();
        match found.is_empty() {
            true => None,
            false => Some(self.rng.pick(&found).clone()),
        }
    }

    /// What stands on the left of an assignment: a variable alone is not read by it.
    fn target(&mut self, p: &Place) -> String {
        if *p.text != *self.vars[p.var].name {
            self.vars[p.var].used = true;
        }
        p.text.clone()
    }

    fn assignment(&mut self) -> Option<String> {
        if self.rng.chance(6) {
            let ty = self.pick_ty(2);
            return Some(format!("_ = {}", self.typed(&ty, 3)));
        }
        let p = self.pick_place(|_, p| p.assignable)?;
        let under = self.decls.under(&p.ty);
        let number = under.as_deref().is_some_and(|u| u.is_int() || u.is_float());
        let string = under.as_deref().is_some_and(|u| u.is("string"));
        match self.rng.below(8) {
            0 if number => {
                let op = *self.rng.pick(&["++", "--"]);
                Some(format!("{}{op}", self.target(&p)))
            }
            0..=2 if number || string => {
                let op = match string {
                    true => "+=",
                    false => *self.rng.pick(&["+=", "-=", "*="]),
                };
                let target = self.target(&p);
                Some(format!("{target} {op} {}", self.typed(&p.ty, 2)))
            }
            3 => {
                let q = self.pick_place(|_, q| q.assignable && q.ty == p.ty)?;
                let (a, b) = (self.read(&p), self.read(&q));
                Some(format!("{a}, {b} = {b}, {a}"))
            }
            4 => {
                let q = self.pick_place(|_, q| q.assignable)?;
                let (a, b) = (self.target(&p), self.target(&q));
                let (x, y) = (self.expr(&p.ty, 2), self.expr(&q.ty, 2));
                Some(format!("{a}, {b} = {x}, {y}"))
            }
            5 if matches!(under.as_deref(), Some(Ty::Slice(_))) => {
                let Some(Ty::Slice(t)) = under.as_deref() else {
                    return None;
                };
                let text = self.read(&p);
                let t = t.clone();
                Some(format!("{text} = append({text}, {})", self.expr(&t, 3)))
            }
            _ => {
                let target = self.target(&p);
                Some(format!("{target} = {}", self.expr(&p.ty, 3)))
            }
        }
    }

    fn cond(&mut self) -> String {
        let text = match self.condition(2) {
            Some(text) => text,
            None => self.typed(&basic("bool"), 2),
        };
        header(text)
    }

    fn branch(&mut self) -> String {
        let mark = self.vars.len();
        let mut init = String::new();
        let mut own = None;
        if self.rng.chance(25) {
            let ty = self.pick_ty(1);
            let value = header(self.typed(&ty, 2));
            let name = self.declare("x", &ty);
            own = Some(name.clone());
            init = format!("{name} := {value}; ");
        }
        let cond = self.cond();
        let then = self.scope(Vec::new(), None);
        let mut text = format!("if {init}{cond} {{\n");
        let mut rest = then;
        match self.rng.below(5) {
            0 | 1 => rest.push_str(&format!("}} else {{\n{}}}", self.scope(Vec::new(), None))),
            2 => {
                let cond = self.cond();
                rest.push_str(&format!(
                    "}} else if {cond} {{\n{}}}",
                    self.scope(Vec::new(), None)
                ));
            }
            _ => rest.push('}'),
        }
        if let Some(name) = own
            && (!self.vars[mark].used || mentions(&rest, &name) + mentions(&cond, &name) == 0)
        {
            text.push_str(&format!("_ = {name}\n"));
        }
        self.vars.truncate(mark);
        text + &rest
    }

    /// A loop, with its label in front where it has one.
    fn looping(&mut self, label: Option<Rc<str>>) -> Option<String> {
        let around = Some((label.clone(), true));
        let text = match self.rng.below(10) {
            0 | 1 => {
                let name = self.name("i");
                let bound = header(self.typed(&basic("int"), 1));
                let body = self.scope(vec![(name.clone(), basic("int"))], around);
                format!("for {name} := 0; {name} < {bound}; {name}++ {{\n{body}}}")
            }
            2 => {
                let cond = self.cond();
                let body = self.scope(Vec::new(), around);
                format!("for {cond} {{\n{body}}}")
            }
            3 => {
                let body = self.scope(Vec::new(), around);
                let cond = self.cond();
                format!("for {{\n{body}if {cond} {{\nbreak\n}}\n}}")
            }
            4 => {
                let (types, template) = *self.rng.pick(std_calls::RANGES);
                let over = header(self.fill(template, 2));
                let types: Vec<T> = types.iter().map(|t| parse_type(t)).collect();
                self.range(over, types, around)
            }
            _ => {
                let p =
                    self.pick_place(|g, p| !g.range_types(p).is_empty() || g.ranges_without(p))?;
                let types = self.range_types(&p);
                let over = header(self.read(&p));
                self.range(over, types, around)
            }
        };
        Some(match label {
            Some(label) => format!("{label}:\n{text}"),
            None => text,
        })
    }

    /// The types of the variables of a `range` over it.
    fn range_types(&self, p: &Place) -> Vec<T> {
        let under = match &*p.ty {
            Ty::Ptr(to) if matches!(self.decls.under(to).as_deref(), Some(Ty::Array(..))) => {
                self.decls.under(to)
            }
            _ => self.decls.under(&p.ty),
        };
        match under.as_deref() {
            Some(Ty::Slice(t) | Ty::Array(_, t)) => vec![basic("int"), t.clone()],
            Some(Ty::Map(k, v)) => vec![k.clone(), v.clone()],
            Some(Ty::Chan(Dir::Both | Dir::Receive, t)) => vec![t.clone()],
            Some(Ty::Basic("string")) => vec![basic("int"), basic("int32")],
            Some(u) if u.is_int() => vec![p.ty.clone()],
            Some(Ty::Func(sig)) => match iterated(sig) {
                Some(params) => params.to_vec(),
                None => Vec::new(),
            },
            _ => Vec::new(),
        }
    }

    fn ranges_without(&self, p: &Place) -> bool {
        matches!(self.decls.under(&p.ty).as_deref(), Some(Ty::Func(sig)) if iterated(sig).is_some())
    }

    fn range(
        &mut self,
        over: String,
        types: Vec<T>,
        around: Option<(Option<Rc<str>>, bool)>,
    ) -> String {
        let count = self.rng.below(types.len() + 1);
        if count == 0 {
            let body = self.scope(Vec::new(), around);
            return format!("for range {over} {{\n{body}}}");
        }
        if self.rng.chance(12) {
            // To variables that are there already.
            let mut targets = Vec::new();
            for ty in &types[..count] {
                if let Some(p) = self.pick_place(|_, p| p.assignable && p.ty == *ty) {
                    targets.push(self.target(&p));
                }
            }
            if targets.len() == count {
                let body = self.scope(Vec::new(), around);
                return format!("for {} = range {over} {{\n{body}}}", targets.join(", "));
            }
        }
        let mut names = Vec::new();
        let mut vars = Vec::new();
        for (i, ty) in types[..count].iter().enumerate() {
            if i + 1 < count && self.rng.chance(40) {
                names.push("_".to_string());
                continue;
            }
            let name = self.name("e");
            names.push(name.to_string());
            vars.push((name, ty.clone()));
        }
        let body = self.scope(vars, around);
        format!("for {} := range {over} {{\n{body}}}", names.join(", "))
    }

    fn switch(&mut self) -> Option<String> {
        let around = || Some((None, false));
        let mut text;
        if self.rng.chance(50) {
            text = "switch {\n".to_string();
            for _ in 0..1 + self.rng.below(3) {
                let cond = self.condition(1)?;
                text.push_str(&format!(
                    "case {cond}:\n{}",
                    self.scope(Vec::new(), around())
                ));
                if self.rng.chance(15) {
                    text.push_str("fallthrough\n");
                }
            }
        } else {
            let p = self.pick_place(|g, p| {
                g.decls
                    .under(&p.ty)
                    .is_some_and(|u| u.is_int() || u.is("string"))
            })?;
            let string = self.decls.under(&p.ty).is_some_and(|u| u.is("string"));
            text = format!("switch {} {{\n", header(self.read(&p)));
            for i in 0..1 + self.rng.below(4) {
                let case = match string {
                    true => format!("\"c{i}\", \"d{i}\""),
                    false => (i * 2).to_string(),
                };
                text.push_str(&format!(
                    "case {case}:\n{}",
                    self.scope(Vec::new(), around())
                ));
            }
            if self.rng.chance(30) {
                let other = self.place(&p.ty)?;
                text.push_str(&format!(
                    "case {other}:\n{}",
                    self.scope(Vec::new(), around())
                ));
            }
        }
        let last = text.ends_with("fallthrough\n");
        if last || self.rng.chance(50) {
            text.push_str(&format!("default:\n{}", self.scope(Vec::new(), around())));
        }
        Some(text + "}")
    }

    fn type_switch(&mut self) -> Option<String> {
        let any: T = Rc::new(Ty::Any);
        let p = self.pick_place(|g, p| g.decls.is_interface(&p.ty))?;
        let is_any = p.ty == any;
        let over = operand(&self.read(&p));
        let bound = self.rng.chance(70);
        let name = self.name("t");
        let mut seen: Vec<String> = Vec::new();
        let mut clauses: Vec<(String, String)> = Vec::new();
        let mut used = false;
        for _ in 0..1 + self.rng.below(4) {
            let mut list = Vec::new();
            for _ in 0..1 + usize::from(self.rng.chance(20)) {
                let ty = match is_any || self.rng.chance(30) {
                    true if is_any => self.pick_ty(2),
                    // Any interface does; what is concrete has to implement it.
                    _ => any.clone(),
                };
                let shown = self.show(&ty);
                let same =
                    |s: &String| s.replace("uint8", "byte") == shown.replace("uint8", "byte");
                if !seen.iter().any(same) && !ty.has_param() {
                    seen.push(shown);
                    list.push(ty);
                }
            }
            if list.is_empty() {
                continue;
            }
            let ty = match &list[..] {
                [one] => one.clone(),
                _ => p.ty.clone(),
            };
            let mark = self.vars.len();
            if bound {
                self.vars.push(Var {
                    name: name.clone(),
                    ty,
                    used: false,
                    assignable: true,
                    constant: false,
                    global: false,
                    line: None,
                });
            }
            let body = self.scope(Vec::new(), Some((None, false)));
            used |= bound && self.vars[mark].used && mentions(&body, &name) > 0;
            self.vars.truncate(mark);
            clauses.push((format!("case {}:\n", self.list(&list)), body));
        }
        if clauses.is_empty() || self.rng.chance(40) {
            let body = self.scope(Vec::new(), Some((None, false)));
            clauses.push(("default:\n".into(), body));
        }
        let mut text = match bound {
            true => format!("switch {name} := {over}.(type) {{\n"),
            false => format!("switch {over}.(type) {{\n"),
        };
        for (i, (head, body)) in clauses.into_iter().enumerate() {
            text.push_str(&head);
            if i == 0 && bound && !used {
                text.push_str(&format!("_ = {name}\n"));
            }
            text.push_str(&body);
        }
        Some(text + "}")
    }

    fn select(&mut self) -> Option<String> {
        let mut text = "select {\n".to_string();
        for _ in 0..1 + self.rng.below(2) {
            let p = self.pick_place(|_, p| matches!(&*p.ty, Ty::Chan(..)))?;
            let Ty::Chan(dir, t) = &*p.ty.clone() else {
                return None;
            };
            let over = self.read(&p);
            if *dir == Dir::Send || *dir == Dir::Both && self.rng.chance(40) {
                let value = self.expr(t, 2);
                text.push_str(&format!(
                    "case {over} <- {value}:\n{}",
                    self.scope(Vec::new(), Some((None, false)))
                ));
                continue;
            }
            match self.rng.below(3) {
                0 => text.push_str(&format!(
                    "case <-{over}:\n{}",
                    self.scope(Vec::new(), Some((None, false)))
                )),
                1 => {
                    let name = self.name("x");
                    let body = self.scope(vec![(name.clone(), t.clone())], Some((None, false)));
                    text.push_str(&format!("case {name} := <-{over}:\n{body}"));
                }
                _ => {
                    let (name, ok) = (self.name("x"), self.name("ok"));
                    let vars = vec![(name.clone(), t.clone()), (ok.clone(), basic("bool"))];
                    let body = self.scope(vars, Some((None, false)));
                    text.push_str(&format!("case {name}, {ok} := <-{over}:\n{body}"));
                }
            }
        }
        if self.rng.chance(50) {
            text.push_str(&format!(
                "default:\n{}",
                self.scope(Vec::new(), Some((None, false)))
            ));
        }
        Some(text + "}")
    }

    fn labelled(&mut self) -> Option<String> {
        let label = self.name("L");
        if self.rng.chance(40) {
            let name = self.name("n");
            let mark = self.vars.len();
            let body = self.scope(vec![(name.clone(), basic("int"))], None);
            self.vars.truncate(mark);
            return Some(format!(
                "{{\n{name} := 0\n{label}:\n{body}{name}++\nif {name} < 3 {{\ngoto {label}\n}}\n}}"
            ));
        }
        let text = self.looping(Some(label.clone()))?;
        let used = |word: &str| text.contains(&format!("{word} {label}\n"));
        match used("break") || used("continue") {
            true => Some(text),
            // A label has to be used.
            false => Some(text.replacen(&format!("{label}:\n"), "", 1)),
        }
    }

    fn deferred(&mut self) -> Option<String> {
        let word = *self.rng.pick(&["defer", "defer", "go"]);
        match self.rng.below(5) {
            0 => {
                let (text, _) = self.any_call(2)?;
                Some(format!("{word} {text}"))
            }
            1 => Some(
                "defer func() {\nif err := recover(); err != nil {\nprintln(\"recovered\")\n}\n}()"
                    .into(),
            ),
            _ => {
                let params = (0..self.rng.below(2)).map(|_| self.pick_ty(1)).collect();
                let sig = Sig {
                    params,
                    ..Sig::default()
                };
                let literal = self.func_literal(&sig);
                Some(format!("{word} {literal}({})", self.args(&sig, 2, false)))
            }
        }
    }

    fn leave(&mut self) -> Option<String> {
        let around = self.frame.around.len();
        let inside = around > 0;
        let word = match self.rng.below(6) {
            0 | 1 => self.returns(),
            2 => {
                let text = self.expr(&Rc::new(Ty::Any), 2);
                format!("panic({text})")
            }
            _ if !inside => return None,
            3 => "break".into(),
            4 if self.frame.around.iter().any(|a| a.1) => "continue".into(),
            _ => {
                let labels: Vec<(Rc<str>, bool)> = self
                    .frame
                    .around
                    .iter()
                    .filter_map(|a| Some((a.0.clone()?, a.1)))
                    .collect();
                if labels.is_empty() {
                    return None;
                }
                let (label, _) = self.rng.pick(&labels).clone();
                format!("{} {label}", self.rng.pick(&["break", "continue"]))
            }
        };
        let cond = self.cond();
        Some(format!("if {cond} {{\n{word}\n}}"))
    }

    fn send(&mut self) -> Option<String> {
        let p = self.pick_place(|_, p| matches!(&*p.ty, Ty::Chan(Dir::Both | Dir::Send, _)))?;
        let Ty::Chan(_, t) = &*p.ty.clone() else {
            return None;
        };
        let over = operand(&self.read(&p));
        match self.rng.below(8) {
            0 => Some(format!("close({over})")),
            _ => Some(format!("{over} <- {}", self.expr(t, 3))),
        }
    }

    /// A variable that holds a function literal, sometimes one that calls itself.
    fn closure(&mut self) -> Option<String> {
        let sig = self.signature(2, 1);
        let ty = Rc::new(Ty::Func(sig.clone()));
        if self.rng.chance(20) {
            let shown = self.show(&ty);
            let name = self.declare("rec", &ty);
            let at = self.vars.len() - 1;
            let literal = self.func_literal(&sig);
            self.vars[at].used = true;
            return Some(format!(
                "var {name} {shown}\n{name} = {literal}\n_ = {name}"
            ));
        }
        let literal = self.func_literal(&sig);
        let name = self.declare("fn", &ty);
        Some(format!("{name} := {literal}"))
    }
}

/// What an iterator's function hands to its body, if it is one.
fn iterated(sig: &Sig) -> Option<&[T]> {
    let [one] = &sig.params[..] else { return None };
    let Ty::Func(yields) = &**one else {
        return None;
    };
    let is = sig.results.is_empty() && !sig.variadic && !yields.variadic && yields.params.len() < 3;
    (is && yields.results.len() == 1 && yields.results[0].is("bool")).then_some(&yields.params)
}

/// How often a name stands in a text.
fn mentions(text: &str, name: &str) -> usize {
    let ends = |rest: &str| !rest.starts_with(|c: char| c.is_ascii_digit());
    text.match_indices(name)
        .filter(|(at, _)| ends(&text[at + name.len()..]))
        .count()
}

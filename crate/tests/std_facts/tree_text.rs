//! A checked tree as text in which only meaning is left: no ids, no arena, places as `file:line:col`.

use goescape::body::tree::*;
use goescape::text::{Pos, SourceMap};
use goescape::types::{ObjId, PkgId, TypeId, Types};
use std::fmt::Write;

/// One statement a line.
pub fn func(types: &Types, map: &SourceMap, func: &Func) -> Option<String> {
    let body = func.body.as_ref().ok()?;
    let mut t = Text {
        types,
        map,
        body,
        indent: 0,
        out: String::new(),
    };
    let place = t.pos(func.pos);
    let _ = writeln!(t.out, "func {place} pragma {}", func.pragma.0);
    t.dict(&func.dict);
    t.body();
    Some(t.out)
}

struct Text<'a> {
    types: &'a Types,
    map: &'a SourceMap,
    body: &'a FuncBody,
    indent: usize,
    out: String,
}

fn qualifier(types: &Types, pkg: PkgId) -> String {
    types[pkg].path.to_string()
}

fn opt<T>(x: Option<T>, f: impl FnOnce(T) -> String) -> String {
    x.map_or("-".into(), f)
}

fn list(items: impl Iterator<Item = String>) -> String {
    format!("[{}]", items.collect::<Vec<_>>().join(" "))
}

impl Text<'_> {
    fn pos(&self, pos: Pos) -> String {
        match self.map.place(pos) {
            Some(p) => {
                let file = p.file.rsplit('/').next().unwrap_or_default();
                // Columns of unified IR end where types2's do.
                format!("@{file}:{}:{}", p.line1, p.col1)
            }
            None => "@".into(),
        }
    }

    fn ty(&self, t: TypeId) -> String {
        // The interface behind `any` is `any` in export data.
        let t = match t {
            TypeId::EMPTY_INTERFACE => TypeId::ANY,
            t => t,
        };
        let text = self.types.type_string(t, &qualifier);
        // Types declared in functions have a number in export data.
        let mut out = String::new();
        let mut parts = text.split('·');
        out.push_str(parts.next().unwrap_or_default());
        for part in parts {
            out.push_str(part.trim_start_matches(|c: char| c.is_ascii_digit()));
        }
        format!("<{out}>")
    }

    fn obj(&self, obj: ObjId) -> String {
        let o = &self.types[obj];
        let pkg = o.pkg.map_or("", |p| &self.types[p].path);
        format!("{pkg}.{}", o.name)
    }

    fn inst(&self, i: &ObjInst) -> String {
        format!(
            "{}{}",
            self.obj(i.obj),
            list(i.targs.iter().map(|&t| self.ty(t)))
        )
    }

    fn sel(&self, s: &Selector) -> String {
        let pkg = s.pkg.map_or("", |p| &self.types[p].path);
        format!("{pkg}.{}", s.name)
    }

    fn rtype(&self, r: &RType) -> String {
        format!("{}{}", self.ty(r.ty), opt(r.dict, |d| format!("#{d}")))
    }

    fn rtti(&self, r: &Rtti) -> String {
        let itab = opt(r.itab, |i| format!("#{i}"));
        format!("({}→{} {itab})", self.rtype(&r.src), self.rtype(&r.dst))
    }

    fn type_expr(&self, t: &TypeExpr) -> String {
        let how = match &t.how {
            TypeExprHow::RType(r) => self.rtype(r),
            TypeExprHow::Itab(r) => self.rtti(r),
        };
        format!("{}{}{how}", self.pos(t.pos), self.ty(t.ty))
    }

    fn dict(&mut self, d: &Dict) {
        let types = |list_: &[TypeId]| list(list_.iter().map(|&t| self.ty(t)));
        let mut lines = vec![format!(
            "dict {} {} {}",
            types(&d.implicits),
            types(&d.receivers),
            types(&d.explicits)
        )];
        lines.extend(
            (d.type_param_method_exprs.iter()).map(|(n, s)| format!("method {n} {}", self.sel(s))),
        );
        lines.extend(
            d.subdicts
                .iter()
                .map(|i| format!("subdict {}", self.inst(i))),
        );
        lines.extend(d.rtypes.iter().map(|&t| format!("rtype {}", self.ty(t))));
        lines.extend((d.itabs.iter()).map(|&(t, i)| format!("itab {} {}", self.ty(t), self.ty(i))));
        for line in lines {
            self.out.push_str(&line);
            self.out.push('\n');
        }
    }

    fn line(&mut self, text: &str) {
        let _ = writeln!(self.out, "{}{text}", "  ".repeat(self.indent));
    }

    fn body(&mut self) {
        let b = self.body;
        let sig = self.ty(b.sig);
        self.line(&format!("sig {sig} params {}", b.n_params));
        for l in &b.locals {
            let pkg = l.pkg.map_or("", |p| &self.types[p].path);
            let text = format!(
                "local {} {pkg}.{} {} {}",
                self.pos(l.pos),
                l.name,
                self.ty(l.ty),
                opt(l.rtype, |r| format!("#{r}"))
            );
            self.line(&text);
        }
        for f in &b.free {
            let text = format!("free {} {:?}", self.pos(f.pos), f.outer);
            self.line(&text);
        }
        if let Some((stmts, end)) = &b.block {
            self.stmts(stmts);
            let end = self.pos(*end);
            self.line(&format!("end {end}"));
        }
    }

    fn stmts(&mut self, stmts: &[Stmt]) {
        self.indent += 1;
        for s in stmts {
            self.stmt(s);
        }
        self.indent -= 1;
    }

    fn block(&mut self, b: &Block) {
        let head = format!("{{ {}", self.pos(b.open));
        self.line(&head);
        self.stmts(&b.stmts);
        let end = format!("}} {}", self.pos(b.close));
        self.line(&end);
    }

    fn stmt(&mut self, s: &Stmt) {
        let text = match s {
            Stmt::Label { pos, name } => format!("label {} {name}", self.pos(*pos)),
            Stmt::Block(b) => return self.block(b),
            Stmt::Expr(x) => format!("expr {}", self.e(*x)),
            Stmt::Send { pos, chan, value } => format!(
                "send {} {} {}",
                self.pos(*pos),
                self.e(*chan),
                self.e(*value)
            ),
            Stmt::Assign { pos, lhs, rhs } => {
                let lhs = self.assigns(lhs);
                let rhs = self.multi(rhs);
                format!("assign {} {lhs} {rhs}", self.pos(*pos))
            }
            Stmt::AssignOp { pos, op, lhs, rhs } => format!(
                "{op:?}= {} {} {}",
                self.pos(*pos),
                self.e(*lhs),
                self.e(*rhs)
            ),
            Stmt::IncDec { pos, op, lhs } => format!("{op:?}1 {} {}", self.pos(*pos), self.e(*lhs)),
            Stmt::Branch { pos, kind, label } => format!("{kind:?} {} {label:?}", self.pos(*pos)),
            Stmt::Call {
                pos,
                kind,
                call,
                defer_at,
            } => {
                let at = opt(*defer_at, |x| self.e(x));
                format!("{kind:?} {} {} {at}", self.pos(*pos), self.e(*call))
            }
            Stmt::Return { pos, results } => {
                let results = self.multi(results);
                format!("return {} {results}", self.pos(*pos))
            }
            Stmt::If(s) => return self.if_stmt(s),
            Stmt::For(s) => return self.for_stmt(s),
            Stmt::Switch(s) => return self.switch(s),
            Stmt::Select(s) => return self.select(s),
        };
        self.line(&text);
    }

    fn if_stmt(&mut self, s: &If) {
        let head = format!(
            "if {} known {} {}",
            self.pos(s.pos),
            s.known,
            self.pos(s.then_close)
        );
        self.line(&head);
        self.stmts(&s.init);
        let cond = self.e(s.cond);
        self.line(&format!("cond {cond}"));
        if let Some(b) = &s.then {
            self.block(b);
        }
        self.line("else");
        self.stmts(&s.els);
    }

    fn for_stmt(&mut self, s: &For) {
        let head = format!("for {} distinct {}", self.pos(s.open), s.distinct_vars);
        self.line(&head);
        match &s.head {
            ForHead::Clause {
                pos,
                init,
                cond,
                post,
            } => {
                let pos = self.pos(*pos);
                self.line(&format!("clause {pos}"));
                self.stmts(init);
                let cond = opt(*cond, |x| self.e(x));
                self.line(&format!("cond {cond}"));
                self.stmts(post);
            }
            ForHead::Range {
                pos,
                lhs,
                x,
                rtype,
                rtti,
            } => {
                let lhs = self.assigns(lhs);
                let x = self.e(*x);
                let rtti = list(rtti.iter().map(|r| opt(r.as_ref(), |r| self.rtti(r))));
                let text = format!(
                    "range {} {lhs} {x} {} {rtti}",
                    self.pos(*pos),
                    opt(rtype.as_ref(), |r| self.rtype(r))
                );
                self.line(&text);
            }
        }
        self.block(&s.body);
    }

    fn switch(&mut self, s: &Switch) {
        let head = format!("switch {} {}", self.pos(s.pos), self.pos(s.close));
        self.line(&head);
        self.stmts(&s.init);
        let tag = match &s.head {
            SwitchHead::Expr { tag } => opt(*tag, |x| self.e(x)),
            SwitchHead::Type { pos, tag, x } => {
                let name = opt(tag.as_ref(), |(p, n)| format!("{} {n}", self.pos(*p)));
                format!("type {} {name} {}", self.pos(*pos), self.e(*x))
            }
        };
        self.line(&format!("tag {tag}"));
        for c in &s.clauses {
            let cases = match &c.cases {
                Cases::Exprs(list_) => {
                    let list_: Vec<_> = list_.iter().map(|&x| self.e(x)).collect();
                    list(list_.into_iter())
                }
                Cases::Types(types) => {
                    list(types.iter().map(|t| opt(t.as_ref(), |t| self.type_expr(t))))
                }
            };
            let text = format!("case {} {cases} {:?}", self.pos(c.pos), c.var);
            self.line(&text);
            self.stmts(&c.body);
        }
    }

    fn select(&mut self, s: &Select) {
        let close = match s.clauses.is_empty() {
            true => String::new(), // export data have no place for it
            false => self.pos(s.close),
        };
        let head = format!("select {} {close}", self.pos(s.pos));
        self.line(&head);
        for c in &s.clauses {
            let head = format!("comm {}", self.pos(c.pos));
            self.line(&head);
            self.stmts(&c.comm);
            self.line("do");
            self.stmts(&c.body);
        }
    }

    fn assigns(&mut self, list_: &[Assign]) -> String {
        let items: Vec<_> = list_
            .iter()
            .map(|a| match a {
                Assign::Blank => "_".into(),
                Assign::Def(i) => format!("def{i}"),
                Assign::Expr(x) => self.e(*x),
            })
            .collect();
        list(items.into_iter())
    }

    fn multi(&mut self, m: &Multi) -> String {
        match m {
            Multi::Each(list_) => self.es(list_),
            Multi::Tuple { pos, expr, parts } => {
                let expr = self.e(*expr);
                let parts = parts.iter().map(|(t, conv)| {
                    let conv = opt(conv.as_ref(), |(t, r)| {
                        format!("{}{}", self.ty(*t), self.rtti(r))
                    });
                    format!("{}{conv}", self.ty(*t))
                });
                format!("tuple {} {expr} {}", self.pos(*pos), list(parts))
            }
        }
    }

    fn es(&mut self, list_: &[E]) -> String {
        let items: Vec<_> = list_.iter().map(|&x| self.e(x)).collect();
        list(items.into_iter())
    }

    fn method(&self, m: &MethodExpr) -> String {
        let how = match &m.how {
            MethodHow::Plain => "plain".into(),
            MethodHow::TypeParam(i) => format!("param #{i}"),
            MethodHow::Subdict(i) => format!("sub #{i}"),
            MethodHow::Static(i) => self.inst(i),
        };
        let sig = opt(m.sig, |t| self.ty(t));
        format!(
            "({} {} {sig} {} {how})",
            self.pos(m.pos),
            self.ty(m.recv),
            self.sel(&m.sel)
        )
    }

    fn func_inst(&self, i: &FuncInst) -> String {
        match i {
            FuncInst::Subdict(i) => format!("sub #{i}"),
            FuncInst::Static(i) => self.inst(i),
        }
    }

    fn adjust(&self, a: &RecvAdjust) -> String {
        match a {
            RecvAdjust::None => "-".into(),
            RecvAdjust::Deref(t) => format!("*{}", self.ty(*t)),
            RecvAdjust::Addr(t) => format!("&{}", self.ty(*t)),
        }
    }

    fn e(&mut self, e: E) -> String {
        let body = self.body;
        let x = body.expr(e);
        let ty = opt(x.ty, |t| self.ty(t));
        let kind = match &x.kind {
            // Names have no place in export data.
            ExprKind::Local(v) => return format!("({v:?} {ty})"),
            ExprKind::Global(o) => return format!("({} {ty})", self.obj(*o)),
            ExprKind::RuntimeBuiltin(n) => return format!("(runtime {n} {ty})"),
            ExprKind::Const { ty, value } => {
                format!("const {} {}", self.ty(*ty), value.exact_string())
            }
            ExprKind::FuncInst(i) => format!("inst {}", self.func_inst(i)),
            ExprKind::CompLit { ty, elems } => {
                format!("lit {} {}", self.ty(*ty), self.elems(elems))
            }
            ExprKind::FuncLit(lit) => return self.func_lit(lit, &ty),
            ExprKind::FieldVal { x, field } => format!("field {} {}", self.e(*x), self.sel(field)),
            ExprKind::MethodVal { recv, method } => {
                format!("methodval {} {}", self.e(*recv), self.method(method))
            }
            ExprKind::MethodExpr(m) => format!(
                "methodexpr {} {:?} {} {}",
                self.ty(m.ty),
                m.implicits,
                self.adjust(&m.adjust),
                self.method(&m.method)
            ),
            ExprKind::Index { x, index, rtype } => {
                let rtype = opt(rtype.as_ref(), |r| self.rtype(r));
                format!("index {} {} {rtype}", self.e(*x), self.e(*index))
            }
            ExprKind::Slice { x, index } => {
                let x = self.e(*x);
                let index = index.map(|i| opt(i, |i| self.e(i)));
                format!("slice {x} {index:?}")
            }
            ExprKind::Assert { x, ty, iface } => {
                format!(
                    "assert {} {} {}",
                    self.e(*x),
                    self.type_expr(ty),
                    self.rtype(iface)
                )
            }
            ExprKind::Unary { op, x } => format!("{op:?} {}", self.e(*x)),
            ExprKind::Binary { op, x, y } => format!("{op:?} {} {}", self.e(*x), self.e(*y)),
            ExprKind::Call(c) => {
                let fun = match &c.fun {
                    Callee::Method { recv, method } => {
                        format!("method {} {}", self.e(*recv), self.method(method))
                    }
                    Callee::Inst(pos, i) => {
                        format!("inst {} {}", self.pos(*pos), self.func_inst(i))
                    }
                    Callee::Func(f) => self.e(*f),
                };
                let args = self.multi(&c.args);
                let rtype = opt(c.rtype.as_ref(), |r| self.rtype(r));
                format!("call {fun} {args} dots {} {rtype}", c.dots)
            }
            ExprKind::Convert {
                implicit,
                ty,
                rtti,
                to_type_param,
                identical,
                x,
            } => format!(
                "convert {implicit} {} {} {to_type_param} {identical} {}",
                self.ty(*ty),
                self.rtti(rtti),
                self.e(*x)
            ),
            ExprKind::New(t) => format!("new {}", self.type_expr(t)),
            ExprKind::NewValue(x) => format!("newvalue {}", self.e(*x)),
            ExprKind::Make { ty, args, rtype } => {
                format!(
                    "make {} {} {}",
                    self.type_expr(ty),
                    self.es(args),
                    self.rtype(rtype)
                )
            }
            ExprKind::Sizeof(t) => format!("sizeof {}", self.ty(*t)),
            ExprKind::Alignof(t) => format!("alignof {}", self.ty(*t)),
            ExprKind::Offsetof { ty, path } => format!("offsetof {} {path:?}", self.ty(*ty)),
            ExprKind::Zero { ty } => format!("zero {}", self.ty(*ty)),
            ExprKind::Recv {
                x,
                implicits,
                adjust,
            } => {
                format!("recv {} {implicits:?} {}", self.e(*x), self.adjust(adjust))
            }
        };
        format!("({} {kind} {ty})", self.pos(x.pos))
    }

    fn elems(&mut self, elems: &Elems) -> String {
        let items: Vec<String> = match elems {
            Elems::Array(list_) => list_
                .iter()
                .map(|(key, x)| {
                    let key = opt(key.as_ref(), |(p, k)| {
                        format!("{} {}", self.pos(*p), self.e(*k))
                    });
                    format!("{key}: {}", self.e(*x))
                })
                .collect(),
            Elems::Map { rtype, elems } => core::iter::once(self.rtype(rtype))
                .chain(
                    elems
                        .iter()
                        .map(|(p, k, x)| format!("{} {}: {}", self.pos(*p), self.e(*k), self.e(*x)))
                        .collect::<Vec<_>>(),
                )
                .collect(),
            Elems::Struct(list_) => (list_.iter())
                .map(|(p, path, x)| format!("{} {path:?}: {}", self.pos(*p), self.e(*x)))
                .collect(),
        };
        list(items.into_iter())
    }

    fn func_lit(&mut self, lit: &FuncLit, ty: &str) -> String {
        let mut inner = Text {
            types: self.types,
            map: self.map,
            body: &lit.body,
            indent: self.indent + 2,
            out: String::new(),
        };
        inner.body();
        format!(
            "({} func range {} {ty}\n{})",
            self.pos(lit.pos),
            lit.range_func_body,
            inner.out
        )
    }
}

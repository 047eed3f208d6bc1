//! Prints nodes as messages show them: Go syntax with what type checking added left out, loops and switches cut short
//! (cmd/compile/internal/ir/fmt.go, `%v`).

use super::id::{FuncId, NameId, NodeId, SymId};
use super::node::{Call, Kind, Node};
use super::op::Op;
use super::program::Program;
use super::ty::{TKind, Tys};
use crate::types::TypeId;
use crate::types::constant::{self, Kind as ConstKind, Value};
use rustc_hash::FxHashMap;

/// Deepest nesting of expressions that is printed; deeper ones are cut off.
const MAX_DEPTH: u32 = 1000;

/// Prints nodes, names and symbols.
#[derive(Clone, Copy)]
pub struct Printer<'a> {
    program: &'a Program,
    tys: &'a Tys,
    /// Nodes to print in another node's place: what a node was before it was rewritten.
    before: Option<&'a FxHashMap<NodeId, NodeId>>,
}

impl<'a> Printer<'a> {
    /// A printer of the program's nodes as they are now.
    pub fn new(program: &'a Program, tys: &'a Tys) -> Printer<'a> {
        Printer {
            program,
            tys,
            before: None,
        }
    }

    /// A printer that shows for some nodes what they were before they were rewritten.
    pub fn before(self, before: &'a FxHashMap<NodeId, NodeId>) -> Printer<'a> {
        Printer {
            before: Some(before),
            ..self
        }
    }

    /// An expression or statement.
    pub fn node(self, id: NodeId) -> String {
        let mut out = String::new();
        self.write_node(id, &mut out);
        out
    }

    /// The same at the end of a text.
    pub fn write_node(self, id: NodeId, out: &mut String) {
        let mut w = Writer {
            p: self,
            out: core::mem::take(out),
            depth: 0,
        };
        w.node(id);
        *out = w.out;
    }

    /// A symbol: bare in the local package, qualified with the package's name otherwise.
    pub fn sym(self, id: SymId) -> String {
        let mut out = String::new();
        self.write_sym(id, &mut out);
        out
    }

    /// The same at the end of a text.
    pub fn write_sym(self, id: SymId, out: &mut String) {
        let sym = self.program.sym(id);
        if sym.pkg != self.program.local && sym.pkg != self.program.builtin {
            let pkg = &*self.program.pkg_of(sym.pkg).name;
            out.push_str(pkg);
            out.push_str(if pkg.is_empty() { "" } else { "." });
        }
        out.push_str(&sym.name);
    }

    /// A variable's or function's name.
    pub fn name(self, id: NameId) -> String {
        self.sym(self.program.name(id).sym)
    }

    /// A function's name.
    pub fn func(self, id: FuncId) -> String {
        self.name(self.program.func(id).nname)
    }

    /// A function's type, with the receiver's for a method.
    pub fn func_type(self, id: FuncId) -> String {
        let f = self.program.func(id);
        let recv = f
            .recv()
            .map(|recv| format!("method({}) ", self.typ(recv.typ)));
        let params = f.params().iter().map(|p| match p.is_ddd {
            true => format!(
                "...{}",
                self.tys.elem(p.typ).map_or(String::new(), |t| self.typ(t))
            ),
            false => self.typ(p.typ),
        });
        let params: Vec<String> = params.collect();
        let results: Vec<String> = f.results.iter().map(|r| self.typ(r.typ)).collect();
        let results = match &results[..] {
            [] => String::new(),
            [result] => format!(" {result}"),
            _ => format!(" ({})", results.join(", ")),
        };
        format!(
            "{}func({}){results}",
            recv.unwrap_or_default(),
            params.join(", ")
        )
    }

    /// A type.
    pub fn typ(self, t: TypeId) -> String {
        self.tys.string(t)
    }

    fn get(self, id: NodeId) -> &'a Node {
        let id = self.before.and_then(|map| map.get(&id)).unwrap_or(&id);
        self.program.node(*id)
    }
}

struct Writer<'a> {
    p: Printer<'a>,
    out: String,
    depth: u32,
}

impl<'a> Writer<'a> {
    fn str(&mut self, s: &str) {
        self.out.push_str(s);
    }

    fn node(&mut self, id: NodeId) {
        if self.p.get(id).op.prec() < 0 {
            self.stmt(id);
        } else {
            self.expr(Some(id), 0);
        }
    }

    fn opt(&mut self, id: Option<NodeId>) {
        match id {
            Some(id) => self.node(id),
            None => self.str("<nil>"),
        }
    }

    fn list(&mut self, list: &[NodeId], sep: &str) {
        for (i, &id) in list.iter().enumerate() {
            if i > 0 {
                self.str(sep);
            }
            self.node(id);
        }
    }

    fn exprs(&mut self, list: &[NodeId]) {
        self.list(list, ", ");
    }

    fn stmts(&mut self, list: &[NodeId]) {
        self.list(list, "; ");
    }

    fn sym(&mut self, id: SymId) {
        self.p.write_sym(id, &mut self.out);
    }

    fn typ(&mut self, t: Option<TypeId>) {
        let s = t.map_or("<T>".to_string(), |t| self.p.typ(t));
        self.str(&s);
    }

    fn enter(&mut self) -> bool {
        if self.depth >= MAX_DEPTH {
            self.str("…");
            return false;
        }
        self.depth += 1;
        true
    }

    // ---- statements ----

    fn stmt(&mut self, id: NodeId) {
        if !self.enter() {
            return;
        }
        self.stmt_inner(self.p.get(id));
        self.depth -= 1;
    }

    fn stmt_inner(&mut self, n: &'a Node) {
        match &n.kind {
            Kind::Decl { x } => {
                let name = self.p.program.name(*x);
                self.str("var ");
                self.sym(name.sym);
                self.str(" ");
                self.typ(Some(name.typ));
            }
            Kind::Assign { x, def, y } => {
                self.node(*x);
                self.str(if *def { " := " } else { " = " });
                self.opt(*y);
            }
            Kind::AssignOp {
                x,
                as_op,
                y,
                inc_dec,
            } => {
                self.node(*x);
                match (inc_dec, as_op) {
                    (true, Op::Add) => self.str("++"),
                    (true, _) => self.str("--"),
                    (false, op) => {
                        self.str(" ");
                        self.str(op.syntax());
                        self.str("= ");
                        self.node(*y);
                    }
                }
            }
            Kind::AssignList { lhs, def, rhs } => {
                self.exprs(lhs);
                self.str(if *def { " := " } else { " = " });
                self.exprs(rhs);
            }
            Kind::Block { list } => self.stmts(list),
            Kind::Return { results } => {
                self.str("return ");
                self.exprs(results);
            }
            Kind::GoDefer { call, .. } => {
                self.str(if n.op == Op::Go { "go " } else { "defer " });
                self.node(*call);
            }
            Kind::If(s) => {
                self.str("if ");
                if let [init] = n.init[..]
                    && self.p.get(init).init.is_empty()
                {
                    self.node(init);
                    self.str("; ");
                }
                self.node(s.cond);
                self.str(" { ");
                self.stmts(&s.body);
                self.str(" }");
                if !s.els.is_empty() {
                    self.str(" else { ");
                    self.stmts(&s.els);
                    self.str(" }");
                }
            }
            Kind::For(_) | Kind::Range(_) => self.str("for loop"),
            Kind::Select { .. } | Kind::Switch { .. } => {
                self.str(n.op.syntax());
                self.str(" statement");
            }
            Kind::Case(case) => {
                if case.list.is_empty() {
                    self.str("default");
                } else {
                    self.str("case ");
                    self.exprs(&case.list);
                }
                self.str(": ");
                self.stmts(&case.body);
            }
            Kind::Branch { label } => {
                self.str(n.op.syntax());
                if let Some(label) = label {
                    self.str(" ");
                    self.sym(*label);
                }
            }
            Kind::Label { label } => {
                self.sym(*label);
                self.str(": ");
            }
            _ => {}
        }
    }

    // ---- expressions ----

    fn expr(&mut self, id: Option<NodeId>, prec: i32) {
        let Some(mut id) = id else {
            return self.str("<nil>");
        };
        // What type checking put in is not shown.
        let mut n = self.p.get(id);
        while n.flags.implicit
            && matches!(
                n.op,
                Op::Addr | Op::Deref | Op::Conv | Op::ConvNop | Op::ConvIface
            )
            && let Some(x) = n.x()
        {
            id = x;
            n = self.p.get(id);
        }
        if !self.enter() {
            return;
        }
        let nprec = match (n.op, n.typ) {
            (Op::Type, Some(t)) if self.is_ptr_type(t) => Op::Deref.prec(),
            (op, _) => op.prec(),
        };
        if prec > nprec {
            self.str("(");
            self.node(id);
            self.str(")");
        } else {
            self.expr_inner(n, nprec);
        }
        self.depth -= 1;
    }

    fn is_ptr_type(&self, t: TypeId) -> bool {
        self.p.tys.is_ptr(t)
    }

    fn expr_inner(&mut self, n: &'a Node, prec: i32) {
        match &n.kind {
            Kind::Paren { x } => {
                self.str("(");
                self.node(*x);
                self.str(")");
            }
            Kind::Lit(value) => self.lit(n.typ, value),
            Kind::Name(name) => {
                let sym = self.p.program.name(*name).sym;
                if self.p.program.sym_name(sym).starts_with("~b") {
                    self.str("_");
                } else {
                    self.sym(sym);
                }
            }
            Kind::Ident(sym) => self.sym(*sym),
            Kind::LinksymOffset { sym, offset } => {
                self.str("(");
                self.typ(n.typ);
                self.str(&format!(")({sym}@{offset})"));
            }
            Kind::Type => self.typ(n.typ),
            Kind::Closure { .. } => self.str("func literal"),
            Kind::CompLit { list, .. } => {
                if n.flags.implicit {
                    return self.str("... argument");
                }
                self.typ(n.typ);
                self.str(if list.is_empty() { "{}" } else { "{...}" });
            }
            Kind::Key { key, value } => {
                self.node(*key);
                self.str(":");
                self.node(*value);
            }
            Kind::StructKey { field, value, .. } => {
                self.sym(*field);
                self.str(":");
                self.node(*value);
            }
            Kind::Selector(sel) => {
                self.expr(Some(sel.x), prec);
                self.str(".");
                let name = self.p.program.sym_name(sel.sel);
                self.str(name);
            }
            Kind::TypeAssert { x } => {
                self.expr(Some(*x), prec);
                self.str(".(");
                self.typ(n.typ);
                self.str(")");
            }
            Kind::Index { x, index, .. } => {
                self.expr(Some(*x), prec);
                self.str("[");
                self.node(*index);
                self.str("]");
            }
            Kind::Slice { x, low, high, max } => {
                self.expr(Some(*x), prec);
                self.str("[");
                low.iter().for_each(|&i| self.node(i));
                self.str(":");
                high.iter().for_each(|&i| self.node(i));
                if n.op.is_slice3() {
                    self.str(":");
                    max.iter().for_each(|&i| self.node(i));
                }
                self.str("]");
            }
            Kind::SliceHeader { ptr, len, cap } => {
                self.str("sliceheader{");
                self.list(&[*ptr, *len, *cap], ",");
                self.str("}");
            }
            // Turned into its kind without a copy only after messages about it were printed.
            Kind::Conv { x } => self.conv(n, *x),
            Kind::Call(call) => self.call(n.op, call, prec),
            Kind::InlinedCall { return_vars, .. } => match return_vars[..] {
                [result] => self.node(result),
                _ => {
                    // The compiler's format string has its precision dot outside: results are separated as statements are.
                    self.str("(.");
                    self.stmts(return_vars);
                    self.str(")");
                }
            },
            Kind::Make { len, cap } => self.make(n, *len, *cap),
            Kind::Addr { x } => {
                self.str("&");
                if n.op == Op::PtrLit {
                    return self.node(*x);
                }
                if self.p.get(*x).op == Op::Addr {
                    self.str(" ");
                }
                self.expr(Some(*x), prec + 1);
            }
            Kind::Star { x } => {
                self.str("*");
                self.expr(Some(*x), prec + 1);
            }
            Kind::Unary { x } => self.unary(n, *x, prec),
            Kind::Binary { x, y } => self.binary(n, *x, *y, prec),
            Kind::Logical { x, y } => self.infix(n.op, *x, *y, prec),
            Kind::Send { chan, value } => {
                self.expr(Some(*chan), prec);
                self.str(" <- ");
                self.expr(Some(*value), prec + 1);
            }
            Kind::AddString { list } => {
                for (i, &part) in list.iter().enumerate() {
                    if i > 0 {
                        self.str(" + ");
                    }
                    self.expr(Some(part), prec);
                }
            }
            Kind::Leaf if n.op == Op::Nil => self.str("nil"),
            _ => self.fallback(n),
        }
    }

    fn fallback(&mut self, n: &Node) {
        self.str("<node ");
        self.str(n.op.syntax());
        self.str(">");
    }

    fn infix(&mut self, op: Op, x: NodeId, y: NodeId, prec: i32) {
        self.expr(Some(x), prec);
        self.str(" ");
        self.str(op.syntax());
        self.str(" ");
        self.expr(Some(y), prec + 1);
    }

    fn binary(&mut self, n: &Node, x: NodeId, y: NodeId, prec: i32) {
        match n.op {
            Op::Complex | Op::Copy | Op::UnsafeAdd | Op::UnsafeSlice => {
                self.str(n.op.syntax());
                self.str("(");
                self.exprs(&[x, y]);
                self.str(")");
            }
            Op::UnsafeString | Op::MakeFace => self.fallback(n),
            op => self.infix(op, x, y, prec),
        }
    }

    fn unary(&mut self, n: &Node, x: NodeId, prec: i32) {
        match n.op {
            Op::Plus | Op::Neg | Op::BitNot | Op::Not | Op::Recv => {
                self.str(n.op.syntax());
                if self.p.get(x).op == n.op {
                    self.str(" ");
                }
                self.expr(Some(x), prec + 1);
            }
            Op::Real
            | Op::Imag
            | Op::Cap
            | Op::Clear
            | Op::Close
            | Op::Len
            | Op::New
            | Op::Panic => {
                self.str(n.op.syntax());
                self.str("(");
                self.node(x);
                self.str(")");
            }
            _ => self.fallback(n),
        }
    }

    fn conv(&mut self, n: &Node, x: NodeId) {
        let named = n.typ.is_some_and(|t| self.p.tys.has_sym(t));
        if named {
            self.typ(n.typ);
        } else {
            self.str("(");
            self.typ(n.typ);
            self.str(")");
        }
        self.str("(");
        self.node(x);
        self.str(")");
    }

    fn call(&mut self, op: Op, call: &Call, prec: i32) {
        match op {
            Op::CallFunc | Op::CallInter | Op::CallMeth | Op::GetG => self.expr(call.fun, prec),
            Op::GetCallerSP => return self.str("<node GETCALLERSP>"),
            _ => self.str(op.syntax()),
        }
        self.str("(");
        self.exprs(&call.args);
        self.str(if call.is_ddd { "...)" } else { ")" });
    }

    fn make(&mut self, n: &Node, len: Option<NodeId>, cap: Option<NodeId>) {
        self.str("make(");
        self.typ(n.typ);
        let len = len.filter(|&len| {
            let typ = self.p.get(len).typ;
            n.op == Op::MakeSlice || cap.is_some() || !typ.is_some_and(|t| self.p.tys.is_untyped(t))
        });
        for arg in [len, cap].into_iter().flatten() {
            self.str(", ");
            self.node(arg);
        }
        self.str(")");
    }

    fn lit(&mut self, typ: Option<TypeId>, value: &Value) {
        let typ = typ.unwrap_or(TypeId::INVALID);
        if (typ == TypeId::RUNE || typ == TypeId::UNTYPED_RUNE)
            && let Some(code) = value.uint64_val()
            && code <= 0x10_ffff
        {
            return self.str(&constant::quote_rune(code as i64));
        }
        let value = match self.p.tys.kind(typ) {
            TKind::Float32 | TKind::Float64 => value.to_float(),
            TKind::Complex64 | TKind::Complex128 => value.to_complex(),
            _ => value.clone(),
        };
        // The type is shown unless it is the one that such a constant has by default.
        let bare = match value.kind() {
            ConstKind::Bool => [TypeId::BOOL, TypeId::UNTYPED_BOOL].contains(&typ),
            ConstKind::String => [TypeId::STRING, TypeId::UNTYPED_STRING].contains(&typ),
            ConstKind::Int => [TypeId::INT, TypeId::UNTYPED_INT].contains(&typ),
            ConstKind::Float => [TypeId::FLOAT64, TypeId::UNTYPED_FLOAT].contains(&typ),
            ConstKind::Complex => [TypeId::COMPLEX128, TypeId::UNTYPED_COMPLEX].contains(&typ),
            ConstKind::Unknown => false,
        };
        if bare {
            self.str(&value.to_string());
        } else {
            self.typ(Some(typ));
            self.str(&format!("({value})"));
        }
    }
}

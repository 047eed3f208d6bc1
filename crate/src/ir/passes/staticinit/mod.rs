//! Takes out of the package's `init` function what needs no code: initialisers that the linker can lay out as data
//! (cmd/compile/internal/staticinit/sched.go). Messages about allocations in such initialisers vanish with them.

mod inlined;

use crate::ir::expr::{elem_value, is_small_int_const, is_zero, outer_value};
use crate::ir::{
    Class, Defn, FuncId, Kind, NameId, NodeId, Op, Program, Selection, SkippedInit, Tys,
    Unsupported, XPos,
};
use crate::types::constant::Kind as ConstKind;
use crate::types::fmt::path_to_prefix;
use crate::types::{Type, TypeId};
use rustc_hash::FxHashMap as HashMap;

/// Deepest nesting of initialisers that is looked into; deeper ones stay code.
const MAX_DEPTH: u32 = 500;

/// Cleans the package's `init` function.
pub fn package_init(prog: &mut Program, tys: &mut Tys, init: FuncId) {
    let body = prog.func(init).body.clone();
    let skipped = std::mem::take(&mut prog.target.skipped_inits);
    let local = prog.pkg_of(prog.local).path.clone();
    let mut schedule = Schedule {
        prog,
        tys,
        out: Vec::new(),
        plans: HashMap::default(),
        temps: 0,
        mutation: Mutation::No,
        why: None,
        skipped: Vec::new(),
        unknown: None,
        fips: is_fips(&local),
        current: None,
        pos: XPos::NONE,
        depth: 0,
    };
    let mut skipped = skipped.into_iter().peekable();
    for (i, stmt) in body.into_iter().enumerate() {
        while let Some(skip) = skipped.next_if(|skip| skip.at <= i) {
            schedule.skip(skip);
        }
        schedule.static_init(stmt);
    }
    for skip in skipped {
        schedule.skip(skip);
    }
    let (mut out, skipped) = (schedule.out, schedule.skipped);
    prog.target.skipped_inits = skipped;
    if out.is_empty() {
        out.push(prog.stmt(XPos::NONE, Op::Block, Kind::Block { list: Vec::new() }));
    }
    prog.func_mut(init).body = out;
}

/// Packages in which the compiler takes no address as data (cmd/internal/obj.Link.IsFIPS).
fn is_fips(path: &str) -> bool {
    const ROOT: &str = "crypto/internal/fips140";
    let inside = |rest: &str| rest.is_empty() || rest.starts_with('/');
    path.strip_prefix(ROOT).is_some_and(inside) && !path.ends_with("_test")
}

/// Whether an initialiser so far may have changed a variable of the package.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Mutation {
    No,
    Yes,
    /// Nobody knows, as an initialiser is not analysed.
    Unknown,
}

/// A part of a composite literal: its offset in the literal's storage, and its value.
type Entry = (i64, NodeId);

struct Schedule<'a> {
    prog: &'a mut Program,
    tys: &'a mut Tys,
    /// The statements that stay.
    out: Vec<NodeId>,
    /// The parts of literals that are not zero.
    plans: HashMap<NodeId, Vec<Entry>>,
    /// Number of variables made for parts of initialisers.
    temps: u32,
    mutation: Mutation,
    /// The initialiser to blame if nobody knows.
    why: Option<Unsupported>,
    skipped: Vec<SkippedInit>,
    /// Set where the answer would depend on an initialiser that is not analysed.
    unknown: Option<Unsupported>,
    /// Addresses are no data.
    fips: bool,
    /// The variable that is being initialised.
    current: Option<NameId>,
    /// Where statements are put that initialise parts.
    pos: XPos,
    depth: u32,
}

impl Schedule<'_> {
    /// An initialiser that is not analysed.
    fn skip(&mut self, skip: SkippedInit) {
        match skip.mutates {
            Some(false) => {}
            Some(true) => self.mutation = Mutation::Yes,
            None if self.mutation == Mutation::No => {
                self.mutation = Mutation::Unknown;
                self.why = Some(skip.why.clone());
            }
            None => {}
        }
        self.skipped.push(SkippedInit {
            at: self.out.len(),
            ..skip
        });
    }

    fn static_init(&mut self, stmt: NodeId) {
        let mark = self.out.len();
        let done = self.try_static_init(stmt);
        if let Some(why) = self.unknown.take() {
            self.out.truncate(mark);
            let names = match &self.prog.node(stmt).kind {
                Kind::Assign { x, .. } => self.prog.as_name(*x).into_iter().collect(),
                _ => Vec::new(),
            };
            self.skipped.push(SkippedInit {
                names,
                at: mark,
                mutates: None,
                why,
            });
        } else if !done {
            self.out.push(stmt);
        }
    }

    fn try_static_init(&mut self, stmt: NodeId) -> bool {
        let node = self.prog.node(stmt);
        let (lhs, rhs) = match &node.kind {
            Kind::Assign { x, y, .. } => (vec![*x], *y),
            Kind::AssignList { lhs, rhs, .. } if node.op != Op::As2 => {
                (lhs.clone(), rhs.first().copied())
            }
            _ => return false,
        };
        if self.mutation != Mutation::Yes && rhs.is_some_and(|rhs| self.may_modify_package_var(rhs))
        {
            self.mutation = Mutation::Yes;
        }
        let all_blank = lhs.iter().all(|&x| self.prog.is_blank(x));
        if all_blank && !rhs.is_some_and(|rhs| any_side_effects(self.prog, rhs)) {
            return true;
        }
        let &[x] = &lhs[..] else { return false };
        let Some(name) = self.prog.as_name(x) else {
            return false;
        };
        self.pos = self.prog.node(stmt).pos;
        self.current = Some(name);
        let typ = self.prog.name(name).typ;
        rhs.is_none_or(|rhs| self.static_assign(name, 0, rhs, typ))
    }

    fn typ(&self, n: NodeId) -> TypeId {
        self.prog.node(n).typ.unwrap_or(TypeId::INVALID)
    }

    fn append(&mut self, lhs: NodeId, rhs: NodeId) {
        let stmt = self.prog.new_assign(self.pos, lhs, Some(rhs));
        if let Some(name) = self.current {
            self.prog.target.init_parts.insert(stmt, name);
        }
        self.out.push(stmt);
    }

    /// The place `offset` bytes into a package-level variable.
    fn place(&mut self, name: NameId, offset: i64, typ: TypeId) -> NodeId {
        let sym = self.prog.sym(self.prog.name(name).sym);
        let path = path_to_prefix(&self.prog.pkg_of(sym.pkg).path);
        let text = format!("{path}.{}", sym.name);
        let kind = Kind::LinksymOffset {
            sym: text.into(),
            offset,
        };
        self.prog.expr(XPos::NONE, Op::LinksymOffset, typ, kind)
    }

    /// Initialises a part of a variable: as data, or else by a statement.
    fn assign(&mut self, name: NameId, offset: i64, value: NodeId) {
        let typ = self.typ(value);
        if self.static_assign(name, offset, value, typ) {
            return;
        }
        let lhs = match self.prog.is_blank_sym(self.prog.name(name).sym) {
            true => self.prog.blank_node(),
            false => self.place(name, offset, typ),
        };
        self.append(lhs, value);
    }

    /// A new variable for a part of an initialiser.
    fn static_name(&mut self, typ: TypeId) -> NameId {
        let text = format!(".stmp_{}", self.temps);
        self.temps += 1;
        let sym = self.prog.lookup(self.prog.local, &text);
        self.prog.new_name(self.pos, sym, typ, Class::Extern)
    }

    fn static_assign(&mut self, l: NameId, offset: i64, r: NodeId, typ: TypeId) -> bool {
        if self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let done = self.static_assign_inner(l, offset, r, typ);
        self.depth -= 1;
        done
    }

    fn static_assign_inner(
        &mut self,
        mut l: NameId,
        mut offset: i64,
        mut r: NodeId,
        typ: TypeId,
    ) -> bool {
        while let (Op::ConvNop, Some(x)) = (self.prog.op(r), self.prog.node(r).x()) {
            r = x;
        }
        let node = self.prog.node(r);
        let op = node.op;
        if self.fips && self.holds_address(r) {
            return false;
        }
        match node.kind {
            Kind::Name(name) => self.static_copy(l, offset, name, typ),
            Kind::Selector(ref sel) if op == Op::MethExpr => {
                !matches!(sel.selection, Selection::Field { .. })
            }
            Kind::Lit(_) => true,
            Kind::Leaf => op == Op::Nil,
            Kind::Addr { x } => {
                let global = self
                    .static_loc(x)
                    .is_some_and(|name| self.prog.name(name).class == Class::Extern);
                if op == Op::Addr && global {
                    return true;
                }
                if !is_literal(self.prog.op(x)) {
                    return false;
                }
                let typ = self.typ(x);
                let tmp = self.static_name(typ);
                self.assign(tmp, 0, x);
                true
            }
            Kind::Conv { x } if op == Op::Str2Bytes => self.prog.op(x) == Op::Literal,
            Kind::Conv { .. } if op == Op::ConvIface => self.static_iface(l, offset, r),
            Kind::CompLit { len, .. } if op != Op::MapLit => {
                if op == Op::SliceLit {
                    let elem = self.tys.elem(self.typ(r)).unwrap_or(TypeId::INVALID);
                    let array = self.tys.types.add(Type::Array { len, elem });
                    (l, offset) = (self.static_name(array), 0);
                }
                for (at, value) in self.plan(r) {
                    let op = self.prog.op(value);
                    if op != Op::Nil && (op != Op::Literal || self.fips) {
                        self.set_pos(value);
                        self.assign(l, offset + at, value);
                    }
                }
                true
            }
            Kind::Closure { func, .. } => !self.prog.func(func).is_closure(),
            Kind::InlinedCall { .. } => self.static_inlined_call(l, offset, r, typ),
            _ => false,
        }
    }

    /// Whether an initialiser is an address as data: of a variable, a function, a string's bytes, a slice's array.
    fn holds_address(&self, r: NodeId) -> bool {
        match self.prog.op(r) {
            Op::Name
            | Op::MethExpr
            | Op::Addr
            | Op::PtrLit
            | Op::Str2Bytes
            | Op::SliceLit
            | Op::Closure
            | Op::ConvIface
            | Op::InlCall => true,
            Op::Literal => !is_zero(self.prog, r) && self.tys.is_string(self.typ(r)),
            _ => false,
        }
    }

    fn set_pos(&mut self, n: NodeId) {
        let node = self.prog.node(n);
        if crate::ir::expr::has_unique_pos(node) {
            self.pos = node.pos;
        }
    }

    fn static_iface(&mut self, l: NameId, offset: i64, r: NodeId) -> bool {
        let mut value = r;
        while let (Op::ConvIface, Some(x)) = (self.prog.op(value), self.prog.node(value).x()) {
            value = x;
        }
        let typ = self.typ(value);
        if self.tys.is_interface(typ) {
            return self.prog.op(value) == Op::Nil;
        }
        if self.tys.has_shape(typ) {
            return false;
        }
        if self.tys.is_direct_iface(typ) {
            if self.prog.op(value) != Op::Nil {
                self.set_pos(value);
                self.assign(l, offset + crate::ir::ty::PTR_SIZE, value);
            }
        } else {
            let tmp = self.static_name(typ);
            self.assign(tmp, 0, value);
        }
        true
    }

    /// Initialises a part of `l` with what `from` was initialised with.
    fn static_copy(&mut self, l: NameId, offset: i64, from: NameId, typ: TypeId) -> bool {
        if self.depth >= MAX_DEPTH {
            return false;
        }
        self.depth += 1;
        let done = self.static_copy_inner(l, offset, from, typ);
        self.depth -= 1;
        done
    }

    fn static_copy_inner(&mut self, l: NameId, offset: i64, from: NameId, typ: TypeId) -> bool {
        let name = self.prog.name(from);
        if name.class == Class::Func {
            return true;
        }
        let local = self.prog.sym(name.sym).pkg == self.prog.local;
        // The linker may set strings, with its flag -X.
        if name.class != Class::Extern || !local || self.tys.is_string(name.typ) {
            return false;
        }
        let Defn::Stmt(defn) = name.defn else {
            return false;
        };
        let Kind::Assign { y: Some(mut r), .. } = self.prog.node(defn).kind else {
            return false;
        };
        match self.mutation {
            Mutation::No => {}
            Mutation::Yes => return false,
            Mutation::Unknown => {
                self.unknown = self.why.clone();
                return false;
            }
        }
        while let (Op::ConvNop, Some(x)) = (self.prog.op(r), self.prog.node(r).x())
            && !self.tys.identical(self.typ(r), typ)
        {
            r = x;
        }
        let node = self.prog.node(r);
        match node.kind {
            Kind::Selector(_) => node.op == Op::MethExpr,
            Kind::Name(name) => {
                if !self.static_copy(l, offset, name, typ) {
                    let whole = offset == 0 && self.tys.identical(typ, self.prog.name(l).typ);
                    let lhs = match whole {
                        true => self.prog.name(l).node,
                        false => self.place(l, offset, typ),
                    };
                    self.append(lhs, r);
                }
                true
            }
            Kind::Lit(_) => true,
            Kind::Leaf => node.op == Op::Nil,
            Kind::Addr { x } if node.op == Op::Addr => self
                .prog
                .as_name(x)
                .is_some_and(|name| self.prog.name(name).class == Class::Extern),
            Kind::Addr { x } => is_literal(self.prog.op(x)),
            Kind::CompLit { .. } => match node.op {
                Op::SliceLit => true,
                Op::ArrayLit | Op::StructLit => {
                    self.copy_parts(l, offset, from, r);
                    true
                }
                _ => false,
            },
            _ => false,
        }
    }

    fn copy_parts(&mut self, l: NameId, offset: i64, from: NameId, literal: NodeId) {
        for (at, value) in self.plan(literal) {
            let typ = self.typ(value);
            let done = match self.prog.node(value).kind {
                Kind::Lit(_) | Kind::Leaf => true,
                Kind::Selector(_) => self.prog.op(value) == Op::MethExpr,
                Kind::Name(name) => self.static_copy(l, offset + at, name, typ),
                _ => false,
            };
            if !done {
                // Computed; but only once.
                let lhs = self.place(l, offset + at, typ);
                let rhs = self.place(from, at, typ);
                self.append(lhs, rhs);
            }
        }
    }

    /// The parts of an array, slice or struct literal that are not zero; those of arrays and structs within it taken apart.
    fn plan(&mut self, n: NodeId) -> Vec<Entry> {
        if let Some(plan) = self.plans.get(&n) {
            return plan.clone();
        }
        let mut plan = Vec::new();
        self.collect(n, 0, &mut plan, 0);
        self.plans.insert(n, plan.clone());
        plan
    }

    fn collect(&mut self, n: NodeId, base: i64, plan: &mut Vec<Entry>, depth: u32) {
        let Kind::CompLit { list, .. } = &self.prog.node(n).kind else {
            return;
        };
        let list = list.clone();
        let typ = self.typ(n);
        let elem_size = match self.tys.elem(typ) {
            Some(elem) => self.tys.size(elem),
            None => 0,
        };
        let mut index = 0i64;
        for elem in list {
            let at = match self.prog.node(elem).kind {
                Kind::StructKey { offset, field, .. } => {
                    if self.prog.is_blank_sym(field) {
                        continue;
                    }
                    offset
                }
                Kind::Key { key, .. } => {
                    index = crate::ir::expr::int64_val(self.prog.node(key)).unwrap_or(index);
                    index.saturating_mul(elem_size)
                }
                _ => index.saturating_mul(elem_size),
            };
            index += 1;
            let (value, at) = (elem_value(self.prog, elem), base.saturating_add(at));
            if is_zero(self.prog, value) {
                continue;
            }
            if matches!(self.prog.op(value), Op::ArrayLit | Op::StructLit) && depth < MAX_DEPTH {
                self.collect(value, at, plan, depth + 1);
            } else {
                plan.push((at, value));
            }
        }
    }

    /// The variable in which an expression is a fixed place.
    fn static_loc(&self, mut n: NodeId) -> Option<NameId> {
        loop {
            let node = self.prog.node(n);
            match node.kind {
                Kind::Name(name) => return Some(name),
                Kind::Selector(ref sel) if node.op == Op::Dot => n = sel.x,
                Kind::Index { x, index, .. } => {
                    if self.tys.is_slice(self.typ(x)) || !is_small_index(self.prog, index) {
                        return None;
                    }
                    n = x;
                }
                _ => return None,
            }
        }
    }

    /// Whether an initialiser may change a variable of the package.
    fn may_modify_package_var(&self, n: NodeId) -> bool {
        let safe = |lhs: NodeId| {
            let mut outer = outer_value(self.prog, self.tys, lhs);
            while let (Op::Deref, Some(x)) = (self.prog.op(outer), self.prog.node(outer).x()) {
                outer = x;
            }
            self.prog.as_name(outer).is_some_and(|name| {
                let name = self.prog.name(name);
                let local = self.prog.sym(name.sym).pkg == self.prog.local;
                !(name.class == Class::Extern && local)
            })
        };
        self.prog.any(&[n], &mut |n| {
            let node = self.prog.node(n);
            match (&node.kind, node.op) {
                (_, Op::CallFunc | Op::CallInter) => !self.is_func_pc(n),
                (_, Op::Append | Op::Clear | Op::Copy) => true,
                (Kind::AssignOp { x, .. } | Kind::Assign { x, .. }, _) => !safe(*x),
                (Kind::AssignList { lhs, .. }, _) => !lhs.iter().all(|&x| safe(x)),
                _ => false,
            }
        })
    }

    /// Whether a call is one of `internal/abi.FuncPCABI0` and `FuncPCABIInternal`.
    fn is_func_pc(&self, n: NodeId) -> bool {
        let fun = self.prog.node(n).as_call().and_then(|call| call.fun);
        let Some(name) = fun.and_then(|fun| self.prog.as_name(fun)) else {
            return false;
        };
        let sym = self.prog.sym(self.prog.name(name).sym);
        matches!(&*sym.name, "FuncPCABI0" | "FuncPCABIInternal")
            && &*self.prog.pkg_of(sym.pkg).path == "internal/abi"
    }
}

fn is_literal(op: Op) -> bool {
    matches!(op, Op::ArrayLit | Op::SliceLit | Op::MapLit | Op::StructLit)
}

fn is_small_index(prog: &Program, n: NodeId) -> bool {
    let node = prog.node(n);
    is_small_int_const(node) && crate::ir::expr::int64_val(node).is_some_and(|i| i >= 0)
}

/// Whether evaluating an expression may be noticed.
pub fn any_side_effects(prog: &Program, n: NodeId) -> bool {
    prog.any(&[n], &mut |n| is_side_effect(prog, n))
}

fn is_side_effect(prog: &Program, n: NodeId) -> bool {
    let node = prog.node(n);
    match node.op {
        Op::Name
        | Op::NoName
        | Op::Type
        | Op::Literal
        | Op::Nil
        | Op::Add
        | Op::Sub
        | Op::Or
        | Op::Xor
        | Op::AddStr
        | Op::Addr
        | Op::AndAnd
        | Op::Bytes2Str
        | Op::Runes2Str
        | Op::Str2Bytes
        | Op::Str2Runes
        | Op::Cap
        | Op::MapLit
        | Op::StructLit
        | Op::ArrayLit
        | Op::SliceLit
        | Op::PtrLit
        | Op::Conv
        | Op::ConvIface
        | Op::ConvNop
        | Op::Dot
        | Op::Eq
        | Op::Ne
        | Op::Lt
        | Op::Le
        | Op::Gt
        | Op::Ge
        | Op::Key
        | Op::StructKey
        | Op::Len
        | Op::Mul
        | Op::Lsh
        | Op::Rsh
        | Op::And
        | Op::AndNot
        | Op::New
        | Op::Not
        | Op::BitNot
        | Op::Plus
        | Op::Neg
        | Op::OrOr
        | Op::Paren
        | Op::RuneStr
        | Op::Real
        | Op::Imag
        | Op::Complex => false,
        // Division by zero.
        Op::Div | Op::Mod => match node.kind {
            Kind::Binary { y, .. } => is_zero(prog, y) || prog.op(y) != Op::Literal,
            _ => true,
        },
        // A size out of range; zero, the usual one, is fine.
        Op::MakeChan | Op::MakeMap => match node.kind {
            Kind::Make { len: Some(len), .. } => {
                !crate::ir::expr::is_const(prog.node(len), ConstKind::Int) || !is_zero(prog, len)
            }
            _ => false,
        },
        _ => true,
    }
}

//! Function literals (cmd/compile/internal/noder: reader.funcLit; cmd/compile/internal/ir: NewClosureFunc, closureName).

use super::reader::Reader;
use super::{Body, BodyKind, Lower, Res};
use crate::body::tree::{E, FuncLit};
use crate::ir::{FuncId, Kind, NodeId, Nodes, Op, SymId, XPos};
use crate::text::Pos;
use crate::types::TypeId;

/// What a made-up literal calls with its captured operands and its own arguments.
#[derive(Debug)]
pub(super) struct Curry {
    /// The function and the operands, as far as the literal does not capture them.
    pub operands: Vec<Operand>,
    /// Where it stands.
    pub pos: Pos,
    /// How many of the literal's own arguments come before the captured operands, and how the first of them is adjusted.
    pub receiver: Option<ReceiverPath>,
}

/// An operand of a [`Curry`].
#[derive(Clone, Copy, Debug)]
pub(super) enum Operand {
    /// It is the same everywhere.
    Node(NodeId),
    /// The captured variable with this index.
    Captured(u32),
}

/// The way from the first argument of a method expression to the receiver.
#[derive(Clone, Debug)]
pub(super) struct ReceiverPath {
    /// Embedded fields on the way.
    pub implicits: Vec<u32>,
    /// `*` or `&` at last.
    pub adjust: crate::body::tree::RecvAdjust,
}

impl Reader<'_, '_, '_> {
    /// `func(…) { … }`.
    pub fn func_lit(&mut self, e: E, lit: &FuncLit) -> Res<NodeId> {
        let sig = self.typ(lit.body.sig)?;
        let why = if lit.range_func_body {
            Op::Range
        } else {
            Op::Closure
        };
        let func = self.closure_func(lit.pos, sig, why);
        for free in &lit.body.free {
            let outer = self.var(free.outer)?;
            let pos = self.xpos(free.pos);
            self.lw.prog.new_closure_var(pos, func, outer);
        }
        if let Some(dict) = self.dict_param {
            let pos = self.lw.prog.name(dict).pos;
            self.lw.prog.new_closure_var(pos, func, dict);
        }
        let body = Body {
            what: BodyKind::Tree(self.bref.literal(e)),
            dict: self.dict.clone(),
        };
        self.lw.st.bodies.insert(func, body.clone());
        self.lw.read_body(func, &body)?;
        Ok(self.lw.closure_node(func))
    }

    /// The function of a literal at `pos` (cmd/compile/internal/noder: inlClosureFunc).
    pub fn closure_func(&mut self, pos: Pos, sig: TypeId, why: Op) -> FuncId {
        let outer = self.inl.as_ref().map_or(self.curfn, |i| i.caller);
        let generation = if why == Op::Range {
            self.range_lit_gen += 1;
            self.range_lit_gen
        } else {
            self.func_lit_gen += 1;
            self.func_lit_gen
        };
        let (fpos, cpos) = (XPos::at(pos), self.xpos(pos));
        self.lw
            .new_closure_func(fpos, cpos, why, sig, outer, generation)
    }

    /// Statements that put the operands which can't be evaluated later into temporaries, and the operands as a literal at `pos` sees them.
    pub fn capture(
        &mut self,
        func: FuncId,
        pos: Pos,
        nil_check: bool,
        captured: &Nodes,
        init: &mut Nodes,
    ) -> Vec<Operand> {
        let at = self.xpos(pos);
        let mut next = 0;
        let mut operands = Vec::new();
        for (i, &n) in captured.iter().enumerate() {
            if self.is_safe_capture(n) {
                operands.push(Operand::Node(n));
                continue;
            }
            let t = self.lw.type_of_node(n);
            let tmp = self.temp_copy(at, n, init);
            self.lw.prog.new_closure_var(XPos::at(pos), func, tmp);
            operands.push(Operand::Captured(next));
            next += 1;
            if nil_check && i == 1 && self.lw.is_interface(t) {
                let tmp = self.name_node(tmp);
                let check = self.check_nil_at(at, tmp);
                init.push(check);
            }
        }
        operands
    }

    /// Whether an operand may be evaluated inside a literal: the function that it calls.
    fn is_safe_capture(&self, n: NodeId) -> bool {
        let prog = &self.lw.prog;
        prog.op(n) == Op::MethExpr
            || prog
                .as_name(n)
                .is_some_and(|name| prog.name(name).class == crate::ir::Class::Func)
    }

    fn check_nil_at(&mut self, pos: XPos, iface: NodeId) -> NodeId {
        let t = self.lw.ptr_to(TypeId::UINTPTR);
        let itab = self.lw.prog.new_unary(pos, Op::ITab, t, iface);
        self.lw
            .prog
            .stmt(pos, Op::CheckNil, Kind::Unary { x: itab })
    }
}

impl Lower<'_> {
    /// The function of a literal or wrapper with its `OCLOSURE` node; `fpos` is where the function stands, `cpos` where the node does.
    /// A `generation` of 0 asks for the outer function's own count.
    pub(super) fn new_closure_func(
        &mut self,
        fpos: XPos,
        cpos: XPos,
        why: Op,
        sig: TypeId,
        outer: FuncId,
        generation: u32,
    ) -> FuncId {
        let sym = self.closure_name(outer, cpos, why, generation);
        let func = self.new_func(fpos, fpos, sym, sig);
        let closure = self.prog.expr(
            cpos,
            Op::Closure,
            sig,
            Kind::Closure {
                func,
                is_go_wrap: false,
            },
        );
        let dupok = self.prog.func(outer).dupok;
        let range_parent = (why == Op::Range).then(|| {
            let f = self.prog.func(outer);
            f.range_parent
                .filter(|_| f.oclosure.is_some())
                .unwrap_or(outer)
        });
        let f = self.prog.func_mut(func);
        f.dupok = dupok;
        f.range_parent = range_parent;
        f.oclosure = Some(closure);
        f.closure_parent = Some(outer);
        let nname = f.nname;
        self.prog.name_mut(nname).defn = crate::ir::Defn::Func(func);
        self.prog.target.funcs.push(func);
        func
    }

    /// The `OCLOSURE` node of a literal.
    pub(super) fn closure_node(&self, func: FuncId) -> NodeId {
        match self.prog.func(func).oclosure {
            Some(node) => node,
            None => self.prog.name(self.prog.func(func).nname).node,
        }
    }

    /// `F.func1`, `F.func1.2`, `F.gowrap1` and so on.
    fn closure_name(&mut self, outer: FuncId, cpos: XPos, why: Op, generation: u32) -> SymId {
        let (nname, in_literal) = {
            let f = self.prog.func(outer);
            (f.nname, f.oclosure.is_some())
        };
        let suffix = match why {
            Op::Range => "-range",
            Op::Go => ".gowrap",
            Op::Defer => ".deferwrap",
            _ if in_literal => ".",
            _ => ".func",
        };
        let sym = self.prog.name(nname).sym;
        let blank = self.prog.is_blank_sym(sym);
        let (mut pkg, mut name) = (self.prog.local, String::from("glob."));
        if !blank {
            pkg = self.prog.sym(sym).pkg;
            name = self.prog.sym_name(sym).to_owned();
        }
        let mut hash = None;
        if let Some(index) = cpos.inl {
            hash = Some(super::inline::hash(self.prog, index));
            let call = self.prog.inl_tree.get(index);
            name = call.name.to_string();
            let inlined = self.prog.func(call.func).nname;
            pkg = self.prog.sym(self.prog.name(inlined).sym).pkg;
        }
        let number = match generation {
            0 => self.next_generation(outer, why, blank),
            n => n,
        };
        name.push_str(suffix);
        name.push_str(&number.to_string());
        if let Some(hash) = hash {
            let trimmed = trim_inline_hash(&name);
            name = format!("{trimmed}#{hash}#");
        }
        self.prog.lookup(pkg, &name)
    }

    fn next_generation(&mut self, outer: FuncId, why: Op, blank: bool) -> u32 {
        let counter = if blank {
            &mut self.prog.glob_clos_gen
        } else {
            let f = self.prog.func_mut(outer);
            match why {
                Op::Closure => &mut f.func_lit_gen,
                Op::Range => &mut f.range_lit_gen,
                _ => &mut f.go_defer_gen,
            }
        };
        *counter += 1;
        *counter
    }
}

/// A function's name without the mark of the inlined call that it was made for (cmd/internal/obj.TrimInlineHash).
fn trim_inline_hash(name: &str) -> String {
    const LEN: usize = 12;
    if let Some((before, after)) = name.split_once('#')
        && after.as_bytes().get(LEN) == Some(&b'#')
        && let Some(rest) = after.get(LEN + 1..)
    {
        return format!("{before}{rest}");
    }
    name.to_owned()
}

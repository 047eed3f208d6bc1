//! Keeps what the body of a `for b.Loop()` computes from being optimised away (cmd/compile/internal/bloop).
//!
//! Behind each statement of such a body stands a call of `runtime.KeepAlive` for what the statement assigned; results that nobody uses and arguments
//! that are no variables get temporaries. The addresses that this takes change how literals capture variables.

use crate::ir::{
    Call, Class, Kind, NameId, Node, NodeId, Nodes, Op, Program, Selection, Tys, XPos,
};
use crate::types::ty::Signature;
use crate::types::{Object, TypeId, VarKind};
use std::rc::Rc;

/// What `-m=2` tells about a statement of such a body.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Kept {
    /// Where the statement stands.
    pub pos: XPos,
    /// The compiler's words.
    pub text: String,
    /// Told without being asked.
    pub always: bool,
}

/// Rewrites the loops of all functions, if the package imports `testing`.
pub fn run(prog: &mut Program, tys: &mut Tys) -> Vec<Kept> {
    let types = &tys.types;
    let imports = tys.local.map(|p| types[p].imports.clone());
    let testing = imports.is_some_and(|list| list.iter().any(|&p| &*types[p].path == "testing"));
    let mut kept = Vec::new();
    if !testing {
        return kept;
    }
    for func in prog.target.funcs.clone() {
        let mut loops = Vec::new();
        prog.visit_func(func, &mut |n| {
            if is_loop(prog, n) {
                loops.push(n);
            }
        });
        if loops.is_empty() {
            continue;
        }
        let mut editor = Editor {
            prog,
            tys,
            func,
            kept: &mut kept,
        };
        // Outer loops take care of the loops in them.
        let mut done = Vec::new();
        for n in loops {
            if !done.contains(&n) {
                editor.edit(n, &mut done);
            }
        }
    }
    kept
}

/// Whether a node is a loop `for b.Loop()` over a `*testing.B`.
fn is_loop(prog: &Program, n: NodeId) -> bool {
    let Kind::For(l) = &prog.node(n).kind else {
        return false;
    };
    let callee = l.cond.filter(|&c| prog.op(c) == Op::CallFunc);
    let fun = callee.and_then(|c| prog.node(c).as_call()?.fun);
    let selector = fun
        .filter(|&f| prog.op(f) == Op::MethExpr)
        .and_then(|f| prog.node(f).as_selector());
    let Some(Selection::Method(name)) = selector.map(|s| s.selection) else {
        return false;
    };
    let sym = prog.sym(prog.name(name).sym);
    &*sym.name == "(*B).Loop" && &*prog.pkg_of(sym.pkg).path == "testing"
}

struct Editor<'a> {
    prog: &'a mut Program,
    tys: &'a mut Tys,
    func: crate::ir::FuncId,
    kept: &'a mut Vec<Kept>,
}

impl Editor<'_> {
    /// Rewrites all lists of statements in a tree, inner ones first.
    fn edit(&mut self, n: NodeId, done: &mut Vec<NodeId>) {
        done.push(n);
        let mut children = Vec::new();
        self.prog.for_children(n, &mut |child| children.push(child));
        for child in children {
            self.edit(child, done);
        }
        let mut kind = std::mem::replace(&mut self.prog.node_mut(n).kind, Kind::Leaf);
        match &mut kind {
            Kind::For(l) => self.preserve_list(&mut l.body),
            Kind::If(s) => {
                self.preserve_list(&mut s.body);
                self.preserve_list(&mut s.els);
            }
            Kind::Block { list } => self.preserve_list(list),
            Kind::Case(case) => self.preserve_list(&mut case.body),
            Kind::Comm { body, .. } => self.preserve_list(body),
            Kind::Range(r) => self.preserve_list(&mut r.body),
            _ => {}
        }
        self.prog.node_mut(n).kind = kind;
    }

    fn preserve_list(&mut self, list: &mut Nodes) {
        for stmt in list {
            *stmt = self.preserve(*stmt);
        }
    }

    fn preserve(&mut self, stmt: NodeId) -> NodeId {
        let node = self.prog.node(stmt);
        let pos = node.pos;
        match &node.kind {
            &Kind::Assign { x, y, .. } => {
                let mut x = x;
                if self.prog.is_blank(x)
                    && let Some(typ) = y.and_then(|y| self.prog.node(y).typ)
                {
                    x = self.temp_for(stmt, pos, typ);
                    let def = true;
                    self.prog.node_mut(stmt).kind = Kind::Assign { x, def, y };
                }
                let names = self.kept_by(pos, x);
                self.keep_alive(&names, stmt)
            }
            Kind::AssignList { lhs, rhs, .. } => {
                let (lhs, rhs) = (lhs.clone(), rhs.clone());
                self.preserve_assign_list(stmt, pos, lhs, &rhs)
            }
            &Kind::AssignOp { x, .. } => {
                let names = self.kept_by(pos, x);
                self.keep_alive(&names, stmt)
            }
            Kind::Call(call) => {
                let sig = call.fun.and_then(|f| self.prog.node(f).typ);
                match sig.and_then(|t| self.tys.signature(t)) {
                    Some(sig) if !sig.results.is_empty() => self.preserve_results(stmt, &sig),
                    _ => self.preserve_args(stmt),
                }
            }
            _ => stmt,
        }
    }

    /// A temporary that `stmt` declares.
    fn temp_for(&mut self, stmt: NodeId, pos: XPos, typ: TypeId) -> NodeId {
        let tmp = self.prog.temp_at(self.func, pos, typ);
        let decl = self.prog.new_decl(pos, tmp);
        self.prog.node_mut(stmt).init.push(decl);
        self.prog.name(tmp).node
    }

    fn preserve_assign_list(
        &mut self,
        stmt: NodeId,
        pos: XPos,
        mut lhs: Nodes,
        rhs: &[NodeId],
    ) -> NodeId {
        let mut names = Vec::new();
        let mut has_blank = false;
        let paired = rhs.len() == lhs.len();
        for (i, x) in lhs.iter_mut().enumerate() {
            if self.prog.is_blank(*x) {
                let value = rhs.get(i).filter(|_| paired);
                let Some(typ) = value.and_then(|&y| self.prog.node(y).typ) else {
                    let text = "unrecognized shape for assign list stmt for blank assignment";
                    self.say(pos, text.into(), true);
                    continue;
                };
                *x = self.temp_for(stmt, pos, typ);
                has_blank = true;
            }
            names.extend(self.kept_by(pos, *x));
        }
        if let Kind::AssignList {
            lhs: slots, def, ..
        } = &mut self.prog.node_mut(stmt).kind
        {
            *slots = lhs;
            *def |= has_blank;
        }
        self.keep_alive(&names, stmt)
    }

    /// A call whose results nobody uses: temporaries take them.
    fn preserve_results(&mut self, call: NodeId, sig: &Signature) -> NodeId {
        let pos = self.prog.node(call).pos;
        let (mut names, mut lhs, mut decls) = (Vec::new(), Vec::new(), Vec::new());
        for &result in sig.results.iter() {
            let typ = self.tys.types.type_of(result);
            let tmp = self.prog.temp_at(self.func, pos, typ);
            decls.push(self.prog.new_decl(pos, tmp));
            lhs.push(self.prog.name(tmp).node);
            names.push(tmp);
        }
        let plural = if names.len() > 1 { "s" } else { "" };
        self.say(
            pos,
            format!("function result{plural} will be kept alive"),
            false,
        );
        let op = if names.len() > 1 {
            Op::As2Func
        } else {
            Op::As2
        };
        let kind = Kind::AssignList {
            lhs,
            def: true,
            rhs: vec![call],
        };
        let assign = self.prog.stmt(pos, op, kind);
        self.prog.node_mut(assign).init = decls;
        self.keep_alive(&names, assign)
    }

    /// A call without results: its arguments are kept, in temporaries where they are no variables.
    fn preserve_args(&mut self, call: NodeId) -> NodeId {
        let pos = self.prog.node(call).pos;
        let Some(args) = self.prog.node(call).as_call().map(|c| c.args.clone()) else {
            return call;
        };
        let (mut names, mut stmts) = (Vec::new(), Vec::new());
        for (i, arg) in args.into_iter().enumerate() {
            if let Some(name) = self.addressable_name(arg) {
                self.say_name(pos, name);
                names.push(name);
                continue;
            }
            match &self.prog.node(arg).kind {
                Kind::CompLit { list, .. } if self.prog.op(arg) == Op::SliceLit => {
                    let mut list = list.clone();
                    let mut direct = Vec::new();
                    for elem in &mut list {
                        if let Some(name) = self.addressable_name(*elem) {
                            self.say_name(pos, name);
                            direct.push(name);
                        } else {
                            let at = self.prog.node(*elem).pos;
                            *elem = self.preserve_tmp(pos, at, *elem, &mut stmts, &mut names);
                        }
                    }
                    names.extend(direct);
                    if let Kind::CompLit { list: slots, .. } = &mut self.prog.node_mut(arg).kind {
                        *slots = list;
                    }
                }
                _ => {
                    let tmp = self.preserve_tmp(pos, pos, arg, &mut stmts, &mut names);
                    if let Kind::Call(call) = &mut self.prog.node_mut(call).kind {
                        call.args[i] = tmp;
                    }
                }
            }
        }
        if stmts.is_empty() {
            return self.keep_alive(&names, call);
        }
        stmts.push(call);
        let block = self.prog.stmt(pos, Op::Block, Kind::Block { list: stmts });
        self.keep_alive(&names, block)
    }

    /// `tmp := value`
    fn preserve_tmp(
        &mut self,
        call_pos: XPos,
        pos: XPos,
        value: NodeId,
        stmts: &mut Nodes,
        names: &mut Vec<NameId>,
    ) -> NodeId {
        let Some(typ) = self.prog.node(value).typ else {
            return value;
        };
        let tmp = self.prog.temp_at(self.func, pos, typ);
        let x = self.prog.name(tmp).node;
        let kind = Kind::Assign {
            x,
            def: true,
            y: Some(value),
        };
        let assign = self.prog.stmt(pos, Op::As, kind);
        let decl = self.prog.new_decl(pos, tmp);
        self.prog.node_mut(assign).init.push(decl);
        stmts.push(assign);
        names.push(tmp);
        self.say(call_pos, "function arg will be kept alive".into(), false);
        x
    }

    // ---- what is kept ----

    /// The variable that an expression is a part of, unless that is a function.
    fn addressable_name(&self, mut n: NodeId) -> Option<NameId> {
        loop {
            let node = self.prog.node(n);
            n = match (&node.kind, node.op) {
                (Kind::Name(name), _) => {
                    return (self.prog.name(*name).class != Class::Func).then_some(*name);
                }
                (Kind::Slice { x, .. }, Op::Slice | Op::Slice3)
                | (Kind::Conv { x }, Op::Conv | Op::ConvIface | Op::ConvNop)
                | (Kind::Addr { x }, Op::Addr)
                | (Kind::Index { x, .. }, _) => *x,
                (Kind::Selector(sel), Op::Dot | Op::DotPtr) => sel.x,
                _ => return None,
            };
        }
    }

    fn kept_by(&mut self, pos: XPos, x: NodeId) -> Vec<NameId> {
        if let Some(name) = self.addressable_name(x) {
            self.say_name(pos, name);
            return vec![name];
        }
        let text = match self.prog.op(x) {
            Op::Deref => "dereference will be kept alive",
            _ => "expr is unknown to bloop pass",
        };
        self.say(pos, text.into(), false);
        Vec::new()
    }

    fn say_name(&mut self, pos: XPos, name: NameId) {
        let sym = self.prog.sym(self.prog.name(name).sym);
        let path = &self.prog.pkg_of(sym.pkg).path;
        let text = format!("{path}.{} will be kept alive", sym.name);
        self.say(pos, text, false);
    }

    fn say(&mut self, pos: XPos, text: String, always: bool) {
        self.kept.push(Kept { pos, text, always });
    }

    /// A block of a statement and the calls that keep these variables until then; the statement itself if there are none.
    fn keep_alive(&mut self, names: &[NameId], stmt: NodeId) -> NodeId {
        if names.is_empty() {
            return stmt;
        }
        let pos = self.prog.node(stmt).pos;
        let mut list = vec![stmt];
        for &name in names {
            if !self.prog.is_blank_sym(self.prog.name(name).sym) {
                list.push(self.keep_alive_call(pos, name));
            }
        }
        self.prog.stmt(pos, Op::Block, Kind::Block { list })
    }

    /// `runtime.KeepAlive(unsafe.Pointer(&x))`
    fn keep_alive_call(&mut self, pos: XPos, name: NameId) -> NodeId {
        let x = self.prog.name(name).node;
        let ptr = self.tys.types.new_pointer(self.prog.name(name).typ);
        let addr = self.prog.new_addr(self.tys, pos, x, ptr);
        let pointer = TypeId::UNSAFE_POINTER;
        let arg = self.prog.new_conv(pos, Op::ConvNop, pointer, addr);
        let any = TypeId::EMPTY_INTERFACE;
        let arg = self.prog.new_conv(pos, Op::ConvIface, any, arg);
        self.prog.node_mut(arg).flags.implicit = true;
        let fun = self.keep_alive_func();
        let call = Call {
            fun: Some(fun),
            args: vec![arg],
            no_inline: true,
            compiler_var_live: true,
            ..Call::default()
        };
        let node = Node::new(pos, Op::CallFunc, Kind::Call(Box::new(call)));
        self.prog.add(node)
    }

    fn keep_alive_func(&mut self) -> NodeId {
        let pkg = self.prog.pkg("runtime", "runtime");
        let sym = self.prog.lookup(pkg, "KeepAlive");
        let any = Some(TypeId::EMPTY_INTERFACE);
        let param = Object::var(
            VarKind::Param,
            crate::text::Pos::NONE,
            None,
            "x".into(),
            any,
        );
        let param = self.tys.types.add_object(param);
        let sig = self.tys.types.new_signature(Signature {
            params: Rc::new([param]),
            ..Signature::default()
        });
        let name = self.prog.new_name(XPos::NONE, sym, sig, Class::Func);
        self.prog.name(name).node
    }
}

//! Small programs built by hand, and what the compiler says of them.

use super::text::{Level, lines};
use crate::escape::{Explain, funcs};
use crate::ir::{
    Call, Class, Defn, FuncId, Kind, NameId, Node, NodeId, Op, Param, Program, Selection, Selector,
    SymId, Tys, Unsupported, XPos,
};
use crate::text::{Pos, SourceMap};
use crate::types::ty::Signature;
use crate::types::{TypeId, Types};
use std::rc::Rc;

/// Builds functions whose nodes stand one after the other on line 1, so that positions tell them apart.
struct Builder {
    prog: Program,
    tys: Tys,
    sources: SourceMap,
    col: u32,
    sig: TypeId,
    ptr_int: TypeId,
}

impl Builder {
    fn new() -> Builder {
        let mut types = Types::new();
        let sig = types.new_signature(Signature::default());
        let ptr_int = types.new_pointer(TypeId::INT);
        let mut sources = SourceMap::default();
        sources.add("x.go", &" ".repeat(200));
        Builder {
            prog: Program::new("p", "p"),
            tys: Tys::new(types, None),
            sources,
            col: 0,
            sig,
            ptr_int,
        }
    }

    fn pos(&mut self) -> XPos {
        self.col += 1;
        let pos: Pos = self.sources.pos(crate::text::FileId(0), self.col - 1);
        XPos::at(pos)
    }

    /// `func name(params) results`; parameters are named, results are not.
    fn func(&mut self, name: &str, params: &[(&str, TypeId)], results: &[TypeId]) -> FuncId {
        let pos = self.pos();
        let sym = self.prog.lookup(self.prog.local, name);
        let f = self.prog.new_func(pos, pos, sym, self.sig);
        let nname = self.prog.func(f).nname;
        self.prog.name_mut(nname).defn = Defn::Func(f);
        let mut list = Vec::new();
        for &(name, typ) in params {
            let sym = Some(self.prog.lookup(self.prog.local, name));
            list.push(self.param(sym, typ));
        }
        self.prog.func_mut(f).recv_params = list;
        let results = results.iter().map(|&t| self.param(None, t)).collect();
        self.prog.func_mut(f).results = results;
        self.prog.declare_params(f);
        f
    }

    fn param(&mut self, sym: Option<SymId>, typ: TypeId) -> Param {
        Param {
            sym,
            pos: self.pos(),
            typ,
            nname: None,
            note: Default::default(),
            is_ddd: false,
        }
    }

    fn arg(&self, f: FuncId, i: usize) -> NodeId {
        self.prog.name(self.prog.func(f).dcl[i]).node
    }

    fn add(&mut self, op: Op, typ: Option<TypeId>, kind: Kind) -> NodeId {
        let pos = self.pos();
        let mut node = Node::new(pos, op, kind);
        node.typ = typ;
        self.prog.add(node)
    }

    /// `x := y`
    fn define(
        &mut self,
        f: FuncId,
        name: &str,
        typ: TypeId,
        y: Option<NodeId>,
    ) -> (NameId, NodeId) {
        let pos = self.pos();
        let sym = self.prog.lookup(self.prog.local, name);
        let x = self.prog.new_local(f, pos, sym, typ);
        let decl = self.prog.new_decl(pos, x);
        let node = self.prog.name(x).node;
        let def = y.is_some();
        let stmt = self.add(Op::As, None, Kind::Assign { x: node, def, y });
        self.prog.node_mut(stmt).init = vec![decl];
        if def {
            self.prog.name_mut(x).defn = Defn::Stmt(stmt);
        }
        (x, stmt)
    }

    fn addr(&mut self, x: NodeId) -> NodeId {
        let pos = self.pos();
        let t = self.tys.types.new_pointer(self.prog.node(x).typ.unwrap());
        let (prog, tys) = (&mut self.prog, &self.tys);
        prog.new_addr(tys, pos, x, t)
    }

    fn ret(&mut self, results: Vec<NodeId>) -> NodeId {
        self.add(Op::Return, None, Kind::Return { results })
    }

    fn call(&mut self, f: FuncId, typ: Option<TypeId>, args: Vec<NodeId>) -> NodeId {
        let fun = self.prog.name(self.prog.func(f).nname).node;
        let call = Call {
            fun: Some(fun),
            args,
            ..Call::default()
        };
        self.add(Op::CallFunc, typ, Kind::Call(Box::new(call)))
    }

    /// A literal without parameters in `f`.
    fn literal(&mut self, f: FuncId, captures: &[NameId]) -> (FuncId, NodeId) {
        let g = self.func("f.func1", &[], &[]);
        let node = self.add(
            Op::Closure,
            Some(self.sig),
            Kind::Closure {
                func: g,
                is_go_wrap: false,
            },
        );
        self.prog.func_mut(g).oclosure = Some(node);
        self.prog.func_mut(g).closure_parent = Some(f);
        for &x in captures {
            let pos = self.pos();
            self.prog.new_closure_var(pos, g, x);
        }
        (g, node)
    }

    fn body(&mut self, f: FuncId, body: Vec<NodeId>) {
        self.prog.func_mut(f).body = body;
    }

    fn run(&mut self, funcs_: &[FuncId], level: Level) -> Vec<String> {
        let facts = funcs(&mut self.prog, &mut self.tys, funcs_, Explain::All);
        lines(&self.prog, &self.tys, &self.sources, &facts, level)
            .into_iter()
            .map(|line| line.text[line.prefix..].to_string())
            .collect()
    }

    fn verdicts(&mut self, funcs: &[FuncId]) -> Vec<String> {
        self.run(funcs, Level::Verdicts)
    }
}

#[test]
fn returned_address_moves_the_variable() {
    let mut b = Builder::new();
    let ptr = b.ptr_int;
    let f = b.func("f", &[], &[ptr]);
    let (x, def) = b.define(f, "x", TypeId::INT, None);
    let addr = b.addr(b.prog.name(x).node);
    let ret = b.ret(vec![addr]);
    b.body(f, vec![def, ret]);
    assert_eq!(
        b.run(&[f], Level::Explanations),
        [
            "x escapes to heap in f:",
            "  flow: ~r0 ← &x:",
            "    from &x (address-of) at x.go:1:5",
            "    from return &x (return) at x.go:1:6",
            "moved to heap: x",
        ]
    );
}

#[test]
fn tags_tell_callers_what_happens_to_arguments() {
    let mut b = Builder::new();
    let ptr = b.ptr_int;
    // func id(p *int) *int { return p }
    let id = b.func("id", &[("p", ptr)], &[ptr]);
    let p = b.arg(id, 0);
    let ret = b.ret(vec![p]);
    b.body(id, vec![ret]);
    // func f() { x := 1; _ = id(&x) }
    let f = b.func("f", &[], &[]);
    let (x, def) = b.define(f, "x", TypeId::INT, None);
    let addr = b.addr(b.prog.name(x).node);
    let call = b.call(id, Some(ptr), vec![addr]);
    let blank = b.prog.blank_node();
    let drop = b.add(
        Op::As,
        None,
        Kind::Assign {
            x: blank,
            def: false,
            y: Some(call),
        },
    );
    b.body(f, vec![def, drop]);
    // func g() *int { y := 1; return id(&y) }
    let g = b.func("g", &[], &[ptr]);
    let (y, def) = b.define(g, "y", TypeId::INT, None);
    let addr = b.addr(b.prog.name(y).node);
    let call = b.call(id, Some(ptr), vec![addr]);
    let ret = b.ret(vec![call]);
    b.body(g, vec![def, ret]);
    assert_eq!(
        b.verdicts(&[f, g, id]),
        ["leaking param: p to result ~r0 level=0", "moved to heap: y",]
    );
    assert_eq!(&*b.prog.func(id).recv_params[0].note, b"esc:\0\0\0\x01");
}

#[test]
fn mutual_recursion_is_one_graph() {
    let mut b = Builder::new();
    let ptr = b.ptr_int;
    let f = b.func("f", &[("p", ptr)], &[ptr]);
    let g = b.func("g", &[("q", ptr)], &[ptr]);
    for (from, to) in [(f, g), (g, f)] {
        let arg = b.arg(from, 0);
        let call = b.call(to, Some(ptr), vec![arg]);
        let ret = b.ret(vec![call]);
        b.body(from, vec![ret]);
    }
    assert_eq!(
        b.verdicts(&[f, g]),
        ["p does not escape", "q does not escape"]
    );
}

#[test]
fn literals_capture_by_value_or_by_reference() {
    let mut b = Builder::new();
    let f = b.func("f", &[], &[]);
    let one = b.add(
        Op::Literal,
        Some(TypeId::INT),
        Kind::Lit(Rc::new(crate::types::constant::Value::Int(1))),
    );
    let (x, def_x) = b.define(f, "x", TypeId::INT, Some(one));
    let (y, def_y) = b.define(f, "y", TypeId::INT, None);
    let (g, lit) = b.literal(f, &[x, y]);
    let inner: Vec<NodeId> = b
        .prog
        .func(g)
        .closure_vars
        .clone()
        .iter()
        .map(|&n| b.prog.name(n).node)
        .collect();
    // y = x
    let set = b.add(
        Op::As,
        None,
        Kind::Assign {
            x: inner[1],
            def: false,
            y: Some(inner[0]),
        },
    );
    b.body(g, vec![set]);
    let go = b.add(
        Op::CallFunc,
        None,
        Kind::Call(Box::new(Call {
            fun: Some(lit),
            ..Call::default()
        })),
    );
    let go = b.add(
        Op::Go,
        None,
        Kind::GoDefer {
            call: go,
            defer_at: None,
        },
    );
    b.body(f, vec![def_x, def_y, go]);
    let text = b.run(&[f, g], Level::Explanations);
    let said: Vec<&str> = text
        .iter()
        .map(|s| &**s)
        .filter(|s| s.contains("capturing") || !s.contains(':') || s.starts_with("moved"))
        .collect();
    assert_eq!(
        said,
        [
            "f capturing by value: x (addr=false assign=false width=8)",
            "f capturing by ref: y (addr=false assign=true width=8)",
            "moved to heap: y",
            "func literal escapes to heap",
        ]
    );
}

#[test]
fn whoever_depends_on_the_unknown_is_unknown() {
    let mut b = Builder::new();
    let ptr = b.ptr_int;
    let bad = b.func("bad", &[("p", ptr)], &[]);
    b.prog.func_mut(bad).unsupported = Some(Unsupported {
        pos: XPos::NONE,
        reason: "it is odd".into(),
        via: None,
    });
    let f = b.func("f", &[("p", ptr)], &[]);
    let arg = b.arg(f, 0);
    let call = b.call(bad, None, vec![arg]);
    b.body(f, vec![call]);
    let g = b.func("g", &[("p", ptr)], &[]);
    let block = b.add(Op::Block, None, Kind::Block { list: vec![] });
    b.body(g, vec![block]);
    assert_eq!(b.verdicts(&[f, g, bad]), ["p does not escape"]);
    let why = b.prog.func(f).unsupported.clone().unwrap();
    assert_eq!((&*why.reason, why.via), ("it is odd", Some(bad)));
}

#[test]
fn constants_stand_for_variables_in_the_verdict_but_not_in_its_reason() {
    let mut b = Builder::new();
    let slice = b.tys.types.new_slice(TypeId::INT);
    // func f() []int { n := 10; return make([]int, n) }
    let f = b.func("f", &[], &[slice]);
    let ten = b.add(
        Op::Literal,
        Some(TypeId::INT),
        Kind::Lit(Rc::new(crate::types::constant::Value::Int(10))),
    );
    let (n, def) = b.define(f, "n", TypeId::INT, Some(ten));
    let n = b.prog.name(n).node;
    let make = b.add(
        Op::MakeSlice,
        Some(slice),
        Kind::Make {
            len: Some(n),
            cap: None,
        },
    );
    let ret = b.ret(vec![make]);
    b.body(f, vec![def, ret]);
    let text = b.verdicts(&[f]);
    assert_eq!(text, ["make([]int, 10) escapes to heap"]);
}

#[test]
fn writes_through_a_field_of_itself_change_nothing() {
    let mut b = Builder::new();
    let ptr = b.ptr_int;
    let f = b.func("f", &[("b", ptr)], &[]);
    let p = b.arg(f, 0);
    let sel = b.prog.lookup(b.prog.local, "x");
    let mut field = || {
        let selector = Selector {
            x: p,
            sel,
            selection: Selection::Field {
                index: 0,
                offset: 0,
            },
        };
        b.add(Op::DotPtr, Some(ptr), Kind::Selector(Box::new(selector)))
    };
    let (x, y) = (field(), field());
    let set = b.add(
        Op::As,
        None,
        Kind::Assign {
            x,
            def: false,
            y: Some(y),
        },
    );
    b.body(f, vec![set]);
    assert_eq!(
        b.verdicts(&[f]),
        [
            "f ignoring self-assignment in b.x = b.x",
            "b does not escape"
        ]
    );
    assert_eq!(b.prog.name(b.prog.func(f).dcl[0]).class, Class::Param);
}

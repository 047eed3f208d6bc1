//! The arenas that hold one package's nodes, and how nodes are made.

use super::expr::outer_value;
use super::func::{Func, Param, Unsupported};
use super::id::{FuncId, NameId, NodeId, PkgId, SymId};
use super::name::{Class, Defn, Name};
use super::node::{Call, Esc, Kind, Node, Nodes};
use super::op::Op;
use super::pos::{InlTree, XPos};
use super::ty::Tys;
use crate::types::TypeId;
use crate::types::constant::Value;
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// A package as symbols know it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Pkg {
    /// Import path.
    pub path: Rc<str>,
    /// The name that its package clause gives it.
    pub name: Rc<str>,
}

/// A name in a package.
#[derive(Clone, PartialEq, Eq, Hash, Debug)]
pub struct Sym {
    /// The package; exported fields and methods use the local one.
    pub pkg: PkgId,
    /// The name; for methods `T.M` or `(*T).M`.
    pub name: Rc<str>,
}

/// The package being compiled (cmd/compile/internal/ir.Package).
#[derive(Clone, Debug, Default)]
pub struct Target {
    /// All functions to compile: declared ones, instantiations, literals, wrappers; in the compiler's order.
    pub funcs: Vec<FuncId>,
    /// The `init` functions as written, in order.
    pub inits: Vec<FuncId>,
    /// The package's variables.
    pub externs: Vec<NameId>,
    /// The generated function that runs the package's initialisers, if there are any.
    pub package_init: Option<FuncId>,
    /// Functions that initialise big maps.
    pub map_inits: Vec<FuncId>,
    /// Where a method of a type parameter is called that stands for an interface: each time that such a call was read.
    pub imprecise_calls: Vec<XPos>,
    /// Initialisers that are not analysed.
    pub skipped_inits: Vec<SkippedInit>,
    /// For statements that initialise a part of a package-level variable: the variable.
    pub init_parts: HashMap<NodeId, NameId>,
}

/// An initialiser of package-level variables that is not analysed. The others are.
#[derive(Clone, Debug)]
pub struct SkippedInit {
    /// The variables.
    pub names: Vec<NameId>,
    /// How many statements of the package's `init` function stand before it, as that was when the initialiser was taken out.
    pub at: usize,
    /// Whether it may change package-level variables; nothing if that is not known.
    pub mutates: Option<bool>,
    /// Why it is not analysed.
    pub why: Unsupported,
}

/// All nodes, names, functions and symbols of one package.
#[derive(Clone, Debug)]
pub struct Program {
    nodes: Vec<Node>,
    names: Vec<Name>,
    funcs: Vec<Func>,
    syms: Vec<Sym>,
    sym_ids: HashMap<Sym, SymId>,
    pkgs: Vec<Pkg>,
    pkg_ids: HashMap<Rc<str>, PkgId>,
    /// The package being compiled.
    pub local: PkgId,
    /// Where the built-in names live.
    pub builtin: PkgId,
    /// The inlined calls.
    pub inl_tree: InlTree,
    /// What is compiled.
    pub target: Target,
    /// Counts the function literals at package level (`glob..funcN`).
    pub glob_clos_gen: u32,
    blank: Option<NodeId>,
    /// Operands of a node that are no children of it: run-time types that come from a dictionary (fields that the compiler's `mknode` leaves out).
    pub hidden: HashMap<NodeId, Nodes>,
}

impl Program {
    /// An empty program for the package with this path and name.
    pub fn new(path: &str, name: &str) -> Program {
        let mut program = Program {
            nodes: Vec::new(),
            names: Vec::new(),
            funcs: Vec::new(),
            syms: Vec::new(),
            sym_ids: HashMap::default(),
            pkgs: Vec::new(),
            pkg_ids: HashMap::default(),
            local: PkgId::from_index(0),
            builtin: PkgId::from_index(1),
            inl_tree: InlTree::default(),
            target: Target::default(),
            glob_clos_gen: 0,
            blank: None,
            hidden: HashMap::default(),
        };
        program.pkg(path, name);
        // A path that no source can import, so that it is apart from a package of that name.
        program.pkg("go.builtin", "go.builtin");
        program
    }

    // ---- packages and symbols ----

    /// The package with this path, made if it is new.
    pub fn pkg(&mut self, path: &str, name: &str) -> PkgId {
        if let Some(&id) = self.pkg_ids.get(path) {
            return id;
        }
        let id = PkgId::from_index(self.pkgs.len());
        let path: Rc<str> = path.into();
        self.pkgs.push(Pkg {
            path: path.clone(),
            name: name.into(),
        });
        self.pkg_ids.insert(path, id);
        id
    }

    /// The package of an id.
    pub fn pkg_of(&self, id: PkgId) -> &Pkg {
        &self.pkgs[id.index()]
    }

    /// The symbol `name` of a package.
    pub fn lookup(&mut self, pkg: PkgId, name: &str) -> SymId {
        let sym = Sym {
            pkg,
            name: name.into(),
        };
        if let Some(&id) = self.sym_ids.get(&sym) {
            return id;
        }
        let id = SymId::from_index(self.syms.len());
        self.syms.push(sym.clone());
        self.sym_ids.insert(sym, id);
        id
    }

    /// The symbol of an id.
    pub fn sym(&self, id: SymId) -> &Sym {
        &self.syms[id.index()]
    }

    /// Whether a symbol is `_`.
    pub fn is_blank_sym(&self, id: SymId) -> bool {
        &*self.sym(id).name == "_"
    }

    // ---- access ----

    /// The node of an id.
    pub fn node(&self, id: NodeId) -> &Node {
        &self.nodes[id.index()]
    }

    /// The node of an id, to change it.
    pub fn node_mut(&mut self, id: NodeId) -> &mut Node {
        &mut self.nodes[id.index()]
    }

    /// The op of a node.
    pub fn op(&self, id: NodeId) -> Op {
        self.node(id).op
    }

    /// Number of nodes made so far.
    pub fn node_count(&self) -> usize {
        self.nodes.len()
    }

    /// The name of an id.
    pub fn name(&self, id: NameId) -> &Name {
        &self.names[id.index()]
    }

    /// The name of an id, to change it.
    pub fn name_mut(&mut self, id: NameId) -> &mut Name {
        &mut self.names[id.index()]
    }

    /// Number of names made so far.
    pub fn name_count(&self) -> usize {
        self.names.len()
    }

    /// The function of an id.
    pub fn func(&self, id: FuncId) -> &Func {
        &self.funcs[id.index()]
    }

    /// The function of an id, to change it.
    pub fn func_mut(&mut self, id: FuncId) -> &mut Func {
        &mut self.funcs[id.index()]
    }

    /// All functions, imported ones too, in the order in which they were made.
    pub fn func_ids(&self) -> impl Iterator<Item = FuncId> + use<> {
        (0..self.funcs.len()).map(FuncId::from_index)
    }

    /// The variable or function that a node names.
    pub fn as_name(&self, id: NodeId) -> Option<NameId> {
        self.node(id).as_name()
    }

    /// The variable as its declaring function knows it: itself, or what a closure variable captures.
    pub fn canonical(&self, id: NameId) -> NameId {
        match self.name(id) {
            Name {
                is_closure_var: true,
                defn: Defn::Name(outer),
                ..
            } => *outer,
            _ => id,
        }
    }

    /// Whether a variable is captured by value.
    pub fn byval(&self, id: NameId) -> bool {
        self.name(self.canonical(id)).byval
    }

    /// Whether a node is the blank identifier.
    pub fn is_blank(&self, id: NodeId) -> bool {
        match self.node(id).kind {
            Kind::Name(name) => self.is_blank_sym(self.name(name).sym),
            Kind::Ident(sym) => self.is_blank_sym(sym),
            _ => false,
        }
    }

    /// The spelling of a symbol without its package.
    pub fn sym_name(&self, id: SymId) -> &str {
        &self.sym(id).name
    }

    /// A function's name without its package (cmd/compile/internal/ir.FuncName).
    pub fn func_name(&self, id: FuncId) -> &str {
        self.sym_name(self.name(self.func(id).nname).sym)
    }

    // ---- making nodes ----

    /// The blank identifier as an expression.
    pub fn blank_node(&mut self) -> NodeId {
        if let Some(node) = self.blank {
            return node;
        }
        let sym = self.lookup(self.builtin, "_");
        let name = self.new_name(XPos::NONE, sym, TypeId::INVALID, Class::Extern);
        let node = self.name(name).node;
        self.blank = Some(node);
        node
    }

    /// Makes room for the nodes of a package with this many expressions, so that long lists need not be moved as they grow.
    pub fn reserve(&mut self, exprs: usize) {
        self.nodes.reserve(2 * exprs);
        self.names.reserve(exprs / 3);
    }

    /// Adds a node.
    pub fn add(&mut self, node: Node) -> NodeId {
        let id = NodeId::from_index(self.nodes.len());
        self.nodes.push(node);
        id
    }

    /// Adds an expression.
    pub fn expr(&mut self, pos: XPos, op: Op, typ: TypeId, kind: Kind) -> NodeId {
        self.add(Node::new(pos, op, kind).with_type(typ))
    }

    /// Adds a statement.
    pub fn stmt(&mut self, pos: XPos, op: Op, kind: Kind) -> NodeId {
        self.add(Node::new(pos, op, kind))
    }

    /// Adds a name that belongs to no function yet (cmd/compile/internal/ir.NewNameAt).
    pub fn new_name(&mut self, pos: XPos, sym: SymId, typ: TypeId, class: Class) -> NameId {
        let id = NameId::from_index(self.names.len());
        let node = self.expr(pos, Op::Name, typ, Kind::Name(id));
        self.names.push(Name {
            node,
            sym,
            typ,
            pos,
            class,
            func: None,
            defn: Defn::None,
            curfn: None,
            outer: None,
            dict_index: 0,
            auto_temp: false,
            is_closure_var: false,
            byval: false,
            addrtaken: false,
            inl_formal: false,
            inl_local: false,
            readonly: false,
            esc: Esc::Unknown,
        });
        id
    }

    /// Adds a local variable to a function.
    pub fn new_local(&mut self, func: FuncId, pos: XPos, sym: SymId, typ: TypeId) -> NameId {
        let id = self.new_name(pos, sym, typ, Class::Auto);
        self.name_mut(id).curfn = Some(func);
        self.func_mut(func).dcl.push(id);
        id
    }

    /// Adds a temporary, `.autotmp_N` with N the number of variables declared so far (cmd/compile/internal/typecheck.TempAt).
    pub fn temp_at(&mut self, func: FuncId, pos: XPos, typ: TypeId) -> NameId {
        let text = format!(".autotmp_{}", self.func(func).dcl.len());
        let sym = self.lookup(self.local, &text);
        let id = self.new_local(func, pos, sym, typ);
        let name = self.name_mut(id);
        name.auto_temp = true;
        name.esc = Esc::Never;
        id
    }

    /// Adds a function with the given symbol and type, and its name.
    pub fn new_func(&mut self, fpos: XPos, npos: XPos, sym: SymId, typ: TypeId) -> FuncId {
        let nname = self.new_name(npos, sym, typ, Class::Func);
        let id = FuncId::from_index(self.funcs.len());
        self.funcs.push(Func::new(fpos, nname));
        self.name_mut(nname).func = Some(id);
        id
    }

    /// Makes the variables of a function's parameters and results; unnamed and blank ones become `~pN` and `~rN`
    /// (cmd/compile/internal/ir.Func.DeclareParams).
    pub fn declare_params(&mut self, func: FuncId) {
        let pkg = self.sym(self.name(self.func(func).nname).sym).pkg;
        let mut params = core::mem::take(&mut self.func_mut(func).recv_params);
        let mut results = core::mem::take(&mut self.func_mut(func).results);
        self.declare(func, pkg, &mut params, Class::Param, "~p");
        self.declare(func, pkg, &mut results, Class::ParamOut, "~r");
        let f = self.func_mut(func);
        f.recv_params = params;
        f.results = results;
    }

    fn declare(
        &mut self,
        func: FuncId,
        pkg: PkgId,
        params: &mut [Param],
        class: Class,
        prefix: &str,
    ) {
        for (i, param) in params.iter_mut().enumerate() {
            let sym = match param.sym {
                Some(sym) if !self.is_blank_sym(sym) => sym,
                _ => self.lookup(pkg, &format!("{prefix}{i}")),
            };
            let name = self.new_name(param.pos, sym, param.typ, class);
            self.name_mut(name).curfn = Some(func);
            self.func_mut(func).dcl.push(name);
            param.nname = Some(name);
        }
    }

    /// Adds a closure variable to `func` that stands for `outer` of the enclosing function (cmd/compile/internal/ir.NewClosureVar).
    pub fn new_closure_var(&mut self, pos: XPos, func: FuncId, outer: NameId) -> NameId {
        let (sym, typ) = (self.name(outer).sym, self.name(outer).typ);
        let canonical = self.canonical(outer);
        let id = self.new_name(pos, sym, typ, Class::AutoHeap);
        let name = self.name_mut(id);
        name.curfn = Some(func);
        name.is_closure_var = true;
        name.defn = Defn::Name(canonical);
        name.outer = Some(outer);
        self.func_mut(func).closure_vars.push(id);
        id
    }

    /// `&x`, or the literal of a pointer if `x` is a composite literal. Marks the variable that is addressed
    /// (cmd/compile/internal/ir.NewAddrExpr). `typ` is the pointer's type.
    pub fn new_addr(&mut self, tys: &Tys, pos: XPos, x: NodeId, typ: TypeId) -> NodeId {
        let op = match self.op(x) {
            Op::ArrayLit | Op::MapLit | Op::SliceLit | Op::StructLit => Op::PtrLit,
            _ => {
                if let Some(name) = self.as_name(outer_value(self, tys, x)) {
                    self.mark_addrtaken(name);
                }
                Op::Addr
            }
        };
        self.expr(pos, op, typ, Kind::Addr { x })
    }

    /// Marks a variable as having its address taken, and what it captures too unless that is by value.
    pub fn mark_addrtaken(&mut self, id: NameId) {
        self.name_mut(id).addrtaken = true;
        if self.name(id).is_closure_var && !self.byval(id) {
            let canonical = self.canonical(id);
            self.name_mut(canonical).addrtaken = true;
        }
    }

    /// A constant.
    pub fn new_lit(&mut self, pos: XPos, typ: TypeId, value: Value) -> NodeId {
        self.expr(pos, Op::Literal, typ, Kind::Lit(Rc::new(value)))
    }

    /// `nil` of a type.
    pub fn new_nil(&mut self, pos: XPos, typ: TypeId) -> NodeId {
        self.expr(pos, Op::Nil, typ, Kind::Leaf)
    }

    /// A type as an operand.
    pub fn new_type(&mut self, typ: TypeId) -> NodeId {
        self.expr(XPos::NONE, Op::Type, typ, Kind::Type)
    }

    /// A conversion.
    pub fn new_conv(&mut self, pos: XPos, op: Op, typ: TypeId, x: NodeId) -> NodeId {
        self.expr(pos, op, typ, Kind::Conv { x })
    }

    /// A binary operation.
    pub fn new_binary(&mut self, pos: XPos, op: Op, typ: TypeId, x: NodeId, y: NodeId) -> NodeId {
        self.expr(pos, op, typ, Kind::Binary { x, y })
    }

    /// A unary operation.
    pub fn new_unary(&mut self, pos: XPos, op: Op, typ: TypeId, x: NodeId) -> NodeId {
        self.expr(pos, op, typ, Kind::Unary { x })
    }

    /// A call; `typ` is nothing if it gives nothing.
    pub fn new_call(
        &mut self,
        pos: XPos,
        op: Op,
        typ: Option<TypeId>,
        fun: Option<NodeId>,
        args: Nodes,
    ) -> NodeId {
        let call = Call {
            fun,
            args,
            ..Call::default()
        };
        let mut node = Node::new(pos, op, Kind::Call(Box::new(call)));
        node.typ = typ;
        self.add(node)
    }

    /// `x = y`, or the zeroing of `x`.
    pub fn new_assign(&mut self, pos: XPos, x: NodeId, y: Option<NodeId>) -> NodeId {
        self.stmt(pos, Op::As, Kind::Assign { x, def: false, y })
    }

    /// `var x`.
    pub fn new_decl(&mut self, pos: XPos, x: NameId) -> NodeId {
        self.stmt(pos, Op::Dcl, Kind::Decl { x })
    }

    /// Puts statements before an expression. A node that may be shared is wrapped in an `OCONVNOP` that carries them
    /// (cmd/compile/internal/ir.InitExpr); `pos` is the wrapper's position. Gives the node to use instead.
    pub fn init_expr(&mut self, pos: XPos, mut init: Nodes, expr: NodeId) -> NodeId {
        if init.is_empty() {
            return expr;
        }
        let target = if self.op(expr).may_be_shared() {
            let typ = self.node(expr).typ;
            let mut conv = Node::new(pos, Op::ConvNop, Kind::Conv { x: expr });
            conv.typ = typ;
            self.add(conv)
        } else {
            expr
        };
        let node = self.node_mut(target);
        init.append(&mut node.init);
        node.init = init;
        target
    }
}

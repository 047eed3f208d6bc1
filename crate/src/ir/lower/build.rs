//! Making and looking at nodes.

use super::Lower;
use crate::ir::{Defn, Kind, NameId, Node, NodeId, Nodes, Op, Selection, Selector, SymId, XPos};
use crate::types::object::is_exported;
use crate::types::{PkgId, Type, TypeId};
use std::rc::Rc;

impl Lower<'_> {
    /// The op of a node.
    pub(super) fn op(&self, n: NodeId) -> Op {
        self.prog.op(n)
    }

    /// The type of a node; the invalid type for a statement.
    pub(super) fn type_of_node(&self, n: NodeId) -> TypeId {
        self.prog.node(n).typ.unwrap_or(TypeId::INVALID)
    }

    /// The position of a node.
    pub(super) fn pos(&self, n: NodeId) -> XPos {
        self.prog.node(n).pos
    }

    /// Whether a node stands in one place only, so that its position is that of the expression.
    pub(super) fn has_unique_pos(&self, n: NodeId) -> bool {
        self.op(n) != Op::Name && self.pos(n).is_known()
    }

    /// The node's position if it is its own, and else the position given.
    pub(super) fn pos_or(&self, n: NodeId, other: XPos) -> XPos {
        if self.has_unique_pos(n) {
            self.pos(n)
        } else {
            other
        }
    }

    /// Whether two types are the same or the node has no type at all.
    pub(super) fn set_type(&mut self, n: NodeId, typ: TypeId) {
        self.prog.node_mut(n).typ = Some(typ);
    }

    /// Marks a node as made by type checking.
    pub(super) fn implicit(&mut self, n: NodeId) -> NodeId {
        self.prog.node_mut(n).flags.implicit = true;
        n
    }

    /// Takes the statements that run before a node.
    pub(super) fn take_init(&mut self, n: NodeId) -> Nodes {
        core::mem::take(&mut self.prog.node_mut(n).init)
    }

    /// Adds a statement to those that run before a node.
    pub(super) fn append_init(&mut self, n: NodeId, stmt: NodeId) {
        self.prog.node_mut(n).init.push(stmt);
    }

    /// The package of symbols for a package of the type checker.
    pub(super) fn ir_pkg(&mut self, pkg: PkgId) -> crate::ir::PkgId {
        let (path, name) = (&self.tys.types[pkg].path, &self.tys.types[pkg].name);
        self.prog.pkg(path, name)
    }

    /// The symbol `name` in a package, or among the built-in names.
    pub(super) fn sym_in(&mut self, pkg: Option<PkgId>, name: &str) -> SymId {
        let pkg = match pkg {
            Some(pkg) => self.ir_pkg(pkg),
            None => self.prog.builtin,
        };
        self.prog.lookup(pkg, name)
    }

    /// The symbol of a field or method: exported ones belong to the local package, whatever their origin.
    pub(super) fn selector_sym(&mut self, pkg: Option<PkgId>, name: &str) -> SymId {
        match pkg.filter(|_| !is_exported(name)) {
            Some(pkg) => self.sym_in(Some(pkg), name),
            None => self.prog.lookup(self.prog.local, name),
        }
    }

    /// The blank identifier's node.
    pub(super) fn blank(&mut self) -> NodeId {
        if let Some(name) = self.st.blank {
            return self.prog.name(name).node;
        }
        let sym = self.prog.lookup(self.prog.local, "_");
        let name = self
            .prog
            .new_name(XPos::NONE, sym, TypeId::INVALID, crate::ir::Class::Extern);
        self.st.blank = Some(name);
        let node = self.prog.name(name).node;
        self.prog.node_mut(node).typ = None;
        node
    }

    /// `*x`, of type `typ`.
    pub(super) fn deref(&mut self, pos: XPos, typ: TypeId, x: NodeId) -> NodeId {
        self.prog.expr(pos, Op::Deref, typ, Kind::Star { x })
    }

    /// `&x`. A variable that is addressed gets to know it (cmd/compile/internal/ir.NewAddrExpr).
    pub(super) fn addr(&mut self, pos: XPos, x: NodeId) -> NodeId {
        let elem = self.type_of_node(x);
        let typ = self.ptr_to(elem);
        self.prog.new_addr(self.tys, pos, x, typ)
    }

    /// The implicit `*x` of an array's pointer where the array is meant.
    pub(super) fn implicit_star(&mut self, pos: XPos, n: NodeId) -> NodeId {
        let t = self.type_of_node(n);
        let Some(elem) = self.ptr_elem(t) else {
            return n;
        };
        if self.array_elem(elem).is_none() {
            return n;
        }
        let star = self.deref(pos, elem, n);
        self.implicit(star)
    }

    /// `x.sel`.
    pub(super) fn selector(
        &mut self,
        pos: XPos,
        op: Op,
        typ: TypeId,
        x: NodeId,
        sel: SymId,
        selection: Selection,
    ) -> NodeId {
        let kind = Kind::Selector(Box::new(Selector { x, sel, selection }));
        self.prog.expr(pos, op, typ, kind)
    }

    /// `x.f` for the field with that index of the struct that `x` is or points to (cmd/compile/internal/typecheck.DotField).
    pub(super) fn dot_field(&mut self, pos: XPos, x: NodeId, index: u32) -> NodeId {
        let t = self.type_of_node(x);
        let (op, t) = match self.ptr_elem(t) {
            Some(elem) => (Op::DotPtr, elem),
            None => (Op::Dot, t),
        };
        let Type::Struct(s) = self.form(t) else {
            // The tree's paths lead through structs only.
            return x;
        };
        let Some(&field) = s.fields.get(index as usize) else {
            return x;
        };
        let offset = self.field_offset(t, index);
        let (pkg, name, typ) = {
            let f = &self.tys.types[field];
            (f.pkg, f.name.clone(), f.type_or_invalid())
        };
        let sel = self.selector_sym(pkg, &name);
        self.selector(pos, op, typ, x, sel, Selection::Field { index, offset })
    }

    /// A declaration statement for each name, as `:=` has them.
    pub(super) fn decls(&mut self, names: &[NameId]) -> Nodes {
        names
            .iter()
            .map(|&name| {
                let pos = self.prog.name(name).pos;
                self.prog.new_decl(pos, name)
            })
            .collect()
    }

    /// Makes `stmt` the declaration of names; says whether there are any (cmd/compile/internal/noder: reader.initDefn).
    pub(super) fn init_defn(&mut self, stmt: NodeId, names: &[NameId]) -> bool {
        if names.is_empty() {
            return false;
        }
        let init = self.decls(names);
        for &name in names {
            self.prog.name_mut(name).defn = Defn::Stmt(stmt);
        }
        self.prog.node_mut(stmt).init = init;
        true
    }

    /// `lhs = rhs` with several operands.
    pub(super) fn new_assign_list(
        &mut self,
        pos: XPos,
        op: Op,
        lhs: Nodes,
        def: bool,
        rhs: Nodes,
    ) -> NodeId {
        self.prog.stmt(pos, op, Kind::AssignList { lhs, def, rhs })
    }

    /// A block.
    pub(super) fn new_block(&mut self, pos: XPos, list: Nodes) -> NodeId {
        self.prog.stmt(pos, Op::Block, Kind::Block { list })
    }

    /// Nothing for no statement, the statement for one, a block for more (cmd/compile/internal/noder: block).
    pub(super) fn block(&mut self, stmts: Nodes) -> Option<NodeId> {
        match stmts[..] {
            [] => None,
            [one] => Some(one),
            [first, ..] => {
                let pos = self.pos(first);
                Some(self.new_block(pos, stmts))
            }
        }
    }

    /// The address of a symbol that the linker makes, such as a type descriptor.
    pub(super) fn linksym_addr(&mut self, pos: XPos, sym: &str, typ: TypeId) -> NodeId {
        let kind = Kind::LinksymOffset {
            sym: Rc::from(sym),
            offset: 0,
        };
        let node = Node::new(XPos::NONE, Op::LinksymOffset, kind).with_type(typ);
        let x = self.prog.add(node);
        self.addr(pos, x)
    }
}

//! What becomes of a variable's references: every use of it, classified.
//!
//! The compiler's flow tells one way in which a value escapes. A pool needs more: that *no* reference to the object, or into it, is left
//! when the function returns. So each use is followed outwards through the syntax until it ends in something harmless or in a place that
//! may keep it. What is not recognised may keep it.

use crate::syntax::{
    Ast, BranchKind, CallKind, ExprId, ExprKind, Node, Operator, StmtId, StmtKind,
};
use crate::types::info::Info;
use crate::types::{ObjId, SelectionKind};
use rustc_hash::FxHashMap as HashMap;

/// Parents of nodes, and where variables are used.
pub struct Uses<'a> {
    ast: &'a Ast,
    info: &'a Info,
    parent: HashMap<Node, Node>,
    names: HashMap<ObjId, Vec<ExprId>>,
}

/// Where one use ends.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum Fate {
    /// Nothing holds a reference afterwards.
    Harmless,
    /// The variable's new value comes from its old one: `b = append(b, …)`, `b = b[:n]`.
    Same,
    /// The variable gets another value.
    Replaced,
    /// A reference is returned.
    Returned,
    /// A reference is stored; where.
    Stored(String),
    /// A reference is sent on a channel.
    Sent,
    /// A goroutine gets a reference.
    Goroutine,
    /// A function literal uses the variable.
    Captured,
    /// It is the argument of a call: which one, and which argument (the receiver of a method is number −1).
    Argument { call: ExprId, index: i32 },
    /// Another variable refers to it from here on.
    Alias(ExprId),
    /// Something that is not known.
    Unknown,
}

/// One use of a variable.
#[derive(Clone, Debug)]
pub struct Use {
    /// The name where it is used.
    pub name: ExprId,
    /// Where it ends.
    pub fate: Fate,
}

impl<'a> Uses<'a> {
    /// Indexes a package.
    pub fn new(ast: &'a Ast, info: &'a Info) -> Uses<'a> {
        let mut uses = Uses {
            ast,
            info,
            parent: HashMap::default(),
            names: HashMap::default(),
        };
        for file in ast.file_nodes() {
            let mut todo = vec![Node::File(file)];
            let mut children = Vec::new();
            while let Some(node) = todo.pop() {
                children.clear();
                ast.children(node, &mut children);
                for &child in &children {
                    uses.parent.entry(child).or_insert(node);
                    todo.push(child);
                }
            }
        }
        for (i, obj) in info.uses.iter().enumerate() {
            if let Some(obj) = obj {
                uses.names.entry(*obj).or_default().push(ExprId::new(i));
            }
        }
        uses
    }

    /// The node around a node.
    pub fn parent(&self, node: impl Into<Node>) -> Option<Node> {
        self.parent.get(&node.into()).copied()
    }

    /// The names that denote an object where it is used, in the order of the source.
    pub fn names(&self, obj: ObjId) -> &[ExprId] {
        self.names.get(&obj).map_or(&[], Vec::as_slice)
    }

    /// The nodes around a node, from the inside out.
    pub fn ancestors(&self, node: impl Into<Node>) -> impl Iterator<Item = Node> + '_ {
        let mut next = self.parent(node);
        std::iter::from_fn(move || {
            let node = next?;
            next = self.parent(node);
            Some(node)
        })
    }

    /// The function literal around a node, if there is one inside `outside`.
    pub fn literal_around(&self, node: impl Into<Node>, outside: Node) -> Option<ExprId> {
        let inside = self.ancestors(node).take_while(|&n| n != outside);
        let mut literals = inside.filter_map(|n| match n {
            Node::Expr(x) if matches!(self.ast.kind(x), ExprKind::FuncLit { .. }) => Some(x),
            _ => None,
        });
        literals.next()
    }

    /// How a function literal is run: `go`, `defer`, or otherwise.
    pub fn runs_as(&self, literal: ExprId) -> Option<CallKind> {
        let Some(Node::Expr(call)) = self.parent(literal) else {
            return None;
        };
        match (self.ast.kind(call), self.parent(call)) {
            (ExprKind::CallExpr(c), Some(Node::Stmt(s))) if c.fun == literal => {
                match self.ast[s].kind {
                    StmtKind::CallStmt { tok, .. } => Some(tok),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    /// Whether the call is the one that a `go` statement starts.
    fn is_go_call(&self, call: ExprId) -> bool {
        match self.parent(call) {
            Some(Node::Stmt(s)) => matches!(
                self.ast[s].kind,
                StmtKind::CallStmt {
                    tok: CallKind::Go,
                    ..
                }
            ),
            _ => false,
        }
    }

    /// All uses of a variable inside `function`; `by_value`: the variable is the object itself, not a reference to it.
    pub fn of(&self, obj: ObjId, function: Node, by_value: bool) -> Vec<Use> {
        let one = |&name: &ExprId| Use {
            name,
            fate: match self.run_by(name, function) {
                Some(fate) => fate,
                None => self.fate(name, by_value),
            },
        };
        self.names(obj).iter().map(one).collect()
    }

    /// What the function literals around a name make of it: a goroutine's, or one that may run at any time. Those that are deferred at
    /// once run before the function has returned.
    fn run_by(&self, name: ExprId, function: Node) -> Option<Fate> {
        let literals = self.ancestors(name).take_while(|&n| n != function);
        let mut captured = None;
        for node in literals {
            let Node::Expr(x) = node else { continue };
            if !matches!(self.ast.kind(x), ExprKind::FuncLit { .. }) {
                continue;
            }
            match self.runs_as(x) {
                Some(CallKind::Go) => return Some(Fate::Goroutine),
                Some(CallKind::Defer) => {}
                None => captured = Some(Fate::Captured),
            }
        }
        captured
    }

    /// Whether a selector is a method, and not the field of a value or a name of a package.
    fn is_method(&self, selector: ExprId) -> bool {
        let selection = self.info.selections.get(&selector);
        selection.is_some_and(|s| s.kind != SelectionKind::FieldVal)
    }

    /// Whether a selector is called.
    fn is_called(&self, selector: ExprId) -> bool {
        let mut x = selector;
        while let Some(Node::Expr(outer)) = self.parent(x) {
            match self.ast.kind(outer) {
                ExprKind::ParenExpr(_) => x = outer,
                ExprKind::CallExpr(c) => return c.fun == x,
                _ => return false,
            }
        }
        false
    }

    /// Where one use ends within the function literal that it stands in.
    pub fn inside(&self, name: ExprId, by_value: bool) -> Fate {
        self.fate(name, by_value)
    }

    /// Follows one use outwards.
    fn fate(&self, name: ExprId, by_value: bool) -> Fate {
        self.follow(name, name, by_value)
    }

    /// Follows an expression that refers to the object outwards; `place`: it is the object (or a part of it) in its place, and not yet a
    /// reference.
    fn follow(&self, from: ExprId, name: ExprId, place: bool) -> Fate {
        let (mut x, mut place) = (from, place);
        for _ in 0..self.parent.len() {
            match self.parent(x) {
                Some(Node::Expr(outer)) => match self.step(x, outer, place) {
                    Step::On { is_place } => {
                        x = outer;
                        place = is_place;
                    }
                    Step::End(fate) => return fate,
                },
                Some(Node::Stmt(stmt)) => return self.end(x, stmt, name, place),
                _ => return Fate::Unknown,
            }
        }
        Fate::Unknown
    }

    fn step(&self, x: ExprId, outer: ExprId, place: bool) -> Step {
        let on = |is_place| Step::On { is_place };
        let harmless = Step::End(Fate::Harmless);
        match self.ast.kind(outer) {
            ExprKind::ParenExpr(_) | ExprKind::ListExpr(_) => on(place),
            // A method value holds its receiver.
            ExprKind::SelectorExpr { .. } if self.is_method(outer) && !self.is_called(outer) => {
                Step::End(Fate::Unknown)
            }
            ExprKind::SelectorExpr { x: operand, .. } if *operand == x => on(true),
            ExprKind::IndexExpr { x: operand, .. } if *operand == x => on(true),
            // As the key of a map it stays there.
            ExprKind::IndexExpr { .. } if !place => Step::End(Fate::Unknown),
            ExprKind::IndexExpr { .. } => harmless,
            // Slicing a slice or an array gives a reference.
            ExprKind::SliceExpr { x: operand, .. } if *operand == x => on(false),
            ExprKind::SliceExpr { .. } => harmless,
            ExprKind::Operation {
                op: Operator::And,
                y: None,
                ..
            } => on(false),
            ExprKind::Operation {
                op: Operator::Mul,
                y: None,
                ..
            } => on(true),
            ExprKind::Operation { .. } => harmless,
            ExprKind::CallExpr(_) if self.is_go_call(outer) => Step::End(Fate::Goroutine),
            ExprKind::CallExpr(call) => {
                if call.fun == x {
                    // `x.method(…)`: the receiver.
                    return Step::End(Fate::Argument {
                        call: outer,
                        index: -1,
                    });
                }
                let index = call.args.iter().position(|&a| a == x);
                match index {
                    Some(i) => Step::End(Fate::Argument {
                        call: outer,
                        index: i as i32,
                    }),
                    None => Step::End(Fate::Unknown),
                }
            }
            ExprKind::CompositeLit(_) | ExprKind::KeyValueExpr { .. } => match place {
                true => harmless,
                false => Step::End(Fate::Stored(self.ast.string_of(outer))),
            },
            ExprKind::TypeSwitchGuard { .. } | ExprKind::AssertExpr { .. } => {
                Step::End(Fate::Unknown)
            }
            _ => Step::End(Fate::Unknown),
        }
    }

    /// Where a use ends in a statement.
    fn end(&self, x: ExprId, stmt: StmtId, name: ExprId, place: bool) -> Fate {
        match &self.ast[stmt].kind {
            StmtKind::ReturnStmt { .. } if place => Fate::Harmless,
            StmtKind::ReturnStmt { .. } => Fate::Returned,
            StmtKind::SendStmt { value, .. } if *value == x && !place => Fate::Sent,
            StmtKind::AssignStmt(assign) => {
                let lhs = self.ast.unpack_list(&Some(assign.lhs));
                if lhs.iter().any(|&l| self.ast.unparen(l) == name) {
                    return Fate::Replaced;
                }
                let on_left = lhs.contains(&x) || assign.lhs == x;
                if on_left || place {
                    return Fate::Harmless;
                }
                self.assigned(&lhs, name)
            }
            StmtKind::CallStmt {
                tok: CallKind::Go, ..
            } => Fate::Goroutine,
            StmtKind::BranchStmt(b) if b.tok == BranchKind::Fallthrough => Fate::Harmless,
            StmtKind::RangeClause(r) => {
                let given = |l: ExprId| l == x || self.ast.unpack_list(&Some(l)).contains(&x);
                match r.lhs.is_some_and(given) {
                    true => Fate::Unknown,
                    false => Fate::Harmless,
                }
            }
            StmtKind::IfStmt(_)
            | StmtKind::SwitchStmt(_)
            | StmtKind::CaseClause(_)
            | StmtKind::ExprStmt(_)
            | StmtKind::ForStmt(_)
            | StmtKind::SendStmt { .. } => Fate::Harmless,
            _ => Fate::Unknown,
        }
    }

    fn assigned(&self, lhs: &[ExprId], name: ExprId) -> Fate {
        let own = self.info.object_of(name);
        match lhs {
            [l] => match self.ast.name(*l) {
                Some(n) if &**n == "_" => Fate::Harmless,
                // Of the same name, and declared here, it would be another variable.
                Some(_) if self.info.object_of(*l) == own => Fate::Same,
                Some(_) => Fate::Alias(*l),
                None if self.is_field_of(*l, own) => Fate::Harmless,
                None => Fate::Stored(self.ast.string_of(*l)),
            },
            _ => Fate::Unknown,
        }
    }

    /// Whether a place is a field of the object itself: what is stored there goes with it.
    fn is_field_of(&self, place: ExprId, own: Option<ObjId>) -> bool {
        let ExprKind::SelectorExpr { x, .. } = *self.ast.kind(self.ast.unparen(place)) else {
            return false;
        };
        let selection = self.info.selections.get(&self.ast.unparen(place));
        let direct =
            selection.is_some_and(|s| s.kind == SelectionKind::FieldVal && s.index.len() == 1);
        let named = self.ast.name(self.ast.unparen(x)).is_some();
        direct && named && own.is_some() && self.info.object_of(self.ast.unparen(x)) == own
    }

    /// What becomes of the result of a call that may be a reference to its argument.
    pub fn result_fate(&self, call: ExprId, name: ExprId) -> Fate {
        // What `go` and `defer` run gives its results to nobody.
        if let Some(Node::Stmt(s)) = self.parent(call)
            && matches!(self.ast[s].kind, StmtKind::CallStmt { .. })
        {
            return Fate::Harmless;
        }
        match self.follow(call, name, false) {
            // The name on the left is the variable itself: `b = append(b, …)`.
            Fate::Replaced => Fate::Same,
            fate => fate,
        }
    }
}

enum Step {
    On { is_place: bool },
    End(Fate),
}

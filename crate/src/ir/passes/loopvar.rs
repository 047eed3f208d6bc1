//! Gives each turn of a loop variables of its own, where that can be noticed (cmd/compile/internal/loopvar).
//!
//! Since Go 1.22, `for` loops that declare variables declare them anew in each turn. Only where a literal captures such a variable, or its address is taken,
//! does the loop have to be rewritten; and not where that happens in a `return`, which ends the loop.

use crate::ir::expr::outer_value;
use crate::ir::{
    Class, Defn, FuncId, If, Kind, NameId, NodeId, Nodes, Op, Program, SymId, Tys, XPos,
};
use crate::types::TypeId;
use crate::types::constant::Value;
use rustc_hash::FxHashMap as HashMap;

/// Rewrites the loops of a function. Literals in it are functions of their own.
pub fn for_capture(prog: &mut Program, tys: &Tys, func: FuncId) {
    let mut scan = Scan {
        prog,
        tys,
        func,
        labels: 0,
        decls: HashMap::default(),
        leaked: HashMap::default(),
        loop_depth: 0,
        return_depth: 0,
        changed: false,
        waiting: Vec::new(),
    };
    for n in scan.prog.func(func).body.clone() {
        scan.node(n);
    }
    if scan.changed {
        let decls = std::mem::take(&mut scan.decls);
        move_decls(prog, func, decls);
    }
}

struct Scan<'a> {
    prog: &'a mut Program,
    tys: &'a Tys,
    func: FuncId,
    /// Number of loops whose `continue` became a `goto`.
    labels: u32,
    /// For each rewritten variable the assignment that declares it now.
    decls: HashMap<NameId, NodeId>,
    /// The variables of loops, and whether a capture or an address was seen.
    leaked: HashMap<NameId, bool>,
    loop_depth: u32,
    /// The loop depth at the `return` around the current node; 0 outside of one.
    return_depth: u32,
    changed: bool,
    /// The children that wait to be looked at, of all nodes that the scan is in.
    waiting: Vec<NodeId>,
}

impl Scan<'_> {
    fn children(&mut self, n: NodeId) {
        let (start, waiting) = (self.waiting.len(), &mut self.waiting);
        self.prog.for_children(n, &mut |child| waiting.push(child));
        for i in start..self.waiting.len() {
            self.node(self.waiting[i]);
        }
        self.waiting.truncate(start);
    }

    /// Looks at a tree, then rewrites the loop that it is.
    fn node(&mut self, n: NodeId) {
        match &self.prog.node(n).kind {
            &Kind::Closure { func, .. } if self.return_depth < self.loop_depth => {
                for cv in self.prog.func(func).closure_vars.clone() {
                    let name = self.prog.canonical(cv);
                    self.leaks(name);
                }
            }
            &Kind::Addr { x } if self.return_depth < self.loop_depth => {
                let name = self.prog.as_name(outer_value(self.prog, self.tys, x));
                if let Some(name) = name
                    && !matches!(self.prog.name(name).class, Class::Extern | Class::Func)
                {
                    self.leaks(name);
                }
            }
            Kind::Return { .. } => {
                let saved = std::mem::replace(&mut self.return_depth, self.loop_depth);
                self.children(n);
                self.return_depth = saved;
                return;
            }
            Kind::Range(r) if r.def && r.distinct_vars => return self.range(n),
            Kind::For(l) if l.distinct_vars => return self.for_loop(n),
            _ => {}
        }
        if let Kind::Range(r) = &mut self.prog.node_mut(n).kind {
            r.distinct_vars = false;
        }
        self.children(n);
    }

    fn leaks(&mut self, name: NameId) {
        if let Some(leaked) = self.leaked.get_mut(&name) {
            *leaked = true;
        }
    }

    fn candidate(&mut self, n: Option<NodeId>) {
        if let Some(name) = n.and_then(|n| self.prog.as_name(n))
            && !self.prog.is_blank_sym(self.prog.name(name).sym)
        {
            self.leaked.insert(name, false);
        }
    }

    fn leaked_name(&self, n: NodeId) -> Option<NameId> {
        let name = self.prog.as_name(n)?;
        (self.leaked.get(&name) == Some(&true)).then_some(name)
    }

    fn body(&mut self, n: NodeId) {
        self.loop_depth += 1;
        self.children(n);
        self.loop_depth -= 1;
    }

    // ---- for range ----

    fn range(&mut self, n: NodeId) {
        let Kind::Range(r) = &self.prog.node(n).kind else {
            return;
        };
        let (key, value) = (r.key, r.value);
        self.candidate(key);
        self.candidate(value);
        self.body(n);
        let key = key.map(|x| self.own_variable(n, x));
        let value = value.map(|x| self.own_variable(n, x));
        if let Kind::Range(r) = &mut self.prog.node_mut(n).kind {
            (r.key, r.value) = (key, value);
            r.distinct_vars = false;
        }
    }

    /// If `x` leaks: the loop assigns to a temporary, and its body starts with `x := tmp`.
    fn own_variable(&mut self, range: NodeId, x: NodeId) -> NodeId {
        let Some(name) = self.leaked_name(x) else {
            return x;
        };
        self.changed = true;
        let pos = self.prog.node(range).pos;
        let tmp = self.temp_like(name);
        let tmp = self.prog.name(tmp).node;
        let assign = self.define(pos, x, tmp);
        if let Kind::Range(r) = &mut self.prog.node_mut(range).kind {
            r.body.insert(0, assign);
        }
        self.decls.insert(name, assign);
        tmp
    }

    /// A temporary of a variable's type. Temporaries stand where the function does, not where their loop is.
    fn temp_like(&mut self, name: NameId) -> NameId {
        let at = self.prog.func(self.func).pos;
        let typ = self.prog.name(name).typ;
        self.prog.temp_at(self.func, at, typ)
    }

    fn define(&mut self, pos: XPos, x: NodeId, y: NodeId) -> NodeId {
        let kind = Kind::Assign {
            x,
            def: true,
            y: Some(y),
        };
        self.prog.stmt(pos, Op::As, kind)
    }

    // ---- for with a clause ----

    /// The variables that a loop's first statement declares, as slots to change.
    fn init_vars(&self, n: NodeId) -> Vec<(NodeId, usize, NodeId)> {
        let mut vars = Vec::new();
        for &stmt in &self.prog.node(n).init {
            match &self.prog.node(stmt).kind {
                Kind::AssignList { lhs, def: true, .. } => {
                    vars.extend(lhs.iter().enumerate().map(|(i, &x)| (stmt, i, x)));
                }
                Kind::Assign { x, def: true, .. } => vars.push((stmt, 0, *x)),
                _ => {}
            }
        }
        vars
    }

    fn for_loop(&mut self, n: NodeId) {
        let vars = self.init_vars(n);
        for &(_, _, x) in &vars {
            self.candidate(Some(x));
        }
        self.body(n);
        let leaked: Vec<_> = vars
            .into_iter()
            .filter_map(|(stmt, i, x)| Some((stmt, i, x, self.leaked_name(x)?)))
            .collect();
        if !leaked.is_empty() {
            self.changed = true;
            self.rewrite_for(n, &leaked);
        }
        if let Kind::For(l) = &mut self.prog.node_mut(n).kind {
            l.distinct_vars = false;
        }
    }

    /// Turns `for z := init; cond; post { body }` into
    /// `for z', first := init, true; ; { z := z'; if first { first = false } else { post }; if !cond { break }; body; next: z' = z }`.
    fn rewrite_for(&mut self, n: NodeId, leaked: &[(NodeId, usize, NodeId, NameId)]) {
        let pos = self.prog.node(n).pos;
        let Kind::For(l) = &self.prog.node(n).kind else {
            return;
        };
        let (cond, post, old_body, label) = (l.cond, l.post, l.body.clone(), l.label);
        let (mut body, mut last) = (Nodes::new(), Nodes::new());
        let mut carried = Vec::new();
        for &(stmt, i, z, name) in leaked {
            let tmp = self.temp_like(name);
            let tmp = self.prog.name(tmp).node;
            let assign = self.define(pos, z, tmp);
            self.prog.name_mut(name).defn = Defn::Stmt(assign);
            body.push(assign);
            self.decls.insert(name, assign);
            last.push(self.prog.new_assign(pos, tmp, Some(z)));
            carried.push((stmt, i, tmp));
        }
        self.labels += 1;
        let text = format!(".3clNext_{}", self.labels);
        let next = self.prog.lookup(self.prog.local, &text);
        let next_stmt = self.prog.stmt(pos, Op::Label, Kind::Label { label: next });
        for &stmt in &old_body {
            self.edit_continues(stmt, 0, label, next);
        }
        for (stmt, i, tmp) in carried {
            match &mut self.prog.node_mut(stmt).kind {
                Kind::Assign { x, .. } => *x = tmp,
                Kind::AssignList { lhs, .. } => lhs[i] = tmp,
                _ => {}
            }
        }
        let mut first_decl = None;
        if let Some(post) = post {
            let (decl, stmt) = self.post_unless_first(pos, post);
            first_decl = Some(decl);
            body.push(stmt);
        }
        if let Some(cond) = cond {
            body.push(self.break_unless(pos, cond));
        }
        self.prog.node_mut(n).init.extend(first_decl);
        body.extend(old_body);
        body.push(next_stmt);
        body.extend(last);
        if let Kind::For(l) = &mut self.prog.node_mut(n).kind {
            l.body = body;
            (l.cond, l.post) = (None, None);
        }
    }

    fn if_stmt(&mut self, pos: XPos, cond: NodeId, body: Nodes, els: Nodes) -> NodeId {
        let kind = Kind::If(Box::new(If { cond, body, els }));
        self.prog.stmt(pos, Op::If, kind)
    }

    /// `first = true` for the loop's start, and `if first { first = false } else { post }`.
    fn post_unless_first(&mut self, pos: XPos, post: NodeId) -> (NodeId, NodeId) {
        let at = self.prog.func(self.func).pos;
        let first = self.prog.temp_at(self.func, at, TypeId::BOOL);
        let x = self.prog.name(first).node;
        let yes = self.prog.new_lit(at, TypeId::BOOL, Value::Bool(true));
        let start = self.prog.new_assign(pos, x, Some(yes));
        let no = self.prog.new_lit(at, TypeId::BOOL, Value::Bool(false));
        let clear = self.prog.new_assign(pos, x, Some(no));
        let stmt = self.if_stmt(pos, x, vec![clear], vec![post]);
        let decl = self.prog.new_decl(at, first);
        self.prog.node_mut(stmt).init.push(decl);
        (start, stmt)
    }

    /// `if !cond { break }`
    fn break_unless(&mut self, pos: XPos, cond: NodeId) -> NodeId {
        let node = self.prog.node(cond);
        let (at, typ) = (node.pos, node.typ.unwrap_or(TypeId::BOOL));
        let not = self.prog.new_unary(at, Op::Not, typ, cond);
        let brk = self.prog.stmt(pos, Op::Break, Kind::Branch { label: None });
        self.if_stmt(pos, not, vec![brk], Nodes::new())
    }

    /// Lets each `continue` of the loop go to the end of its body instead.
    fn edit_continues(&mut self, n: NodeId, depth: u32, label: Option<SymId>, next: SymId) {
        let inner = match &self.prog.node(n).kind {
            Kind::Branch { label: target } => {
                let ours =
                    (depth == 0 && target.is_none()) || (label.is_some() && *target == label);
                if self.prog.op(n) == Op::Continue && ours {
                    let node = self.prog.node_mut(n);
                    node.op = Op::Goto;
                    node.kind = Kind::Branch { label: Some(next) };
                }
                return;
            }
            Kind::Range(_) | Kind::For(_) => depth + 1,
            _ => depth,
        };
        let mut children = Vec::new();
        self.prog.for_children(n, &mut |child| children.push(child));
        for child in children {
            self.edit_continues(child, inner, label, next);
        }
    }
}

/// Moves the declarations of rewritten variables to the assignments that declare them now.
fn move_decls(prog: &mut Program, func: FuncId, decls: HashMap<NameId, NodeId>) {
    let mut nodes = Vec::new();
    prog.visit_func(func, &mut |n| nodes.push(n));
    let mut moved = Vec::new();
    let mut body = std::mem::take(&mut prog.func_mut(func).body);
    take_decls(prog, &mut body, &decls, &mut moved);
    prog.func_mut(func).body = body;
    for n in nodes {
        let mut lists = take_lists(prog, n);
        for list in &mut lists {
            take_decls(prog, list, &decls, &mut moved);
        }
        put_lists(prog, n, lists);
    }
    for (assign, decl) in moved {
        prog.node_mut(assign).init.insert(0, decl);
    }
}

fn take_decls(
    prog: &Program,
    list: &mut Nodes,
    decls: &HashMap<NameId, NodeId>,
    moved: &mut Vec<(NodeId, NodeId)>,
) {
    list.retain(|&n| match prog.node(n).kind {
        Kind::Decl { x } => match decls.get(&x) {
            Some(&assign) => {
                moved.push((assign, n));
                false
            }
            None => true,
        },
        _ => true,
    });
}

/// The lists of statements that a node holds.
fn take_lists(prog: &mut Program, n: NodeId) -> Vec<Nodes> {
    let node = prog.node_mut(n);
    let mut lists = vec![std::mem::take(&mut node.init)];
    for list in stmt_lists(&mut node.kind) {
        lists.push(std::mem::take(list));
    }
    lists
}

fn put_lists(prog: &mut Program, n: NodeId, lists: Vec<Nodes>) {
    let node = prog.node_mut(n);
    let mut lists = lists.into_iter();
    node.init = lists.next().unwrap_or_default();
    for (list, old) in stmt_lists(&mut node.kind).into_iter().zip(lists) {
        *list = old;
    }
}

fn stmt_lists(kind: &mut Kind) -> Vec<&mut Nodes> {
    match kind {
        Kind::InlinedCall { body, .. } | Kind::Comm { body, .. } => vec![body],
        Kind::Case(case) => vec![&mut case.body],
        Kind::Block { list } => vec![list],
        Kind::For(l) => vec![&mut l.body],
        Kind::Range(r) => vec![&mut r.body],
        Kind::If(s) => vec![&mut s.body, &mut s.els],
        _ => Vec::new(),
    }
}

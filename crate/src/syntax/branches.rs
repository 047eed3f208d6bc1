//! Labels and the statements that jump: `break`, `continue`, `goto`, `fallthrough`
//! (cmd/compile/internal/syntax/branches.go; the Go specification, "Labeled statements" and following).

use super::SyntaxError;
use super::nodes::*;
use crate::text::InOrder;
use crate::text::{Place, Pos, SourceMap};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// Checks a function's body (functions inside it are checked on their own) and writes down where each branch leads.
pub fn check(ast: &mut Ast, map: &SourceMap, body: StmtId) -> Vec<SyntaxError> {
    if !has_labels_or_branches(ast, body) {
        return Vec::new();
    }
    let mut checker = Checker {
        ast,
        map,
        labels: Vec::new(),
        by_name: HashMap::default(),
        blocks: Vec::new(),
        targets: Vec::new(),
        errors: Vec::new(),
    };
    checker.body(body);
    let Checker {
        targets, errors, ..
    } = checker;
    for (branch, target) in targets {
        if let StmtKind::BranchStmt(b) = &mut ast[branch].kind {
            b.target = Some(target);
        }
    }
    errors
}

fn has_labels_or_branches(ast: &Ast, body: StmtId) -> bool {
    let mut found = false;
    ast.inspect(body, |node| {
        if let Node::Stmt(s) = node {
            let kind = &ast[s].kind;
            found |= matches!(kind, StmtKind::BranchStmt(_) | StmtKind::LabeledStmt { .. });
        }
        !found && matches!(node, Node::Stmt(_))
    });
    found
}

struct Label {
    /// The block that it stands in.
    block: BlockId,
    /// The labelled statement.
    stmt: StmtId,
    used: bool,
}

type BlockId = usize;

struct Block {
    parent: Option<BlockId>,
    start: Pos,
    /// The labelled statement that the block is (part of) the body of.
    labeled: Option<StmtId>,
}

/// What encloses a statement.
#[derive(Clone, Copy, Default)]
struct Context {
    /// The innermost `for`, `switch` or `select`.
    breaks: Option<StmtId>,
    /// The innermost `for`.
    continues: Option<StmtId>,
    /// Which clause of the `switch` this statement list is, if it is one.
    case: Option<usize>,
}

struct Checker<'a> {
    ast: &'a Ast,
    map: &'a SourceMap,
    labels: Vec<Label>,
    by_name: HashMap<Rc<str>, usize>,
    blocks: Vec<Block>,
    /// Branches and where they lead.
    targets: Vec<(StmtId, StmtId)>,
    errors: Vec<SyntaxError>,
}

/// `goto`s whose label did not come yet, by label; each with a number that tells their order.
type Forward = HashMap<Rc<str>, Vec<(usize, StmtId)>>;

/// A statement list while it is checked.
struct List {
    block: BlockId,
    context: Context,
    forward: Forward,
    /// The number of the next `goto`.
    next: usize,
    /// The last variable declaration. Open `goto`s with a number below the third part stand before it.
    variable: Option<(Pos, ExprId, usize)>,
}

impl Checker<'_> {
    fn error(&mut self, pos: Pos, msg: String) {
        self.errors.push(SyntaxError {
            pos,
            msg: msg.into(),
        });
    }

    fn body(&mut self, body: StmtId) {
        let list = self.ast.block(body);
        let forward = self.list(None, Context::default(), None, self.ast[body].pos, list);
        for goto in in_order(forward) {
            let Some(label) = self.label_of(goto) else {
                continue;
            };
            let (name, pos) = (self.ast.name_str(label), self.ast[label].pos);
            let msg = match self.by_name.get(name) {
                Some(&known) => {
                    self.labels[known].used = true;
                    let block = self.blocks[self.labels[known].block].start;
                    let start = full_place(self.map, block);
                    format!("goto {name} jumps into block starting at {start}")
                }
                None => format!("label {name} not defined"),
            };
            self.error(pos, msg);
        }
        for i in 0..self.labels.len() {
            if let (false, StmtKind::LabeledStmt { label, .. }) =
                (self.labels[i].used, &self.ast[self.labels[i].stmt].kind)
            {
                let (name, pos) = (self.ast.name_str(*label), self.ast[*label].pos);
                self.error(pos, format!("label {name} defined and not used"));
            }
        }
    }

    fn label_of(&self, branch: StmtId) -> Option<ExprId> {
        match &self.ast[branch].kind {
            StmtKind::BranchStmt(b) => b.label,
            _ => None,
        }
    }

    /// Checks one statement list; gives the `goto`s that are still open.
    fn list(
        &mut self,
        parent: Option<BlockId>,
        context: Context,
        labeled: Option<StmtId>,
        start: Pos,
        stmts: &[StmtId],
    ) -> Forward {
        self.blocks.push(Block {
            parent,
            start,
            labeled,
        });
        let mut list = List {
            block: self.blocks.len() - 1,
            context,
            forward: Forward::default(),
            next: 0,
            variable: None,
        };
        // A fallthrough is the last statement even if empty ones follow.
        let is_empty = |&s: &StmtId| matches!(self.ast[s].kind, StmtKind::EmptyStmt);
        let count = stmts
            .iter()
            .rposition(|s| !is_empty(s))
            .map_or(0, |i| i + 1);
        for (i, &stmt) in stmts[..count].iter().enumerate() {
            self.stmt(&mut list, stmt, i + 1 == count);
        }
        list.forward
    }

    fn stmt(&mut self, list: &mut List, mut stmt: StmtId, last: bool) {
        let ast = self.ast;
        let mut labeled = None;
        while let StmtKind::LabeledStmt { label, stmt: inner } = ast[stmt].kind {
            let name = ast.name_str(label);
            if name != "_" {
                self.declare(list, stmt, label);
                labeled = Some(stmt);
            }
            stmt = inner;
        }
        let pos = ast[stmt].pos;
        let plain = Context {
            case: None,
            ..list.context
        };
        match &ast[stmt].kind {
            StmtKind::DeclStmt(decls) => {
                let first = decls.iter().find_map(|&d| match &ast[d].kind {
                    DeclKind::Var(v) => Some((ast[d].pos, v.names[0])),
                    _ => None,
                });
                if let Some((pos, name)) = first {
                    list.declare_variable(pos, name);
                }
            }
            StmtKind::AssignStmt(a) if a.op == Some(super::Operator::Def) => {
                list.declare_variable(pos, a.lhs);
            }
            StmtKind::BranchStmt(b) => match b.label {
                None => self.branch(list, stmt, b.tok, last),
                Some(label) => self.labeled_branch(list, stmt, b.tok, label),
            },
            StmtKind::BlockStmt(b) => self.inner(list, plain, labeled, pos, &b.list),
            StmtKind::IfStmt(s) => {
                self.inner(list, plain, labeled, ast[s.then].pos, ast.block(s.then));
                if let Some(els) = s.els {
                    self.inner(list, plain, labeled, ast[els].pos, &[els]);
                }
            }
            StmtKind::ForStmt(s) => {
                let context = Context {
                    breaks: Some(stmt),
                    continues: Some(stmt),
                    case: None,
                };
                self.inner(list, context, labeled, ast[s.body].pos, ast.block(s.body));
            }
            StmtKind::SwitchStmt(s) => self.clauses(list, stmt, labeled, &s.body, true),
            StmtKind::SelectStmt(s) => self.clauses(list, stmt, labeled, &s.body, false),
            _ => {}
        }
    }

    fn clauses(
        &mut self,
        list: &mut List,
        stmt: StmtId,
        labeled: Option<StmtId>,
        clauses: &[StmtId],
        is_switch: bool,
    ) {
        for (i, &clause) in clauses.iter().enumerate() {
            let context = Context {
                breaks: Some(stmt),
                case: is_switch.then_some(i),
                ..list.context
            };
            let body = match &self.ast[clause].kind {
                StmtKind::CaseClause(c) => &c.body,
                StmtKind::CommClause(c) => &c.body,
                _ => continue,
            };
            self.inner(list, context, labeled, self.ast[clause].pos, body);
        }
    }

    fn inner(
        &mut self,
        list: &mut List,
        context: Context,
        labeled: Option<StmtId>,
        start: Pos,
        stmts: &[StmtId],
    ) {
        let open = self.list(Some(list.block), context, labeled, start, stmts);
        for goto in in_order(open) {
            self.wait(list, goto);
        }
    }

    /// Declares a label and resolves the `goto`s that waited for it.
    fn declare(&mut self, list: &mut List, stmt: StmtId, label: ExprId) {
        let ast = self.ast;
        let Some(name) = ast.name(label) else { return };
        let known = self.by_name.get(name).copied();
        let index = known.unwrap_or(self.labels.len());
        if let Some(known) = known {
            if let StmtKind::LabeledStmt { label: first, .. } = ast[self.labels[known].stmt].kind {
                let at = full_place(self.map, ast[first].pos);
                let msg = format!("label {name} already defined at {at}");
                self.error(ast[label].pos, msg);
            }
        } else {
            self.by_name.insert(name.clone(), index);
            self.labels.push(Label {
                block: list.block,
                stmt,
                used: false,
            });
        }
        for (number, goto) in list.forward.remove(name).unwrap_or_default() {
            self.targets.push((goto, stmt));
            self.labels[index].used = true;
            if let Some((at, variable, before)) = list.variable
                && number < before
                && let Some(label) = self.label_of(goto)
            {
                let (variable, at) = (ast.string_of(variable), full_place(self.map, at));
                let msg = format!("goto {name} jumps over declaration of {variable} at {at}");
                self.error(ast[label].pos, msg);
            }
        }
    }

    /// Lets a `goto` wait for its label.
    fn wait(&self, list: &mut List, goto: StmtId) {
        if let Some(name) = self.label_of(goto).and_then(|label| self.ast.name(label)) {
            let waiting = list.forward.entry(name.clone()).or_default();
            waiting.push((list.next, goto));
            list.next += 1;
        }
    }

    /// `break`, `continue` and `fallthrough` without a label.
    fn branch(&mut self, list: &mut List, stmt: StmtId, tok: BranchKind, last: bool) {
        let pos = self.ast[stmt].pos;
        let context = list.context;
        let error = match tok {
            BranchKind::Break => match context.breaks {
                Some(target) => return self.targets.push((stmt, target)),
                None => "break is not in a loop, switch, or select",
            },
            BranchKind::Continue => match context.continues {
                Some(target) => return self.targets.push((stmt, target)),
                None => "continue is not in a loop",
            },
            BranchKind::Goto => return, // always has a label
            BranchKind::Fallthrough => match self.fallthrough(context, last) {
                Some(error) => error,
                None => return,
            },
        };
        self.error(pos, error.into());
    }

    fn fallthrough(&self, context: Context, last: bool) -> Option<&'static str> {
        const MISPLACED: Option<&str> = Some("fallthrough statement out of place");
        let Some(StmtKind::SwitchStmt(s)) = context.breaks.map(|s| &self.ast[s].kind) else {
            return MISPLACED;
        };
        let guard = s.tag.map(|tag| self.ast.kind(tag));
        match context.case {
            _ if matches!(guard, Some(ExprKind::TypeSwitchGuard { .. })) => {
                Some("cannot fallthrough in type switch")
            }
            Some(case) if last && case + 1 == s.body.len() => {
                Some("cannot fallthrough final case in switch")
            }
            Some(_) if last => None,
            _ => MISPLACED,
        }
    }

    fn labeled_branch(&mut self, list: &mut List, stmt: StmtId, tok: BranchKind, label: ExprId) {
        let ast = self.ast;
        let (name, pos) = (ast.name_str(label), ast[label].pos);
        let known = self.by_name.get(name).copied();
        if let Some(known) = known {
            self.labels[known].used = true; // even if it is no valid target
        }
        let word = match tok {
            BranchKind::Break => "break",
            BranchKind::Continue => "continue",
            BranchKind::Fallthrough => return, // never has a label
            BranchKind::Goto => {
                let target = known
                    .map(|k| &self.labels[k])
                    .filter(|label| self.enclosing(list.block).any(|block| block == label.block));
                match target.map(|label| label.stmt) {
                    Some(target) => self.targets.push((stmt, target)),
                    None => self.wait(list, stmt),
                }
                return;
            }
        };
        let Some(labeled) = known.map(|k| self.labels[k].stmt) else {
            return self.error(pos, format!("{word} label not defined: {name}"));
        };
        let encloses = self
            .enclosing(list.block)
            .any(|block| self.blocks[block].labeled == Some(labeled));
        let target = match ast[labeled].kind {
            StmtKind::LabeledStmt { stmt, .. } if encloses => stmt,
            _ => labeled,
        };
        let fits = match ast[target].kind {
            StmtKind::ForStmt(_) => true,
            StmtKind::SwitchStmt(_) | StmtKind::SelectStmt(_) => tok == BranchKind::Break,
            _ => false,
        };
        match fits {
            true => self.targets.push((stmt, target)),
            false => self.error(pos, format!("invalid {word} label {name}")),
        }
    }

    /// The block and those around it, from the inside out.
    fn enclosing(&self, block: BlockId) -> impl Iterator<Item = BlockId> + '_ {
        std::iter::successors(Some(block), |&b| self.blocks[b].parent)
    }
}

impl List {
    /// Any `goto` that is still open jumps over this variable if its label comes later in this very list.
    fn declare_variable(&mut self, pos: Pos, name: ExprId) {
        self.variable = Some((pos, name, self.next));
    }
}

/// All `goto`s that wait, in the order in which they came.
fn in_order(forward: Forward) -> Vec<StmtId> {
    let mut all: Vec<(usize, StmtId)> = forward.into_values().flatten().collect();
    all.order();
    all.into_iter().map(|(_, goto)| goto).collect()
}

/// A position inside a message (syntax.Pos.String): as directives tell it, and in brackets the real one if that is another.
fn full_place(map: &SourceMap, pos: Pos) -> String {
    let show = |p: &Place| match (p.line1, p.col1) {
        (line, 0) => format!("{}:{line}", p.file),
        (line, col) => format!("{}:{line}:{col}", p.file),
    };
    let told = map.place(pos).map(|p| show(&p)).unwrap_or_default();
    let real = map.line_col(pos).map(|(file, line1, col1)| {
        let file = map.name(file).clone();
        show(&Place { file, line1, col1 })
    });
    match real {
        Some(real) if real != told => format!("{told}[{real}]"),
        _ => told,
    }
}

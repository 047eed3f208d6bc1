//! What a change can be made to: gathered from the trees and types of each package of an input, in places of the input.

mod calls;
mod statements;

use super::values::{Value, value_of};
use crate::advise::Context;
use crate::advise::ask::Callee;
use crate::analysis::Analysis;
use crate::syntax::{
    DeclId, DeclKind, ExprId, ExprKind, FuncDecl, Node, Operator, PragmaFlag, StmtId, StmtKind,
};
use crate::text::Pos;
use crate::types::object::{BuiltinId, ObjKind};
use crate::types::{ObjId, SelectionKind, Type, TypeId};
use crate::wire::{Edit, Place, Report, Span};
use std::collections::BTreeMap;
use std::rc::Rc;

/// Stands for a type in the text of an edit until it is known.
pub const TYPE: &str = "\u{0}";

/// What was found in all packages. A package that is analysed twice, with its tests and without, has everything once.
#[derive(Default)]
pub struct Subjects {
    /// Slices that are made with a size that is not constant, by the start of `make`.
    pub makes: BTreeMap<Place, Make>,
    /// Variables and parameters of an interface type, by their declared name.
    pub variables: BTreeMap<Place, Variable>,
    /// What is put into variables, by their declared name.
    pub values: BTreeMap<Place, Vec<Value>>,
    /// Conversions of a value of a concrete type to an interface type.
    pub conversions: BTreeMap<Place, Conversion>,
    /// Declared functions by their name.
    pub functions: BTreeMap<Place, Function>,
    /// The functions in statements that print, and what comes in their place.
    pub prints: BTreeMap<Place, Edit>,
    /// Files by their start.
    pub files: BTreeMap<Place, File>,
    /// For names of local variables: what makes them used.
    pub locals: BTreeMap<Place, Edit>,
}

/// A `make` of a slice.
pub struct Make {
    /// All of it.
    pub span: Span,
    /// As it is written.
    pub name: String,
    /// The sizes that are replaced by one.
    pub sizes: Edit,
    /// The constant length: no capacity is smaller.
    pub least: u32,
}

/// A variable or parameter.
pub struct Variable {
    /// Its name.
    pub name: String,
    /// Its name in the declaration.
    pub span: Span,
    /// Those that share its type in the text, itself among them.
    pub together: Vec<Place>,
    /// The edits that give it another type: [`TYPE`].
    pub edits: Vec<Edit>,
    /// The start of its file.
    pub file: Place,
    /// The calls of its methods.
    pub calls: Vec<Span>,
    /// The expressions that are put into it.
    pub given: Vec<Span>,
}

/// A conversion to an interface type.
pub struct Conversion {
    /// All of it.
    pub span: Span,
    /// What is converted, as it is written, and its type.
    pub name: String,
    /// The type of what is converted.
    pub typ: String,
    /// Takes the type away.
    pub edit: Edit,
}

/// A declared function.
pub struct Function {
    /// The compiler's name.
    pub name: String,
    /// Its name in the declaration.
    pub span: Span,
    /// Whether the compiler can inline it.
    pub can_inline: bool,
    /// Puts the directive in front of it.
    pub put: Edit,
    /// Takes the directive away, where it is there.
    pub take: Option<Edit>,
}

/// A file.
#[derive(Clone)]
pub struct File {
    /// The import path of its package.
    pub package: Rc<str>,
    /// Import paths, and the names that stand for them; nothing for `_` and `.`.
    pub imports: Vec<(String, Option<String>)>,
    /// Edits that turn each import into one that nothing has to use.
    pub blank: Vec<Edit>,
    /// Where further imports can stand.
    pub behind_package: Place,
}

impl Subjects {
    /// Gathers what one package has.
    pub fn look(&mut self, analysis: &Analysis, report: &Report, starts: Option<&[u32]>) {
        let context = Context::new(analysis, report);
        let mut look = Look {
            c: &context,
            starts,
            all: self,
        };
        look.files();
        look.functions();
        look.variables();
        look.calls();
        look.statements();
    }
}

struct Look<'a> {
    c: &'a Context<'a>,
    starts: Option<&'a [u32]>,
    all: &'a mut Subjects,
}

impl Look<'_> {
    /// A place by file and byte.
    fn place(&self, file: u32, byte: u32) -> Place {
        let at = match self.c.utf16.get(file as usize) {
            Some(utf16) => utf16.offset(byte),
            None => 0,
        };
        match self.starts {
            Some(starts) => Place {
                file: 0,
                at: at + starts.get(file as usize).copied().unwrap_or(0),
            },
            None => Place { file, at },
        }
    }

    fn edit(&self, file: u32, range: std::ops::Range<u32>, insert: impl Into<String>) -> Edit {
        let from = self.place(file, range.start);
        Edit {
            file: from.file,
            from: from.at,
            to: self.place(file, range.end).at,
            insert: insert.into(),
        }
    }

    /// The file of the package in which a node stands.
    fn file_of(&self, x: ExprId) -> u32 {
        self.c.offset(self.c.analysis.ast[x].pos).0
    }

    fn span(&self, x: ExprId) -> Option<Span> {
        let span = self.c.places.expr_span(x)?;
        let base = self.starts.map(|s| s.get(span.file as usize).copied());
        Some(match base {
            None => span,
            Some(base) => Span {
                file: 0,
                from: span.from + base.unwrap_or(0),
                to: span.to + base.unwrap_or(0),
                ..span
            },
        })
    }

    fn start(&self, x: ExprId) -> Place {
        self.place(self.file_of(x), self.c.range_of(x).start)
    }

    /// Where an object of this input is declared.
    fn declared(&self, obj: ObjId) -> Option<Place> {
        let pos = self.c.types.borrow()[obj].pos;
        let (file, byte) = self.c.analysis.map.offset(pos)?;
        let own = (file.0 as usize) < self.c.analysis.request.files.len();
        own.then(|| self.place(file.0, byte))
    }

    fn is_interface(&self, t: TypeId) -> bool {
        matches!(self.c.under(t), Type::Interface(_)) && !self.is_type_param(t)
    }

    fn is_type_param(&self, t: TypeId) -> bool {
        let types = self.c.types.borrow();
        matches!(types[types.unalias(t)], Type::TypeParam(_))
    }

    fn files(&mut self) {
        let ast = &self.c.analysis.ast;
        for node in ast.file_nodes() {
            let file = ast[node].file.0;
            let specs = self.c.imports(node);
            let start = self.c.range_of(ast[node].pkg_name).end;
            let blank = specs.iter().map(|s| {
                let from = self.c.range_of(s.start).start;
                let to = self.c.range_of(s.literal).start;
                self.edit(file, from..to, "_ ")
            });
            let blank = blank.collect();
            let types = self.c.types.borrow();
            let name_of = |path: &str| {
                let imported = &types[self.c.analysis.checked.pkg].imports;
                let pkg = imported.iter().find(|&&p| *types[p].path == *path);
                pkg.map(|&p| types[p].name.to_string())
            };
            let imports = specs.into_iter().map(|s| {
                let name = match s.name {
                    Some(name) => Some(name).filter(|n| n != "_" && n != "."),
                    None => name_of(&s.path),
                };
                (s.path, name)
            });
            let own = File {
                package: types[self.c.analysis.checked.pkg].path.clone(),
                imports: imports.collect(),
                blank,
                behind_package: self.place(file, start),
            };
            drop(types);
            let at = self.place(file, 0);
            self.all.files.insert(at, own);
        }
    }

    fn functions(&mut self) {
        let ast = &self.c.analysis.ast;
        let decls: Vec<DeclId> = ast
            .file_nodes()
            .flat_map(|f| ast[f].decls.clone())
            .collect();
        for decl in decls {
            let DeclKind::Func(f) = &ast[decl].kind else {
                continue;
            };
            self.function(decl, f);
            self.parameters(f);
        }
    }

    fn function(&mut self, decl: DeclId, f: &FuncDecl) {
        let ast = &self.c.analysis.ast;
        let Some(span) = self.span(f.name).filter(|_| f.body.is_some()) else {
            return;
        };
        let own = self.c.places.expr_span(f.name).map(|s| (s.file, s.from));
        let told = self
            .c
            .report
            .functions
            .iter()
            .find(|f| Some((f.span.file, f.span.from)) == own);
        let (file, at) = self.c.offset(ast[decl].pos);
        let text = &self.c.text(file)[..at as usize];
        let Some(keyword) = text.rfind("func") else {
            return;
        };
        let alone = text[..keyword].ends_with('\n') || keyword == 0;
        let insert = if alone {
            "//go:noinline\n"
        } else {
            "\n//go:noinline\n"
        };
        let put = self.edit(file, keyword as u32..keyword as u32, insert);
        let directives = ast[decl].pragma.iter().flat_map(|p| &p.directives);
        let directive = directives
            .filter(|d| d.flag.has(PragmaFlag::NOINLINE))
            .map(|d| d.pos);
        let mut take = directive.map(|pos: Pos| {
            let (file, at) = self.c.offset(pos);
            // With a blank it is a comment like any other.
            self.edit(file, at..at, " ")
        });
        let take = take.next_back();
        let name = told.map_or(ast.name_str(f.name).to_owned(), |f| f.name.clone());
        let function = Function {
            name,
            span,
            can_inline: told.and_then(|f| f.can_inline) == Some(true),
            put,
            take,
        };
        let at = Place {
            file: span.file,
            at: span.from,
        };
        self.all.functions.insert(at, function);
    }

    /// The parameters of an interface type.
    fn parameters(&mut self, f: &FuncDecl) {
        let ast = &self.c.analysis.ast;
        let ExprKind::FuncType { params, .. } = ast.kind(f.ty) else {
            return;
        };
        for (i, &field) in params.iter().enumerate() {
            let Some(name) = ast[field].name else {
                continue;
            };
            let ty = ast[field].ty;
            let elem = match ast.kind(ty) {
                ExprKind::DotsType { elem } => *elem,
                _ => ty,
            };
            if !self.is_interface(self.c.type_of(elem)) {
                continue;
            }
            let file = self.file_of(name);
            let shares = |j: usize| params.get(j).is_some_and(|&p| ast[p].ty == ty);
            let behind = |x: ExprId| {
                let end = self.c.range_of(x).end;
                end..end
            };
            let mut edits = Vec::new();
            if let Some(before) = i.checked_sub(1).filter(|&j| shares(j)) {
                let before = ast[params[before]].name.unwrap_or(name);
                let own = format!(" {}", self.c.source(ty));
                edits.push(self.edit(file, behind(before), own));
            }
            edits.push(match shares(i + 1) {
                true => self.edit(file, behind(name), format!(" {TYPE}")),
                false => self.edit(file, self.c.range_of(elem), TYPE),
            });
            self.variable(name, Vec::new(), edits);
        }
    }

    /// Remembers a variable; `others` share its type.
    fn variable(&mut self, name: ExprId, others: Vec<Place>, edits: Vec<Edit>) {
        let c = self.c;
        let Some(span) = self.span(name) else { return };
        let at = Place {
            file: span.file,
            at: span.from,
        };
        let obj = c.analysis.checked.info.object_of(name);
        let uses = obj.map_or(&[][..], |obj| c.usage.names(obj));
        let call_of = |&x: &ExprId| {
            let Some(Node::Expr(sel)) = c.usage.parent(x) else {
                return None;
            };
            let ExprKind::SelectorExpr { x: of, .. } = *c.analysis.ast.kind(sel) else {
                return None;
            };
            let Some(Node::Expr(call)) = c.usage.parent(sel) else {
                return None;
            };
            let ExprKind::CallExpr(parts) = c.analysis.ast.kind(call) else {
                return None;
            };
            (of == x && parts.fun == sel).then(|| self.span(call))?
        };
        let mut together = others;
        together.push(at);
        let variable = Variable {
            name: c.analysis.ast.name_str(name).to_owned(),
            span,
            together,
            edits,
            file: self.place(self.file_of(name), 0),
            calls: uses.iter().filter_map(call_of).collect(),
            given: Vec::new(),
        };
        self.all.variables.insert(at, variable);
    }
}

//! Functions: what is there, and what was not analysed.

use super::places::Places;
use crate::ir::{Class, Esc, FuncId, Program, Tys, Unsupported};
use crate::syntax::{DeclId, DeclKind, ExprId, ExprKind, Node};
use crate::text::Pos;
use crate::wire::{Function, FunctionKind, Local, NotAnalysed, NotAnalysedCode, Param, Params};
use rustc_hash::FxHashMap as HashMap;

/// The functions of the report in order of their place, and the index of each function of the program.
pub fn functions(
    places: &Places<'_>,
    program: &Program,
    tys: &Tys,
) -> (Vec<Function>, HashMap<FuncId, u32>) {
    // The first function at a place is the declared one; others were made to inline it.
    let mut by_pos: HashMap<Pos, FuncId> = HashMap::default();
    for f in program.func_ids() {
        let func = program.func(f);
        if !func.wrapper && func.pos.inl.is_none() {
            by_pos.entry(func.pos.pos).or_insert(f);
        }
    }
    let mut list = List {
        places,
        program,
        tys,
        sizes: tys.clone(),
        by_pos,
        out: Vec::new(),
        index: HashMap::default(),
    };
    list.declared();
    // What was inlined somewhere is there more than once: all of these are the one function of the text.
    for f in program.func_ids() {
        let func = program.func(f);
        if func.wrapper || func.pos.inl.is_some() {
            continue;
        }
        let first = list.by_pos.get(&func.pos.pos);
        if let Some(&index) = first.and_then(|first| list.index.get(first)) {
            list.index.entry(f).or_insert(index);
        }
    }
    let wrapped: Vec<_> = program
        .func_ids()
        .filter(|&f| program.func(f).wrapper)
        .collect();
    for f in wrapped {
        if let Some(parent) = program
            .func(f)
            .closure_parent
            .and_then(|p| list.index.get(&p))
        {
            list.index.insert(f, *parent);
        }
    }
    (list.out, list.index)
}

struct List<'a> {
    places: &'a Places<'a>,
    program: &'a Program,
    tys: &'a Tys,
    /// The same, to work out sizes.
    sizes: Tys,
    by_pos: HashMap<Pos, FuncId>,
    out: Vec<Function>,
    index: HashMap<FuncId, u32>,
}

impl List<'_> {
    fn declared(&mut self) {
        let ast = self.places.ast();
        for file in ast.file_nodes() {
            for &decl in &ast[file].decls {
                let parent = match &ast[decl].kind {
                    DeclKind::Func(f) => {
                        let kind = match f.recv {
                            Some(_) => FunctionKind::Method,
                            None => FunctionKind::Func,
                        };
                        let pos = ast[decl].pos;
                        let end = f
                            .body
                            .map_or(ast.end_pos(f.ty), |b| ast.rbrace(b).advance(1));
                        self.add(kind, pos, ast.name_str(f.name), f.name, (pos, end), None)
                    }
                    DeclKind::Var(v) => {
                        for &name in &v.names {
                            self.skipped_init(decl, name);
                        }
                        None
                    }
                    _ => continue,
                };
                self.literals(Node::Decl(decl), parent);
            }
        }
    }

    /// Function literals inside a node, each with those inside it.
    fn literals(&mut self, root: Node, parent: Option<u32>) {
        let ast = self.places.ast();
        let mut found = Vec::new();
        ast.inspect(root, |node| match node {
            Node::Expr(x)
                if matches!(ast.kind(x), ExprKind::FuncLit { .. }) && Node::Expr(x) != root =>
            {
                found.push(x);
                false
            }
            _ => true,
        });
        for x in found {
            let pos = ast[x].pos;
            let ExprKind::FuncLit { body, .. } = *ast.kind(x) else {
                continue;
            };
            let whole = (pos, ast.rbrace(body).advance(1));
            let index = self.add(FunctionKind::Literal, pos, "func", x, whole, parent);
            self.literals(Node::Stmt(body), index.or(parent));
        }
    }

    fn add(
        &mut self,
        kind: FunctionKind,
        pos: Pos,
        name: &str,
        at: ExprId,
        (from, to): (Pos, Pos),
        parent: Option<u32>,
    ) -> Option<u32> {
        let id = self.by_pos.get(&pos).copied();
        let len = if kind == FunctionKind::Literal {
            4
        } else {
            name.len() as u32
        };
        let function = Function {
            name: id.map_or(name.into(), |f| self.program.func_name(f).into()),
            kind,
            span: self.places.token(self.places.ast()[at].pos, len)?,
            whole: self.places.between(from, to)?,
            parent,
            not_analysed: match id {
                Some(f) => self.not_analysed(f),
                None if kind == FunctionKind::Literal || name == "_" => None,
                // Generic code has no nodes of its own, only its instances have.
                None => Some(self.generic(pos)),
            },
            can_inline: None,
            cost: None,
            cannot_inline: None,
            params: id.map_or(Vec::new(), |f| self.params(f)),
            locals: id.map_or(Vec::new(), |f| self.locals(f)),
            per_call: None,
        };
        let index = self.out.len() as u32;
        self.out.push(function);
        if let Some(id) = id {
            self.index.insert(id, index);
        }
        Some(index)
    }

    fn generic(&self, pos: Pos) -> NotAnalysed {
        const WHAT: &str = "generic code";
        NotAnalysed {
            code: code_of(WHAT),
            params: Params::from([("what".into(), WHAT.into())]),
            at: self.places.span(pos),
        }
    }

    /// The initialisation of a package-level variable, if it was not analysed.
    fn skipped_init(&mut self, decl: DeclId, name: ExprId) {
        let ast = self.places.ast();
        let pos = ast[name].pos;
        let inits = &self.program.target.skipped_inits;
        let skipped = inits.iter().find(|skip| {
            let mut names = skip.names.iter();
            names.any(|&n| self.program.name(n).pos.pos == pos)
        });
        let Some(skipped) = skipped else { return };
        let text = ast.name_str(name);
        let (from, to) = (ast[decl].pos, ast.end_pos(decl));
        let (Some(span), Some(whole)) = (
            self.places.token(pos, text.len() as u32),
            self.places.between(from.min(pos), to),
        ) else {
            return;
        };
        let function = Function {
            name: text.into(),
            kind: FunctionKind::Init,
            span,
            whole,
            parent: None,
            not_analysed: Some(self.why(&skipped.why)),
            can_inline: None,
            cost: None,
            cannot_inline: None,
            params: Vec::new(),
            locals: Vec::new(),
            per_call: None,
        };
        self.out.push(function);
    }

    fn not_analysed(&self, func: FuncId) -> Option<NotAnalysed> {
        let why = self.program.func(func).unsupported.as_ref()?;
        Some(self.why(why))
    }

    fn why(&self, why: &Unsupported) -> NotAnalysed {
        let (code, params) = match why.via {
            Some(via) => {
                let name = self.program.func_name(via).to_string();
                (
                    NotAnalysedCode::DependsOn,
                    Params::from([("name".into(), name)]),
                )
            }
            None => (
                code_of(&why.reason),
                Params::from([("what".into(), why.reason.to_string())]),
            ),
        };
        NotAnalysed {
            code,
            params,
            at: self.places.span(why.pos.pos),
        }
    }

    fn params(&mut self, func: FuncId) -> Vec<Param> {
        let mut out = Vec::new();
        for param in &self.program.func(func).recv_params {
            let name = param
                .sym
                .map_or(String::new(), |s| self.program.sym_name(s).into());
            let Some(span) = self.places.token(param.pos.pos, name.len() as u32) else {
                continue;
            };
            out.push(Param {
                name,
                type_name: self.tys.string(param.typ),
                span,
                size: u64::try_from(self.sizes.size(param.typ)).ok(),
                site: None,
                leaks: Vec::new(),
            });
        }
        out
    }

    /// The variables that stand in the function's text; not those that come with inlined calls, nor those that the compiler makes.
    fn locals(&mut self, func: FuncId) -> Vec<Local> {
        let mut out = Vec::new();
        for &var in &self.program.func(func).dcl {
            let name = self.program.name(var);
            let own = matches!(name.class, Class::Auto | Class::AutoHeap)
                && name.pos.inl.is_none()
                && !name.auto_temp
                && !self.program.is_blank_sym(name.sym);
            let text = self.program.sym_name(name.sym);
            let own = own && !text.starts_with(['.', '~', '#']);
            let span = own.then(|| self.places.token(name.pos.pos, text.len() as u32));
            let Some(span) = span.flatten() else { continue };
            out.push(Local {
                name: text.into(),
                type_name: self.tys.string(name.typ),
                span,
                size: u64::try_from(self.sizes.size(name.typ)).ok(),
                heap: name.esc == Esc::Heap,
            });
        }
        out
    }
}

/// The code of a reason that a stage gave in words.
pub fn code_of(what: &str) -> NotAnalysedCode {
    match what {
        "an error in the code" => NotAnalysedCode::TypeError,
        "range over a function" => NotAnalysedCode::RangeOverFunc,
        _ if what.contains("type parameter") || what.contains("generic") => {
            NotAnalysedCode::TypeParameters
        }
        _ => NotAnalysedCode::Unsupported,
    }
}

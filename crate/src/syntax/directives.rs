//! Directives that stand where they mean nothing, and functions that lack what their directives ask for: the errors that the compiler
//! finds once a package has no type error (cmd/compile/internal/noder/writer.go, collectDecls and funcExt; noder.go, checkEmbed).

use super::SyntaxError;
use super::literals::unquote;
use super::nodes::*;
use super::pragma::{Linkname, Pragma, PragmaFlag};
use crate::text::Pos;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

/// Flags that mean something at a function.
const FUNC_FLAGS: PragmaFlag = PragmaFlag(
    PragmaFlag::NOINTERFACE.0
        | PragmaFlag::NOESCAPE.0
        | PragmaFlag::NORACE.0
        | PragmaFlag::NOSPLIT.0
        | PragmaFlag::NOINLINE.0
        | PragmaFlag::NOCHECKPTR.0
        | PragmaFlag::REGISTER_PARAMS.0
        | PragmaFlag::CGO_UNSAFE_ARGS.0
        | PragmaFlag::UINTPTR_KEEP_ALIVE.0
        | PragmaFlag::UINTPTR_ESCAPES.0
        | PragmaFlag::SYSTEMSTACK.0
        | PragmaFlag::NOWRITEBARRIER.0
        | PragmaFlag::NOWRITEBARRIERREC.0
        | PragmaFlag::YESWRITEBARRIERREC.0,
);

/// What the compiler has to be told from outside.
#[derive(Clone, Debug)]
pub struct Rules {
    /// `-complete`: no function is implemented outside the Go files.
    pub complete: bool,
    /// `-lang`, as its minor version: 27 for `go1.27`.
    pub lang: u32,
    /// `-lang` as it was given, for messages.
    pub lang_text: Rc<str>,
}

/// Checks all files of a package that has no type errors.
pub fn check(ast: &Ast, rules: &Rules) -> Vec<SyntaxError> {
    let mut checker = Checker {
        ast,
        rules,
        imports_embed: false,
        linked: BTreeSet::new(),
        errors: Vec::new(),
    };
    let linkable = checker.linkable();
    for file in &ast.files {
        checker.file(file);
        checker.linknames(file, &linkable);
    }
    checker.functions();
    checker.errors
}

struct Checker<'a> {
    ast: &'a Ast,
    rules: &'a Rules,
    imports_embed: bool,
    /// The functions and variables with a `//go:linkname`.
    linked: BTreeSet<Rc<str>>,
    errors: Vec<SyntaxError>,
}

impl<'a> Checker<'a> {
    fn error(&mut self, pos: Pos, msg: impl Into<Rc<str>>) {
        self.errors.push(SyntaxError {
            pos,
            msg: msg.into(),
        });
    }

    /// Names of the package's functions and variables.
    fn linkable(&self) -> BTreeMap<Rc<str>, DeclId> {
        let mut names = BTreeMap::new();
        for &d in self.ast.files.iter().flat_map(|f| &f.decls) {
            let declared: &[ExprId] = match &self.ast[d].kind {
                DeclKind::Func(f) if f.recv.is_none() => &[f.name],
                DeclKind::Var(v) => &v.names,
                _ => &[],
            };
            for name in declared.iter().filter_map(|&n| self.ast.name(n)) {
                if !matches!(&**name, "_" | "init") {
                    names.insert(name.clone(), d);
                }
            }
        }
        names
    }

    fn imports(&self, file: &File, wanted: &str) -> bool {
        file.decls.iter().any(|&d| match &self.ast[d].kind {
            DeclKind::Import(i) => i.path.is_some_and(|path| match self.ast.kind(path) {
                ExprKind::BasicLit(lit) => {
                    unquote(&lit.value).is_some_and(|p| p == wanted.as_bytes())
                }
                _ => false,
            }),
            _ => false,
        })
    }

    fn file(&mut self, file: &'a File) {
        self.imports_embed = self.imports(file, "embed");
        if let Some(pragma) = &file.pragma {
            self.allow(pragma, PragmaFlag::GO_BUILD, false);
        }
        for &d in &file.decls {
            let mut inner = Vec::new();
            let ast = self.ast;
            ast.inspect(d, |node| {
                if let Node::Decl(found) = node
                    && found != d
                {
                    inner.push(found);
                }
                true
            });
            self.decl(d, false);
            for d in inner {
                self.decl(d, true);
            }
        }
    }

    fn decl(&mut self, d: DeclId, in_func: bool) {
        let decl = &self.ast[d];
        let Some(pragma) = &decl.pragma else { return };
        match &decl.kind {
            DeclKind::Func(_) => self.allow(pragma, FUNC_FLAGS, false),
            DeclKind::Var(var) => {
                self.allow(pragma, PragmaFlag::NONE, true);
                if let Some(first) = pragma.embeds.first()
                    && let Some(msg) = self.embed_error(var, in_func)
                {
                    self.error(first.pos, msg);
                }
            }
            _ => self.allow(pragma, PragmaFlag::NONE, false),
        }
    }

    fn allow(&mut self, pragma: &Pragma, flags: PragmaFlag, embeds: bool) {
        for directive in &pragma.directives {
            if directive.flag.without(flags) != PragmaFlag::NONE {
                self.error(directive.pos, "misplaced compiler directive");
            }
        }
        for embed in pragma.embeds.iter().filter(|_| !embeds) {
            self.error(embed.pos, "misplaced go:embed directive");
        }
    }

    fn embed_error(&self, var: &VarDecl, in_func: bool) -> Option<String> {
        let msg = if !self.imports_embed {
            "go:embed requires import \"embed\" (or import _ \"embed\", if package is not used)"
        } else if var.names.len() > 1 {
            "go:embed cannot apply to multiple vars"
        } else if var.values.is_some() {
            "go:embed cannot apply to var with initializer"
        } else if var.ty.is_none() {
            "go:embed cannot apply to var without type"
        } else if in_func {
            "go:embed cannot apply to var inside func"
        } else if self.rules.lang < 16 {
            let lang = &self.rules.lang_text;
            return Some(format!(
                "go:embed requires go1.16 or later (-lang was set to {lang}; check go.mod)"
            ));
        } else {
            return None;
        };
        Some(msg.into())
    }

    fn linknames(&mut self, file: &File, linkable: &BTreeMap<Rc<str>, DeclId>) {
        let imports_unsafe = self.imports(file, "unsafe");
        for linkname in &file.linknames {
            let verb = match linkname.std {
                true => "go:linknamestd",
                false => "go:linkname",
            };
            let msg = self.linkname_error(linkname, imports_unsafe, linkable);
            if let Some(msg) = msg {
                self.error(linkname.pos, msg.replace("VERB", verb));
            }
        }
    }

    fn linkname_error(
        &mut self,
        linkname: &Linkname,
        imports_unsafe: bool,
        linkable: &BTreeMap<Rc<str>, DeclId>,
    ) -> Option<String> {
        let remote = linkname.remote.as_deref().unwrap_or("");
        if !imports_unsafe {
            Some("//VERB only allowed in Go files that import \"unsafe\"".into())
        } else if remote.contains('[') && remote.contains(']') {
            Some("//VERB reference of an instantiation is not allowed".into())
        } else if !linkable.contains_key(&linkname.local) {
            let msg = "//VERB must refer to declared function or variable";
            (self.rules.lang >= 18).then(|| msg.into())
        } else if !self.linked.insert(linkname.local.clone()) {
            Some(format!("duplicate //VERB for {}", linkname.local))
        } else {
            None
        }
    }

    /// What functions need, given their directives and whether they have a body.
    fn functions(&mut self) {
        let ast = self.ast;
        for &d in ast.files.iter().flat_map(|f| &f.decls) {
            let DeclKind::Func(func) = &ast[d].kind else {
                continue;
            };
            let name = ast.name_str(func.name);
            if name == "_" {
                continue; // never written down
            }
            let flag = ast[d].pragma.as_ref().map_or(PragmaFlag::NONE, |p| p.flag);
            if flag.has(PragmaFlag::SYSTEMSTACK.with(PragmaFlag::NOSPLIT)) {
                let msg = "go:nosplit and go:systemstack cannot be combined";
                self.error(ast[d].pos, msg);
            }
            if func.body.is_some() {
                self.func_with_body(ast[d].pos, flag);
            } else if self.rules.complete {
                let linked = func.recv.is_none() && self.linked.contains(name);
                if !linked {
                    self.error(ast[d].pos, "missing function body");
                }
            }
        }
    }

    fn func_with_body(&mut self, pos: Pos, flag: PragmaFlag) {
        if flag.has(PragmaFlag::NOESCAPE) {
            let msg = "can only use //go:noescape with external func implementations";
            self.error(pos, msg);
        }
        let keeps_alive =
            flag.has(PragmaFlag::UINTPTR_KEEP_ALIVE) && !flag.has(PragmaFlag::UINTPTR_ESCAPES);
        if keeps_alive && !flag.has(PragmaFlag::NOSPLIT) {
            self.error(pos, "go:uintptrkeepalive requires go:nosplit");
        }
    }
}

//! What the checker found out about a package, in the form of `crate/tools/exprtypes`.

use goescape::syntax::extent::{Brackets, Extents};
use goescape::syntax::{Ast, ExprId, ExprKind, StmtKind};
use goescape::text::{FileId, Pos, SourceMap};
use goescape::types::{Checked, ObjId, ObjKind, PkgId, SelectionKind, TypeId, Types};
use std::collections::{BTreeMap, BTreeSet};

pub struct Dump<'a> {
    pub types: &'a Types,
    pub ast: &'a Ast,
    pub map: &'a SourceMap,
    pub texts: &'a BTreeMap<FileId, String>,
    pub checked: &'a Checked,
}

fn path_of(types: &Types, pkg: PkgId) -> String {
    types[pkg].path.to_string()
}

impl Dump<'_> {
    fn ty(&self, t: TypeId) -> String {
        self.types.type_string(t, &path_of)
    }

    fn at(&self, pos: Pos) -> String {
        match self.map.offset(pos) {
            Some((file, offset)) => format!("{} {offset}", self.map.name(file)),
            None => "- 0".into(),
        }
    }

    fn object(&self, obj: ObjId) -> String {
        let o = &self.types[obj];
        let place = match o.pkg {
            Some(pkg) if pkg == self.checked.pkg => self.at(o.pos),
            Some(pkg) => path_of(self.types, pkg),
            None => "universe".into(),
        };
        let kind = match o.kind {
            ObjKind::PkgName { .. } => return format!("PkgName {} {place}", o.name),
            ObjKind::Builtin(_) => return format!("Builtin {} {place}", o.name),
            ObjKind::Nil => return format!("Nil {} {place}", o.name),
            ObjKind::Label => "Label",
            ObjKind::Const { .. } => "Const",
            ObjKind::TypeName => "TypeName",
            ObjKind::Var(_) => "Var",
            ObjKind::Func(_) => "Func",
        };
        format!("{kind} {} {place} {}", o.name, self.ty(o.type_or_invalid()))
    }

    /// All facts, sorted, of all files or of those of tests; the order of initialisation behind them.
    pub fn lines(&self, tests: bool) -> Vec<String> {
        let asked = |pos: Pos| match self.map.offset(pos) {
            Some((file, _)) => !tests || self.map.name(file).ends_with("_test.go"),
            None => false,
        };
        let texts = self.texts.iter();
        let brackets: BTreeMap<FileId, Brackets> =
            texts.map(|(&f, t)| (f, Brackets::new(t))).collect();
        let offset = |pos: Pos| self.map.offset(pos).map_or(0, |(_, o)| o);
        let extent = |e: ExprId| {
            let (file, _) = self.map.offset(self.ast[e].pos).expect("a place in a file");
            let extents = Extents {
                ast: self.ast,
                brackets: &brackets[&file],
                offset: &offset,
            };
            let mut range = extents.of(e);
            // A channel that only receives starts at `<-` or at `chan`, as the parser came upon it: here at `chan`.
            if matches!(self.ast.kind(e), ExprKind::ChanType { .. }) {
                let text = &self.texts[&file][range.start as usize..];
                if text.starts_with("<-") {
                    range.start += text.find("chan").unwrap_or_default() as u32;
                }
            }
            (
                format!("{} {}", self.map.name(file), range.start),
                range.end,
            )
        };
        let info = &self.checked.info;
        // Where only the length of an array is needed, the compiler records that instead of the array.
        let mut lengths = BTreeSet::new();
        for s in &self.ast.stmts {
            if let StmtKind::RangeClause(r) = &s.kind
                && self.ast.unpack_list(&r.lhs).len() < 2
            {
                lengths.insert(self.ast.unparen(r.x));
            }
        }
        let mut lines = Vec::new();
        for i in 0..self.ast.exprs.len() {
            let e = ExprId::new(i);
            let tv = info.type_and_value(e);
            if !asked(self.ast[e].pos) {
                continue;
            }
            if tv.is_recorded() && !tv.mode.is_nil() && !lengths.contains(&e) {
                let (at, end) = extent(e);
                let m = tv.mode;
                let flags: String = [
                    (m.is_void(), 'v'),
                    (m.is_type(), 't'),
                    (m.is_builtin(), 'b'),
                    (m.is_value(), 'V'),
                    (m.addressable(), 'a'),
                    (m.assignable(), 'A'),
                    (m.has_ok(), 'o'),
                ]
                .iter()
                .filter_map(|&(on, c)| on.then_some(c))
                .collect();
                let val = tv.val.as_ref().map_or(String::new(), |v| v.exact_string());
                lines.push(format!("T {at} {end} {flags} {} {val}", self.ty(tv.typ)));
            }
            if let Some(obj) = info.defs[i] {
                lines.push(format!(
                    "D {} {}",
                    self.at(self.ast[e].pos),
                    self.object(obj)
                ));
            }
            if let Some(obj) = info.uses[i] {
                lines.push(format!(
                    "U {} {}",
                    self.at(self.ast[e].pos),
                    self.object(obj)
                ));
            }
        }
        for (&e, s) in &info.selections {
            if !asked(self.ast[e].pos) {
                continue;
            }
            let (at, end) = extent(e);
            let kind = match s.kind {
                SelectionKind::FieldVal => 0,
                SelectionKind::MethodVal => 1,
                SelectionKind::MethodExpr => 2,
            };
            let index: Vec<String> = s.index.iter().map(|i| i.to_string()).collect();
            let (index, recv) = (index.join(" "), self.ty(s.recv));
            lines.push(format!(
                "S {at} {end} {kind} [{index}] {} {recv}",
                s.indirect
            ));
        }
        for (&e, inst) in &info.instances {
            if !asked(self.ast[e].pos) {
                continue;
            }
            let targs: Vec<String> = inst.targs.iter().map(|&t| self.ty(t)).collect();
            let (targs, typ) = (targs.join(" "), self.ty(inst.typ));
            lines.push(format!("I {} [{targs}] {typ}", self.at(self.ast[e].pos)));
        }
        lines.sort();
        for (i, init) in info.init_order.iter().enumerate() {
            let names: Vec<&str> = init.lhs.iter().map(|&v| &*self.types[v].name).collect();
            lines.push(format!("V {i} {}", names.join(" ")));
        }
        lines
    }
}

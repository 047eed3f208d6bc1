//! The types of values that are put into variables of an interface type, in a form that can be written in any file.

use super::subjects::File;
use crate::advise::Context;
use crate::syntax::ExprId;
use crate::types::{ObjId, ObjKind, PkgId, Type, TypeId, Types};

/// Around the import path and the name of a package in a type's text.
const MARK: char = '\u{1}';
/// Between these two.
const NAME: char = '\u{2}';

/// Types nested deeper than this are not written.
const MAX_DEPTH: usize = 64;

/// What is put into a variable.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Value {
    /// A value of a concrete type, with the packages of its names marked.
    Type(String),
    /// One whose type has no name outside of its function or package; as it is shown.
    Nameless(String),
    /// Not known, or of an interface type itself.
    Unknown,
}

/// What an expression puts into a variable of an interface type.
pub fn value_of(c: &Context<'_>, x: ExprId) -> Value {
    let t = c.type_of(x);
    let known = match c.under(t) {
        Type::Interface(_) | Type::Tuple(_) => false,
        Type::Basic(_) => {
            let types = c.types.borrow();
            let kind = types.basic_kind(types.unalias(t));
            t != TypeId::INVALID && !kind.is_some_and(|k| k.is_untyped())
        }
        _ => true,
    };
    if !known {
        return Value::Unknown;
    }
    let types = c.types.borrow();
    let text = types.type_string(t, &|types, pkg| {
        let package = &types[pkg];
        format!("{MARK}{}{NAME}{}{MARK}", package.path, package.name)
    });
    let own = c.analysis.checked.pkg;
    match can_be_written(&types, t, own, 0) {
        true => Value::Type(text),
        false => Value::Nameless(shown(&text)),
    }
}

/// Whether a type can be written at package level, in a package that imports those that it is made of.
fn can_be_written(types: &Types, t: TypeId, own: PkgId, depth: usize) -> bool {
    if depth > MAX_DEPTH {
        return false;
    }
    let all = |list: &[ObjId]| {
        let mut list = list.iter();
        list.all(|&v| can_be_written(types, types.type_of(v), own, depth + 1))
    };
    let one = |t: TypeId| can_be_written(types, t, own, depth + 1);
    let t = types.unalias(t);
    match &types[t] {
        Type::Basic(_) => true,
        Type::Array { elem, .. }
        | Type::Slice { elem }
        | Type::Pointer { elem }
        | Type::Chan { elem, .. } => one(*elem),
        Type::Map { key, elem } => one(*key) && one(*elem),
        Type::Struct(s) => all(&s.fields),
        Type::Signature(s) => all(&s.params) && all(&s.results),
        // Written out, its methods may be of other packages.
        Type::Interface(i) => i.methods.is_empty() && i.embeddeds.is_empty(),
        Type::Named(named) => {
            let name = types.named_obj(t).unwrap_or(named.obj);
            is_package_level(types, name, own) && types.type_args(t).iter().all(|&t| one(t))
        }
        _ => false,
    }
}

/// Whether a type's name is declared at package level, and can be used where it is imported.
fn is_package_level(types: &Types, name: ObjId, own: PkgId) -> bool {
    let object = &types[name];
    if !matches!(object.kind, ObjKind::TypeName) {
        return false;
    }
    let Some(pkg) = object.pkg else { return true };
    let exported = object.name.chars().next().is_some_and(char::is_uppercase);
    let local = object.parent.is_some_and(|scope| scope != types[pkg].scope);
    (exported || pkg == own) && !local
}

/// A type as it is told: with names of packages.
pub fn shown(text: &str) -> String {
    let mut out = String::new();
    for (i, part) in text.split(MARK).enumerate() {
        match i % 2 {
            0 => out.push_str(part),
            _ => out.push_str(part.split(NAME).nth(1).unwrap_or_default()),
        }
    }
    out
}

/// A type as it is written in a file, and what that file has to import: name and import path.
pub fn written(text: &str, file: &File) -> (String, Vec<(String, String)>) {
    let mut out = String::new();
    let mut imports = Vec::new();
    for (i, part) in text.split(MARK).enumerate() {
        if i % 2 == 0 {
            // Behind a name that is left out, its dot goes too.
            let part = match i > 0 && out.is_empty() | out.ends_with(MARK) {
                true => part.strip_prefix('.').unwrap_or(part),
                false => part,
            };
            if out.ends_with(MARK) {
                out.pop();
            }
            out.push_str(part);
            continue;
        }
        let path = part.split(NAME).next().unwrap_or_default();
        if *path == *file.package {
            out.push(MARK);
            continue;
        }
        let there = file.imports.iter().find(|(p, _)| p == path);
        let name = match there {
            Some((_, Some(name))) => name.clone(),
            _ => {
                let plain = |c: char| if c.is_alphanumeric() { c } else { '_' };
                let name: String = "import_".chars().chain(path.chars().map(plain)).collect();
                imports.push((name.clone(), path.to_owned()));
                name
            }
        };
        out.push_str(&name);
    }
    (out, imports)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::wire::Place;

    #[test]
    fn a_type_is_written_as_its_file_can() {
        let file = File {
            package: "main".into(),
            imports: vec![("bytes".into(), Some("b".into())), ("os".into(), None)],
            blank: Vec::new(),
            behind_package: Place { file: 0, at: 0 },
        };
        let text = "map[\u{1}main\u{2}main\u{1}.K]*\u{1}bytes\u{2}bytes\u{1}.Buffer";
        assert_eq!(shown(text), "map[main.K]*bytes.Buffer");
        assert_eq!(written(text, &file), ("map[K]*b.Buffer".into(), vec![]));
        let (text, imports) = written("*\u{1}os\u{2}os\u{1}.File", &file);
        assert_eq!(text, "*import_os.File");
        assert_eq!(imports, [("import_os".to_owned(), "os".to_owned())]);
        assert_eq!(written("\u{1}main\u{2}main\u{1}.T", &file).0, "T");
    }
}

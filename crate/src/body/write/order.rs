//! In which order the compiler writes the declarations of a package (cmd/compile/internal/noder/writer.go: writePkgStub, objIdx, typIdx).
//!
//! A type gets an entry once it was written. One that is come across as a type before its declaration was written gets two: what the declaration
//! leads to is written while the type is not done, and refers to an entry of its own, all the rest refers to the other. The compiler reads each
//! entry by itself, which shows in the order of wrappers.

use super::package::PkgWriter;
use crate::body::tree::Written;
use crate::syntax::{DeclKind, ExprKind, Node, StmtId};
use crate::types::{ObjId, Type, TypeId};
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};

/// What is to be looked at; the last one first.
enum Task {
    Type(TypeId),
    Object(ObjId),
    Done(ObjId),
}

struct Order<'p, 'a> {
    p: &'p PkgWriter<'a>,
    bodies: HashMap<ObjId, StmtId>,
    types: HashSet<TypeId>,
    tasks: Vec<Task>,
    written: Written,
    time: u32,
}

/// The order for a package: its names by the alphabet, each followed by what its declaration leads to.
pub(super) fn order(p: &PkgWriter<'_>) -> Written {
    let mut bodies = HashMap::default();
    for file in p.ast.file_nodes() {
        for &decl in &p.ast[file].decls {
            if let DeclKind::Func(func) = &p.ast[decl].kind
                && let (Some(obj), Some(body)) = (p.def(func.name), func.body)
            {
                bodies.insert(obj, body);
            }
        }
    }
    let mut order = Order {
        p,
        bodies,
        types: HashSet::default(),
        tasks: Vec::new(),
        written: Written::default(),
        time: 0,
    };
    let scope = p.types[p.pkg].scope;
    for (_, obj) in p.types[scope].sorted() {
        order.tasks.push(Task::Object(obj));
        while let Some(task) = order.tasks.pop() {
            order.step(task);
        }
    }
    order.written
}

impl Order<'_, '_> {
    fn step(&mut self, task: Task) {
        match task {
            Task::Type(t) => self.typ(t),
            Task::Object(obj) => self.object(obj),
            Task::Done(obj) => self.written.done(obj, self.time),
        }
    }

    fn typ(&mut self, t: TypeId) {
        let types = &*self.p.types;
        let t = types.unalias(t);
        if !self.types.insert(t) {
            return;
        }
        let of = |vars: &[ObjId]| -> Vec<Task> {
            let types = vars.iter().map(|&v| Task::Type(types.type_of(v)));
            types.collect()
        };
        let tasks = match &types[t] {
            Type::Named(_) => {
                let targs = types.type_args(t);
                let mut tasks: Vec<Task> = targs.iter().map(|&t| Task::Type(t)).collect();
                if let Some(obj) = types.named_obj(t).filter(|&o| self.is_own(o)) {
                    if targs.is_empty() {
                        self.written.as_type(obj);
                    }
                    tasks.push(Task::Object(obj));
                }
                tasks
            }
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => vec![Task::Type(*elem)],
            Type::Map { key, elem } => vec![Task::Type(*key), Task::Type(*elem)],
            Type::Struct(s) => of(&s.fields),
            Type::Signature(s) => {
                let mut tasks = of(&s.params);
                tasks.extend(of(&s.results));
                tasks
            }
            Type::Interface(i) => {
                let mut tasks = of(&i.methods);
                tasks.extend(i.embeddeds.iter().map(|&t| Task::Type(t)));
                tasks
            }
            _ => Vec::new(),
        };
        self.tasks.extend(tasks.into_iter().rev());
    }

    fn is_own(&self, obj: ObjId) -> bool {
        self.p.types[obj].pkg == Some(self.p.pkg)
    }

    fn object(&mut self, obj: ObjId) {
        if !self.is_own(obj) || self.written.knows(obj) {
            return;
        }
        self.time += 1;
        self.written.start(obj, self.time);
        let types = &*self.p.types;
        let t = types.type_of(obj);
        let mut tasks = Vec::new();
        let named = types
            .named(t)
            .filter(|n| types[obj].is_type_name() && n.obj == obj);
        if let Some(named) = named {
            tasks.extend(named.underlying.map(Task::Type));
            for &method in &named.methods {
                self.func(method, &mut tasks);
            }
        } else if self.bodies.contains_key(&obj) {
            self.func(obj, &mut tasks);
        } else {
            tasks.push(Task::Type(t));
        }
        tasks.push(Task::Done(obj));
        self.tasks.extend(tasks.into_iter().rev());
    }

    /// What a function's declaration mentions: the types of its parameters, then what stands in its body.
    fn func(&self, func: ObjId, tasks: &mut Vec<Task>) {
        let types = &*self.p.types;
        let sig = types.type_of(func);
        if let Some(sig) = types.signature(sig) {
            let vars = sig.recv.iter().chain(&*sig.params).chain(&*sig.results);
            tasks.extend(vars.map(|&v| Task::Type(types.type_of(v))));
        }
        let Some(&body) = self.bodies.get(&func) else {
            return;
        };
        let info = &self.p.info;
        self.p.ast.inspect(Node::Stmt(body), &mut |node| {
            if let Node::Expr(x) = node
                && matches!(self.p.ast[x].kind, ExprKind::Name(_))
            {
                if let Some(obj) = info.defs[x.index()] {
                    tasks.push(Task::Type(types.type_of(obj)));
                } else if let Some(obj) = info.uses[x.index()].filter(|&o| self.is_own(o)) {
                    let generic = types
                        .named(types.type_of(obj))
                        .is_some_and(|n| !n.tparams.is_empty());
                    match types[obj].is_type_name() && !generic {
                        true => tasks.push(Task::Type(types.type_of(obj))),
                        false => tasks.push(Task::Object(obj)),
                    }
                }
            }
            true
        });
    }
}

//! Whether a package can be instantiated statically (cmd/compile/internal/types2/mono.go).
//!
//! A generic function that instantiates itself with ever larger types has no finite set of instances. The graph here has a vertex
//! for each type parameter, and for each defined type that is declared within a generic function. An edge says that one flows
//! into the other, with weight 0 as it is and weight 1 as a part of something larger. A cycle of positive weight is an error.

use super::ids::{ObjId, PkgId, TypeId};
use super::store::Types;
use super::ty::Type;
use crate::text::Pos;
use std::collections::BTreeMap;

/// The graph of one package.
#[derive(Clone, Debug, Default)]
pub struct MonoGraph {
    vertices: Vec<Vertex>,
    edges: Vec<Edge>,
    /// Receiver type parameters of methods, and those of the type declaration.
    canon: BTreeMap<TypeId, TypeId>,
    index: BTreeMap<ObjId, Option<usize>>,
}

#[derive(Clone, Debug)]
struct Vertex {
    /// The heaviest way here that is known, its last edge and its length.
    weight: usize,
    pre: usize,
    len: usize,
    obj: ObjId,
}

#[derive(Clone, Debug)]
struct Edge {
    dst: usize,
    src: usize,
    weight: usize,
    pos: Pos,
    typ: TypeId,
}

/// A cycle: the name whose place the error is reported at, and each step of the way around.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct InstanceLoop {
    /// The error is `instantiation cycle:` at this object.
    pub obj: ObjId,
    /// Further lines and their places; types are written relative to the package.
    pub steps: Vec<(Pos, String)>,
}

impl MonoGraph {
    /// Notes that a method's receiver type parameter stands for one of the type declaration.
    pub fn record_canon(&mut self, method: TypeId, declared: TypeId) {
        self.canon.insert(method, declared);
    }

    /// Notes that type parameters were instantiated; `arg_pos` gives the places of explicit arguments.
    pub fn record_instance(
        &mut self,
        types: &Types,
        pkg: PkgId,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[TypeId],
        arg_pos: &[Pos],
    ) {
        for (i, (&tparam, &targ)) in tparams.iter().zip(targs).enumerate() {
            let pos = arg_pos.get(i).copied().unwrap_or(pos);
            self.assign(types, pkg, pos, tparam, targ);
        }
    }

    fn assign(&mut self, types: &Types, pkg: PkgId, pos: Pos, tparam: TypeId, targ: TypeId) {
        // No cycle can go through another package.
        if obj_of(types, tparam).and_then(|o| types[o].pkg) != Some(pkg) {
            return;
        }
        let mut sources = Vec::new();
        self.sources(types, pkg, targ, &mut sources, &mut Vec::new());
        // An alias as argument is never what flows as it is: only what it stands for is.
        for (src, typ) in sources {
            let weight = usize::from(typ != targ);
            if let Some(dst) = self.tparam_vertex(types, tparam) {
                self.edges.push(Edge {
                    dst,
                    src,
                    weight,
                    pos,
                    typ: targ,
                });
            }
        }
    }

    /// The vertices that occur in a type, each with the type that it stands for there.
    fn sources(
        &mut self,
        types: &Types,
        pkg: PkgId,
        t: TypeId,
        out: &mut Vec<(usize, TypeId)>,
        path: &mut Vec<TypeId>,
    ) {
        let t = types.unalias(t);
        if path.contains(&t) {
            return;
        }
        path.push(t);
        let mut parts: Vec<TypeId> = Vec::new();
        let mut vars = |list: &[ObjId]| parts.extend(list.iter().map(|&v| types.type_of(v)));
        match &types[t] {
            Type::TypeParam(_) => out.extend(self.tparam_vertex(types, t).map(|v| (v, t))),
            Type::Named(_) => {
                let vertex = self.local_vertex(types, pkg, t);
                out.extend(vertex.map(|v| (v, t)));
                parts = types.type_args(t).to_vec();
            }
            Type::Array { elem, .. }
            | Type::Slice { elem }
            | Type::Pointer { elem }
            | Type::Chan { elem, .. } => parts.push(*elem),
            Type::Map { key, elem } => parts.extend([*key, *elem]),
            Type::Interface(it) => vars(&types.all_methods(it)),
            Type::Signature(s) => {
                vars(&s.params);
                vars(&s.results);
            }
            Type::Struct(s) => vars(&s.fields),
            Type::Tuple(list) => vars(list),
            Type::Basic(_) | Type::Union(_) | Type::Alias(_) => {}
        }
        for part in parts {
            self.sources(types, pkg, part, out, path);
        }
        path.pop();
    }

    fn add_vertex(&mut self, obj: ObjId) -> usize {
        self.vertices.push(Vertex {
            weight: 0,
            pre: 0,
            len: 0,
            obj,
        });
        self.vertices.len() - 1
    }

    /// The vertex of a type parameter.
    fn tparam_vertex(&mut self, types: &Types, tparam: TypeId) -> Option<usize> {
        let canon = |t: TypeId| self.canon.get(&t).or(types.ctxt.canon.get(&t)).copied();
        let tparam = canon(tparam).unwrap_or(tparam);
        let tparam = canon(tparam).unwrap_or(tparam);
        let obj = obj_of(types, tparam)?;
        if let Some(&known) = self.index.get(&obj) {
            return known;
        }
        let vertex = self.add_vertex(obj);
        self.index.insert(obj, Some(vertex));
        Some(vertex)
    }

    /// The vertex of a defined type, if type parameters are in force where it is declared.
    fn local_vertex(&mut self, types: &Types, pkg: PkgId, named: TypeId) -> Option<usize> {
        let obj = types.named_obj(named)?;
        let o = &types[obj];
        let root = types[pkg].scope;
        if o.pkg != Some(pkg) || o.parent == Some(root) || o.parent.is_none() {
            return None;
        }
        if let Some(&known) = self.index.get(&obj) {
            return known;
        }
        let mut vertex = None;
        let mut scope = o.parent;
        while let Some(s) = scope.filter(|&s| s != root) {
            for (_, elem) in types[s].sorted() {
                let e = &types[elem];
                let tparam = e.type_or_invalid();
                let ambient = e.is_type_name()
                    && matches!(types[tparam], Type::TypeParam(_))
                    && !types.is_alias_name(elem)
                    && e.pos < o.pos;
                if !ambient {
                    continue;
                }
                let dst = *vertex.get_or_insert_with(|| self.add_vertex(obj));
                if let Some(src) = self.tparam_vertex(types, tparam) {
                    self.edges.push(Edge {
                        dst,
                        src,
                        weight: 1,
                        pos: o.pos,
                        typ: tparam,
                    });
                }
            }
            scope = types[s].parent;
        }
        self.index.insert(obj, vertex);
        vertex
    }

    /// Looks for a cycle of positive weight (types2: `Checker.monomorph`).
    pub fn find_loop(&mut self, types: &Types, pkg: PkgId) -> Option<InstanceLoop> {
        loop {
            let mut again = false;
            for (i, e) in self.edges.iter().enumerate() {
                let (from, len) = {
                    let src = &self.vertices[e.src];
                    (src.weight + e.weight, src.len + 1)
                };
                let count = self.vertices.len();
                let dst = &mut self.vertices[e.dst];
                if from <= dst.weight {
                    continue;
                }
                (dst.pre, dst.len) = (i, len);
                if len == count {
                    let at = e.dst;
                    return Some(self.describe(types, pkg, at));
                }
                dst.weight = from;
                again = true;
            }
            if !again {
                return None;
            }
        }
    }

    fn describe(&self, types: &Types, pkg: PkgId, at: usize) -> InstanceLoop {
        let mut stack = Vec::new();
        let mut v = at;
        while !stack.contains(&v) {
            stack.push(v);
            v = self.edges[self.vertices[v].pre].src;
        }
        let relative = |types: &Types, p: PkgId| match p == pkg {
            true => String::new(),
            false => types[p].path.to_string(),
        };
        let step = |&v: &usize| {
            let e = &self.edges[self.vertices[v].pre];
            let obj = self.vertices[e.dst].obj;
            let how = match types[types.type_of(obj)] {
                Type::TypeParam(_) => "instantiated as",
                _ => "implicitly parameterized by",
            };
            let typ = types.type_string(e.typ, &relative);
            (e.pos, format!("{} {how} {typ}", types[obj].name))
        };
        let cycle = stack.iter().skip_while(|&&s| s != v);
        InstanceLoop {
            obj: self.vertices[v].obj,
            steps: cycle.map(step).collect(),
        }
    }
}

fn obj_of(types: &Types, tparam: TypeId) -> Option<ObjId> {
    types.type_param(tparam).map(|p| p.obj)
}

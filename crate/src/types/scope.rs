//! Scopes: names and the objects they denote, and the scopes around them.

use super::ids::{ObjId, ScopeId};
use crate::text::{InOrder, Pos};
use rustc_hash::FxHashMap as HashMap;
use std::rc::Rc;

/// How many names a scope may have before it gets an index.
const SMALL: usize = 8;

/// Names and their objects, in order of declaration.
#[derive(Clone, Debug, Default)]
pub struct Scope {
    /// The scope around it; none for the universe.
    pub parent: Option<ScopeId>,
    /// The scopes in it, in source order; not kept for the universe.
    pub children: Vec<ScopeId>,
    /// Whether it is a function's.
    pub is_func: bool,
    /// Where it starts and ends; unknown for package scopes.
    pub extent: (Pos, Pos),
    elems: Rc<Elems>,
}

#[derive(Clone, Debug, Default)]
struct Elems {
    list: Vec<(Rc<str>, ObjId)>,
    /// Only for lookup; empty while the list is short.
    index: HashMap<Rc<str>, ObjId>,
}

impl Scope {
    /// An empty scope.
    pub fn new(parent: Option<ScopeId>, extent: (Pos, Pos)) -> Scope {
        Scope {
            parent,
            extent,
            ..Scope::default()
        }
    }

    /// The object of that name in this very scope.
    pub fn lookup(&self, name: &str) -> Option<ObjId> {
        let e = &*self.elems;
        if e.list.len() <= SMALL {
            return e.list.iter().find(|(n, _)| **n == *name).map(|&(_, o)| o);
        }
        e.index.get(name).copied()
    }

    /// Enters a name, or replaces the object it denotes.
    pub fn insert(&mut self, name: Rc<str>, obj: ObjId) {
        let e = Rc::make_mut(&mut self.elems);
        if let Some(old) = e.list.iter_mut().take(SMALL + 1).find(|(n, _)| *n == name) {
            old.1 = obj;
        } else if e.index.contains_key(&name) {
            if let Some(old) = e.list.iter_mut().find(|(n, _)| *n == name) {
                old.1 = obj;
            }
        } else {
            e.list.push((name.clone(), obj));
        }
        if e.list.len() == SMALL + 1 {
            e.index = e.list.iter().cloned().collect();
        } else if e.list.len() > SMALL {
            e.index.insert(name, obj);
        }
    }

    /// Number of names.
    pub fn len(&self) -> usize {
        self.elems.list.len()
    }

    /// Whether no name was entered.
    pub fn is_empty(&self) -> bool {
        self.elems.list.is_empty()
    }

    /// Names and objects in order of declaration.
    pub fn iter(&self) -> impl Iterator<Item = (&Rc<str>, ObjId)> {
        self.elems.list.iter().map(|(n, o)| (n, *o))
    }

    /// Names and objects sorted by name (bytewise).
    pub fn sorted(&self) -> Vec<(Rc<str>, ObjId)> {
        let mut list = self.elems.list.clone();
        list.order_by(|a, b| a.0.cmp(&b.0));
        list
    }
}

//! The one way from the checked tree to IR.
//!
//! What the compiler does in two steps, reading a body (cmd/compile/internal/noder/reader.go) and type checking its nodes
//! (cmd/compile/internal/typecheck), happens here in one: each expression and statement of a [`FuncBody`](crate::body::tree::FuncBody)
//! becomes nodes in their final shape. The same code serves a function itself, a copy that the inliner puts into a caller, and an
//! instance of a generic function; the node shapes are therefore right in one place. They have to be exact: the inliner counts nodes.
//!
//! A body that can't be lowered makes its function [`Unsupported`](crate::ir::Unsupported); nothing is ever guessed.

mod assign;
mod build;
mod builtin;
mod call;
mod closure;
mod constant;
mod convert;
mod devirt;
mod expr;
mod func;
mod generic;
mod godefer;
mod init;
mod inline;
mod instance;
mod lit;
mod load;
mod method;
mod operator;
mod range;
mod reader;
mod select;
mod selector;
mod sha256;
mod source;
mod stmt;
mod switch;
mod synthetic;
mod types;
mod wrapper;

pub use inline::InlineCall;
pub use source::{FuncExt, NoSource, Source, StdSource};

use crate::body::tree;
use crate::ir::Tys;
use crate::ir::{FuncId, NameId, NodeId, Program, SymId};
use crate::types::{ObjId, TypeId};
use instance::DictInst;
use reader::BodyRef;
use rustc_hash::{FxHashMap as HashMap, FxHashSet as HashSet};
use std::rc::Rc;

/// The result of lowering a part of a body, or why it can't be lowered.
pub(in crate::ir::lower) type Res<T> = Result<T, tree::Unsupported>;

/// What the lowering remembers between calls: which objects have names already, and where the bodies of functions are.
#[derive(Default)]
pub struct State {
    /// The names of package-level variables and functions that are not generic.
    globals: HashMap<ObjId, NameId>,
    /// Instances of generic functions and of methods of generic types.
    instances: HashMap<SymId, NameId>,
    /// The dictionary variables of instances.
    dicts: HashMap<SymId, NameId>,
    /// The types of dictionaries by their number of words.
    dict_types: HashMap<i64, TypeId>,
    /// What was met.
    load: load::Load,
    /// In which order the compiler wrote the declarations that are read.
    written: tree::Written,
    /// Instances of types that are declared in generic functions.
    local_types: HashMap<(TypeId, Rc<[TypeId]>), TypeId>,
    local_instances: HashSet<TypeId>,
    /// Shape types by what they are called.
    shapes: HashMap<Rc<str>, TypeId>,
    /// Types known to have or not to have a shape in them.
    has_shape: HashMap<TypeId, bool>,
    /// Types with shapes, and what they are with shapes all over.
    reshaped: HashMap<TypeId, TypeId>,
    reshaped_inside: HashSet<TypeId>,
    /// Their underlying types as they were before.
    before_shapes: HashMap<TypeId, TypeId>,
    /// Types that are being given shapes inside, and how often one of them was met meanwhile.
    reshaping: Vec<TypeId>,
    reshaping_hits: u32,
    /// The trees of the local package's functions.
    trees: HashMap<ObjId, tree::Func>,
    /// The objects of imported functions that are not generic.
    imported: HashMap<FuncId, ObjId>,
    /// Where the body of a function is, for functions that have one.
    bodies: HashMap<FuncId, Body>,
    /// Functions whose bodies have to be read still; the last one is read first.
    todo_bodies: Vec<FuncId>,
    /// Instances whose shaped counterparts have to be made still.
    todo_dicts: Vec<TodoDict>,
    /// Types whose parts are all known, and those that have an unknown part.
    known: HashMap<TypeId, bool>,
    pointers: HashMap<TypeId, TypeId>,
    slices: HashMap<TypeId, TypeId>,
    method_exprs: HashMap<(TypeId, TypeId), TypeId>,
    method_values: HashMap<TypeId, TypeId>,
    results: HashMap<TypeId, TypeId>,
    /// Run-time types that only a dictionary knows, by the node that needs one.
    rtypes: HashMap<NodeId, NodeId>,
    /// Functions of package runtime that rewritten code calls.
    runtime: HashMap<Rc<str>, NameId>,
    empty_interface: Option<TypeId>,
    /// What is known of a parameter at first.
    no_note: crate::ir::func::Note,
    /// The blank identifier.
    blank: Option<NameId>,
    /// How many source functions called `init` were met.
    inits: u32,
    /// Method values that wrappers are made for.
    bound_methods: wrapper::MethodValues,
    /// Counts inlined calls, for their labels.
    inl_gen: u32,
}

/// An instance whose shaped counterpart has to be made.
enum TodoDict {
    /// Of a generic function.
    Func(ObjId, Rc<[TypeId]>),
    /// Of a generic type: all its methods.
    Type(TypeId),
}

/// Where a function's body comes from.
#[derive(Clone)]
struct Body {
    what: BodyKind,
    dict: Option<Rc<DictInst>>,
}

#[derive(Clone)]
enum BodyKind {
    /// A tree.
    Tree(BodyRef),
    /// A tree that could not be made.
    Missing(tree::Unsupported),
    /// The body of an instance that passes its arguments and its dictionary on to the shaped function.
    CallShaped,
    /// A literal that passes captured operands and its arguments on to a function.
    Curry(Rc<closure::Curry>),
}

/// The lowering at work on one package.
pub struct Lower<'a> {
    /// Where nodes go.
    pub prog: &'a mut Program,
    /// The types; grows by the types of addresses, method expressions and the like.
    pub tys: &'a mut Tys,
    /// What is remembered.
    pub st: &'a mut State,
    /// Facts about imported functions.
    pub source: &'a mut dyn Source,
}

impl Lower<'_> {
    /// Lowers a package: its initialisers, its functions in order, then all function literals and instances that turn up in them.
    /// The result is in the program's target (cmd/compile/internal/noder: pkgInit and readBodies).
    pub fn package(&mut self, package: &tree::Package) {
        self.st.written = package.written.clone();
        for func in &package.funcs {
            self.st.trees.insert(func.obj, func.clone());
        }
        self.package_init(&package.init);
        self.package_decls(&package.decls);
        self.read_bodies(false);
    }
}

//! What is met: types and declared functions, in the order in which the compiler reads its own export data
//! (cmd/compile/internal/noder/reader.go: typIdx, objIdx, method, funcExt).
//!
//! Nothing of a package but its declarations and what they mention is ever read. The order shows: bodies are read in the reverse of the order in
//! which functions were met, instances of generic functions are compiled in the order in which bodies were read, and wrappers are made in the
//! order in which types were met.

use super::{Lower, TodoDict};
use crate::ir::FuncId;
use crate::types::{ObjId, Type, TypeId, Types};
use rustc_hash::FxHashSet as HashSet;

/// A set of types, as bits: there are few ids between them.
#[derive(Default)]
struct TypeSet(Vec<u64>);

impl TypeSet {
    fn contains(&self, t: TypeId) -> bool {
        let bits = self.0.get(t.index() / 64).copied().unwrap_or_default();
        bits >> (t.index() % 64) & 1 != 0
    }

    /// Puts a type in; tells whether it is new there.
    fn insert(&mut self, t: TypeId) -> bool {
        let at = t.index() / 64;
        if at >= self.0.len() {
            self.0.resize(at + 1, 0);
        }
        let bit = 1 << (t.index() % 64);
        let new = self.0[at] & bit == 0;
        self.0[at] |= bit;
        new
    }
}

/// What was met, and what is to be looked at still.
#[derive(Default)]
pub(super) struct Load {
    /// Types that were met: in code of this package, and in that of another one.
    types: [TypeSet; 2],
    /// Defined types whose declarations were met.
    named: TypeSet,
    /// Defined types that were met only after inlining had begun; nothing before that.
    late: Option<HashSet<TypeId>>,
    /// Defined types whose underlying type is being looked at.
    forward: HashSet<TypeId>,
    /// Defined types whose declarations are being looked at, methods included.
    begun: HashSet<TypeId>,
    /// Types of this package that were met by the second of two entries.
    second: HashSet<TypeId>,
    /// The type whose declaration is being looked at.
    user: Option<TypeId>,
    /// What comes next; the last one first. A stack of its own: chains of types may be longer than the machine's stack allows.
    steps: Vec<Waiting>,
    running: bool,
    /// The code that is being read is that of another package and not generic, so that the wrappers were made there (importedDef).
    pub elsewhere: bool,
    /// Types that may need wrappers.
    pub needed: Vec<TypeId>,
    /// Types that other packages have wrappers for.
    pub have: Vec<TypeId>,
}

/// A step that waits, in which type's declaration, and whether in code of another package.
struct Waiting {
    elsewhere: bool,
    user: Option<TypeId>,
    step: Step,
}

impl Load {
    fn has(&self, t: TypeId) -> bool {
        self.types[usize::from(self.elsewhere)].contains(t)
    }

    /// Puts a type among those that were met; tells whether it is new there.
    fn has_met(&mut self, t: TypeId) -> bool {
        self.types[usize::from(self.elsewhere)].insert(t)
    }
}

/// Takes steps, one behind the other.
type Take<'a> = &'a mut dyn FnMut(Step);

/// A piece of work.
enum Step {
    /// A type that is mentioned.
    Type(TypeId),
    /// A type whose instances have shapes for arguments, made of another one: what the shapes stand for is met before.
    Shaped { from: TypeId, to: TypeId },
    /// A type after all its parts, and whether it was met by the second of its entries.
    Met(TypeId, bool),
    /// What a type was made of, after all parts of that.
    MadeOf(TypeId),
    /// The declaration of a defined type, or an instance of it.
    Named(TypeId),
    /// The same after what is under it.
    Declared(TypeId),
    /// A method of a defined type; of an instance, the generic method.
    Method(TypeId, ObjId),
    /// A defined type after its methods.
    Complete(TypeId),
    /// A function after the types that it mentions: its body waits to be read, its shaped counterpart to be made.
    Waits(FuncId, Option<Box<TodoDict>>),
}

impl Lower<'_> {
    /// Meets a type, and with it all types that it is made of, methods' parameters and results included: the compiler makes all methods of each
    /// instance of a generic type that it comes across in this way, of imported ones, too.
    pub(super) fn load_type(&mut self, t: TypeId) {
        let load = &self.st.load;
        // Most types were met before, and mentioning them leads to no further step.
        if load.user.is_none() && load.has(t) {
            return;
        }
        self.load(vec![Step::Type(t)]);
    }

    /// Meets a type that was made of another one by putting in shapes.
    pub(super) fn load_shaped(&mut self, from: TypeId, to: TypeId) {
        self.load(vec![shaped(from, to)]);
    }

    /// Meets the declaration of a defined type.
    pub(super) fn load_named(&mut self, t: TypeId) {
        self.load(vec![Step::Named(t)]);
    }

    /// Meets the type of a variable or constant of a package, or what a type name stands for.
    pub(super) fn load_object(&mut self, obj: ObjId) {
        let t = self.tys.types.type_of(obj);
        self.load_in(!self.is_own(obj), vec![Step::Type(t)]);
    }

    /// Meets the parameters and results of a function of this package or another one.
    pub(super) fn load_func(&mut self, obj: ObjId) {
        let t = self.tys.types.type_of(obj);
        self.load_from(!self.is_own(obj), &mut |types, step| {
            signature_steps(types, t, &mut |t| step(Step::Type(t)));
        });
    }

    /// Meets what a function's signature mentions, which was made of `from` by putting in shapes; after that, the function waits for its body to be
    /// read.
    pub(super) fn load_body(
        &mut self,
        from: TypeId,
        typ: TypeId,
        func: FuncId,
        dict: Option<TodoDict>,
    ) {
        let types = &self.tys.types;
        let mut steps = zipped(from, typ, types, signature_steps);
        steps.push(Step::Waits(func, dict.map(Box::new)));
        self.load_in(false, steps);
    }

    /// Runs `f` while the code that is read is, or is not, that of another package.
    pub(super) fn reading<R>(&mut self, elsewhere: bool, f: impl FnOnce(&mut Self) -> R) -> R {
        let before = core::mem::replace(&mut self.st.load.elsewhere, elsewhere);
        let result = f(self);
        self.st.load.elsewhere = before;
        result
    }

    fn is_own(&self, obj: ObjId) -> bool {
        let pkg = self.tys.types[obj].pkg;
        pkg.is_some() && pkg == self.tys.local
    }

    /// Does these steps before all others that wait.
    fn load(&mut self, steps: Vec<Step>) {
        self.load_in(self.st.load.elsewhere, steps);
    }

    /// The same for what stands in this package or in another one.
    fn load_in(&mut self, elsewhere: bool, steps: Vec<Step>) {
        let load = &mut self.st.load;
        let (first, user) = (load.steps.len(), load.user);
        let steps = steps.into_iter().map(|step| Waiting {
            elsewhere,
            user,
            step,
        });
        load.steps.extend(steps);
        self.run(first);
    }

    /// Does the steps that were put behind the first ones, in their order, before all others that wait.
    fn run(&mut self, first: usize) {
        self.st.load.steps[first..].reverse();
        if self.st.load.running {
            return;
        }
        self.st.load.running = true;
        let (before, user_before) = (self.st.load.elsewhere, self.st.load.user);
        while let Some(waiting) = self.st.load.steps.pop() {
            (self.st.load.elsewhere, self.st.load.user) = (waiting.elsewhere, waiting.user);
            self.step(waiting.step);
        }
        (self.st.load.elsewhere, self.st.load.user) = (before, user_before);
        self.st.load.running = false;
    }

    /// Does the steps that `of` gives before all others that wait. Types that were met before and lead to no further step are left out at once.
    fn load_from(&mut self, elsewhere: bool, of: &mut dyn FnMut(&Types, Take<'_>)) {
        let once = self.meets_once();
        let load = &mut self.st.load;
        let (first, user) = (load.steps.len(), load.user);
        let (met, steps) = (&load.types[usize::from(elsewhere)], &mut load.steps);
        of(&self.tys.types, &mut |step| {
            if !(once && matches!(step, Step::Type(t) if met.contains(t))) {
                steps.push(Waiting {
                    elsewhere,
                    user,
                    step,
                });
            }
        });
        self.run(first);
    }

    /// Whether a type that was met before leads to nothing where it is mentioned now: so it is outside of the declarations of instances and of this
    /// package's types, see [`Lower::met_type`].
    fn meets_once(&self) -> bool {
        self.st.load.user.is_none_or(|user| {
            let named = self.tys.types.named(user);
            named.is_some_and(|n| n.inst.is_none() && !self.is_own(n.obj))
        })
    }

    fn step(&mut self, step: Step) {
        match step {
            Step::Type(t) => self.met_type(t),
            Step::Shaped { from, to } => self.met_shaped(from, to),
            Step::MadeOf(t) => {
                self.st.load.has_met(t);
            }
            Step::Met(t, second) => self.met_all(t, second),
            Step::Named(t) => self.met_named(t),
            Step::Declared(t) => {
                self.st.load.forward.remove(&t);
                let instance = self.tys.types.named(t).is_some_and(|n| n.inst.is_some());
                if instance && !self.has_shape(t) && !self.st.local_instances.contains(&t) {
                    self.st.todo_dicts.push(TodoDict::Type(t));
                }
            }
            Step::Method(t, method) => self.met_method(t, method),
            Step::Complete(t) => {
                self.st.load.begun.remove(&t);
                if !self.has_shape(t) {
                    self.may_need_wrappers(t);
                }
            }
            Step::Waits(func, dict) => {
                self.st.todo_dicts.extend(dict.map(|dict| *dict));
                self.st.todo_bodies.push(func);
            }
        }
    }

    /// From now on no type is read but with a body that is inlined.
    pub fn begin_inlining(&mut self) {
        self.st.load.late.get_or_insert_default();
    }

    /// Whether a type was met only with a body that was inlined. By then the compiler makes a new type for each `*T` that no declaration has
    /// (cmd/compile/internal/ssagen.InitConfig turns `NewPtrCacheEnabled` off).
    pub fn is_met_late(&self, t: TypeId) -> bool {
        let late = self.st.load.late.as_ref();
        late.is_some_and(|late| late.contains(&t))
    }

    fn may_need_wrappers(&mut self, t: TypeId) {
        let load = &mut self.st.load;
        match load.elsewhere {
            true => load.have.push(t),
            false => load.needed.push(t),
        }
    }

    fn met_type(&mut self, t: TypeId) {
        let second = self.by_second(t);
        let load = &self.st.load;
        let met = match second {
            true => load.second.contains(&t),
            false => load.has(t),
        };
        if met {
            if self.is_begun_argument(t) {
                self.may_need_wrappers(t);
            }
            return;
        }
        // Only then is it known: a receiver is met once more before its methods' parameters.
        let after = Step::Met(t, second);
        match &self.tys.types[t] {
            Type::Alias(_) => {
                let actual = self.tys.types.unalias(t);
                self.load(vec![Step::Type(actual), after]);
            }
            Type::Named(_) if self.is_generic(t) || self.is_open(t) => {}
            Type::Named(_) => {
                let targs = self.tys.types.type_args(t).iter();
                // What a local type has from the function around it is not read for it (objInstIdx, implicits).
                let implicit = self.st.local_instances.contains(&t);
                let targs = targs.filter(|_| !implicit);
                let mut steps: Vec<Step> = targs.map(|&t| Step::Type(t)).collect();
                steps.extend([Step::Named(t), after]);
                self.load(steps);
            }
            Type::Basic(_) => self.step(after),
            _ => self.load_from(self.st.load.elsewhere, &mut |types, step| {
                parts(types, t, &mut |t| step(Step::Type(t)));
                step(Step::Met(t, second));
            }),
        }
    }

    /// Whether a type of this package is met by the entry that its own declaration does not use.
    fn by_second(&self, t: TypeId) -> bool {
        let (Some(user), Some(named)) = (self.st.load.user, self.tys.types.named(t)) else {
            return false;
        };
        named.inst.is_none()
            && self
                .tys
                .types
                .named_obj(user)
                .is_some_and(|user| self.st.written.by_second(named.obj, user))
    }

    /// Whether a type that is known as far as its methods is met as a type argument of the instance that is being looked at: there the type parameter
    /// is an entry of its own.
    fn is_begun_argument(&self, t: TypeId) -> bool {
        let load = &self.st.load;
        load.begun.contains(&t)
            && !load.forward.contains(&t)
            && load
                .user
                .is_some_and(|user| self.tys.types.type_args(user).contains(&t))
    }

    /// The compiler reads a type argument before it makes its shape (objDictIdx), so that all that the argument mentions was met.
    fn met_shaped(&mut self, from: TypeId, to: TypeId) {
        if self.st.load.has(from) {
            return;
        }
        let from = self.tys.types.unalias(from);
        let types = &self.tys.types;
        let mut steps: Vec<Step> = match types[from] {
            Type::Named(_) => {
                let targs = types.type_args(from).to_vec();
                let pairs = targs.into_iter().map(|t| shaped(t, self.reshaped(t)));
                pairs.collect()
            }
            _ => zipped(from, to, types, parts),
        };
        steps.extend([Step::Type(to), Step::MadeOf(from)]);
        self.load(steps);
    }

    /// Whether it is a generic type itself, no instance of it.
    fn is_generic(&self, t: TypeId) -> bool {
        let named = self.tys.types.named(t);
        named.is_some_and(|n| n.inst.is_none() && !n.tparams.is_empty())
    }

    fn met_all(&mut self, t: TypeId, second: bool) {
        if second {
            // Its declaration may have led back to it, which is over by now.
            if !self.st.load.second.insert(t) {
                return;
            }
        } else if !self.is_unfinished(t) {
            let load = &mut self.st.load;
            let elsewhere = load.elsewhere;
            let new = load.has_met(t) && !load.types[usize::from(!elsewhere)].contains(t);
            if let (Some(late), true) = (&mut load.late, new) {
                late.insert(t);
            }
        }
        let wrapped = !matches!(self.tys.types[t], Type::Pointer { .. } | Type::Alias(_));
        if wrapped && !self.st.load.forward.contains(&t) {
            self.may_need_wrappers(t);
        }
    }

    /// Whether an instance, or what a type literal is made of, is an instance whose underlying type is being looked at. It does not count as met:
    /// a method has type parameters of its own, so the same type in its signature is another entry of the export data, and is met anew.
    fn is_unfinished(&mut self, t: TypeId) -> bool {
        if self.st.load.forward.is_empty() {
            return false;
        }
        match self.tys.types[t] {
            Type::Named(_) => {
                self.st.load.forward.contains(&t) && !self.tys.types.type_args(t).is_empty()
            }
            Type::Alias(_) => false,
            _ => {
                let mut new = false;
                parts(&self.tys.types, t, &mut |t| {
                    new |= !self.st.load.has(t);
                });
                new
            }
        }
    }

    fn met_named(&mut self, t: TypeId) {
        if !self.st.load.named.insert(t) {
            return;
        }
        let Some((obj, instance)) = self.tys.types.named(t).map(|n| (n.obj, n.inst.is_some()))
        else {
            return;
        };
        // No export data has shapes; what they are made of was met before they were made.
        if self.is_shape(t)
            || self.is_generic(t)
            || self.is_open(t)
            || self.are_endless(self.tys.types.type_args(t))
        {
            return;
        }
        let elsewhere = !instance && !self.is_own(obj);
        self.st.load.forward.insert(t);
        self.st.load.begun.insert(t);
        let under = self.reading(elsewhere, |lw| lw.under(t));
        let before = self.st.before_shapes.get(&t).copied().unwrap_or(under);
        let methods = !self.st.local_instances.contains(&t);
        let user = self.st.load.user.replace(t);
        self.load_from(elsewhere, &mut |types, step| {
            match before == under {
                true => parts(types, under, &mut |t| step(Step::Type(t))),
                false => zipped(before, under, types, parts)
                    .into_iter()
                    .for_each(&mut *step),
            }
            step(Step::Declared(t));
            let orig = types.named(types.named_origin(t)).filter(|_| methods);
            let methods = orig.map_or(&[][..], |n| &n.methods);
            methods.iter().for_each(|&m| step(Step::Method(t, m)));
            step(Step::Complete(t));
        });
        self.st.load.user = user;
    }

    /// Methods with type parameters of their own are functions like others.
    fn met_method(&mut self, t: TypeId, method: ObjId) {
        let sig = self.tys.types.type_of(method);
        let own_params = self.tys.types.signature(sig);
        if own_params.is_some_and(|s| !s.tparams.is_empty()) {
            return;
        }
        // What can't be made is missed by those who use it.
        if self.tys.types.named(t).is_some_and(|n| n.inst.is_some()) {
            let _ = self.method_instance(method, t);
        } else if self.is_own(method) {
            let _ = self.global(method);
        } else {
            self.load_from(self.st.load.elsewhere, &mut |types, step| {
                signature_steps(types, sig, &mut |t| step(Step::Type(t)));
            });
        }
    }

    /// Whether a type still has type parameters in it: it belongs to a body that is no instance.
    fn is_open(&self, t: TypeId) -> bool {
        self.tys.types.type_args(t).iter().any(|&t| {
            matches!(
                self.tys.types[self.tys.types.unalias(t)],
                Type::TypeParam(_)
            )
        })
    }
}

/// A type as it is met: with what it was made of, if that is another one.
fn shaped(from: TypeId, to: TypeId) -> Step {
    match from == to {
        true => Step::Type(to),
        false => Step::Shaped { from, to },
    }
}

/// What `of` gives of a type, each with what it was made of.
fn zipped(
    before: TypeId,
    after: TypeId,
    types: &Types,
    of: fn(&Types, TypeId, &mut dyn FnMut(TypeId)),
) -> Vec<Step> {
    let all = |t| {
        let mut list = Vec::new();
        of(types, t, &mut |t| list.push(t));
        list
    };
    let to = all(after);
    let from = if before == after {
        Vec::new()
    } else {
        all(before)
    };
    if from.len() != to.len() {
        return to.into_iter().map(Step::Type).collect();
    }
    let pairs = from.into_iter().zip(to);
    pairs.map(|(from, to)| shaped(from, to)).collect()
}

/// The types that a type literal is made of, one behind the other.
fn parts(types: &Types, t: TypeId, step: &mut dyn FnMut(TypeId)) {
    match &types[t] {
        Type::Array { elem, .. }
        | Type::Slice { elem }
        | Type::Pointer { elem }
        | Type::Chan { elem, .. } => step(*elem),
        Type::Map { key, elem } => {
            step(*key);
            step(*elem);
        }
        Type::Struct(s) => types_of(types, &s.fields, step),
        // As a type it has no receiver, even where it is that of a method.
        Type::Signature(s) => {
            types_of(types, &s.params, step);
            types_of(types, &s.results, step);
        }
        Type::Interface(i) => {
            for &m in i.methods.iter() {
                if let Some(s) = types.signature(types.type_of(m)) {
                    types_of(types, &s.params, step);
                    types_of(types, &s.results, step);
                }
            }
            i.embeddeds.iter().for_each(|&t| step(t));
        }
        _ => {}
    }
}

fn types_of(types: &Types, vars: &[ObjId], step: &mut dyn FnMut(TypeId)) {
    vars.iter().for_each(|&v| step(types.type_of(v)));
}

/// The types of receiver, parameters and results.
fn signature_steps(types: &Types, t: TypeId, step: &mut dyn FnMut(TypeId)) {
    if let Some(s) = types.signature(t) {
        s.recv.iter().for_each(|&v| step(types.type_of(v)));
        types_of(types, &s.params, step);
        types_of(types, &s.results, step);
    }
}

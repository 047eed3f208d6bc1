//! What is known at a point of a function about objects that came out of a pool.

use crate::syntax::ExprId;
use crate::text::InOrder;
use crate::types::ObjId;
use std::collections::{BTreeMap, BTreeSet};

/// An object from a pool, or a parameter, by its place in [`Flow::tokens`](super::flow::Flow).
pub type TokenId = u32;

/// How a value refers to an object.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Kind {
    /// It is what the pool gave.
    Whole,
    /// The slice that the object points to, or a part of it.
    Content,
    /// The memory of this field, which the object keeps for its next user.
    Field(ObjId),
    /// It points into it in another way: `buf.Bytes()`, `&x.f`.
    View,
    /// It holds such a reference: `bytes.NewReader(b)`, `&T{buf: b}`, a function literal.
    Holder,
}

/// One reference.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct Ref {
    /// To which object.
    pub token: TokenId,
    /// How.
    pub kind: Kind,
    /// Whether it is all of it: no upper bound was given.
    pub full: bool,
    /// Whether its front was cut off.
    pub cut: bool,
}

/// What is known about being nil.
#[derive(Clone, Copy, PartialEq, Eq, Default, Debug)]
pub enum Nil {
    /// Nothing.
    #[default]
    Unknown,
    /// It is nil.
    Is,
    /// It is not.
    IsNot,
}

/// A value.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Value {
    /// What it may refer to, in order.
    pub refs: Vec<Ref>,
    /// Whether it is nil.
    pub nil: Nil,
    /// It came from Get and no type was asserted yet.
    pub raw: bool,
    /// It came from an append here.
    pub grown: Option<ExprId>,
    /// A function literal that puts the object back.
    pub releases: bool,
}

impl Value {
    /// A value with one reference.
    pub fn one(token: TokenId, kind: Kind) -> Value {
        Value {
            refs: vec![Ref {
                token,
                kind,
                full: true,
                cut: false,
            }],
            ..Value::default()
        }
    }

    /// `nil`.
    pub fn nil() -> Value {
        Value {
            nil: Nil::Is,
            ..Value::default()
        }
    }

    /// The same references, of another kind.
    pub fn turned(&self, kind: Kind) -> Value {
        let refs = self.refs.iter().map(|r| Ref { kind, ..*r }).collect();
        Value {
            refs,
            ..Value::default()
        }
        .tidy()
    }

    /// References added.
    pub fn and(mut self, other: &Value) -> Value {
        self.refs.extend(&other.refs);
        self.releases |= other.releases;
        self.tidy()
    }

    fn tidy(mut self) -> Value {
        self.refs.order();
        self.refs.dedup();
        self
    }

    /// Objects that it is, as a whole.
    pub fn wholes(&self) -> impl Iterator<Item = TokenId> + '_ {
        let whole = self.refs.iter().filter(|r| r.kind == Kind::Whole);
        whole.map(|r| r.token)
    }

    fn join(&self, other: &Value) -> Value {
        let mut joined = self.clone().and(other);
        if self.nil != other.nil {
            joined.nil = Nil::Unknown;
        }
        joined.raw |= other.raw;
        joined.grown = self.grown.or(other.grown);
        joined
    }
}

/// A place that a reference was stored in: the variable it starts from, and fields on the way.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Store {
    /// Variable and fields; empty for a channel.
    pub path: Vec<ObjId>,
    /// What it says in the code.
    pub at: ExprId,
    /// How sure it is that it is a mistake if it goes back to the pool.
    pub may: bool,
}

/// What happened to an object so far.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct Token {
    /// The call that put it back; whether it did on every path.
    pub put: Option<(ExprId, bool)>,
    /// Somebody else may have it now.
    pub left: bool,
    /// That it was not put back was meant.
    pub excused: bool,
    /// Somebody looked at how large it is.
    pub size_checked: bool,
    /// Where it was stored.
    pub stores: Vec<Store>,
    /// A goroutine that uses it and was not waited for.
    pub goroutine: Option<ExprId>,
    /// It grew in a variable of its own.
    pub grown: Option<(Kind, ExprId)>,
    /// It was stored back without its front.
    pub cut: Option<ExprId>,
    /// Only a part of it was written.
    pub partial: Option<ExprId>,
    /// All of it was cleared, since it came out of the pool.
    pub zeroed: bool,
    /// Its first use that may change it or that looks at it.
    pub dirty: Option<ExprId>,
    /// Reset as a whole, since it came out of the pool.
    pub reset: bool,
    /// Reset before anything else.
    pub reset_early: bool,
    /// Reset behind its use, outside of deferred calls.
    pub reset_late: Option<ExprId>,
    /// Written by something that leaves out what it does not set.
    pub filled: Option<ExprId>,
    /// Fields that were set on every path.
    pub set: BTreeSet<ObjId>,
    /// Fields that were emptied on every path: nil, zero, `[:0]`.
    pub cleared: BTreeSet<ObjId>,
    /// Fields whose old value was looked for before they were set: `if x.f == nil`, `if cap(x.f) < n`.
    pub lazy: BTreeSet<ObjId>,
    /// Fields that were set on some path.
    pub maybe_set: BTreeMap<ObjId, ExprId>,
    /// Fields that hold what belongs to the caller; none for `Reset(r)`.
    pub pinned: BTreeMap<Option<ObjId>, ExprId>,
    /// It was put back only under a condition that has to do with something else.
    pub conditional_put: bool,
}

impl Token {
    /// Whether it was put back on every path to here.
    pub fn is_put(&self) -> Option<ExprId> {
        self.put.and_then(|(at, sure)| sure.then_some(at))
    }

    /// The same where it was let go because of its size on the other paths.
    pub fn is_put_or_dropped(&self) -> Option<ExprId> {
        self.put
            .and_then(|(at, sure)| (sure || self.size_checked).then_some(at))
    }

    fn join(&self, other: &Token) -> Token {
        let put = match (self.put, other.put) {
            (Some((at, a)), Some((_, b))) => Some((at, a && b)),
            (Some((at, _)), None) | (None, Some((at, _))) => Some((at, false)),
            (None, None) => None,
        };
        let mut stores = self.stores.clone();
        for s in &other.stores {
            if !stores.contains(s) {
                stores.push(s.clone());
            }
        }
        let mut maybe_set = self.maybe_set.clone();
        maybe_set.extend(&other.maybe_set);
        let mut pinned = self.pinned.clone();
        pinned.extend(&other.pinned);
        Token {
            put,
            left: self.left || other.left,
            excused: self.excused || other.excused,
            size_checked: self.size_checked || other.size_checked,
            stores,
            goroutine: self.goroutine.or(other.goroutine),
            grown: self.grown.or(other.grown),
            cut: self.cut.or(other.cut),
            partial: self.partial.or(other.partial),
            zeroed: self.zeroed && other.zeroed,
            dirty: self.dirty.or(other.dirty),
            reset: self.reset && other.reset,
            reset_early: self.reset_early && other.reset_early,
            reset_late: self.reset_late.or(other.reset_late),
            filled: self.filled.or(other.filled),
            set: self.set.intersection(&other.set).copied().collect(),
            cleared: self.cleared.intersection(&other.cleared).copied().collect(),
            lazy: self.lazy.union(&other.lazy).copied().collect(),
            maybe_set,
            pinned,
            conditional_put: self.conditional_put || other.conditional_put,
        }
    }
}

/// A deferred call.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Deferred {
    /// The call.
    pub call: ExprId,
    /// Receiver and arguments as they were; nothing for a function literal, which looks at the variables when it runs.
    pub values: Option<(Value, Vec<Value>)>,
    /// Whether it was deferred on every path.
    pub sure: bool,
}

/// All of it at one point.
#[derive(Clone, PartialEq, Eq, Default, Debug)]
pub struct State {
    /// Variables that refer to objects.
    pub vars: BTreeMap<ObjId, Value>,
    /// Objects that there are.
    pub tokens: BTreeMap<TokenId, Token>,
    /// Variables that tell whether Get gave something.
    pub oks: BTreeMap<ObjId, TokenId>,
    /// Deferred calls, in order.
    pub defers: Vec<Deferred>,
    /// Nothing gets here.
    pub dead: bool,
}

impl State {
    /// No point of the program.
    pub fn dead() -> State {
        State {
            dead: true,
            ..State::default()
        }
    }

    /// What holds if one of two ways was taken.
    pub fn join(self, other: State) -> State {
        if self.dead {
            return other;
        }
        if other.dead {
            return self;
        }
        let mut vars = self.vars;
        for (obj, value) in other.vars {
            let joined = match vars.get(&obj) {
                Some(own) => own.join(&value),
                None => Value {
                    nil: Nil::Unknown,
                    ..value
                },
            };
            vars.insert(obj, joined);
        }
        let mut tokens = self.tokens;
        for (id, token) in other.tokens {
            let joined = match tokens.get(&id) {
                Some(own) => own.join(&token),
                None => token,
            };
            tokens.insert(id, joined);
        }
        let mut oks = self.oks;
        oks.extend(other.oks);
        State {
            vars,
            tokens,
            oks,
            defers: join_defers(self.defers, other.defers),
            dead: false,
        }
    }

    /// Takes an object away: it is not there on this path, or another one has come in its place.
    pub fn forget(&mut self, token: TokenId) {
        self.tokens.remove(&token);
        let drop = |v: &mut Value| v.refs.retain(|r| r.token != token);
        self.vars.values_mut().for_each(drop);
        for d in &mut self.defers {
            if let Some((recv, args)) = &mut d.values {
                drop(recv);
                args.iter_mut().for_each(drop);
            }
        }
    }

    /// Changes what is known of all objects that a value refers to.
    pub fn each(&mut self, value: &Value, mut change: impl FnMut(&Ref, &mut Token)) {
        for r in &value.refs {
            if let Some(token) = self.tokens.get_mut(&r.token) {
                change(r, token);
            }
        }
    }
}

fn join_defers(own: Vec<Deferred>, other: Vec<Deferred>) -> Vec<Deferred> {
    if own == other {
        return own;
    }
    let mut joined = Vec::new();
    for d in &own {
        let both = other.iter().any(|o| o.call == d.call && o.sure);
        joined.push(Deferred {
            sure: d.sure && both,
            ..d.clone()
        });
    }
    for d in other {
        if !own.iter().any(|o| o.call == d.call) {
            joined.push(Deferred { sure: false, ..d });
        }
    }
    joined
}

//! What [`Flow`](super::flow::Flow) sees.

use super::pools::PoolKey;
use crate::syntax::{ExprId, Node};
use crate::types::{ObjId, TypeId};

/// What was seen.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum What {
    /// It is used after it was put back.
    UseAfterPut,
    /// So is something that points into it.
    ViewAfterPut,
    /// It is put back twice.
    DoublePut,
    /// It is stored and put back; whether that is only likely.
    Stored,
    /// It is given to something that may still read it.
    GivenAway,
    /// A goroutine uses it and it is put back.
    Goroutine,
    /// Nil is put back.
    NilPut,
    /// What append gave does not go back.
    GrowthLost,
    /// It goes back without its front.
    CutFront,
    /// All of it is read, and a part was written.
    Stale,
    /// It goes back and still holds what belongs to the caller.
    Pins(Option<ObjId>),
    /// It is not put back on some path.
    Lost,
    /// It is written or read before a reset.
    NotReset,
    /// Fields that are not set on every path.
    FieldNotReset(ObjId),
    /// It is reset behind its use only.
    LateReset,
    /// It goes back however large.
    Unbounded,
    /// A function literal that puts it back is given out.
    Release,
    /// A type is asserted, with or without `ok`.
    Asserted(bool),
    /// It goes back after a reset, or is reset when it was taken.
    ResetSeen,
    /// It goes back, with these fields emptied.
    PutSeen,
    /// It is handed on with these fields set and others not.
    PartlySet(bool),
}

/// Something that was seen, and where.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Event {
    /// What.
    pub what: What,
    /// Where.
    pub at: ExprId,
    /// The other place.
    pub related: Option<Node>,
    /// The name of the object in the code.
    pub name: String,
    /// The variable that holds it first.
    pub variable: Option<ObjId>,
    /// Its pool.
    pub pool: Option<PoolKey>,
    /// The call that took it out; nothing for a parameter.
    pub got: Option<ExprId>,
    /// Its type.
    pub typ: TypeId,
    /// Fields, see [`What`].
    pub fields: Vec<ObjId>,
}

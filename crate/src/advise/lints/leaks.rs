//! What a call without summary does with a reference.

use super::flow::Flow;
use crate::escape::Leaks;
use crate::syntax::ExprId;
use crate::types::ObjId;

impl Flow<'_, '_> {
    /// What a call without summary does with its receiver (0 for a method) and arguments.
    pub(super) fn leaks(&self, call: ExprId, index: usize) -> Leak {
        let place = index as i32 - i32::from(self.is_method_call(call));
        let Some(fun) = self.c.call(call).and_then(|k| self.c.called_object(k.fun)) else {
            return Leak::Unknown;
        };
        let types = self.c.types.borrow();
        if crate::advise::contracts::promise(&types, &types[fun]).is_some() {
            return Leak::No;
        }
        let object = &types[fun];
        let Some(sig) = object.typ.and_then(|t| types.signature(t)) else {
            return Leak::Unknown;
        };
        let has_recv = sig.recv.is_some();
        let last = sig.params.len() as i32 - 1;
        let place = match sig.variadic && place > last {
            true => last,
            false => place,
        };
        let at = (place + i32::from(has_recv)) as usize;
        let leaks = match object.pkg == Some(self.c.analysis.checked.pkg) {
            true => return self.local_leaks(&types, fun, at),
            false => {
                let facts = self.c.analysis.store.facts(&types, fun);
                let tag = facts.and_then(|f| f.params_esc.clone());
                match tag.and_then(|t| t.get(at).cloned()) {
                    Some(tag) => Leaks::parse(&tag),
                    None => return Leak::Unknown,
                }
            }
        };
        let result = (0..crate::escape::NUM_RESULTS).any(|i| leaks.result(i) == Some(0));
        match leaks.heap() {
            Some(0) => Leak::Unknown,
            _ if result => Leak::Result,
            _ => Leak::No,
        }
    }

    pub(super) fn local_leaks(&self, types: &crate::types::Types, fun: ObjId, at: usize) -> Leak {
        let pos = types[fun].pos;
        let place = self.c.places.token(pos, 1).map(|s| (s.file, s.from));
        let mut functions = self.c.report.functions.iter();
        let found = functions
            .find(|f| Some((f.span.file, f.span.from)) == place && f.not_analysed.is_none());
        let Some(param) = found.and_then(|f| f.params.get(at)) else {
            return Leak::Unknown;
        };
        use crate::wire::LeakTo;
        let to = |to: LeakTo| param.leaks.iter().any(|l| l.to == to && l.level == 0);
        if to(LeakTo::Heap) {
            Leak::Unknown
        } else if to(LeakTo::Result) {
            Leak::Result
        } else {
            Leak::No
        }
    }

    pub(super) fn may_keep(&self, call: ExprId, index: usize) -> bool {
        self.leaks(call, index) == Leak::Unknown
    }
}

/// What a call does with a reference.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Leak {
    /// Nothing is left of it.
    No,
    /// The result may hold it.
    Result,
    /// It may be kept.
    Unknown,
}

//! Index and slice expressions (cmd/compile/internal/types2/index.go).

use super::Code;
use super::check::Checker;
use super::errors::Code::*;
use super::ids::TypeId;
use super::info::Mode;
use super::operand::Operand;
use super::report::err;
use super::ty::{BasicKind, Type};
use crate::syntax::{ExprId, ExprKind};

/// What indexing a type gives.
struct Indexed {
    /// Key type of a map.
    key: Option<TypeId>,
    elem: TypeId,
    /// Number of elements, negative if it is not known.
    len: i64,
    mode: Mode,
}

impl<'a> Checker<'a> {
    /// Checks `inner[index]`; whether it is a generic function that waits for its type arguments.
    pub(in crate::types) fn index_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        inner: ExprId,
        index: ExprId,
    ) -> bool {
        self.expr_or_type(x, inner, true);
        match x.mode {
            Mode::Invalid => {
                self.use_exprs(&[index]);
                return false;
            }
            Mode::TypExpr => {
                x.invalidate();
                x.typ = self.var_type(e);
                if self.types.is_valid(x.typ) {
                    x.mode = Mode::TypExpr;
                }
                return false;
            }
            Mode::Value => {
                let u = self.types.under(x.typ);
                if self.is_generic_func(u) {
                    return true;
                }
            }
            _ => {}
        }
        self.non_generic(None, x);
        if !x.is_valid() {
            return false;
        }
        if !self.is_complete(x.typ) || !self.elem_is_complete(x.typ) {
            x.invalidate();
            return false;
        }
        let Some(found) = self.indexed(x) else {
            let text = self.op(x);
            err!(
                self,
                self.ast.pos(e),
                NonSliceableOperand,
                "cannot index {text}"
            );
            self.use_exprs(&[index]);
            x.invalidate();
            return false;
        };
        let index = self.single_index(index);
        if let Some(key) = found.key {
            let mut k = Operand::new();
            self.generic_expr(&mut k, index, None);
            self.assignment(&mut k, Some(key), "map index");
            x.mode = Mode::MapIndex;
            x.typ = found.elem;
            x.expr = e.into();
            return false;
        }
        x.mode = found.mode;
        x.typ = found.elem;
        self.index(index, found.len);
        false
    }

    /// Whether the elements of a pointer or map are of a type that is known.
    fn elem_is_complete(&mut self, t: TypeId) -> bool {
        let u = self.types.under(t);
        match self.types[u] {
            Type::Pointer { elem } | Type::Map { elem, .. } => self.is_complete(elem),
            _ => true,
        }
    }

    fn indexed(&mut self, x: &Operand) -> Option<Indexed> {
        if self.types.is_type_param(x.typ) {
            return self.indexed_param(x);
        }
        let u = self.types.under(x.typ);
        let mut found = self.index_one(u, x.mode == Mode::Variable)?;
        if x.is_const() && found.elem == TypeId::BYTE {
            found.len = x.val.string_len() as i64;
        }
        Some(found)
    }

    /// What indexing an underlying type gives.
    fn index_one(&mut self, u: TypeId, addressable: bool) -> Option<Indexed> {
        let found = |elem, len, mode| {
            Some(Indexed {
                key: None,
                elem,
                len,
                mode,
            })
        };
        let array_mode = if addressable {
            Mode::Variable
        } else {
            Mode::Value
        };
        match self.types[u] {
            Type::Basic(k) if k.is_string() => found(TypeId::BYTE, -1, Mode::Value),
            Type::Array { len, elem } => found(elem, len, array_mode),
            Type::Pointer { elem } => {
                let base = self.types.under(elem);
                match self.types[base] {
                    Type::Array { len, elem } => found(elem, len, Mode::Variable),
                    _ => None,
                }
            }
            Type::Slice { elem } => found(elem, -1, Mode::Variable),
            Type::Map { key, elem } => Some(Indexed {
                key: Some(key),
                elem,
                len: -1,
                mode: Mode::MapIndex,
            }),
            _ => None,
        }
    }

    /// For a type parameter all types must have the same element type, and all or none must be maps.
    fn indexed_param(&mut self, x: &Operand) -> Option<Indexed> {
        let mut all: Option<Indexed> = None;
        for term in self.types.terms(x.typ) {
            let one = self.index_one(term?.1, x.mode == Mode::Variable)?;
            let Some(sum) = &mut all else {
                all = Some(one);
                continue;
            };
            let same_key = match (sum.key, one.key) {
                (None, None) => true,
                (Some(a), Some(b)) => self.types.identical(a, b),
                _ => false,
            };
            if !same_key || !self.types.identical(sum.elem, one.elem) {
                return None;
            }
            if one.mode == Mode::Value {
                sum.mode = Mode::Value;
            }
            if one.len >= 0 && one.len < sum.len {
                sum.len = one.len;
            }
        }
        all
    }

    /// Checks `inner[i:j:k]`.
    pub(in crate::types) fn slice_expr(
        &mut self,
        x: &mut Operand,
        e: ExprId,
        inner: ExprId,
        index: &[Option<ExprId>; 3],
        full: bool,
    ) {
        self.expr(None, x, inner);
        if !x.is_valid() {
            let given: Vec<ExprId> = index.iter().flatten().copied().collect();
            self.use_exprs(&given);
            return;
        }
        let Some(common) = self.sliceable(x) else {
            x.invalidate();
            return;
        };
        let u = self.types.under(x.typ);
        if let Type::Pointer { elem } = self.types[u]
            && !self.is_complete(elem)
        {
            x.invalidate();
            return;
        }
        let mut len = -1;
        match self.types[common] {
            Type::Basic(k) if k.is_string() => {
                if full {
                    let at = index[2].unwrap_or(e);
                    self.error(
                        at,
                        InvalidSliceExpr,
                        "invalid operation: 3-index slice of string",
                    );
                    x.invalidate();
                    return;
                }
                if x.is_const() {
                    len = x.val.string_len() as i64;
                }
                if self.types.is_untyped(x.typ) {
                    x.typ = TypeId::STRING;
                }
            }
            Type::Array { len: n, elem } => {
                if x.mode != Mode::Variable {
                    let text = self.op(x);
                    err!(
                        self,
                        &*x,
                        NonSliceableOperand,
                        "cannot slice unaddressable value {text}"
                    );
                    x.invalidate();
                    return;
                }
                len = n;
                x.typ = self.types.new_slice(elem);
            }
            Type::Pointer { elem } => {
                let base = self.types.under(elem);
                let Type::Array { len: n, elem } = self.types[base] else {
                    return self.not_sliceable(x);
                };
                len = n;
                x.typ = self.types.new_slice(elem);
            }
            Type::Slice { .. } => {}
            _ => return self.not_sliceable(x),
        }
        x.mode = Mode::Value;
        if full && (index[1].is_none() || index[2].is_none()) {
            self.error(
                e,
                InvalidSyntaxTree,
                "2nd and 3rd index required in 3-index slice",
            );
            x.invalidate();
            return;
        }
        self.slice_indices(index, len);
    }

    fn not_sliceable(&mut self, x: &mut Operand) {
        let text = self.op(x);
        err!(self, &*x, NonSliceableOperand, "cannot slice {text}");
        x.invalidate();
    }

    /// The common underlying type of an operand that is sliced; strings and byte slices go together.
    fn sliceable(&mut self, x: &Operand) -> Option<TypeId> {
        let mut common: Option<(TypeId, TypeId)> = None;
        let mut has_string = false;
        for term in self.types.terms(x.typ) {
            let Some((t, mut u)) = term else {
                let (text, typ) = (self.op(x), self.ty(x.typ));
                err!(
                    self,
                    x,
                    NonSliceableOperand,
                    "cannot slice {text}: no specific type in {typ}"
                );
                return None;
            };
            if matches!(self.types[u], Type::Basic(k) if k.is_string()) {
                u = self.types.new_slice(TypeId::BYTE);
                has_string = true;
            }
            match common {
                None => common = Some((t, u)),
                Some((ct, cu)) if !self.types.identical(cu, u) => {
                    let (text, a, b) = (self.op(x), self.ty(ct), self.ty(t));
                    err!(
                        self,
                        x,
                        NonSliceableOperand,
                        "cannot slice {text}: {a} and {b} have different underlying types"
                    );
                    // The error stands, but what is (partly) a string goes on as one, as in types2.
                    common = None;
                    break;
                }
                _ => {}
            }
        }
        if has_string {
            return Some(if self.types.is_type_param(x.typ) {
                TypeId::STRING
            } else {
                self.types.under(x.typ)
            });
        }
        common.map(|c| c.1)
    }

    fn slice_indices(&mut self, index: &[Option<ExprId>; 3], len: i64) {
        let max = if len >= 0 { len + 1 } else { -1 };
        let mut ind = [-1i64; 3];
        for (i, e) in index.iter().enumerate() {
            ind[i] = match e {
                Some(e) => self.index(*e, max).map_or(-1, |(_, v)| v.unwrap_or(-1)),
                None if i == 0 => 0,
                None => len,
            };
        }
        for i in 0..2 {
            if ind[i] <= 0 {
                continue;
            }
            for j in i + 1..3 {
                if ind[j] >= 0 && ind[j] < ind[i] {
                    let (y, x) = (ind[j], ind[i]);
                    let msg = format!("invalid slice indices: {y} < {x}");
                    if let Some(at) = index[j] {
                        self.error(at, SwappedSliceIndices, msg);
                    }
                    return;
                }
            }
        }
    }

    /// The first index, with an error if there are several.
    fn single_index(&mut self, index: ExprId) -> ExprId {
        let ExprKind::ListExpr(list) = self.ast.kind(index) else {
            return index;
        };
        let (first, second) = (list[0], list.get(1).copied());
        if let Some(at) = second {
            self.error(at, InvalidIndex, "invalid operation: more than one index");
        }
        first
    }

    /// Checks an index, which must be below `max` (if that is not negative). Its type, and its value if it is constant;
    /// nothing after an error.
    pub(in crate::types) fn index(&mut self, e: ExprId, max: i64) -> Option<(TypeId, Option<i64>)> {
        let mut x = Operand::new();
        self.expr(None, &mut x, e);
        if !self.is_valid_index(&mut x, InvalidIndex, "index", false) {
            return None;
        }
        if !x.is_const() {
            return Some((x.typ, None));
        }
        let v = x.val.int64_val()?;
        if max >= 0 && v >= max {
            let val = x.val.to_string();
            err!(
                self,
                &x,
                InvalidIndex,
                "invalid argument: index {val} out of bounds [0:{max}]"
            );
            return None;
        }
        Some((x.typ, Some(v)))
    }

    /// Whether an operand may be an index or length; reports it if not.
    pub(in crate::types) fn is_valid_index(
        &mut self,
        x: &mut Operand,
        code: Code,
        what: &str,
        allow_negative: bool,
    ) -> bool {
        if !x.is_valid() {
            return false;
        }
        self.convert_untyped(x, TypeId::INT);
        if !x.is_valid() {
            return false;
        }
        let problem = if !self.types.all_basic(x.typ, BasicKind::is_integer) {
            "must be integer"
        } else if !x.is_const() {
            return true;
        } else if !allow_negative && x.val.sign() < 0 {
            "must not be negative"
        } else {
            match super::constants::representable_const(&x.val, BasicKind::Int) {
                Some(val) => {
                    x.val = val;
                    return true;
                }
                None => "overflows int",
            }
        };
        let text = self.op(x);
        err!(self, &*x, code, "invalid argument: {what} {text} {problem}");
        false
    }
}

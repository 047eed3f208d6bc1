//! What calls and conversions give: sizes of slices, values for parameters, functions that are used as values.

use super::*;

impl Look<'_> {
    pub(super) fn calls(&mut self) {
        for &call in self.c.calls() {
            match self.c.callee(call) {
                Callee::Conversion => self.conversion(call),
                Callee::Builtin(BuiltinId::Make) => self.make(call),
                Callee::Func(..) | Callee::Method(..) => self.arguments(call),
                _ => {}
            }
        }
        self.used_as_values();
    }

    fn conversion(&mut self, x: ExprId) {
        let c = self.c;
        let Some(call) = c.call(x) else { return };
        let [arg] = *call.args else { return };
        if !self.is_interface(c.type_of(x)) {
            return;
        }
        let Value::Type(typ) = value_of(c, arg) else {
            return;
        };
        let Some(span) = self.span(x) else { return };
        let file = self.file_of(x);
        let (whole, fun) = (c.range_of(x), c.range_of(call.fun));
        let behind = &c.text(file)[fun.end as usize..whole.end as usize];
        let Some(open) = behind.find('(') else { return };
        let edit = self.edit(file, whole.start..fun.end + open as u32, "");
        let at = Place {
            file: span.file,
            at: span.from,
        };
        let conversion = Conversion {
            span,
            name: c.source(x),
            typ: crate::whatif::values::shown(&typ),
            edit,
        };
        self.all.conversions.insert(at, conversion);
    }

    fn make(&mut self, x: ExprId) {
        let c = self.c;
        let Some(call) = c.call(x) else { return };
        let [ty, sizes @ ..] = &*call.args else {
            return;
        };
        let (Some(&first), Some(&last)) = (sizes.first(), sizes.last()) else {
            return;
        };
        let slice = matches!(c.under_of(*ty), Type::Slice { .. });
        if !slice || c.is_const(last) {
            return;
        }
        let length = c.const_int(first).and_then(|n| u32::try_from(n).ok());
        let range = match length {
            Some(_) => c.range_of(last),
            None => c.range_of(first).start..c.range_of(last).end,
        };
        let Some(span) = self.span(x) else { return };
        let make = Make {
            span,
            name: c.source(x),
            sizes: self.edit(self.file_of(x), range, ""),
            least: length.unwrap_or(0),
        };
        let at = self.start(x);
        self.all.makes.insert(at, make);
    }

    /// What a call of a declared function gives to its parameters.
    fn arguments(&mut self, x: ExprId) {
        let c = self.c;
        let Some(call) = c.call(x) else { return };
        let Some(obj) = c.called_object(call.fun) else {
            return;
        };
        let fun = c.analysis.ast.unparen(call.fun);
        let selection = c.analysis.checked.info.selections.get(&fun);
        if selection.is_some_and(|s| s.kind == SelectionKind::MethodExpr) {
            return;
        }
        let params = self.params_of(obj);
        let Some((params, variadic)) = params else {
            return;
        };
        let matches = call.args.len() + 1 >= params.len();
        for (i, &param) in params.iter().enumerate() {
            let Some(at) = self.declared(param) else {
                continue;
            };
            let last = variadic && i + 1 == params.len();
            let args: &[ExprId] = match (last, call.args.get(i..)) {
                (true, Some(rest)) => rest,
                (false, Some([one, ..])) => std::slice::from_ref(one),
                _ => &[],
            };
            let whole = call.has_dots && last || !matches || args.is_empty() && !last;
            if whole {
                self.give(at, Value::Unknown, None);
                continue;
            }
            for &arg in args {
                if c.variable(arg) != Some(param) {
                    self.give(at, value_of(c, arg), self.span(arg));
                }
            }
        }
    }

    fn params_of(&self, func: ObjId) -> Option<(Rc<[ObjId]>, bool)> {
        let types = self.c.types.borrow();
        let origin = types[func].origin().unwrap_or(func);
        let sig = types.signature(types.type_of(origin))?;
        Some((sig.params.clone(), sig.variadic))
    }

    pub(super) fn give(&mut self, at: Place, value: Value, span: Option<Span>) {
        self.all.values.entry(at).or_default().push(value);
        if let (Some(span), Some(variable)) = (span, self.all.variables.get_mut(&at)) {
            variable.given.push(span);
        }
    }

    /// Functions that are more than called: what they are given is not known.
    fn used_as_values(&mut self) {
        let (c, ast) = (self.c, &self.c.analysis.ast);
        for (i, obj) in c.analysis.checked.info.uses.iter().enumerate() {
            let Some(obj) = *obj else { continue };
            if !matches!(c.types.borrow()[obj].kind, ObjKind::Func(_)) {
                continue;
            }
            let mut x = ExprId::new(i);
            let called = loop {
                let Some(Node::Expr(up)) = c.usage.parent(x) else {
                    break false;
                };
                match ast.kind(up) {
                    ExprKind::CallExpr(call) => {
                        let fun = ast.unparen(call.fun);
                        let kind = c.analysis.checked.info.selections.get(&fun);
                        let method = kind.is_some_and(|s| s.kind == SelectionKind::MethodExpr);
                        break call.fun == x && !method;
                    }
                    ExprKind::SelectorExpr { sel, .. } if *sel == x => x = up,
                    ExprKind::IndexExpr { x: of, .. } if *of == x => x = up,
                    ExprKind::ParenExpr(_) => x = up,
                    _ => break false,
                }
            };
            let params = self.params_of(obj).filter(|_| !called);
            for &param in params.iter().flat_map(|(p, _)| p.iter()) {
                if let Some(at) = self.declared(param) {
                    self.give(at, Value::Unknown, None);
                }
            }
        }
    }
}

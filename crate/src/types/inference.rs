//! The checker's side of type inference: arguments in, messages out; and the bookkeeping about endless instantiation.

use super::check::Checker;
use super::errors::Code::InvalidInstanceCycle;
use super::ids::{ObjId, TypeId};
use super::infer::{InferArg, InferInput, infer};
use super::operand::Operand;
use super::report::{At, ErrorDesc};
use super::ty::Signature;
use crate::syntax::ExprId;
use crate::text::Pos;
use std::rc::Rc;

impl<'a> Checker<'a> {
    /// The type arguments for `tparams`: those given in `targs`, the rest inferred from the arguments (whose parameters are `params`)
    /// and the constraints. Nothing if that fails; the reason goes to `err`, unless it was reported before.
    /// `reverse`: the "argument" is the target of an assignment of the function.
    #[allow(clippy::too_many_arguments)]
    pub(in crate::types) fn infer(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[Option<TypeId>],
        params: &[ObjId],
        args: &[Operand],
        reverse: bool,
        err: &mut ErrorDesc,
    ) -> Option<Vec<TypeId>> {
        let params: Vec<TypeId> = params.iter().map(|&p| self.types.type_of(p)).collect();
        let infer_args: Vec<InferArg> = args
            .iter()
            .map(|x| InferArg {
                typ: x.typ,
                valid: x.is_valid(),
                nil: x.is_nil(),
            })
            .collect();
        let input = InferInput {
            pos,
            tparams,
            targs,
            params: &params,
            args: &infer_args,
            reverse,
        };
        match infer(self, &input) {
            Ok(targs) => Some(targs),
            Err(why) => {
                if let Some(why) = why {
                    let at = why.arg.map_or(pos, |i| (&args[i]).at(self));
                    err.add(at, why.text(|i| self.src(&args[i].expr)));
                }
                None
            }
        }
    }

    /// New type parameters in place of `tparams`, and the parameters with these (types2: `renameTParams`).
    pub(in crate::types) fn rename_type_params(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        params: &Rc<[ObjId]>,
    ) -> (Vec<TypeId>, Rc<[ObjId]>) {
        let (fresh, map) = self.types.rename_tparams(pos, tparams);
        let params = self
            .types
            .subst_vars(pos, params, &map)
            .unwrap_or_else(|| params.clone());
        (fresh, params)
    }

    /// A generic signature with new type parameters.
    pub(in crate::types) fn rename_signature(&mut self, pos: Pos, sig: &Signature) -> TypeId {
        let (fresh, map) = self.types.rename_tparams(pos, &sig.tparams);
        let mut vars = |vars: &Rc<[ObjId]>| {
            self.types
                .subst_vars(pos, vars, &map)
                .unwrap_or_else(|| vars.clone())
        };
        let (params, results) = (vars(&sig.params), vars(&sig.results));
        self.types.new_signature(Signature {
            tparams: fresh.into(),
            params,
            results,
            ..sig.clone()
        })
    }

    /// Notes an instantiation; `list` are the expressions of the leading type arguments.
    pub(in crate::types) fn record_mono(
        &mut self,
        pos: Pos,
        tparams: &[TypeId],
        targs: &[TypeId],
        list: &[ExprId],
    ) {
        let at: Vec<Pos> = list.iter().map(|&e| self.ast.start_pos(e)).collect();
        self.mono
            .record_instance(self.types, self.pkg, pos, tparams, targs, &at);
    }

    /// Reports generic types or functions that instantiate themselves without end.
    pub(in crate::types) fn monomorph(&mut self) {
        let Some(found) = self.mono.find_loop(self.types, self.pkg) else {
            return;
        };
        let mut e = ErrorDesc::new(InvalidInstanceCycle);
        e.add(self.types[found.obj].pos, "instantiation cycle:");
        for (pos, text) in found.steps {
            e.add(pos, text);
        }
        self.report(e);
    }
}

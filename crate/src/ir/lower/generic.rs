//! What generic bodies have that others have not: words of the dictionary, instances, methods of type parameters
//! (cmd/compile/internal/noder: reader.funcInst, methodExpr, dictWord, exprType, exprReshape).

use super::instance::DictInst;
use super::method::MethodRef;
use super::reader::Reader;
use super::{Lower, Res};
use crate::body::tree::{FuncInst, MethodExpr, MethodHow, ObjInst, RType, Rtti, TypeExprHow};
use crate::ir::{Kind, NameId, NodeId, Op, Selection, XPos};
use crate::text::Pos;
use crate::types::TypeId;
use std::rc::Rc;

impl Reader<'_, '_, '_> {
    fn dict(&self, pos: XPos) -> Res<Rc<DictInst>> {
        match &self.dict {
            Some(dict) => Ok(dict.clone()),
            None => self.unsupported(pos, "a dictionary out of place"),
        }
    }

    /// A word of the dictionary.
    fn dict_word(&mut self, pos: XPos, index: u32) -> Res<NodeId> {
        let Some(param) = self.dict_param else {
            return self.unsupported(pos, "a dictionary out of place");
        };
        let x = self.name_node(param);
        let x = self.lw.implicit_star(pos, x);
        let index = self.lw.literal(
            pos,
            TypeId::INT,
            &crate::types::constant::Value::from_i64(i64::from(index)),
        )?;
        let kind = Kind::Index {
            x,
            index,
            assigned: false,
        };
        Ok(self.lw.prog.expr(pos, Op::Index, TypeId::UINTPTR, kind))
    }

    /// A word of the dictionary as the address of a run-time type or itab.
    fn rtti_word(&mut self, pos: XPos, index: u32) -> Res<NodeId> {
        let word = self.dict_word(pos, index)?;
        let t = self.lw.ptr_to(TypeId::UINT8);
        Ok(self.lw.prog.new_conv(pos, Op::ConvNop, t, word))
    }

    /// The address of a run-time type.
    pub fn rtype(&mut self, pos: XPos, rtype: RType) -> Res<NodeId> {
        match rtype.dict {
            Some(word) => {
                let at = self.dict(pos)?.rtypes_offset() + word;
                self.rtti_word(pos, at)
            }
            None => {
                let t = self.typ(rtype.ty)?;
                let text = format!("type:{}", self.lw.tys.link_string(t));
                Ok(self.lw.linksym_addr(pos, &text, TypeId::UINT8))
            }
        }
    }

    /// Remembers the run-time type of a built-in call if it comes from the dictionary.
    pub fn note_rtype(&mut self, n: NodeId, pos: XPos, rtype: RType) -> Res<()> {
        if rtype.dict.is_some() {
            let node = self.rtype(pos, rtype)?;
            self.lw.st.rtypes.insert(n, node);
            self.lw.prog.hidden.insert(n, vec![node]);
        }
        Ok(())
    }

    /// Remembers a run-time type that a node works with, if it comes from the dictionary.
    pub fn hide_rtype(&mut self, n: NodeId, pos: XPos, rtype: RType) -> Res<()> {
        if rtype.dict.is_some() {
            let node = self.rtype(pos, rtype)?;
            self.lw.prog.hidden.entry(n).or_default().push(node);
        }
        Ok(())
    }

    /// Remembers what a conversion to an interface takes from the dictionary (cmd/compile/internal/noder: convRTTI).
    pub fn hide_rtti(&mut self, n: NodeId, pos: XPos, rtti: Rtti) -> Res<()> {
        if rtti.src.dict.is_none() && rtti.dst.dict.is_none() && rtti.itab.is_none() {
            return Ok(());
        }
        let (src, dst) = (self.typ(rtti.src.ty)?, self.typ(rtti.dst.ty)?);
        let (from, to) = (self.lw.is_interface(src), self.lw.is_interface(dst));
        if !to || from && self.lw.is_empty_interface(dst) {
            return Ok(());
        }
        if from {
            return self.hide_rtype(n, pos, rtti.dst);
        }
        if let (Some(word), false) = (rtti.itab, self.lw.is_empty_interface(dst)) {
            let at = self.dict(pos)?.itabs_offset() + word;
            let node = self.rtti_word(pos, at)?;
            self.lw.prog.hidden.entry(n).or_default().push(node);
        }
        self.hide_rtype(n, pos, rtti.src)
    }

    /// A type as an operand where the dictionary may know it; an `OTYPE` after all if it need not.
    pub fn dynamic_type(&mut self, pos: XPos, t: TypeId, how: TypeExprHow) -> Res<NodeId> {
        let (rtype, itab) = match how {
            TypeExprHow::RType(rtype) => (Some(self.rtype(pos, rtype)?), None),
            TypeExprHow::Itab(rtti) => {
                let rtype = self.rtype(pos, rtti.src)?;
                let itab = self.itab(pos, rtti)?;
                let interface = self.lw.is_interface(t);
                (interface.then_some(rtype), itab)
            }
        };
        let is_static = |n: Option<NodeId>| {
            let x = n.filter(|&n| self.lw.op(n) == Op::Addr);
            let x = x.and_then(|n| self.lw.prog.node(n).x());
            x.is_some_and(|x| self.lw.op(x) == Op::LinksymOffset)
        };
        if is_static(rtype) || is_static(itab) {
            return Ok(self.lw.prog.new_type(t));
        }
        let kind = Kind::DynamicType { rtype, itab };
        Ok(self.lw.prog.expr(pos, Op::DynamicType, t, kind))
    }

    /// The itab for a concrete type and an interface with methods.
    fn itab(&mut self, pos: XPos, rtti: Rtti) -> Res<Option<NodeId>> {
        let (t, iface) = (self.typ(rtti.src.ty)?, self.typ(rtti.dst.ty)?);
        let wanted = !self.lw.is_interface(t)
            && self.lw.is_interface(iface)
            && !self.lw.is_empty_interface(iface);
        if !wanted {
            return Ok(None);
        }
        match rtti.itab {
            Some(word) => {
                let at = self.dict(pos)?.itabs_offset() + word;
                self.rtti_word(pos, at).map(Some)
            }
            None => {
                let (a, b) = (self.lw.tys.link_string(t), self.lw.tys.link_string(iface));
                let text = format!("go:itab.{a},{b}");
                Ok(Some(self.lw.linksym_addr(pos, &text, TypeId::UINT8)))
            }
        }
    }

    /// An expression of the very type that the checker gave it: results of shaped functions have shapes.
    pub fn reshape(&mut self, n: NodeId, t: TypeId) -> NodeId {
        let Some(have) = self.lw.prog.node(n).typ else {
            return n;
        };
        if have == t || have == TypeId::UNTYPED_BOOL {
            return n;
        }
        if !(self.lw.has_shape(have) || self.lw.has_shape(t)) || self.lw.identical_strict(have, t) {
            return n;
        }
        if self.lw.op(n) == Op::Name {
            return n;
        }
        self.lw.set_type(n, t);
        if let Kind::Call(call) = &mut self.lw.prog.node_mut(n).kind {
            call.reshape = true;
        }
        n
    }

    /// An instance of a generic function as a value.
    pub fn func_inst_value(&mut self, pos: XPos, orig: Pos, inst: &FuncInst) -> Res<NodeId> {
        let (wrapper, base, dict) = self.func_inst(pos, inst)?;
        match wrapper {
            Some(wrapper) => Ok(wrapper),
            None => self.curry(orig, false, vec![base, dict]),
        }
    }

    /// An instance of a generic function: the function without a dictionary (nothing where only the dictionary at run time knows which),
    /// the shaped one, and the dictionary for that.
    pub fn func_inst(
        &mut self,
        pos: XPos,
        inst: &FuncInst,
    ) -> Res<(Option<NodeId>, NodeId, NodeId)> {
        match inst {
            FuncInst::Subdict(word) => {
                let info = self.subdict(pos, *word)?;
                let dict = self.dict(pos)?;
                let targs = self.lw.inst_args(Some(&dict), &info)?;
                let base = self.lw.func_instance(info.obj, &targs, true)?;
                let param = self.dict_param_type(pos, base, 0)?;
                let at = dict.subdicts_offset() + word;
                let word = self.dict_word(pos, at)?;
                let arg = self.lw.prog.new_conv(pos, Op::ConvNop, param, word);
                Ok((None, self.name_node(base), arg))
            }
            FuncInst::Static(info) => {
                let dict = self.dict.clone();
                let targs = self.lw.inst_args(dict.as_ref(), info)?;
                let wrapper = self.lw.func_instance(info.obj, &targs, false)?;
                let base = self.lw.func_instance(info.obj, &targs, true)?;
                let name = self.lw.func_dict(info.obj, &targs)?;
                let node = self.name_node(name);
                let arg = self.lw.addr(pos, node);
                Ok((Some(self.name_node(wrapper)), self.name_node(base), arg))
            }
        }
    }

    fn subdict(&self, pos: XPos, word: u32) -> Res<ObjInst> {
        match self.dict(pos)?.tree.subdicts.get(word as usize) {
            Some(info) => Ok(info.clone()),
            None => self.unsupported(pos, "a dictionary out of place"),
        }
    }

    /// The type of a shaped function's dictionary parameter.
    fn dict_param_type(&mut self, pos: XPos, func: NameId, index: usize) -> Res<TypeId> {
        let sig = self.lw.prog.name(func).typ;
        let sig = self.lw.signature(sig);
        match sig.params.get(index) {
            Some(&p) => Ok(self.lw.tys.types.type_of(p)),
            None => self.unsupported(pos, "a dictionary out of place"),
        }
    }

    /// A method that is found by more than its name.
    pub fn generic_method_ref(&mut self, pos: XPos, m: &MethodExpr) -> Res<MethodRef> {
        match &m.how {
            MethodHow::TypeParam(word) => {
                let recv = self.typ(m.recv)?;
                let Some(sig) = m.sig else {
                    return self.unsupported(pos, "a generic method of a type parameter");
                };
                let sig = self.typ(sig)?;
                let sig = self.lw.method_expr_type(sig, recv);
                // What the dictionary holds is the function's code; a function value is the address of such a word.
                let word = self.dict_word(pos, *word)?;
                let addr = self.lw.addr(pos, word);
                let fun = self.lw.prog.new_conv(pos, Op::ConvNop, sig, addr);
                Ok(MethodRef {
                    wrapper: Some(fun),
                    base: fun,
                    dict: None,
                })
            }
            MethodHow::Subdict(word) => {
                let info = self.subdict(pos, *word)?;
                let dict = self.dict(pos)?;
                let targs = self.lw.inst_args(Some(&dict), &info)?;
                let (base, shaped) = self.shaped_method_expr(pos, &info, &targs, m)?;
                let param = self.dict_param_type(pos, shaped, 0)?;
                let at = dict.subdicts_offset() + word;
                let word = self.dict_word(pos, at)?;
                let arg = self.lw.prog.new_conv(pos, Op::ConvNop, param, word);
                Ok(MethodRef {
                    wrapper: None,
                    base,
                    dict: Some(arg),
                })
            }
            MethodHow::Static(info) => {
                let dict = self.dict.clone();
                let targs = self.lw.inst_args(dict.as_ref(), info)?;
                let (base, _) = self.shaped_method_expr(pos, info, &targs, m)?;
                let is_type = self.lw.tys.types[info.obj].is_type_name();
                let (wrapper, name) = if is_type {
                    let recv = self.typ(m.recv)?;
                    let wrapper = self.lw.new_method_expr(pos, recv, &m.sel)?;
                    (Some(wrapper), self.lw.recv_dict(pos, recv, m)?)
                } else {
                    (None, self.lw.func_dict(info.obj, &targs)?)
                };
                let node = self.name_node(name);
                let arg = self.lw.addr(pos, node);
                Ok(MethodRef {
                    wrapper,
                    base,
                    dict: Some(arg),
                })
            }
            MethodHow::Plain => self.method_ref(m),
        }
    }

    /// The method expression of a shaped method: of a generic type, or of a method with type parameters of its own
    /// (cmd/compile/internal/noder: shapedMethodExpr).
    fn shaped_method_expr(
        &mut self,
        pos: XPos,
        info: &ObjInst,
        targs: &[TypeId],
        m: &MethodExpr,
    ) -> Res<(NodeId, NameId)> {
        if self.lw.tys.types[info.obj].is_type_name() {
            let orig = self.lw.tys.types.type_of(info.obj);
            let shaped = self.lw.shaped_type(orig, targs);
            return self.lw.shaped_type_method(pos, shaped, m);
        }
        let name = self.lw.func_instance(info.obj, targs, true)?;
        let sig = self.lw.prog.name(name).typ;
        let recv = self.lw.signature(sig).recv;
        let Some(recv) = recv.map(|r| self.lw.tys.types.type_of(r)) else {
            return self.unsupported(pos, "a method out of place");
        };
        let typ = self.lw.method_expr_type(sig, recv);
        let x = self.lw.prog.new_type(recv);
        // The name is told with the method's own type arguments.
        let (pkg, text) = {
            let sym = self.lw.prog.sym(self.lw.prog.name(name).sym);
            (sym.pkg, sym.name.clone())
        };
        let sel = method_part(&text);
        let sel = self.lw.prog.lookup(pkg, sel);
        let node = self
            .lw
            .selector(pos, Op::MethExpr, typ, x, sel, Selection::Method(name));
        Ok((node, name))
    }

    /// A receiver whose type has a shape, as the method without a dictionary takes it.
    pub fn unshape_recv(&mut self, recv: NodeId, wrapper: NodeId) -> NodeId {
        let t = self.lw.type_of_node(recv);
        if !self.lw.has_shape(t) {
            return recv;
        }
        let sig = self.lw.type_of_node(wrapper);
        let sig = self.lw.signature(sig);
        let Some(&first) = sig.params.first() else {
            return recv;
        };
        let typ = self.lw.tys.types.type_of(first);
        let pos = self.lw.pos(recv);
        self.lw.prog.new_conv(pos, Op::ConvNop, typ, recv)
    }
}

impl Lower<'_> {
    /// The method expression of a method of a shaped type, and the method.
    pub(super) fn shaped_type_method(
        &mut self,
        pos: XPos,
        shaped: TypeId,
        m: &MethodExpr,
    ) -> Res<(NodeId, NameId)> {
        let method = self.own_method(pos, shaped, m)?;
        let sig = self.prog.name(method).typ;
        let recv = self.signature(sig).recv;
        let recv = recv.map_or(shaped, |r| self.tys.types.type_of(r));
        let node = self.new_method_expr(pos, recv, &m.sel)?;
        Ok((node, method))
    }

    /// The dictionary of a receiver's type.
    fn recv_dict(&mut self, pos: XPos, recv: TypeId, m: &MethodExpr) -> Res<NameId> {
        let base = self.base_type(recv);
        match self.declared_method(base, &m.sel) {
            Some(obj) => {
                let orig = self.tys.types[obj].origin().unwrap_or(obj);
                self.type_dict(orig, base)
            }
            None => Err(crate::body::tree::Unsupported {
                pos: pos.pos,
                what: "a method out of place",
            }),
        }
    }

    /// The function of a method declared for a type or what it points to.
    fn own_method(&mut self, pos: XPos, recv: TypeId, m: &MethodExpr) -> Res<NameId> {
        let base = self.base_type(recv);
        match self.declared_method(base, &m.sel) {
            Some(obj) => self.global(obj),
            None => Err(crate::body::tree::Unsupported {
                pos: pos.pos,
                what: "a method out of place",
            }),
        }
    }
}

/// `M[int]` of `(*T[string]).M[int]`: what follows the last dot outside of brackets.
fn method_part(name: &str) -> &str {
    let mut depth = 0i32;
    for (i, c) in name.char_indices().rev() {
        match c {
            ']' | ')' => depth += 1,
            '[' | '(' => depth -= 1,
            '.' if depth == 0 => return &name[i + 1..],
            _ => {}
        }
    }
    name
}

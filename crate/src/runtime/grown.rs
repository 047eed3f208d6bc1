//! Slices and maps that grow step by step in one call of a function.

use super::amount::{Cost, Count};
use super::growth::Append;
use super::maps::{GROUP_SLOTS, MakeMap};
use super::model::Model;
use super::places::Places;
use crate::ir::{Class, FuncId, Kind, NameId, NodeId, Op, Program, TKind, Tys};
use crate::types::constant::Value;
use std::collections::{BTreeMap, BTreeSet};

/// What is needed to follow them.
pub struct Grown<'a> {
    /// Nodes.
    pub program: &'a Program,
    /// Types.
    pub tys: &'a Tys,
    /// What is known of them.
    pub places: &'a Places,
    /// The function.
    pub func: FuncId,
}

impl Grown<'_> {
    /// What all growth in one call costs; `steps` says how often each append and each assignment to a map runs,
    /// and each statement where a slice leaves its function.
    pub fn cost(&self, steps: &BTreeMap<NodeId, Count>) -> Cost {
        let mut of_var: BTreeMap<NameId, Vec<(NodeId, Count)>> = BTreeMap::new();
        let mut cost = Cost::NOTHING;
        let leaves: BTreeSet<NodeId> = self.places.moves.values().map(|m| m.0).collect();
        for (&n, &count) in steps.iter().filter(|(n, _)| !leaves.contains(n)) {
            match self.grows(n) {
                Some(var) => of_var.entry(var).or_default().push((n, count)),
                None => cost = cost.plus(self.one(n).times(count)),
            }
        }
        let mut followed = Vec::new();
        for (var, steps) in of_var {
            match self.slice(var, &steps).or_else(|| self.map(var, &steps)) {
                Some(all) => {
                    followed.push(var);
                    cost = cost.plus(all);
                }
                None => {
                    let each = steps.iter().map(|&(n, count)| self.one(n).times(count));
                    cost = each.fold(cost, Cost::plus);
                }
            }
        }
        for (var, (at, moved, _)) in &self.places.moves {
            let own = self.program.name(*var).curfn == Some(self.func);
            if let Some(&count) = steps.get(at).filter(|_| own && !followed.contains(var)) {
                cost = cost.plus(moved.most().times(count));
            }
        }
        cost
    }

    fn model(&self, n: NodeId) -> Option<&Model> {
        self.places.nodes.get(&n).map(|place| &place.model)
    }

    fn one(&self, n: NodeId) -> Cost {
        let model = self.model(n);
        model.map_or(Cost::ANY, |model| model.cost(&Default::default()))
    }

    /// The local variable of this function that a step makes grow.
    fn grows(&self, n: NodeId) -> Option<NameId> {
        let x = match &self.program.node(n).kind {
            Kind::Call(call) => *call.args.first()?,
            Kind::Index { x, .. } => *x,
            _ => return None,
        };
        let var = self.program.as_name(x)?;
        let name = self.program.name(var);
        let local = matches!(name.class, Class::Auto | Class::ParamOut)
            && name.curfn == Some(self.func)
            && !name.addrtaken;
        local.then_some(var)
    }

    /// All values that are assigned to a variable of this function, with the statements; nothing if a literal may assign to it too.
    fn values(&self, var: NameId) -> Option<Vec<Option<NodeId>>> {
        let program = self.program;
        let (mut values, mut other) = (Vec::new(), false);
        program.any_with_closures(self.func, &mut |n| {
            match &program.node(n).kind {
                Kind::Assign { x, y, .. } if program.as_name(*x) == Some(var) => values.push(*y),
                Kind::AssignList { lhs, rhs, .. } if program.op(n) == Op::As2 => {
                    let pairs = lhs.iter().zip(rhs);
                    let own = pairs.filter(|(x, _)| program.as_name(**x) == Some(var));
                    values.extend(own.map(|(_, y)| Some(*y)));
                }
                _ => crate::ir::reassign::assigned(program, n, &mut |x| {
                    other |= program.as_name(x) == Some(var);
                }),
            }
            if let Kind::Closure { func, .. } = &program.node(n).kind {
                let captured = &program.func(*func).closure_vars;
                other |= captured.iter().any(|&cv| program.canonical(cv) == var);
            }
            other
        });
        (!other).then_some(values)
    }

    /// A slice that starts without an array and that only appends change.
    fn slice(&self, var: NameId, steps: &[(NodeId, Count)]) -> Option<Cost> {
        let appends: Option<Vec<(Append, Count)>> = steps
            .iter()
            .map(|&(n, count)| match self.model(n)? {
                Model::Append(append) => Some((*append, count)),
                _ => None,
            })
            .collect();
        let appends = appends?;
        let mut all = appends.first()?.0;
        all.buffer = appends.iter().find_map(|(a, _)| a.buffer);
        let same = appends.iter().all(|(a, _)| a.args == all.args);
        let sure = appends.len() == 1 || appends.iter().all(|(_, n)| n.known().is_some());
        let nothing = |y: &Option<NodeId>| match y {
            None => true,
            Some(y) => match self.program.node(*y).kind {
                Kind::CompLit { len, .. } => len == 0,
                _ => self.program.op(*y) == Op::Nil || steps.iter().any(|(n, _)| n == y),
            },
        };
        let values = self.values(var)?;
        let own = steps.iter().all(|(n, _)| values.contains(&Some(*n)));
        if !same || !sure || !own || !values.iter().all(nothing) || !self.declared_once(var) {
            return None;
        }
        let count = appends.iter().fold(Count::ZERO, |sum, (_, n)| sum.plus(*n));
        let moved = self.places.moves.get(&var);
        let whole = |times: u64| {
            let moved_cost = all.chain(times, moved.map(|(_, m, _)| *m))?;
            Some(match moved.is_some_and(|(_, _, sure)| !sure) {
                true => moved_cost.or(all.chain(times, None)?),
                false => moved_cost,
            })
        };
        let least = whole(count.least)?;
        match count.most {
            Some(most) if most == count.least => Some(least),
            Some(most) => Some(least.or(whole(most)?)),
            None => Some(Cost {
                objects: Count {
                    least: 0,
                    most: None,
                },
                bytes: Count::ANY,
            }),
        }
    }

    /// The variable is declared outside of loops, and nowhere else assigned an empty value.
    fn declared_once(&self, var: NameId) -> bool {
        let program = self.program;
        let mut in_loop = false;
        for &stmt in &program.func(self.func).body {
            program.visit(stmt, &mut |n| {
                let body = match &program.node(n).kind {
                    Kind::For(l) => &l.body,
                    Kind::Range(r) => &r.body,
                    _ => return,
                };
                in_loop |= program.any(
                    body,
                    &mut |n| matches!(program.node(n).kind, Kind::Decl { x } if x == var),
                );
            });
        }
        !in_loop
    }

    /// A map that is made in this function and that only these assignments change.
    fn map(&self, var: NameId, steps: &[(NodeId, Count)]) -> Option<Cost> {
        let values = self.values(var)?;
        let [Some(made)] = values[..] else {
            return None;
        };
        let Some(Model::MakeMap(made)) = self.model(made) else {
            return None;
        };
        if !self.declared_once(var) {
            return None;
        }
        let count = steps.iter().fold(Count::ZERO, |sum, (_, n)| sum.plus(*n));
        let most = count.most?;
        let hint = made.hint.unwrap_or(0).max(made.entries);
        if hint > GROUP_SLOTS || made.hint.is_none() {
            return None;
        }
        let different = self.different(steps) && made.entries == 0;
        let least = match different {
            true => count.least,
            false => count.least.min(1),
        };
        let (low, high) = (self.fill(made, least)?, self.fill(made, most)?);
        Some(Cost {
            objects: Count {
                least: low.objects.least,
                most: high.objects.most,
            },
            bytes: Count {
                least: low.bytes.least,
                most: high.bytes.most,
            },
        })
    }

    fn fill(&self, made: &MakeMap, more: u64) -> Option<Cost> {
        if made.entries == 0 {
            return made.layout.fill(more, made.has_group());
        }
        // The group is there already.
        match made.entries + more <= GROUP_SLOTS {
            true => made.layout.fill(more, true),
            false => None,
        }
    }

    /// Whether the keys are surely all different: different constants, or the variable of the loop around it.
    fn different(&self, steps: &[(NodeId, Count)]) -> bool {
        let key = |n: NodeId| match self.program.node(n).kind {
            Kind::Index { index, .. } => Some(index),
            _ => None,
        };
        if let [(n, _)] = steps {
            let place = self.places.nodes.get(n);
            let once = place.is_some_and(|p| p.times.loops == 0);
            let one = place.is_some_and(|p| p.times.loops == 1);
            let var = key(*n).and_then(|k| self.program.as_name(k));
            return once || one && var.is_some_and(|var| self.counts(var));
        }
        let mut seen: Vec<&Value> = Vec::new();
        steps.iter().all(|&(n, count)| {
            let value = key(n).and_then(|k| self.program.node(k).as_lit());
            let new = value.is_some_and(|v| {
                !seen
                    .iter()
                    .any(|w| Value::compare(v, crate::syntax::Operator::Eql, w))
            });
            seen.extend(value);
            new && count.most.is_some_and(|most| most <= 1)
        })
    }

    /// Whether a variable is the index of a `range` loop, which is different in each turn.
    fn counts(&self, var: NameId) -> bool {
        let program = self.program;
        let found = program.any(&program.func(self.func).body, &mut |n| {
            let Kind::Range(r) = &program.node(n).kind else {
                return false;
            };
            let chan = program
                .node(r.x)
                .typ
                .is_some_and(|t| self.tys.kind(t) == TKind::Chan);
            !chan && r.key.and_then(|k| program.as_name(k)) == Some(var)
        });
        let mut assigned = false;
        program.visit_func(self.func, &mut |n| {
            if !matches!(program.node(n).kind, Kind::Range(_)) {
                crate::ir::reassign::assigned(program, n, &mut |x| {
                    assigned |= program.as_name(x) == Some(var);
                });
            }
        });
        found && !assigned
    }
}

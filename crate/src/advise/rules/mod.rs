//! The rules, one a file, in the order of advice.

mod array_result;
mod backed_buffer;
mod builder;
mod bytes_twin;
mod caller_buffer;
mod caller_object;
mod closure_argument;
mod concrete_param;
mod const_cap;
mod cut;
mod direct_result;
mod errors_as_type;
mod format_into;
mod guard_log;
mod hoist_buffer;
mod hoist_closure;
mod hoist_compiled;
mod in_loop;
mod leaner_call;
mod log_attrs;
mod lookup_bytes;
mod method_value;
mod optional_field;
mod pool_bytes;
mod pool_code;
mod pool_json;
mod pool_kept;
mod pool_map;
mod pool_read;
mod pool_reset;
mod pool_struct;
mod preallocate;
mod preallocate_map;
mod return_value;
mod reuse;
mod sentinel_error;
mod shrink_capture;
mod sort_func;
mod split_seq;
mod strconv;
mod struct_key;
mod type_param;
mod typed_error;
mod value_elements;
mod write_string;

pub use pool_code::Style;

use super::{Context, Found, no, proof};
use crate::wire::{Allocates, RefusalCode, Site, SiteKind, SuggestionCode, Verdict};

/// A rule: where it looks and what it is called.
pub struct Rule {
    /// Its number, such as `R13`.
    pub id: &'static str,
    /// Its kinds of rewrites; the key of its documentation.
    pub codes: &'static [SuggestionCode],
    look: fn(&Context<'_>, &mut Found),
}

impl Rule {
    /// Runs the rule over a package.
    pub(super) fn look(&self, context: &Context<'_>, found: &mut Found) {
        (self.look)(context, found);
    }
}

/// All rules in the order of advice: stack, caller or owner, out of the loop, pool.
pub const RULES: &[Rule] = &[
    Rule {
        id: "R1",
        codes: &[SuggestionCode::ReturnValue],
        look: return_values,
    },
    Rule {
        id: "R9",
        codes: &[SuggestionCode::ArrayResult],
        look: array_result::look,
    },
    Rule {
        id: "R11",
        codes: &[SuggestionCode::ConcreteParam],
        look: concrete_param::look,
    },
    Rule {
        id: "R12",
        codes: &[SuggestionCode::ConcreteParam],
        look: concrete_param::readers,
    },
    Rule {
        id: "R21",
        codes: &[SuggestionCode::StructKey],
        look: struct_key::look,
    },
    Rule {
        id: "R28",
        codes: &[SuggestionCode::ShrinkCapture],
        look: shrink_capture::look,
    },
    Rule {
        id: "R34",
        codes: &[SuggestionCode::DirectResult],
        look: direct_result::look,
    },
    Rule {
        id: "R3",
        codes: &[SuggestionCode::ValueElements],
        look: value_elements::look,
    },
    Rule {
        id: "R4",
        codes: &[SuggestionCode::OptionalField],
        look: optional_field::look,
    },
    Rule {
        id: "R10",
        codes: &[SuggestionCode::TypeParam],
        look: type_param::look,
    },
    Rule {
        id: "R13",
        codes: &[SuggestionCode::Strconv],
        look: strconv::look,
    },
    Rule {
        id: "R14",
        codes: &[SuggestionCode::FormatInto],
        look: format_into::look,
    },
    Rule {
        id: "R16",
        codes: &[SuggestionCode::SplitSeq],
        look: split_seq::look,
    },
    Rule {
        id: "R17",
        codes: &[SuggestionCode::Cut],
        look: cut::look,
    },
    Rule {
        id: "R18",
        codes: &[SuggestionCode::WriteString],
        look: write_string::look,
    },
    Rule {
        id: "R19",
        codes: &[SuggestionCode::BytesTwin],
        look: bytes_twin::look,
    },
    Rule {
        id: "R20",
        codes: &[SuggestionCode::LookupBytes],
        look: lookup_bytes::look,
    },
    Rule {
        id: "R25",
        codes: &[SuggestionCode::ErrorsAsType],
        look: errors_as_type::look,
    },
    Rule {
        id: "R30",
        codes: &[SuggestionCode::SortFunc],
        look: sort_func::look,
    },
    Rule {
        id: "R33",
        codes: &[SuggestionCode::LogAttrs],
        look: log_attrs::look,
    },
    Rule {
        id: "R33",
        codes: &[SuggestionCode::GuardLog],
        look: guard_log::look,
    },
    Rule {
        id: "R5",
        codes: &[SuggestionCode::ConstantCapacity],
        look: const_cap::look,
    },
    Rule {
        id: "R32",
        codes: &[SuggestionCode::BackedBuffer],
        look: backed_buffer::look,
    },
    Rule {
        id: "R15",
        codes: &[SuggestionCode::Builder],
        look: builder::look,
    },
    Rule {
        id: "R6",
        codes: &[SuggestionCode::Preallocate],
        look: preallocate::look,
    },
    Rule {
        id: "R6",
        codes: &[SuggestionCode::Preallocate],
        look: preallocate_map::look,
    },
    Rule {
        id: "R2",
        codes: &[SuggestionCode::CallerObject],
        look: caller_object::look,
    },
    Rule {
        id: "R8",
        codes: &[SuggestionCode::CallerBuffer],
        look: caller_buffer::look,
    },
    Rule {
        id: "R24",
        codes: &[SuggestionCode::TypedError],
        look: typed_error::look,
    },
    Rule {
        id: "R31",
        codes: &[SuggestionCode::LeanerCall],
        look: leaner_call::look,
    },
    Rule {
        id: "R22",
        codes: &[SuggestionCode::HoistCompiled],
        look: hoist_compiled::look,
    },
    Rule {
        id: "R23",
        codes: &[SuggestionCode::SentinelError],
        look: sentinel_error::look,
    },
    Rule {
        id: "R26",
        codes: &[SuggestionCode::HoistMethodValue],
        look: method_value::look,
    },
    Rule {
        id: "R27",
        codes: &[SuggestionCode::HoistClosure],
        look: hoist_closure::look,
    },
    Rule {
        id: "R27",
        codes: &[SuggestionCode::ClosureArgument],
        look: closure_argument::look,
    },
    Rule {
        id: "R7",
        codes: &[SuggestionCode::HoistBuffer],
        look: hoist_buffer::look,
    },
    Rule {
        id: "R29",
        codes: &[SuggestionCode::DeferInLoop],
        look: in_loop::defers,
    },
    Rule {
        id: "R31",
        codes: &[SuggestionCode::ReuseTimer],
        look: in_loop::timers,
    },
    Rule {
        id: "R31",
        codes: &[SuggestionCode::ReuseValue],
        look: reuse::look,
    },
    Rule {
        id: "R35",
        codes: &[
            SuggestionCode::PoolBytes,
            SuggestionCode::PoolStruct,
            SuggestionCode::PoolBuffer,
            SuggestionCode::PoolReset,
            SuggestionCode::PoolMap,
            SuggestionCode::PoolSlice,
        ],
        look: pools,
    },
];

fn return_values(context: &Context<'_>, found: &mut Found) {
    for (index, site) in context
        .object_sites()
        .filter(|(_, s)| proof::may_allocate(s))
    {
        if site.kind == SiteKind::MakeSlice {
            continue;
        }
        // Where it does not fit there is nothing to tell: the pool says why not.
        found.draft(return_value::rule(context, index, site).ok());
    }
}

fn pools(context: &Context<'_>, found: &mut Found) {
    pool_json::look(context, found);
    pool_reset::look(context, found);
    pool_map::look(context, found);
    pool_read::look(context, found);
    for (index, site) in context.object_sites() {
        let bytes = site.kind == SiteKind::MakeSlice;
        let code = pool_code(site);
        let above = matches!(site.allocates, Allocates::AboveSize { .. });
        if site.verdict == Verdict::DoesNotEscape && !above {
            found.refuse(index, code, no(RefusalCode::StaysOnStack, &[], None));
        } else if matches!(site.allocates, Allocates::Never { .. }) {
            found.refuse(index, code, no(RefusalCode::DoesNotAllocate, &[], None));
        } else {
            let outcome = match bytes {
                true => pool_bytes::rule(context, index, site),
                false => pool_struct::rule(context, index, site),
            };
            match outcome {
                Ok(styles) => found.in_styles(styles),
                Err(why) => found.refuse(index, code, context.told_better(site, why)),
            }
        }
    }
}

/// The kind of pool that a site would become.
fn pool_code(site: &Site) -> SuggestionCode {
    let is = |prefix: &str| site.name.starts_with(prefix);
    match site.kind {
        SiteKind::MakeSlice if is("make([]byte") || is("make([]uint8") => SuggestionCode::PoolBytes,
        SiteKind::MakeSlice => SuggestionCode::PoolSlice,
        _ if (site.type_name.as_deref())
            .is_some_and(|t| t.trim_start_matches('*') == "bytes.Buffer") =>
        {
            SuggestionCode::PoolBuffer
        }
        _ => SuggestionCode::PoolStruct,
    }
}

/// The name with an upper-case first letter.
pub fn title(name: &str) -> String {
    let first = name.chars().next();
    first.map_or(String::new(), |c| {
        c.to_uppercase().chain(name.chars().skip(1)).collect()
    })
}

/// The name with a lower-case first letter.
pub fn lower_first(name: &str) -> String {
    let first = name.chars().next();
    first.map_or(String::new(), |c| {
        c.to_lowercase().chain(name.chars().skip(1)).collect()
    })
}

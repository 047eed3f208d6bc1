//! What maps allocate (internal/runtime/maps/{map,table}.go; cmd/compile/internal/walk/builtin.go, walkMakeMap;
//! cmd/compile/internal/reflectdata/map.go, MapGroupType).

use super::amount::{Cost, Count, Object};
use crate::ir::Tys;
use crate::types::TypeId;

/// Entries of a group. A map of so many has no table yet.
pub const GROUP_SLOTS: u64 = 8;
/// Keys and elements above so many bytes are objects of their own.
const MAX_INLINE: i64 = 128;
/// Most slots of one table; a full one of that size is split.
const MAX_TABLE: u64 = 1024;
/// Of so many slots of a group, one is left free in a table.
const LOAD: u64 = 7;
/// The map itself.
const MAP: Object = Object {
    size: 48,
    scan: true,
};
/// A table, without its groups.
const TABLE: Object = Object {
    size: 32,
    scan: true,
};

/// How entries of a map type lie in memory.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MapLayout {
    group: Object,
    /// What each new entry takes in addition, since its key is too large for a group.
    key: Option<Object>,
    /// The same for its element.
    elem: Option<Object>,
}

/// A map as it is made.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct MakeMap {
    /// Its entries.
    pub layout: MapLayout,
    /// It may outlive its function.
    pub escapes: bool,
    /// The size that was asked for; nothing where that is not constant.
    pub hint: Option<u64>,
    /// Entries of a literal that are put in at once; all have different keys.
    pub entries: u64,
    /// Some keys of the literal are no constants and may be the same.
    pub may_repeat: bool,
}

/// A part of a slot: size, alignment, whether it holds pointers, and the object that it is outside of the slot.
struct Part {
    size: u64,
    align: u64,
    scan: bool,
    apart: Option<Object>,
}

fn part(tys: &mut Tys, t: TypeId) -> Part {
    let layout = tys.layout(t);
    let own = Object {
        size: u64::try_from(layout.size).unwrap_or(0),
        scan: layout.has_pointers(),
    };
    match layout.size > MAX_INLINE {
        true => Part {
            size: 8,
            align: 8,
            scan: true,
            apart: Some(own),
        },
        false => Part {
            size: own.size,
            align: u64::try_from(layout.align).unwrap_or(1).max(1),
            scan: own.scan,
            apart: None,
        },
    }
}

impl MapLayout {
    /// The layout of a map type; nothing for other types.
    pub fn new(tys: &mut Tys, map: TypeId) -> Option<MapLayout> {
        let (key, elem) = (tys.key(map)?, tys.elem(map)?);
        let (key, elem) = (part(tys, key), part(tys, elem));
        let align = key.align.max(elem.align);
        let mut slot = key.size.next_multiple_of(elem.align) + elem.size;
        if elem.size == 0 && key.size > 0 {
            // The address of a field without size must not lie behind the slot.
            slot += 1;
        }
        let slot = slot.next_multiple_of(align);
        let mut size = 8 + GROUP_SLOTS * slot;
        if slot == 0 {
            size += 8;
        }
        Some(MapLayout {
            group: Object {
                size: size.next_multiple_of(8),
                scan: key.scan || elem.scan,
            },
            key: key.apart,
            elem: elem.apart,
        })
    }

    fn groups(&self, slots: u64) -> Cost {
        let groups = slots / GROUP_SLOTS;
        Object {
            size: self.group.size.saturating_mul(groups),
            scan: self.group.scan,
        }
        .cost()
    }

    fn table(&self, slots: u64) -> Cost {
        TABLE.cost().plus(self.groups(slots))
    }

    fn directory(tables: u64) -> Cost {
        Object {
            size: 8 * tables,
            scan: true,
        }
        .cost()
    }

    /// What an entry takes outside of the groups.
    fn entry(&self) -> Cost {
        let parts: Vec<_> = self.key.into_iter().chain(self.elem).collect();
        Cost::of(&parts)
    }

    /// The most that one new entry can allocate: its own parts, and a table that has to be split.
    pub fn insert(&self) -> Cost {
        let grown = Cost {
            objects: Count::up_to(5),
            bytes: Count::ANY,
        };
        grown.plus(self.entry().maybe())
    }

    /// What putting `entries` different keys into an empty map costs, which has room for `room` (a group in the frame, or what was made in
    /// advance) before its first table. Nothing where that depends on the hash.
    pub fn fill(&self, entries: u64, group: bool) -> Option<Cost> {
        let mut cost = self.entry().times(Count::exact(entries));
        if entries == 0 {
            return Some(Cost::NOTHING);
        }
        if !group {
            cost = cost.plus(self.group.cost());
        }
        if entries <= GROUP_SLOTS {
            return Some(cost);
        }
        let mut slots = 2 * GROUP_SLOTS;
        cost = cost.plus(self.table(slots)).plus(Self::directory(1));
        while entries > room(slots) {
            slots *= 2;
            if slots > MAX_TABLE {
                return None;
            }
            cost = cost.plus(self.table(slots));
        }
        Some(cost)
    }
}

/// How many entries a table of so many slots takes before it grows.
fn room(slots: u64) -> u64 {
    slots * LOAD / GROUP_SLOTS
}

impl MakeMap {
    /// Whether the first group is in the frame, so that the first entries need none.
    pub fn has_group(&self) -> bool {
        !self.escapes && self.hint.is_none_or(|hint| hint <= GROUP_SLOTS)
    }

    /// What making it costs, its literal's entries included.
    pub fn cost(&self, hint: Option<u64>) -> Cost {
        let map = match self.escapes {
            true => MAP.cost(),
            false => Cost::NOTHING,
        };
        let Some(hint) = self.hint.or(hint) else {
            // A small hint costs nothing, a large one has no limit.
            return map.plus(Cost::ANY);
        };
        let entries = match self.may_repeat {
            true => Count {
                least: 1,
                most: Some(self.entries),
            },
            false => Count::exact(self.entries),
        };
        let mut cost = map.plus(self.layout.entry().times(entries));
        if hint > GROUP_SLOTS {
            cost = cost.plus(self.layout.made(hint));
        } else if self.entries > 0 && !self.has_group() {
            cost = cost.plus(self.layout.group.cost());
        }
        cost
    }
}

impl MapLayout {
    /// The tables that are made in advance for `hint` entries (internal/runtime/maps/map.go, NewMap).
    fn made(&self, hint: u64) -> Cost {
        let target = hint.saturating_mul(GROUP_SLOTS) / LOAD;
        let tables = target.div_ceil(MAX_TABLE).max(1).next_power_of_two();
        let slots = (target / tables).max(GROUP_SLOTS).next_power_of_two();
        self.table(slots)
            .times(Count::exact(tables))
            .plus(Self::directory(tables))
    }
}

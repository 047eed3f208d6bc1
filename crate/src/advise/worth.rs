//! What a pool saves in time: a model of measured costs (Go 1.27.3, linux/amd64).
//!
//! A heap object costs 13 ns and 0.09 ns a byte with an almost empty heap, 0.5 ns a byte beside a large live heap full of pointers;
//! Get and Put together cost 11 ns, a deferred call 1.5 ns, clearing 0.03 ns a byte. The figures say where it matters, not how long
//! it takes on another machine.

use crate::wire::Worth;

const HEAP_NS: f64 = 13.0;
const IDLE_NS_PER_BYTE: f64 = 0.09;
const LOADED_NS_PER_BYTE: f64 = 0.5;
const POOL_NS: f64 = 11.0 + 1.5;
const CLEAR_NS_PER_BYTE: f64 = 0.03;

/// What a pool of objects of so many bytes saves per call; `cleared`: each is zeroed before it is used again.
pub fn of_pool(bytes: u64, cleared: bool) -> Worth {
    let clear = if cleared {
        bytes as f64 * CLEAR_NS_PER_BYTE
    } else {
        0.0
    };
    of_cost(HEAP_NS - clear, bytes)
}

/// The same for what is made of several heap objects, so many bytes together.
pub fn of_objects(bytes: u64, objects: u64) -> Worth {
    of_cost(HEAP_NS * objects as f64, bytes)
}

/// The same for what takes work to be made: what a pool was measured to save beside an almost empty heap.
pub fn of_made(idle_ns: f64, bytes: u64) -> Worth {
    let more = bytes as f64 * (LOADED_NS_PER_BYTE - IDLE_NS_PER_BYTE);
    worth(idle_ns, idle_ns + more)
}

/// Nanoseconds for each object made, besides those for its bytes.
fn of_cost(ns: f64, bytes: u64) -> Worth {
    let saves = |per_byte: f64| ns + bytes as f64 * per_byte - POOL_NS;
    worth(saves(IDLE_NS_PER_BYTE), saves(LOADED_NS_PER_BYTE))
}

fn worth(idle: f64, loaded: f64) -> Worth {
    // 1 % of a core is 10 ms a second.
    let calls = |ns: f64| (ns >= 1.0).then(|| (10_000_000.0 / ns).round() as u32);
    Worth {
        idle_ns: idle.round() as i32,
        loaded_ns: loaded.round() as i32,
        idle_calls: calls(idle),
        loaded_calls: calls(loaded),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Bytes, and nanoseconds saved a call as they were measured: heap almost empty, and beside 64 MB of live data.
    const MEASURED: [(u64, f64, f64); 7] = [
        (128, 10.0, 93.0),
        (256, 26.0, 157.0),
        (512, 65.0, 390.0),
        (1 << 10, 70.0, 496.0),
        (4 << 10, 392.0, 2281.0),
        (16 << 10, 1200.0, 8000.0),
        (64 << 10, 4900.0, 24_900.0),
    ];

    fn near(model: f64, measured: f64) -> bool {
        (measured / 1.6..measured * 1.6).contains(&model)
    }

    #[test]
    fn the_model_is_near_what_was_measured() {
        for (bytes, idle, loaded) in MEASURED {
            let w = of_pool(bytes, false);
            assert!(near(f64::from(w.idle_ns), idle), "{bytes}: {w:?}");
            assert!(near(f64::from(w.loaded_ns), loaded), "{bytes}: {w:?}");
            // So many calls a second are 1 % of a core.
            let calls = w.loaded_calls.map(f64::from);
            assert!(calls.is_some_and(|c| near(c, 1e7 / loaded)), "{w:?}");
        }
        let gzip = of_made(59_000.0, 1_080_864);
        assert_eq!(gzip.idle_calls, Some(169));
    }

    #[test]
    fn what_must_be_cleared_saves_less() {
        for (bytes, ..) in MEASURED {
            let (whole, cleared) = (of_pool(bytes, false), of_pool(bytes, true));
            assert!(cleared.idle_ns < whole.idle_ns, "{bytes}");
            assert!(cleared.idle_calls > whole.idle_calls, "{bytes}");
        }
    }

    #[test]
    fn what_saves_nothing_never_matters() {
        let small = of_pool(1, true);
        assert_eq!((small.idle_ns, small.idle_calls), (1, None), "{small:?}");
        assert!(of_pool(0, false).idle_calls.is_none());
        assert!(of_objects(160, 2).idle_ns > of_pool(160, false).idle_ns);
    }
}

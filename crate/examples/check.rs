//! Times parsing and type checking, for `npm run bench`: `check STD_FACTS RUNS INPUTS.json` takes a list of inputs in the form of wire.ts and
//! prints one line of JSON for each. Imported packages are decoded before; times in milliseconds, one entry a run.

use goescape::Packages;
use goescape::cli::Facts;
use goescape::module::errors;
use goescape::wire::Input;
use std::path::Path;
use std::time::Instant;

fn main() {
    let args: Vec<String> = std::env::args().skip(1).collect();
    let [facts, runs, inputs] = args.as_slice() else {
        eprintln!("usage: check STD_FACTS RUNS INPUTS.json");
        return;
    };
    let facts = Facts::open(Path::new(facts)).unwrap_or_else(|e| panic!("{e}"));
    let runs: usize = runs.parse().expect("RUNS is a number");
    let text = std::fs::read_to_string(inputs).unwrap_or_else(|e| panic!("{inputs}: {e}"));
    let inputs: Vec<Input> = serde_json::from_str(&text).expect("a list of inputs");
    for input in inputs {
        let mut packages = Packages::default();
        packages.set_available(facts.paths().map(str::to_owned).collect());
        while let Err(missing) = errors(&input, &packages) {
            for path in missing {
                packages.add(&path, &facts.load(&path).unwrap_or_else(|e| panic!("{e}")));
            }
        }
        let mut found = 0;
        let mut time = || {
            let began = Instant::now();
            found = errors(&input, &packages).map_or(0, |list| list.len());
            began.elapsed().as_secs_f64() * 1000.0
        };
        let times: Vec<f64> = (0..runs).map(|_| time()).collect();
        println!("{}", serde_json::json!({ "times": times, "errors": found }));
    }
}

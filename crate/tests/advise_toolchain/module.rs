//! All rewritten programs in one Go module: each program is a package, before and after, and one command runs them all.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A program and what we made of it.
pub struct Pair {
    pub name: String,
    pub before: String,
    pub after: String,
}

/// Runs each program and counts allocations of `op`.
const RUNNER: &str = r#"// Command run executes all programs.
package main

import (
	"encoding/json"
	"fmt"
	"io"
	"os"
	"testing"
)

type program struct {
	name     string
	op, main func()
}

type result struct {
	Output string
	Allocs float64
}

func output(f func()) string {
	old := os.Stdout
	r, w, err := os.Pipe()
	if err != nil {
		panic(err)
	}
	os.Stdout = w
	done := make(chan string)
	go func() {
		data, _ := io.ReadAll(r)
		done <- string(data)
	}()
	f()
	w.Close()
	os.Stdout = old
	return <-done
}

func main() {
	results := map[string]result{}
	for _, p := range programs {
		out := output(p.main)
		p.op()
		results[p.name] = result{out, testing.AllocsPerRun(200, p.op)}
	}
	data, _ := json.Marshal(results)
	fmt.Println(string(data))
}
"#;

/// A pool that scribbles over what is put back and never hands it out again.
const POISON: &str = r#"// Package poison has pools that show who uses an object after Put.
package poison

import (
	"reflect"
	"unsafe"
)

// Pool is used in place of sync.Pool.
type Pool struct {
	New  func() any
	Last any
}

// Get gives a new object.
func (p *Pool) Get() any {
	if Reuse && p.Last != nil {
		x := p.Last
		p.Last = nil
		return x
	}
	if p.New == nil {
		return nil
	}
	return p.New()
}

// Put scribbles over an object, or keeps it as it is for the next Get.
func (p *Pool) Put(x any) {
	if Reuse {
		p.Last = x
		return
	}
	v := reflect.ValueOf(x)
	switch v.Kind() {
	case reflect.Pointer:
		scribble(v.Elem())
	case reflect.Map:
		v.Clear()
	}
}

func scribble(v reflect.Value) {
	if v.CanAddr() && !v.CanSet() {
		v = reflect.NewAt(v.Type(), unsafe.Pointer(v.UnsafeAddr())).Elem()
	}
	switch v.Kind() {
	case reflect.Int, reflect.Int8, reflect.Int16, reflect.Int32, reflect.Int64:
		v.SetInt(85)
	case reflect.Uint, reflect.Uint8, reflect.Uint16, reflect.Uint32, reflect.Uint64:
		v.SetUint(85)
	case reflect.Float32, reflect.Float64:
		v.SetFloat(85)
	case reflect.Bool:
		v.SetBool(!v.Bool())
	case reflect.String:
		v.SetString("POISON")
	case reflect.Struct:
		for i := range v.NumField() {
			scribble(v.Field(i))
		}
	case reflect.Array:
		for i := range v.Len() {
			scribble(v.Index(i))
		}
	case reflect.Slice:
		all := v.Slice(0, v.Cap())
		for i := range all.Len() {
			scribble(all.Index(i))
		}
	}
}
"#;

fn run(command: &mut Command) -> Output {
    command.output().expect("Go starts")
}

fn go(root: &Path, dir: &Path) -> Command {
    let mut c = Command::new(root.join("bin/go"));
    c.current_dir(dir)
        .env("GOROOT", root)
        .env("GOTOOLCHAIN", "local")
        .env("GOPROXY", "off")
        .env("GOFLAGS", "-mod=mod")
        .env("GOWORK", "off");
    c
}

fn said(out: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&out.stdout),
        String::from_utf8_lossy(&out.stderr)
    )
}

/// A program as a package that others can import.
fn as_package(text: &str, name: &str) -> String {
    text.replacen("package main\n", &format!("package {name}\n"), 1)
        .replace("func main() {", "func Main() {")
        .replace("func op() {", "func Op() {")
        .replace("\top()\n", "\tOp()\n")
}

fn with_pool(text: &str, name: &str) -> String {
    let text = as_package(text, name).replace("sync.Pool", "poison.Pool");
    let end = text.find('\n').expect("a package clause") + 1;
    let keep = if text.contains("\"sync\"") {
        "\nvar _ sync.Mutex\n"
    } else {
        ""
    };
    format!(
        "{}\nimport \"rewrites/poison\"\n{}\nvar _ poison.Pool\n{keep}",
        &text[..end],
        &text[end..]
    )
}

struct Module {
    dir: PathBuf,
    root: PathBuf,
}

impl Module {
    fn write(&self, path: &str, text: &str) {
        let file = self.dir.join(path);
        fs::create_dir_all(file.parent().expect("a folder")).expect("a folder");
        fs::write(file, text).expect("a file");
    }

    /// A command that runs the packages of these folders.
    fn runner(&self, command: &str, packages: &[String], poison: Option<bool>) {
        let mut text = String::from("package main\n\nimport (\n");
        for (i, p) in packages.iter().enumerate() {
            text.push_str(&format!("\tp{i} \"rewrites/{p}\"\n"));
        }
        if poison.is_some() {
            text.push_str("\t\"rewrites/poison\"\n");
        }
        text.push_str(")\n\nvar programs = []program{\n");
        for (i, p) in packages.iter().enumerate() {
            text.push_str(&format!("\t{{\"{p}\", p{i}.Op, p{i}.Main}},\n"));
        }
        text.push_str("}\n");
        if let Some(reuse) = poison {
            text.push_str(&format!("\nfunc init() {{ poison.Reuse = {reuse} }}\n"));
        }
        self.write(&format!("{command}/programs.go"), &text);
        self.write(&format!("{command}/main.go"), RUNNER);
    }

    fn results(
        &self,
        command: &str,
        flags: &[&str],
    ) -> Result<BTreeMap<String, (String, f64)>, String> {
        let binary = format!("./bin-{command}");
        let mut build = go(&self.root, &self.dir);
        build
            .arg("build")
            .args(flags)
            .args(["-o", &binary, &format!("./{command}")]);
        let out = run(&mut build);
        if !out.status.success() {
            return Err(format!("go build {command}: {}", said(&out)));
        }
        let out = run(Command::new(self.dir.join(&binary)).current_dir(&self.dir));
        if !out.status.success() {
            return Err(format!("{command}: {}", said(&out)));
        }
        let json: serde_json::Value =
            serde_json::from_slice(&out.stdout).map_err(|e| format!("{e}: {}", said(&out)))?;
        let map = json.as_object().ok_or("no results")?;
        Ok(map
            .iter()
            .map(|(k, v)| {
                let text = v["Output"].as_str().unwrap_or_default().to_owned();
                (k.clone(), (text, v["Allocs"].as_f64().unwrap_or(f64::MAX)))
            })
            .collect())
    }
}

/// What is wrong with the rewrites.
pub fn judge(root: &Path, pairs: &[Pair]) -> Vec<String> {
    let dir = tempfile::tempdir().expect("a temporary folder");
    let module = Module {
        dir: dir.path().to_owned(),
        root: root.to_owned(),
    };
    let bad = judged(&module, pairs);
    if !bad.is_empty() {
        eprintln!("the programs are in {}", dir.keep().display());
    }
    bad
}

fn judged(module: &Module, pairs: &[Pair]) -> Vec<String> {
    let mut bad = Vec::new();
    module.write("go.mod", "module rewrites\n\ngo 1.27\n");
    module.write("poison/poison.go", POISON);
    module.write(
        "poison/reuse.go",
        "package poison\n\n// Reuse makes pools hand out what was put back last.\nvar Reuse bool\n",
    );
    let ids: Vec<String> = (0..pairs.len()).map(|i| format!("r{i}")).collect();
    for (pair, id) in pairs.iter().zip(&ids) {
        module.write(&format!("as_is/{id}/main.go"), &pair.after);
        module.write(&format!("before/{id}/x.go"), &as_package(&pair.before, id));
        module.write(&format!("after/{id}/x.go"), &as_package(&pair.after, id));
        module.write(&format!("poisoned/{id}/x.go"), &with_pool(&pair.after, id));
    }
    let of = |kind: &str| -> Vec<String> { ids.iter().map(|id| format!("{kind}/{id}")).collect() };
    let both: Vec<String> = of("before").into_iter().chain(of("after")).collect();
    let named = |text: &str| -> String {
        let mut text = text.to_owned();
        for (pair, id) in pairs.iter().zip(&ids).rev() {
            text = text.replace(&format!("/{id}/"), &format!("/{id} = {}/", pair.name));
        }
        text
    };
    // gofmt and vet look at the programs as they would stand in an editor.
    let out = run(Command::new(module.root.join("bin/gofmt"))
        .args(["-d", "as_is"])
        .current_dir(&module.dir));
    if !said(&out).is_empty() {
        bad.push(format!("gofmt: {}", named(&said(&out))));
    }
    let out = run(go(&module.root, &module.dir).args(["vet", "./as_is/..."]));
    if !out.status.success() {
        bad.push(format!("go vet: {}", named(&said(&out))));
        return bad;
    }
    module.runner("plain", &both, None);
    module.runner("race", &both, None);
    module.runner("scribbled", &of("poisoned"), Some(false));
    module.runner("reused", &of("poisoned"), Some(true));
    let plain = match module.results("plain", &[]) {
        Ok(r) => r,
        Err(e) => return [bad, vec![named(&e)]].concat(),
    };
    for (pair, id) in pairs.iter().zip(&ids) {
        let (before, after) = (
            &plain[&format!("before/{id}")],
            &plain[&format!("after/{id}")],
        );
        if before.0 != after.0 {
            bad.push(format!(
                "{}: prints {:?} instead of {:?}\n{}",
                pair.name, after.0, before.0, pair.after
            ));
        }
        if after.1 >= before.1 {
            bad.push(format!(
                "{}: {} allocations, before {}\n{}",
                pair.name, after.1, before.1, pair.after
            ));
        }
        eprintln!(
            "{:40} {:6} -> {:6} allocations",
            pair.name, before.1, after.1
        );
    }
    for command in ["scribbled", "reused"] {
        match module.results(command, &[]) {
            Err(e) => bad.push(named(&e)),
            Ok(results) => {
                for (pair, id) in pairs.iter().zip(&ids) {
                    let (before, after) = (
                        &plain[&format!("before/{id}")].0,
                        &results[&format!("poisoned/{id}")].0,
                    );
                    if before != after {
                        bad.push(format!(
                            "{}: {command}: prints {after:?} instead of {before:?}\n{}",
                            pair.name, pair.after
                        ));
                    }
                }
            }
        }
    }
    bad.extend(race(module).map(|e| named(&e)));
    bad
}

/// The race detector needs a C compiler on Linux; without one it is left out.
fn race(module: &Module) -> Option<String> {
    if Command::new("cc").arg("--version").output().is_err() {
        eprintln!("no C compiler here: the race detector was not asked");
        return None;
    }
    module.results("race", &["-race"]).err()
}

// Checkbench times parsing and type checking by go/types, for `npm run bench`: checkbench EXPORTS.tsv RUNS INPUTS.json takes lines
// "import path<TAB>file with export data" and a list of inputs in the form of wire.ts, and prints one line of JSON for each input.
// Imported packages are read before; times in milliseconds, one entry a run.
package main

import (
	"encoding/json"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"runtime"
	"strconv"
	"strings"
	"time"
)

type input struct {
	Files   []struct{ Name, Text string }
	Options struct{ Package, Lang string }
}

func must[T any](x T, err error) T {
	if err != nil {
		panic(err)
	}
	return x
}

func main() {
	exports := map[string]string{}
	for line := range strings.Lines(string(must(os.ReadFile(os.Args[1])))) {
		path, file, _ := strings.Cut(strings.TrimSpace(line), "\t")
		exports[path] = file
	}
	runs := must(strconv.Atoi(os.Args[2]))
	var inputs []input
	if err := json.Unmarshal(must(os.ReadFile(os.Args[3])), &inputs); err != nil {
		panic(err)
	}
	open := func(path string) (io.ReadCloser, error) { return os.Open(exports[path]) }
	for _, in := range inputs {
		imp := importer.ForCompiler(token.NewFileSet(), "gc", open)
		found := check(in, imp)
		var times []float64
		for range runs {
			runtime.GC()
			began := time.Now()
			check(in, imp)
			times = append(times, time.Since(began).Seconds()*1000)
		}
		fmt.Println(string(must(json.Marshal(map[string]any{"times": times, "errors": found}))))
	}
}

// check gives how many errors there are.
func check(in input, imp types.Importer) (errors int) {
	fset := token.NewFileSet()
	var files []*ast.File
	for _, f := range in.Files {
		files = append(files, must(parser.ParseFile(fset, f.Name, f.Text, parser.SkipObjectResolution)))
	}
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Implicits:  map[ast.Node]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances:  map[*ast.Ident]types.Instance{},
		Scopes:     map[ast.Node]*types.Scope{},
	}
	conf := types.Config{Importer: imp, Sizes: types.SizesFor("gc", "amd64"), GoVersion: in.Options.Lang, Error: func(error) { errors++ }}
	conf.Check(in.Options.Package, fset, files, info)
	return errors
}

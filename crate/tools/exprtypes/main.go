// Exprtypes type-checks packages with go/types and prints what it found out about every expression and identifier.
//
// Input: lines "path<TAB>export file<TAB>folder<TAB>files<TAB>import map<TAB>mode" (files and "from=to" pairs separated by blanks; what
// stands behind a `|` in `to` belongs to it: `fmt|fmt.test` is fmt as the test of fmt has it). Packages without files are only imported.
// The mode is `all`, `tests` (print only what is in files of tests), or `silent` (print nothing, others import it).
// Output for each package with files: "package path", then one sorted line for each fact:
//
//	T file start end flags type value    the type, kind and constant value of an expression
//	D file start object                  what an identifier declares
//	U file start object                  what an identifier denotes
//	S file start end kind index indirect what a selector selects
//	I file start targs type              an instantiation
//	V names                              package-level variables in order of initialisation (not sorted among themselves)
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"go/ast"
	"go/importer"
	"go/parser"
	"go/token"
	"go/types"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type pkg struct {
	path, export, dir string
	files             []string
	imports           map[string]string
	mode              string
}

// What packages see of each other: plain ones by their export data, those of a test from source.
type world struct {
	fset     *token.FileSet
	exports  map[string]string
	gc       types.Importer
	variants map[string]*types.Package
}

func main() {
	var pkgs []pkg
	w := &world{fset: token.NewFileSet(), exports: map[string]string{}, variants: map[string]*types.Package{}}
	w.gc = importer.ForCompiler(w.fset, "gc", func(path string) (io.ReadCloser, error) { return os.Open(w.exports[path]) })
	in := bufio.NewScanner(os.Stdin)
	in.Buffer(nil, 1<<24)
	for in.Scan() {
		f := strings.Split(in.Text(), "\t")
		p := pkg{path: f[0], export: f[1], dir: f[2], files: strings.Fields(f[3]), imports: map[string]string{}, mode: f[5]}
		for _, m := range strings.Fields(f[4]) {
			from, to, _ := strings.Cut(m, "=")
			p.imports[from] = to
		}
		if p.export != "" {
			w.exports[p.path] = p.export
		}
		pkgs = append(pkgs, p)
	}
	out := bufio.NewWriterSize(os.Stdout, 1<<20)
	defer out.Flush()
	test := ""
	for _, p := range pkgs {
		if len(p.files) == 0 || p.path == "unsafe" {
			continue
		}
		if _, of, _ := strings.Cut(p.path, "|"); of != test {
			test = of
			clear(w.variants)
		}
		dump(out, p, w)
	}
}

type mapped struct {
	*world
	imports map[string]string
}

func (m mapped) Import(path string) (*types.Package, error) {
	if to := m.imports[path]; to != "" {
		path = to
	}
	if pkg := m.variants[path]; pkg != nil {
		return pkg, nil
	}
	return m.gc.Import(path)
}

// Drops the parentheses around what can only be a type, as the compiler's parser does.
func bare(n ast.Node) bool {
	switch n := n.(type) {
	case *ast.Field:
		n.Type = unparen(n.Type)
	case *ast.ValueSpec:
		n.Type = unparen(n.Type)
	case *ast.TypeSpec:
		n.Type = unparen(n.Type)
	case *ast.ArrayType:
		n.Elt = unparen(n.Elt)
	case *ast.ChanType:
		n.Value = unparen(n.Value)
	case *ast.MapType:
		n.Key, n.Value = unparen(n.Key), unparen(n.Value)
	}
	return true
}

func unparen(e ast.Expr) ast.Expr {
	e = ast.Unparen(e)
	if star, ok := e.(*ast.StarExpr); ok {
		star.X = unparen(star.X)
	}
	return e
}

func dump(out io.Writer, p pkg, w *world) {
	fset := w.fset
	var files []*ast.File
	sources := map[string][]byte{}
	for _, name := range p.files {
		src, err := os.ReadFile(filepath.Join(p.dir, name))
		if err != nil {
			panic(err)
		}
		f, err := parser.ParseFile(fset, name, src, parser.SkipObjectResolution)
		if err != nil {
			panic(err)
		}
		ast.Inspect(f, bare)
		files = append(files, f)
		sources[name] = src
	}
	info := &types.Info{
		Types:      map[ast.Expr]types.TypeAndValue{},
		Defs:       map[*ast.Ident]types.Object{},
		Uses:       map[*ast.Ident]types.Object{},
		Selections: map[*ast.SelectorExpr]*types.Selection{},
		Instances:  map[*ast.Ident]types.Instance{},
	}
	conf := types.Config{Importer: mapped{w, p.imports}, Sizes: types.SizesFor("gc", "amd64"), GoVersion: "go1.27", IgnoreFuncBodies: p.mode == "silent"}
	if p.mode == "silent" {
		// Imports for bodies are unused without these.
		conf.Error = func(error) {}
		info = nil
	}
	path, _, _ := strings.Cut(p.path, "|")
	self, err := conf.Check(path, fset, files, info)
	if err != nil && info != nil {
		panic(err)
	}
	if strings.Contains(p.path, "|") {
		w.variants[p.path] = self
	}
	if info == nil {
		return
	}
	qf := func(q *types.Package) string { return q.Path() }
	// Positions in the text itself, not where //line directives put them.
	at := func(pos token.Pos) string {
		p := fset.PositionFor(pos, false)
		return fmt.Sprintf("%s %d", p.Filename, p.Offset)
	}
	end := func(e ast.Expr) int {
		if u, ok := e.(*ast.UnaryExpr); ok && u.Op == token.AND {
			e = ast.Unparen(u.X)
		}
		return fset.PositionFor(e.End(), false).Offset
	}
	// The compiler's function types start at their parameters, and its channels that only receive at `<-` or at `chan`: here at `chan`.
	start := func(e ast.Expr) token.Pos {
		if c, ok := e.(*ast.ChanType); ok && c.Dir == ast.RECV {
			p := fset.PositionFor(c.Arrow, false)
			return c.Arrow + token.Pos(bytes.Index(sources[p.Filename][p.Offset:], []byte("chan")))
		}
		if f, ok := e.(*ast.FuncType); ok {
			return f.Params.Pos()
		}
		return e.Pos()
	}
	object := func(obj types.Object) string {
		if obj == nil {
			return "-"
		}
		where := "universe"
		if obj.Pkg() == self {
			where = at(obj.Pos())
		} else if obj.Pkg() != nil {
			where = obj.Pkg().Path()
		}
		kind := strings.TrimPrefix(fmt.Sprintf("%T", obj), "*types.")
		if _, ok := obj.(*types.PkgName); ok || kind == "Builtin" || kind == "Nil" || kind == "Label" {
			return kind + " " + obj.Name() + " " + where
		}
		return kind + " " + obj.Name() + " " + where + " " + types.TypeString(obj.Type(), qf)
	}
	var lines []string
	skipped := map[ast.Node]bool{}
	inSource := map[ast.Node]bool{}
	for _, f := range files {
		ast.Inspect(f, func(n ast.Node) bool {
			inSource[n] = true
			if r, ok := n.(*ast.RangeStmt); ok && r.Value == nil {
				// The compiler records the length of an array here.
				skipped[ast.Unparen(r.X)] = true
			}
			if u, ok := n.(*ast.UnaryExpr); ok && u.Op == token.AND {
				// The compiler's parser drops the parentheses in &(x).
				for x, ok := u.X.(*ast.ParenExpr); ok; x, ok = x.X.(*ast.ParenExpr) {
					skipped[x] = true
				}
			}
			return true
		})
	}
	// Whether the facts in the file at pos are asked for.
	asked := func(pos token.Pos) bool {
		return p.mode == "all" || strings.HasSuffix(fset.PositionFor(pos, false).Filename, "_test.go")
	}
	for e, tv := range info.Types {
		if !asked(e.Pos()) {
			continue
		}
		if tv.IsNil() || !inSource[e] || skipped[e] {
			continue // go/types and the compiler differ in nil; the 1 of x++ is made up
		}
		flags := ""
		for i, on := range []bool{tv.IsVoid(), tv.IsType(), tv.IsBuiltin(), tv.IsValue(), tv.Addressable(), tv.Assignable(), tv.HasOk()} {
			if on {
				flags += string("vtbVaAo"[i])
			}
		}
		val := ""
		if tv.Value != nil {
			val = strings.ReplaceAll(tv.Value.ExactString(), "\n", "\\n")
		}
		lines = append(lines, fmt.Sprintf("T %s %d %s %s %s", at(start(e)), end(e), flags, types.TypeString(tv.Type, qf), val))
	}
	for id, obj := range info.Defs {
		if _, label := obj.(*types.Label); obj != nil && !label && asked(id.Pos()) {
			lines = append(lines, fmt.Sprintf("D %s %s", at(id.Pos()), object(obj)))
		}
	}
	for id, obj := range info.Uses {
		if _, label := obj.(*types.Label); !label && asked(id.Pos()) {
			lines = append(lines, fmt.Sprintf("U %s %s", at(id.Pos()), object(obj)))
		}
	}
	for e, s := range info.Selections {
		if !asked(e.Pos()) {
			continue
		}
		lines = append(lines, fmt.Sprintf("S %s %d %d %v %v %s", at(e.Pos()), end(e), s.Kind(), s.Index(), s.Indirect(), types.TypeString(s.Recv(), qf)))
	}
	for id, inst := range info.Instances {
		if !asked(id.Pos()) {
			continue
		}
		var targs []string
		for i := range inst.TypeArgs.Len() {
			targs = append(targs, types.TypeString(inst.TypeArgs.At(i), qf))
		}
		lines = append(lines, fmt.Sprintf("I %s [%s] %s", at(id.Pos()), strings.Join(targs, " "), types.TypeString(inst.Type, qf)))
	}
	sort.Strings(lines)
	for i, init := range info.InitOrder {
		var names []string
		for _, v := range init.Lhs {
			names = append(names, v.Name())
		}
		lines = append(lines, fmt.Sprintf("V %d %s", i, strings.Join(names, " ")))
	}
	fmt.Fprintf(out, "\npackage %s\n%s\n", p.path, strings.Join(lines, "\n"))
}

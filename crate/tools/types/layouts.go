//go:build ignore

// Layouts makes random types, has the real compiler lay them out, and prints a line for each: the type as source text, size,
// alignment, pointer bytes, whether an interface holds it as it is, field offsets, the run-time name of the type, how -m shows it,
// and how a type error shows it. L is declared as [3]int16.
// The test of crate/src/types reads the table that is committed as crate/testdata/layouts.txt; run it with the pinned Go:
// go run layouts.go -n 300 -seed 1 > ../../testdata/layouts.txt
package main

import (
	"flag"
	"fmt"
	"math/rand"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
)

var rnd *rand.Rand

func pick(list ...string) string { return list[rnd.Intn(len(list))] }

func comparableType(depth int) string {
	switch rnd.Intn(6) {
	case 0:
		return fmt.Sprintf("[%d]%s", rnd.Intn(4), comparableType(depth-1))
	case 1:
		return "*" + typ(depth-1)
	}
	return pick("int", "string", "bool", "uint8", "float32", "complex64", "interface{}", "[0]int", "struct{}")
}

func params(depth int) string {
	var list []string
	for i := rnd.Intn(3); i > 0; i-- {
		list = append(list, typ(depth-1))
	}
	if rnd.Intn(4) == 0 {
		list = append(list, "..."+typ(depth-1))
	}
	return strings.Join(list, ", ")
}

func results(depth int) string {
	switch rnd.Intn(3) {
	case 0:
		return ""
	case 1:
		return " " + typ(depth-1)
	}
	return " (" + typ(depth-1) + ", " + typ(depth-1) + ")"
}

func typ(depth int) string {
	if depth <= 0 || rnd.Intn(3) == 0 {
		return pick("bool", "int", "int8", "int16", "int32", "int64", "uint", "uint8", "uint16", "uint32", "uint64", "uintptr",
			"float32", "float64", "complex64", "complex128", "string", "unsafe.Pointer", "error", "byte", "rune", "any", "L", "L")
	}
	switch rnd.Intn(14) {
	case 0:
		return "[]" + typ(depth-1)
	case 1:
		return "*" + typ(depth-1)
	case 2, 3:
		return fmt.Sprintf("[%d]%s", []int{0, 1, 2, 3, 7, 100}[rnd.Intn(6)], typ(depth-1))
	case 4:
		return "map[" + comparableType(depth-1) + "]" + typ(depth-1)
	case 5:
		return pick("chan ", "chan<- ", "<-chan ") + typ(depth-1)
	case 6:
		return "chan (<-chan " + typ(depth-1) + ")"
	case 7:
		return "func(" + params(depth) + ")" + results(depth)
	case 8:
		var list []string
		for i, name := range []string{"Zed", "Alpha", "M"} {
			if rnd.Intn(2) == 0 || i == 3 {
				list = append(list, name+"("+params(depth)+")"+results(depth))
			}
		}
		return "interface{" + strings.Join(list, "; ") + "}"
	}
	var list []string
	for i, n := 0, rnd.Intn(6); i < n; i++ {
		f := typ(depth - 1)
		if rnd.Intn(8) == 0 {
			f = pick("struct{}", "[0]int", "[0]uint64")
		}
		f = fmt.Sprintf("%s%d %s", pick("F", "F", "f"), i, f)
		if i == 0 && rnd.Intn(5) == 0 {
			f = pick("L", "*L", "error")
		}
		if rnd.Intn(10) == 0 {
			f += ` "tag:\"x\""`
		}
		list = append(list, f)
	}
	return "struct{" + strings.Join(list, "; ") + "}"
}

const header = `package main

import (
	"fmt"
	"reflect"
	"unsafe"
)

type L [3]int16

func show[T any](text string) {
	t := reflect.TypeFor[T]()
	words := *(**[2]uintptr)(unsafe.Add(unsafe.Pointer(&t), 8))
	offsets := []uintptr{}
	if t.Kind() == reflect.Struct {
		for i := 0; i < t.NumField(); i++ {
			offsets = append(offsets, t.Field(i).Offset)
		}
	}
	var x T
	direct := words[0] == 8 && words[1] == 8
	fmt.Printf("%s\t%d\t%d\t%d\t%t\t%v\t%s\n", text, unsafe.Sizeof(x), unsafe.Alignof(x), words[1], direct, offsets, t.String())
}

func main() {
`

func check(err error) {
	if err != nil {
		panic(err)
	}
}

// compile gives the compiler's output for a file of package main that holds the declarations.
func compile(dir, decls string, flags ...string) string {
	file := filepath.Join(dir, "p.go")
	check(os.WriteFile(file, []byte("package main\n\nimport \"unsafe\"\n\ntype L [3]int16\ntype mark struct{ mark int }\n\nvar _ unsafe.Pointer\n\nfunc main() {}\n"+decls), 0o666))
	args := append([]string{"tool", "compile", "-p", "main", "-o", filepath.Join(dir, "p.o")}, flags...)
	out, _ := exec.Command("go", append(args, file)...).CombinedOutput()
	return string(out)
}

// between gives, in order, what stands between two strings on the lines that have both.
func between(text, before, after string) []string {
	var list []string
	for _, line := range strings.Split(text, "\n") {
		if _, rest, ok := strings.Cut(line, before); ok {
			if i := strings.LastIndex(rest, after); i >= 0 {
				list = append(list, rest[:i])
			}
		}
	}
	return list
}

func main() {
	n := flag.Int("n", 300, "number of types")
	seed := flag.Int64("seed", 1, "seed of the random numbers")
	flag.Parse()
	rnd = rand.New(rand.NewSource(*seed))
	var prog, news, errs strings.Builder
	prog.WriteString(header)
	for i := 0; i < *n; i++ {
		t := typ(1 + rnd.Intn(4))
		fmt.Fprintf(&prog, "\tshow[%s](%q)\n", t, t)
		fmt.Fprintf(&news, "func f%d() any { return new(%s) }\n", i, t)
		fmt.Fprintf(&errs, "func f%d(p *%s) { var _ mark = p }\n", i, t)
	}
	prog.WriteString("}\n")
	dir, err := os.MkdirTemp("", "layouts")
	check(err)
	defer os.RemoveAll(dir)
	file := filepath.Join(dir, "main.go")
	check(os.WriteFile(file, []byte(prog.String()), 0o666))
	out, err := exec.Command("go", "run", file).Output()
	check(err)
	messages := between(compile(dir, news.String(), "-m"), ": new(", ") escapes to heap")
	errors := between(compile(dir, errs.String(), "-e"), "cannot use p (variable of type *", ") as mark value")
	if len(messages) != *n || len(errors) != *n {
		panic(fmt.Sprint(len(messages), len(errors)))
	}
	fmt.Println("# Written by crate/tools/types/layouts.go: type, size, alignment, pointer bytes, direct in an interface, offsets, names.")
	for i, line := range strings.Split(strings.TrimSuffix(string(out), "\n"), "\n") {
		fmt.Printf("%s\t%s\t%s\n", line, messages[i], errors[i])
	}
}

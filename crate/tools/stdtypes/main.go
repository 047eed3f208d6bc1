// Prints, for packages of std, what go/types reads in their export data: every object with its type, underlying type,
// fields, methods, constraints and exact value. The test std_facts compares it with our reading, line by line.
//
// Input: lines `import path TAB archive`, as `go list -export -f '{{.ImportPath}}\t{{.Export}}' std` gives them.
package main

import (
	"bufio"
	"fmt"
	"go/importer"
	"go/token"
	"go/types"
	"io"
	"log"
	"os"
	"strings"
)

var out = bufio.NewWriter(os.Stdout)

func main() {
	defer out.Flush()
	in := bufio.NewScanner(os.Stdin)
	for in.Scan() {
		path, file, _ := strings.Cut(in.Text(), "\t")
		// A package alone: all that is known of others is what its own file says.
		open := func(string) (io.ReadCloser, error) { return os.Open(file) }
		pkg, err := importer.ForCompiler(token.NewFileSet(), "gc", open).Import(path)
		if err != nil {
			log.Fatalf("%s: %v", path, err)
		}
		fmt.Fprintf(out, "package %s %s\n", pkg.Path(), pkg.Name())
		for _, name := range pkg.Scope().Names() {
			object(pkg.Scope().Lookup(name))
		}
	}
}

func qualifier(p *types.Package) string { return p.Path() }

func text(t types.Type) string { return types.TypeString(t, qualifier) }

func object(obj types.Object) {
	fmt.Fprintln(out, types.ObjectString(obj, qualifier))
	switch obj := obj.(type) {
	case *types.Const:
		fmt.Fprintf(out, "\tvalue %s\n", obj.Val().ExactString())
	case *types.Func:
		sig := obj.Signature()
		typeParams(sig.TypeParams())
		signature(sig)
	case *types.TypeName:
		switch t := obj.Type().(type) {
		case *types.Alias:
			typeParams(t.TypeParams())
			fmt.Fprintf(out, "\talias %s\n", text(t.Rhs()))
			fmt.Fprintf(out, "\tstands for %s\n", text(types.Unalias(t)))
		case *types.Named:
			typeParams(t.TypeParams())
			fmt.Fprintf(out, "\tunderlying %s\n", text(t.Underlying()))
			details(t.Underlying())
			methods(t)
		}
	}
}

func typeParams(list *types.TypeParamList) {
	for i := range list.Len() {
		p := list.At(i)
		fmt.Fprintf(out, "\ttype parameter %s %s index %d\n", p, text(p.Constraint()), p.Index())
		iface := p.Constraint().Underlying().(*types.Interface)
		fmt.Fprintf(out, "\t\tmethods %v comparable %v implicit %v\n", iface.IsMethodSet(), iface.IsComparable(), iface.IsImplicit())
	}
}

func signature(sig *types.Signature) {
	for _, list := range []*types.Tuple{sig.Params(), sig.Results()} {
		for i := range list.Len() {
			instance(list.At(i).Type())
		}
	}
}

func methods(t *types.Named) {
	for i := range t.NumMethods() {
		m := t.Method(i)
		fmt.Fprintf(out, "\tmethod %s\n", types.ObjectString(m, qualifier))
		typeParams(m.Signature().TypeParams())
		signature(m.Signature())
	}
}

// The parts of a struct or interface.
func details(t types.Type) {
	switch t := t.(type) {
	case *types.Struct:
		for i := range t.NumFields() {
			f := t.Field(i)
			fmt.Fprintf(out, "\tfield %s embedded %v tag %q\n", types.ObjectString(f, qualifier), f.Embedded(), t.Tag(i))
			instance(f.Type())
		}
	case *types.Interface:
		for i := range t.NumExplicitMethods() {
			m := t.ExplicitMethod(i)
			fmt.Fprintf(out, "\texplicit %s %s\n", m.Id(), text(m.Type()))
		}
		for i := range t.NumEmbeddeds() {
			fmt.Fprintf(out, "\tembedded %s\n", text(t.EmbeddedType(i)))
		}
		for i := range t.NumMethods() {
			m := t.Method(i)
			fmt.Fprintf(out, "\tall %s %s\n", m.Id(), text(m.Type()))
		}
		fmt.Fprintf(out, "\tmethods %v comparable %v\n", t.IsMethodSet(), t.IsComparable())
	}
}

// What an instance comes to: its underlying type and methods, with the arguments in their place.
func instance(t types.Type) {
	if p, ok := types.Unalias(t).(*types.Pointer); ok {
		t = p.Elem()
	}
	n, ok := types.Unalias(t).(*types.Named)
	if !ok || n.TypeArgs() == nil {
		return
	}
	fmt.Fprintf(out, "\t\tinstance %s: %s\n", text(n), text(n.Underlying()))
	for i := range n.NumMethods() {
		fmt.Fprintf(out, "\t\t\t%s\n", types.ObjectString(n.Method(i), qualifier))
	}
}

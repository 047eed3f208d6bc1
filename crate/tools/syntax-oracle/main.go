// Says what the Go compiler's own parser makes of a file: the other side of crate/tests/syntax.rs, which builds it in a folder of its
// own, beside a copy of the toolchain's cmd/compile/internal/syntax.
//
//	syntax-oracle hash|dump|errors
//
// Reads frames "LENGTH\n" + text from standard input and answers each with a frame. Positions in
// trees are byte offsets, those of errors file:line:column as //line directives have it.
package main

import (
	"bufio"
	"bytes"
	"fmt"
	"hash/fnv"
	"io"
	"os"
	"reflect"
	"strconv"
	"strings"

	"oracle/syntax"
)

type dumper struct {
	out    io.Writer
	starts []int // offset of each line
	groups map[*syntax.Group]int
}

func (d *dumper) at(p syntax.Pos) string {
	if !p.IsKnown() {
		return "-"
	}
	line := int(p.Line())
	if line > len(d.starts) {
		return "?"
	}
	return strconv.Itoa(d.starts[line-1] + int(p.Col()) - 1)
}

func (d *dumper) group(g *syntax.Group) string {
	if g == nil {
		return "-"
	}
	if _, ok := d.groups[g]; !ok {
		d.groups[g] = len(d.groups)
	}
	return strconv.Itoa(d.groups[g])
}

// detail tells what the node has beside its children.
func (d *dumper) detail(n syntax.Node) string {
	switch n := n.(type) {
	case *syntax.File:
		return n.GoVersion + " " + d.at(n.EOF)
	case *syntax.ImportDecl:
		return d.group(n.Group)
	case *syntax.ConstDecl:
		return d.group(n.Group)
	case *syntax.TypeDecl:
		return d.group(n.Group) + fmt.Sprint(" ", n.Alias)
	case *syntax.VarDecl:
		return d.group(n.Group)
	case *syntax.Name:
		return n.Value
	case *syntax.BasicLit:
		return fmt.Sprintf("%d %t %s", n.Kind, n.Bad, n.Value)
	case *syntax.CompositeLit:
		return fmt.Sprintf("%d %s", n.NKeys, d.at(n.Rbrace))
	case *syntax.SliceExpr:
		return fmt.Sprint(n.Full, n.Index[0] != nil, n.Index[1] != nil, n.Index[2] != nil)
	case *syntax.Operation:
		return n.Op.String()
	case *syntax.CallExpr:
		return fmt.Sprint(n.HasDots)
	case *syntax.ChanType:
		return fmt.Sprint(uint(n.Dir))
	case *syntax.BlockStmt:
		return d.at(n.Rbrace)
	case *syntax.AssignStmt:
		if n.Op == 0 {
			return ""
		}
		return n.Op.String()
	case *syntax.BranchStmt:
		target := "-"
		if n.Target != nil {
			target = d.at(n.Target.Pos())
		}
		return n.Tok.String() + " " + target
	case *syntax.CallStmt:
		return n.Tok.String()
	case *syntax.SwitchStmt:
		return d.at(n.Rbrace)
	case *syntax.SelectStmt:
		return d.at(n.Rbrace)
	case *syntax.RangeClause:
		return fmt.Sprint(n.Def)
	case *syntax.CaseClause:
		return d.at(n.Colon)
	case *syntax.CommClause:
		return d.at(n.Colon)
	}
	return ""
}

func (d *dumper) node(n syntax.Node, depth int) {
	kind := strings.TrimPrefix(reflect.TypeOf(n).String(), "*syntax.")
	end := d.at(syntax.EndPos(n))
	start := d.at(syntax.StartPos(n))
	if kind == "File" {
		start = d.at(n.Pos())
	}
	fmt.Fprintf(d.out, "%d %s %s %s %s %s", depth, kind, d.at(n.Pos()), start, end, d.detail(n))
	if x, ok := n.(syntax.Expr); ok {
		fmt.Fprintf(d.out, " %s", syntax.String(x))
	}
	fmt.Fprintln(d.out)
}

func lineStarts(text []byte) []int {
	starts := []int{0}
	for i, b := range text {
		if b == '\n' {
			starts = append(starts, i+1)
		}
	}
	return starts
}

func answer(mode string, text []byte, out io.Writer) {
	base := syntax.NewFileBase("x.go")
	d := dumper{out, lineStarts(text), make(map[*syntax.Group]int)}
	var errs bytes.Buffer
	file, _ := syntax.Parse(base, bytes.NewReader(text), func(err error) {
		e := err.(syntax.Error)
		fmt.Fprintf(&errs, "%s:%d:%d %s\n", e.Pos.RelFilename(), e.Pos.RelLine(), e.Pos.RelCol(), e.Msg)
	}, nil, syntax.CheckBranches)
	if mode == "errors" {
		out.Write(errs.Bytes())
		return
	}
	if file == nil || errs.Len() > 0 {
		fmt.Fprintf(out, "errors:\n%s", errs.Bytes())
		return
	}
	h := fnv.New64a()
	if mode == "hash" {
		d.out = h
	}
	depth := 0
	syntax.Inspect(file, func(n syntax.Node) bool {
		if n == nil {
			depth--
			return false
		}
		d.node(n, depth)
		depth++
		return true
	})
	if mode == "hash" {
		fmt.Fprintf(out, "%016x", h.Sum64())
	}
}

func main() {
	in, out := bufio.NewReader(os.Stdin), bufio.NewWriter(os.Stdout)
	defer out.Flush()
	for {
		line, err := in.ReadString('\n')
		if err != nil {
			return
		}
		n, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			panic(err)
		}
		text := make([]byte, n)
		if _, err := io.ReadFull(in, text); err != nil {
			panic(err)
		}
		var reply bytes.Buffer
		answer(os.Args[1], text, &reply)
		fmt.Fprintf(out, "%d\n%s", reply.Len(), reply.Bytes())
		if in.Buffered() == 0 {
			out.Flush()
		}
	}
}

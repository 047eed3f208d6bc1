//go:build ignore

// Expressions evaluates random constant expressions with go/constant and prints one line for each: the expression in postfix
// form and what became of it. The test of crate/src/types/constant reads the table that is committed as
// crate/testdata/constants.txt; run it with the pinned Go: go run expressions.go -n 600 -seed 1 > ../../testdata/constants.txt
package main

import (
	"flag"
	"fmt"
	"go/constant"
	"go/token"
	"math"
	"math/rand"
	"strings"
)

var (
	count = flag.Int("n", 600, "number of expressions")
	seed  = flag.Int64("seed", 1, "seed of the random numbers")
	rnd   *rand.Rand
)

func pick(list ...string) string { return list[rnd.Intn(len(list))] }

func digits(n int, set string) string {
	var b strings.Builder
	for i := 0; i < n; i++ {
		b.WriteByte(set[rnd.Intn(len(set))])
	}
	return b.String()
}

func length() int {
	switch rnd.Intn(8) {
	case 0:
		return 1 + rnd.Intn(200)
	case 1, 2:
		return 1 + rnd.Intn(30)
	}
	return 1 + rnd.Intn(5)
}

func intLit() string {
	switch rnd.Intn(8) {
	case 0:
		return pick("0x", "0X") + digits(length(), "0123456789abcdefABCDEF")
	case 1:
		return pick("0", "0o", "0O") + digits(length(), "01234567")
	case 2:
		return pick("0b", "0B") + digits(length(), "01")
	case 3:
		return "1_0" + digits(length(), "0123456789")
	case 4:
		return pick("9223372036854775807", "9223372036854775808", "18446744073709551615", "18446744073709551616", "4294967296", "2147483648", "16777217", "9007199254740993")
	}
	return digits(1, "123456789") + digits(length()-1, "0123456789")
}

func exponent() string {
	switch rnd.Intn(10) {
	case 0:
		return fmt.Sprint(rnd.Intn(100000) - 50000)
	case 1:
		return fmt.Sprint(rnd.Intn(4000) - 2000)
	case 2:
		return fmt.Sprint(pick("2147483000", "-2147483000", "646456993", "646456994", "-646456900", "9999999999", "1_0"))
	case 3, 4:
		return fmt.Sprint(rnd.Intn(800) - 400)
	}
	return fmt.Sprint(rnd.Intn(40) - 20)
}

func floatLit() string {
	switch rnd.Intn(6) {
	case 0:
		return "0x" + digits(length(), "0123456789abcdef") + "." + digits(length(), "0123456789abcdef") + "p" + exponent()
	case 1:
		return "." + digits(length(), "0123456789") + "e" + exponent()
	case 2:
		return digits(length(), "0123456789") + "." + digits(length(), "0123456789")
	case 3:
		return pick("3.4028234663852886e38", "3.4028235677973366e38", "1.401298464324817e-45", "7e-46", "1.7976931348623157e308", "1.797693134862315807e308", "1.797693134862315808e308", "4.9e-324", "2.4703282292062327e-324", "2.4703282292062328e-324", "2.2250738585072011e-308", "0.1", "1e1000", "1e-1000", "1e1232", "1e1233", "1e1234", "0e99999999", "1.0")
	}
	return digits(length(), "0123456789") + "." + digits(length(), "0123456789") + pick("e", "E") + exponent()
}

func stringLit() string {
	return `"` + digits(rnd.Intn(12), "abc xyz") + pick("", `\n`, `\x00\xff`, "é", "世界", `\u200b`, "\u00ad", `\U0001F600`, `\"`, `\\`, strings.Repeat("long ", 20), strings.Repeat("é", 70), strings.Repeat(`\n`, 36)) + `"`
}

func charLit() string {
	return pick(`'a'`, `'\n'`, `'\''`, `'世'`, `'\x7f'`, `'\377'`, `'\u00e9'`, `'\U0010ffff'`)
}

type expr struct {
	text string
	val  constant.Value
}

func leaf() expr {
	switch rnd.Intn(14) {
	case 0, 1, 2, 3, 4:
		s := intLit()
		return expr{"i:" + s, constant.MakeFromLiteral(s, token.INT, 0)}
	case 5, 6, 7, 8, 9:
		s := floatLit()
		return expr{"f:" + s, constant.MakeFromLiteral(s, token.FLOAT, 0)}
	case 10, 11:
		s := floatLit() + "i"
		return expr{"m:" + s, constant.MakeFromLiteral(s, token.IMAG, 0)}
	case 12:
		s := charLit()
		return expr{"c:" + s, constant.MakeFromLiteral(s, token.CHAR, 0)}
	}
	s := stringLit()
	return expr{"s:" + s, constant.MakeFromLiteral(s, token.STRING, 0)}
}

var arith = map[string]token.Token{"+": token.ADD, "-": token.SUB, "*": token.MUL, "/": token.QUO, "//": token.QUO_ASSIGN, "%": token.REM, "&": token.AND, "|": token.OR, "^": token.XOR, "&^": token.AND_NOT}
var compare = map[string]token.Token{"==": token.EQL, "!=": token.NEQ, "<": token.LSS, "<=": token.LEQ, ">": token.GTR, ">=": token.GEQ}

func numeric(v constant.Value) bool { return v.Kind() >= constant.Int }

// huge values take math/big minutes to add up.
func huge(v constant.Value) bool {
	switch v.Kind() {
	case constant.Float:
		f, exact := constant.Float64Val(v)
		return (math.IsInf(f, 0) || f == 0) && !exact && len(v.ExactString()) > 0 && constant.Num(v).Kind() == constant.Unknown
	case constant.Complex:
		return huge(constant.Real(v)) || huge(constant.Imag(v))
	}
	return false
}

func tree(depth int) expr {
	if depth == 0 || rnd.Intn(6) == 0 {
		return leaf()
	}
	for {
		x := tree(depth - 1)
		switch rnd.Intn(10) {
		case 0:
			if numeric(x.val) {
				return expr{x.text + "\tneg", constant.UnaryOp(token.SUB, x.val, 0)}
			}
		case 1:
			if x.val.Kind() == constant.Int {
				bits := []uint{0, 8, 64}[rnd.Intn(3)]
				return expr{fmt.Sprintf("%s\tnot%d", x.text, bits), constant.UnaryOp(token.XOR, x.val, bits)}
			}
		case 2:
			if i := constant.ToInt(x.val); i.Kind() == constant.Int && constant.BitLen(i) < 4000 {
				s := uint(rnd.Intn(130))
				if rnd.Intn(2) == 0 {
					return expr{fmt.Sprintf("%s\ttoint\tshl%d", x.text, s), constant.Shift(i, token.SHL, s)}
				}
				return expr{fmt.Sprintf("%s\ttoint\tshr%d", x.text, s), constant.Shift(i, token.SHR, s)}
			}
		case 3:
			return expr{x.text + "\ttofloat", constant.ToFloat(x.val)}
		default:
			y := tree(depth - 1)
			text := x.text + "\t" + y.text
			if x.val.Kind() == constant.String && y.val.Kind() == constant.String {
				return expr{text + "\t+", constant.BinaryOp(x.val, token.ADD, y.val)}
			}
			if !numeric(x.val) || !numeric(y.val) {
				continue
			}
			ops := []string{"+", "-", "*"}
			if constant.Sign(y.val) != 0 {
				ops = append(ops, "/")
			}
			if x.val.Kind() == constant.Int && y.val.Kind() == constant.Int {
				ops = append(ops, "&", "|", "^", "&^")
				if constant.Sign(y.val) != 0 {
					ops = append(ops, "//", "%")
				}
			}
			op := ops[rnd.Intn(len(ops))]
			if (huge(x.val) || huge(y.val)) && (op == "+" || op == "-" || x.val.Kind() == constant.Complex || y.val.Kind() == constant.Complex) {
				continue
			}
			if x.val.Kind() == constant.Complex || y.val.Kind() == constant.Complex {
				if op == "/" && constant.Sign(constant.ToFloat(constant.Real(y.val))) == 0 {
					continue
				}
			}
			return expr{text + "\t" + op, constant.BinaryOp(x.val, arith[op], y.val)}
		}
	}
}

func describe(v constant.Value) string {
	if v.Kind() == constant.Unknown {
		return "unknown"
	}
	out := fmt.Sprintf("%s\t%s\t%s", v.Kind(), v.String(), v.ExactString())
	if v.Kind() == constant.Int || v.Kind() == constant.Float {
		f64, exact64 := constant.Float64Val(v)
		f32, exact32 := constant.Float32Val(v)
		// go/constant calls some fractions exact that underflow to 0.
		exact32 = exact32 && (f32 != 0 || constant.Sign(v) == 0)
		exact64 = exact64 && (f64 != 0 || constant.Sign(v) == 0)
		i := constant.ToInt(v).ExactString()
		if len(i) > 40 {
			i = i[:40]
		}
		out += fmt.Sprintf("\t%016x %t\t%08x %t\t%s\t%d", math.Float64bits(f64), exact64, math.Float32bits(f32), exact32, i, constant.Sign(v))
	}
	return out
}

func main() {
	flag.Parse()
	rnd = rand.New(rand.NewSource(*seed))
	fmt.Println("# Written by crate/tools/constants/expressions.go: postfix expression, then => and its value according to go/constant.")
	for n := 0; n < *count; {
		x := tree(rnd.Intn(4))
		if rnd.Intn(6) == 0 {
			y := leaf()
			if numeric(x.val) && numeric(y.val) && x.val.Kind() != constant.Complex && y.val.Kind() != constant.Complex {
				op := pick("==", "!=", "<", "<=", ">", ">=")
				fmt.Printf("%s\t%s\t%s\t=>\tBool\t%t\n", x.text, y.text, op, constant.Compare(x.val, compare[op], y.val))
				n++
				continue
			}
		}
		if len(x.text) > 700 {
			continue
		}
		fmt.Printf("%s\t=>\t%s\n", x.text, describe(x.val))
		n++
	}
}

//! Tokens, literal kinds and operators (cmd/compile/internal/syntax/tokens.go).

/// A lexical token. The order matters in one place: from `Break` to `Var` they are keywords.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Token {
    Eof,
    Name,
    Literal,
    /// Any operator that is not one of the tokens below; says which in [`Operator`].
    Operator,
    /// `op=`
    AssignOp,
    /// `++` or `--`
    IncOp,
    /// `=`
    Assign,
    /// `:=`
    Define,
    /// `<-`
    Arrow,
    /// `*`, an operator or the sign of a pointer type
    Star,
    Lparen,
    Lbrack,
    Lbrace,
    Rparen,
    Rbrack,
    Rbrace,
    Comma,
    Semi,
    Colon,
    Dot,
    DotDotDot,
    Break,
    Case,
    Chan,
    Const,
    Continue,
    Default,
    Defer,
    Else,
    Fallthrough,
    For,
    Func,
    Go,
    Goto,
    If,
    Import,
    Interface,
    Map,
    Package,
    Range,
    Return,
    Select,
    Struct,
    Switch,
    Type,
    Var,
}

impl Token {
    /// The token's spelling, or its kind (`name`, `literal`, `op`, `op=`, `opop`, `EOF`).
    pub fn text(self) -> &'static str {
        const TEXT: [&str; 46] = [
            "EOF",
            "name",
            "literal",
            "op",
            "op=",
            "opop",
            "=",
            ":=",
            "<-",
            "*",
            "(",
            "[",
            "{",
            ")",
            "]",
            "}",
            ",",
            ";",
            ":",
            ".",
            "...",
            "break",
            "case",
            "chan",
            "const",
            "continue",
            "default",
            "defer",
            "else",
            "fallthrough",
            "for",
            "func",
            "go",
            "goto",
            "if",
            "import",
            "interface",
            "map",
            "package",
            "range",
            "return",
            "select",
            "struct",
            "switch",
            "type",
            "var",
        ];
        TEXT[self as usize]
    }

    /// Whether this is a keyword of the language.
    pub fn is_keyword(self) -> bool {
        self >= Token::Break
    }

    /// The keyword that is spelt `text`.
    pub fn keyword(text: &[u8]) -> Option<Token> {
        use Token::*;
        Some(match text {
            b"break" => Break,
            b"case" => Case,
            b"chan" => Chan,
            b"const" => Const,
            b"continue" => Continue,
            b"default" => Default,
            b"defer" => Defer,
            b"else" => Else,
            b"fallthrough" => Fallthrough,
            b"for" => For,
            b"func" => Func,
            b"go" => Go,
            b"goto" => Goto,
            b"if" => If,
            b"import" => Import,
            b"interface" => Interface,
            b"map" => Map,
            b"package" => Package,
            b"range" => Range,
            b"return" => Return,
            b"select" => Select,
            b"struct" => Struct,
            b"switch" => Switch,
            b"type" => Type,
            b"var" => Var,
            _ => return None,
        })
    }
}

/// What a literal looks like.
#[derive(Clone, Copy, PartialEq, Eq, Hash, Debug)]
pub enum LitKind {
    Int,
    Float,
    Imag,
    Rune,
    String,
}

/// An operator of an expression or of an assignment.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Debug)]
#[repr(u8)]
pub enum Operator {
    /// The `:` of `:=`
    Def,
    Not,
    /// `<-x`
    Recv,
    /// `~T`
    Tilde,
    OrOr,
    AndAnd,
    Eql,
    Neq,
    Lss,
    Leq,
    Gtr,
    Geq,
    Add,
    Sub,
    Or,
    Xor,
    /// `x * y`, and `*x` as an operand or a type
    Mul,
    Div,
    Rem,
    /// `x & y`, and `&x`
    And,
    AndNot,
    Shl,
    Shr,
}

/// Precedence of `||`; 0 means "not a binary operator".
pub const PREC_OR_OR: u8 = 1;
/// Precedence of `&&`.
pub const PREC_AND_AND: u8 = 2;
/// Precedence of comparisons.
pub const PREC_CMP: u8 = 3;
/// Precedence of `+ - | ^`.
pub const PREC_ADD: u8 = 4;
/// Precedence of `* / % & &^ << >>`.
pub const PREC_MUL: u8 = 5;

impl Operator {
    /// The operator's spelling.
    pub fn text(self) -> &'static str {
        const TEXT: [&str; 23] = [
            ":", "!", "<-", "~", "||", "&&", "==", "!=", "<", "<=", ">", ">=", "+", "-", "|", "^",
            "*", "/", "%", "&", "&^", "<<", ">>",
        ];
        TEXT[self as usize]
    }

    /// Binding strength as a binary operator, 1 (`||`) to 5 (`*`); 0 if it is none.
    pub fn precedence(self) -> u8 {
        use Operator::*;
        match self {
            Def | Not | Recv | Tilde => 0,
            OrOr => PREC_OR_OR,
            AndAnd => PREC_AND_AND,
            Eql | Neq | Lss | Leq | Gtr | Geq => PREC_CMP,
            Add | Sub | Or | Xor => PREC_ADD,
            Mul | Div | Rem | And | AndNot | Shl | Shr => PREC_MUL,
        }
    }

    /// Whether this is `== != < <= > >=`.
    pub fn is_comparison(self) -> bool {
        self.precedence() == PREC_CMP
    }

    /// Whether this is `<<` or `>>`.
    pub fn is_shift(self) -> bool {
        matches!(self, Operator::Shl | Operator::Shr)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spellings_match_their_tokens() {
        assert_eq!(Token::Eof.text(), "EOF");
        assert_eq!(Token::Break.text(), "break");
        assert_eq!(Token::Var.text(), "var");
        assert_eq!(Token::keyword(b"fallthrough"), Some(Token::Fallthrough));
        assert_eq!(Token::keyword(b"any"), None);
        assert_eq!(Operator::Shr.text(), ">>");
        assert_eq!(Operator::AndNot.precedence(), PREC_MUL);
    }
}

using System.Globalization;

namespace Inflaton.Numerics.Expressions;

/// <summary>
/// Recursive descent: sum := product (('+'|'-') product)*; product := sign (('*'|'/') sign)*; sign := ('-'|'+') sign | power;
/// power := closed (('^'|'**') sign)?; closed := number | name | name '(' sum (',' sum)* ')' | '(' sum ')'.
/// </summary>
internal sealed class FormulaReader
{
    private const int LongestText = 10_000;
    private const int DeepestNesting = 200;

    /// <summary>Levels that a term may have, since it is evaluated by recursion.</summary>
    internal const int DeepestTerm = 1000;

    private readonly string text;
    private readonly IReadOnlyList<string> variables;
    private readonly IReadOnlyDictionary<string, double> parameters;
    private int at;
    private int nesting;

    public FormulaReader(string text, IReadOnlyList<string> variables, IReadOnlyDictionary<string, double> parameters) =>
        (this.text, this.variables, this.parameters) = (text, variables, parameters);

    public Term Read()
    {
        if (text.Length > LongestText)
        {
            throw Wrong(LongestText, $"a formula has at most {LongestText} characters, this one has {text.Length}");
        }

        Spaces();
        if (at == text.Length)
        {
            throw Wrong(at, "the formula is empty");
        }

        Term term = ReadSum();
        return at == text.Length ? term : throw Unexpected();
    }

    private Term ReadSum()
    {
        Term sum = ReadProduct();
        while (true)
        {
            if (Accept('+'))
            {
                sum = Checked(Term.Add(sum, ReadProduct()));
            }
            else if (Accept('-'))
            {
                sum = Checked(Term.Subtract(sum, ReadProduct()));
            }
            else
            {
                return sum;
            }
        }
    }

    private Term ReadProduct()
    {
        Term product = ReadSign();
        while (true)
        {
            if (!StartsWith("**") && Accept('*'))
            {
                product = Checked(Term.Multiply(product, ReadSign()));
            }
            else if (Accept('/'))
            {
                product = Checked(Term.Divide(product, ReadSign()));
            }
            else
            {
                return product;
            }
        }
    }

    private Term ReadSign()
    {
        if (++nesting > DeepestNesting)
        {
            throw Wrong(at, $"the formula is nested deeper than {DeepestNesting} levels");
        }

        Term term = Accept('-') ? Term.Negate(ReadSign()) : Accept('+') ? ReadSign() : ReadPower();
        nesting--;
        return Checked(term);
    }

    private Term ReadPower()
    {
        Term @base = ReadClosed();
        if (StartsWith("**"))
        {
            at++;
        }
        else if (!StartsWith("^"))
        {
            return @base;
        }

        at++;
        Spaces();
        return Term.Raise(@base, ReadSign());
    }

    private Term ReadClosed()
    {
        int start = at;
        if (at == text.Length)
        {
            throw Wrong(at, "the formula ends where a number, a name or '(' is expected");
        }

        if (Accept('('))
        {
            Term inner = ReadSum();
            return Accept(')') ? inner : throw Missing(start);
        }

        return char.IsAsciiDigit(text[at]) || text[at] == '.' ? ReadNumber()
            : IsNameStart(text[at]) ? ReadName()
            : throw Unexpected();
    }

    private Number ReadNumber()
    {
        int start = at;
        ReadOnlySpan<char> digits = Numeral();
        if (digits is ".")
        {
            throw Wrong(start, "'.' is no number");
        }

        double value = double.Parse(digits, NumberStyles.Float, CultureInfo.InvariantCulture);
        if (!double.IsFinite(value))
        {
            throw Wrong(start, $"{digits} is beyond the largest number, 1.8e308");
        }

        if (at < text.Length && (IsNameStart(text[at]) || text[at] is '.' or '('))
        {
            throw Wrong(at, $"'{text[at]}' follows the number {digits}; write '*' between factors");
        }

        Spaces();
        return new Number(value);
    }

    private Term ReadName()
    {
        int start = at;
        string name = Name();
        Spaces();
        int arity = FunctionTable.Arity(name);
        bool called = StartsWith("(");
        for (int i = 0; i < variables.Count; i++)
        {
            if (variables[i] == name)
            {
                return called ? throw NotAFunction(start, name) : new Variable(i, name);
            }
        }

        if (parameters.TryGetValue(name, out double parameter) || FunctionTable.Constants.TryGetValue(name, out parameter))
        {
            return called ? throw NotAFunction(start, name) : new Number(parameter);
        }

        if (arity == 0)
        {
            throw Wrong(start, Unknown(name));
        }

        return called ? ReadCall(start, name, arity) : throw Wrong(start, $"the function '{name}' needs its arguments in parentheses");
    }

    private Term ReadCall(int start, string name, int arity)
    {
        int open = at;
        Accept('(');
        List<Term> arguments = [];
        if (!Accept(')'))
        {
            do
            {
                arguments.Add(ReadSum());
            }
            while (Accept(','));

            if (!Accept(')'))
            {
                throw Missing(open);
            }
        }

        if (arguments.Count != arity)
        {
            throw Wrong(start, $"the function '{name}' takes {arity} argument{(arity == 1 ? "" : "s")}, not {arguments.Count}");
        }

        return arity switch
        {
            1 => Term.Apply(FunctionTable.Unary[name], arguments[0]),
            2 when FunctionTable.Extrema.TryGetValue(name, out Extremum? extremum) => Term.Extreme(extremum, arguments[0], arguments[1]),
            2 => Term.Raise(arguments[0], arguments[1]),
            _ => Term.Where(arguments[0], arguments[1], arguments[2]),
        };
    }

    /// <summary>What is wrong where a name is not known, with all others of the text that are not.</summary>
    private string Unknown(string name)
    {
        string[] all =
        [
            name, .. NamesIn(text).Where(other => other != name && !variables.Contains(other) && !parameters.ContainsKey(other)
                && !FunctionTable.Constants.ContainsKey(other) && FunctionTable.Arity(other) == 0),
        ];
        string known = "known here: "
            + string.Join(", ", variables.Concat(parameters.Keys).Order(StringComparer.Ordinal).DefaultIfEmpty("no variables"));
        string Asked(string one) => Nearest(one) is { } near ? $" (did you mean '{near}'?)" : "";
        return all.Length > 1 ? $"unknown names {string.Join(", ", all.Select(one => $"'{one}'{Asked(one)}"))}; {known}"
            : Nearest(name) is { } best ? $"unknown name '{name}'; did you mean '{best}'?" : $"unknown name '{name}'; {known}";
    }

    /// <summary>The nearest known name within two edits and fewer than its length; null where none is so near.</summary>
    private string? Nearest(string name)
    {
        (string? best, int distance) = (null, Math.Min(2, name.Length - 1) + 1);
        foreach (string known in variables.Concat(parameters.Keys).Concat(FunctionTable.Constants.Keys).Concat(FunctionTable.Names))
        {
            int d = Edits(name, known);
            if (d < distance)
            {
                (best, distance) = (known, d);
            }
        }

        return best;
    }

    /// <summary>Levenshtein distance, upper and lower case alike.</summary>
    private static int Edits(string a, string b)
    {
        int[] row = [.. Enumerable.Range(0, b.Length + 1)];
        for (int i = 0; i < a.Length; i++)
        {
            int diagonal = row[0]++;
            for (int j = 0; j < b.Length; j++)
            {
                int substituted = diagonal + (char.ToLowerInvariant(a[i]) == char.ToLowerInvariant(b[j]) ? 0 : 1);
                diagonal = row[j + 1];
                row[j + 1] = Math.Min(substituted, 1 + Math.Min(row[j], row[j + 1]));
            }
        }

        return row[^1];
    }

    /// <summary>The names in a text, those of functions and constants among them; it need be no formula.</summary>
    internal static HashSet<string> NamesIn(string text)
    {
        HashSet<string> names = new(StringComparer.Ordinal);
        FormulaReader reader = new(text, [], new Dictionary<string, double>());
        while (reader.at < text.Length)
        {
            int start = reader.at;
            if (IsNameStart(text[start]))
            {
                names.Add(reader.Name());
            }
            else if (char.IsAsciiDigit(text[start]) || text[start] == '.')
            {
                reader.Numeral();
            }
            else
            {
                reader.at++;
            }
        }

        return names;
    }

    internal static bool IsName(string name) =>
        name.Length > 0 && IsNameStart(name[0]) && name.All(c => IsNameStart(c) || char.IsAsciiDigit(c));

    private static bool IsNameStart(char c) => char.IsLetter(c) || c == '_';

    private Term Checked(Term term) =>
        term.Depth <= DeepestTerm ? term : throw Wrong(at, $"the formula has more than {DeepestTerm} levels of operations");

    private FormulaException Missing(int open) => at == text.Length
        ? Wrong(at, $"')' is missing for the '(' in column {open + 1}")
        : Unexpected();

    private FormulaException NotAFunction(int start, string name) =>
        Wrong(start, $"'{name}' is no function; write '*' between factors");

    private FormulaException Unexpected()
    {
        char c = text[at];
        return Wrong(at, c switch
        {
            ')' => "')' without a '(' or a value before it",
            ',' => "',' belongs between the arguments of a function",
            '=' or '<' or '>' => $"'{c}': a formula is an expression, without comparison or assignment",
            '+' or '-' or '*' or '/' or '^' => $"'{c}' where a number, a name or '(' is expected",
            '(' => "'(' after a value; write '*' between factors",
            _ when IsNameStart(c) || char.IsAsciiDigit(c) || c == '.' => $"'{c}' after a value; write an operator between them",
            _ => $"the character '{(char.IsControl(c) || char.IsSurrogate(c) ? $"U+{(int)c:X4}" : c)}' is not part of the language",
        });
    }

    private FormulaException Wrong(int at, string problem) => new(text, at + 1, problem);

    /// <summary>Goes over digits, a point and a power of ten, and gives them.</summary>
    private ReadOnlySpan<char> Numeral()
    {
        int start = at;
        Digits();
        if (StartsWith("."))
        {
            at++;
            Digits();
        }

        if (text.AsSpan(start, at - start) is not "." && at < text.Length && text[at] is 'e' or 'E')
        {
            int sign = at + 1 < text.Length && text[at + 1] is '+' or '-' ? 1 : 0;
            if (at + 1 + sign < text.Length && char.IsAsciiDigit(text[at + 1 + sign]))
            {
                at += 1 + sign;
                Digits();
            }
        }

        return text.AsSpan(start, at - start);
    }

    /// <summary>Goes over a name, and gives it.</summary>
    private string Name()
    {
        int start = at;
        while (at < text.Length && (IsNameStart(text[at]) || char.IsAsciiDigit(text[at])))
        {
            at++;
        }

        return text[start..at];
    }

    private void Digits()
    {
        while (at < text.Length && char.IsAsciiDigit(text[at]))
        {
            at++;
        }
    }

    private void Spaces()
    {
        while (at < text.Length && char.IsWhiteSpace(text[at]))
        {
            at++;
        }
    }

    private bool StartsWith(string token) => text.AsSpan(at).StartsWith(token, StringComparison.Ordinal);

    private bool Accept(char c)
    {
        if (at == text.Length || text[at] != c)
        {
            return false;
        }

        at++;
        Spaces();
        return true;
    }
}

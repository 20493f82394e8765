namespace Inflaton.Numerics.Quadrature;

/// <summary>Two functions of many arguments at once.</summary>
/// <param name="arguments">x.</param>
/// <param name="first">Receives f(x).</param>
/// <param name="second">Receives g(x).</param>
public delegate void FunctionPair(ReadOnlySpan<double> arguments, Span<double> first, Span<double> second);

/// <summary>
/// The real line around 0, cut into panels on which a function and its companion are polynomials of degree 20 to rounding. The panels are
/// as wide as the functions allow, so that steps, poles beside the line and kinks anywhere are found, and nothing is spent where nothing
/// happens.
/// </summary>
public sealed class SmoothPanels
{
    private const int Samples = 24;
    private const int ResolvedDegree = 20;
    private const double Tolerance = 2e-14;
    private const int MostPanels = 4000;
    private const double Fine = 1.0 / 1024;
    private static readonly GaussLegendre Rule = new(Samples);
    private static readonly double[][] Tail = TailPolynomials();

    private readonly FunctionPair functions;
    private readonly double scaleFirst;
    private readonly double scaleSecond;
    private readonly List<double> found = [];

    /// <summary>Cuts the line.</summary>
    /// <param name="functions">f and g.</param>
    /// <param name="reach">The line ends at ±reach, at least ±1.</param>
    public SmoothPanels(FunctionPair functions, double reach)
    {
        ArgumentNullException.ThrowIfNull(functions);
        this.functions = functions;
        reach = Math.Max(1, reach);
        Span<double> points = [-1, -0.5, 0, 0.5, 1], first = stackalloc double[5], second = stackalloc double[5];
        functions(points, first, second);
        (scaleFirst, scaleSecond) = (Largest(first), Largest(second));

        // No panel is more than four times as far from 0 at one end than at the other: samples would miss a tail that dies within it.
        for (double from = 0, to = 1; from < reach; (from, to) = (to, 4 * to))
        {
            to = Math.Min(to, reach);
            Cut(from, to, 0);
            Cut(-to, -from, 0);
        }

        found.Add(-reach);
        found.Add(reach);
        found.Add(0);
        found.Sort();
        Ends = [.. found.Distinct()];
        Finest = double.PositiveInfinity;
        for (int i = 0; i + 1 < Ends.Length; i++)
        {
            Finest = Math.Min(Finest, Ends[i + 1] - Ends[i]);
        }

        IsSmooth = Finest >= Fine && found.Count < MostPanels && IsSmoothAtZero();
    }

    /// <summary>Ends of the panels, ascending, 0 among them.</summary>
    public double[] Ends { get; }

    /// <summary>Width of the narrowest panel.</summary>
    public double Finest { get; }

    /// <summary>Whether there is no kink, and no structure below a thousandth.</summary>
    public bool IsSmooth { get; }

    /// <summary>Index of the panel of a point: Ends[i] ≤ x ≤ Ends[i + 1].</summary>
    /// <param name="x">A point; those beyond the line belong to its outermost panels.</param>
    public int PanelOf(double x)
    {
        int index = Array.BinarySearch(Ends, x);
        return Math.Clamp(index >= 0 ? index : ~index - 1, 0, Ends.Length - 2);
    }

    private static double Largest(ReadOnlySpan<double> values)
    {
        double largest = 0;
        foreach (double value in values)
        {
            largest = Math.Max(largest, Math.Abs(value));
        }

        return largest;
    }

    /// <summary>(k + ½) wᵢ P_k(xᵢ) for the degrees that must be empty.</summary>
    private static double[][] TailPolynomials()
    {
        double[][] tail = [.. Enumerable.Range(ResolvedDegree, Samples - ResolvedDegree).Select(_ => new double[Samples])];
        double[] polynomials = new double[Samples];
        for (int i = 0; i < Samples; i++)
        {
            GaussLegendre.Fill(Rule.Nodes[i], polynomials);
            for (int k = ResolvedDegree; k < Samples; k++)
            {
                tail[k - ResolvedDegree][i] = (k + 0.5) * Rule.Weights[i] * polynomials[k];
            }
        }

        return tail;
    }

    private void Cut(double from, double to, int depth)
    {
        if (depth > 60 || found.Count >= MostPanels || IsResolved(from, to))
        {
            found.Add(from);
            found.Add(to);
            return;
        }

        // Far from 0 panels grow with the distance.
        double near = Math.Min(Math.Abs(from), Math.Abs(to)), far = Math.Max(Math.Abs(from), Math.Abs(to));
        double middle = near > 0 && far > 4 * near ? Math.CopySign(Math.Sqrt(near) * Math.Sqrt(far), from + to) : (from / 2) + (to / 2);
        if (middle <= from || middle >= to)
        {
            found.Add(from);
            found.Add(to);
            return;
        }

        Cut(from, middle, depth + 1);
        Cut(middle, to, depth + 1);
    }

    private bool IsResolved(double from, double to)
    {
        Span<double> points = stackalloc double[Samples], first = stackalloc double[Samples], second = stackalloc double[Samples];
        double middle = (from / 2) + (to / 2), half = (to / 2) - (from / 2);
        for (int i = 0; i < Samples; i++)
        {
            points[i] = middle + (half * Rule.Nodes[i]);
        }

        functions(points, first, second);
        return IsEmpty(first, Math.Max(scaleFirst, Largest(first))) && IsEmpty(second, Math.Max(scaleSecond, Largest(second)));
    }

    private static bool IsEmpty(ReadOnlySpan<double> values, double scale)
    {
        foreach (double[] polynomial in Tail)
        {
            double coefficient = 0;
            for (int i = 0; i < values.Length; i++)
            {
                coefficient += polynomial[i] * values[i];
            }

            if (!(Math.Abs(coefficient) <= Tolerance * scale))
            {
                return false;
            }
        }

        return true;
    }

    private bool IsSmoothAtZero()
    {
        for (double half = 0.5; half > Fine / 4; half /= 4)
        {
            if (IsResolved(-half, half))
            {
                return true;
            }
        }

        return false;
    }
}

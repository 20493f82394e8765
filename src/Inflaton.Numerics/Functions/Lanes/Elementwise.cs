using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Inflaton.Numerics.Functions.Lanes;

/// <summary>
/// The loop that all span functions share: whole registers first, then the remainder as one register padded with zeros,
/// so that an element's bits never depend on where in a span it stands.
/// </summary>
internal static class Elementwise
{
    public static void Apply<TFunction>(ReadOnlySpan<double> x, Span<double> y) where TFunction : struct, IFunction
    {
        RequireSameLength(x, y, nameof(y));
        RequireApartOrSame(x, y, nameof(y));
        if (Lanes512.IsSupported)
        {
            Run<TFunction, Lanes512>(x, y);
        }
        else if (Lanes256.IsSupported)
        {
            Run<TFunction, Lanes256>(x, y);
        }
        else
        {
            Run<TFunction, Lanes64>(x, y);
        }
    }

    public static void Apply<TFunctions>(
        ReadOnlySpan<double> x, Span<double> first, Span<double> second, string firstName, string secondName)
        where TFunctions : struct, IFunctionPair
    {
        RequireSameLength(x, first, firstName);
        RequireSameLength(x, second, secondName);
        RequireApartOrSame(x, first, firstName);
        RequireApartOrSame(x, second, secondName);
        if (first.Overlaps(second))
        {
            throw new ArgumentException($"The two results share memory; {firstName} and {secondName} must lie apart.", secondName);
        }

        if (Lanes512.IsSupported)
        {
            Run<TFunctions, Lanes512>(x, first, second);
        }
        else if (Lanes256.IsSupported)
        {
            Run<TFunctions, Lanes256>(x, first, second);
        }
        else
        {
            Run<TFunctions, Lanes64>(x, first, second);
        }
    }

    public static void Apply<TFunction>(
        ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result, string yName, string resultName)
        where TFunction : struct, IFunctionOfTwo
    {
        RequireSameLength(x, y, yName);
        RequireSameLength(x, result, resultName);
        RequireApartOrSame(x, result, resultName);
        RequireApartOrSame(y, result, resultName);
        if (Lanes512.IsSupported)
        {
            Run<TFunction, Lanes512>(x, y, result);
        }
        else if (Lanes256.IsSupported)
        {
            Run<TFunction, Lanes256>(x, y, result);
        }
        else
        {
            Run<TFunction, Lanes64>(x, y, result);
        }
    }

    /// <summary>f(x) for one number, the same bits as in a span.</summary>
    public static double Apply<TFunction>(double x) where TFunction : struct, IFunction =>
        TFunction.Evaluate(new Lanes64(x)).Value;

    /// <summary>f(x) and g(x) for one number, the same bits as in a span.</summary>
    public static (double First, double Second) ApplyPair<TFunctions>(double x) where TFunctions : struct, IFunctionPair
    {
        TFunctions.Evaluate(new Lanes64(x), out Lanes64 first, out Lanes64 second);
        return (first.Value, second.Value);
    }

    private static void Run<TFunction, T>(ReadOnlySpan<double> x, Span<double> y)
        where TFunction : struct, IFunction
        where T : struct, ILanes<T>
    {
        ref double source = ref MemoryMarshal.GetReference(x);
        ref double destination = ref MemoryMarshal.GetReference(y);
        int whole = x.Length - (x.Length % T.Count);
        for (int i = 0; i < whole; i += T.Count)
        {
            T.Store(TFunction.Evaluate(T.Load(ref Unsafe.Add(ref source, i))), ref Unsafe.Add(ref destination, i));
        }

        if (whole < x.Length)
        {
            Span<double> padded = stackalloc double[T.Count];
            padded.Clear();
            x[whole..].CopyTo(padded);
            ref double start = ref MemoryMarshal.GetReference(padded);
            T.Store(TFunction.Evaluate(T.Load(ref start)), ref start);
            padded[..(x.Length - whole)].CopyTo(y[whole..]);
        }
    }

    private static void Run<TFunction, T>(ReadOnlySpan<double> x, ReadOnlySpan<double> y, Span<double> result)
        where TFunction : struct, IFunctionOfTwo
        where T : struct, ILanes<T>
    {
        ref double first = ref MemoryMarshal.GetReference(x);
        ref double second = ref MemoryMarshal.GetReference(y);
        ref double destination = ref MemoryMarshal.GetReference(result);
        int whole = x.Length - (x.Length % T.Count);
        for (int i = 0; i < whole; i += T.Count)
        {
            T value = TFunction.Evaluate(T.Load(ref Unsafe.Add(ref first, i)), T.Load(ref Unsafe.Add(ref second, i)));
            T.Store(value, ref Unsafe.Add(ref destination, i));
        }

        if (whole < x.Length)
        {
            Span<double> padded = stackalloc double[2 * T.Count];
            padded.Clear();
            x[whole..].CopyTo(padded);
            y[whole..].CopyTo(padded[T.Count..]);
            ref double start = ref MemoryMarshal.GetReference(padded);
            T.Store(TFunction.Evaluate(T.Load(ref start), T.Load(ref Unsafe.Add(ref start, T.Count))), ref start);
            padded[..(x.Length - whole)].CopyTo(result[whole..]);
        }
    }

    private static void Run<TFunctions, T>(ReadOnlySpan<double> x, Span<double> first, Span<double> second)
        where TFunctions : struct, IFunctionPair
        where T : struct, ILanes<T>
    {
        ref double source = ref MemoryMarshal.GetReference(x);
        ref double firstStart = ref MemoryMarshal.GetReference(first);
        ref double secondStart = ref MemoryMarshal.GetReference(second);
        int whole = x.Length - (x.Length % T.Count);
        for (int i = 0; i < whole; i += T.Count)
        {
            TFunctions.Evaluate(T.Load(ref Unsafe.Add(ref source, i)), out T f, out T g);
            T.Store(f, ref Unsafe.Add(ref firstStart, i));
            T.Store(g, ref Unsafe.Add(ref secondStart, i));
        }

        if (whole < x.Length)
        {
            Span<double> padded = stackalloc double[2 * T.Count];
            padded.Clear();
            x[whole..].CopyTo(padded);
            ref double start = ref MemoryMarshal.GetReference(padded);
            TFunctions.Evaluate(T.Load(ref start), out T f, out T g);
            T.Store(f, ref start);
            T.Store(g, ref Unsafe.Add(ref start, T.Count));
            padded[..(x.Length - whole)].CopyTo(first[whole..]);
            padded[T.Count..(T.Count + x.Length - whole)].CopyTo(second[whole..]);
        }
    }

    private static void RequireSameLength(ReadOnlySpan<double> x, ReadOnlySpan<double> y, string name)
    {
        if (x.Length != y.Length)
        {
            throw new ArgumentException($"{name} has {y.Length} elements where x has {x.Length}.", name);
        }
    }

    private static void RequireApartOrSame(ReadOnlySpan<double> x, ReadOnlySpan<double> y, string name)
    {
        if (x.Overlaps(y, out int offset) && offset != 0)
        {
            throw new ArgumentException(
                $"{name} overlaps x at an offset of {offset} elements; they must be the same span or lie apart.", name);
        }
    }
}

using System.Numerics;
using System.Numerics.Tensors;

namespace Inflaton.Numerics.ArrayFiles;

/// <summary>
/// The numbers that a computation goes on from, in the order in which those that hold them hand them over: to be written down, or to be
/// put back where they were. One method of each holder does both, so that the two cannot differ.
/// </summary>
/// <remarks>Arrays are read when <see cref="Arrays"/> is enumerated, which has to be before the computation goes on.</remarks>
public sealed class KeptState
{
    private readonly List<Func<double[]>> kept = [];
    private readonly List<double> numbers = [];
    private readonly IReadOnlyList<double[]>? given;
    private int nextArray = 1;
    private int nextNumber;

    /// <summary>One to be written down.</summary>
    public KeptState()
    {
    }

    /// <summary>One to be put back.</summary>
    /// <param name="arrays">What <see cref="Arrays"/> were.</param>
    /// <exception cref="ArgumentException">There is none.</exception>
    public KeptState(IReadOnlyList<double[]> arrays)
    {
        ArgumentNullException.ThrowIfNull(arrays);
        given = arrays.Count > 0 ? arrays : throw Other();
    }

    /// <summary>Whether numbers are put back, rather than written down.</summary>
    public bool IsRestoring => given is not null;

    /// <summary>All that was handed over: single numbers first, then one array after another.</summary>
    public IEnumerable<double[]> Arrays => kept.Select(array => array()).Prepend([.. numbers]);

    /// <summary>A number; a whole one counts something, and is at least 0.</summary>
    /// <typeparam name="T">Its type, whose values are all doubles.</typeparam>
    /// <param name="value">The number; replaced where it is put back.</param>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public void Exchange<T>(ref T value)
        where T : INumber<T>
    {
        if (given is null)
        {
            numbers.Add(double.CreateChecked(value));
        }
        else
        {
            value = nextNumber < given[0].Length ? Of<T>(given[0][nextNumber++]) : throw Other();
        }
    }

    /// <summary>A number of what is made anew.</summary>
    /// <typeparam name="T">Its type, whose values are all doubles.</typeparam>
    /// <param name="value">The number.</param>
    /// <returns>The number of the state, where it is put back; else the same.</returns>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public T Exchanged<T>(T value)
        where T : INumber<T>
    {
        Exchange(ref value);
        return value;
    }

    /// <summary>
    /// How many there are of something that is made anew: none, or not more than the array that follows has numbers, so that a wrong state
    /// makes nothing large.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <returns>How many the state has, where it is put back; else the same.</returns>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public int ExchangedCount(int count)
    {
        Exchange(ref count);
        return given is null ? count : Math.Min(count, nextArray < given.Count ? given[nextArray].Length : 0);
    }

    /// <summary>A place among others.</summary>
    /// <param name="index">The place, from 0; replaced where it is put back.</param>
    /// <param name="below">How many there are.</param>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public void ExchangeIndex(ref int index, int below)
    {
        Exchange(ref index);
        if (index >= below)
        {
            throw Other();
        }
    }

    /// <summary>An order of what there is.</summary>
    /// <param name="order">Places, each once; replaced where they are put back.</param>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public void ExchangeOrder(int[] order)
    {
        Exchange(order);
        if (IsRestoring && !order.Order().SequenceEqual(Enumerable.Range(0, order.Length)))
        {
            throw Other();
        }
    }

    /// <summary>A yes or no.</summary>
    /// <param name="value">It; replaced where it is put back.</param>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public void Exchange(ref bool value)
    {
        int number = value ? 1 : 0;
        Exchange(ref number);
        value = number != 0;
    }

    /// <summary>The first numbers of an array.</summary>
    /// <typeparam name="T">Their type, whose values are all doubles.</typeparam>
    /// <param name="values">The array; filled where it is put back.</param>
    /// <param name="count">How many; all by default.</param>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public void Exchange<T>(T[] values, int? count = null)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        int length = count ?? values.Length;
        if (given is null)
        {
            kept.Add(() => values is double[] own ? length == own.Length ? own : own[..length] : Doubles<T>(values.AsSpan(0, length)));
            return;
        }

        double[] before = nextArray < given.Count && given[nextArray].Length == length ? given[nextArray++] : throw Other();
        if (values is double[] same)
        {
            before.CopyTo(same, 0);
            return;
        }

        for (int i = 0; i < length; i++)
        {
            values[i] = Of<T>(before[i]);
        }
    }

    /// <summary>All numbers of a list.</summary>
    /// <typeparam name="T">Their type, whose values are all doubles.</typeparam>
    /// <param name="values">The list; filled anew where it is put back.</param>
    /// <exception cref="ArgumentException">The state is of something else.</exception>
    public void Exchange<T>(List<T> values)
        where T : INumber<T>
    {
        ArgumentNullException.ThrowIfNull(values);
        int length = ExchangedCount(values.Count);
        T[] all = IsRestoring ? new T[length] : [.. values];
        Exchange(all);
        values.Clear();
        values.AddRange(all);
    }

    /// <summary>Makes sure that all was put back.</summary>
    /// <exception cref="ArgumentException">Something is left: the state is of something else.</exception>
    public void RequireEnd()
    {
        if (given is not null && (nextArray != given.Count || nextNumber != given[0].Length))
        {
            throw Other();
        }
    }

    private static double[] Doubles<T>(ReadOnlySpan<T> values)
        where T : INumber<T>
    {
        double[] doubles = new double[values.Length];
        TensorPrimitives.ConvertChecked<T, double>(values, doubles);
        return doubles;
    }

    private static T Of<T>(double value)
        where T : INumber<T>
    {
        try
        {
            T number = T.CreateChecked(value);
            return value >= 0 || typeof(T) == typeof(double) || typeof(T) == typeof(float) ? number : throw Other();
        }
        catch (OverflowException)
        {
            throw Other();
        }
    }

    private static ArgumentException Other() => new("The state is not complete, or of something else.");
}

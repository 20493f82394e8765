namespace Inflaton.Kernels.FiniteWidth;

/// <summary>Functions of the pre-activations z_a, of φ(z_a) and of φ'(z_a), whose expectations are taken together.</summary>
internal interface IMomentFunctions
{
    /// <summary>Number of functions.</summary>
    int Count { get; }

    /// <summary>Adds all functions at one point.</summary>
    /// <param name="weight">Its weight.</param>
    /// <param name="z">z_a.</param>
    /// <param name="values">φ(z_a).</param>
    /// <param name="slopes">φ'(z_a).</param>
    /// <param name="sums">Where to.</param>
    void Add(double weight, ReadOnlySpan<double> z, ReadOnlySpan<double> values, ReadOnlySpan<double> slopes, Span<double> sums);

    /// <summary>Fills in what follows by symmetry, once all is added.</summary>
    /// <param name="sums">The sums.</param>
    void Complete(Span<double> sums)
    {
    }
}

using Inflaton.Experiments.Files;
using Inflaton.Numerics.ArrayFiles;

namespace Inflaton.Experiments.Lattices;

/// <summary>Where what is recorded says that a lattice was too coarse or too short.</summary>
public sealed class LatticeWarningsTests
{
    /// <summary>A tenth of the gradient energy in waves beyond three quarters of the shortest, k = π/dx.</summary>
    [Theory]
    [InlineData(0.76, 0.11, true)]
    [InlineData(0.76, 0.09, false)]
    [InlineData(0.74, 0.9, false)]
    public void Waves_that_are_hardly_resolved_are_told(double part, double share, bool isTold)
    {
        double[] k = [0.1 * Math.PI, part * Math.PI];

        Of(length: 8, hubble: 0, k, [(1 - share) / (k[0] * k[0]), share / (k[1] * k[1])])
            .Any(one => one.Contains("hardly resolves", StringComparison.Ordinal)).ShouldBe(isTold);
    }

    /// <summary>1/(aH) beside the length of the box.</summary>
    [Theory]
    [InlineData(0.13, false)]
    [InlineData(0.12, true)]
    [InlineData(0, false)]
    public void A_horizon_that_is_longer_than_the_box_is_told(double hubble, bool isTold) =>
        Of(length: 8, hubble, [1], [1]).Any(one => one.Contains("longer than the box from t = 0 on", StringComparison.Ordinal))
            .ShouldBe(isTold);

    private static IReadOnlyList<string> Of(int length, double hubble, double[] k, double[] power)
    {
        LatticeSettings settings = LatticeFile.Parse(
            $"potential: {{expression: phi^2/2}}\nlattice: {{dimensions: 1, sites: {length}, length: {length}}}\n"
            + "universe: {power_law: {p: 0.5, start: 1}}\ninitial: {phi: 1}\ntime: {to: 1, points: 2}", "one.yaml", ".").Settings;
        Dictionary<string, NumericArray> arrays = new()
        {
            ["spectrum"] = new([1, 1, k.Length], power),
            ["k"] = new([k.Length], k),
            ["multiplicity"] = new([k.Length], [.. k.Select(_ => 1.0)]),
        };
        foreach ((string name, double value) in new[]
        {
            ("time", 0.0), ("a", 1), ("hubble", hubble), ("constraint", 0), ("kinetic", 1), ("gradient", 1), ("potential", 1),
        })
        {
            arrays[name] = new([1], [value]);
        }

        return new LatticeWarnings(settings).Of(arrays, LatticeRunStatus.Completed);
    }
}

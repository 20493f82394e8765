using System.Globalization;
using System.Numerics.Tensors;
using Inflaton.Losses;
using Inflaton.Potentials;

namespace Inflaton.Lattice;

/// <summary>
/// The energy of a scalar field on a periodic lattice as a loss over the inputs, which are its sites: Σℓ = κ Σ_n [V(f_n) + ½(∇f)²_n/a²].
/// With κ = N/Θ₀ and a kernel Θ₀·1 the network obeys f̈ + 3Hḟ − ∇²f/a² + V'(f) = 0. Components are fields of their own.
/// It has a buffer, and serves one caller at a time.
/// </summary>
public sealed class LatticeLoss : Loss, IExpandingLoss
{
    private readonly double[] laplacian;

    /// <summary>The energy of a field.</summary>
    /// <param name="potential">
    /// V, the same at every site: of each component alone, or of all C together, which then act on each other.
    /// </param>
    /// <param name="grid">The lattice, whose sites are the inputs in their order.</param>
    /// <param name="scale">κ, positive.</param>
    /// <param name="components">C, at least 1.</param>
    /// <exception cref="ArgumentOutOfRangeException">κ or C is out of its range.</exception>
    /// <exception cref="ArgumentException">The potential couples another number of components.</exception>
    public LatticeLoss(Potential potential, LatticeGrid grid, double scale = 1, int components = 1)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(components, 1);
        if (potential.Components is { } coupled && coupled != components)
        {
            throw new ArgumentException($"{potential} is one of {coupled} fields, not {components}.", nameof(potential));
        }

        Source = potential;
        Local = potential.Times(scale);
        Scale = scale;
        Grid = grid;
        laplacian = new double[grid.Sites * components];
    }

    /// <summary>V.</summary>
    public Potential Source { get; }

    /// <summary>κV.</summary>
    public Potential Local { get; }

    /// <summary>The lattice.</summary>
    public LatticeGrid Grid { get; }

    /// <summary>κ.</summary>
    public double Scale { get; }

    /// <inheritdoc/>
    public override string Name => "field";

    /// <inheritdoc/>
    public override string Formula =>
        string.Create(CultureInfo.InvariantCulture, $"{(Scale == 1 ? "" : $"{Scale:R} ")}[{Source.Formula} + ½(∂f)²/a²]");

    /// <inheritdoc/>
    public override TargetRole Targets => TargetRole.None;

    /// <summary>True: the gradient energy does.</summary>
    public override bool CouplesPoints => true;

    /// <summary>κV, which is the loss of a field that is the same at all sites.</summary>
    /// <param name="targets">Of no matter.</param>
    public override Potential SharedPotential(ReadOnlySpan<double> targets) => Local;

    /// <inheritdoc/>
    public override double Energy(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) => Energy(1, field, targets);

    /// <inheritdoc/>
    public override void Gradient(ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient) =>
        Gradient(1, field, targets, gradient);

    /// <inheritdoc/>
    public override void CurvatureProduct(
        ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result) =>
        CurvatureProduct(1, field, targets, direction, result);

    /// <inheritdoc/>
    public double Energy(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets) =>
        Local.Energy(field) + (Scale * Grid.GradientEnergy(field) / (scaleFactor * scaleFactor));

    /// <inheritdoc/>
    public void Gradient(double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, Span<double> gradient)
    {
        Local.Gradient(field, gradient);
        AddLaplacian(scaleFactor, field, gradient);
    }

    /// <inheritdoc/>
    public void CurvatureProduct(
        double scaleFactor, ReadOnlySpan<double> field, ReadOnlySpan<double> targets, ReadOnlySpan<double> direction, Span<double> result)
    {
        Local.CurvatureProduct(field, direction, result);
        AddLaplacian(scaleFactor, direction, result);
    }

    /// <summary>A bound: κ (max V'' + k_lat²) at a = 1, reached where V'' is the same everywhere.</summary>
    /// <param name="field">f, length N·C.</param>
    /// <param name="targets">y, same length.</param>
    public override double LargestCurvature(ReadOnlySpan<double> field, ReadOnlySpan<double> targets) =>
        Local.LargestCurvature(field) + (Scale * Grid.LargestWaveNumberSquared);

    /// <summary>That of κV, every site holding all the energy, and the gradient at a = 1, beyond which a universe expands.</summary>
    /// <param name="targets">Of no matter.</param>
    /// <param name="energy">Σℓ at the start.</param>
    /// <param name="shared">Of no matter: the gradient couples the sites.</param>
    public override SymmetricProduct? CurvatureBound(ReadOnlySpan<double> targets, double energy, double shared) =>
        Local.CurvatureBound(energy, energy) is not { } bound ? null : (direction, result) =>
        {
            bound(direction, result);
            AddLaplacian(1, direction, result);
        };

    private void AddLaplacian(double scaleFactor, ReadOnlySpan<double> field, Span<double> result)
    {
        if (field.Length != laplacian.Length)
        {
            throw new ArgumentException($"{field.Length} values do not fill {Grid.Sites} sites.", nameof(field));
        }

        Grid.Laplacian(field, laplacian);
        TensorPrimitives.MultiplyAdd(laplacian, -Scale / (scaleFactor * scaleFactor), result, result);
    }
}

using System.Globalization;

namespace Inflaton.Kernels.InfiniteWidth;

/// <summary>
/// Why a kernel of infinite width could not be computed: somewhere a number of it left the range of doubles, or their precision.
/// </summary>
/// <param name="Layer">Number of the layer, from 1, behind which it happened; 0 for the inputs themselves.</param>
/// <param name="LayerName">The layer in words, such as "the activation exp".</param>
/// <param name="Quantity">"K(x, x)" or "Θ(x, x)".</param>
/// <param name="Input">Index of the input.</param>
/// <param name="Value">What the number became: above the largest double (or NaN), or below the smallest that has all its digits.</param>
public sealed record KernelFailure(int Layer, string LayerName, string Quantity, int Input, double Value)
{
    /// <summary>The smallest double with all its digits.</summary>
    internal const double Smallest = 2.2250738585072014e-308;

    /// <summary>One sentence: what, where, and what to change.</summary>
    public override string ToString()
    {
        string place = Layer == 0
            ? "of the inputs themselves"
            : $"behind layer {Layer.ToString(CultureInfo.InvariantCulture)}, {LayerName},";
        string fault = double.Abs(Value) < 1 ? "below 2.2e-308, where doubles lose their digits" : "above 1.8e308, the largest double";
        return $"The kernel of infinite width cannot be represented: {Quantity} {place} is {fault} (input "
            + $"{Input.ToString(CultureInfo.InvariantCulture)}); "
            + "bring the inputs, σ_w and the number of layers to a scale that can.";
    }

    /// <summary>
    /// The first number that is out of range. A variance that was 0 may be so again. Θ may be small: the affine layer adds K to it.
    /// </summary>
    internal static KernelFailure? Find(int number, InfiniteLayer layer, Diagonal before, Diagonal after)
    {
        bool isNothing = layer is ActivationLayer { Dual.Activation: { } activation } && activation.Value(-1) == 0
            && activation.Value(1) == 0;
        return Find(number, layer, "K(x, x)", before.Rows, after.Rows, isNothing)
            ?? Find(number, layer, "K(x, x)", before.Columns, after.Columns, isNothing)
            ?? (Array.FindIndex(after.Tangents, value => !double.IsFinite(value)) is >= 0 and int input
                ? new KernelFailure(number, Named(layer), "Θ(x, x)", input, after.Tangents[input])
                : null);
    }

    private static KernelFailure? Find(int number, InfiniteLayer layer, string quantity, double[] before, double[] after, bool mayVanish)
    {
        for (int i = 0; i < after.Length; i++)
        {
            if (!double.IsFinite(after[i]) || (after[i] < Smallest && (after[i] > 0 || (before[i] > 0 && !mayVanish))))
            {
                return new KernelFailure(number, Named(layer), quantity, i, after[i]);
            }
        }

        return null;
    }

    private static string Named(InfiniteLayer layer) => layer switch
    {
        ActivationLayer activation => $"the activation {activation.Dual}",
        DenseLayer dense => string.Create(CultureInfo.InvariantCulture, $"affine with σ_w = {dense.WeightStd}"),
        ResidualLayer => "the residual block",
        _ => "layer norm",
    };
}

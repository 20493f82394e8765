using System.Buffers.Text;
using System.Text;

namespace Inflaton.Web;

/// <summary>Small studies as a page would send them.</summary>
internal static class Studies
{
    public const string Roll = """
        name: roll
        seed: 3
        network: {hidden: [64], activation: erf, weight_std: 1.5, bias_std: 0.05}
        data: {point: [1.0]}
        loss: {power: {degree: 2, scale: 0.02, minimum: 5}}
        optimizer: {gradient_descent: {learning_rate: 0.1, momentum: 0.5}}
        epochs: 40
        record_every: 2
        predictions: [mean_field, perturbations, frozen_kernel, discrete]
        """;

    public const string Loss = "power: {degree: 2, scale: 0.02, minimum: 5}";

    public const string Lattice = """
        name: walls
        potential: {double_well: {coupling: 1, vacuum: 1}}
        lattice: {dimensions: 2, sites: 16, length: 8}
        universe: {power_law: {p: 0.5, start: 10}}
        initial: {phi: 0, fluctuations: {vacuum: {cutoff: 1, seed: 1}}}
        time: {step: auto, to: 4, points: 9}
        """;

    public const string Universe = """
        name: starobinsky
        potential: {starobinsky: {height: 9.5747e-11}}
        initial: {phi: 5.7}
        time: {to: end_of_inflation}
        perturbations: {pivot_efolds: 60, k_range: [0.1, 10], modes: 10}
        """;

    /// <summary>The address of a room that shows a study.</summary>
    public static string Link(string room, string json) =>
        $"#{room}/{Base64Url.EncodeToString(Encoding.UTF8.GetBytes($"{{\"{room}\": {json}}}"))}";

    /// <summary>A training that takes as long as one lets it.</summary>
    public static string Long => Roll.Replace("epochs: 40", "epochs: 200000", StringComparison.Ordinal)
        .Replace("record_every: 2", "record_every: 100", StringComparison.Ordinal);
}

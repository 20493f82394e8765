using Inflaton.Numerics.DifferentialEquations;

namespace Inflaton.Numerics.Tests.DifferentialEquations;

/// <summary>
/// The method of order 5 with an embedded one of order 4 and dense output of order 4; six evaluations a step. For tolerances above about
/// 1e-6. Source: Dormand and Prince, J. Comput. Appl. Math. 6 (1980) 19; dense output by Shampine as in Hairer, Nørsett and Wanner,
/// Solving Ordinary Differential Equations I, 2nd ed., table II.5.2 and the code DOPRI5.
/// </summary>
internal static class DormandPrince54
{
    /// <summary>The coefficients.</summary>
    public static ButcherTableau Tableau { get; } = new(
        "Dormand-Prince 5(4)",
        order: 5,
        nodes: [0, 1.0 / 5, 3.0 / 10, 4.0 / 5, 8.0 / 9, 1, 1],
        matrix:
        [
            [],
            [1.0 / 5],
            [3.0 / 40, 9.0 / 40],
            [44.0 / 45, -56.0 / 15, 32.0 / 9],
            [19372.0 / 6561, -25360.0 / 2187, 64448.0 / 6561, -212.0 / 729],
            [9017.0 / 3168, -355.0 / 33, 46732.0 / 5247, 49.0 / 176, -5103.0 / 18656],
            [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84],
        ],
        weights: [35.0 / 384, 0, 500.0 / 1113, 125.0 / 192, -2187.0 / 6784, 11.0 / 84, 0],
        errorOrder: 5,
        errorWeights: [[71.0 / 57600, 0, -71.0 / 16695, 71.0 / 1920, -17253.0 / 339200, 22.0 / 525, -1.0 / 40]],
        denseOrder: 4,
        denseWeights:
        [
            [
                -12715105075.0 / 11282082432, 0, 87487479700.0 / 32700410799, -10690763975.0 / 1880347072,
                701980252875.0 / 199316789632, -1453857185.0 / 822651844, 69997945.0 / 29380423,
            ],
        ]);
}

namespace Inflaton.Dynamics;

/// <summary>Which continuum equation stands for the discrete steps of training.</summary>
public enum Matching
{
    /// <summary>
    /// The paper's: f̈ + 3H ḟ + F = 0 with 3H = (1−γ)/√η, from rest. First order in √η.
    /// </summary>
    Leading,

    /// <summary>
    /// Second order in √η: heavy ball is exactly the leapfrog scheme, step √η, of ((1+γ)/2) f̈ + ((1−γ)/√η) ḟ + F = 0 with
    /// ḟ(0) = −(√η/2) F(f₀); that is 3H = 2(1−γ)/((1+γ)√η) and force 2F/(1+γ).
    /// </summary>
    Leapfrog,
}

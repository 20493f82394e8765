namespace Inflaton.Numerics.Functions;

/// <summary>ln(1 + x) to full accuracy for small x. Source: Kahan, in the HP-15C Advanced Functions Handbook (1982).</summary>
public static class LogOnePlus
{
    /// <summary>ln(1 + x).</summary>
    /// <param name="x">x &gt; −1; what lies below gives NaN.</param>
    public static double Evaluate(double x)
    {
        double sum = 1 + x;
        return sum == 1 || double.IsInfinity(sum) ? x : Math.Log(sum) * (x / (sum - 1));
    }
}

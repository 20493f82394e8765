namespace Inflaton.Experiments.Studies;

/// <summary>
/// What a study will roughly cost on one thread. Only ratios matter, for the order of a scan's runs and the time left; memory is an upper
/// bound.
/// </summary>
/// <param name="Seconds">Time on a core of 2.5·10¹⁰ multiply-adds a second.</param>
/// <param name="Bytes">Memory at the peak.</param>
public readonly record struct StudyCost(double Seconds, double Bytes);

namespace Inflaton.Experiments.Studies;

/// <summary>
/// What a study is foretold to cost on one thread of a process that has run such a study before. An estimate: within a factor of three for
/// 145 of 185 of the samples' runs, and of ten for 176 (<c>bench</c>, <c>costs</c>), on a core as below; how long a universe's field
/// oscillates, a tuning tries or a reduced training grows is only known afterwards. Memory is an upper bound.
/// </summary>
/// <param name="Seconds">Time on a core of 2.5·10¹⁰ multiply-adds a second.</param>
/// <param name="Bytes">Memory at the peak.</param>
public readonly record struct StudyCost(double Seconds, double Bytes);

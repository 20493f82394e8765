using BenchmarkDotNet.Running;
using Inflaton.Benchmarks.Comparison;
using Inflaton.Benchmarks.Tuning;

if (args is ["answer", .. string[] rest])
{
    return ComparisonPartner.Answer(Console.In, Console.Out, rest);
}

if (args is ["drift", .. string[] choice])
{
    return DriftCampaign.Run(Console.Out, choice);
}

BenchmarkSwitcher.FromAssembly(typeof(Program).Assembly).Run(args);
return 0;
